// When applications that follow each other, as appeals or once more, would count the same money
// twice. Pure.
#ifndef COFI_SERVICES_APPLICATIONS_RESUBMISSION_RULES_H_
#define COFI_SERVICES_APPLICATIONS_RESUBMISSION_RULES_H_

#include "cofi/applications/v1/applications.pb.h"

namespace cofi::applications {

// Neither rejected nor withdrawn: it asks for money, is going to, or has it.
bool Stands(const v1::Application& application);

// Whether both counted on some day, as their histories have it: submitted, and neither rejected nor
// withdrawn at its end.
bool CountedTogether(const v1::Application& one, const v1::Application& other);

}  // namespace cofi::applications

#endif  // COFI_SERVICES_APPLICATIONS_RESUBMISSION_RULES_H_
