// A PostgreSQL of the tests' own, in a temporary folder, behind a Unix socket: it
// is there only as long as the process that asked for it.
#ifndef COFI_TESTS_INSTALLATIONS_CLUSTER_H_
#define COFI_TESTS_INSTALLATIONS_CLUSTER_H_

#include <memory>
#include <string>

#include "tests/installations/process.h"

namespace cofi {

class Cluster {
 public:
  // Makes one with these lines in its configuration, and starts it.
  explicit Cluster(const std::string& configuration = "");
  // A standby of `primary`, to which it is known as `standby`.
  explicit Cluster(const Cluster& primary, const std::string& configuration);
  ~Cluster();
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  // Its folder, which is what libpq calls its host.
  const std::string& host() const { return folder_; }
  // The URL of a database in it.
  std::string Url(const std::string& database) const;
  // Makes a database, if given as a copy of another, which nobody must be using.
  void Make(const std::string& database, const std::string& like = "template1");

  // Ends it at once, as a crash would; and starts it again.
  void Stop();
  void Start();

  // Sends a signal to every process of it, or to those whose name has `title`.
  void Signal(int signal, const std::string& title = "") const;

 private:
  Words As(const Words& command) const;
  void MakeFolder();
  void Configure(const std::string& configuration) const;

  std::string folder_;
  std::unique_ptr<Process> server_;
};

// Whether the tests of this process are to run on PostgreSQL: COFI_TEST_ENGINE is
// `postgres`.
bool OnPostgres();

// The URL of a new database in the cluster that tests of this process share; empty
// unless they run on PostgreSQL.
std::string NewDatabase(const std::string& like = "template1");

}  // namespace cofi

#endif  // COFI_TESTS_INSTALLATIONS_CLUSTER_H_
