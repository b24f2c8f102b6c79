// Which movements of money the journal calls for, worked out from its entries
// alone. Written apart from the code that posts them, so that each is a check on
// the other. Pure.
#ifndef COFI_SERVICES_BUDGETS_EXPECTED_MOVEMENTS_H_
#define COFI_SERVICES_BUDGETS_EXPECTED_MOVEMENTS_H_

#include <string>
#include <vector>

#include "cofi/budgets/v1/commitments.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
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

// What the entry that left an expense in this state moves. `commitment` is the
// state of the last commitment before it in the journal: a reversal reserves again
// only what is still open.
std::vector<PostedMovement> MovementsOf(const v1::Expense& expense,
                                        const v1::Commitment& commitment);
// `verb` is that of the journal entry.
std::vector<PostedMovement> MovementsOf(const v1::Commitment& commitment, absl::string_view verb);
std::vector<PostedMovement> MovementsOf(const v1::Receipt& receipt);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_EXPECTED_MOVEMENTS_H_
