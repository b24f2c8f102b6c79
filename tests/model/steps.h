// Random steps, and how they read.
#ifndef COFI_TESTS_MODEL_STEPS_H_
#define COFI_TESTS_MODEL_STEPS_H_

#include <rapidcheck.h>

#include <ostream>
#include <string>
#include <vector>

#include "tests/model/oracle.h"

namespace cofi::model {

// A step that the state of `oracle` makes interesting: amounts at the cent where
// a rule changes its mind, requests that were sent before, names that are not
// there.
rc::Gen<Step> NextStep(const Oracle& oracle);

// So many steps from a seed, always the same.
std::vector<Step> StepsFrom(uint64_t seed, int count);

// `Spend 3 day 40 12.50 line 62 …`: the numbers of a step, in words.
std::string Describe(const Step& step);

}  // namespace cofi::model

#endif  // COFI_TESTS_MODEL_STEPS_H_
