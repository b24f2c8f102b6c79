#include "services/reporting/budget_status_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/money.h"
#include "clients/services.h"
#include "tests/reasons.h"
#include "tests/reporting/asked.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::ElementsAre;
using Request = v1::GetBudgetStatusRequest;

constexpr int kCents = 100;

std::vector<std::string> Rows(const ProjectFacts& facts, GroupBy group_by,
                              Language language = Language::kEnglish) {
  std::vector<std::string> rows;
  const v1::BudgetStatus status = MakeBudgetStatus(facts, By({group_by}), language);
  for (const v1::BudgetRow& row : status.rows()) {
    rows.push_back(row.key() + " " + row.display_name() + " " + Shown(row.planned()));
  }
  return rows;
}

// Committed and spent of 10,000.00, in hundredths of a percent.
int Used(const std::string& committed, const std::string& spent) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  Line* line = AddLine(&facts, "62", "10000");
  *line->mutable_committed_amount() = Eur(committed);
  *line->mutable_spent_amount() = Eur(spent);
  return MakeBudgetStatus(facts, By({Request::GROUP_BY_LINE}), Language::kEnglish)
      .rows(0)
      .used_basis_points();
}

TEST(UsedPart, IsRoundedHalfUp) {
  EXPECT_EQ(Used("0", "0"), 0);
  EXPECT_EQ(Used("0", "2.49"), 2);
  EXPECT_EQ(Used("0.25", "0.25"), 1);
  EXPECT_EQ(Used("5000", "5000"), 10000);
  EXPECT_EQ(Used("10000", "5000.50"), 15001);
  EXPECT_EQ(Used("0", "-1.50"), -1) << "more reversed than spent";
  EXPECT_EQ(Used("0", "-1.51"), -2);
}

// 10000 means all, to the cent; 0 nothing.
TEST(UsedPart, NeverCrossesABoundByRounding) {
  EXPECT_EQ(Used("0", "0.01"), 1);
  EXPECT_EQ(Used("0", "-0.01"), -1);
  EXPECT_EQ(Used("0", "9999.60"), 9999);
  EXPECT_EQ(Used("0.01", "9999.98"), 9999);
  EXPECT_EQ(Used("5000", "5000"), 10000);
  EXPECT_EQ(Used("5000", "5000.01"), 10001);
  EXPECT_EQ(Used("0", "10000.40"), 10001);
}

TEST(Overrun, IsWhatIsUsedBeyondWhatIsPlanned) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  *AddLine(&facts, "60", "100")->mutable_spent_amount() = Eur("100");
  *AddLine(&facts, "61", "0")->mutable_spent_amount() = Eur("0.01");
  *AddLine(&facts, "62", "100")->mutable_committed_amount() = Eur("100.01");
  std::vector<bool> overrun;
  const v1::BudgetStatus status =
      MakeBudgetStatus(facts, By({Request::GROUP_BY_LINE}), Language::kEnglish);
  for (const v1::BudgetRow& row : status.rows()) overrun.push_back(row.overrun());
  EXPECT_THAT(overrun, ElementsAre(false, true, true));
}

TEST(UsedPart, OfNothingIsZero) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  *AddLine(&facts, "62", "0")->mutable_spent_amount() = Eur("5");
  const v1::BudgetStatus status =
      MakeBudgetStatus(facts, By({Request::GROUP_BY_LINE}), Language::kEnglish);
  EXPECT_EQ(status.rows(0).used_basis_points(), 0);
  EXPECT_EQ(Shown(status.rows(0).available()), "-5.00 EUR");
}

TEST(UsedPart, StaysWithinItsField) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  *AddLine(&facts, "62", "0.01")->mutable_spent_amount() = Eur("45035996273704.95");
  EXPECT_EQ(MakeBudgetStatus(facts, By({Request::GROUP_BY_LINE}), Language::kEnglish)
                .rows(0)
                .used_basis_points(),
            2147483647);
}

