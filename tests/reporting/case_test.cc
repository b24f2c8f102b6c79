// Both tables of the reference case, to the cent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/reporting/budget_status_rules.h"
#include "services/reporting/deadline_rules.h"
#include "services/reporting/funding_plan_rules.h"
#include "services/reporting/pipeline_rules.h"
#include "tests/reporting/asked.h"
#include "tests/reporting/case_facts.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::ElementsAre;
using Request = v1::GetBudgetStatusRequest;
using Row = std::vector<std::string>;

// secured, pending, expected, gap.
Row Figures(const v1::FundingPlan& plan) {
  const v1::FundingSummary& funding = plan.funding();
  return {Shown(funding.secured()), Shown(funding.pending()), Shown(funding.expected()),
          Shown(funding.gap())};
}

TEST(TheCase, On14June2016) {
  const v1::FundingPlan plan = MakeFundingPlan(CaseOn("2016-06-14"));
  EXPECT_EQ(Figures(plan), Row({"0.00 EUR", "104000.00 EUR", "60000.00 EUR", "168000.00 EUR"}));
  EXPECT_EQ(plan.project_state(), Project::STATE_FINANCING);
  EXPECT_FALSE(plan.start_condition().met());
  EXPECT_EQ(IsoDate(plan.next_deadline().date()), "2016-07-15");
  EXPECT_EQ(plan.next_deadline().display_name(), "final decision");
  EXPECT_EQ(plan.next_deadline().funder_display_name(), "Fondation de France");
  EXPECT_EQ(plan.next_deadline().kind(), v1::Deadline::KIND_DECISION_EXPECTED);
  EXPECT_EQ(plan.next_deadline().days_left(), 31);
}

TEST(TheCase, On15March2017) {
  const v1::FundingPlan plan = MakeFundingPlan(CaseOn("2017-03-15"));
  EXPECT_EQ(Figures(plan), Row({"135000.00 EUR", "33000.00 EUR", "20100.00 EUR", "33000.00 EUR"}));
  EXPECT_EQ(plan.project_state(), Project::STATE_FINANCING);
  EXPECT_EQ(plan.funding().secured_basis_points(), 7500);
  EXPECT_FALSE(plan.start_condition().met());
  EXPECT_EQ(Shown(plan.start_condition().missing_amount()), "9000.00 EUR");
}

TEST(TheCase, On5April2017) {
  const v1::FundingPlan plan = MakeFundingPlan(CaseOn("2017-04-05"));
  EXPECT_EQ(Figures(plan), Row({"144000.00 EUR", "24000.00 EUR", "12000.00 EUR", "24000.00 EUR"}));
  EXPECT_TRUE(plan.start_condition().met());
  EXPECT_EQ(plan.funding().secured_basis_points(), 8000);
  EXPECT_EQ(Shown(plan.start_condition().required_amount()), "144000.00 EUR");
  EXPECT_EQ(Shown(plan.start_condition().missing_amount()), "0.00 EUR");
  EXPECT_EQ(IsoDate(plan.start_condition().since_date()), "2017-04-05");
}

TEST(TheCase, On23March2018) {
  const v1::FundingPlan plan = MakeFundingPlan(CaseOn("2018-03-23"));
  EXPECT_EQ(Figures(plan), Row({"144000.00 EUR", "24000.00 EUR", "12000.00 EUR", "24000.00 EUR"}));
  EXPECT_EQ(plan.project_state(), Project::STATE_RUNNING);
  EXPECT_EQ(IsoDate(plan.start_condition().since_date()), "2017-04-05");
  EXPECT_EQ(IsoDate(plan.next_deadline().date()), "2018-04-10");
  EXPECT_EQ(plan.next_deadline().display_name(), "réunion");
  EXPECT_EQ(plan.next_deadline().kind(), v1::Deadline::KIND_EVENT);
  EXPECT_EQ(plan.next_deadline().days_left(), 18);
}

