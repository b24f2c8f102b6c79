#include "services/applications/obligations.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/names.h"
#include "base/states.h"
#include "db/tables/list.h"
#include "services/applications/application_rules.h"
#include "services/applications/applications.h"
#include "services/applications/call_rules.h"
#include "services/applications/due_date_rules.h"
#include "services/applications/tables.h"
#include "services/rpc/standard.h"

namespace cofi::applications {
namespace {

using v1::Application;
using v1::Obligation;

constexpr Transition<Obligation::State> kTransitions[] = {
    {Obligation::STATE_PENDING, "COMPLETE", Obligation::STATE_DONE},
    {Obligation::STATE_PENDING, "WAIVE", Obligation::STATE_WAIVED},
};

// Makes the one that follows, if it comes back. Its name is the next that is free: a person may
// have recorded that one.
absl::Status MakeNext(db::Transaction& tx, const Obligation& obligation) {
  if (obligation.due_rule().every_months() == 0) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(const Application application,
                        Applications().Get(tx, ParentOf(obligation.name())));
  if (!CheckNotClosed(application).ok()) return absl::OkStatus();
  std::optional<Obligation> next = NextOf(application, obligation);
  if (!next.has_value()) return absl::OkStatus();
  for (int32_t place = next->occurrence();; ++place) {
    next->set_name(Obligations().pattern().Join(
        application.name(), NextId(IdOf(obligation.name()), obligation.occurrence(), place)));
    COFI_ASSIGN_OR_RETURN(const bool there, Obligations().Exists(tx, next->name()));
    if (there) continue;
    return Obligations().Insert(tx, &*next);
  }
}

template <typename Request>
absl::Status MoveBy(db::Transaction& tx, const char* verb, const Request& request,
                    Obligation* obligation) {
  COFI_ASSIGN_OR_RETURN(*obligation, rpc::Load(tx, Obligations(), request));
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  COFI_RETURN_IF_ERROR(Move(obligation, kTransitions, verb, date, request.note()));
  COFI_RETURN_IF_ERROR(Obligations().Update(tx, obligation));
  return MakeNext(tx, *obligation);
}

// The field that is to blame when a rule gives no date.
constexpr char kRule[] = "obligation.due_rule";

}  // namespace

absl::Status OnCreateObligation(db::Transaction& tx, Obligation& obligation) {
  COFI_RETURN_IF_ERROR(CheckDueRule(obligation));
  COFI_ASSIGN_OR_RETURN(const Application application,
                        Applications().Get(tx, ParentOf(obligation.name())));
  COFI_RETURN_IF_ERROR(CheckNotClosed(application));
  COFI_RETURN_IF_ERROR(InField(kRule, ApplyDueRule(application, &obligation)));
  obligation.set_state(Obligation::STATE_PENDING);
  return absl::OkStatus();
}

absl::Status OnUpdateObligation(db::Transaction& tx, const Obligation& before, Obligation& after) {
  COFI_RETURN_IF_ERROR(CheckDueRule(after));
  COFI_ASSIGN_OR_RETURN(const Application application,
                        Applications().Get(tx, ParentOf(after.name())));
  COFI_RETURN_IF_ERROR(InField(kRule, ApplyUpdatedRule(application, before, &after)));
  return KeepChangedDueDate(before, DateFromDay(tx.today()), &after);
}

absl::StatusOr<bool> ViewObligation(db::Transaction&, Obligation& obligation,
                                    const absl::CivilDay* as_of) {
  if (as_of == nullptr) return true;
  StateOn(*as_of, Obligation::STATE_PENDING, &obligation);
  DueDateOn(*as_of, &obligation);
  return true;
}

absl::Status ViewObligations(db::Transaction& tx, const std::vector<Obligation*>& obligations,
                             absl::CivilDay as_of) {
  std::map<std::string, Application> applications;
  for (const Obligation* each : obligations) {
    if (each->has_due_rule()) applications[std::string(ParentOf(each->name()))];
  }
  std::vector<std::string> names;
  std::vector<Application*> there;
  names.reserve(applications.size());
  for (const auto& [name, application] : applications) names.push_back(name);
  COFI_RETURN_IF_ERROR(db::VisitAny(tx, Applications(), "name", names, [&](const Message& row) {
    Application& application = applications[StringField(row, "name")];
    application = static_cast<const Application&>(row);
    ApplicationOn(as_of, &application);
    there.push_back(&application);
    return absl::OkStatus();
  }));
  // Before it was signed, what is due is what the agreement said at first.
  COFI_RETURN_IF_ERROR(TakeTerms(tx, there, as_of, Unsigned::kFirstTerms));
  for (Obligation* each : obligations) {
    if (!each->has_due_rule()) continue;
    // What was not to be worked out on that day stands as it was worked out since.
    COFI_RETURN_IF_ERROR(ApplyDueRule(applications[std::string(ParentOf(each->name()))], each));
  }
  return absl::OkStatus();
}

namespace {

absl::Status CheckTemplates(const v1::Call& call) {
  for (int i = 0; i < call.obligation_template_size(); ++i) {
    COFI_RETURN_IF_ERROR(CheckRule(call.obligation_template(i).due_rule(),
                                   absl::StrCat("call.obligation_template[", i, "].due_rule")));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status OnCreateCall(db::Transaction&, v1::Call& call) {
  COFI_RETURN_IF_ERROR(CheckCall(call));
  return CheckTemplates(call);
}

absl::Status OnUpdateCall(db::Transaction&, const v1::Call&, v1::Call& after) {
  COFI_RETURN_IF_ERROR(CheckCall(after));
  return CheckTemplates(after);
}

absl::Status MakeObligations(db::Transaction& tx, const Application& application) {
  if (application.call().empty()) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(const v1::Call call, Calls().Get(tx, application.call()));
  for (const v1::ObligationTemplate& each : call.obligation_template()) {
    Obligation obligation;
    obligation.set_name(Obligations().pattern().Join(application.name(), each.obligation_id()));
    COFI_ASSIGN_OR_RETURN(const bool there, Obligations().Exists(tx, obligation.name()));
    if (there) continue;
    obligation.set_display_name(each.display_name());
    obligation.set_kind(each.kind());
    *obligation.mutable_due_rule() = each.due_rule();
    obligation.set_certifier(each.certifier());
    *obligation.mutable_required_documents() = each.required_documents();
    obligation.set_state(Obligation::STATE_PENDING);
    COFI_RETURN_IF_ERROR(InField(obligation.name(), ApplyDueRule(application, &obligation)));
    COFI_RETURN_IF_ERROR(Obligations().Insert(tx, &obligation));
  }
  return absl::OkStatus();
}

rpc::StateVerbs<Obligation> ObligationVerbs() { return rpc::VerbsOf<Obligation>(kTransitions); }

absl::Status CompleteObligation(db::Transaction& tx, const v1::CompleteObligationRequest& request,
                                Obligation* obligation) {
  return MoveBy(tx, "COMPLETE", request, obligation);
}

absl::Status WaiveObligation(db::Transaction& tx, const v1::WaiveObligationRequest& request,
                             Obligation* obligation) {
  return MoveBy(tx, "WAIVE", request, obligation);
}

absl::Status ExtendObligation(db::Transaction& tx, const v1::ExtendObligationRequest& request,
                              Obligation* obligation) {
  COFI_ASSIGN_OR_RETURN(*obligation, rpc::Load(tx, Obligations(), request));
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  COFI_RETURN_IF_ERROR(Extend(obligation, request.due_date(), date, request.note()));
  return Obligations().Update(tx, obligation);
}

}  // namespace cofi::applications
