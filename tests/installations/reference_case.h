// The reference case in an installation that tests share.
#ifndef COFI_TESTS_INSTALLATIONS_REFERENCE_CASE_H_
#define COFI_TESTS_INSTALLATIONS_REFERENCE_CASE_H_

#include "tests/installations/installation.h"

namespace cofi::end_to_end {

// The shared installation of a shape with the case and its files in it, applied when it is first
// asked for.
const Installation& CaseIn(Shape shape);

}  // namespace cofi::end_to_end

#endif  // COFI_TESTS_INSTALLATIONS_REFERENCE_CASE_H_
