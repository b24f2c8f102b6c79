// The reference case, loaded by `cofi apply` through the real command line, and
// every figure that is known of it, in both shapes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/fields.h"
#include "clients/cli/printed/json.h"
#include "cofi/budgets/v1/fiscal_years.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/reference_case.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace cofi::reporting::v1;  // NOLINT(google-build-using-namespace): the reports.

constexpr const char* kDates[] = {"2016-06-14", "2017-03-15", "2017-04-05", "2018-03-23"};

std::string Decimal(const Money& money) { return DecimalFromMinor(Minor(money)); }

std::string Row(std::initializer_list<Money> cells) {
  return absl::StrJoin(cells, " ",
                       [](std::string* out, const Money& cell) { out->append(Decimal(cell)); });
}

template <typename Report, typename Request>
Report AsOf(const Installation& cofi, const std::string& date) {
  Request request;
  request.set_parent("projects/precarisation");
  *request.mutable_as_of_date() = On(date);
  return cofi.Ask<Report>(request);
}

class Case : public EndToEnd {
 protected:
  const Installation& cofi() { return CaseIn(GetParam()); }
  BudgetStatus Status(const std::string& date) {
    return AsOf<BudgetStatus, GetBudgetStatusRequest>(cofi(), date);
  }
  FundingPlan Plan(const std::string& date) {
    return AsOf<FundingPlan, GetFundingPlanRequest>(cofi(), date);
  }
  DeadlineList Deadlines(const std::string& date) {
    return AsOf<DeadlineList, ListDeadlinesRequest>(cofi(), date);
  }
  std::string Json(const Words& words) {
    Words all = words;
    all.insert(all.end(), {"--format", "json"});
    const Outcome outcome = RunCofi(cofi().address(), all);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return outcome.out;
  }
};
COFI_IN_ALL_SHAPES(Case);

TEST_P(Case, AppliedAgainChangesNothing) {
  const auto before = cofi().books().Sequences();
  const Outcome outcome = ApplyCase(cofi());
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("Nothing to change ("));
  EXPECT_EQ(cofi().books().Sequences(), before);
}

