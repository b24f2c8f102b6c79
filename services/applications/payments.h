// The payments of agreements and the obligations that hold them back, each seen from the other
// side: read for all rows of an answer at once, and as of a civil date if one is given.
#ifndef COFI_SERVICES_APPLICATIONS_PAYMENTS_H_
#define COFI_SERVICES_APPLICATIONS_PAYMENTS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "cofi/applications/v1/agreements.pb.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "db/transaction.h"
#include "services/rpc/deadlines.h"

namespace cofi::applications {

// What obligations unlock.
absl::Status TellUnlocks(db::Transaction& tx, const std::vector<v1::Obligation*>& obligations,
                         const absl::CivilDay* as_of);

// Since when the payments of agreements are unlocked.
absl::Status TellUnlocked(db::Transaction& tx, const std::vector<v1::Agreement*>& agreements,
                          const absl::CivilDay* as_of);

// What hangs on the obligations among deadlines, as it is now.
absl::Status TellHanging(db::Transaction& tx, rpc::DeadlineRows* deadlines);

}  // namespace cofi::applications

#endif  // COFI_SERVICES_APPLICATIONS_PAYMENTS_H_
