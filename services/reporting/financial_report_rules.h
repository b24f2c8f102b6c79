// What was planned and what was done, in the headings that a funder is owed it in: the compte rendu
// financier of the arrêté of 2006-10-11, whose form is CERFA 15059*02.
#ifndef COFI_SERVICES_REPORTING_FINANCIAL_REPORT_RULES_H_
#define COFI_SERVICES_REPORTING_FINANCIAL_REPORT_RULES_H_

#include <optional>

#include "base/language.h"
#include "cofi/reporting/v1/financial_report.pb.h"
#include "services/reporting/facts_rules.h"
#include "services/reporting/movement_rules.h"

namespace cofi::reporting {

// The sums of movements that it needs: of a period, or of a funder. The rest is in the facts
// anyway.
std::optional<MovementsAsked> MovementsFor(const v1::GetFinancialReportRequest& request);

// `facts` are of the last day of the period, with the movements that were asked for. Done on the
// side of the income is what each source pays of the charges, and what no grant pays is done by own
// funds, so that both sides are equal; what a source has several lines for is split over them as it
// was planned. Before there is a budget there are no rows. `language` is that of the headings.
v1::FinancialReport MakeFinancialReport(const ProjectFacts& facts,
                                        const v1::GetFinancialReportRequest& request,
                                        Language language);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_FINANCIAL_REPORT_RULES_H_
