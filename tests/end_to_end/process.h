// Cofi's own programs as a person or a service manager runs them.
#ifndef COFI_TESTS_END_TO_END_PROCESS_H_
#define COFI_TESTS_END_TO_END_PROCESS_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/end_to_end/installation.h"

namespace cofi::end_to_end {

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

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

// What `cofi` does with these words against the server at `address`.
Outcome RunCofi(const std::string& address, const Words& words, const std::string& lang = "en");

// A running `cofid`: it has said that it is ready, or ended.
class Cofid : public Process {
 public:
  explicit Cofid(const Words& flags);
  bool ready() const { return ready_; }

 private:
  bool ready_;
};

// The reference case, as a file of `cofi apply`.
std::string CaseFile();

// Applies the reference case to an installation; what `cofi` said of it.
Outcome ApplyCase(const Installation& cofi, const Words& flags = {});

}  // namespace cofi::end_to_end

#endif  // COFI_TESTS_END_TO_END_PROCESS_H_
