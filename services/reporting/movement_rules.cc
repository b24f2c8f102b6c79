#include "services/reporting/movement_rules.h"

#include "absl/container/flat_hash_set.h"
#include "base/names.h"

namespace cofi::reporting {

std::vector<MovementSum> Counted(const ProjectFacts& facts,
                                 const std::vector<MovementSum>& movements) {
  absl::flat_hash_set<absl::string_view> awarded;
  for (const Grant& grant : facts.grants) awarded.insert(IdOf(grant.name()));
  std::vector<MovementSum> counted;
  for (const MovementSum& sum : movements) {
    const bool of_grant = awarded.contains(sum.grant());
    // Own funds receive what comes in on a line of income.
    const bool counts = of_grant || (facts.budget.has_value() && !sum.line().empty());
    // What is only reserved is of no funder and of no period.
    const bool moves = sum.spent_minor() != 0 || sum.paid_minor() != 0 || sum.received_minor() != 0;
    if (!counts || !moves) continue;
    counted.push_back(sum);
    if (!of_grant) counted.back().clear_grant();
  }
  return counted;
}

Moved& Moved::operator+=(const Moved& other) {
  spent += other.spent;
  paid += other.paid;
  received += other.received;
  spent_before += other.spent_before;
  return *this;
}

MovedById::MovedById(const ProjectFacts& facts, Id id) {
  for (const MovementSum& sum : Counted(facts, facts.movements)) {
    moved_[(sum.*id)()] +=
        {.spent = sum.spent_minor(), .paid = sum.paid_minor(), .received = sum.received_minor()};
  }
  for (const MovementSum& sum : Counted(facts, facts.movements_before)) {
    moved_[(sum.*id)()] += {.spent_before = sum.spent_minor()};
  }
}

MovedById MovedById::OfLines(const ProjectFacts& facts) { return {facts, &MovementSum::line}; }
MovedById MovedById::OfGrants(const ProjectFacts& facts) { return {facts, &MovementSum::grant}; }

Moved MovedById::Of(absl::string_view id) const {
  const auto found = moved_.find(id);
  return found == moved_.end() ? Moved() : found->second;
}

}  // namespace cofi::reporting