TEST_P(Case, ADryRunFindsNothingToDo) {
  const Outcome outcome = ApplyCase(cofi(), {"--dry-run"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("Nothing to change ("));
}

TEST_P(Case, StatusOfEveryLine) {
  const BudgetStatus status = Status("2018-03-23");
  std::vector<std::string> rows;
  for (const BudgetRow& row : status.rows()) {
    rows.push_back(absl::StrCat(
        row.key(), " ", Row({row.planned(), row.committed(), row.spent(), row.available()})));
  }
  EXPECT_THAT(rows, ElementsAre("60 4000.00 0.00 612.40 3387.60",        //
                                "61 6000.00 0.00 340.50 5659.50",        //
                                "62 48000.00 7700.00 6050.00 34250.00",  //
                                "641 76000.00 0.00 18000.00 58000.00",   //
                                "645 34000.00 0.00 8100.00 25900.00",    //
                                "65 2000.00 0.00 0.00 2000.00",          //
                                "indirect 10000.00 0.00 0.00 10000.00"));
  const BudgetRow& total = status.total();
  EXPECT_EQ(Row({total.planned(), total.committed(), total.spent(), total.available()}),
            "180000.00 7700.00 33102.90 139197.10");
  EXPECT_EQ(Decimal(total.paid()), "33102.90");
  EXPECT_EQ(status.budget_version(), 1);
  EXPECT_EQ(IsoDate(status.adoption_date()), "2016-05-31");
}

// After the meeting: a transfer, a second version, an invoice on two lines with a credit note, and
// one that is paid in two parts.
TEST_P(Case, StatusOfWhatCameLater) {
  const auto planned = [&](const std::string& date) {
    const BudgetStatus status = Status(date);
    return absl::StrCat("v", status.budget_version(), ": 61 ", Decimal(status.rows(1).planned()),
                        ", 62 ", Decimal(status.rows(2).planned()), ", 641 ",
                        Decimal(status.rows(3).planned()));
  };
  EXPECT_EQ(planned("2018-05-01"), "v1: 61 6000.00, 62 48000.00, 641 76000.00");
  EXPECT_EQ(planned("2018-05-02"), "v1: 61 7500.00, 62 46500.00, 641 76000.00");
  EXPECT_EQ(planned("2018-08-31"), "v1: 61 7500.00, 62 46500.00, 641 76000.00");
  EXPECT_EQ(planned("2018-09-01"), "v2: 61 7500.00, 62 44500.00, 641 78000.00");
  const auto spent = [&](const std::string& date) {
    const BudgetStatus status = Status(date);
    return Row({status.rows(1).spent(), status.rows(2).spent(), status.total().spent(),
                status.total().paid()});
  };
  EXPECT_EQ(spent("2018-04-20"), "790.50 6800.00 34302.90 33102.90");
  EXPECT_EQ(spent("2018-05-03"), "700.50 6800.00 34212.90 33102.90");
  EXPECT_EQ(spent("2018-05-18"), "700.50 6800.00 34212.90 34212.90");
  EXPECT_EQ(spent("2018-06-20"), "700.50 9200.00 36612.90 34212.90");
  EXPECT_EQ(spent("2018-07-02"), "700.50 9200.00 36612.90 35212.90");
  EXPECT_EQ(spent("2018-09-14"), "700.50 9200.00 36612.90 36612.90");
  const BudgetRow total = Status("2018-12-31").total();
  EXPECT_EQ(Row({total.planned(), total.committed(), total.available()}),
            "180000.00 7700.00 135687.10");
}

// What was claimed of 2017, accepted for less and received; and 2017, which is closed with it.
TEST_P(Case, ClaimedAndClosed) {
  const auto claimed = [&](const std::string& date) {
    const PlanSource total = Plan(date).total();
    return Row({total.claimed(), total.receivable(), Status(date).funding().received()});
  };
  EXPECT_EQ(claimed("2018-04-15"), "0.00 0.00 55000.00");
  EXPECT_EQ(claimed("2018-04-16"), "17850.00 0.00 55000.00");
  // What was accepted is less than the advance.
  EXPECT_EQ(claimed("2018-05-14"), "17250.00 0.00 55000.00");
  EXPECT_EQ(claimed("2018-06-05"), "17250.00 0.00 72250.00");
  budgets::v1::GetFiscalYearRequest request;
  request.set_name("projects/precarisation/fiscalYears/2017");
  const auto year = cofi().Ask<budgets::v1::FiscalYear>(request);
  EXPECT_EQ(EnumNameOf(year.state()), "CLOSED");
  EXPECT_EQ(Row({year.spent_amount(), year.paid_amount(), year.received_amount()}),
            "31852.90 31852.90 55000.00");
}

cli::Json Euros(const char* amount) { return {{"amount", amount}, {"currency", "EUR"}}; }

TEST_P(Case, StatusInJson) {
  const auto status = cli::Json::parse(Json({"status", "precarisation", "--as-of", "2018-03-23"}));
  for (const char* figure : {"180000.00", "7700.00", "33102.90", "139197.10"}) {
    EXPECT_THAT(status["total"], Contains(Euros(figure)));
  }
}

TEST_P(Case, WhoPaidWhichEuro) {
  const BudgetStatus status = Status("2018-03-23");
  std::vector<std::string> rows;
  for (const SourceRow& row : status.financing()) {
    const std::string who = row.grant().empty() ? "own funds" : row.grant();
    rows.push_back(
        absl::StrCat(who.substr(who.rfind('/') + 1), " ", Row({row.spent(), row.received()})));
  }
  EXPECT_THAT(rows, ::testing::UnorderedElementsAre("fdf 17850.00 40000.00",         //
                                                    "departement 4350.00 15000.00",  //
                                                    "metropole 9312.40 0.00",        //
                                                    "cias 340.50 0.00",              //
                                                    "own funds 1250.00 0.00"));
  EXPECT_EQ(Decimal(status.funding().received()), "55000.00");
}

// Before there were expenses, and as each one came.
TEST_P(Case, StatusInThePast) {
  EXPECT_EQ(Decimal(Status("2017-06-04").total().committed()), "0.00");
  EXPECT_EQ(Decimal(Status("2017-06-05").total().committed()), "9500.00");
  const BudgetRow consumed = Status("2017-06-20").total();
  EXPECT_EQ(Row({consumed.committed(), consumed.spent()}), "4700.00 4800.00");
  EXPECT_EQ(Decimal(Status("2018-01-15").total().committed()), "7700.00");
  EXPECT_EQ(Decimal(Status("2017-08-31").funding().received()), "40000.00");
  EXPECT_EQ(Decimal(Status("2017-09-01").funding().received()), "55000.00");
  EXPECT_EQ(Status("2016-05-30").budget(), "");
  EXPECT_EQ(Status("2016-05-31").budget(), "projects/precarisation/budgets/v1");
}

// The table of the case: secured, pending, expected, gap, state of the project.
TEST_P(Case, FundingOnEachDate) {
  std::vector<std::string> rows;
  for (const char* date : kDates) {
    const BudgetStatus status = Status(date);
    const FundingSummary& funding = status.funding();
    rows.push_back(absl::StrCat(
        date, " ", Row({funding.secured(), funding.pending(), funding.expected(), funding.gap()}),
        " ", EnumNameOf(status.project_state())));
    EXPECT_EQ(Plan(date).funding().SerializeAsString(), funding.SerializeAsString()) << date;
  }
  EXPECT_THAT(rows, ElementsAre("2016-06-14 0.00 104000.00 60000.00 168000.00 FINANCING",     //
                                "2017-03-15 135000.00 33000.00 20100.00 33000.00 FINANCING",  //
                                "2017-04-05 144000.00 24000.00 12000.00 24000.00 READY",      //
                                "2018-03-23 144000.00 24000.00 12000.00 24000.00 RUNNING"));
}

TEST_P(Case, FundingInJson) {
  const auto plan = cli::Json::parse(Json({"plan", "precarisation", "--as-of", "2016-06-14"}));
  EXPECT_EQ(plan["funding"]["pending"], Euros("104000.00"));
  EXPECT_EQ(plan["funding"]["expected"], Euros("60000.00"));
}

TEST_P(Case, WhoIsPendingOnEachDate) {
  const auto pending = [&](const std::string& date) {
    std::vector<std::string> who;
    const FundingPlan plan = Plan(date);
    for (const PlanSource& source : plan.sources()) {
      if (Minor(source.pending()) == 0) continue;
      who.push_back(source.application().substr(source.application().rfind('/') + 1));
    }
    return absl::StrJoin(who, " ");
  };
  EXPECT_EQ(pending("2016-06-14"), "fdf leader");
  EXPECT_EQ(pending("2017-03-15"), "cias leader");
  EXPECT_EQ(pending("2017-04-05"), "leader");
  EXPECT_EQ(pending("2018-03-23"), "leader");
}

TEST_P(Case, TheStartConditionIsMetAtExactlyEightyPercent) {
  const FundingPlan before = Plan("2017-04-04"), after = Plan("2017-04-05");
  EXPECT_FALSE(before.start_condition().met());
  EXPECT_EQ(Decimal(before.start_condition().missing_amount()), "9000.00");
  EXPECT_TRUE(after.start_condition().met());
  EXPECT_EQ(IsoDate(after.start_condition().since_date()), "2017-04-05");
  EXPECT_EQ(
      Row({after.start_condition().secured_amount(), after.start_condition().required_amount()}),
      "144000.00 144000.00");
  EXPECT_EQ(after.funding().secured_basis_points(), 80'00);
  EXPECT_EQ(Plan("2017-03-15").funding().secured_basis_points(), 75'00);
  EXPECT_FALSE(Plan("2017-03-15").start_condition().met());
  EXPECT_THAT(Json({"plan", "precarisation", "--as-of", "2017-04-05"}), HasSubstr("\"met\": true"));
}

TEST_P(Case, WhatIsDueNext) {
  const auto next = [&](const std::string& date) {
    const Deadline deadline = Status(date).next_deadline();
    return absl::StrCat(IsoDate(deadline.date()), " in ", deadline.days_left(), ": ",
                        deadline.display_name(), ", ", deadline.funder_display_name());
  };
  EXPECT_EQ(next("2016-06-14"), "2016-07-15 in 31: Réponse définitive, Fondation de France");
  EXPECT_EQ(next("2018-03-23"), "2018-04-10 in 18: Réunion d'information, ");
}

TEST_P(Case, EveryDeadline) {
  std::vector<std::string> rows;
  const DeadlineList list = Deadlines("2018-03-23");
  for (const Deadline& each : list.deadlines()) {
    rows.push_back(absl::StrCat(IsoDate(each.date()), " ", each.display_name()));
    EXPECT_FALSE(each.overdue());
  }
  EXPECT_THAT(rows, ElementsAre("2018-04-10 Réunion d'information",             //
                                "2018-05-15 Comité de programmation",           //
                                "2018-06-30 Compte rendu financier 2017",       //
                                "2018-06-30 Bilan qualitatif intermédiaire",    //
                                "2018-12-31 Attestation d'assurance 2018.pdf",  //
                                HasSubstr("2019-05-31 "),                       //
                                "2019-07-31 Bilan qualitatif final"));
  const DeadlineList late = Deadlines("2018-07-02");
  EXPECT_EQ(late.deadlines(0).days_left(), -48);
  EXPECT_TRUE(late.deadlines(0).overdue());
  const std::string json = Json({"deadlines", "precarisation", "--as-of", "2018-03-23"});
  EXPECT_THAT(json, HasSubstr("\"2018-04-10\""));
  EXPECT_THAT(json, HasSubstr("\"days_left\": 18"));
}

// A journal position says how often a project was told of its money, which may
// differ; everything else must be the same to the byte.
template <typename Report, typename Request>
std::string Bytes(Shape shape, const std::string& date) {
  Report report = AsOf<Report, Request>(CaseIn(shape), date);
  EXPECT_GT(report.journal_positions_size(), 0);
  report.clear_journal_positions();
  return report.SerializeAsString();
}

template <typename Report, typename Request>
void ExpectSame(const std::string& date) {
  const std::string bytes = Bytes<Report, Request>(Shape::kOneProcess, date);
  EXPECT_FALSE(bytes.empty());
  EXPECT_EQ(bytes, (Bytes<Report, Request>(Shape::kFourServers, date)))
      << Report::descriptor()->name() << " of " << date;
}

TEST(Reports, AreTheSameInBothShapes) {
  for (const char* date : kDates) {
    ExpectSame<BudgetStatus, GetBudgetStatusRequest>(date);
    ExpectSame<FundingPlan, GetFundingPlanRequest>(date);
    ExpectSame<DeadlineList, ListDeadlinesRequest>(date);
    ExpectSame<Pipeline, GetPipelineRequest>(date);
  }
}

TEST(Reports, PrintTheSameInBothShapes) {
  for (const char* command : {"status", "plan", "deadlines", "pipeline"}) {
    for (const char* format : {"table", "csv"}) {
      for (const char* lang : {"en", "fr"}) {
        const Words words = {command, "precarisation", "--as-of", "2018-03-23", "--format", format};
        const Outcome one = RunCofi(CaseIn(Shape::kOneProcess).address(), words, lang);
        const Outcome four = RunCofi(CaseIn(Shape::kFourServers).address(), words, lang);
        EXPECT_EQ(one.code, 0) << one.err;
        EXPECT_EQ(one.out, four.out);
      }
    }
  }
}

}  // namespace
}  // namespace cofi::end_to_end
