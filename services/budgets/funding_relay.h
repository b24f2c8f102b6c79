// Tells the projects service what is secured: follows this service's own
// journal.
#ifndef COFI_SERVICES_BUDGETS_FUNDING_RELAY_H_
#define COFI_SERVICES_BUDGETS_FUNDING_RELAY_H_

#include "absl/status/status.h"
#include "db/store.h"
#include "services/rpc/follower.h"
#include "services/rpc/peers.h"

namespace cofi::budgets {

// The name of the relay's cursor.
inline constexpr char kFundingRelay[] = "funding";

// After a grant or a budget changed: tells the whole picture, so that telling it
// twice, or only the last of several, does no harm.
absl::Status FollowFunding(db::Store* store, const rpc::Peers& peers, const rpc::Step& step);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_FUNDING_RELAY_H_