Row Cells(const v1::BudgetRow& row) {
  return {row.key(), Shown(row.planned()), Shown(row.committed()), Shown(row.spent()),
          Shown(row.available())};
}

TEST(TheCase, BudgetStatusOn23March2018) {
  const v1::BudgetStatus status =
      MakeBudgetStatus(CaseOn("2018-03-23"), Request(), Language::kFrench);
  std::vector<Row> rows;
  for (const v1::BudgetRow& row : status.rows()) rows.push_back(Cells(row));
  EXPECT_THAT(
      rows, ElementsAre(Row({"60", "4000.00 EUR", "0.00 EUR", "612.40 EUR", "3387.60 EUR"}),
                        Row({"61", "6000.00 EUR", "0.00 EUR", "340.50 EUR", "5659.50 EUR"}),
                        Row({"62", "48000.00 EUR", "7700.00 EUR", "6050.00 EUR", "34250.00 EUR"}),
                        Row({"641", "76000.00 EUR", "0.00 EUR", "18000.00 EUR", "58000.00 EUR"}),
                        Row({"645", "34000.00 EUR", "0.00 EUR", "8100.00 EUR", "25900.00 EUR"}),
                        Row({"65", "2000.00 EUR", "0.00 EUR", "0.00 EUR", "2000.00 EUR"}),
                        Row({"indirect", "10000.00 EUR", "0.00 EUR", "0.00 EUR", "10000.00 EUR"})));
  EXPECT_EQ(Cells(status.total()),
            Row({"", "180000.00 EUR", "7700.00 EUR", "33102.90 EUR", "139197.10 EUR"}));
  EXPECT_EQ(status.rows(0).used_basis_points(), 1531);
  EXPECT_THAT(status.group_by(), ElementsAre(Request::GROUP_BY_LINE));
  EXPECT_EQ(status.budget_version(), 1);
  EXPECT_EQ(IsoDate(status.adoption_date()), "2016-05-31");
}

TEST(TheCase, FinancingOn23March2018) {
  const v1::BudgetStatus status =
      MakeBudgetStatus(CaseOn("2018-03-23"), By({Request::GROUP_BY_LINE}), Language::kFrench);
  std::vector<Row> rows;
  int64_t sum = 0;
  for (const v1::SourceRow& row : status.financing()) {
    rows.push_back({row.display_name(), Shown(row.spent())});
    sum += Minor(row.spent());
  }
  EXPECT_THAT(
      rows, ElementsAre(Row({"Fondation de France", "17850.00 EUR"}),
                        Row({"Département d'Ille-et-Vilaine", "4350.00 EUR"}),
                        Row({"Rennes Métropole", "9312.40 EUR"}),
                        Row({"CIAS à l'Ouest de Rennes", "340.50 EUR"}), Row({"", "1250.00 EUR"})));
  EXPECT_EQ(sum, 33'102'90);
  EXPECT_EQ(Shown(status.funding().received()), "55000.00 EUR");
}

TEST(TheCase, ByFunderOn23March2018) {
  const v1::BudgetStatus status =
      MakeBudgetStatus(CaseOn("2018-03-23"), By({Request::GROUP_BY_FUNDER}), Language::kFrench);
  std::vector<Row> rows;
  for (const v1::BudgetRow& row : status.rows()) {
    rows.push_back({row.key(), Shown(row.planned()), Shown(row.spent()), Shown(row.remaining())});
    EXPECT_FALSE(row.has_available());
  }
  EXPECT_THAT(rows, ElementsAre(Row({"fdf", "80000.00 EUR", "17850.00 EUR", "62150.00 EUR"}),
                                Row({"leader", "24000.00 EUR", "0.00 EUR", "0.00 EUR"}),
                                Row({"departement", "30000.00 EUR", "4350.00 EUR", "25650.00 EUR"}),
                                Row({"metropole", "25000.00 EUR", "9312.40 EUR", "15687.60 EUR"}),
                                Row({"cias", "9000.00 EUR", "340.50 EUR", "8659.50 EUR"}),
                                Row({"", "12000.00 EUR", "1250.00 EUR", "10750.00 EUR"})));
  EXPECT_EQ(Shown(status.total().planned()), "180000.00 EUR");
  EXPECT_EQ(Shown(status.total().spent()), "33102.90 EUR");
  EXPECT_FALSE(status.total().has_committed());
}

