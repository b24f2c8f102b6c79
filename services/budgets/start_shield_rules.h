// Which funders an order or an invoice endangers, because it comes before they have acknowledged
// receipt. Source: the LEADER rules of DOMAIN.md's section 5, `nothing signed before the receipt is
// acknowledged`; a call says whether it has this rule. Pure.
#ifndef COFI_SERVICES_BUDGETS_START_SHIELD_RULES_H_
#define COFI_SERVICES_BUDGETS_START_SHIELD_RULES_H_

#include <optional>

#include "absl/time/civil_time.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/calls.pb.h"
#include "cofi/budgets/v1/start_shield.pb.h"

namespace cofi::budgets {

// Whether what is begun on a day can endanger an application, if its call asks for that. What is
// begun on the acknowledgement's own day is not before it. An application that is over (rejected,
// withdrawn, closed) has nothing to lose; one that is not handed in yet has.
bool MayEndanger(absl::CivilDay day, const applications::v1::Application& application);
std::optional<v1::Endangered> EndangeredBy(absl::CivilDay day,
                                           const applications::v1::Application& application,
                                           const applications::v1::Call& call);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_START_SHIELD_RULES_H_
