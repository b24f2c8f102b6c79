#include "services/applications/obligations.h"

#include "base/names.h"
#include "base/states.h"
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

template <typename Request>
absl::Status MoveBy(db::Transaction& tx, const char* verb, const Request& request,
                    Obligation* obligation) {
  COFI_ASSIGN_OR_RETURN(*obligation, rpc::Load(tx, Obligations(), request));
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  COFI_RETURN_IF_ERROR(Move(obligation, kTransitions, verb, date, request.note()));
  return Obligations().Update(tx, obligation);
}

// The field that is to blame when a rule gives no date.
constexpr char kRule[] = "obligation.due_rule";

}  // namespace

absl::Status OnCreateObligation(db::Transaction& tx, Obligation& obligation) {
  COFI_RETURN_IF_ERROR(CheckDueRule(obligation));
  COFI_ASSIGN_OR_RETURN(const Application application,
                        Applications().Get(tx, ParentOf(obligation.name())));
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
