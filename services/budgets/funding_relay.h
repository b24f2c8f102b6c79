// Tells the projects service what is secured: follows this service's own
// journal.
#ifndef COFI_SERVICES_BUDGETS_FUNDING_RELAY_H_
#define COFI_SERVICES_BUDGETS_FUNDING_RELAY_H_

#include <string>

#include "absl/status/status.h"
#include "cofi/projects/v1/projects.pb.h"
#include "db/store/store.h"
#include "grpcpp/support/status.h"
#include "services/rpc/follower.h"
#include "services/rpc/peers.h"

namespace cofi::budgets {

// The name of the relay's cursor.
inline constexpr char kFundingRelay[] = "funding";

// What is secured of a project, and the last entry of its journal that this takes into
// account.
absl::Status ReadFunding(db::Transaction& tx, const std::string& project,
                         projects::v1::Funding* funding);

// After a grant or a budget changed: tells the whole picture, so that telling it
// twice, or only the last of several, does no harm. A picture that is refused for good
// is logged and left out. One that `projects` has and that this journal has not come
// to was told before a restore: it is replaced.
absl::Status FollowFunding(db::Store* store, const rpc::Peers& peers, const rpc::Step& step);

// Tells once more of the projects that lost a grant: a version before did not say what it had been
// worth until then.
absl::Status TellLostGrants(db::Store* store, const rpc::Peers& peers);

// Whether a picture that got this answer would get it again, however often it is told.
// Pure.
bool IsFinal(const grpc::Status& told);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_FUNDING_RELAY_H_
