// Which movements of money the journal calls for, worked out from its entries
// alone. Written apart from the code that posts them, so that each is a check on
// the other. Pure.
#ifndef COFI_SERVICES_BUDGETS_EXPECTED_MOVEMENTS_H_
#define COFI_SERVICES_BUDGETS_EXPECTED_MOVEMENTS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/dates.h"
#include "cofi/budgets/v1/claims.pb.h"
#include "cofi/budgets/v1/commitments.pb.h"
#include "cofi/budgets/v1/contributions.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/receipts.pb.h"
#include "services/budgets/ledger.h"

namespace cofi::budgets {

// A movement with everything that it must hold, as the ledger stores it.
struct PostedMovement {
  std::string source;
  std::string date;
  std::string line;
  std::string grant;
  Amounts amounts;

  bool operator==(const PostedMovement&) const = default;
  // For people: amounts in minor units, without those that are zero.
  std::string Text() const;
};

// From which date on an expense has taken from the commitment that it has on a line, by its
// identifier, and the date of its invoice.
struct Taken {
  std::string line;
  Date date;
  Date invoice_date;
};

// What an entry of the journal moves that left the resource in this state. `verb` is
// the entry's own: the one that is undone has an entry in a reversal too, which moves
// nothing. `commitments` are the states of the last commitments before it in the journal, the
// last one last: among them those that the expense takes from, or gives back to; `taken` is of the
// expense that it undoes, where that has taken something, and empty for a reversal of an earlier
// version, which counts from its own date. `made` is the last expense that an entry before made: a
// credit note, or what undoes one, for the invoice that it was set off with.
std::vector<PostedMovement> MovementsOf(const v1::Expense& expense, absl::string_view verb,
                                        absl::Span<const v1::Commitment> commitments,
                                        absl::Span<const Taken> taken = {},
                                        absl::string_view made = "");
std::vector<PostedMovement> MovementsOf(const v1::Commitment& commitment, absl::string_view verb);
std::vector<PostedMovement> MovementsOf(const v1::Receipt& receipt, absl::string_view verb);
std::vector<PostedMovement> MovementsOf(const v1::Contribution& contribution,
                                        absl::string_view verb);
std::vector<PostedMovement> MovementsOf(const v1::Claim& claim, absl::string_view verb);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_EXPECTED_MOVEMENTS_H_
