// What the payments of an agreement come to, and what of them was received: the one answer, for the
// services that keep them and for the reports. Pure.
#ifndef COFI_BASE_RULES_PAYMENTS_H_
#define COFI_BASE_RULES_PAYMENTS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "base/money.h"
#include "cofi/budgets/v1/grants.pb.h"

namespace cofi::rules {

// What an agreement says of a payment: an amount, or a share of the award if that is more than
// nothing, or the rest.
struct PaymentTerms {
  std::optional<Money> amount;
  int32_t share_basis_points = 0;
};

// Those of a payment as an agreement or a grant has it.
template <typename Payment>
PaymentTerms TermsOf(const Payment& payment) {
  PaymentTerms terms;
  if (payment.has_amount()) terms.amount = payment.amount();
  terms.share_basis_points = payment.share_basis_points();
  return terms;
}

// How much each payment of a schedule is, in its order, of what is awarded: as it says, its share
// of the award, or the rest, in equal parts where there are several. Shares of the whole sum to the
// award. Not set where that hangs on an award that there is not.
std::vector<Money> PaymentAmounts(const std::vector<PaymentTerms>& schedule, const Money& awarded);

// Says of each payment of a grant how much it is and what was received of it, by what the grant
// says was awarded and received: the first is paid first.
void TellPayments(budgets::v1::Grant* grant);

// What of it is not received, in minor units.
int64_t MissingMinor(const budgets::v1::ExpectedPayment& payment);

}  // namespace cofi::rules

#endif  // COFI_BASE_RULES_PAYMENTS_H_
