// By when what has to be done so that a grant still pays it (a calendrier à rebours): counted
// backward, in working days, from what was agreed. Only that is a fact; the rest is proposed.
#ifndef COFI_SERVICES_REPORTING_BACKWARD_CALENDAR_RULES_H_
#define COFI_SERVICES_REPORTING_BACKWARD_CALENDAR_RULES_H_

#include "absl/status/status.h"
#include "cofi/reporting/v1/backward_calendar.pb.h"
#include "services/reporting/facts_rules.h"

namespace cofi::reporting {

// Working days, where a request says nothing: six weeks to have something delivered and invoiced,
// and a week for a transfer with its two signatures.
inline constexpr int kOrderLeadDays = 30;
inline constexpr int kPaymentLeadDays = 5;

// VALUE_OUT_OF_RANGE for more than 366 days.
absl::Status CheckLeads(const v1::GetBackwardCalendarRequest& request);

v1::BackwardCalendar MakeBackwardCalendar(const ProjectFacts& facts,
                                          const v1::GetBackwardCalendarRequest& request);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_BACKWARD_CALENDAR_RULES_H_
