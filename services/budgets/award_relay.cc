#include "services/budgets/award_relay.h"

#include "base/failpoint.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/status.h"
#include "services/budgets/tables.h"

namespace cofi::budgets {

using applications::v1::Application;
using v1::Grant;

bool ApplyAward(const Application& application, absl::string_view verb, Grant* grant) {
  const bool awards = verb == "AwardApplication";
  const bool agrees = verb == "SignAgreementApplication";
  switch (application.state()) {
    case Application::STATE_AWARDED:
    case Application::STATE_AWARDED_CONDITIONALLY:
    case Application::STATE_AGREED:
      if (!awards && !agrees) return false;
      if (awards || grant->name().empty()) {
        *grant->mutable_awarded_amount() = application.awarded_amount();
        *grant->mutable_award_date() = application.decision_date();
      }
      if (grant->name().empty()) {
        grant->set_name(
            Grants().pattern().Join(RootOf(application.name()), IdOf(application.name())));
        grant->set_display_name(application.display_name());
        grant->set_application(application.name());
        grant->set_funder(application.funder());
      }
      if (agrees) {
        *grant->mutable_eligible_start_date() = application.agreement().eligible_start_date();
        *grant->mutable_eligible_end_date() = application.agreement().eligible_end_date();
      }
      return true;
    case Application::STATE_REJECTED:
    case Application::STATE_WITHDRAWN:
      if (grant->name().empty()) return false;
      *grant->mutable_lost_date() = application.state_date();
      return true;
    default:
      return false;
  }
}

absl::Status RelayAward(db::Transaction& tx, const Application& application,
                        absl::string_view verb) {
  Grant grant;
  const std::string name =
      Grants().pattern().Join(RootOf(application.name()), IdOf(application.name()));
  const absl::StatusOr<Grant> existing = Grants().Get(tx, name);
  if (existing.ok()) grant = *existing;
  if (!existing.ok() && !absl::IsNotFound(existing.status())) return existing.status();
  if (!ApplyAward(application, verb, &grant)) return absl::OkStatus();
  return existing.ok() ? Grants().Update(tx, &grant) : Grants().Insert(tx, &grant);
}

absl::Status FollowAward(db::Store* store, const rpc::Step& step) {
  const journal::v1::Change& change = step.change;
  Application application;
  // A deleted draft has no state, and never had a grant.
  const bool deleted = !change.entry().resource().UnpackTo(&application);
  const db::Cause cause = {
      .root = change.entry().root(),
      .principal = "cofid",
      .request_id = UuidFrom(absl::StrCat(change.entry().root(), "#", change.entry().sequence())),
      .verb = "FollowAward",
      .currency = application.requested_amount().currency_code()};
  PassFailpoint("budgets", "award read");
  const absl::Status status = store->WriteAndWait(cause, [&](db::Transaction& tx) -> absl::Status {
    COFI_RETURN_IF_ERROR(rpc::TakeStep(tx, kAwardRelay, step));
    return deleted ? absl::OkStatus() : RelayAward(tx, application, change.entry().verb());
  });
  PassFailpoint("budgets", "grant committed");
  return status;
}

}  // namespace cofi::budgets
