// The earmarked funds carried forward (fonds dédiés) of a project.
#ifndef COFI_SERVICES_REPORTING_CARRY_FORWARD_RULES_H_
#define COFI_SERVICES_REPORTING_CARRY_FORWARD_RULES_H_

#include "cofi/reporting/v1/carry_forward.pb.h"
#include "services/reporting/facts_rules.h"

namespace cofi::reporting {

// In the order of the grants. What a secured grant pays is earmarked, received or not; of one that
// hangs on conditions what was received, and of one that is closed nothing. What a later year pays
// of a grant over several years is not told apart: its agreement says so where it matters.
v1::CarryForward MakeCarryForward(const ProjectFacts& facts);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_CARRY_FORWARD_RULES_H_
