#include "services/budgets/reversal.h"

#include "base/money.h"

namespace cofi::budgets {
namespace {

void Negate(Money* money) { *money = MoneyFromMinor(-Minor(*money), money->currency_code()); }

}  // namespace

void Negate(v1::Expense* expense) {
  Negate(expense->mutable_amount());
  for (v1::Share& share : *expense->mutable_shares()) Negate(share.mutable_amount());
  if (expense->has_own_funds_amount()) Negate(expense->mutable_own_funds_amount());
  if (expense->has_consumed_amount()) Negate(expense->mutable_consumed_amount());
  // What undoes takes no line over its plan.
  expense->clear_overrun_amount();
}

void Negate(v1::Receipt* receipt) { Negate(receipt->mutable_amount()); }

// An hour is worth the same.
void Negate(v1::Contribution* contribution) {
  Negate(contribution->mutable_amount());
  contribution->set_hours_hundredths(-contribution->hours_hundredths());
}

absl::CivilDay FirstDay(const v1::Expense& expense) {
  const absl::CivilDay invoice = Day(expense.invoice_date());
  return expense.has_payment_date() ? std::min(invoice, Day(expense.payment_date())) : invoice;
}

absl::CivilDay FirstDay(const v1::Receipt& receipt) { return Day(receipt.receipt_date()); }

absl::CivilDay FirstDay(const v1::Contribution& contribution) {
  return Day(contribution.contribution_date());
}

absl::CivilDay LastDay(const v1::Expense& expense) {
  const absl::CivilDay invoice = Day(expense.invoice_date());
  return expense.has_payment_date() ? std::max(invoice, Day(expense.payment_date())) : invoice;
}

absl::CivilDay LastDay(const v1::Receipt& receipt) { return Day(receipt.receipt_date()); }

absl::CivilDay LastDay(const v1::Contribution& contribution) { return FirstDay(contribution); }

void SetDates(const Date& date, v1::Expense* expense) {
  *expense->mutable_invoice_date() = date;
  if (expense->has_payment_date()) *expense->mutable_payment_date() = date;
}

void SetDates(const Date& date, v1::Receipt* receipt) { *receipt->mutable_receipt_date() = date; }

void SetDates(const Date& date, v1::Contribution* contribution) {
  *contribution->mutable_contribution_date() = date;
}

}  // namespace cofi::budgets
