// What must hold of a stored resource at any time, for `cofi verify`. What the protos
// say of every resource is proved for all of them (references.h, CheckHistory, CheckOnce);
// the rest are rules of a resource (Rules::verify).
#ifndef COFI_SERVICES_RPC_VERIFY_RESOURCE_H_
#define COFI_SERVICES_RPC_VERIFY_RESOURCE_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/fields.h"
#include "db/findings.h"
#include "db/tables/table.h"
#include "db/transaction.h"

namespace cofi::rpc {

// The finding that a rule does not hold of a resource.
absl::Status Broken(const Message& resource, absl::string_view what, absl::string_view expected,
                    absl::string_view found);

// That a resource which keeps its history is in the state, since the date, with which
// that ends.
absl::Status CheckHistory(const Message& resource);

// That what has an outside reference (an invoice, a transfer, a quote, a decision) is
// recorded once, or was recorded again before that was refused.
absl::Status CheckOnce(const db::TableBase& table, db::Transaction& tx, const Message& resource);

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_VERIFY_RESOURCE_H_
