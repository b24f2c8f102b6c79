// A project's books in a budgets service of their own, which is asked as reports ask it; and a
// replay of what was moved in a period.
//
//   Books books;
//   books.Spend("2017-02-01", "62", "d", 1'00);
//   EXPECT_THAT(books.Moved({.from = "2017-02-01"}), ElementsAre("62/d: spent=100"));
#ifndef COFI_TESTS_SERVICES_BUDGET_BOOKS_H_
#define COFI_TESTS_SERVICES_BUDGET_BOOKS_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/rules/fiscal_years.h"
#include "clients/peer.h"
#include "cofi/budgets/internal/v1/facts.pb.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "services/budgets/commitments.h"
#include "services/budgets/expenses.h"
#include "services/budgets/grants.h"
#include "services/budgets/ledger.h"
#include "services/budgets/service.h"
#include "services/budgets/tables.h"
#include "services/rpc/host.h"
#include "tests/folder.h"
#include "tests/installations/cluster.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"

namespace cofi::budgets {

using Texts = std::vector<std::string>;

inline constexpr char kProject[] = "projects/p";

// `62/d 2018: spent=600 paid=600`
inline std::string Told(const internal::v1::MovementSum& sum) {
  Amounts amounts;
  amounts[Measure::kCommitted] = sum.committed_minor();
  amounts[Measure::kSpent] = sum.spent_minor();
  amounts[Measure::kPaid] = sum.paid_minor();
  amounts[Measure::kReceived] = sum.received_minor();
  amounts[Measure::kClaimed] = sum.claimed_minor();
  amounts[Measure::kAccepted] = sum.accepted_minor();
  amounts[Measure::kInKind] = sum.in_kind_minor();
  return absl::StrCat(sum.line(), "/", sum.grant(), sum.year() == 0 ? "" : " ",
                      sum.year() == 0 ? "" : absl::StrCat(sum.year()), ": ", amounts.Text());
}

inline Texts Told(const google::protobuf::RepeatedPtrField<internal::v1::MovementSum>& sums) {
  Texts lines;
  for (const internal::v1::MovementSum& sum : sums) lines.push_back(Told(sum));
  return lines;
}

// What is asked of the ledger; an empty date is not set.
struct Question {
  std::string from, to, as_of;
  bool by_year = false;
  // With which years begin; 0 is January.
  int start_month = 0;
};

// A project with the lines 61 and 62 and the grants d and e, in a service that is asked as
// reports ask it.
class Books {
 public:
  Books()
      : store_(db::Store::Open(
                   {.database = NewDatabase(), .folder = folder_.path(), .service = "budgets"},
                   Migrations())
                   .value()),
        host_(MakeHost(store_.get(), &peers_)) {
    grpc::ServerBuilder builder;
    for (grpc::Service* service : host_->Seal()) builder.RegisterService(service);
    server_ = builder.BuildAndStart();
    Do([](db::Transaction& tx) -> absl::Status {
      auto budget = FromText<v1::Budget>(
          "name: 'projects/p/budgets/v1' version: 1 state: STATE_ADOPTED"
          " adoption_date { year: 2016 month: 1 day: 1 }"
          " state_date { year: 2016 month: 1 day: 1 }"
          " history { verb: 'ADOPT' state: 'ADOPTED' date { year: 2016 month: 1 day: 1 } }");
      COFI_RETURN_IF_ERROR(Budgets().Insert(tx, &budget));
      for (const char* id : {"61", "62"}) COFI_RETURN_IF_ERROR(AddLine(tx, "v1", id));
      for (const char* id : {"d", "e"}) {
        auto grant = FromText<v1::Grant>(
            "awarded_amount { currency_code: 'EUR' units: 1000000 }"
            " award_date { year: 2016 month: 1 day: 1 } funder: 'funders/f'");
        grant.set_name(absl::StrCat(kProject, "/grants/", id));
        COFI_RETURN_IF_ERROR(Grants().Insert(tx, &grant));
      }
      return absl::OkStatus();
    });
  }
  ~Books() {
    server_->Shutdown();
    server_->Wait();
  }

  static absl::Status AddLine(db::Transaction& tx, const std::string& budget,
                              const std::string& id) {
    auto line = FromText<v1::Line>(
        "side: SIDE_EXPENSE account: '62' planned_amount { currency_code: 'EUR' units: 1000000 }");
    line.set_name(absl::StrCat(kProject, "/budgets/", budget, "/lines/", id));
    return Lines().Insert(tx, &line);
  }

  absl::Status Try(const db::Store::Function& function) {
    return store_->WriteAndWait({.root = kProject, .verb = "Test"}, function);
  }
  void Do(const db::Store::Function& function) { EXPECT_THAT(Try(function), IsOk()); }

  // An invoice, for which a grant pays so much and own funds the rest. Its name; empty if it is
  // refused.
  std::string Spend(const std::string& date, const std::string& line, const std::string& grant,
                    int64_t minor, int64_t own_minor = 0, const std::string& paid = "") {
    v1::CreateExpenseRequest request;
    request.set_parent(kProject);
    request.set_expense_id(absl::StrCat("e", ++made_));
    v1::Expense& expense = *request.mutable_expense();
    expense.set_line(absl::StrCat(kProject, "/lines/", line));
    expense.set_supplier("S");
    *expense.mutable_invoice_date() = On(date);
    if (!paid.empty()) *expense.mutable_payment_date() = On(paid);
    *expense.mutable_amount() = MoneyFromMinor(minor + own_minor, "EUR");
    if (minor > 0) {
      v1::Share& share = *expense.add_shares();
      share.set_grant(absl::StrCat(kProject, "/grants/", grant));
      *share.mutable_amount() = MoneyFromMinor(minor, "EUR");
    }
    v1::Expense created;
    const bool done =
        Try([&](db::Transaction& tx) { return CreateExpense(tx, request, &created); }).ok();
    return done ? created.name() : "";
  }

