// Once a fiscal year is closed, nothing is posted in it; what was wrong is undone after it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "cofi/budgets/v1/fiscal_years.pb.h"
#include "cofi/projects/v1/organizations.pb.h"
#include "tests/installations/everything.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::Budget;
using budgets::v1::Commitment;
using budgets::v1::Contribution;
using budgets::v1::Expense;
using budgets::v1::FiscalYear;
using budgets::v1::Receipt;
using google::protobuf::Message;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// `2018-01-01/2018-12-31 CLOSED, spent 100.00, paid 0.00, received 0.00`
std::string Told(const FiscalYear& year) {
  const auto decimal = [](const Money& money) { return DecimalFromMinor(Minor(money)); };
  return absl::StrCat(IsoDate(year.start_date()), "/", IsoDate(year.end_date()), " ",
                      EnumNameOf(year.state()), ", spent ", decimal(year.spent_amount()), ", paid ",
                      decimal(year.paid_amount()), ", received ", decimal(year.received_amount()));
}

// Each test has a project of its own.
class FiscalYears : public EndToEnd {
 protected:
  FiscalYears() : id_(NewUuid().substr(0, 8)), project_(cofi(), "y-" + id_) {}

  budgets::v1::CloseFiscalYearRequest Closing(const std::string& year,
                                              const std::string& date = "") const {
    budgets::v1::CloseFiscalYearRequest request;
    request.set_name(project_.Name("fiscalYears", year));
    if (!date.empty()) *request.mutable_effective_date() = On(date);
    return request;
  }
  budgets::v1::ReopenFiscalYearRequest Reopening(const std::string& year,
                                                 const std::string& date = "") const {
    budgets::v1::ReopenFiscalYearRequest request;
    request.set_name(project_.Name("fiscalYears", year));
    request.set_note("one invoice was forgotten");
    if (!date.empty()) *request.mutable_effective_date() = On(date);
    return request;
  }
  FiscalYear Close(const std::string& year, const std::string& date = "") {
    return cofi().Ask<FiscalYear>(Closing(year, date));
  }
  budgets::v1::GetFiscalYearRequest Getting(const std::string& year, const std::string& as_of) {
    budgets::v1::GetFiscalYearRequest request;
    request.set_name(project_.Name("fiscalYears", year));
    *request.mutable_as_of_date() = On(as_of);
    return request;
  }

  // The whole of a refusal; `OK` if there was none.
  template <typename Response>
  std::string Answer(const Message& request) {
    Response response;
    return Said(cofi().Call(request, &response));
  }

  const std::string id_;
  const Project project_;
};
COFI_IN_ALL_SHAPES(FiscalYears);

TEST_P(FiscalYears, AreClosedWithWhatWasMovedInThem) {
  project_.Win("g", {.amount = "1000"});
  project_.Spend("late", {.amount = "40", .date = "2018-12-31", .paid = "2019-01-10"});
  project_.Spend("e", {.amount = "100", .paid = "2018-03-02"});
  project_.Spend("next", {.amount = "7", .date = "2019-01-01"});
  cofi().Ask<Receipt>(project_.Receipt("q", "g", "300"));
  const FiscalYear year = Close("2018", "2019-02-01");
  EXPECT_EQ(Told(year), "2018-01-01/2018-12-31 CLOSED, spent 140.00, paid 100.00, received 300.00");
  EXPECT_EQ(IsoDate(year.close_date()), "2019-02-01");
  EXPECT_THAT(year.allowed_verbs(), ElementsAre("ReopenFiscalYear"));
  EXPECT_THAT(Answer<FiscalYear>(Closing("2018")),
              StartsWith("FAILED_PRECONDITION VERB_NOT_ALLOWED"));
}

