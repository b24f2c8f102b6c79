// What people who run grants, budgets and small accounts elsewhere reported as missing: each is
// possible here, and named after its kind. F1, F2, F3 and F9 of them stand in amendments_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "cofi/applications/v1/agreements.pb.h"
#include "cofi/budgets/v1/fiscal_years.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "cofi/type/v1/year_amounts.pb.h"
#include "tests/folder.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

namespace apps = applications::v1;
using apps::Application;
using budgets::v1::Expense;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string Decimal(const Money& money) { return DecimalFromMinor(Minor(money)); }

// Each test has a project of its own, in an installation that all share.
class FieldReports : public EndToEnd {
 protected:
  FieldReports() : id_("r-" + NewUuid().substr(0, 8)), project_(cofi(), id_) {}

  // `FAILED_PRECONDITION ALREADY_PAID field`; `OK` if it was granted.
  template <typename Response>
  std::string Answer(const google::protobuf::Message& request) {
    Response response;
    const std::string said = Said(cofi().Call(request, &response));
    return said.substr(0, said.find(':'));
  }

  budgets::v1::PayExpenseRequest Part(const std::string& id, const std::string& amount,
                                      const std::string& date) {
    budgets::v1::PayExpenseRequest request = project_.Payment(id, date);
    *request.mutable_amount() = Eur(amount);
    return request;
  }

  // An application for 10 000, awarded on 2018-02-01.
  void Award(const std::string& amount) {
    project_.Apply("aide", "10000");
    cofi().Ask<Application>(project_.Award("aide", amount, "2018-02-01"));
    ASSERT_TRUE(cofi().books().AwaitRelays());
  }

  const std::string id_;
  const Project project_;
};
COFI_IN_ONE_SHAPE(FieldReports);

// Row 10.
TEST_P(FieldReports, OneInvoiceHasSeveralLinesAndOneNumber) {
  cofi().Ask<Expense>(
      project_.SplitExpense("e", {.amount = "120", .reference = "F-2018-042"},
                            {{.line = "62", .amount = "80"}, {.line = "60", .amount = "40"}}));
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 80.00, paid 0.00, available 8920.00");
  EXPECT_EQ(project_.LineFigures("60"), "committed 0.00, spent 40.00, paid 0.00, available 960.00");
  // The guard of its number holds for each of its lines.
  for (const char* line : {"60", "62", "64"}) {
    EXPECT_EQ(Answer<Expense>(
                  project_.Expense("f", {.amount = "40", .line = line, .reference = "f-2018-042"})),
              "ALREADY_EXISTS DUPLICATE_INVOICE expense.invoice_reference")
        << line;
  }
}

// Row 11.
TEST_P(FieldReports, ACreditNoteLowersAnInvoiceByAPart) {
  project_.Win("ville", {.amount = "5000"});
  project_.Spend("e", {.amount = "100", .paid = "2018-03-02", .shares = {{"ville", "50"}}});
  budgets::v1::CreditExpenseRequest credit;
  credit.set_name(project_.Name("expenses", "e"));
  credit.set_invoice_reference("AV-1");
  *credit.mutable_amount() = Eur("20");
  *credit.mutable_effective_date() = On("2018-04-01");
  credit.set_request_id(NewRequestId());
  const auto note = cofi().Ask<Expense>(credit);
  EXPECT_EQ(Decimal(note.amount()), "-20.00");
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 80.00, paid 100.00, available 8920.00");
  EXPECT_EQ(project_.GrantFigures("ville"),
            "awarded 5000.00, spent 40.00, received 0.00, remaining 4960.00");
  // The invoice keeps the amount that it has.
  budgets::v1::GetExpenseRequest get;
  get.set_name(credit.name());
  EXPECT_EQ(Decimal(cofi().Ask<Expense>(get).amount()), "100.00");
}