  void Order(const std::string& date, const std::string& line, int64_t minor) {
    v1::CreateCommitmentRequest request;
    request.set_parent(kProject);
    request.set_commitment_id(absl::StrCat("c", ++made_));
    request.mutable_commitment()->set_line(absl::StrCat(kProject, "/lines/", line));
    *request.mutable_commitment()->mutable_commitment_date() = On(date);
    *request.mutable_commitment()->mutable_amount() = MoneyFromMinor(minor, "EUR");
    v1::Commitment made;
    Do([&](db::Transaction& tx) { return CreateCommitment(tx, request, &made); });
  }

  absl::Status Pay(const std::string& name, const std::string& date) {
    v1::PayExpenseRequest request;
    request.set_name(name);
    *request.mutable_effective_date() = On(date);
    v1::Expense paid;
    return Try([&](db::Transaction& tx) { return PayExpense(tx, request, &paid); });
  }

  absl::Status Reverse(const std::string& name, const std::string& date) {
    v1::ReverseExpenseRequest request;
    request.set_name(name);
    *request.mutable_effective_date() = On(date);
    v1::Expense reversal;
    return Try([&](db::Transaction& tx) { return ReverseExpense(tx, request, &reversal); });
  }

  void Receive(const std::string& date, const std::string& grant, int64_t minor) {
    v1::Receipt receipt;
    receipt.set_name(absl::StrCat(kProject, "/receipts/r", ++made_));
    receipt.set_grant(absl::StrCat(kProject, "/grants/", grant));
    *receipt.mutable_receipt_date() = On(date);
    *receipt.mutable_amount() = MoneyFromMinor(minor, "EUR");
    Do([&](db::Transaction& tx) -> absl::Status {
      COFI_RETURN_IF_ERROR(Receipts().Insert(tx, &receipt));
      return OnReceiptCreated(tx, receipt);
    });
  }

  internal::v1::BudgetFacts Ask(const internal::v1::ReadFactsRequest& request) {
    internal::v1::BudgetFacts facts;
    const clients::Peer peer(server_->InProcessChannel({}), {.principal = clients::kPeerPrincipal});
    const grpc::Status status = peer.CallAndWait(request, &facts);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return facts;
  }

  static internal::v1::ReadFactsRequest RequestOf(const Question& question) {
    internal::v1::ReadFactsRequest request;
    request.set_name(kProject);
    if (!question.as_of.empty()) *request.mutable_as_of_date() = On(question.as_of);
    internal::v1::MovementsAsked& asked = *request.mutable_movements();
    if (!question.from.empty()) *asked.mutable_from_date() = On(question.from);
    if (!question.to.empty()) *asked.mutable_to_date() = On(question.to);
    asked.set_by_year(question.by_year);
    asked.set_fiscal_year_start_month(question.start_month);
    return request;
  }

  internal::v1::BudgetFacts Ask(const Question& question) { return Ask(RequestOf(question)); }
  Texts Moved(const Question& question) { return Told(Ask(question).movements()); }
  Texts MovedBefore(const Question& question) { return Told(Ask(question).movements_before()); }

  // The same, by all movements that were recorded up to an entry of the journal: those from the
  // first day to the last.
  Texts Replayed(const std::string& first, const std::string& last, bool by_year, int64_t sequence,
                 int start_month = 0) {
    std::map<std::tuple<std::string, std::string, int>, Amounts> sums;
    EXPECT_THAT(store_->ReadAndWait(
                    {},
                    [&](db::Transaction& tx) {
                      sums.clear();
                      return tx.Run(
                          absl::StrCat("SELECT line, grant_id, date, ", MeasureList(),
                                       " FROM ledger_entry WHERE root = $1 AND sequence <= $2"),
                          {absl::string_view(kProject), sequence}, [&](const db::Row& row) {
                            const std::string date(row.Text(2));
                            if (date < first || date > last) return absl::OkStatus();
                            const int year =
                                by_year ? rules::FiscalYearOf(DayOn(date), start_month) : 0;
                            sums[{std::string(row.Text(0)), std::string(row.Text(1)), year}] +=
                                Amounts(row, 3);
                            return absl::OkStatus();
                          });
                    }),
                IsOk());
    Texts lines;
    for (const auto& [of, amounts] : sums) {
      if (amounts.IsZero()) continue;
      const auto& [line, grant, year] = of;
      lines.push_back(absl::StrCat(line, "/", grant, year == 0 ? "" : absl::StrCat(" ", year), ": ",
                                   amounts.Text()));
    }
    return lines;
  }

  // The number of the last entry.
  int64_t Sequence() {
    internal::v1::ReadFactsRequest request;
    request.set_name(kProject);
    return Ask(request).journal_sequence();
  }

 private:
  const Folder folder_;
  const std::unique_ptr<db::Store> store_;
  const rpc::Peers peers_{{}};
  const std::unique_ptr<rpc::Host> host_;
  std::unique_ptr<grpc::Server> server_;
  int made_ = 0;
};

}  // namespace cofi::budgets

#endif  // COFI_TESTS_SERVICES_BUDGET_BOOKS_H_
