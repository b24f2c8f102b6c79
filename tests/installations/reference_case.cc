#include "tests/installations/reference_case.h"

#include <map>

#include "tests/installations/programs.h"

namespace cofi::end_to_end {

const Installation& CaseIn(Shape shape) {
  static auto* const applied = new std::map<Shape, bool>();
  Installation& cofi = Shared(shape);
  if (!(*applied)[shape]) {
    const Outcome outcome = ApplyCase(cofi);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    const Outcome attached = AttachCase(cofi);
    EXPECT_EQ(attached.code, 0) << attached.err;
    EXPECT_TRUE(cofi.books().AwaitRelays());
    (*applied)[shape] = true;
  }
  return cofi;
}

}  // namespace cofi::end_to_end