TEST(ByLine, FollowsTheOrderOfTheBudget) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddLine(&facts, "62", "1")->set_position(2);
  AddLine(&facts, "60", "2")->set_position(1);
  AddLine(&facts, "79", "3");
  AddLine(&facts, "86", "4");
  EXPECT_THAT(Rows(facts, Request::GROUP_BY_LINE),
              ElementsAre("60-2 line 2 2.00 EUR", "62-1 line 1 1.00 EUR"));
}

TEST(ByAccount, JoinsTheFirstTwoDigitsAndLeavesIndirectCharges) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddLine(&facts, "641", "76000");
  AddLine(&facts, "indirect", "10000");
  AddLine(&facts, "645", "34000");
  AddLine(&facts, "60", "4000");
  EXPECT_THAT(Rows(facts, Request::GROUP_BY_ACCOUNT),
              ElementsAre("64 Staff costs 110000.00 EUR", "indirect Indirect charges 10000.00 EUR",
                          "60 Purchases 4000.00 EUR"));
  EXPECT_THAT(Rows(facts, Request::GROUP_BY_ACCOUNT, Language::kFrench),
              ElementsAre("64 Charges de personnel 110000.00 EUR",
                          "indirect Charges indirectes 10000.00 EUR", "60 Achats 4000.00 EUR"));
}

TEST(ByPhase, FollowsThePhasesAndPutsTheRestLast) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  for (const auto& [id, position] : {std::pair("diagnosis", 1), std::pair("experiment", 3)}) {
    Phase& phase = facts.phases.emplace_back();
    phase.set_name(std::string("projects/p/phases/") + id);
    phase.set_display_name(std::string("the ") + id);
    phase.set_position(position);
  }
  AddLine(&facts, "60", "1");
  AddLine(&facts, "61", "2")->set_phase("projects/p/phases/experiment");
  AddLine(&facts, "62", "4")->set_phase("projects/p/phases/diagnosis");
  AddLine(&facts, "63", "8")->set_phase("projects/p/phases/experiment");
  AddLine(&facts, "64", "16")->set_phase("projects/p/phases/deleted");
  EXPECT_THAT(Rows(facts, Request::GROUP_BY_PHASE),
              ElementsAre("diagnosis the diagnosis 4.00 EUR", "experiment the experiment 10.00 EUR",
                          "deleted deleted 16.00 EUR", "  1.00 EUR"));
}

TEST(ByYear, FollowsTheYearsAndPutsTheRestLast) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddLine(&facts, "60", "1");
  AddLine(&facts, "61", "2")->set_fiscal_year(2018);
  AddLine(&facts, "62", "4")->set_fiscal_year(2017);
  EXPECT_THAT(Rows(facts, Request::GROUP_BY_YEAR),
              ElementsAre("2017 2017 4.00 EUR", "2018 2018 2.00 EUR", "  1.00 EUR"));
}

TEST(ByFunder, JoinsTheGrantsOfAFunderAndAddsThoseNotPlanned) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddLine(&facts, "743", "100")->set_funder("funders/d");
  for (const char* id : {"d1", "d2", "gift"}) {
    Grant* grant = AddGrant(&facts, id, "50", "2017-01-01");
    if (id[0] == 'd') grant->set_funder("funders/d");
    Pay(grant, "20");
  }
  *AddLine(&facts, "62", "100")->mutable_spent_amount() = Eur("60");
  const v1::BudgetStatus status =
      MakeBudgetStatus(facts, By({Request::GROUP_BY_FUNDER}), Language::kEnglish);
  ASSERT_EQ(status.rows_size(), 2) << "no own funds planned, none spent";
  EXPECT_EQ(status.rows(0).key(), "d");
  EXPECT_EQ(Shown(status.rows(0).spent()), "40.00 EUR");
  EXPECT_EQ(Shown(status.rows(0).remaining()), "60.00 EUR");
  EXPECT_EQ(status.rows(1).key(), "gift");
  EXPECT_EQ(Shown(status.total().remaining()), "90.00 EUR");
}

