// The reference case as the services would tell it on a date: facts from the
// project's public log, figures illustrative.
#ifndef COFI_TESTS_REPORTING_CASE_FACTS_H_
#define COFI_TESTS_REPORTING_CASE_FACTS_H_

#include <string>

#include "services/reporting/facts_rules.h"

namespace cofi::reporting {

ProjectFacts CaseOn(const std::string& as_of);

// With what was moved in a period, whose ends are open where they are empty, and before it; by
// calendar year if that is asked for.
ProjectFacts CaseBetween(const std::string& from, const std::string& to, const std::string& as_of,
                         bool by_year = false);

}  // namespace cofi::reporting

#endif  // COFI_TESTS_REPORTING_CASE_FACTS_H_
