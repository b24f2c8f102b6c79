// How applications and stages move, and what they were on a date. Pure.
#ifndef COFI_SERVICES_APPLICATIONS_APPLICATION_RULES_H_
#define COFI_SERVICES_APPLICATIONS_APPLICATION_RULES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/states.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/funders.pb.h"
#include "cofi/applications/v1/stages.pb.h"

namespace cofi::applications {

absl::Span<const Transition<v1::Application::State>> ApplicationTransitions();
absl::Span<const Transition<v1::Stage::State>> StageTransitions();

// What becomes of the application when a verb of one of its stages is used (`PASS_STAGE`,
// `REJECT`); empty if it stays as it is.
absl::string_view ApplicationVerbOf(absl::string_view stage_verb);
// The verbs of a stage that its state and that of its application allow.
VerbList AllowedOnStage(const v1::Stage& stage, const v1::Application& application);

// Moves an application by a verb (`SUBMIT`, `PASS_STAGE`, `AWARD`, …); a refusal
// by the funder is its decision. `RESUME`, `PROVIDE_INFORMATION`, `RECONSIDER` and `REOPEN` lead
// back to the state that it was in before. What is learnt late of the first two, and of what they
// answer, finds its place between what came before and after, if that is possible then too.
// VERB_NOT_ALLOWED or DATE_OUT_OF_ORDER; for a verb that
// may come again and again, what CheckRoom (base/states.h) says.
absl::Status MoveApplication(v1::Application* application, absl::string_view verb, const Date& date,
                             absl::string_view note);

// CLOSED if it is: it takes nothing more.
absl::Status CheckNotClosed(const v1::Application& application);

// OUTSIDE_CALL_BOUNDS, in `field`, for an amount above the call's ceiling; and for one below
// its floor if that is `asked`: what a funder gives may be less than it says. Amounts in
// another currency than the call's are not compared, nor bounds that are no bounds of its own aid.
enum class Bounded { kAsked, kAwarded };
absl::Status CheckBounds(const v1::Call& call, const char* field, const Money& amount,
                         Bounded bounded);

// Moves a stage by a verb (`OPEN`, `SUBMIT`, `RETURN`, `PASS`, `FAIL`, `SKIP`). Of `RETURN`, which
// may come again and again, what CheckRoom (base/states.h) says too.
absl::Status MoveStage(v1::Stage* stage, absl::string_view verb, const Date& date,
                       absl::string_view note);

// Says which round a stage is in: one more than its history has returns.
void TellRound(v1::Stage* stage);

// Moves the stages of an application (in their order) as its own move on `date`
// has it: submitting hands in the first one; an award passes the one in hand, a
// refusal fails it, a withdrawal skips it, and each leaves out what is to come; reconsidered or
// reopened, those that ended so are where they were before.
// Returns those that changed. DATE_OUT_OF_ORDER if one of them changed later;
// then none does.
absl::StatusOr<std::vector<v1::Stage*>> FollowApplication(absl::string_view verb, const Date& date,
                                                          std::vector<v1::Stage>* stages);

// Opens the first stage that is to come, unless one is in hand, wherever it
// stands. Returns it, or null.
v1::Stage* OpenNext(const Date& date, std::vector<v1::Stage>* stages);

// The first stage that is not over, for an application that is open; else empty.
std::string CurrentStage(const v1::Application& application, const std::vector<v1::Stage>& stages);

// Makes of a resource what it was on `day`.
void ApplicationOn(absl::CivilDay day, v1::Application* application);
void StageOn(absl::CivilDay day, v1::Stage* stage);

}  // namespace cofi::applications

#endif  // COFI_SERVICES_APPLICATIONS_APPLICATION_RULES_H_
