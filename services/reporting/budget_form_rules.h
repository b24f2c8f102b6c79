// A budget as the form for subsidies (CERFA 12156*06) lays it out: charges beside produits, by
// headings of two digits, and in kind apart.
#ifndef COFI_SERVICES_REPORTING_BUDGET_FORM_RULES_H_
#define COFI_SERVICES_REPORTING_BUDGET_FORM_RULES_H_

#include <vector>

#include "base/language.h"
#include "cofi/reporting/v1/budget_form.pb.h"
#include "services/reporting/chart_of_accounts_rules.h"
#include "services/reporting/facts_rules.h"

namespace cofi::reporting {

// A side of a budget, of which these are all lines: each heading of the form with its sum, and its
// lines below it. In kind, the accounts that the form has a row for stand for their lines. Lines
// with nothing planned, nor given in kind, are left out: those of other versions may be among them.
std::vector<v1::BudgetFormRow> FormRows(const ProjectFacts& facts, const std::vector<Line>& lines,
                                        Line::Side side, ChartVersion chart, Language language);

// Of the budget that is given, with all its lines: the one in force, or another version; of none,
// which has no name, there are no rows. `language` is that of the headings.
v1::BudgetForm MakeBudgetForm(const ProjectFacts& facts, const Budget& budget,
                              const std::vector<Line>& lines, Language language);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_BUDGET_FORM_RULES_H_
