// What is awarded by fiscal year sums to the award, on each day.
#include "services/applications/year_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/dated_facts.h"
#include "services/applications/application_rules.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"

namespace cofi::applications {
namespace {

using v1::Application;
using Said = std::vector<std::pair<int, std::string>>;

constexpr auto kDiffer = type::v1::REASON_YEARS_DIFFER;
const absl::CivilDay kToday(2018, 6, 15);

FactChange Since(const std::string& date) { return {.effective_date = On(date)}; }

// Makes that the award, without a look at whether it sums; an empty amount leaves it.
void Award(const std::string& amount, const Said& years, const FactChange& change,
           Application* application) {
  const Application before = *application;
  std::vector<std::string> fields = {kYearAmounts};
  if (!amount.empty()) {
    fields.emplace_back("awarded_amount");
    *application->mutable_awarded_amount() = Eur(amount);
  }
  application->clear_year_amounts();
  for (const auto& [year, part] : years) {
    type::v1::YearAmount* const each = application->add_year_amounts();
    each->set_fiscal_year(year);
    *each->mutable_amount() = Eur(part);
  }
  ASSERT_THAT(ChangeFacts(before, fields, change, kToday, application), IsOk());
}

Application Awarded(const std::string& amount, const Said& years) {
  Application application;
  application.set_name("projects/p/applications/aide");
  Award(amount, years, Since("2018-02-01"), &application);
  return application;
}

absl::Status Check(const Application& application) { return CheckYears(application, "years"); }

TEST(YearRules, TheySumToTheAwardOrSayNothing) {
  EXPECT_THAT(Check(Awarded("30000", {})), IsOk());
  EXPECT_THAT(Check(Awarded("30000", {{2018, "10000"}, {2019, "20000"}})), IsOk());
  EXPECT_THAT(Check(Awarded("30000", {{2018, "0"}, {2019, "30000"}})), IsOk());
  const absl::Status less = Check(Awarded("30000", {{2018, "10000"}, {2019, "19999.99"}}));
  EXPECT_THAT(less, IsReasonWith(kDiffer, "value", "29999.99 EUR"));
  EXPECT_THAT(less, IsReasonWith(kDiffer, "awarded", "30000.00 EUR"));
  EXPECT_THAT(less, IsReasonWith(kDiffer, "date", "2018-02-01"));
  EXPECT_THAT(less, IsReasonWith(kDiffer, "field", "years"));
  EXPECT_THAT(Check(Awarded("30000", {{2018, "30000.01"}})), IsReason(kDiffer));
}

TEST(YearRules, EachYearIsSaidOnce) {
  EXPECT_THAT(Check(Awarded("30000", {{2018, "10000"}, {2019, "10000"}, {2018, "10000"}})),
              IsReasonWith(type::v1::REASON_VALUE_MALFORMED, "field", "years[2].fiscal_year"));
}

TEST(YearRules, NothingIsSaidOfWhatIsNotAwarded) {
  Application application;
  EXPECT_THAT(Check(application), IsOk());
  Award("", {{2018, "100"}}, Since("2018-02-01"), &application);
  EXPECT_THAT(Check(application), IsReasonWith(kDiffer, "awarded", "0.00 EUR"));
}

TEST(YearRules, NothingIsSaidAheadOfWhatIsNotAwarded) {
  Application application;
  Award("", {{2019, "100"}}, Since("2019-01-01"), &application);
  ASSERT_TRUE(application.year_amounts().empty()) << "its day has not come";
  EXPECT_THAT(Check(application), IsReasonWith(kDiffer, "date", "2019-01-01"));
}

// The past, and what lies ahead.
TEST(YearRules, EachDayIsLookedAt) {
  Application application = Awarded("30000", {{2018, "10000"}, {2019, "20000"}});
  Award("36000", {{2018, "36000"}}, Since("2019-01-01"), &application);
  EXPECT_THAT(Check(application), IsOk());
  Application ahead = application;
  Award("", {{2018, "35000"}}, Since("2019-06-01"), &ahead);
  EXPECT_THAT(Check(ahead), IsReasonWith(kDiffer, "date", "2019-06-01"));
  Application earlier = application;
  Award("", {{2018, "1"}}, Since("2018-03-01"), &earlier);
  EXPECT_THAT(Check(earlier), IsReasonWith(kDiffer, "date", "2018-03-01"));
}

// Said late of all the time that there was an award, they are nothing before it.
TEST(YearRules, ACorrectionMayReachBehindTheAward) {
  Application application = Awarded("30000", {});
  Award("", {{2018, "30000"}}, {.effective_date = On("2018-06-15"), .correction = true},
        &application);
  EXPECT_THAT(Check(application), IsOk());
  Application before = application, after = application;
  FactsOn(DayOn("2018-01-31"), &before);
  ApplicationOn(DayOn("2018-01-31"), &before);
  EXPECT_TRUE(before.year_amounts().empty());
  FactsOn(DayOn("2018-02-01"), &after);
  ApplicationOn(DayOn("2018-02-01"), &after);
  EXPECT_EQ(after.year_amounts_size(), 1);
}

}  // namespace
}  // namespace cofi::applications
