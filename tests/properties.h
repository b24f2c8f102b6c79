// Properties (rapidcheck) as tests that say the same every time: the seed is
// fixed, unless RC_PARAMS in the environment gives another, for a long run:
//
//   RC_PARAMS="seed=7 max_success=100000" build/release/tests/base_test
#ifndef COFI_TESTS_PROPERTIES_H_
#define COFI_TESTS_PROPERTIES_H_

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>

namespace cofi {

// Before main, because rapidcheck reads its parameters at the first property.
inline const int kSeeded = setenv("RC_PARAMS", "seed=2018 max_success=300", /*overwrite=*/0);

}  // namespace cofi

#endif  // COFI_TESTS_PROPERTIES_H_
