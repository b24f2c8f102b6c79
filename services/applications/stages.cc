#include "services/applications/stages.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "base/names.h"
#include "base/rules/application_states.h"
#include "services/applications/application_rules.h"
#include "services/applications/applications.h"
#include "services/applications/due_date_rules.h"
#include "services/applications/revisions.h"
#include "services/applications/tables.h"
#include "services/rpc/standard.h"
#include "services/rpc/verb.h"

namespace cofi::applications {
namespace {

using v1::Application;
using v1::Stage;

// Stores a stage, and only then says its round, which is stored nowhere: it follows from the
// history.
absl::Status StoreStage(db::Transaction& tx, Stage* stage) {
  COFI_RETURN_IF_ERROR(Stages().Update(tx, stage));
  TellRound(stage);
  return absl::OkStatus();
}

// Moves a stage, then its application if the verb leads it, then opens the next stage. Once the
// stage has moved, `fill` adds what the verb brings; it may refuse too.
template <typename Request, typename Fill>
absl::Status MoveStageBy(db::Transaction& tx, const char* verb, absl::string_view note,
                         const Request& request, Stage* stage, Fill fill) {
  COFI_ASSIGN_OR_RETURN(*stage, rpc::Load(tx, Stages(), request));
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  COFI_RETURN_IF_ERROR(MoveStage(stage, verb, date, note));
  COFI_RETURN_IF_ERROR(fill(date));
  if (rules::IsOver(stage->state())) stage->set_outcome_note(std::string(note));
  COFI_RETURN_IF_ERROR(StoreStage(tx, stage));

  COFI_ASSIGN_OR_RETURN(Application application, Applications().Get(tx, ParentOf(stage->name())));
  COFI_ASSIGN_OR_RETURN(std::vector<Stage> stages, StagesOf(tx, application.name()));
  const absl::string_view application_verb = ApplicationVerbOf(verb);
  if (!application_verb.empty()) {
    COFI_RETURN_IF_ERROR(MoveApplication(&application, application_verb, date, note));
    COFI_ASSIGN_OR_RETURN(const std::vector<Stage*> followed,
                          FollowApplication(application_verb, date, &stages));
    for (Stage* each : followed) COFI_RETURN_IF_ERROR(Stages().Update(tx, each));
  }
  if (rules::IsOpen(application.state())) {
    Stage* next = OpenNext(date, &stages);
    if (next != nullptr) COFI_RETURN_IF_ERROR(Stages().Update(tx, next));
  }
  return StoreMoved(tx, stages, &application);
}

template <typename Request>
absl::Status MoveStageBy(db::Transaction& tx, const char* verb, absl::string_view note,
                         const Request& request, Stage* stage) {
  return MoveStageBy(tx, verb, note, request, stage, [](const Date&) { return absl::OkStatus(); });
}

}  // namespace

absl::Status OnCreateStage(db::Transaction& tx, Stage& stage) {
  stage.set_state(Stage::STATE_UPCOMING);
  if (stage.has_due_date()) *stage.mutable_original_due_date() = stage.due_date();
  return rpc::PutLast(tx, "stage", stage);
}

absl::Status OnStageCreated(db::Transaction& tx, const Stage& stage) {
  COFI_ASSIGN_OR_RETURN(Application application, Applications().Get(tx, ParentOf(stage.name())));
  if (!rules::IsOpen(application.state())) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(std::vector<Stage> stages, StagesOf(tx, application.name()));
  Stage* next = OpenNext(application.state_date(), &stages);
  if (next != nullptr) COFI_RETURN_IF_ERROR(Stages().Update(tx, next));
  return StoreMoved(tx, stages, &application);
}

absl::Status OnUpdateStage(db::Transaction& tx, const Stage& before, Stage& after) {
  COFI_RETURN_IF_ERROR(KeepChangedDueDate(before, DateFromDay(tx.today()), &after));
  if (!after.has_original_due_date() && after.has_due_date()) {
    *after.mutable_original_due_date() = after.due_date();
  }
  if (before.has_position()) COFI_RETURN_IF_ERROR(rpc::PutLast(tx, "stage", after));
  if (after.position() == before.position()) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(Application application, Applications().Get(tx, ParentOf(after.name())));
  COFI_ASSIGN_OR_RETURN(std::vector<Stage> stages, StagesOf(tx, application.name()));
  // As they will stand once it is stored.
  for (Stage& each : stages) {
    if (each.name() == after.name()) each.set_position(after.position());
  }
  std::sort(stages.begin(), stages.end(), [](const Stage& a, const Stage& b) {
    return std::pair(a.position(), absl::string_view(a.name())) <
           std::pair(b.position(), absl::string_view(b.name()));
  });
  return StoreMoved(tx, stages, &application);
}

absl::StatusOr<bool> ViewStage(db::Transaction&, Stage& stage, const absl::CivilDay* as_of) {
  if (as_of != nullptr) StageOn(*as_of, &stage);
  TellRound(&stage);
  return true;
}

rpc::StateVerbs<Stage> StageVerbs() {
  return {CallersVerbs(StageTransitions()),
          [](db::Transaction& tx, const Stage& stage) -> absl::StatusOr<VerbList> {
            VerbList allowed = AllowedVerbs(StageTransitions(), stage.state());
            const bool alone = absl::c_all_of(
                allowed, [](absl::string_view verb) { return ApplicationVerbOf(verb).empty(); });
            if (alone) return allowed;
            COFI_ASSIGN_OR_RETURN(const Application application,
                                  Applications().Get(tx, ParentOf(stage.name())));
            return AllowedOnStage(stage, application);
          }};
}

absl::Status SubmitStage(db::Transaction& tx, const v1::SubmitStageRequest& request, Stage* stage) {
  COFI_RETURN_IF_ERROR(MoveStageBy(tx, "SUBMIT", "", request, stage));
  COFI_ASSIGN_OR_RETURN(const Application application,
                        Applications().Get(tx, ParentOf(stage->name())));
  return KeepRevision(tx, application,
                      {.verb = rpc::VerbOf<v1::SubmitStageRequest>(),
                       .date = stage->state_date(),
                       .stage = stage->name()});
}

absl::Status ReturnStage(db::Transaction& tx, const v1::ReturnStageRequest& request, Stage* stage) {
  return MoveStageBy(tx, "RETURN", request.note(), request, stage, [&](const Date& date) {
    return request.has_due_date() ? Extend(stage, request.due_date(), date, request.note())
                                  : absl::OkStatus();
  });
}

absl::Status PassStage(db::Transaction& tx, const v1::PassStageRequest& request, Stage* stage) {
  return MoveStageBy(tx, "PASS", request.outcome_note(), request, stage);
}

absl::Status FailStage(db::Transaction& tx, const v1::FailStageRequest& request, Stage* stage) {
  return MoveStageBy(tx, "FAIL", request.outcome_note(), request, stage);
}

absl::Status SkipStage(db::Transaction& tx, const v1::SkipStageRequest& request, Stage* stage) {
  return MoveStageBy(tx, "SKIP", request.outcome_note(), request, stage);
}

absl::Status ExtendStage(db::Transaction& tx, const v1::ExtendStageRequest& request, Stage* stage) {
  COFI_ASSIGN_OR_RETURN(*stage, rpc::Load(tx, Stages(), request));
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  COFI_RETURN_IF_ERROR(Extend(stage, request.due_date(), date, request.note()));
  return StoreStage(tx, stage);
}

}  // namespace cofi::applications
