// What is given in kind is worth its hours at their rate, or its amount.
#include "services/budgets/contribution_rules.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/reasons.h"
#include "tests/services/facts.h"

namespace cofi::budgets {
namespace {

v1::Contribution Hours(int32_t hundredths, const std::string& rate) {
  v1::Contribution contribution;
  contribution.set_hours_hundredths(hundredths);
  *contribution.mutable_rate() = Eur(rate);
  return contribution;
}

TEST(WorthOfHours, IsRoundedHalfAwayFromZero) {
  EXPECT_EQ(WorthOfHours(Hours(3'50, "18.00")).value(), 63'00);
  EXPECT_EQ(WorthOfHours(Hours(3'50, "18.05")).value(), 63'18) << "63.175";
  EXPECT_EQ(WorthOfHours(Hours(-3'50, "18.05")).value(), -63'18) << "what undoes it";
  EXPECT_EQ(WorthOfHours(Hours(3'33, "18.05")).value(), 60'11) << "60.1065";
  EXPECT_EQ(WorthOfHours(Hours(49, "0.01")).value(), 0);
  EXPECT_EQ(WorthOfHours(Hours(50, "0.01")).value(), 1);
  EXPECT_THAT(WorthOfHours(Hours(100'000'000, "1000000000000.00")),
              IsReasonWith(type::v1::REASON_AMOUNT_OVERFLOW, "field", "contribution.rate"));
}

TEST(WorthOf, IsSaidInOneWay) {
  v1::Contribution given = Hours(2'00, "18.00");
  EXPECT_EQ(WorthOf(given).value(), 36'00);
  *given.mutable_amount() = Eur("36.00");
  EXPECT_EQ(WorthOf(given).value(), 36'00) << "the same is no other way";
  *given.mutable_amount() = Eur("36.01");
  EXPECT_THAT(WorthOf(given),
              IsReasonWith(type::v1::REASON_VALUE_OUT_OF_RANGE, "worth", "36.00 EUR"));
  given.clear_hours_hundredths();
  EXPECT_THAT(WorthOf(given), IsReasonWith(type::v1::REASON_FIELD_REQUIRED, "field",
                                           "contribution.hours_hundredths"));
  given.clear_rate();
  EXPECT_EQ(WorthOf(given).value(), 36'01);
  given.clear_amount();
  EXPECT_THAT(WorthOf(given),
              IsReasonWith(type::v1::REASON_FIELD_REQUIRED, "field", "contribution.amount"));
  given.set_hours_hundredths(1);
  EXPECT_THAT(WorthOf(given),
              IsReasonWith(type::v1::REASON_FIELD_REQUIRED, "field", "contribution.rate"));
  EXPECT_THAT(WorthOf(Hours(1, "0.01")),
              IsReasonWith(type::v1::REASON_AMOUNT_NOT_POSITIVE, "field", "contribution.rate"));
}

}  // namespace
}  // namespace cofi::budgets
