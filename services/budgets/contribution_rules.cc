#include "services/budgets/contribution_rules.h"

#include "base/money.h"
#include "base/refusal.h"
#include "base/status.h"

namespace cofi::budgets {
namespace {

using Wide = __int128;

constexpr int kHundred = 100;
constexpr char kAmount[] = "contribution.amount";
constexpr char kHours[] = "contribution.hours_hundredths";
constexpr char kRate[] = "contribution.rate";

absl::Status Required(const char* field) {
  return InField(field, Refuse(type::v1::REASON_FIELD_REQUIRED));
}

}  // namespace

absl::StatusOr<int64_t> WorthOfHours(const v1::Contribution& contribution) {
  const Wide product =
      static_cast<Wide>(Minor(contribution.rate())) * contribution.hours_hundredths();
  constexpr int kHalf = kHundred / 2;
  const Wide worth = (product + (product < 0 ? -kHalf : kHalf)) / kHundred;
  if (worth <= kMinorMax && worth >= -kMinorMax) return static_cast<int64_t>(worth);
  return InField(
      kRate, Refuse(type::v1::REASON_AMOUNT_OVERFLOW, {{"limit", DecimalFromMinor(kMinorMax)}}));
}

absl::StatusOr<int64_t> WorthOf(const v1::Contribution& contribution) {
  const bool has_hours = contribution.hours_hundredths() != 0;
  if (!has_hours && contribution.has_rate()) return Required(kHours);
  if (!has_hours) {
    if (!contribution.has_amount()) return Required(kAmount);
    return Minor(contribution.amount());
  }
  if (!contribution.has_rate()) return Required(kRate);
  COFI_ASSIGN_OR_RETURN(const int64_t worth, WorthOfHours(contribution));
  const std::string& currency = contribution.rate().currency_code();
  if (worth <= 0) {
    return InField(kRate, Refuse(type::v1::REASON_AMOUNT_NOT_POSITIVE,
                                 {{"value", DecimalAmount(worth, currency)}}));
  }
  if (!contribution.has_amount() || Minor(contribution.amount()) == worth) return worth;
  return InField(
      kAmount,
      Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
             {{"value", DecimalFromMoney(contribution.amount())},
              {"accepted",
               "{worth:money}, the hours at their rate; or nothing, and that is worked out"},
              {"worth", DecimalAmount(worth, currency)}}));
}

}  // namespace cofi::budgets
