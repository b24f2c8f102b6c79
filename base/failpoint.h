// Named places in the code where a test may stop the process, to see what a
// crash at that very moment leaves behind:
//
//   PassFailpoint("budgets", "before COMMIT");
//
// In production nothing happens there: the hook is null, and neither a flag nor
// the environment can set it. Only a program of tests/ that links the code does
// (tests/house/house_rules.py looks that nobody else does).
#ifndef COFI_BASE_FAILPOINT_H_
#define COFI_BASE_FAILPOINT_H_

#include <atomic>

#include "absl/strings/string_view.h"

namespace cofi {

// What is called at each place, with the service that passes it.
using FailpointHook = void (*)(absl::string_view service, absl::string_view place);
inline std::atomic<FailpointHook> failpoint_hook = nullptr;

inline void PassFailpoint(absl::string_view service, absl::string_view place) {
  if (const FailpointHook hook = failpoint_hook.load(std::memory_order_relaxed)) {
    hook(service, place);
  }
}

}  // namespace cofi

#endif  // COFI_BASE_FAILPOINT_H_
