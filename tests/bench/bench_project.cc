#include "tests/bench/bench_project.h"

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
#include "cofi/projects/v1/projects.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "google/rpc/status.pb.h"

namespace cofi::bench {
namespace {

using Channel = std::shared_ptr<grpc::Channel>;

constexpr int64_t kPlannedMinor = kMinorMax / 100;

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
             budgets::v1::Line::Side side) {
  budgets::v1::CreateLineRequest request;
  request.set_parent(absl::StrCat(project, "/budgets/v1"));
  request.set_line_id(id);
  request.mutable_line()->set_side(side);
  request.mutable_line()->set_account(id);
  request.mutable_line()->set_display_name(id);
  *request.mutable_line()->mutable_planned_amount() = MoneyFromMinor(kPlannedMinor, "EUR");
  Call<budgets::v1::Line>(channel, request);
}

budgets::v1::CreateExpenseRequest Posting(int64_t n, const std::string& project) {
  budgets::v1::CreateExpenseRequest request;
  request.set_parent(project);
  request.set_request_id(NewRequestId());
  budgets::v1::Expense& expense = *request.mutable_expense();
  expense.set_line(absl::StrCat(project, "/lines/62"));
  expense.set_supplier("Imprimerie");
  expense.set_invoice_reference(absl::StrCat("F-", n));
  *expense.mutable_invoice_date() = *ParseDate("2018-02-28");
  *expense.mutable_payment_date() = expense.invoice_date();
  *expense.mutable_amount() = MoneyFromMinor(1234, "EUR");
  budgets::v1::Share& share = *expense.add_shares();
  share.set_grant(absl::StrCat(project, "/grants/departement"));
  *share.mutable_amount() = MoneyFromMinor(617, "EUR");
  return request;
}

void PrepareOne(const Channel& channel, const std::string& name) {
  projects::v1::CreateProjectRequest project;
  project.set_project_id(std::string(IdOf(name)));
  project.mutable_project()->set_display_name("Bench");
  Call<projects::v1::Project>(channel, project);
  budgets::v1::CreateBudgetRequest budget;
  budget.set_parent(name);
  budget.set_budget_id("v1");
  budget.mutable_budget()->set_display_name("v1");
  Call<budgets::v1::Budget>(channel, budget);
  AddLine(channel, name, "62", budgets::v1::Line::SIDE_EXPENSE);
  AddLine(channel, name, "74", budgets::v1::Line::SIDE_INCOME);
  budgets::v1::AdoptBudgetRequest adopt;
  adopt.set_name(absl::StrCat(name, "/budgets/v1"));
  // Before the postings, so that there is a status of a day before them.
  *adopt.mutable_effective_date() = *ParseDate("2018-01-01");
  Call<budgets::v1::Budget>(channel, adopt);
  budgets::v1::CreateGrantRequest grant;
  grant.set_parent(name);
  grant.set_grant_id("departement");
  grant.set_request_id(NewRequestId());
  grant.mutable_grant()->set_display_name("Département");
  grant.mutable_grant()->set_funder("funders/departement");
  *grant.mutable_grant()->mutable_awarded_amount() = MoneyFromMinor(kPlannedMinor, "EUR");
  *grant.mutable_grant()->mutable_award_date() = *ParseDate("2017-02-10");
  Call<budgets::v1::Grant>(channel, grant);
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
  for (int i = 0; i <= others; ++i) PrepareOne(channel, NameOf(i));
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
  return {.path = "/cofi.budgets.v1.ExpenseService/CreateExpense",
          .request = [others](int64_t n) { return Bytes(Posting(n, NameOf(n % (others + 1)))); },
          .in_flight = in_flight,
          .duration = duration};
}

}  // namespace cofi::bench
