// What a call says of itself, and of the applications to it. Pure.
#ifndef COFI_SERVICES_APPLICATIONS_CALL_RULES_H_
#define COFI_SERVICES_APPLICATIONS_CALL_RULES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/dates.h"
#include "base/money.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/calls.pb.h"
#include "cofi/type/v1/state_changes.pb.h"
#include "services/applications/application_rules.h"

namespace cofi::applications {

// VALUE_OUT_OF_RANGE, in the fields of `call`, where a first step ends after what it comes before,
// or the rates are of two bases or the wrong way round.
absl::Status CheckCall(const v1::Call& call);

// The session of that identifier; null if the call has none such.
const v1::CallSession* SessionOf(const v1::Call& call, absl::string_view session_id);

// REFERENCE_NOT_FOUND if an application names a session that its call has not.
absl::Status CheckSession(const v1::Call& call, const v1::Application& application);

// VALUE_OUT_OF_RANGE if the call, or the session that the application names, takes no application
// on that day; what CheckSession says.
absl::Status CheckWindow(const v1::Call& call, const v1::Application& application,
                         const Date& date);

// OUTSIDE_CALL_BOUNDS for an eligible cost outside bounds that are counted on that; below the floor
// only if that is asked. And, in `field`, for an amount that is another part of the eligible cost
// than the call pays. What nobody said is not compared, nor amounts in two currencies.
absl::Status CheckEligibleCost(const v1::Call& call, const v1::Application& application,
                               Bounded bounded);
absl::Status CheckRates(const v1::Call& call, const v1::Application& application, const char* field,
                        const Money& amount);

// All that a call has against an amount of the application, which stands in `field`: what
// CheckBounds (application_rules.h) says, and the two above.
std::vector<absl::Status> ObjectionsTo(const v1::Call& call, const v1::Application& application,
                                       const char* field, const Money& amount, Bounded bounded);

// Refuses with all of these that are refusals; unless somebody said why they do not count: then
// `change`, which must be there, has them (base/overridden.h), and says why.
absl::Status Overrule(const std::vector<absl::Status>& objections, const std::string& reason,
                      type::v1::StateChange* change);

}  // namespace cofi::applications

#endif  // COFI_SERVICES_APPLICATIONS_CALL_RULES_H_
