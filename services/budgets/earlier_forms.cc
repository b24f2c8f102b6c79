#include "services/budgets/earlier_forms.h"

#include <string>

#include "base/money.h"
#include "base/rules/earlier_forms.h"
#include "services/budgets/budgets.h"
#include "services/budgets/reversal.h"

namespace cofi::budgets {
namespace {

template <typename Entry>
void SignReversal(Entry& entry) {
  if (!entry.reverses().empty() && Minor(entry.amount()) > 0) Negate(&entry);
}

template <typename Entry>
void NameLine(Entry& entry) {
  if (!entry.line().empty()) entry.set_line(NameForMoney(entry.line()));
}

}  // namespace

void Modernize(v1::Grant& grant) {
  constexpr int kPercent = 1;
  if (!grant.has_rate()) return;
  if (const auto rate = rules::TakePercent(grant.mutable_rate(), kPercent)) {
    grant.mutable_rate()->set_basis_points(*rate);
  }
}

void Modernize(v1::Receipt& receipt) { SignReversal(receipt); }

void Modernize(v1::Commitment& commitment) { NameLine(commitment); }

void Modernize(v1::Expense& expense) {
  // What undoes a credit note takes again what that gave back.
  if (expense.credits().empty()) SignReversal(expense);
  NameLine(expense);
  if (expense.kind() != v1::Expense::KIND_UNSPECIFIED) return;
  expense.set_kind(expense.reverses().empty() ? v1::Expense::KIND_INVOICE
                                              : v1::Expense::KIND_REVERSAL);
}

}  // namespace cofi::budgets