// Of the second half of 2017: what was spent in June came before it.
TEST(TheCase, BudgetStatusOfAPeriod) {
  const v1::BudgetStatus status =
      MakeBudgetStatus(CaseBetween("2017-07-01", "2017-12-31", "2017-12-31"),
                       Between("2017-07-01", "2017-12-31", Request()), Language::kFrench);
  EXPECT_EQ(Cells(status.rows(2)),
            Row({"62", "48000.00 EUR", "4700.00 EUR", "0.00 EUR", "38500.00 EUR"}));
  EXPECT_EQ(Shown(status.rows(2).spent_before()), "4800.00 EUR");
  EXPECT_EQ(Cells(status.total()),
            Row({"", "180000.00 EUR", "4700.00 EUR", "27052.90 EUR", "143447.10 EUR"}));
  EXPECT_EQ(Shown(status.total().spent_before()), "4800.00 EUR");
  std::vector<Row> rows;
  for (const v1::SourceRow& row : status.financing()) {
    rows.push_back({row.display_name(), Shown(row.spent()), Shown(row.received())});
  }
  EXPECT_THAT(rows,
              ElementsAre(Row({"Fondation de France", "13050.00 EUR", "40000.00 EUR"}),
                          Row({"Département d'Ille-et-Vilaine", "4350.00 EUR", "15000.00 EUR"}),
                          Row({"Rennes Métropole", "9312.40 EUR", "0.00 EUR"}),
                          Row({"CIAS à l'Ouest de Rennes", "340.50 EUR", "0.00 EUR"}),
                          Row({"", "0.00 EUR", "0.00 EUR"})));
}

