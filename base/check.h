// COFI_CHECK stops the process when one of Cofi's own assumptions is wrong: a
// program that is wrong about money must not go on. It stays on in production.
// For what the world may get wrong, return a status instead (base/refusal.h).
#ifndef COFI_BASE_CHECK_H_
#define COFI_BASE_CHECK_H_

#include <string>

namespace cofi {

[[noreturn]] void CheckFailed(const char* file, int line, const std::string& what);

}  // namespace cofi

#define COFI_CHECK(condition, what) \
  ((condition) ? (void)0            \
               : ::cofi::CheckFailed(__FILE__, __LINE__, #condition ": " + std::string(what)))

#endif  // COFI_BASE_CHECK_H_
