#include "base/rules/expenses.h"

#include "base/money.h"

namespace cofi::rules {

using budgets::v1::Expense;
using budgets::v1::Share;
using budgets::v1::Split;

int64_t LinePart::OwnFundsMinor() const {
  int64_t own = minor;
  for (const Share& share : *shares) own -= Minor(share.amount());
  return own;
}

std::vector<LinePart> LinePartsOf(const Expense& expense) {
  if (expense.splits().empty()) {
    return {{.line = expense.line(),
             .commitment = expense.commitment(),
             .minor = Minor(expense.amount()),
             .consumed_minor = Minor(expense.consumed_amount()),
             .shares = &expense.shares()}};
  }
  std::vector<LinePart> parts;
  parts.reserve(expense.splits_size());
  for (const Split& split : expense.splits()) {
    parts.push_back({.line = split.line(),
                     .commitment = split.commitment(),
                     .minor = Minor(split.amount()),
                     .consumed_minor = Minor(split.consumed_amount()),
                     .shares = &split.shares()});
  }
  return parts;
}

}  // namespace cofi::rules
