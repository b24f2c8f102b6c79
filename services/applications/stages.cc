#include "services/applications/stages.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/names.h"
#include "base/states.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/applications/application_rules.h"
#include "services/applications/applications.h"
#include "services/applications/due_date_rules.h"
#include "services/applications/tables.h"
#include "services/rpc/standard.h"

namespace cofi::applications {
namespace {

using v1::Application;
using v1::Obligation;
using v1::Stage;

constexpr Transition<Obligation::State> kObligationTransitions[] = {
    {Obligation::STATE_PENDING, "COMPLETE", Obligation::STATE_DONE},
    {Obligation::STATE_PENDING, "WAIVE", Obligation::STATE_WAIVED},
};

// Moves a stage, then its application by `application_verb` (none if empty),
// then opens the next stage.
template <typename Request>
absl::Status MoveStageBy(db::Transaction& tx, const char* verb, absl::string_view note,
                         const char* application_verb, const Request& request, Stage* stage) {
  COFI_ASSIGN_OR_RETURN(*stage, rpc::Load(tx, Stages(), request));
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  COFI_RETURN_IF_ERROR(MoveStage(stage, verb, date, note));
  if (IsOver(stage->state())) stage->set_outcome_note(std::string(note));
  COFI_RETURN_IF_ERROR(Stages().Update(tx, stage));

  COFI_ASSIGN_OR_RETURN(Application application, Applications().Get(tx, ParentOf(stage->name())));
  COFI_ASSIGN_OR_RETURN(std::vector<Stage> stages, StagesOf(tx, application.name()));
  if (*application_verb != '\0') {
    COFI_RETURN_IF_ERROR(MoveApplication(&application, application_verb, date, note));
    for (Stage* each : FollowApplication(application_verb, date, &stages)) {
      COFI_RETURN_IF_ERROR(Stages().Update(tx, each));
    }
  }
  if (application.state() == Application::STATE_REJECTED) {
    *application.mutable_decision_date() = date;
  } else if (IsOpen(application.state())) {
    Stage* next = OpenNext(date, &stages);
    if (next != nullptr) COFI_RETURN_IF_ERROR(Stages().Update(tx, next));
  }
  return StoreMoved(tx, stages, &application);
}

template <typename Resource>
void KeepChangedDueDate(db::Transaction& tx, const Resource& before, Resource& after) {
  if (!before.has_due_date() ||
      google::protobuf::util::MessageDifferencer::Equals(before.due_date(), after.due_date())) {
    return;
  }
  const Date wanted = after.due_date();
  *after.mutable_due_date() = before.due_date();
  Extend(&after, wanted, DateFromDay(tx.today()), "");
}

template <typename Resource, typename Request>
absl::Status ExtendBy(db::Transaction& tx, const db::Table<Resource>& table, const Request& request,
                      Resource* resource) {
  COFI_ASSIGN_OR_RETURN(*resource, rpc::Load(tx, table, request));
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  Extend(resource, request.due_date(), date, request.note());
  return table.Update(tx, resource);
}

template <typename Request>
absl::Status MoveObligationBy(db::Transaction& tx, const char* verb, const Request& request,
                              Obligation* obligation) {
  COFI_ASSIGN_OR_RETURN(*obligation, rpc::Load(tx, Obligations(), request));
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  COFI_RETURN_IF_ERROR(Move(obligation, kObligationTransitions, verb, date, request.note()));
  return Obligations().Update(tx, obligation);
}

absl::Status CheckDueRule(const Obligation& obligation) {
  if (!obligation.has_due_rule()) {
    if (obligation.has_due_date()) return absl::OkStatus();
    return InField("obligation.due_date", Refuse(type::v1::REASON_FIELD_REQUIRED));
  }
  const v1::DueRule& rule = obligation.due_rule();
  if (std::abs(rule.months()) > 120) {
    return InField("obligation.due_rule.months",
                   Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                          {{"value", absl::StrCat(rule.months())}, {"accepted", "-120 to 120"}}));
  }
  if (rule.anchor() == v1::DueRule::ANCHOR_FISCAL_YEAR_END && !rule.has_anchor_date()) {
    return InField("obligation.due_rule.anchor_date", Refuse(type::v1::REASON_FIELD_REQUIRED));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status OnCreateStage(db::Transaction& tx, Stage& stage) {
  stage.set_state(Stage::STATE_UPCOMING);
  if (stage.has_due_date()) *stage.mutable_original_due_date() = stage.due_date();
  if (stage.position() != 0) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(const int32_t next, rpc::NextPosition(tx, "stage", stage.name()));
  stage.set_position(next);
  return absl::OkStatus();
}

absl::Status OnStageCreated(db::Transaction& tx, const Stage& stage) {
  COFI_ASSIGN_OR_RETURN(Application application, Applications().Get(tx, ParentOf(stage.name())));
  if (!IsOpen(application.state())) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(std::vector<Stage> stages, StagesOf(tx, application.name()));
  Stage* next = OpenNext(application.state_date(), &stages);
  if (next != nullptr) COFI_RETURN_IF_ERROR(Stages().Update(tx, next));
  return StoreMoved(tx, stages, &application);
}

absl::Status OnUpdateStage(db::Transaction& tx, const Stage& before, Stage& after) {
  KeepChangedDueDate(tx, before, after);
  if (!after.has_original_due_date() && after.has_due_date()) {
    *after.mutable_original_due_date() = after.due_date();
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> ViewStage(db::Transaction&, Stage& stage, const absl::CivilDay* as_of) {
  if (as_of != nullptr) StageOn(*as_of, &stage);
  return true;
}

absl::Status SubmitStage(db::Transaction& tx, const v1::SubmitStageRequest& request, Stage* stage) {
  return MoveStageBy(tx, "SUBMIT", "", "", request, stage);
}

absl::Status PassStage(db::Transaction& tx, const v1::PassStageRequest& request, Stage* stage) {
  return MoveStageBy(tx, "PASS", request.outcome_note(), "PASS_STAGE", request, stage);
}

absl::Status FailStage(db::Transaction& tx, const v1::FailStageRequest& request, Stage* stage) {
  return MoveStageBy(tx, "FAIL", request.outcome_note(), "REJECT", request, stage);
}

absl::Status SkipStage(db::Transaction& tx, const v1::SkipStageRequest& request, Stage* stage) {
  return MoveStageBy(tx, "SKIP", request.outcome_note(), "", request, stage);
}

absl::Status ExtendStage(db::Transaction& tx, const v1::ExtendStageRequest& request, Stage* stage) {
  return ExtendBy(tx, Stages(), request, stage);
}

absl::Status OnCreateObligation(db::Transaction& tx, Obligation& obligation) {
  COFI_RETURN_IF_ERROR(CheckDueRule(obligation));
  COFI_ASSIGN_OR_RETURN(const Application application,
                        Applications().Get(tx, ParentOf(obligation.name())));
  ApplyDueRule(application, &obligation);
  obligation.set_state(Obligation::STATE_PENDING);
  return absl::OkStatus();
}

absl::Status OnUpdateObligation(db::Transaction& tx, const Obligation& before, Obligation& after) {
  COFI_RETURN_IF_ERROR(CheckDueRule(after));
  COFI_ASSIGN_OR_RETURN(const Application application,
                        Applications().Get(tx, ParentOf(after.name())));
  ApplyDueRule(application, &after);
  KeepChangedDueDate(tx, before, after);
  return absl::OkStatus();
}

absl::StatusOr<bool> ViewObligation(db::Transaction&, Obligation& obligation,
                                    const absl::CivilDay* as_of) {
  if (as_of == nullptr) return true;
  StateOn(*as_of, Obligation::STATE_PENDING, &obligation);
  DueDateOn(*as_of, &obligation);
  return true;
}

absl::Status CompleteObligation(db::Transaction& tx, const v1::CompleteObligationRequest& request,
                                Obligation* obligation) {
  return MoveObligationBy(tx, "COMPLETE", request, obligation);
}

absl::Status WaiveObligation(db::Transaction& tx, const v1::WaiveObligationRequest& request,
                             Obligation* obligation) {
  return MoveObligationBy(tx, "WAIVE", request, obligation);
}

absl::Status ExtendObligation(db::Transaction& tx, const v1::ExtendObligationRequest& request,
                              Obligation* obligation) {
  return ExtendBy(tx, Obligations(), request, obligation);
}

}  // namespace cofi::applications
