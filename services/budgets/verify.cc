#include "services/budgets/verify.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/rules/expenses.h"
#include "services/budgets/contribution_rules.h"
#include "services/budgets/credit_notes.h"
#include "services/budgets/reversal.h"
#include "services/budgets/tables.h"
#include "services/rpc/verify_resource.h"

namespace cofi::budgets {
namespace {

using rpc::Broken;

template <typename Resource>
absl::Status CheckEqual(const Resource& resource, absl::string_view what, int64_t expected,
                        int64_t found) {
  if (expected == found) return absl::OkStatus();
  return Broken(resource, what, absl::StrCat(expected), absl::StrCat(found));
}

template <typename Resource>
absl::Status CheckWithin(const Resource& resource, absl::string_view what, int64_t most,
                         int64_t found) {
  // In what undoes an entry, both are negative.
  const bool within = most < 0 ? found <= 0 && found >= most : found >= 0 && found <= most;
  if (within) return absl::OkStatus();
  return Broken(resource, what, absl::StrCat("0…", most), absl::StrCat(found));
}

// An entry and what undoes it name each other, so neither has a second one.
template <typename Entry>
absl::Status CheckReversal(db::Transaction& tx, const db::Table<Entry>& table, const Entry& entry) {
  if (!entry.reverses().empty() && !entry.reversed_by().empty()) {
    return Broken(entry, "reversed_by", "", entry.reversed_by());
  }
  const bool undone = !entry.reversed_by().empty();
  const std::string& other_name = undone ? entry.reversed_by() : entry.reverses();
  if (other_name.empty()) return absl::OkStatus();
  const absl::string_view what = undone ? "reversed_by" : "reverses";
  absl::StatusOr<Entry> other = table.Get(tx, other_name);
  if (absl::IsNotFound(other.status())) return Broken(entry, what, other_name, "");
  COFI_RETURN_IF_ERROR(other.status());
  const std::string& back = undone ? other->reverses() : other->reversed_by();
  if (back != entry.name()) {
    return Broken(entry, absl::StrCat(what, " of ", other_name), entry.name(), back);
  }
  // The two together are nothing.
  return CheckEqual(entry, absl::StrCat("amount of ", other_name), -Minor(entry.amount()),
                    Minor(other->amount()));
}

// What is on a line is borne by grants and own funds, each part of it once. `part` is the expense,
// if that names its line itself, or a split of it.
template <typename Part>
absl::Status CheckBearers(const v1::Expense& expense, const Part& part) {
  const int64_t amount = Minor(part.amount());
  int64_t borne = Minor(part.own_funds_amount());
  COFI_RETURN_IF_ERROR(CheckWithin(expense, "own_funds_amount", amount, borne));
  for (const v1::Share& share : part.shares()) {
    COFI_RETURN_IF_ERROR(CheckWithin(expense, "shares", amount, Minor(share.amount())));
    borne += Minor(share.amount());
  }
  COFI_RETURN_IF_ERROR(CheckEqual(expense, "shares and own_funds_amount", amount, borne));
  return CheckWithin(expense, "consumed_amount", amount, Minor(part.consumed_amount()));
}

// Payments count from 1, and what undoes one names it and is named by it.
absl::Status CheckPayment(const v1::Expense& expense, int index) {
  const v1::Payment& payment = expense.payments(index);
  COFI_RETURN_IF_ERROR(CheckEqual(expense, "payment_id", index + 1, payment.payment_id()));
  int64_t dealt = 0;
  for (const v1::PaymentPart& part : payment.parts()) dealt += Minor(part.amount());
  COFI_RETURN_IF_ERROR(CheckEqual(expense, "parts of a payment", Minor(payment.amount()), dealt));
  if (payment.reverses() == 0) return absl::OkStatus();
  const bool is_earlier = payment.reverses() > 0 && payment.reverses() <= index;
  if (!is_earlier) return Broken(expense, "payments", "", absl::StrCat(payment.reverses()));
  const v1::Payment& undone = expense.payments(payment.reverses() - 1);
  COFI_RETURN_IF_ERROR(
      CheckEqual(expense, "reversed_by of a payment", index + 1, undone.reversed_by()));
  return CheckEqual(expense, "amount of a payment", -Minor(undone.amount()),
                    Minor(payment.amount()));
}

// What was paid of each part is no more than that, and the date is that since which all was.
absl::Status CheckPayments(const v1::Expense& expense) {
  if (!expense.paid_in_parts()) {
    return CheckEqual(expense, "payments", 0, expense.payments_size());
  }
  for (int i = 0; i < expense.payments_size(); ++i) {
    COFI_RETURN_IF_ERROR(CheckPayment(expense, i));
  }
  std::map<std::pair<absl::string_view, absl::string_view>, int64_t> paid;
  for (const rules::MovedPart& moved : rules::PaidPartsOf(expense)) {
    for (const rules::BornePart& each : moved.borne) paid[{each.line, each.grant}] += each.minor;
  }
  for (const rules::BornePart& each : rules::BornePartsOf(expense)) {
    COFI_RETURN_IF_ERROR(
        CheckWithin(expense, "paid of a part", each.minor, paid[{each.line, each.grant}]));
    paid.erase({each.line, each.grant});
  }
  // Of who bore it before its shares were changed nothing is left.
  for (const auto& [part, minor] : paid) {
    if (minor != 0) return Broken(expense, "payments", "", absl::StrCat(part.second));
  }
  const auto since = rules::PaidWholeSince(expense);
  const std::string expected = since.has_value() ? absl::FormatCivilTime(*since) : "";
  const std::string found = IsoDate(expense.payment_date());
  return expected == found ? absl::OkStatus() : Broken(expense, "payment_date", expected, found);
}

// What was recorded anew was reversed for that.
absl::Status CheckCorrected(db::Transaction& tx, const v1::Expense& expense) {
  if (expense.corrects().empty()) return absl::OkStatus();
  const absl::StatusOr<v1::Expense> wrong = Expenses().Get(tx, expense.corrects());
  if (absl::IsNotFound(wrong.status())) return Broken(expense, "corrects", expense.corrects(), "");
  COFI_RETURN_IF_ERROR(wrong.status());
  if (!wrong->reversed_by().empty()) return absl::OkStatus();
  return Broken(expense, absl::StrCat("reversed_by of ", wrong->name()), "…-x", "");
}

// What was credited of an invoice is what its credit notes give back.
absl::Status CheckCredits(db::Transaction& tx, const v1::Expense& expense) {
  if (expense.credits().empty() && !expense.has_credited_amount()) return absl::OkStatus();
  v1::Expense invoice = expense;
  if (!expense.credits().empty()) {
    const absl::Status found = Expenses().TableBase::Get(tx, expense.credits(), &invoice);
    if (absl::IsNotFound(found)) return Broken(expense, "credits", expense.credits(), "");
    COFI_RETURN_IF_ERROR(found);
  }
  COFI_ASSIGN_OR_RETURN(const std::vector<v1::Expense> notes, CreditNotesOn(tx, invoice.name()));
  const int64_t credited = CreditedMinor(notes, nullptr);
  COFI_RETURN_IF_ERROR(CheckWithin(expense, "credited_amount", Minor(invoice.amount()), credited));
  return CheckEqual(expense, "credited_amount", credited, Minor(invoice.credited_amount()));
}

// What is committed on the lines of a project is what its commitments have open.
absl::Status CheckReserved(db::Transaction& tx, const v1::Budget& budget) {
  const absl::string_view root = RootOf(budget.name());
  std::map<std::string, int64_t> committed, open;
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT line, CAST(SUM(committed) AS BIGINT) FROM ledger_total WHERE root = $1"
             " GROUP BY line",
             {root}, [&](const db::Row& row) {
               if (row.Int(1) != 0) committed[std::string(row.Text(0))] = row.Int(1);
               return absl::OkStatus();
             }));
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT line, CAST(SUM(amount - consumed_amount) AS BIGINT) FROM commitment"
             " WHERE root = $1 AND state = 'OPEN' GROUP BY line",
             {root}, [&](const db::Row& row) {
               open[std::string(IdOf(row.Text(0)))] += row.Int(1);
               return absl::OkStatus();
             }));
  for (const auto& [line, minor] : open) committed.try_emplace(line, 0);
  for (const auto& [line, minor] : committed) {
    COFI_RETURN_IF_ERROR(
        CheckEqual(budget, absl::StrCat("committed of line ", line), open[line], minor));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status VerifyBudget(db::Transaction& tx, const v1::Budget& budget) {
  if (budget.state() == v1::Budget::STATE_DRAFT) return absl::OkStatus();
  if (budget.state() == v1::Budget::STATE_ADOPTED) {
    COFI_ASSIGN_OR_RETURN(
        const int64_t adopted,
        tx.Number("SELECT COUNT(*) FROM budget WHERE root = $1 AND state = 'ADOPTED'",
                  {RootOf(budget.name())}));
    COFI_RETURN_IF_ERROR(CheckEqual(budget, "adopted budgets", 1, adopted));
    COFI_RETURN_IF_ERROR(CheckReserved(tx, budget));
  }
  const auto sum = [&](const char* side) {
    return tx.Number(
        "SELECT CAST(SUM(planned_amount) AS BIGINT) FROM line"
        " WHERE root = $1 AND parent = $2 AND side = $3",
        {RootOf(budget.name()), absl::string_view(budget.name()), absl::string_view(side)});
  };
  COFI_ASSIGN_OR_RETURN(const int64_t expense, sum("EXPENSE"));
  COFI_ASSIGN_OR_RETURN(const int64_t income, sum("INCOME"));
  COFI_RETURN_IF_ERROR(CheckEqual(budget, "planned income", expense, income));
  COFI_ASSIGN_OR_RETURN(const int64_t use, sum("IN_KIND_USE"));
  COFI_ASSIGN_OR_RETURN(const int64_t source, sum("IN_KIND_SOURCE"));
  return CheckEqual(budget, "planned in kind", use, source);
}

absl::Status VerifyReceipt(db::Transaction& tx, const v1::Receipt& receipt) {
  return CheckReversal(tx, Receipts(), receipt);
}

absl::Status VerifyCommitment(db::Transaction&, const v1::Commitment& commitment) {
  const int64_t amount = Minor(commitment.amount());
  const int64_t consumed = Minor(commitment.consumed_amount());
  COFI_RETURN_IF_ERROR(CheckWithin(commitment, "consumed_amount", amount, consumed));
  const bool open = commitment.state() == v1::Commitment::STATE_OPEN;
  const bool spent = commitment.state() == v1::Commitment::STATE_SPENT;
  if ((open && consumed == amount) || (spent && consumed != amount)) {
    return Broken(commitment, "state", open ? "SPENT" : "OPEN", open ? "OPEN" : "SPENT");
  }
  return absl::OkStatus();
}

absl::Status VerifyExpense(db::Transaction& tx, const v1::Expense& expense) {
  COFI_RETURN_IF_ERROR(CheckCorrected(tx, expense));
  COFI_RETURN_IF_ERROR(CheckPayments(expense));
  COFI_RETURN_IF_ERROR(CheckCredits(tx, expense));
  if (expense.splits().empty()) {
    COFI_RETURN_IF_ERROR(CheckBearers(expense, expense));
    return CheckReversal(tx, Expenses(), expense);
  }
  int64_t amount = 0, own_funds = 0, consumed = 0;
  for (const v1::Split& split : expense.splits()) {
    COFI_RETURN_IF_ERROR(
        CheckWithin(expense, "splits", Minor(expense.amount()), Minor(split.amount())));
    COFI_RETURN_IF_ERROR(CheckBearers(expense, split));
    amount += Minor(split.amount());
    own_funds += Minor(split.own_funds_amount());
    consumed += Minor(split.consumed_amount());
  }
  COFI_RETURN_IF_ERROR(CheckEqual(expense, "splits", Minor(expense.amount()), amount));
  COFI_RETURN_IF_ERROR(CheckEqual(expense, "own_funds_amount of all splits", own_funds,
                                  Minor(expense.own_funds_amount())));
  COFI_RETURN_IF_ERROR(CheckEqual(expense, "consumed_amount of all splits", consumed,
                                  Minor(expense.consumed_amount())));
  return CheckReversal(tx, Expenses(), expense);
}

absl::Status VerifyContribution(db::Transaction& tx, const v1::Contribution& contribution) {
  if (contribution.hours_hundredths() != 0) {
    const absl::StatusOr<int64_t> worth = WorthOfHours(contribution);
    COFI_RETURN_IF_ERROR(
        CheckEqual(contribution, "amount", worth.value_or(0), Minor(contribution.amount())));
  }
  return CheckReversal(tx, Contributions(), contribution);
}

}  // namespace cofi::budgets
