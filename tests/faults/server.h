// A Cofi server in a process of its own that a test may kill at a named place.
#ifndef COFI_TESTS_FAULTS_SERVER_H_
#define COFI_TESTS_FAULTS_SERVER_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/installations/installation.h"
#include "tests/installations/programs.h"

namespace cofi::faults {

// Where the server kills itself: when `service` passes `place` for the n-th time
// (base/failpoint.h). Nowhere when the place is empty.
struct Death {
  std::string service;
  std::string place;
  int passes = 1;
};

struct ServerOptions {
  std::string services = "all";
  std::string data;
  std::string listen;
  std::map<std::string, std::string> peers;
  Death death;
  // Leaves out what makes a commit durable, as `synchronous=NORMAL` would: for the
  // control of a rig.
  bool forgets_syncs = false;
};

class Server : public Process {
 public:
  // Starts it and waits until it is ready, or has ended.
  explicit Server(const ServerOptions& options);
  bool ready() const { return ready_; }

 private:
  bool ready_;
};

// The child's side: serves until it is killed. `words` are those of the process.
int Serve(const std::vector<std::string>& words);

// This program, for whoever starts it again.
std::string ThisProgram();

}  // namespace cofi::faults

#endif  // COFI_TESTS_FAULTS_SERVER_H_
