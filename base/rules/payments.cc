#include "base/rules/payments.h"

#include <algorithm>

#include "absl/strings/string_view.h"

namespace cofi::rules {
namespace {

// The whole of an award, in hundredths of a percent.
constexpr int64_t kWhole = 10'000;

bool IsShare(const PaymentTerms& terms) {
  return !terms.amount.has_value() && terms.share_basis_points > 0;
}

bool IsRest(const PaymentTerms& terms) { return !terms.amount.has_value() && !IsShare(terms); }

}  // namespace

std::vector<Money> PaymentAmounts(const std::vector<PaymentTerms>& schedule, const Money& awarded) {
  const absl::string_view currency = awarded.currency_code();
  // By payment, how it weighs among the shares and among the rests; the last share is nobody's.
  std::vector<int64_t> shares, rests;
  int64_t without_share = kWhole, rest = currency.empty() ? 0 : Minor(awarded);
  for (const PaymentTerms& each : schedule) {
    shares.push_back(IsShare(each) ? each.share_basis_points : 0);
    rests.push_back(IsRest(each) ? 1 : 0);
    without_share -= shares.back();
    if (each.amount.has_value()) rest -= Minor(*each.amount);
  }
  // More than the whole is refused; what came in otherwise is cut.
  shares.push_back(std::max<int64_t>(without_share, 0));
  const std::vector<int64_t> share_minor =
      SplitMinor(currency.empty() ? 0 : Minor(awarded), shares);
  for (size_t i = 0; i < schedule.size(); ++i) rest -= share_minor[i];
  const bool has_rest = std::find(rests.begin(), rests.end(), 1) != rests.end();
  const std::vector<int64_t> rest_minor =
      has_rest ? SplitMinor(std::max<int64_t>(rest, 0), rests) : rests;
  std::vector<Money> amounts;
  for (size_t i = 0; i < schedule.size(); ++i) {
    if (schedule[i].amount.has_value()) {
      amounts.push_back(*schedule[i].amount);
    } else if (currency.empty()) {
      amounts.emplace_back();
    } else {
      amounts.push_back(
          MoneyFromMinor(IsShare(schedule[i]) ? share_minor[i] : rest_minor[i], currency));
    }
  }
  return amounts;
}

void TellPayments(budgets::v1::Grant* grant) {
  std::vector<PaymentTerms> schedule;
  for (const auto& payment : grant->payments()) schedule.push_back(TermsOf(payment));
  const std::vector<Money> amounts = PaymentAmounts(schedule, grant->awarded_amount());
  // More may have been paid back than was received.
  int64_t left = std::max<int64_t>(Minor(grant->received_amount()), 0);
  for (int i = 0; i < grant->payments_size(); ++i) {
    budgets::v1::ExpectedPayment& payment = *grant->mutable_payments(i);
    const int64_t received = std::min(left, Minor(amounts[i]));
    left -= received;
    *payment.mutable_expected_amount() = amounts[i];
    *payment.mutable_received_amount() = MoneyFromMinor(received, amounts[i].currency_code());
  }
}

int64_t MissingMinor(const budgets::v1::ExpectedPayment& payment) {
  return Minor(payment.expected_amount()) - Minor(payment.received_amount());
}

}  // namespace cofi::rules