// A row for each line, whatever was spent on it; no column for LEADER, who pays nothing.
TEST(TheCase, ByLineAndFunderOn23March2018) {
  const v1::BudgetStatus status =
      MakeBudgetStatus(CaseBetween("", "", "2018-03-23"),
                       By({Request::GROUP_BY_LINE, Request::GROUP_BY_FUNDER}), Language::kFrench);
  Row columns;
  for (const v1::BudgetColumn& column : status.columns()) columns.push_back(column.key());
  EXPECT_EQ(columns, Row({"fdf", "departement", "metropole", "cias", ""}));
  std::vector<Row> rows;
  const auto add = [&](const v1::BudgetRow& row) {
    Row& cells = rows.emplace_back(Row{row.key()});
    for (const Money& each : row.crossings()) cells.push_back(DecimalFromMinor(Minor(each)));
    cells.push_back(Shown(row.crossing_total()));
  };
  for (const v1::BudgetRow& row : status.rows()) add(row);
  add(status.total());
  EXPECT_THAT(
      rows, ElementsAre(
                Row({"60", "0.00", "0.00", "612.40", "0.00", "0.00", "612.40 EUR"}),
                Row({"61", "0.00", "0.00", "0.00", "340.50", "0.00", "340.50 EUR"}),
                Row({"62", "4800.00", "0.00", "0.00", "0.00", "1250.00", "6050.00 EUR"}),
                Row({"641", "9000.00", "3000.00", "6000.00", "0.00", "0.00", "18000.00 EUR"}),
                Row({"645", "4050.00", "1350.00", "2700.00", "0.00", "0.00", "8100.00 EUR"}),
                Row({"65", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00 EUR"}),
                Row({"indirect", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00 EUR"}),
                Row({"", "17850.00", "4350.00", "9312.40", "340.50", "1250.00", "33102.90 EUR"})));
}

TEST(TheCase, DeadlinesOn23March2018) {
  const v1::DeadlineList list = MakeDeadlineList(PortfolioOf({CaseOn("2018-03-23")}), {});
  std::vector<Row> rows;
  for (const v1::Deadline& each : list.deadlines()) {
    rows.push_back({IsoDate(each.date()), each.display_name(), each.funder_display_name()});
    EXPECT_FALSE(each.overdue());
    EXPECT_EQ(each.project(), "projects/precarisation");
  }
  EXPECT_THAT(rows,
              ElementsAre(Row({"2018-04-10", "réunion", ""}),
                          Row({"2018-05-15", "programming committee", "Pays de Rennes (LEADER)"}),
                          Row({"2018-06-30", "financial report", "Département d'Ille-et-Vilaine"}),
                          Row({"2018-06-30", "interim report", "Fondation de France"}),
                          Row({"2019-05-31", "fdf", "Fondation de France"}),
                          Row({"2019-07-31", "final report", "Fondation de France"})));
}

TEST(TheCase, PipelineOn14June2016) {
  const v1::Pipeline pipeline =
      MakePipeline(PortfolioOf({CaseOn("2016-06-14")}), Language::kEnglish);
  std::vector<Row> rows;
  for (const v1::PipelineEntry& each : pipeline.entries()) {
    rows.push_back({each.display_name(), each.stage_display_name(),
                    std::to_string(each.stages_passed()) + "/" + std::to_string(each.stage_count()),
                    each.next_step(), IsoDate(each.next_date())});
  }
  EXPECT_THAT(rows,
              ElementsAre(Row({"cias", "board", "0/1", "submit", ""}),
                          Row({"departement", "committee", "0/1", "submit", ""}),
                          Row({"metropole", "committee", "0/1", "submit", ""}),
                          Row({"leader", "eligibility check", "0/2", "eligibility check", ""}),
                          Row({"fdf", "final decision", "3/4", "final decision", "2016-07-15"})));
  ASSERT_EQ(pipeline.totals_size(), 3);
  EXPECT_EQ(pipeline.totals(0).state(), Application::STATE_DRAFT);
  EXPECT_EQ(pipeline.totals(0).count(), 3);
  EXPECT_EQ(Shown(pipeline.totals(0).requested()), "64000.00 EUR");
  EXPECT_EQ(Shown(pipeline.totals(2).requested()), "80000.00 EUR");
}

TEST(TheCase, SourcesOn15March2017) {
  const v1::FundingPlan plan = MakeFundingPlan(CaseOn("2017-03-15"));
  std::vector<Row> rows;
  for (const v1::PlanSource& each : plan.sources()) {
    rows.push_back({each.display_name(), Shown(each.planned()), Shown(each.secured()),
                    Shown(each.pending()), std::to_string(each.share_basis_points())});
  }
  EXPECT_THAT(
      rows,
      ElementsAre(
          Row({"Fondation de France", "80000.00 EUR", "80000.00 EUR", "0.00 EUR", "4444"}),
          Row({"Pays de Rennes (LEADER)", "24000.00 EUR", "0.00 EUR", "24000.00 EUR", "1333"}),
          Row({"Département d'Ille-et-Vilaine", "30000.00 EUR", "30000.00 EUR", "0.00 EUR",
               "1667"}),
          Row({"Rennes Métropole", "25000.00 EUR", "25000.00 EUR", "0.00 EUR", "1389"}),
          Row({"CIAS à l'Ouest de Rennes", "9000.00 EUR", "0.00 EUR", "9000.00 EUR", "500"}),
          Row({"", "12000.00 EUR", "0.00 EUR", "0.00 EUR", "667"})));
}

}  // namespace
}  // namespace cofi::reporting