// As budgets says: one answer to what a funder can still pay.
TEST(ByFunder, RemainsWhatTheGrantsStillCanPay) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddLine(&facts, "743", "9000")->set_funder("funders/d");
  Grant* grant = AddGrant(&facts, "d", "9000", "2017-01-01");
  Pay(grant, "500");
  SetCeiling(grant, "6000");
  Pay(AddLostGrant(&facts, "lost", "2017-01-01", "2017-02-01"), "40");
  const v1::BudgetStatus status =
      MakeBudgetStatus(facts, By({Request::GROUP_BY_FUNDER}), Language::kEnglish);
  ASSERT_EQ(status.rows_size(), 3);
  EXPECT_EQ(Shown(status.rows(0).remaining()), "5500.00 EUR");
  EXPECT_FALSE(status.rows(0).overrun());
  EXPECT_EQ(Shown(status.rows(1).remaining()), "-40.00 EUR");
  EXPECT_TRUE(status.rows(1).overrun()) << "it pays nothing any more";
  EXPECT_EQ(Shown(status.funding().secured()), "6000.00 EUR");
}

TEST(Status, WithoutABudgetHasNoRows) {
  const v1::BudgetStatus status = MakeBudgetStatus(
      EmptyProject("2017-04-05"), By({Request::GROUP_BY_LINE}), Language::kEnglish);
  EXPECT_TRUE(status.rows().empty());
  EXPECT_TRUE(status.budget().empty());
  EXPECT_FALSE(status.has_adoption_date());
  EXPECT_EQ(Shown(status.total().available()), "0.00 EUR");
  EXPECT_EQ(status.project_state(), Project::STATE_FINANCING);
}

// A line of fees and one of travel, grants of two funders, and what they paid in two years:
//
//             d       e     own
//   2017  62  40 (10)  20       7
//         625                  3
//   2018  62   5              -7
//
// All was paid at once but 10.00 of the first, a year later.
ProjectFacts TwoYears(const Request& request) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  AddLine(&facts, "62", "100")->set_name("projects/p/budgets/v1/lines/62");
  AddLine(&facts, "625", "10")->set_name("projects/p/budgets/v1/lines/625");
  AddLine(&facts, "743", "50")->set_funder("funders/e");
  AddLine(&facts, "744", "60")->set_funder("funders/d");
  for (const char* id : {"d", "e"}) AddGrant(&facts, id, "50", "2017-01-01");
  const auto set = [&](int line, const char* spent, const char* committed) {
    *facts.lines[line].mutable_spent_amount() = Eur(spent);
    *facts.lines[line].mutable_paid_amount() = Eur(spent);
    *facts.lines[line].mutable_committed_amount() = Eur(committed);
  };
  set(0, "65", "8");
  set(1, "3", "0");
  Pay(&facts.grants[0], "45");
  Pay(&facts.grants[1], "20");
  *facts.grants[0].mutable_received_amount() = Eur("30");
  std::vector<DatedMovement> ledger;
  const auto add = [&](const char* date, const char* line, const char* grant, int spent, int paid,
                       int received = 0) {
    MovementSum& moved = ledger.emplace_back(DatedMovement{date, {}}).moved;
    moved.set_line(line);
    moved.set_grant(grant);
    moved.set_spent_minor(spent * kCents);
    moved.set_paid_minor(paid * kCents);
    moved.set_received_minor(received * kCents);
  };
  add("2017-03-20", "62", "d", 40, 30);
  add("2017-03-20", "62", "", 7, 7);
  add("2017-03-21", "62", "e", 20, 20);
  add("2017-11-30", "625", "", 3, 3);
  add("2018-01-05", "62", "d", 0, 10);
  add("2018-03-23", "62", "d", 5, 5);
  add("2018-03-23", "62", "", -7, -7);
  add("2017-03-21", "", "d", 0, 0, 20);
  add("2018-02-01", "", "d", 0, 0, 10);
  SumMovements(ledger, MovementsFor(request), &facts);
  return facts;
}

