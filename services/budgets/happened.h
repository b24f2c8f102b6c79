// What is recorded has happened: an award, an order, an invoice, a payment. Dated ahead
// by a slip, it could not be undone before that date.
#ifndef COFI_SERVICES_BUDGETS_HAPPENED_H_
#define COFI_SERVICES_BUDGETS_HAPPENED_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/dates.h"
#include "db/transaction.h"

namespace cofi::budgets {

// VALUE_OUT_OF_RANGE in `field` if the date lies ahead; one that is not set does not.
absl::Status CheckHappened(const db::Transaction& tx, const Date& date, absl::string_view field);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_HAPPENED_H_
