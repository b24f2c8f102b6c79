#include "tests/reporting/case_books.h"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

constexpr char kProject[] = "projects/precarisation";

struct Bought {
  std::string date, line, amount, supplier, what;
  std::vector<std::pair<std::string, std::string>> shares;
};
const std::vector<Bought> kBought = {
    {"2017-06-20", "62", "4800", "Atelier Nord", "enquête", {{"fdf", "4800"}}},
    {"2017-07-31", "641", "6000", "Paie", "juillet", {{"fdf", "3000"}, {"departement", "3000"}}},
    {"2017-07-31", "645", "2700", "URSSAF", "juillet", {{"fdf", "1350"}, {"departement", "1350"}}},
    {"2017-09-15", "61", "340.50", "Ville de Mordelles", "salle", {{"cias", "340.50"}}},
    {"2017-10-05", "60", "612.40", "Papeterie", "fournitures", {{"metropole", "612.40"}}},
    {"2017-11-30", "641", "12000", "Paie", "automne", {{"fdf", "6000"}, {"metropole", "6000"}}},
    {"2017-11-30", "645", "5400", "URSSAF", "automne", {{"fdf", "2700"}, {"metropole", "2700"}}},
    {"2018-02-28", "62", "1250", "Imprimerie", "affiches", {}},
};

struct Ordered {
  std::string date, line, amount, consumed_on, consumed;
};
const std::vector<Ordered> kOrdered = {
    {"2017-06-05", "62", "9500", "2017-06-20", "4800"},
    {"2018-01-15", "62", "3000", "9999-12-31", "0"},
};

struct Transferred {
  std::string date, grant, amount;
};
const std::vector<Transferred> kTransferred = {
    {"2017-07-10", "fdf", "40000"},
    {"2017-09-01", "departement", "15000"},
};

void Negate(Money* money) { *money = MoneyFromMinor(-Minor(*money), money->currency_code()); }

}  // namespace

budgets::v1::Expense MakeExpense(const std::string& project, const std::string& id,
                                 const std::string& line, const std::string& amount,
                                 const std::string& invoiced, const std::string& paid) {
  budgets::v1::Expense expense;
  expense.set_name(absl::StrCat(project, "/expenses/", id));
  expense.set_kind(budgets::v1::Expense::KIND_INVOICE);
  expense.set_line(absl::StrCat(project, "/lines/", line));
  *expense.mutable_amount() = Eur(amount);
  if (!invoiced.empty()) *expense.mutable_invoice_date() = On(invoiced);
  if (!paid.empty()) *expense.mutable_payment_date() = On(paid);
  *expense.mutable_own_funds_amount() = expense.amount();
  return expense;
}

void AddShare(budgets::v1::Expense* expense, const std::string& grant, const std::string& amount) {
  const std::string project = expense->name().substr(0, expense->name().find("/expenses/"));
  budgets::v1::Share* share = expense->add_shares();
  share->set_grant(absl::StrCat(project, "/grants/", grant));
  *share->mutable_amount() = Eur(amount);
  Money* own = expense->mutable_own_funds_amount();
  *own = MoneyFromMinor(Minor(*own) - Minor(share->amount()), "EUR");
}

budgets::v1::Receipt MakeReceipt(const std::string& project, const std::string& id,
                                 const std::string& grant, const std::string& amount,
                                 const std::string& date) {
  budgets::v1::Receipt receipt;
  receipt.set_name(absl::StrCat(project, "/receipts/", id));
  receipt.set_grant(absl::StrCat(project, "/grants/", grant));
  receipt.set_kind(budgets::v1::Receipt::KIND_ADVANCE);
  *receipt.mutable_amount() = Eur(amount);
  *receipt.mutable_receipt_date() = On(date);
  return receipt;
}

budgets::v1::Expense Undone(const budgets::v1::Expense& expense) {
  budgets::v1::Expense reversal = expense;
  reversal.set_name(absl::StrCat(expense.name(), "-x"));
  reversal.set_kind(budgets::v1::Expense::KIND_REVERSAL);
  reversal.set_reverses(expense.name());
  Negate(reversal.mutable_amount());
  Negate(reversal.mutable_own_funds_amount());
  for (budgets::v1::Share& share : *reversal.mutable_shares()) Negate(share.mutable_amount());
  return reversal;
}

Books CaseBooksOn(const std::string& as_of) {
  Books books;
  for (size_t i = 0; i < kBought.size(); ++i) {
    const Bought& row = kBought[i];
    if (row.date > as_of) continue;
    budgets::v1::Expense expense =
        MakeExpense(kProject, absl::StrCat("e", i + 1), row.line, row.amount, row.date, row.date);
    expense.set_supplier(row.supplier);
    expense.set_display_name(row.what);
    expense.set_invoice_reference(absl::StrCat("F-", i + 1));
    expense.set_payment_reference(absl::StrCat("V-", i + 1));
    for (const auto& [grant, amount] : row.shares) AddShare(&expense, grant, amount);
    books.expenses.push_back(std::move(expense));
  }
  for (size_t i = 0; i < kOrdered.size(); ++i) {
    const Ordered& row = kOrdered[i];
    if (row.date > as_of) continue;
    budgets::v1::Commitment& commitment = books.commitments.emplace_back();
    commitment.set_name(absl::StrCat(kProject, "/commitments/c", i + 1));
    commitment.set_line(absl::StrCat(kProject, "/lines/", row.line));
    commitment.set_supplier("Atelier Nord");
    commitment.set_reference(absl::StrCat("D-", i + 1));
    *commitment.mutable_commitment_date() = On(row.date);
    *commitment.mutable_amount() = Eur(row.amount);
    const int64_t consumed = row.consumed_on <= as_of ? Minor(Eur(row.consumed)) : 0;
    *commitment.mutable_open_amount() = MoneyFromMinor(Minor(Eur(row.amount)) - consumed, "EUR");
  }
  for (size_t i = 0; i < kTransferred.size(); ++i) {
    const Transferred& row = kTransferred[i];
    if (row.date > as_of) continue;
    books.receipts.push_back(
        MakeReceipt(kProject, absl::StrCat("r", i + 1), row.grant, row.amount, row.date));
    books.receipts.back().set_reference(absl::StrCat("VIR-", i + 1));
  }
  if (as_of >= "2018-02-28") {
    budgets::v1::Contribution& given = books.contributions.emplace_back();
    given.set_name(absl::StrCat(kProject, "/contributions/k1"));
    given.set_line(absl::StrCat(kProject, "/lines/864"));
    given.set_source_line(absl::StrCat(kProject, "/lines/875"));
    given.set_giver("Bénévoles");
    given.set_display_name("rencontres");
    given.set_reference("FT-1");
    *given.mutable_contribution_date() = On("2018-02-28");
    *given.mutable_amount() = Eur("729");
  }
  return books;
}

}  // namespace cofi::reporting
