// What a figure is, in words.
#ifndef COFI_SERVICES_REPORTING_FIGURE_WORDS_RULES_H_
#define COFI_SERVICES_REPORTING_FIGURE_WORDS_RULES_H_

#include <string>

#include "base/language.h"
#include "services/reporting/facts_rules.h"
#include "services/reporting/figure_names_rules.h"

namespace cofi::reporting {

// `spent, line 62 Fees, Fondation de France`
std::string FigureWords(const ProjectFacts& facts, const FigureName& figure, Language language);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_FIGURE_WORDS_RULES_H_
