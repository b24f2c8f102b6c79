#include "services/applications/payment_rules.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace cofi::applications {
namespace {

using v1::Agreement;
using v1::Obligation;
using v1::ScheduledPayment;

// The whole of an award, in hundredths of a percent.
constexpr int64_t kWhole = 10'000;

bool IsShare(const ScheduledPayment& payment) {
  return !payment.has_amount() && payment.share_basis_points() > 0;
}

bool IsRest(const ScheduledPayment& payment) { return !payment.has_amount() && !IsShare(payment); }

}  // namespace

std::vector<Money> PaymentAmounts(const Agreement& agreement, const Money& awarded) {
  const absl::string_view currency = awarded.currency_code();
  // By payment, how it weighs among the shares and among the rests; the last share is nobody's.
  std::vector<int64_t> shares, rests;
  int64_t without_share = kWhole, rest = currency.empty() ? 0 : Minor(awarded);
  for (const ScheduledPayment& each : agreement.payments()) {
    shares.push_back(IsShare(each) ? each.share_basis_points() : 0);
    rests.push_back(IsRest(each) ? 1 : 0);
    without_share -= shares.back();
    if (each.has_amount()) rest -= Minor(each.amount());
  }
  // More than the whole is refused; what came in otherwise is cut.
  shares.push_back(std::max<int64_t>(without_share, 0));
  const std::vector<int64_t> share_minor =
      SplitMinor(currency.empty() ? 0 : Minor(awarded), shares);
  for (int i = 0; i < agreement.payments_size(); ++i) rest -= share_minor[i];
  const bool has_rest = std::find(rests.begin(), rests.end(), 1) != rests.end();
  const std::vector<int64_t> rest_minor =
      has_rest ? SplitMinor(std::max<int64_t>(rest, 0), rests) : rests;
  std::vector<Money> amounts;
  for (int i = 0; i < agreement.payments_size(); ++i) {
    const ScheduledPayment& payment = agreement.payments(i);
    if (payment.has_amount()) {
      amounts.push_back(payment.amount());
    } else if (currency.empty()) {
      amounts.emplace_back();
    } else {
      amounts.push_back(
          MoneyFromMinor(IsShare(payment) ? share_minor[i] : rest_minor[i], currency));
    }
  }
  return amounts;
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
