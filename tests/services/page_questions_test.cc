// What a page as of a date asks of the store does not grow with its rows.
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/methods.h"
#include "db/sqlite/sqlite.h"
#include "db/store/migrations.h"
#include "services/applications/service.h"
#include "services/applications/tables.h"
#include "services/budgets/reversal.h"
#include "services/budgets/service.h"
#include "services/budgets/tables.h"
#include "services/rpc/host.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"

namespace cofi {
namespace {

// Passes all on, and counts.
class Counting final : public db::Connection {
 public:
  explicit Counting(std::unique_ptr<db::Connection> to) : to_(std::move(to)) {}

  int statements = 0;

  const db::Dialect& dialect() const override { return to_->dialect(); }
  absl::Status Begin(db::Access access) override { return to_->Begin(access); }
  absl::Status Run(absl::string_view sql, absl::Span<const db::Value> parameters,
                   db::RowVisitor visit) override {
    ++statements;
    return to_->Run(sql, parameters, visit);
  }
  absl::Status RunScript(absl::string_view sql) override { return to_->RunScript(sql); }
  absl::Status Lock(absl::Span<const absl::string_view> roots) override { return to_->Lock(roots); }
  void EndWhen(std::function<bool()> over) override { to_->EndWhen(std::move(over)); }
  int64_t changes() const override { return to_->changes(); }
  const std::optional<db::Failure>& failure() const override { return to_->failure(); }
  absl::StatusOr<std::unique_ptr<db::Copying>> CopyTo(const std::string& path) override {
    return to_->CopyTo(path);
  }

 private:
  const std::unique_ptr<db::Connection> to_;
};

// A service without its servers, on a database that counts.
class Pages {
 public:
  Pages(const std::string& service, const std::vector<db::Store::Migration>& migrations,
        std::unique_ptr<rpc::Host> (*make)(db::Store*, const rpc::Peers*))
      : peers_(std::vector<std::string>()), host_(make(nullptr, &peers_)) {
    auto scratch = db::OpenScratchSqlite();
    EXPECT_THAT(scratch, IsOk());
    EXPECT_THAT(db::Migrate(**scratch, service, migrations), IsOk());
    connection_ = std::make_unique<Counting>(*std::move(scratch));
    cause_.root = "projects/p";
  }

  template <typename M>
  void Add(const db::Table<M>& table, const M& resource) {
    db::Transaction tx(*connection_, cause_);
    EXPECT_THAT(table.Restore(tx, resource, 1), IsOk());
  }

  // How many statements the page takes that answers `request`.
  template <typename Response>
  int Statements(const google::protobuf::Message& request, Response* response) {
    const rpc::Method method(clients::MethodOf(request.GetDescriptor()));
    db::Transaction tx(*connection_, cause_);
    response->Clear();
    connection_->statements = 0;
    const auto handler = rpc::StandardHandler(method, host_->resources());
    EXPECT_THAT(handler->function(tx, request, response), IsOk());
    return connection_->statements;
  }

 private:
  const rpc::Peers peers_;
  const std::unique_ptr<rpc::Host> host_;
  std::unique_ptr<Counting> connection_;
  db::Cause cause_;
};

TEST(PageQuestions, OfExpensesThatAreUndoneLater) {
  Pages pages("budgets", budgets::Migrations(), &budgets::MakeHost);
  budgets::v1::ListExpensesRequest request;
  request.set_parent("projects/p");
  *request.mutable_as_of_date() = On("2018-03-01");
  request.set_page_size(60);
  budgets::v1::ListExpensesResponse response;
  const int empty = pages.Statements(request, &response);
  for (int i = 0; i < 60; ++i) {
    budgets::v1::Expense expense;
    expense.set_name(absl::StrCat("projects/p/expenses/e", i));
    expense.set_invoice_reference(absl::StrCat(i));
    *expense.mutable_invoice_date() = On("2018-02-01");
    *expense.mutable_amount() = Eur("10");
    budgets::v1::Expense reversal = expense;
    reversal.set_name(absl::StrCat("projects/p/expenses/r-e", i));
    expense.set_reversed_by(reversal.name());
    reversal.set_reverses(expense.name());
    // Some before the day that is asked, some after.
    *reversal.mutable_invoice_date() = On(i % 2 == 0 ? "2018-02-28" : "2018-03-02");
    budgets::Negate(&reversal);
    pages.Add(budgets::Expenses(), expense);
    pages.Add(budgets::Expenses(), reversal);
  }
  EXPECT_EQ(pages.Statements(request, &response), empty + 1);
  ASSERT_EQ(response.expenses_size(), 60);
  int undone = 0;
  for (const auto& each : response.expenses()) undone += each.reversed_by().empty() ? 0 : 1;
  EXPECT_EQ(undone, 30);
}

TEST(PageQuestions, OfApplicationsWithStages) {
  Pages pages("applications", applications::Migrations(), &applications::MakeHost);
  applications::v1::ListApplicationsRequest request;
  request.set_parent("projects/p");
  *request.mutable_as_of_date() = On("2018-03-01");
  applications::v1::ListApplicationsResponse response;
  const int empty = pages.Statements(request, &response);
  for (int i = 0; i < 60; ++i) {
    applications::v1::Application application;
    application.set_name(absl::StrCat("projects/p/applications/a", i));
    application.set_state(applications::v1::Application::STATE_DRAFT);
    pages.Add(applications::Applications(), application);
    applications::v1::Stage stage;
    stage.set_name(application.name() + "/stages/s");
    stage.set_state(applications::v1::Stage::STATE_UPCOMING);
    pages.Add(applications::Stages(), stage);
  }
  EXPECT_EQ(pages.Statements(request, &response), empty + 1);
  EXPECT_EQ(response.applications_size(), 60);
}

}  // namespace
}  // namespace cofi