// Row 13, and F13: a part may come before the invoice, and is then explained by it.
TEST_P(FieldReports, AnInvoiceIsPaidInPartsEachInItsYear) {
  project_.Spend("e", {.amount = "100", .date = "2018-12-20"});
  cofi().Ask<Expense>(Part("e", "30", "2018-12-10"));
  cofi().Ask<Expense>(Part("e", "70", "2019-01-15"));
  EXPECT_EQ(project_.LineFigures("62", "2018-12-10"),
            "committed 0.00, spent 0.00, paid 30.00, available 9000.00");
  budgets::v1::GetExpenseRequest get;
  get.set_name(project_.Name("expenses", "e"));
  *get.mutable_as_of_date() = On("2018-12-10");
  EXPECT_EQ(Decimal(cofi().Ask<Expense>(get).paid_amount()), "30.00");
  budgets::v1::CloseFiscalYearRequest close;
  close.set_name(project_.Name("fiscalYears", "2018"));
  const auto year = cofi().Ask<budgets::v1::FiscalYear>(close);
  EXPECT_EQ(Decimal(year.spent_amount()), "100.00");
  EXPECT_EQ(Decimal(year.paid_amount()), "30.00");
  EXPECT_EQ(Answer<Expense>(Part("e", "0.01", "2019-01-16")), "FAILED_PRECONDITION ALREADY_PAID");
}

// Row 19: a refusal is reconsidered.
TEST_P(FieldReports, WhatWasRefusedIsTakenUpAgain) {
  project_.Apply("aide", "10000");
  apps::RejectApplicationRequest reject;
  reject.set_name(project_.Name("applications", "aide"));
  *reject.mutable_effective_date() = On("2018-02-01");
  cofi().Ask<Application>(reject);
  EXPECT_EQ(Answer<Application>(project_.Award("aide", "5000", "2018-03-15")),
            "FAILED_PRECONDITION VERB_NOT_ALLOWED");
  apps::ReconsiderApplicationRequest reconsider;
  reconsider.set_name(reject.name());
  *reconsider.mutable_effective_date() = On("2018-03-01");
  EXPECT_EQ(EnumNameOf(cofi().Ask<Application>(reconsider).state()), "SUBMITTED");
  cofi().Ask<Application>(project_.Award("aide", "5000", "2018-03-15"));
  ASSERT_TRUE(cofi().books().AwaitRelays());
  EXPECT_EQ(project_.GrantFigures("aide"),
            "awarded 5000.00, spent 0.00, received 0.00, remaining 5000.00");
}

// Row 19: a grant is lowered below what was received of it.
TEST_P(FieldReports, AnAgreementIsLoweredBelowWhatWasReceived) {
  Award("9000");
  apps::SignApplicationAgreementRequest sign;
  sign.set_name(project_.Name("applications", "aide"));
  sign.set_agreement_id("convention");
  *sign.mutable_effective_date() = On("2018-02-10");
  *sign.mutable_eligible_start_date() = On("2018-01-01");
  *sign.mutable_eligible_end_date() = On("2018-12-31");
  cofi().Ask<Application>(sign);
  ASSERT_TRUE(cofi().books().AwaitRelays());
  cofi().Ask<budgets::v1::Receipt>(project_.Receipt("r", "aide", "4000"));
  apps::AmendAgreementRequest amend;
  amend.set_name(sign.name() + "/agreements/convention");
  amend.set_reference("avenant n° 1");
  *amend.mutable_awarded_amount() = Eur("3000");
  *amend.mutable_effective_date() = On("2018-06-01");
  cofi().Ask<apps::Agreement>(amend);
  ASSERT_TRUE(cofi().books().AwaitRelays());
  budgets::v1::GetGrantRequest get;
  get.set_name(project_.Name("grants", "aide"));
  const auto grant = cofi().Ask<budgets::v1::Grant>(get);
  EXPECT_EQ(Decimal(grant.awarded_amount()), "3000.00");
  EXPECT_EQ(Decimal(grant.overpaid_amount()), "1000.00");
  EXPECT_EQ(project_.GrantFigures("aide", "2018-05-31"),
            "awarded 9000.00, spent 0.00, received 4000.00, remaining 9000.00");
}