TEST_P(FiscalYears, TakeNothingOnceTheyAreClosed) {
  project_.Win("g", {.amount = "1000"});
  project_.Commit("c", {.amount = "50"});
  project_.Spend("e", {.amount = "100", .paid = "2018-03-02"});
  project_.Spend("unpaid", {.amount = "20", .date = "2018-03-05"});
  cofi().Ask<Receipt>(project_.Receipt("q", "g", "300"));
  Close("2018");
  const auto closed = [](const std::string& field) {
    return AllOf(StartsWith(absl::StrCat("FAILED_PRECONDITION YEAR_CLOSED ", field, ": ")),
                 HasSubstr("2018-12-31"), HasSubstr("2019-01-01"));
  };
  EXPECT_THAT(Answer<Expense>(project_.Expense("x", {.amount = "1", .date = "2018-12-31"})),
              closed("expense.invoice_date"));
  EXPECT_THAT(Answer<Expense>(project_.Expense(
                  "x", {.amount = "1", .date = "2019-01-05", .paid = "2018-12-30"})),
              closed("expense.payment_date"));
  EXPECT_THAT(Answer<Expense>(project_.Expense(
                  "x", {.amount = "1", .date = "2018-12-31", .paid = "2018-12-30"})),
              closed("expense.invoice_date"));
  EXPECT_THAT(Answer<Expense>(project_.Payment("unpaid", "2018-06-01")), closed("effective_date"));
  EXPECT_THAT(Answer<Expense>(project_.Reversal("e", "2018-12-31")), closed("effective_date"));
  budgets::v1::ReverseExpenseRequest undated = project_.Reversal("e");
  undated.clear_effective_date();
  EXPECT_THAT(Answer<Expense>(undated), closed("effective_date"));
  EXPECT_THAT(Answer<Commitment>(project_.Commitment("x", {.amount = "1"})),
              closed("commitment.commitment_date"));
  EXPECT_THAT(Answer<Commitment>(project_.Release("c")), closed("effective_date"));
  EXPECT_THAT(Answer<Receipt>(project_.Receipt("x", "g", "1")), closed("receipt.receipt_date"));
  EXPECT_THAT(Answer<Receipt>(project_.ReceiptReversal("q")), closed("effective_date"));
  // Nor is anything posted before it.
  EXPECT_THAT(Answer<Expense>(project_.Expense("x", {.amount = "1", .date = "2017-06-01"})),
              closed("expense.invoice_date"));
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 50.00, spent 120.00, paid 100.00, available 8830.00");
}

TEST_P(FiscalYears, TakeNothingInKindOnceTheyAreClosed) {
  project_.PlanInKind();
  cofi().Ask<Contribution>(project_.Contribution("k", {.amount = "10"}));
  Close("2018");
  EXPECT_THAT(Answer<Contribution>(project_.Contribution("x", {.amount = "1"})),
              StartsWith("FAILED_PRECONDITION YEAR_CLOSED contribution.contribution_date: "));
  budgets::v1::ReverseContributionRequest reversal = project_.ContributionReversal("k");
  *reversal.mutable_effective_date() = On("2018-12-31");
  EXPECT_THAT(Answer<Contribution>(reversal),
              StartsWith("FAILED_PRECONDITION YEAR_CLOSED effective_date: "));
  *reversal.mutable_effective_date() = On("2019-01-01");
  cofi().Ask<Contribution>(reversal);
}

// What moves nothing, such as a question of the funder's, is of no year.
TEST_P(FiscalYears, TakeNothingOfClaimsOnceTheyAreClosed) {
  project_.Win("g", {.amount = "1000"});
  project_.Spend("e", {.amount = "100", .paid = "2018-03-02", .shares = {{"g", "60"}}});
  const std::string grant = project_.Name("grants", "g");
  const auto said = [&](const std::string& verb, const std::string& day, const std::string& more) {
    const std::string text =
        Said(Do(cofi(), verb,
                absl::StrCat("name: '", grant, "/claims/k' effective_date { ", day, " } ", more,
                             " request_id: '", NewRequestId(), "'")));
    return text.substr(0, text.find(':'));
  };
  const std::string last = "year: 2018 month: 12 day: 31", next = "year: 2019 month: 1 day: 10";
  const std::string whole = "amount { currency_code: 'EUR' units: 60 }";
  const std::string closed = "FAILED_PRECONDITION YEAR_CLOSED effective_date";
  Must(cofi(), "CreateClaim",
       absl::StrCat("parent: '", grant,
                    "' claim_id: 'k' claim { display_name: 'K'"
                    " kind: KIND_INTERIM } request_id: '",
                    NewRequestId(), "'"));
  EXPECT_EQ(said("SubmitClaim", last, ""), "OK");
  Close("2018");
  EXPECT_EQ(said("RequestClaimChanges", last, "note: 'RIB'"), "OK");
  EXPECT_EQ(said("SubmitClaim", last, ""), "OK");
  for (const char* verb : {"AcceptClaim", "RejectClaim", "WithdrawClaim"}) {
    EXPECT_EQ(said(verb, last, "note: 'n'"), closed) << verb;
  }
  EXPECT_EQ(said("AcceptClaim", next, ""), "OK");
  EXPECT_EQ(said("PayClaim", last, whole), closed);
  EXPECT_EQ(said("PayClaim", next, whole), "OK");
}

