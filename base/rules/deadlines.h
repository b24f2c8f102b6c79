// What is due, as it follows from what is recorded, whoever asks and on whatever day: the one
// answer, for the services that keep it ready and for the reports. Pure.
//
// A deadline has its date, kind, names and funder here; of which day it is judged, and what the
// funder is called, is added by who shows it.
#ifndef COFI_BASE_RULES_DEADLINES_H_
#define COFI_BASE_RULES_DEADLINES_H_

#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "base/dates.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/calls.pb.h"
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
// The end of the eligible period of one that was not lost; and each payment of it that is not
// received, by what the grant tells of its payments (payments.h), until it is closed.
Deadlines DeadlinesOf(const budgets::v1::Grant& grant);
// The event that it announces.
Deadlines DeadlinesOf(const projects::v1::ProjectUpdate& update);
// Its closing and the end of its first step, and those of each of its sessions, whoever means to
// answer it.
Deadlines DeadlinesOf(const applications::v1::Call& call);

// The last day on which a call takes an application: that of the session which it names, if it
// names one. Not set means any.
Date ClosingFor(const applications::v1::Application& application,
                const applications::v1::Call& call);

// Whether it is over once its day has passed, rather than overdue.
bool EndsWithItsDay(reporting::v1::Deadline::Kind kind);

// Whether it is a call's own, and so of no project.
bool IsOfCall(reporting::v1::Deadline::Kind kind);

// Whether a deadline of a call concerns who has drafts for these of its sessions (empty: for none
// of them): it is one of them, or he may still choose it.
bool ConcernsDrafts(const reporting::v1::Deadline& deadline, const std::set<std::string>& sessions,
                    absl::CivilDay day);

// Whether it is not over on a day on which the call takes applications.
bool ConcernsAnybody(const reporting::v1::Deadline& deadline, const applications::v1::Call& call,
                     absl::CivilDay day);

// Whether something has to be done by its day, so that it matters which day an office is open: an
// event takes place on its own, and a decision or a payment is another's.
bool IsDoneByItsDay(reporting::v1::Deadline::Kind kind);

// What is overdue by more than so many days is very late: after a month nobody forgot by a few
// days, and a funder may have drawn the consequences.
inline constexpr int kVeryLateDays = 30;

}  // namespace cofi::rules

#endif  // COFI_BASE_RULES_DEADLINES_H_
