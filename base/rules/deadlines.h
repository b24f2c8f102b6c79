// What is due, as it follows from what is recorded, whoever asks and on whatever day: the one
// answer, for the services that keep it ready and for the reports. Pure.
//
// A deadline has its date, kind, names and funder here; of which day it is judged, and what the
// funder is called, is added by who shows it.
#ifndef COFI_BASE_RULES_DEADLINES_H_
#define COFI_BASE_RULES_DEADLINES_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/funders.pb.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "cofi/applications/v1/stages.pb.h"
#include "cofi/attachments/v1/papers.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/projects/v1/updates.pb.h"
#include "cofi/reporting/v1/deadlines.pb.h"

namespace cofi::rules {

using Deadlines = std::vector<reporting::v1::Deadline>;

// What is to be handed in and to be decided, and what is owed. The closing of its call, which is
// of no project, is not here.
Deadlines DeadlinesOf(const applications::v1::Application& application,
                      const std::vector<const applications::v1::Stage*>& stages,
                      const std::vector<const applications::v1::Obligation*>& obligations);
// The end of its validity. It is of no project, whoever has it.
Deadlines DeadlinesOf(const attachments::v1::Paper& paper);
// The end of the eligible period of one that was not lost.
Deadlines DeadlinesOf(const budgets::v1::Grant& grant);
// The event that it announces.
Deadlines DeadlinesOf(const projects::v1::ProjectUpdate& update);
// Its closing, whoever means to answer it.
Deadlines DeadlinesOf(const applications::v1::Call& call);

// Whether it is over once its day has passed, rather than overdue.
bool EndsWithItsDay(reporting::v1::Deadline::Kind kind);

// Whether a call takes applications on a day.
bool TakesApplicationsOn(const applications::v1::Call& call, absl::CivilDay day);

}  // namespace cofi::rules

#endif  // COFI_BASE_RULES_DEADLINES_H_