// What was planned on a day of theirs is told beside what was spent by then.
TEST_P(FiscalYears, KeepTheirPlanOnceTheyAreClosed) {
  budgets::v1::TransferBudgetRequest transfer;
  transfer.set_name(project_.Name("budgets", "v1"));
  transfer.set_from_line("62");
  transfer.set_to_line("60");
  *transfer.mutable_amount() = Eur("500");
  *transfer.mutable_effective_date() = On("2018-12-31");
  transfer.set_note("n");
  budgets::v1::CreateBudgetRequest copy;
  copy.set_parent(project_.name());
  copy.set_budget_id("v2");
  copy.mutable_budget();
  copy.set_copy_from(transfer.name());
  cofi().Ask<Budget>(copy);
  budgets::v1::AdoptBudgetRequest adoption;
  adoption.set_name(project_.Name("budgets", "v2"));
  *adoption.mutable_effective_date() = On("2018-12-31");
  Close("2018");
  for (const Message* request : std::initializer_list<const Message*>{&transfer, &adoption}) {
    EXPECT_THAT(Answer<Budget>(*request),
                StartsWith("FAILED_PRECONDITION YEAR_CLOSED effective_date: "));
  }
  // Nor is the adoption of the one that was in force taken back.
  budgets::v1::UndoBudgetRequest undo;
  undo.set_name(transfer.name());
  undo.set_note("n");
  EXPECT_THAT(Answer<Budget>(undo), StartsWith("FAILED_PRECONDITION NOT_UNDOABLE: "));
  *transfer.mutable_effective_date() = On("2019-01-01");
  cofi().Ask<Budget>(transfer);
  EXPECT_EQ(project_.LineFigures("62", "2018-12-31"),
            "committed 0.00, spent 0.00, paid 0.00, available 9000.00");
  // A draft's plan is of no day.
  transfer.set_name(adoption.name());
  *transfer.mutable_effective_date() = On("2018-12-31");
  cofi().Ask<Budget>(transfer);
}

TEST_P(FiscalYears, AreCorrectedInTheNextOne) {
  project_.Spend("e", {.amount = "100", .paid = "2018-03-02"});
  project_.Spend("unpaid", {.amount = "20"});
  Close("2018");
  const auto reversal = cofi().Ask<Expense>(project_.Reversal("e", "2019-01-01"));
  EXPECT_EQ(reversal.reverses(), project_.Name("expenses", "e"));
  cofi().Ask<Expense>(project_.Payment("unpaid", "2019-01-02"));
  EXPECT_EQ(project_.LineFigures("62", "2018-12-31"),
            "committed 0.00, spent 120.00, paid 100.00, available 8880.00");
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 20.00, paid 20.00, available 8980.00");
  EXPECT_EQ(Told(Close("2019")),
            "2019-01-01/2019-12-31 CLOSED, spent -100.00, paid -80.00, received 0.00");
}

