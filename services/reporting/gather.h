// Gathers the facts of a report from the services that own them, never waiting on a thread.
// Each is asked once for a project and answers from one snapshot: `projects` first, because
// today depends on its time zone, then `applications` and `budgets` side by side, and with them
// `attachments` for the files of expenses, if the report shows these. What all projects share is
// asked once for the report; papers of organizations last, if it needs them.
#ifndef COFI_SERVICES_REPORTING_GATHER_H_
#define COFI_SERVICES_REPORTING_GATHER_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/reporting/facts_rules.h"
#include "services/reporting/inquiry.h"

namespace cofi::reporting {

// The facts of `project`, or of all projects for `projects/-`.
//
// Among all projects, one whose data a service cannot make sense of costs only
// itself: it is left out, and named in `omitted`, as long as there are others. A
// service that does not answer costs the report, for nobody could tell whom it omits.
//
// `done` runs once, on a gRPC thread or, if nobody could be asked, before this
// returns; it must not block. It gets the refusals
// of the services (NOT_FOUND for an unknown project), PEER_UNAVAILABLE or
// DEADLINE_EXCEEDED.
void Gather(const Inquiry& inquiry, const std::string& project,
            std::function<void(absl::StatusOr<GatheredFacts>)> done);

// The facts of these projects among all; of none, nothing.
void GatherSome(const Inquiry& inquiry, const std::vector<std::string>& projects,
                std::function<void(absl::StatusOr<GatheredFacts>)> done);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_GATHER_H_