v1::BudgetStatus StatusOf(const Request& request) {
  return MakeBudgetStatus(TwoYears(request), request, Language::kEnglish);
}

// `62: planned 100.00 committed 8.00 …`, of what is set.
std::string Told(const v1::BudgetRow& row) {
  std::string text = row.key() + ":";
  const auto add = [&](const char* name, bool set, const Money& money) {
    if (set) absl::StrAppend(&text, " ", name, " ", DecimalFromMinor(Minor(money)));
  };
  add("planned", row.has_planned(), row.planned());
  add("committed", row.has_committed(), row.committed());
  add("before", row.has_spent_before(), row.spent_before());
  add("spent", row.has_spent(), row.spent());
  add("paid", row.has_paid(), row.paid());
  add("available", row.has_available(), row.available());
  add("remaining", row.has_remaining(), row.remaining());
  return text;
}

// The columns; then each row, and the total: `62: 40.00 20.00 = 60.00`.
std::vector<std::string> Crossed(const v1::BudgetStatus& status) {
  std::vector<std::string> lines = {""};
  for (const v1::BudgetColumn& column : status.columns()) {
    absl::StrAppend(&lines[0], "|", column.key());
  }
  const auto add = [&](const v1::BudgetRow& row) {
    std::string& text = lines.emplace_back(row.key() + ":");
    for (const Money& each : row.crossings()) {
      absl::StrAppend(&text, " ", DecimalFromMinor(Minor(each)));
    }
    absl::StrAppend(&text, " = ", Shown(row.crossing_total()));
  };
  for (const v1::BudgetRow& row : status.rows()) add(row);
  add(status.total());
  return lines;
}

TEST(Period, HasWhatWasMovedInItAndAllElseAsOfItsEnd) {
  const v1::BudgetStatus status = StatusOf(Between("2017-03-21", "", Request()));
  ASSERT_EQ(status.rows_size(), 2);
  EXPECT_EQ(Told(status.rows(0)),
            "62: planned 100.00 committed 8.00 before 47.00 spent 18.00 paid 28.00"
            " available 27.00");
  EXPECT_EQ(Told(status.rows(1)),
            "625: planned 10.00 committed 0.00 before 0.00 spent 3.00 paid 3.00 available 7.00");
  EXPECT_EQ(Told(status.total()),
            ": planned 110.00 committed 8.00 before 47.00 spent 21.00 paid 31.00"
            " available 34.00");
  EXPECT_EQ(status.rows(0).used_basis_points(), 7300) << "with what was spent before";
  EXPECT_EQ(IsoDate(status.from_date()), "2017-03-21");
  EXPECT_FALSE(status.has_to_date());
}

// The same as without one: nothing comes before it.
TEST(Period, FromTheBeginningHasAll) {
  v1::BudgetStatus status = StatusOf(Between("", "2018-03-23", Request()));
  EXPECT_EQ(IsoDate(status.to_date()), "2018-03-23");
  EXPECT_EQ(Told(status.total()),
            ": planned 110.00 committed 8.00 before 0.00 spent 68.00 paid 68.00 available 34.00");
  v1::BudgetStatus all = StatusOf(Request());
  EXPECT_FALSE(all.total().has_spent_before());
  status.clear_to_date();
  for (v1::BudgetRow& row : *status.mutable_rows()) row.clear_spent_before();
  status.mutable_total()->clear_spent_before();
  EXPECT_EQ(status.ShortDebugString(), all.ShortDebugString());
}

