// The reference case as the services would tell it on a date: facts from the
// project's public log, figures illustrative.
#ifndef COFI_TESTS_REPORTING_CASE_FACTS_H_
#define COFI_TESTS_REPORTING_CASE_FACTS_H_

#include <string>

#include "services/reporting/facts_rules.h"

namespace cofi::reporting {

ProjectFacts CaseOn(const std::string& as_of);

}  // namespace cofi::reporting

#endif  // COFI_TESTS_REPORTING_CASE_FACTS_H_
