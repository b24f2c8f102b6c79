// For `cofi verify`: what projects have been told of their funding is what this service has.
// Their start hangs on it, and whoever reaches `projects` can tell them something else.
//
// The relay tells a change after it was made, and the services have no snapshot in common. So
// what differs is wrong only if the relay had told the last change of it, the project was
// asked after that, and nothing was changed until its answer was there.
#ifndef COFI_SERVICES_BUDGETS_VERIFY_FUNDING_H_
#define COFI_SERVICES_BUDGETS_VERIFY_FUNDING_H_

#include <functional>

#include "absl/status/status.h"
#include "db/store/store.h"
#include "services/rpc/peers.h"

namespace cofi::budgets {

// Asks `projects` for all projects, page after page. `done` is called once, from any thread:
// OK; a finding (RULE_BROKEN of the project, its `funding`); PEER_UNAVAILABLE; or the store's
// failure. Both must stay until then.
void VerifyFunding(db::Store* store, const rpc::Peers* peers,
                   std::function<void(const absl::Status&)> done);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_VERIFY_FUNDING_H_
