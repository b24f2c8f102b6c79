#include "services/budgets/expense_movements.h"

#include "absl/algorithm/container.h"
#include "absl/types/span.h"
#include "base/names.h"
#include "base/rules/expenses.h"

namespace cofi::budgets {
namespace {

using rules::LinePart;
using v1::Expense;

// Adds the movements of an expense's money of a line on `date`, share by share and own funds last.
void AddShares(const LinePart& part, const Date& date, absl::Span<const Measure> measures,
               std::vector<Movement>* movements) {
  const auto add = [&](absl::string_view grant, int64_t minor) {
    movements->push_back(
        {.line = IdOf(part.line), .grant = grant, .date = date, .amounts = {measures, minor}});
  };
  for (const v1::Share& share : *part.shares) add(IdOf(share.grant()), Minor(share.amount()));
  add("", part.OwnFundsMinor());
}

// The commitment's part goes with own funds, as the reservation did: in the movement
// that AddShares has just added for them, unless it counts from another date.
void AddReserved(const std::vector<Reserved>& reserved, std::vector<Movement>* movements) {
  const size_t own_funds = movements->size() - 1;
  for (const Reserved& each : reserved) {
    if (Day(movements->at(own_funds).date) == Day(each.date)) {
      movements->at(own_funds).amounts[Measure::kCommitted] += each.minor;
    } else {
      movements->push_back({.line = movements->at(own_funds).line,
                            .grant = "",
                            .date = each.date,
                            .amounts = {{Measure::kCommitted}, each.minor}});
    }
  }
}

// What was moved, as it was.
void AddMoved(const std::vector<rules::MovedPart>& parts, Measure measure,
              std::vector<Movement>* movements) {
  for (const rules::MovedPart& moved : parts) {
    for (const rules::BornePart& each : moved.borne) {
      movements->push_back({.line = IdOf(each.line),
                            .grant = IdOf(each.grant),
                            .date = *moved.date,
                            .amounts = {{measure}, each.minor}});
    }
  }
}

}  // namespace

std::vector<Movement> MovementsOfPayment(const Expense& expense) {
  const std::vector<rules::MovedPart> paid = rules::PaidPartsOf(expense);
  auto begin = paid.begin();
  if (expense.paid_in_parts()) {
    const Date* const last = &expense.payments().rbegin()->payment_date();
    begin = absl::c_find_if(paid, [&](const auto& each) { return each.date == last; });
  }
  std::vector<Movement> movements;
  AddMoved({begin, paid.end()}, Measure::kPaid, &movements);
  return movements;
}

std::vector<Movement> MovementsOf(const Expense& expense, const ReservedByLine& reserved) {
  const std::vector<LinePart> parts = rules::LinePartsOf(expense);
  std::vector<Movement> movements;
  const bool at_once = !expense.paid_in_parts() && expense.share_changes().empty() &&
                       expense.has_payment_date() &&
                       Day(expense.payment_date()) == Day(expense.invoice_date());
  std::vector<Measure> at_invoice = {Measure::kSpent};
  if (at_once) at_invoice.push_back(Measure::kPaid);
  for (size_t i = 0; i < parts.size(); ++i) {
    LinePart first = parts[i];
    first.shares = &rules::FirstSharesOf(expense, parts[i]);
    AddShares(first, expense.invoice_date(), at_invoice, &movements);
    AddReserved(reserved[i], &movements);
  }
  AddMoved(rules::ReallottedPartsOf(expense), Measure::kSpent, &movements);
  if (!at_once) AddMoved(rules::PaidPartsOf(expense), Measure::kPaid, &movements);
  return movements;
}

std::vector<Movement> MovementsOfShares(const Expense& expense) {
  std::vector<Movement> movements;
  AddMoved({rules::ReallottedPartsOf(expense).back()}, Measure::kSpent, &movements);
  const bool pays = !expense.payments().empty() &&
                    expense.payments().rbegin()->share_change() == expense.share_changes_size();
  if (!pays) return movements;
  const std::vector<Movement> paid = MovementsOfPayment(expense);
  movements.insert(movements.end(), paid.begin(), paid.end());
  return movements;
}

}  // namespace cofi::budgets
