// Who waits for whose decision.
#ifndef COFI_SERVICES_APPLICATIONS_AWAITS_H_
#define COFI_SERVICES_APPLICATIONS_AWAITS_H_

#include "absl/status/status.h"
#include "cofi/applications/v1/applications.pb.h"
#include "db/transaction.h"

namespace cofi::applications {

// That an application awaits each one once, and none that waits for it: VALUE_MALFORMED, with the
// way. Those that it awaits are there, in its project: that was looked at before.
absl::Status CheckAwaits(db::Transaction& tx, const v1::Application& application);

}  // namespace cofi::applications

#endif  // COFI_SERVICES_APPLICATIONS_AWAITS_H_
