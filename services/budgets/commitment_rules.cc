#include "services/budgets/commitment_rules.h"

#include "base/money.h"
#include "base/states.h"

namespace cofi::budgets {

using v1::Commitment;

void CommitmentOn(absl::CivilDay day, absl::Span<const CommitmentChange> changes,
                  Commitment* commitment) {
  int64_t reserved = 0, consumed = 0;
  for (const CommitmentChange& change : changes) {
    if (change.day > day) continue;
    reserved += change.reserved_minor;
    consumed += change.consumed_minor;
  }
  const std::string currency = commitment->amount().currency_code();
  *commitment->mutable_open_amount() = MoneyFromMinor(reserved, currency);
  *commitment->mutable_consumed_amount() = MoneyFromMinor(consumed, currency);
  StateOn(day, Commitment::STATE_OPEN, commitment);
  while (reserved > 0 && commitment->state() != Commitment::STATE_OPEN) {
    commitment->mutable_history()->RemoveLast();
    StateOn(day, Commitment::STATE_OPEN, commitment);
  }
}

}  // namespace cofi::budgets
