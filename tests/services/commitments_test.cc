// What a commitment was on a day, against a replay of the ledger.
//
//   RC_PARAMS="seed=7 max_success=1000" build/release/tests/service_stores_test
//       --gtest_filter='Commitments*'
#include "services/budgets/commitments.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "services/budgets/budgets.h"
#include "services/budgets/expenses.h"
#include "services/budgets/ledger.h"
#include "services/budgets/service.h"
#include "services/budgets/tables.h"
#include "tests/folder.h"
#include "tests/installations/cluster.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"

namespace cofi::budgets {
namespace {

using v1::Commitment;
using v1::Expense;

// Before main, because rapidcheck reads its parameters at the first property.
const int kSeeded = setenv("RC_PARAMS", "seed=2018 max_success=20 noshrink=1", /*overwrite=*/0);

constexpr char kProject[] = "projects/p";
constexpr absl::CivilDay kFirstDay(2018, 1, 10);
constexpr int kDays = 40;
constexpr int kSteps = 40;

// Some orders on one line, what is invoiced of them, taken back and released, in no order of
// dates. What is refused leaves nothing behind.
class Orders {
 public:
  explicit Orders(uint64_t seed)
      : random_(seed),
        store_(db::Store::Open(
                   {.database = NewDatabase(), .folder = folder_.path(), .service = "budgets"},
                   Migrations())
                   .value()) {
    Do([](db::Transaction& tx) -> absl::Status {
      auto budget = FromText<v1::Budget>(
          "name: 'projects/p/budgets/v1' version: 1 state: STATE_ADOPTED"
          " adoption_date { year: 2018 month: 1 day: 1 }"
          " state_date { year: 2018 month: 1 day: 1 }");
      COFI_RETURN_IF_ERROR(Budgets().Insert(tx, &budget));
      auto line = FromText<v1::Line>(
          "name: 'projects/p/budgets/v1/lines/62' side: SIDE_EXPENSE account: '62'"
          " planned_amount { currency_code: 'EUR' units: 1000000 }");
      return Lines().Insert(tx, &line);
    });
  }

  void Live() {
    for (int step = 0; step < kSteps; ++step) Step();
  }

  // `c0 OPEN consumed 10 open 20, …` as the store says it was.
  std::string Told(const absl::CivilDay* day) {
    std::string text;
    Do([&](db::Transaction& tx) -> absl::Status {
      text.clear();
      COFI_ASSIGN_OR_RETURN(std::vector<Commitment> all, Commitments().Children(tx, kProject));
      std::vector<Commitment*> there;
      for (Commitment& each : all) {
        COFI_ASSIGN_OR_RETURN(const bool is_there, ViewCommitment(tx, each, day));
        if (is_there) there.push_back(&each);
      }
      if (day != nullptr) COFI_RETURN_IF_ERROR(ViewCommitments(tx, there, *day));
      for (const Commitment* each : there) {
        if (!each->history().empty()) {
          EXPECT_EQ(each->history().rbegin()->state(), EnumNameOf(each->state()));
        }
        absl::StrAppend(&text, IdOf(each->name()), " ",
                        each->state() == Commitment::STATE_OPEN ? "open" : "over", " consumed ",
                        Minor(each->consumed_amount()), " reserved ", Minor(each->open_amount()),
                        "\n");
      }
      return absl::OkStatus();
    });
    return text;
  }

  // The same, by all movements in the order in which they were recorded.
  std::string Replayed(absl::CivilDay day) {
    std::map<std::string, int64_t> reserved, consumed;
    std::map<std::string, bool> moved;  // Reversals with a movement of their own.
    Do([&](db::Transaction& tx) -> absl::Status {
      reserved.clear();
      consumed.clear();
      moved.clear();
      return tx.Run(
          "SELECT source, date, committed FROM ledger_entry WHERE committed <> 0"
          " ORDER BY sequence, part",
          {}, [&](const db::Row& row) {
            const std::string source(row.Text(0));
            const auto invoice = invoices_.find(source);
            const bool is_invoice = invoice != invoices_.end();
            const std::string commitment = is_invoice ? invoice->second.commitment : source;
            if (is_invoice && row.Int(2) > 0) moved[source] = true;
            if (DayOn(std::string(row.Text(1))) > day) return absl::OkStatus();
            reserved[commitment] += row.Int(2);
            const bool takes = is_invoice && !invoice->second.undoes && row.Int(2) < 0;
            const bool gives = is_invoice && invoice->second.undoes && row.Int(2) > 0;
            if (takes || gives) consumed[commitment] -= row.Int(2);
            return absl::OkStatus();
          });
    });
    for (const auto& [name, invoice] : invoices_) {
      // What was released stays so; it was not used all the same.
      if (invoice.undoes && !moved[name] && invoice.day <= day) {
        consumed[invoice.commitment] -= invoice.consumed_minor;
      }
    }
    std::string text;
    int64_t all = 0;
    for (const auto& [name, since] : commitments_) {
      if (since > day) continue;
      all += reserved[name];
      absl::StrAppend(&text, IdOf(name), reserved[name] > 0 ? " open" : " over", " consumed ",
                      consumed[name], " reserved ", reserved[name], "\n");
    }
    Do([&](db::Transaction& tx) -> absl::Status {
      COFI_ASSIGN_OR_RETURN(const Amounts sum, SumOfLine(tx, kProject, "62", &day));
      EXPECT_EQ(sum[Measure::kCommitted], all) << "on the line";
      return absl::OkStatus();
    });
    return text;
  }

