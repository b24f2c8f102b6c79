#include "base/rules/obligations.h"

#include <cstdint>

#include "base/rules/application_states.h"

namespace cofi::rules {

using applications::v1::Application;
using applications::v1::Obligation;

bool IsOwed(const Obligation& obligation, const Application& application) {
  if (obligation.state() != Obligation::STATE_PENDING) return false;
  return IsAwarded(application.state()) ||
         (obligation.kind() == Obligation::KIND_INFORMATION && IsUndecided(application.state()));
}

Money ScheduledFor(const Obligation& obligation) {
  int64_t minor = 0;
  const Money* any = nullptr;
  for (const applications::v1::UnlockedPayment& each : obligation.unlocks()) {
    if (!each.has_amount()) continue;
    minor += Minor(each.amount());
    any = &each.amount();
  }
  return any == nullptr ? Money() : MoneyFromMinor(minor, any->currency_code());
}

Money HangingOn(const Obligation& obligation) {
  const Money scheduled = ScheduledFor(obligation);
  return scheduled.currency_code().empty() ? obligation.unlocked_amount() : scheduled;
}

}  // namespace cofi::rules