TEST(Period, IsThatOfFundersToo) {
  const v1::BudgetStatus status =
      StatusOf(Between("2017-03-21", "2018-03-23", By({Request::GROUP_BY_FUNDER})));
  ASSERT_EQ(status.rows_size(), 3);
  EXPECT_EQ(Told(status.rows(0)), "e: planned 50.00 before 0.00 spent 20.00 remaining 30.00");
  EXPECT_EQ(Told(status.rows(1)), "d: planned 60.00 before 40.00 spent 5.00 remaining 5.00");
  EXPECT_EQ(Told(status.rows(2)), ": planned 0.00 before 7.00 spent -4.00 remaining -3.00");
  EXPECT_EQ(status.rows(1).used_basis_points(), 7500);
  std::vector<std::string> financing;
  for (const v1::SourceRow& row : status.financing()) {
    financing.push_back(row.grant() + " " + Shown(row.spent()) + " " + Shown(row.received()));
  }
  EXPECT_THAT(financing,
              ElementsAre("projects/p/grants/d 5.00 EUR 30.00 EUR",
                          "projects/p/grants/e 20.00 EUR 0.00 EUR", " -4.00 EUR 0.00 EUR"));
  EXPECT_EQ(Shown(status.funding().received()), "30.00 EUR") << "as of its end";
}

// The lines say what was spent in all, so that what no known grant pays is own funds'.
TEST(Period, CountsAGrantThatIsAwardedLaterAsOwnFunds) {
  const Request request = Between("2017-03-21", "", By({Request::GROUP_BY_FUNDER}));
  ProjectFacts facts = TwoYears(request);
  facts.grants.erase(facts.grants.begin());
  const v1::BudgetStatus status = MakeBudgetStatus(facts, request, Language::kEnglish);
  EXPECT_EQ(Told(status.rows(2)), ": planned 0.00 before 47.00 spent 1.00 remaining -48.00");
  EXPECT_EQ(Shown(status.financing(1).spent()), "1.00 EUR");
}

TEST(Crossed, ByLineAndFunderHaveOwnFundsLast) {
  const v1::BudgetStatus status = StatusOf(By({Request::GROUP_BY_LINE, Request::GROUP_BY_FUNDER}));
  EXPECT_THAT(Crossed(status),
              ElementsAre("|e|d|", "62: 20.00 45.00 0.00 = 65.00 EUR",
                          "625: 0.00 0.00 3.00 = 3.00 EUR", ": 20.00 45.00 3.00 = 68.00 EUR"));
  EXPECT_EQ(Told(status.rows(0)),
            "62: planned 100.00 committed 8.00 spent 65.00 paid 65.00 available 27.00");
  EXPECT_THAT(status.group_by(), ElementsAre(Request::GROUP_BY_LINE, Request::GROUP_BY_FUNDER));
  EXPECT_EQ(status.measure(), Request::MEASURE_SPENT);
}

TEST(Crossed, ByLineAndYearHaveTheYearsOfTheMovements) {
  Request request = By({Request::GROUP_BY_LINE, Request::GROUP_BY_YEAR});
  EXPECT_THAT(Crossed(StatusOf(request)),
              ElementsAre("|2017|2018", "62: 67.00 -2.00 = 65.00 EUR", "625: 3.00 0.00 = 3.00 EUR",
                          ": 70.00 -2.00 = 68.00 EUR"));
  request.set_measure(Request::MEASURE_PAID);
  const v1::BudgetStatus paid = StatusOf(request);
  EXPECT_THAT(Crossed(paid), ElementsAre("|2017|2018", "62: 57.00 8.00 = 65.00 EUR",
                                         "625: 3.00 0.00 = 3.00 EUR", ": 60.00 8.00 = 68.00 EUR"));
  EXPECT_EQ(paid.measure(), Request::MEASURE_PAID);
}

// What own funds paid and took back is in its years, though it sums to what they paid besides.
TEST(Crossed, ByFunderAndYearHaveARowForOwnFunds) {
  EXPECT_THAT(Crossed(StatusOf(By({Request::GROUP_BY_FUNDER, Request::GROUP_BY_YEAR}))),
              ElementsAre("|2017|2018", "e: 20.00 0.00 = 20.00 EUR", "d: 40.00 5.00 = 45.00 EUR",
                          ": 10.00 -7.00 = 3.00 EUR", ": 70.00 -2.00 = 68.00 EUR"));
}