// Row 25: whatever line it is on.
TEST_P(FieldReports, MoneyIsOfTheYearInWhichItMoves) {
  project_.Spend("a", {.amount = "100", .date = "2017-12-31", .paid = "2018-01-10"});
  project_.Spend("b", {.amount = "40", .date = "2018-03-01"});
  reporting::v1::GetBudgetStatusRequest request;
  request.set_parent(project_.name());
  request.add_group_by(reporting::v1::GetBudgetStatusRequest::GROUP_BY_YEAR);
  const auto status = cofi().Ask<reporting::v1::BudgetStatus>(request);
  std::vector<std::string> years;
  for (const reporting::v1::BudgetRow& row : status.rows()) {
    if (Minor(row.spent()) == 0 && Minor(row.paid()) == 0) continue;
    years.push_back(
        absl::StrCat(row.key(), ": spent ", Decimal(row.spent()), ", paid ", Decimal(row.paid())));
  }
  EXPECT_THAT(years,
              ElementsAre("2017: spent 100.00, paid 0.00", "2018: spent 40.00, paid 100.00"));
}

// Row 26.
TEST_P(FieldReports, AnAwardIsGivenByYear) {
  project_.Apply("aide", "10000");
  auto award = project_.Award("aide", "9000", "2018-02-01");
  for (const auto& [year, amount] : {std::pair(2018, "5000"), std::pair(2019, "4000")}) {
    type::v1::YearAmount& each = *award.add_year_amounts();
    each.set_fiscal_year(year);
    *each.mutable_amount() = Eur(amount);
  }
  cofi().Ask<Application>(award);
  ASSERT_TRUE(cofi().books().AwaitRelays());
  reporting::v1::GetFundingPlanRequest request;
  request.set_parent(project_.name());
  std::vector<std::string> years;
  const auto plan = cofi().Ask<reporting::v1::FundingPlan>(request);
  for (const auto& each : plan.years()) {
    years.push_back(absl::StrCat(each.fiscal_year(), " ", Decimal(each.secured())));
  }
  EXPECT_THAT(years, ElementsAre("2018 5000.00", "2019 4000.00"));
  EXPECT_EQ(project_.GrantFigures("aide"),
            "awarded 9000.00, spent 0.00, received 0.00, remaining 9000.00");
}

// Row 27: what a French spreadsheet opens on a double click.
TEST_P(FieldReports, ATableIsForPeopleWithASpreadsheet) {
  auto expense = project_.Expense("e", {.amount = "1234.56", .supplier = "=Été"});
  expense.mutable_expense()->set_display_name("Goûter; salle");
  cofi().Ask<Expense>(expense);
  const Folder folder;
  const std::string file = folder.path() + "/e.csv";
  const Outcome outcome =
      RunCofi(cofi().address(), {"report", "expenses", id_, "--for", "excel", "-o", file}, "fr");
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  EXPECT_THAT(bytes, AllOf(StartsWith("\uFEFF"), HasSubstr("1234,56"), HasSubstr("'=Été"),
                           HasSubstr("\"Goûter; salle\"")));
  EXPECT_THAT(bytes, Not(HasSubstr("1234.56")));
}

// Row 34.
TEST_P(FieldReports, ANewVersionIsNotTypedAnew) {
  for (const Words& words :
       {Words{"budget", "create", id_ + "/v2", "--copy-from", "v1"},
        Words{"line", "update", id_ + "/v2/62", "--planned-amount", "8000"},
        Words{"line", "update", id_ + "/v2/64", "--planned-amount", "11000"},
        Words{"budget", "adopt", id_ + "/v2", "--effective-date", "2018-06-01"}}) {
    const Outcome outcome = RunCofi(cofi().address(), words);
    ASSERT_EQ(outcome.code, 0) << words[0] << " " << words[1] << ": " << outcome.err;
  }
  EXPECT_EQ(project_.LineFigures("62", "2018-05-31"),
            "committed 0.00, spent 0.00, paid 0.00, available 9000.00");
  EXPECT_EQ(project_.LineFigures("62"), "committed 0.00, spent 0.00, paid 0.00, available 8000.00");
  EXPECT_EQ(project_.LineFigures("64"),
            "committed 0.00, spent 0.00, paid 0.00, available 11000.00");
}

}  // namespace
}  // namespace cofi::end_to_end
