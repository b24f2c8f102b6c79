// What is owed to funders, and the payments that hang on it. Pure.
#ifndef COFI_BASE_RULES_OBLIGATIONS_H_
#define COFI_BASE_RULES_OBLIGATIONS_H_

#include "base/money.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/obligations.pb.h"

namespace cofi::rules {

// Nothing is owed for an award that has not come, except answers.
bool IsOwed(const applications::v1::Obligation& obligation,
            const applications::v1::Application& application);

// What it unlocks by the schedules of agreements; not set if none of them has an amount for it.
Money ScheduledFor(const applications::v1::Obligation& obligation);

// What hangs on it: by the schedules, else as it says itself; not set if nobody says.
Money HangingOn(const applications::v1::Obligation& obligation);

}  // namespace cofi::rules

#endif  // COFI_BASE_RULES_OBLIGATIONS_H_