 private:
  struct InvoiceOf {
    std::string commitment;
    bool undoes = false;
    absl::CivilDay day;
    int64_t consumed_minor = 0;
  };

  int Pick(int below) { return static_cast<int>(random_() % below); }
  Date SomeDay() { return DateFromDay(kFirstDay + Pick(kDays)); }

  absl::Status Try(const db::Store::Function& function) {
    return store_->WriteAndWait({.root = kProject, .verb = "Test"}, function);
  }
  void Do(const db::Store::Function& function) { EXPECT_THAT(Try(function), IsOk()); }

  std::string SomeCommitment() {
    return absl::StrCat(kProject, "/commitments/c",
                        Pick(static_cast<int>(commitments_.size()) + 1));
  }

  void Step() {
    switch (Pick(8)) {
      case 0:
        return Order();
      case 1:
        return Release();
      case 2:
      case 3:
        return Undo();
      default:
        return Invoice();
    }
  }

  void Order() {
    v1::CreateCommitmentRequest request;
    request.set_parent(kProject);
    request.set_commitment_id(absl::StrCat("c", commitments_.size()));
    request.mutable_commitment()->set_line("projects/p/budgets/v1/lines/62");
    *request.mutable_commitment()->mutable_commitment_date() = SomeDay();
    *request.mutable_commitment()->mutable_amount() = MoneyFromMinor(1 + Pick(100), "EUR");
    Commitment commitment;
    if (Try([&](auto& tx) { return CreateCommitment(tx, request, &commitment); }).ok()) {
      commitments_[commitment.name()] = Day(commitment.commitment_date());
    }
  }

  void Release() {
    v1::ReleaseCommitmentRequest request;
    request.set_name(SomeCommitment());
    *request.mutable_effective_date() = SomeDay();
    Commitment commitment;
    (void)Try([&](auto& tx) { return budgets::Release(tx, request, &commitment); });
  }

  void Invoice() {
    v1::CreateExpenseRequest request;
    request.set_parent(kProject);
    request.set_expense_id(absl::StrCat("e", invoices_.size()));
    Expense& expense = *request.mutable_expense();
    expense.set_line("projects/p/budgets/v1/lines/62");
    expense.set_supplier("S");
    *expense.mutable_invoice_date() = SomeDay();
    *expense.mutable_amount() = MoneyFromMinor(1 + Pick(60), "EUR");
    if (Pick(8) != 0) expense.set_commitment(SomeCommitment());
    Expense created;
    if (Try([&](auto& tx) { return CreateExpense(tx, request, &created); }).ok()) {
      invoices_[created.name()] = {.commitment = created.commitment()};
      names_.push_back(created.name());
    }
  }

  void Undo() {
    if (names_.empty()) return;
    v1::ReverseExpenseRequest request;
    request.set_name(names_[Pick(static_cast<int>(names_.size()))]);
    if (Pick(2) == 0) *request.mutable_effective_date() = SomeDay();
    Expense reversal;
    if (Try([&](auto& tx) { return ReverseExpense(tx, request, &reversal); }).ok()) {
      invoices_[reversal.name()] = {.commitment = reversal.commitment(),
                                    .undoes = true,
                                    .day = Day(reversal.invoice_date()),
                                    .consumed_minor = std::abs(Minor(reversal.consumed_amount()))};
    }
  }

  const Folder folder_;
  std::mt19937_64 random_;
  const std::unique_ptr<db::Store> store_;
  std::map<std::string, absl::CivilDay> commitments_;  // Since when, by name.
  std::map<std::string, InvoiceOf> invoices_;          // And what undoes them, by name.
  std::vector<std::string> names_;
};

TEST(Commitments, WereOnEachDayWhatTheLedgerHasOfThem) {
  const bool same = rc::check("as of a day", [] {
    const auto seed = *rc::gen::noShrink(rc::gen::resize(100, rc::gen::arbitrary<uint64_t>()));
    Orders orders(seed);
    orders.Live();
    for (int i = -1; i <= kDays; ++i) {
      const absl::CivilDay day = kFirstDay + i;
      const std::string told = orders.Told(&day);
      if (told != orders.Replayed(day)) {
        RC_FAIL(absl::StrCat(seed, " on ", absl::FormatCivilTime(day), "\n", told, "replayed\n",
                             orders.Replayed(day)));
      }
      if (i == kDays) RC_ASSERT(told == orders.Told(nullptr));
    }
  });
  EXPECT_TRUE(same);
}

}  // namespace
}  // namespace cofi::budgets
