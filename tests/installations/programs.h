// Cofi's own programs as a person or a service manager runs them.
#ifndef COFI_TESTS_INSTALLATIONS_PROGRAMS_H_
#define COFI_TESTS_INSTALLATIONS_PROGRAMS_H_

#include <string>

#include "tests/folder.h"
#include "tests/installations/installation.h"
#include "tests/installations/process.h"

namespace cofi::end_to_end {

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

// `cofi` with these words, to be started.
Words CofiCommand(const Words& words);

// What `cofi` does with these words against the server at `address`.
Outcome RunCofi(const std::string& address, const Words& words, const std::string& lang = "en");

// As RunCofi, from a shell that has been told `first`, such as a limit.
Outcome RunCofiAfter(const std::string& first, const std::string& address, const Words& words,
                     const std::string& lang = "en");

// The same words, with the file that `-o` names in this folder.
Words WithFilesIn(const Folder& folder, Words words);

// A running `cofid`: it has said that it is ready, or ended.
class Cofid : public Process {
 public:
  // From a shell that has been told `first`, such as a limit.
  explicit Cofid(const Words& flags, const std::string& first = "true");
  bool ready() const { return ready_; }

 private:
  bool ready_;
};

// The reference case, as a file of `cofi apply`.
std::string CaseFile();

// Applies the reference case to an installation; what `cofi` said of it.
Outcome ApplyCase(const Installation& cofi, const Words& flags = {});

// Attaches the files of the reference case, after it was applied; what `cofi` said of it. What is
// attached already stays.
Outcome AttachCase(const Installation& cofi);

}  // namespace cofi::end_to_end

#endif  // COFI_TESTS_INSTALLATIONS_PROGRAMS_H_
