// The figures of each project, kept so that a question over all projects costs what its answer is
// long: what follows from its budget in force, its grants and its applications by a rule
// (db/tables/kept.h), and what the ledger moves by additions (ledger.cc).
#ifndef COFI_SERVICES_BUDGETS_PORTFOLIO_H_
#define COFI_SERVICES_BUDGETS_PORTFOLIO_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "cofi/budgets/internal/v1/portfolio.pb.h"
#include "db/tables/kept.h"
#include "db/transaction.h"
#include "services/budgets/ledger.h"

namespace cofi::budgets {

db::KeptRule PortfolioRule();

// Adds what was moved in a project. AMOUNT_OVERFLOW if a figure of it leaves the range of
// base/money.h.
absl::Status AddToPortfolio(db::Transaction& tx, absl::string_view project, const Amounts& sum);

// A finding unless the figures of a project have what its ledger sums to.
absl::Status CheckPortfolio(db::Transaction& tx, absl::string_view project, const Amounts& sum);

// FILTER_MALFORMED.
absl::Status ReadSomeOfPortfolio(db::Transaction& tx,
                                 const internal::v1::ReadSomeOfPortfolioRequest& request,
                                 internal::v1::ReadPortfolioResponse* response);
// FILTER_MALFORMED; AMOUNT_OVERFLOW if a total cannot be told exactly.
absl::Status ReadPortfolioTotals(db::Transaction& tx,
                                 const internal::v1::ReadPortfolioTotalsRequest& request,
                                 internal::v1::ReadPortfolioTotalsResponse* response);
// FILTER_MALFORMED, ORDER_BY_MALFORMED, PAGE_TOKEN_INVALID, VALUE_OUT_OF_RANGE.
absl::Status ReadPortfolio(db::Transaction& tx, const internal::v1::ReadPortfolioRequest& request,
                           internal::v1::ReadPortfolioResponse* response);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_PORTFOLIO_H_
