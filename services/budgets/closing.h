// What is closed takes nothing more, and what stands in the way of closing.
#ifndef COFI_SERVICES_BUDGETS_CLOSING_H_
#define COFI_SERVICES_BUDGETS_CLOSING_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "cofi/budgets/internal/v1/open_items.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/type/v1/open_items.pb.h"
#include "db/transaction.h"

namespace cofi::budgets {

// CLOSED if the project that `name` belongs to is closed or abandoned.
absl::Status CheckProjectOpen(db::Transaction& tx, absl::string_view name);
// CLOSED if its application is.
absl::Status CheckGrantOpen(const v1::Grant& grant);

// Orders with something left, invoices that are not paid, grants with money to receive; or only
// the last of one application.
absl::Status ReadOpenItems(db::Transaction& tx, const internal::v1::ReadOpenItemsRequest& request,
                           type::v1::StillOpen* response);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_CLOSING_H_
