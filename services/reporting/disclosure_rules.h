// What funders were told of each other's part, held against what the plan says of it. Pure.
#ifndef COFI_SERVICES_REPORTING_DISCLOSURE_RULES_H_
#define COFI_SERVICES_REPORTING_DISCLOSURE_RULES_H_

#include <optional>
#include <vector>

#include "cofi/reporting/v1/disclosures.pb.h"
#include "services/reporting/facts_rules.h"
#include "services/reporting/source_rules.h"

namespace cofi::reporting {

// What all sources together bring, as StaleDisclosure says: without drafts, what was rejected or
// withdrawn, and own funds.
Wide BroughtMinor(const std::vector<FundingSource>& sources);

// Of a source that was asked or has awarded, and was told of the others: what it was told, unless
// it is so still. `together` is BroughtMinor of all sources.
std::optional<v1::StaleDisclosure> StaleDisclosureOf(const ProjectFacts& facts,
                                                     const FundingSource& source, Wide together);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_DISCLOSURE_RULES_H_