TEST_P(FiscalYears, AreReopenedFromTheLastOneOn) {
  Close("2018", "2019-02-01");
  Close("2019", "2020-02-01");
  EXPECT_THAT(Answer<FiscalYear>(Reopening("2018")),
              StartsWith("FAILED_PRECONDITION LATER_YEAR_CLOSED"));
  cofi().Ask<FiscalYear>(Reopening("2019", "2020-03-01"));
  const auto reopened = cofi().Ask<FiscalYear>(Reopening("2018", "2020-03-02"));
  EXPECT_EQ(EnumNameOf(reopened.state()), "OPEN");
  EXPECT_FALSE(reopened.has_close_date());
  EXPECT_FALSE(reopened.has_spent_amount());
  EXPECT_THAT(reopened.allowed_verbs(), ElementsAre("CloseFiscalYear"));
  project_.Spend("e", {.amount = "100"});
  EXPECT_EQ(Told(Close("2018", "2020-04-01")),
            "2018-01-01/2018-12-31 CLOSED, spent 100.00, paid 0.00, received 0.00");
}

TEST_P(FiscalYears, AreAsTheyWereOnEachDay) {
  Close("2018", "2019-02-01");
  cofi().Ask<FiscalYear>(Reopening("2018", "2019-03-01"));
  EXPECT_THAT(Answer<FiscalYear>(Getting("2018", "2019-01-31")), StartsWith("NOT_FOUND"));
  const auto closed = cofi().Ask<FiscalYear>(Getting("2018", "2019-02-01"));
  EXPECT_EQ(EnumNameOf(closed.state()), "CLOSED");
  EXPECT_EQ(IsoDate(closed.close_date()), "2019-02-01");
  EXPECT_EQ(EnumNameOf(cofi().Ask<FiscalYear>(Getting("2018", "2019-03-01")).state()), "OPEN");
  budgets::v1::ListFiscalYearsRequest list;
  list.set_parent(project_.name());
  *list.mutable_as_of_date() = On("2019-01-31");
  EXPECT_THAT(cofi().Ask<budgets::v1::ListFiscalYearsResponse>(list).fiscal_years(), IsEmpty());
}

// A school year, and one that is shorter because its lead went over to calendar years.
TEST_P(FiscalYears, AreThoseOfTheLead) {
  projects::v1::CreateOrganizationRequest create;
  create.set_organization_id("o-" + id_);
  create.mutable_organization()->set_display_name("École");
  create.mutable_organization()->set_kind(projects::v1::Organization::KIND_ASSOCIATION);
  create.mutable_organization()->set_fiscal_year_start_month(9);
  const auto lead = cofi().Ask<projects::v1::Organization>(create);
  projects::v1::UpdateProjectRequest update;
  update.mutable_project()->set_name(project_.name());
  update.mutable_project()->set_lead(lead.name());
  cofi().Ask<projects::v1::Project>(update);
  project_.Spend("e", {.amount = "100", .date = "2018-08-31"});
  project_.Spend("next", {.amount = "7", .date = "2018-09-01"});
  EXPECT_EQ(Told(Close("2017")),
            "2017-09-01/2018-08-31 CLOSED, spent 100.00, paid 0.00, received 0.00");
  projects::v1::UpdateOrganizationRequest change;
  change.mutable_organization()->set_name(lead.name());
  change.mutable_organization()->set_fiscal_year_start_month(1);
  cofi().Ask<projects::v1::Organization>(change);
  EXPECT_EQ(Told(Close("2018")),
            "2018-09-01/2018-12-31 CLOSED, spent 7.00, paid 0.00, received 0.00");
}

TEST_P(FiscalYears, AreYearsThatAreOver) {
  EXPECT_THAT(Answer<FiscalYear>(Closing("2018", "2018-12-30")),
              StartsWith("INVALID_ARGUMENT VALUE_OUT_OF_RANGE effective_date"));
  EXPECT_THAT(Answer<FiscalYear>(Closing("2998")),
              StartsWith("INVALID_ARGUMENT VALUE_OUT_OF_RANGE effective_date"));
  for (const char* id : {"y", "1899", "3000", "02018"}) {
    EXPECT_THAT(Answer<FiscalYear>(Closing(id)),
                StartsWith("INVALID_ARGUMENT VALUE_OUT_OF_RANGE name"))
        << id;
  }
  EXPECT_EQ(EnumNameOf(Close("2018", "2018-12-31").state()), "CLOSED");
}

}  // namespace
}  // namespace cofi::end_to_end
