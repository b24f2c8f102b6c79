// What the state of an application and of a stage means: the one answer, for the service that
// moves them and for those that report on them. Pure.
#ifndef COFI_BASE_RULES_APPLICATION_STATES_H_
#define COFI_BASE_RULES_APPLICATION_STATES_H_

#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/stages.pb.h"

namespace cofi::rules {

// Submitted and not yet decided.
bool IsOpen(applications::v1::Application::State state);
// Being written, or open: its stages are still ahead.
bool IsUndecided(applications::v1::Application::State state);
// Awarded, and not lost since.
bool IsAwarded(applications::v1::Application::State state);
// Handed in to the funder, whatever became of it: what it asks was requested.
bool IsRequested(const applications::v1::Application& application);

// Passed, failed or skipped.
bool IsOver(applications::v1::Stage::State state);

}  // namespace cofi::rules

#endif  // COFI_BASE_RULES_APPLICATION_STATES_H_
