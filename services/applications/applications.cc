#include "services/applications/applications.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/dated_facts.h"
#include "base/names.h"
#include "base/rules/application_states.h"
#include "base/states.h"
#include "db/tables/list.h"
#include "services/applications/agreements.h"
#include "services/applications/application_rules.h"
#include "services/applications/awaits.h"
#include "services/applications/call_rules.h"
#include "services/applications/due_date_rules.h"
#include "services/applications/moves.h"
#include "services/applications/obligations.h"
#include "services/applications/resubmissions.h"
#include "services/applications/revisions.h"
#include "services/applications/tables.h"
#include "services/rpc/open_items.h"
#include "services/rpc/standard.h"
#include "services/rpc/undo.h"
#include "services/rpc/validate.h"
#include "services/rpc/verb.h"

namespace cofi::applications {
namespace {

using v1::Application;
using v1::Stage;

// What an application needs before it can be handed in. What its call has against it does not
// count where somebody says why, and is noted with what just moved it.
absl::Status CheckSubmission(db::Transaction& tx, const Date& date,
                             const std::string& override_reason, Application& application) {
  if (!application.has_requested_amount()) {
    return InField("application.requested_amount", Refuse(type::v1::REASON_FIELD_REQUIRED));
  }
  if (application.call().empty()) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(const v1::Call call, Calls().Get(tx, application.call()));
  std::vector<absl::Status> objections =
      ObjectionsTo(call, application, "application.requested_amount",
                   application.requested_amount(), Bounded::kAsked);
  objections.push_back(CheckWindow(call, application, date));
  return Overrule(objections, override_reason, &*application.mutable_history()->rbegin());
}

}  // namespace

absl::StatusOr<std::vector<Stage>> StagesOf(db::Transaction& tx, const std::string& application) {
  // One that was never given a place stands where 0 does.
  return Stages().Children(tx, application, "COALESCE(position, 0), name");
}

absl::Status StoreMoved(db::Transaction& tx, const std::vector<Stage>& stages,
                        Application* application) {
  application->set_current_stage(CurrentStage(*application, stages));
  COFI_RETURN_IF_ERROR(Applications().Update(tx, application));
  COFI_ASSIGN_OR_RETURN(std::vector<v1::Obligation> obligations,
                        Obligations().Children(tx, application->name()));
  for (v1::Obligation& obligation : obligations) {
    COFI_RETURN_IF_ERROR(InField(obligation.name(), ApplyDueRule(*application, &obligation)));
    COFI_RETURN_IF_ERROR(Obligations().Update(tx, &obligation));
  }
  return KeepAgreement(tx, *application);
}

namespace {

// That its call has the session which it names.
absl::Status CheckSessionOf(db::Transaction& tx, const Application& application) {
  if (application.session().empty()) return absl::OkStatus();
  if (application.call().empty()) return CheckSession(v1::Call(), application);
  COFI_ASSIGN_OR_RETURN(const v1::Call call, Calls().Get(tx, application.call()));
  return CheckSession(call, application);
}

}  // namespace

absl::Status OnCreateApplication(db::Transaction& tx, Application& application) {
  if (!application.call().empty() &&
      ParentOf(application.call()) != absl::string_view(application.funder())) {
    return InField(
        "application.call",
        Refuse(type::v1::REASON_REFERENCE_NOT_FOUND,
               {{"name", absl::StrCat(application.call(), " (", application.funder(), ")")}}));
  }
  COFI_RETURN_IF_ERROR(rpc::CheckHappened(application.acknowledgement_date(), tx.today(),
                                          "application.acknowledgement_date"));
  COFI_RETURN_IF_ERROR(CheckSessionOf(tx, application));
  application.set_state(Application::STATE_DRAFT);
  COFI_RETURN_IF_ERROR(CheckYears(application, "application.year_amounts"));
  COFI_RETURN_IF_ERROR(CheckResubmits(tx, application));
  return CheckAwaits(tx, application);
}

absl::Status OnUpdateApplication(db::Transaction& tx, const Application& before,
                                 Application& after) {
  const auto awaits_of = [](const Application& application) {
    return std::vector<std::string>(application.awaits().begin(), application.awaits().end());
  };
  COFI_RETURN_IF_ERROR(rpc::CheckHappened(after.acknowledgement_date(), tx.today(),
                                          "application.acknowledgement_date"));
  if (awaits_of(before) != awaits_of(after)) COFI_RETURN_IF_ERROR(CheckAwaits(tx, after));
  if (before.session() != after.session()) {
    COFI_RETURN_IF_ERROR(CheckSessionOf(tx, after));
  }
  if (!SameYears(before.year_amounts(), after.year_amounts())) {
    COFI_RETURN_IF_ERROR(CheckNotClosed(after));
  }
  const bool same =
      before.requested_amount().SerializeAsString() ==
          after.requested_amount().SerializeAsString() &&
      before.eligible_cost().SerializeAsString() == after.eligible_cost().SerializeAsString();
  // A draft is judged when it is handed in.
  if (same || after.state() == Application::STATE_DRAFT || after.call().empty() ||
      !after.has_requested_amount()) {
    return absl::OkStatus();
  }
  COFI_ASSIGN_OR_RETURN(const v1::Call call, Calls().Get(tx, after.call()));
  return Overrule(ObjectionsTo(call, after, "application.requested_amount",
                               after.requested_amount(), Bounded::kAsked),
                  /*reason=*/"", nullptr);
}

absl::Status OnApplicationChanged(db::Transaction& tx, const Application& before,
                                  const Application& after) {
  if (SameFact(before, after, kYearAmounts)) return absl::OkStatus();
  COFI_RETURN_IF_ERROR(CheckYears(after, "application.year_amounts"));
  return FollowYears(tx, before, after);
}

absl::Status OnApplicationCreated(db::Transaction& tx, const Application& application) {
  if (application.call().empty()) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(const v1::Call call, Calls().Get(tx, application.call()));
  // A version before kept whatever was given as an identifier.
  v1::Call templates;
  *templates.mutable_stage_template() = call.stage_template();
  COFI_RETURN_IF_ERROR(rpc::Validate(templates, call.name(), rpc::Required::kIgnored));
  int position = 0;
  for (const v1::StageTemplate& each : call.stage_template()) {
    Stage stage;
    stage.set_name(Stages().pattern().Join(application.name(), each.stage_id()));
    stage.set_display_name(each.display_name());
    stage.set_kind(each.kind());
    stage.set_position(++position);
    stage.set_state(Stage::STATE_UPCOMING);
    if (each.has_due_date()) {
      *stage.mutable_due_date() = *stage.mutable_original_due_date() = each.due_date();
    }
    *stage.mutable_required_documents() = each.required_documents();
    COFI_RETURN_IF_ERROR(Stages().Insert(tx, &stage));
  }
  return absl::OkStatus();
}

absl::Status OnRemoveApplication(db::Transaction&, const Application& application) {
  if (application.state() == Application::STATE_DRAFT) return absl::OkStatus();
  Application unchanged = application;
  return MoveApplication(&unchanged, "DELETE", application.state_date(), "");
}

absl::StatusOr<bool> ViewApplication(db::Transaction&, Application& application,
                                     const absl::CivilDay* as_of) {
  if (as_of != nullptr) ApplicationOn(*as_of, &application);
  return true;
}

absl::Status TakeTerms(db::Transaction& tx, const std::vector<Application*>& applications,
                       absl::CivilDay day, Unsigned before) {
  std::map<std::string, Application*> by_name;
  std::vector<std::string> names;
  for (Application* each : applications) {
    by_name[each->name()] = each;
    names.push_back(each->name());
  }
  return db::VisitAny(tx, Agreements(), "parent", std::move(names), [&](const Message& row) {
    v1::Agreement agreement = static_cast<const v1::Agreement&>(row);
    Application* const application = by_name.at(std::string(ParentOf(agreement.name())));
    const absl::CivilDay signed_on = Day(agreement.signature_date());
    if (signed_on > day && before == Unsigned::kNoTerms) return absl::OkStatus();
    FactsOn(std::max(day, signed_on), &agreement);
    SetTerms(agreement, application);
    return absl::OkStatus();
  });
}

absl::Status ViewApplications(db::Transaction& tx, const std::vector<Application*>& applications,
                              absl::CivilDay as_of) {
  COFI_RETURN_IF_ERROR(TakeTerms(tx, applications, as_of));
  std::map<std::string, std::vector<Stage>> stages;  // By application.
  std::vector<std::string> names;
  names.reserve(applications.size());
  for (const Application* each : applications) names.push_back(each->name());
  COFI_RETURN_IF_ERROR(
      db::VisitAny(tx, Stages(), "parent", std::move(names), [&](const Message& row) {
        auto& stage = stages[std::string(ParentOf(StringField(row, "name")))].emplace_back(
            static_cast<const Stage&>(row));
        StageOn(as_of, &stage);
        return absl::OkStatus();
      }));
  for (Application* each : applications) {
    std::vector<Stage>& of_it = stages[each->name()];
    std::sort(of_it.begin(), of_it.end(), [](const Stage& a, const Stage& b) {
      return std::pair(a.position(), a.name()) < std::pair(b.position(), b.name());
    });
    each->set_current_stage(CurrentStage(*each, of_it));
  }
  return absl::OkStatus();
}

rpc::StateVerbs<Application> ApplicationVerbs() {
  return rpc::VerbsOf<Application>(ApplicationTransitions());
}

absl::Status Submit(db::Transaction& tx, const v1::SubmitApplicationRequest& request,
                    Application* application) {
  const auto fill = [&](const Date& date) -> absl::Status {
    *application->mutable_submit_date() = date;
    COFI_RETURN_IF_ERROR(CheckSubmission(tx, date, request.override_reason(), *application));
    return CheckStandsAlone(tx, *application, date);
  };
  COFI_RETURN_IF_ERROR(MoveBy(tx, "SUBMIT", request, "", application, fill));
  return KeepRevision(
      tx, *application,
      {.verb = rpc::VerbOf<v1::SubmitApplicationRequest>(), .date = application->submit_date()});
}

absl::Status RequestInformation(db::Transaction& tx,
                                const v1::RequestApplicationInformationRequest& request,
                                Application* application) {
  return MoveBy(tx, "REQUEST_INFORMATION", request, request.note(), application);
}

absl::Status ProvideInformation(db::Transaction& tx,
                                const v1::ProvideApplicationInformationRequest& request,
                                Application* application) {
  Date sent;
  COFI_RETURN_IF_ERROR(MoveBy(tx, "PROVIDE_INFORMATION", request, request.note(), application,
                              [&](const Date& date) {
                                sent = date;
                                return absl::OkStatus();
                              }));
  return KeepRevision(tx, *application,
                      {.verb = rpc::VerbOf<v1::ProvideApplicationInformationRequest>(),
                       .date = sent,
                       .note = request.note()});
}

absl::Status ChangeAward(const db::Transaction& tx, const AwardChange& award,
                         const FactChange& change, Application* application) {
  const Application before = *application;
  std::vector<std::string> fields;
  if (award.amount != nullptr) {
    *application->mutable_awarded_amount() = *award.amount;
    fields.emplace_back("awarded_amount");
  }
  if (award.years != nullptr) {
    *application->mutable_year_amounts() = *award.years;
    fields.emplace_back(kYearAmounts);
  }
  COFI_RETURN_IF_ERROR(ChangeFacts(before, fields, change, tx.today(), application));
  return CheckYears(*application, kYearAmounts);
}

absl::Status CheckAward(db::Transaction& tx, const Application& application, const Money& awarded,
                        bool above_request, const std::string& override_reason,
                        type::v1::StateChange* change) {
  if (!application.call().empty()) {
    COFI_ASSIGN_OR_RETURN(const v1::Call call, Calls().Get(tx, application.call()));
    COFI_RETURN_IF_ERROR(
        Overrule(ObjectionsTo(call, application, "awarded_amount", awarded, Bounded::kAwarded),
                 override_reason, change));
  }
  const bool above = Minor(awarded) > Minor(application.requested_amount());
  if (!above || above_request) return absl::OkStatus();
  return InField("awarded_amount",
                 Refuse(type::v1::REASON_AWARD_ABOVE_REQUEST,
                        {{"name", application.name()},
                         {"value", DecimalFromMoney(awarded)},
                         {"requested", DecimalFromMoney(application.requested_amount())}}));
}

namespace {

// What awarded it last.
type::v1::StateChange* LastAward(Application* application) {
  auto& history = *application->mutable_history();
  const auto last = std::find_if(history.rbegin(), history.rend(), [](const auto& each) {
    return absl::StartsWith(each.verb(), "AWARD");
  });
  // One of a version before may have none: then it is noted with what came last.
  return last == history.rend() ? &*history.rbegin() : &*last;
}

// An award that was recorded wrongly: it stays the same award.
absl::Status CorrectAward(db::Transaction& tx, const v1::AwardApplicationRequest& request,
                          Application* application) {
  COFI_ASSIGN_OR_RETURN(*application, rpc::Load(tx, Applications(), request));
  if (!rules::IsAwarded(application->state())) {
    return NotAllowed<Application>(*application, ApplicationTransitions(), "CORRECT_AWARD");
  }
  COFI_RETURN_IF_ERROR(CheckNotClosed(*application));
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  // What is passed over is kept with what awarded it.
  if (!request.override_reason().empty()) {
    COFI_RETURN_IF_ERROR(CheckRoom(application->name(), "history", application->history()));
  }
  COFI_RETURN_IF_ERROR(CheckAward(tx, *application, request.awarded_amount(),
                                  request.above_request(), request.override_reason(),
                                  LastAward(application)));
  const Application before = *application;
  COFI_RETURN_IF_ERROR(ChangeAward(
      tx, {.amount = &request.awarded_amount(), .years = SaidByYear(request.year_amounts())},
      {.effective_date = date, .correction = true}, application));
  if (!request.decision_reference().empty()) {
    application->set_decision_reference(request.decision_reference());
  }
  COFI_RETURN_IF_ERROR(Applications().Update(tx, application));
  return FollowYears(tx, before, *application);
}

}  // namespace

absl::Status Award(db::Transaction& tx, const v1::AwardApplicationRequest& request,
                   Application* application) {
  if (request.correction()) return CorrectAward(tx, request, application);
  const char* verb = request.conditions().empty() ? "AWARD" : "AWARD_CONDITIONALLY";
  const auto fill = [&](const Date& date) -> absl::Status {
    COFI_RETURN_IF_ERROR(CheckAward(tx, *application, request.awarded_amount(),
                                    request.above_request(), request.override_reason(),
                                    LastAward(application)));
    // An award that was conditional keeps its date: the money is secured since then.
    if (!application->has_decision_date()) *application->mutable_decision_date() = date;
    COFI_RETURN_IF_ERROR(ChangeAward(
        tx, {.amount = &request.awarded_amount(), .years = SaidByYear(request.year_amounts())},
        {.effective_date = date, .reference = request.decision_reference()}, application));
    if (!request.decision_reference().empty()) {
      application->set_decision_reference(request.decision_reference());
    }
    application->set_conditions(request.conditions());
    return MakeObligations(tx, *application);
  };
  return MoveBy(tx, verb, request, request.conditions(), application, fill);
}

absl::Status Reject(db::Transaction& tx, const v1::RejectApplicationRequest& request,
                    Application* application) {
  return MoveBy(tx, "REJECT", request, request.note(), application);
}

absl::Status Withdraw(db::Transaction& tx, const v1::WithdrawApplicationRequest& request,
                      Application* application) {
  return MoveBy(tx, "WITHDRAW", request, request.note(), application);
}

absl::Status Hold(db::Transaction& tx, const v1::HoldApplicationRequest& request,
                  Application* application) {
  return MoveBy(tx, "HOLD", request, request.note(), application);
}

absl::Status Resume(db::Transaction& tx, const v1::ResumeApplicationRequest& request,
                    Application* application) {
  return MoveBy(tx, "RESUME", request, "", application);
}

absl::Status SignAgreement(db::Transaction& tx, const v1::SignApplicationAgreementRequest& request,
                           Application* application) {
  return MoveBy(tx, "SIGN_AGREEMENT", request, "", application,
                [&](const Date& date) { return MakeAgreement(tx, request, date, application); });
}

absl::Status Reconsider(db::Transaction& tx, const v1::ReconsiderApplicationRequest& request,
                        Application* application) {
  return MoveBy(tx, "RECONSIDER", request, request.note(), application,
                [&](const Date& date) { return CheckStandsAlone(tx, *application, date); });
}

}  // namespace cofi::applications
