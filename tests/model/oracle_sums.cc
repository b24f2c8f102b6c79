// What is so on a day, by all that happened.
#include <algorithm>
#include <iterator>

#include "tests/model/oracle.h"

namespace cofi::model {

Sums Oracle::OfLine(int line, std::optional<int> day) const {
  Sums sums;
  for (const Movement& each : movements_) {
    if (each.line != line || (day.has_value() && each.day > *day)) continue;
    sums.committed += each.sums.committed;
    sums.spent += each.sums.spent;
    sums.paid += each.sums.paid;
  }
  return sums;
}

Sums Oracle::OfGrant(int grant, std::optional<int> day) const {
  Sums sums;
  for (const Movement& each : movements_) {
    if (each.grant != grant || (day.has_value() && each.day > *day)) continue;
    sums.spent += each.sums.spent;
    sums.paid += each.sums.paid;
    sums.received += each.sums.received;
  }
  return sums;
}

bool GrantFacts::Amend(int day, int64_t amount, bool correction) {
  const auto in_force = std::prev(awarded.upper_bound(day));
  if (in_force->second == amount) return false;
  if (correction) {
    in_force->second = amount;
  } else {
    awarded[day] = amount;
  }
  return true;
}

int64_t GrantFacts::Told(int day) const {
  const auto later = awarded.upper_bound(day);
  return later == awarded.begin() ? 0 : std::prev(later)->second;
}

int64_t GrantFacts::Awarded(std::optional<int> day) const {
  const bool lost = lost_day != kNever && lost_day <= day.value_or(kToday);
  return lost ? 0 : Told(day.value_or(kToday));
}

int64_t GrantFacts::Most(std::optional<int> day) const {
  const int64_t left = Awarded(day);
  return ceiling > 0 ? std::min(left, ceiling) : left;
}

int Oracle::adopted(std::optional<int> day) const {
  for (const auto& [id, budget] : budgets_) {
    if (!day.has_value() && budget.state == "ADOPTED") return id;
    if (!day.has_value() || budget.state == "DRAFT" || budget.adoption_day > *day) continue;
    if (budget.state == "ADOPTED" || budget.superseded_day > *day) return id;
  }
  return 0;
}

std::optional<int64_t> Oracle::Planned(int line, std::optional<int> day) const {
  const int budget = adopted(day);
  if (budget == 0 || budgets_.at(budget).planned[line] < 0) return std::nullopt;
  return budgets_.at(budget).planned[line];
}

std::optional<int64_t> Oracle::Available(int line) const {
  const std::optional<int64_t> planned = Planned(line);
  if (!planned.has_value()) return std::nullopt;
  const Sums sums = OfLine(line);
  return *planned - sums.committed - sums.spent;
}

int64_t Oracle::Entries() const {
  int64_t entries = 0;
  for (const auto& [id, budget] : budgets_) {
    entries += budget.version + 1;  // The line of income.
    for (const int64_t planned : budget.planned) entries += planned < 0 ? 0 : 1;
  }
  for (const auto& [id, grant] : grants_) entries += grant.version;
  for (const auto& [id, commitment] : commitments_) entries += commitment.version;
  // What undoes is an entry too.
  for (const auto& [id, expense] : expenses_) entries += expense.version + expense.reversed;
  for (const auto& [id, receipt] : receipts_) entries += receipt.version + receipt.reversed;
  return entries;
}

}  // namespace cofi::model
