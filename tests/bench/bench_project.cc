#include "tests/bench/bench_project.h"

#include <functional>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/dates.h"
#include "base/identifiers.h"
#include "base/money.h"
#include "base/names.h"
#include "clients/peer.h"
#include "cofi/applications/v1/funders.pb.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/budgets/v1/receipts.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "google/rpc/status.pb.h"

namespace cofi::bench {
namespace {

using Channel = std::shared_ptr<grpc::Channel>;

constexpr int64_t kPlannedMinor = kMinorMax / 100;
constexpr int64_t kAmountMinor = 1234;

// Its own, because what is told of the other would be longer with lines that it does not need.
constexpr char kSplitProject[] = "projects/bench-split";
// The lines that an invoice is split over; the first is that of an undivided one.
constexpr const char* kLines[] = {"62", "60", "61", "63", "64", "65", "66", "67", "68", "69"};

template <typename Response, typename Request>
Response Call(const Channel& channel, const Request& request) {
  Response response;
  const grpc::Status status = clients::Peer(channel, {}).CallAndWait(request, &response);
  COFI_CHECK(status.ok(), absl::StrCat(request.GetTypeName(), ": ", status.error_message()));
  return response;
}

std::string NameOf(int64_t other) {
  return other == 0 ? kProject : absl::StrCat(kProject, "-", other);
}

void AddLine(const Channel& channel, const std::string& project, const char* id,
             budgets::v1::Line::Side side, int64_t planned_minor) {
  budgets::v1::CreateLineRequest request;
  request.set_parent(absl::StrCat(project, "/budgets/v1"));
  request.set_line_id(id);
  request.mutable_line()->set_side(side);
  request.mutable_line()->set_account(id);
  request.mutable_line()->set_display_name(id);
  *request.mutable_line()->mutable_planned_amount() = MoneyFromMinor(planned_minor, "EUR");
  Call<budgets::v1::Line>(channel, request);
}

// The grant that pays for what is on a line: of `departement`, or one for each further line.
std::string GrantOf(int line) {
  return line == 0 ? "departement" : absl::StrCat("departement-", line + 1);
}

// Half of what is on a line is paid by the grant of the line.
template <typename Part>
void SetShare(const std::string& project, int line, Part* part) {
  part->set_line(absl::StrCat(project, "/lines/", kLines[line]));
  *part->mutable_amount() = MoneyFromMinor(kAmountMinor, "EUR");
  budgets::v1::Share& share = *part->add_shares();
  share.set_grant(absl::StrCat(project, "/grants/", GrantOf(line)));
  *share.mutable_amount() = MoneyFromMinor(kAmountMinor / 2, "EUR");
}

budgets::v1::CreateExpenseRequest Invoice(int64_t n, const std::string& project, const Date& date) {
  budgets::v1::CreateExpenseRequest request;
  request.set_parent(project);
  request.set_request_id(NewRequestId());
  budgets::v1::Expense& expense = *request.mutable_expense();
  expense.set_supplier("Imprimerie");
  expense.set_invoice_reference(absl::StrCat("F-", n));
  *expense.mutable_invoice_date() = date;
  *expense.mutable_payment_date() = date;
  return request;
}

Date OnOneDay() { return *ParseDate("2018-02-28"); }

budgets::v1::CreateExpenseRequest Posting(int64_t n, const std::string& project, const Date& date) {
  budgets::v1::CreateExpenseRequest request = Invoice(n, project, date);
  SetShare(project, 0, request.mutable_expense());
  return request;
}

budgets::v1::CreateExpenseRequest SplitPosting(int64_t n, int splits) {
  budgets::v1::CreateExpenseRequest request = Invoice(n, kSplitProject, OnOneDay());
  budgets::v1::Expense& expense = *request.mutable_expense();
  *expense.mutable_amount() = MoneyFromMinor(kAmountMinor * splits, "EUR");
  for (int i = 0; i < splits; ++i) SetShare(kSplitProject, i, expense.add_splits());
  return request;
}

budgets::v1::CreateReceiptRequest ReceiptOf(int64_t n) {
  budgets::v1::CreateReceiptRequest request;
  request.set_parent(kProject);
  request.set_receipt_id(absl::StrCat("r-", n));
  request.set_request_id(NewRequestId());
  budgets::v1::Receipt& receipt = *request.mutable_receipt();
  receipt.set_grant(absl::StrCat(kProject, "/grants/", GrantOf(0)));
  receipt.set_kind(budgets::v1::Receipt::KIND_INTERIM);
  *receipt.mutable_receipt_date() = OnOneDay();
  *receipt.mutable_amount() = MoneyFromMinor(kAmountMinor, "EUR");
  receipt.set_reference(absl::StrCat("V-", n));
  return request;
}

void AddGrant(const Channel& channel, const std::string& project, const std::string& id,
              int64_t awarded_minor) {
  budgets::v1::CreateGrantRequest grant;
  grant.set_parent(project);
  grant.set_grant_id(id);
  grant.set_request_id(NewRequestId());
  grant.mutable_grant()->set_display_name("Département");
  grant.mutable_grant()->set_funder("funders/departement");
  *grant.mutable_grant()->mutable_awarded_amount() = MoneyFromMinor(awarded_minor, "EUR");
  *grant.mutable_grant()->mutable_award_date() = *ParseDate("2017-02-10");
  Call<budgets::v1::Grant>(channel, grant);
}

// With so many lines, each with a grant of its own, which share what is planned.
void PrepareOne(const Channel& channel, const std::string& name, int lines) {
  projects::v1::CreateProjectRequest project;
  project.set_project_id(std::string(IdOf(name)));
  project.mutable_project()->set_display_name("Bench");
  Call<projects::v1::Project>(channel, project);
  budgets::v1::CreateBudgetRequest budget;
  budget.set_parent(name);
  budget.set_budget_id("v1");
  budget.mutable_budget()->set_display_name("v1");
  Call<budgets::v1::Budget>(channel, budget);
  const int64_t each = kPlannedMinor / lines;
  for (int i = 0; i < lines; ++i) {
    AddLine(channel, name, kLines[i], budgets::v1::Line::SIDE_EXPENSE, each);
  }
  AddLine(channel, name, "74", budgets::v1::Line::SIDE_INCOME, each * lines);
  budgets::v1::AdoptBudgetRequest adopt;
  adopt.set_name(absl::StrCat(name, "/budgets/v1"));
  // Before the postings, so that there is a status of a day before them.
  *adopt.mutable_effective_date() = *ParseDate("2018-01-01");
  Call<budgets::v1::Budget>(channel, adopt);
  for (int i = 0; i < lines; ++i) AddGrant(channel, name, GrantOf(i), each);
}

Load Expenses(int in_flight, absl::Duration duration,
              std::function<budgets::v1::CreateExpenseRequest(int64_t n)> request) {
  return {.path = "/cofi.budgets.v1.ExpenseService/CreateExpense",
          .request = [request = std::move(request)](int64_t n) { return Bytes(request(n)); },
          .in_flight = in_flight,
          .duration = duration};
}

}  // namespace

grpc::ByteBuffer Bytes(const google::protobuf::Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

void PrepareProject(const Channel& channel, int others) {
  applications::v1::CreateFunderRequest funder;
  funder.set_funder_id("departement");
  funder.mutable_funder()->set_display_name("Département");
  Call<applications::v1::Funder>(channel, funder);
  for (int i = 0; i <= others; ++i) PrepareOne(channel, NameOf(i), 1);
}

void PrepareSplits(const Channel& channel) {
  PrepareOne(channel, kSplitProject, std::size(kLines));
}

Load EmptyCalls(int in_flight, absl::Duration duration) {
  return {.path = "/grpc.health.v1.Health/Check",
          .request = [](int64_t) { return Bytes(google::rpc::Status()); },
          .in_flight = in_flight,
          .duration = duration};
}

Load Statuses(absl::Duration duration) {
  reporting::v1::GetBudgetStatusRequest request;
  request.set_parent(kProject);
  return {.path = "/cofi.reporting.v1.ReportingService/GetBudgetStatus",
          .request = [request](int64_t) { return Bytes(request); },
          .duration = duration};
}

Load Postings(int in_flight, absl::Duration duration, int others) {
  return Expenses(in_flight, duration,
                  [others](int64_t n) { return Posting(n, NameOf(n % (others + 1)), OnOneDay()); });
}

Load PostingsOfYear(int in_flight) {
  constexpr int kDays = 365;
  const absl::CivilDay first(kYear, 1, 1);
  return Expenses(in_flight, absl::InfiniteDuration(), [first](int64_t n) {
    return Posting(n, kProject, DateFromDay(first + n % kDays));
  });
}

Load SplitPostings(int splits, int in_flight, absl::Duration duration) {
  return Expenses(in_flight, duration, [splits](int64_t n) { return SplitPosting(n, splits); });
}

Load ReceiptPostings(int in_flight, absl::Duration duration) {
  return {.path = "/cofi.budgets.v1.ReceiptService/CreateReceipt",
          .request = [](int64_t n) { return Bytes(ReceiptOf(n)); },
          .in_flight = in_flight,
          .duration = duration};
}

}  // namespace cofi::bench
