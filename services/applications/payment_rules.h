// What the payments of an agreement come to, and what holds them back. Pure.
#ifndef COFI_SERVICES_APPLICATIONS_PAYMENT_RULES_H_
#define COFI_SERVICES_APPLICATIONS_PAYMENT_RULES_H_

#include <vector>

#include "base/money.h"
#include "cofi/applications/v1/agreements.pb.h"
#include "cofi/applications/v1/obligations.pb.h"

namespace cofi::applications {

// How much each payment of the schedule is, in its order, of what is awarded: as it says, its share
// of the award, or the rest, in equal parts where there are several. Shares of the whole sum to the
// award. Not set where that hangs on an award that there is not.
std::vector<Money> PaymentAmounts(const v1::Agreement& agreement, const Money& awarded);

// Adds to what `obligation` unlocks the payments of the schedule that wait for it.
void AddUnlocked(const v1::Agreement& agreement, const Money& awarded, v1::Obligation* obligation);

// Says of a payment that waits for `obligation` since when it does not any more, if so.
void SetUnlocked(const v1::Obligation& obligation, v1::ScheduledPayment* payment);

}  // namespace cofi::applications

#endif  // COFI_SERVICES_APPLICATIONS_PAYMENT_RULES_H_