// A line of fees of 2017 and one of travel without a year; what was moved is of its date.
TEST(ByYear, CountsWhatWasMovedInTheYearOfItsDate) {
  const Request request = By({Request::GROUP_BY_YEAR});
  ProjectFacts facts = TwoYears(request);
  facts.lines[0].set_fiscal_year(2017);
  const v1::BudgetStatus status = MakeBudgetStatus(facts, request, Language::kEnglish);
  ASSERT_EQ(status.rows_size(), 3);
  EXPECT_EQ(Told(status.rows(0)), "2017: planned 100.00 committed 8.00 spent 70.00 paid 60.00");
  EXPECT_EQ(Told(status.rows(1)), "2018: planned 0.00 committed 0.00 spent -2.00 paid 8.00");
  EXPECT_EQ(Told(status.rows(2)), ": planned 10.00 committed 0.00 spent 0.00 paid 0.00");
  EXPECT_EQ(Told(status.total()), ": planned 110.00 committed 8.00 spent 68.00 paid 68.00");
  EXPECT_FALSE(status.rows(1).overrun()) << "nobody planned by year";
  EXPECT_EQ(status.fiscal_year_start_month(), 1);
}

TEST(ByYear, TellsWhatIsLeftWhereEachLineSaysItsYear) {
  const Request request = By({Request::GROUP_BY_YEAR});
  ProjectFacts facts = TwoYears(request);
  facts.lines[0].set_fiscal_year(2017);
  facts.lines[1].set_fiscal_year(2018);
  const v1::BudgetStatus status = MakeBudgetStatus(facts, request, Language::kEnglish);
  ASSERT_EQ(status.rows_size(), 2);
  EXPECT_EQ(Told(status.rows(0)),
            "2017: planned 100.00 committed 8.00 spent 70.00 paid 60.00 available 22.00");
  EXPECT_EQ(Told(status.rows(1)),
            "2018: planned 10.00 committed 0.00 spent -2.00 paid 8.00 available 12.00");
  EXPECT_EQ(Told(status.total()),
            ": planned 110.00 committed 8.00 spent 68.00 paid 68.00 available 34.00");
}

// November 2017 is in the fiscal year that began in September.
TEST(ByYear, AreTheFiscalYearsThatTheSumsAreOf) {
  const Request request = By({Request::GROUP_BY_YEAR});
  ProjectFacts facts = TwoYears(request);
  facts.fiscal_year_start_month = 9;
  for (MovementSum& sum : facts.movements) sum.set_year(sum.line() == "625" ? 2017 : 2016);
  const v1::BudgetStatus status = MakeBudgetStatus(facts, request, Language::kEnglish);
  ASSERT_EQ(status.rows_size(), 3);
  EXPECT_EQ(status.rows(0).key(), "2016");
  EXPECT_EQ(Shown(status.rows(1).spent()), "3.00 EUR");
  EXPECT_EQ(status.fiscal_year_start_month(), 9);
}

TEST(Crossed, ByYearSayNothingOfABudget) {
  const v1::BudgetStatus status = StatusOf(By({Request::GROUP_BY_YEAR, Request::GROUP_BY_LINE}));
  EXPECT_THAT(Crossed(status),
              ElementsAre("|62|625", "2017: 67.00 3.00 = 70.00 EUR", "2018: -2.00 0.00 = -2.00 EUR",
                          ": 65.00 3.00 = 68.00 EUR"));
  EXPECT_EQ(Told(status.rows(0)), "2017:");
  EXPECT_EQ(Told(status.total()), ":");
}

TEST(Crossed, OfAPeriodHaveOnlyWhatWasMovedInIt) {
  const auto of = [](const char* from, const char* to) {
    return Crossed(
        StatusOf(Between(from, to, By({Request::GROUP_BY_LINE, Request::GROUP_BY_FUNDER}))));
  };
  EXPECT_THAT(of("2017-11-01", "2017-12-31"),
              ElementsAre("|", "62: 0.00 = 0.00 EUR", "625: 3.00 = 3.00 EUR", ": 3.00 = 3.00 EUR"))
      << "the column without a name is own funds";
  EXPECT_THAT(of("2017-12-01", "2017-12-31"),
              ElementsAre("", "62: = 0.00 EUR", "625: = 0.00 EUR", ": = 0.00 EUR"));
}

