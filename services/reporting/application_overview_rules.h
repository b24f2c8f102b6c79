// Each application with all that is known of it: as the pipeline tells where it stands, and the
// funding plan what it pays.
#ifndef COFI_SERVICES_REPORTING_APPLICATION_OVERVIEW_RULES_H_
#define COFI_SERVICES_REPORTING_APPLICATION_OVERVIEW_RULES_H_

#include "base/language.h"
#include "cofi/reporting/v1/application_overview.pb.h"
#include "services/reporting/facts_rules.h"

namespace cofi::reporting {

// By project, then by the day of their submission, drafts last. Totals by currency. Over all
// projects, those without which a total could not be told are left out, and named.
//
// `language` is that in which it is said why.
v1::ApplicationOverview MakeApplicationOverview(const GatheredFacts& gathered, Language language);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_APPLICATION_OVERVIEW_RULES_H_
