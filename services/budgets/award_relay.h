// Awards become grants: follows the journal of the applications service.
#ifndef COFI_SERVICES_BUDGETS_AWARD_RELAY_H_
#define COFI_SERVICES_BUDGETS_AWARD_RELAY_H_

#include <string>

#include "absl/status/status.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "db/store.h"
#include "services/rpc/follower.h"

namespace cofi::budgets {

// The name of the relay's cursor.
inline constexpr char kAwardRelay[] = "awards";

// Makes, changes or loses the grant of the application that changed, and stores
// the cursor with it: exactly once for each change.
absl::Status FollowAward(db::Store* store, const rpc::Step& step);

// What an award, a signed agreement, or the loss of either makes of a grant
// (empty if there is none yet). False if the application has nothing to say
// about it. Pure.
bool ApplyAward(const applications::v1::Application& application, v1::Grant* grant);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_AWARD_RELAY_H_
