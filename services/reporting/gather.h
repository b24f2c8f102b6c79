// Gathers the facts of a report from the services that own them: all lists side
// by side, page after page, never waiting on a thread.
//
// If two lists of a service saw different journal entries of the same project,
// something was written in between and they may not fit together: the project is
// then gathered again, at most three times in all. After that the report names
// the lowest entry seen. The project itself is no list, and its answer does not
// say what it saw.
#ifndef COFI_SERVICES_REPORTING_GATHER_H_
#define COFI_SERVICES_REPORTING_GATHER_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "base/dates.h"
#include "services/reporting/facts_rules.h"
#include "services/reporting/pages.h"

namespace cofi::reporting {

// The facts of `project`, or of all projects for `projects/-`, as they were
// effective on `as_of`; not set means today, in the time zone of each project, or
// the day of the time that the inquiry is about.
//
// Among all projects, one whose data a service cannot make sense of costs only
// itself: it is left out, and named in `omitted`, as long as there are others. A
// service that does not answer costs the report, for nobody could tell whom it omits.
//
// `done` runs once, on a gRPC thread or, if nobody could be asked, before this
// returns; it must not block. It gets the refusals
// of the services (NOT_FOUND for an unknown project), PEER_UNAVAILABLE or
// DEADLINE_EXCEEDED.
void Gather(const Inquiry& inquiry, const std::string& project, const Date& as_of,
            std::function<void(absl::StatusOr<Portfolio>)> done);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_GATHER_H_
