#include "services/applications/payment_rules.h"

#include "base/rules/payments.h"

namespace cofi::applications {
using v1::Agreement;
using v1::Obligation;
using v1::ScheduledPayment;

std::vector<Money> PaymentAmounts(const Agreement& agreement, const Money& awarded) {
  std::vector<rules::PaymentTerms> schedule;
  for (const ScheduledPayment& each : agreement.payments()) {
    schedule.push_back(rules::TermsOf(each));
  }
  return rules::PaymentAmounts(schedule, awarded);
}

void AddUnlocked(const Agreement& agreement, const Money& awarded, Obligation* obligation) {
  const std::vector<Money> amounts = PaymentAmounts(agreement, awarded);
  for (int i = 0; i < agreement.payments_size(); ++i) {
    const ScheduledPayment& payment = agreement.payments(i);
    if (payment.obligation() != obligation->name()) continue;
    v1::UnlockedPayment* const unlocked = obligation->add_unlocks();
    unlocked->set_agreement(agreement.name());
    unlocked->set_kind(payment.kind());
    if (!amounts[i].currency_code().empty()) *unlocked->mutable_amount() = amounts[i];
    if (payment.has_expected_date()) *unlocked->mutable_expected_date() = payment.expected_date();
  }
}

void SetUnlocked(const Obligation& obligation, ScheduledPayment* payment) {
  payment->clear_unlocked_date();
  if (obligation.state() != Obligation::STATE_DONE &&
      obligation.state() != Obligation::STATE_WAIVED) {
    return;
  }
  *payment->mutable_unlocked_date() = obligation.state_date();
}

}  // namespace cofi::applications
