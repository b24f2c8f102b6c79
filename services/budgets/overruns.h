// The lines of the budget in force on which more is committed and spent than is planned.
#ifndef COFI_SERVICES_BUDGETS_OVERRUNS_H_
#define COFI_SERVICES_BUDGETS_OVERRUNS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cofi/budgets/v1/lines.pb.h"
#include "db/transaction.h"

namespace cofi::budgets {

// Those of a project as they are now, in the order of the budget, but for those whose policy is to
// allow it.
absl::StatusOr<std::vector<v1::LineOverrun>> OverrunsOf(db::Transaction& tx,
                                                        absl::string_view project);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_OVERRUNS_H_
