// What must hold of each resource of this service at any time; a finding
// (db/findings.h) if it does not.
#ifndef COFI_SERVICES_APPLICATIONS_VERIFY_H_
#define COFI_SERVICES_APPLICATIONS_VERIFY_H_

#include "absl/status/status.h"
#include "cofi/applications/v1/applications.pb.h"
#include "db/transaction.h"

namespace cofi::applications {

// What was granted says when and how much, and by year no other amount.
absl::Status VerifyApplication(db::Transaction& tx, const v1::Application& application);

}  // namespace cofi::applications

#endif  // COFI_SERVICES_APPLICATIONS_VERIFY_H_
