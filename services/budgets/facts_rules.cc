#include "services/budgets/facts_rules.h"

#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "base/money.h"
#include "base/names.h"

namespace cofi::budgets {
namespace {

using v1::Budget;
using v1::Line;

// What a repeated field holds, which is empty then.
template <typename M>
std::vector<M> Take(google::protobuf::RepeatedPtrField<M>* field) {
  std::vector<M> taken(std::make_move_iterator(field->begin()),
                       std::make_move_iterator(field->end()));
  field->Clear();
  return taken;
}

bool HasMoney(const Line& line) {
  return Minor(line.committed_amount()) != 0 || Minor(line.spent_amount()) != 0 ||
         Minor(line.paid_amount()) != 0 || Minor(line.received_amount()) != 0 ||
         Minor(line.in_kind_amount()) != 0;
}

}  // namespace

void KeepInForce(internal::v1::BudgetFacts* facts) {
  for (Budget& budget : Take(facts->mutable_superseded())) {
    if (budget.state() == Budget::STATE_SUPERSEDED) {
      *facts->add_superseded() = std::move(budget);
    } else if (budget.state() == Budget::STATE_ADOPTED) {
      *facts->mutable_budget() = std::move(budget);
    }
  }
  std::vector<Line> lines = Take(facts->mutable_lines());
  if (!facts->has_budget()) return;
  absl::flat_hash_set<std::string> there, moved;
  for (const Line& line : lines) {
    if (ParentOf(line.name()) != facts->budget().name()) continue;
    there.insert(std::string(IdOf(line.name())));
    *facts->add_lines() = line;
  }
  for (const auto* sums : {&facts->movements(), &facts->movements_before()}) {
    for (const internal::v1::MovementSum& sum : *sums) moved.insert(sum.line());
  }
  for (Line& line : lines) {
    const std::string id(IdOf(line.name()));
    // What was taken back later still was moved in its time.
    if ((!HasMoney(line) && !moved.contains(id)) || !there.insert(id).second) continue;
    *line.mutable_planned_amount() = MoneyFromMinor(0, line.planned_amount().currency_code());
    *facts->add_lines() = std::move(line);
  }
}

}  // namespace cofi::budgets
