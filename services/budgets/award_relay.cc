#include "services/budgets/award_relay.h"

#include "base/failpoint.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/status.h"
#include "services/budgets/tables.h"
#include "services/rpc/follower.h"

namespace cofi::budgets {

using applications::v1::Application;

bool ApplyAward(const Application& application, v1::Grant* grant) {
  switch (application.state()) {
    case Application::STATE_AWARDED:
    case Application::STATE_AWARDED_CONDITIONALLY:
    case Application::STATE_AGREED:
      if (grant->name().empty()) {
        grant->set_name(
            Grants().pattern().Join(RootOf(application.name()), IdOf(application.name())));
        grant->set_display_name(application.display_name());
        grant->set_application(application.name());
        grant->set_funder(application.funder());
      }
      *grant->mutable_awarded_amount() = application.awarded_amount();
      *grant->mutable_award_date() = application.decision_date();
      if (application.has_agreement()) {
        *grant->mutable_eligible_start_date() = application.agreement().eligible_start_date();
        *grant->mutable_eligible_end_date() = application.agreement().eligible_end_date();
      }
      grant->clear_lost_date();
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

absl::Status FollowAward(db::Store* store, const journal::v1::Change& change) {
  Application application;
  // A deleted draft has no state, and never had a grant.
  if (!change.entry().resource().UnpackTo(&application)) return absl::OkStatus();
  const db::Cause cause = {
      .principal = "cofid",
      .request_id = UuidFrom(absl::StrCat(change.entry().root(), "#", change.entry().sequence())),
      .verb = "FollowAward",
      .currency = application.requested_amount().currency_code()};
  PassFailpoint("budgets", "award read");
  const absl::Status status = store->WriteAndWait(cause, [&](db::Transaction& tx) -> absl::Status {
    v1::Grant grant;
    const std::string name =
        Grants().pattern().Join(RootOf(application.name()), IdOf(application.name()));
    const absl::StatusOr<v1::Grant> existing = Grants().Get(tx, name);
    if (existing.ok()) grant = *existing;
    if (!existing.ok() && !absl::IsNotFound(existing.status())) return existing.status();
    if (ApplyAward(application, &grant)) {
      COFI_RETURN_IF_ERROR(existing.ok() ? Grants().Update(tx, &grant)
                                         : Grants().Insert(tx, &grant));
    }
    return rpc::SaveCursor(tx, kAwardRelay, change.cursor());
  });
  PassFailpoint("budgets", "grant committed");
  return status;
}

}  // namespace cofi::budgets
