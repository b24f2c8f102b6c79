#include "services/budgets/reversal.h"

#include <algorithm>

#include "base/money.h"
#include "base/rules/expenses.h"

namespace cofi::budgets {
namespace {

void Negate(Money* money) { *money = MoneyFromMinor(-Minor(*money), money->currency_code()); }

// Of an expense that names its line itself, of all its splits, or of one of them.
template <typename Part>
void NegatePart(Part* part) {
  for (v1::Share& share : *part->mutable_shares()) Negate(share.mutable_amount());
  if (part->has_own_funds_amount()) Negate(part->mutable_own_funds_amount());
  if (part->has_consumed_amount()) Negate(part->mutable_consumed_amount());
  // What undoes takes no line over its plan.
  part->clear_overrun_amount();
}

}  // namespace

void Negate(v1::Expense* expense) {
  Negate(expense->mutable_amount());
  NegatePart(expense);
  expense->clear_credited_amount();
  if (expense->has_recovered_vat_amount()) Negate(expense->mutable_recovered_vat_amount());
  for (v1::Split& split : *expense->mutable_splits()) {
    Negate(split.mutable_amount());
    NegatePart(&split);
  }
  for (v1::ShareChange& change : *expense->mutable_share_changes()) {
    for (v1::Share& share : *change.mutable_earlier_shares()) Negate(share.mutable_amount());
  }
  for (v1::Payment& payment : *expense->mutable_payments()) {
    Negate(payment.mutable_amount());
    for (v1::PaymentPart& part : *payment.mutable_parts()) Negate(part.mutable_amount());
  }
}

void Negate(v1::Receipt* receipt) { Negate(receipt->mutable_amount()); }

// An hour is worth the same.
void Negate(v1::Contribution* contribution) {
  Negate(contribution->mutable_amount());
  contribution->set_hours_hundredths(-contribution->hours_hundredths());
}

absl::CivilDay FirstDay(const v1::Expense& expense) {
  absl::CivilDay first = Day(expense.invoice_date());
  for (const rules::MovedPart& paid : rules::PaidPartsOf(expense)) {
    first = std::min(first, Day(*paid.date));
  }
  return first;
}

absl::CivilDay FirstDay(const v1::Receipt& receipt) { return Day(receipt.receipt_date()); }

absl::CivilDay FirstDay(const v1::Contribution& contribution) {
  return Day(contribution.contribution_date());
}

absl::CivilDay LastDay(const v1::Expense& expense) {
  absl::CivilDay last = Day(expense.invoice_date());
  for (const rules::MovedPart& paid : rules::PaidPartsOf(expense)) {
    last = std::max(last, Day(*paid.date));
  }
  for (const v1::ShareChange& change : expense.share_changes()) {
    last = std::max(last, Day(change.effective_date()));
  }
  return last;
}

absl::CivilDay LastDay(const v1::Receipt& receipt) { return Day(receipt.receipt_date()); }

absl::CivilDay LastDay(const v1::Contribution& contribution) { return FirstDay(contribution); }

void SetDates(const Date& date, v1::Expense* expense) {
  *expense->mutable_invoice_date() = date;
  if (expense->has_payment_date()) *expense->mutable_payment_date() = date;
  for (v1::Payment& payment : *expense->mutable_payments()) {
    *payment.mutable_payment_date() = date;
  }
  for (v1::ShareChange& change : *expense->mutable_share_changes()) {
    *change.mutable_effective_date() = date;
  }
}

void SetDates(const Date& date, v1::Receipt* receipt) { *receipt->mutable_receipt_date() = date; }

void SetDates(const Date& date, v1::Contribution* contribution) {
  *contribution->mutable_contribution_date() = date;
}

}  // namespace cofi::budgets