TEST(Crossed, PutTheLinesOfAnAccountTogether) {
  EXPECT_THAT(Crossed(StatusOf(By({Request::GROUP_BY_ACCOUNT, Request::GROUP_BY_LINE}))),
              ElementsAre("|62|625", "62: 65.00 3.00 = 68.00 EUR", ": 65.00 3.00 = 68.00 EUR"));
}

TEST(Groups, AreTwoDifferentOnes) {
  EXPECT_THAT(CheckGroups(Request()), IsOk());
  EXPECT_THAT(CheckGroups(By({Request::GROUP_BY_LINE, Request::GROUP_BY_YEAR})), IsOk());
  const absl::Status twice =
      CheckGroups(By({Request::GROUP_BY_UNSPECIFIED, Request::GROUP_BY_LINE}));
  EXPECT_THAT(twice, IsReasonWith(type::v1::REASON_VALUE_MALFORMED, "field", "group_by"));
  EXPECT_THAT(twice, IsReasonWith(type::v1::REASON_VALUE_MALFORMED, "value", "LINE, LINE"));
}

TEST(MovementsFor, AsksOnlyWhereTheyAreNeeded) {
  EXPECT_EQ(MovementsFor(By({Request::GROUP_BY_LINE})), std::nullopt);
  const auto years = MovementsFor(By({Request::GROUP_BY_YEAR}));
  ASSERT_TRUE(years.has_value());
  EXPECT_TRUE(years->by_year());
  const auto period =
      MovementsFor(Between("2018-01-01", "2018-03-23", By({Request::GROUP_BY_LINE})));
  ASSERT_TRUE(period.has_value());
  EXPECT_EQ(IsoDate(period->from_date()), "2018-01-01");
  EXPECT_EQ(IsoDate(period->to_date()), "2018-03-23");
  EXPECT_FALSE(period->by_year());
  const auto crossed = MovementsFor(By({Request::GROUP_BY_YEAR, Request::GROUP_BY_FUNDER}));
  ASSERT_TRUE(crossed.has_value());
  EXPECT_TRUE(crossed->by_year());
  EXPECT_FALSE(crossed->has_from_date());
}

TEST(Elapsed, IsThePartOfThePlannedTimeThatHasPassed) {
  ProjectFacts facts = EmptyProject("2018-01-04");
  const auto elapsed = [&] {
    const v1::BudgetStatus status = MakeBudgetStatus(facts, Request(), Language::kEnglish);
    return status.has_elapsed_basis_points() ? status.elapsed_basis_points() : -1;
  };
  *facts.project.mutable_planned_start_date() = On("2018-01-01");
  EXPECT_EQ(elapsed(), -1) << "no end";
  *facts.project.mutable_planned_end_date() = On("2018-01-08");
  EXPECT_EQ(elapsed(), 5000) << "four days of eight";
  for (const auto& [day, part] : {std::pair("2017-12-31", 0), std::pair("2018-01-01", 1250),
                                  std::pair("2018-01-08", 10000), std::pair("2018-05-01", 10000)}) {
    facts.as_of = Day(On(day));
    EXPECT_EQ(elapsed(), part) << day;
  }
}

TEST(Positions, AreThoseOfTheCatalogueAndOfEachProjectInOrder) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  auto catalogue = std::make_shared<Catalogue>();
  for (auto* positions : {&facts.positions, &catalogue->positions}) {
    JournalPosition& position = positions->emplace_back();
    position.set_journal(
        clients::JournalOf(positions == &facts.positions ? "applications" : "budgets"));
    position.set_sequence(7);
  }
  facts.catalogue = catalogue;
  const std::vector<JournalPosition> positions = PositionsOf(PortfolioOf({facts}));
  ASSERT_EQ(positions.size(), 2u);
  EXPECT_EQ(positions[0].journal(), "journals/applications");
}

}  // namespace
}  // namespace cofi::reporting
