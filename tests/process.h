// A child process, and waiting for what others do.
#ifndef COFI_TESTS_PROCESS_H_
#define COFI_TESTS_PROCESS_H_

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tests/folder.h"

namespace cofi {

// Tries until `condition` holds, for as long as `patience` lasts; whether it does.
bool Eventually(const std::function<bool()>& condition,
                absl::Duration patience = absl::Seconds(10));

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
  // if that takes more than half a minute.
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

#endif  // COFI_TESTS_PROCESS_H_
