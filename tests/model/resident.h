// The memory of a process, which has a ceiling whatever is done to it.
#ifndef COFI_TESTS_MODEL_RESIDENT_H_
#define COFI_TESTS_MODEL_RESIDENT_H_

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace cofi::model {

// All of cofid. A sanitizer keeps shadows of the memory, and for a while what was freed.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr int64_t kResidentMiBMax = 2'048;
#else
inline constexpr int64_t kResidentMiBMax = 320;
#endif

// MiB of the process, from /proc: `VmRSS` now, `VmHWM` at most so far.
int64_t Resident(pid_t process, const std::string& key);

}  // namespace cofi::model

#endif  // COFI_TESTS_MODEL_RESIDENT_H_
