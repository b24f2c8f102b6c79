// A child process, and waiting for what others do.
#ifndef COFI_TESTS_INSTALLATIONS_PROCESS_H_
#define COFI_TESTS_INSTALLATIONS_PROCESS_H_

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tests/folder.h"

namespace cofi {

// How long tests wait for what must come, also as the deadline of a call. It measures
// nothing and only ends what hangs: a slow machine, or a busy one, has the same
// verdict. Below the ten minutes that a call may take.
inline constexpr absl::Duration kGuard = absl::Minutes(5);

// Tries until `condition` holds; whether it does before the guard ends it.
bool Eventually(const std::function<bool()>& condition, absl::Duration guard = kGuard);

using Words = std::vector<std::string>;

// A child process. Ends with the object, if it did not before.
class Process {
 public:
  // Starts `command`, with nothing of this process's environment but PATH.
  explicit Process(const Words& command, const Words& environment = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t id() const { return id_; }
  void Signal(int signal) const;
  // Its exit code, or minus the signal that ended it, once it has ended; nothing
  // if the guard ends the wait.
  std::optional<int> Wait();
  bool Runs() { return !Ended(); }

  // What it has written so far.
  std::string out() const;
  std::string err() const;

 private:
  bool Ended();

  const Folder folder_;
  pid_t id_ = 0;
  std::optional<int> code_;
};

Words With(Words words, const Words& more);

}  // namespace cofi

#endif  // COFI_TESTS_INSTALLATIONS_PROCESS_H_
