#include "services/budgets/expenses.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "services/budgets/budgets.h"
#include "services/budgets/commitments.h"
#include "services/budgets/expense_rules.h"
#include "services/budgets/grants.h"
#include "services/budgets/ledger.h"
#include "services/budgets/reversal.h"
#include "services/budgets/tables.h"
#include "services/rpc/standard.h"

namespace cofi::budgets {
namespace {

using v1::Expense;

Money Same(const Expense& expense, int64_t minor) {
  return MoneyFromMinor(minor, expense.amount().currency_code());
}

// Which part of an expense a movement is about.
struct Parts {
  bool spent;
  bool paid;
};

// Adds the movements of an expense's money on `date`, share by share and own funds
// last: `sign` is -1 to undo it.
void AddShares(const Expense& expense, const Date& date, const Parts& parts, int sign,
               std::vector<Movement>* movements) {
  const auto add = [&](absl::string_view grant, int64_t minor) {
    movements->push_back({.line = IdOf(expense.line()),
                          .grant = grant,
                          .date = date,
                          .amounts = {.spent = parts.spent ? sign * minor : 0,
                                      .paid = parts.paid ? sign * minor : 0}});
  };
  for (const v1::Share& share : expense.shares()) add(IdOf(share.grant()), Minor(share.amount()));
  add("", Minor(expense.own_funds_amount()));
}

// The commitment's part goes with own funds, as the reservation did: in the movement
// that AddShares has just added for them, unless it counts from another date.
void AddReserved(const Reserved& reserved, std::vector<Movement>* movements) {
  const Movement own_funds = movements->back();
  if (Day(own_funds.date) == Day(reserved.date)) {
    movements->back().amounts.committed = reserved.minor;
    return;
  }
  movements->push_back({.line = own_funds.line,
                        .grant = "",
                        .date = reserved.date,
                        .amounts = {.committed = reserved.minor}});
}

absl::Status CheckShares(db::Transaction& tx, const v1::Line& line, const Expense& expense) {
  for (int i = 0; i < expense.shares_size(); ++i) {
    const v1::Share& share = expense.shares(i);
    const std::string field = absl::StrCat("expense.shares[", i, "]");
    const absl::StatusOr<v1::Grant> grant = Grants().Get(tx, share.grant());
    if (absl::IsNotFound(grant.status()) || RootOf(share.grant()) != RootOf(expense.name())) {
      return InField(absl::StrCat(field, ".grant"),
                     Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", share.grant()}}));
    }
    COFI_RETURN_IF_ERROR(grant.status());
    if (const absl::Status eligible = CheckEligible(*grant, line, expense); !eligible.ok()) {
      return InField(field, eligible);
    }
    COFI_ASSIGN_OR_RETURN(const int64_t left, LeftOf(tx, *grant));
    if (Minor(share.amount()) > left) {
      return InField(absl::StrCat(field, ".amount"),
                     Refuse(type::v1::REASON_INSUFFICIENT_GRANT,
                            {{"grant", grant->display_name()},
                             {"available", DecimalFromMoney(Same(expense, left))},
                             {"asked", DecimalFromMoney(share.amount())}}));
    }
  }
  return absl::OkStatus();
}

bool IsPaidWithInvoice(const Expense& expense) {
  return expense.has_payment_date() && Day(expense.payment_date()) == Day(expense.invoice_date());
}

}  // namespace

absl::Status CreateExpense(db::Transaction& tx, const v1::CreateExpenseRequest& request,
                           Expense* expense) {
  *expense = request.expense();
  COFI_ASSIGN_OR_RETURN(*expense->mutable_name(), rpc::NewName(tx, request, Expense::descriptor()));
  COFI_ASSIGN_OR_RETURN(const v1::Line line, LineForMoney(tx, expense->line(), "expense.line"));
  expense->set_line(line.name());
  COFI_RETURN_IF_ERROR(
      rpc::CheckHappened(expense->invoice_date(), tx.today(), "expense.invoice_date"));
  COFI_RETURN_IF_ERROR(
      rpc::CheckHappened(expense->payment_date(), tx.today(), "expense.payment_date"));
  COFI_ASSIGN_OR_RETURN(const int64_t own_funds, OwnFunds(*expense));
  *expense->mutable_own_funds_amount() = Same(*expense, own_funds);
  COFI_RETURN_IF_ERROR(CheckShares(tx, line, *expense));

  Reserved reserved = {0, expense->invoice_date()};
  if (!expense->commitment().empty()) {
    COFI_ASSIGN_OR_RETURN(reserved, Consume(tx, expense->commitment(), expense->line(),
                                            Minor(expense->amount()), expense->invoice_date()));
    *expense->mutable_consumed_amount() = Same(*expense, -reserved.minor);
  }
  COFI_ASSIGN_OR_RETURN(const int64_t overrun,
                        Overrun(tx, line, Minor(expense->amount()) + reserved.minor));
  if (overrun > 0) *expense->mutable_overrun_amount() = Same(*expense, overrun);

  COFI_RETURN_IF_ERROR(Expenses().Insert(tx, expense));
  const bool at_once = IsPaidWithInvoice(*expense);
  std::vector<Movement> movements;
  AddShares(*expense, expense->invoice_date(), {.spent = true, .paid = at_once}, 1, &movements);
  AddReserved(reserved, &movements);
  if (expense->has_payment_date() && !at_once) {
    AddShares(*expense, expense->payment_date(), {.spent = false, .paid = true}, 1, &movements);
  }
  return Post(tx, Source(*expense), movements);
}

absl::Status PayExpense(db::Transaction& tx, const v1::PayExpenseRequest& request,
                        Expense* expense) {
  COFI_ASSIGN_OR_RETURN(*expense, rpc::Load(tx, Expenses(), request));
  if (!expense->reverses().empty() || !expense->reversed_by().empty()) {
    return Refuse(type::v1::REASON_ALREADY_REVERSED,
                  {{"name", expense->name()},
                   {"other", absl::StrCat(expense->reverses(), expense->reversed_by())}});
  }
  if (expense->has_payment_date()) {
    return Refuse(type::v1::REASON_ALREADY_PAID,
                  {{"name", expense->name()}, {"value", IsoDate(expense->payment_date())}});
  }
  COFI_ASSIGN_OR_RETURN(*expense->mutable_payment_date(),
                        rpc::EffectiveDate(request.effective_date(), tx.today()));
  expense->set_payment_reference(request.payment_reference());
  COFI_RETURN_IF_ERROR(Expenses().Update(tx, expense));
  std::vector<Movement> movements;
  AddShares(*expense, expense->payment_date(), {.spent = false, .paid = true}, 1, &movements);
  return Post(tx, Source(*expense), movements);
}

absl::Status ReverseExpense(db::Transaction& tx, const v1::ReverseExpenseRequest& request,
                            Expense* reversal) {
  COFI_ASSIGN_OR_RETURN(Expense expense, rpc::Load(tx, Expenses(), request));
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  // Neither the invoice nor its payment is undone before it happened.
  const bool paid_later =
      expense.has_payment_date() && Day(expense.payment_date()) > Day(expense.invoice_date());
  COFI_RETURN_IF_ERROR(MakeReversal(
      expense, date, paid_later ? expense.payment_date() : expense.invoice_date(), reversal));
  *reversal->mutable_invoice_date() = date;
  if (reversal->has_payment_date()) *reversal->mutable_payment_date() = date;
  reversal->set_note(request.note());
  Reserved reserved = {0, date};
  if (expense.has_consumed_amount()) {
    COFI_ASSIGN_OR_RETURN(
        reserved, GiveBack(tx, expense.commitment(), Minor(expense.consumed_amount()), date));
  }
  COFI_RETURN_IF_ERROR(Expenses().Insert(tx, reversal));
  expense.set_reversed_by(reversal->name());
  COFI_RETURN_IF_ERROR(Expenses().Update(tx, &expense));
  std::vector<Movement> movements;
  AddShares(*reversal, date, {.spent = true, .paid = expense.has_payment_date()}, -1, &movements);
  AddReserved(reserved, &movements);
  return Post(tx, Source(*reversal), movements);
}

absl::StatusOr<bool> ViewExpense(db::Transaction& tx, Expense& expense,
                                 const absl::CivilDay* as_of) {
  if (as_of == nullptr) return true;
  COFI_RETURN_IF_ERROR(HideLaterReversal(tx, Expenses(), *as_of, &Expense::invoice_date, &expense));
  if (expense.has_payment_date() && Day(expense.payment_date()) > *as_of) {
    expense.clear_payment_date();
    expense.clear_payment_reference();
  }
  return Day(expense.invoice_date()) <= *as_of;
}

}  // namespace cofi::budgets
