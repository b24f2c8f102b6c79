// A whole Cofi in a folder of its own: one process with all services, four
// servers that call each other, or two that share a database; the tests are the same.
#ifndef COFI_TESTS_INSTALLATIONS_INSTALLATION_H_
#define COFI_TESTS_INSTALLATIONS_INSTALLATION_H_

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/language.h"
#include "clients/peer.h"
#include "cofi/journal/v1/journal.pb.h"
#include "google/protobuf/message.h"
#include "services/cofid/topology.h"
#include "tests/folder.h"
#include "tests/installations/books.h"
#include "tests/installations/cluster.h"

namespace cofi::end_to_end {

// kReplicas: two servers with all services on one database, which take turns.
enum class Shape { kOneProcess, kFourServers, kReplicas };

class Installation {
 public:
  // Real servers on Unix sockets, in this process.
  explicit Installation(Shape shape) : Installation(shape, NewDatabase()) {}
  // With their tables in the database at this URL; embedded if it is empty.
  Installation(Shape shape, const std::string& database);
  // Servers that others start and stop: the data folder of each service. Where they
  // listen is told by Reach.
  explicit Installation(const std::map<std::string, std::string>& folders);
  ~Installation();

  // Where `cofi` finds every service: `unix:…`, or `projects=unix:…,budgets=unix:…`.
  const std::string& address() const { return address_; }
  const Folder& folder() const { return folder_; }
  // The URL of its database; empty if each service has its file.
  const std::string& database() const { return database_; }
  const Books& books() const { return *books_; }

  // The channel to the server that runs `service`.
  const std::shared_ptr<grpc::Channel>& channel(const std::string& service) const {
    return channels_.at(service);
  }

  // Calls the method that takes `request`.
  grpc::Status Call(const google::protobuf::Message& request, google::protobuf::Message* response,
                    Language language = Language::kEnglish, bool* replayed = nullptr) const;

  // The answer to a request that must be granted.
  template <typename Response>
  Response Ask(const google::protobuf::Message& request) const {
    Response response;
    const grpc::Status status = Call(request, &response);
    EXPECT_TRUE(status.ok()) << request.GetTypeName() << ": " << status.error_message();
    return response;
  }

  // The verdict of a service on its own books; how often it told its progress.
  journal::v1::Verdict Verify(const std::string& service, int* progress = nullptr) const;

  // How many stores have failed and stopped for good.
  int failures() const { return failures_; }

  // From now on `service` is at `address`.
  void Reach(const std::string& service, const std::string& address);

  // Stops, or starts again, the server that runs `service`.
  void Stop(const std::string& service);
  void Start(const std::string& service);
  // As Start, where that may fail.
  absl::Status TryStart(const std::string& service);

 private:
  // Which servers run a service.
  std::vector<std::string> ServersOf(const std::string& service) const;
  absl::Status StartServer(const std::string& server);

  const Shape shape_;
  const Folder folder_;
  // Where the tests run on PostgreSQL.
  const std::string database_;
  std::string address_;
  std::map<std::string, cofid::Options> options_;  // By server.
  std::map<std::string, std::unique_ptr<cofid::Topology>> servers_;
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;  // By service.
  std::unique_ptr<Books> books_;
  std::atomic<int> failures_ = 0;
};

// The installation that tests share which leave no trace in each other's
// projects; it stops after the last test.
Installation& Shared(Shape shape);

// A test that runs in every shape that its engine has.
class EndToEnd : public ::testing::TestWithParam<Shape> {
 protected:
  Installation& cofi() { return Shared(GetParam()); }
  ~EndToEnd() override { EXPECT_EQ(cofi().books().Discrepancies(), ""); }
};

void PrintTo(Shape shape, std::ostream* out);
std::string NameOf(const ::testing::TestParamInfo<Shape>& info);

// The shapes that say something of their own. With embedded databases these are one
// process, and four servers. On PostgreSQL it is one, because what services say to each
// other is the same on both engines: two servers, each of them a process with all
// services. Where single servers are stopped or found by their socket, it is four.
std::vector<Shape> AllShapes();
std::vector<Shape> BothShapes();
// For what no shape changes, like the words of refusals: the one where it travels.
Shape OneShape();

#define COFI_IN_ALL_SHAPES(suite)                                                           \
  INSTANTIATE_TEST_SUITE_P(In, suite, ::testing::ValuesIn(::cofi::end_to_end::AllShapes()), \
                           &::cofi::end_to_end::NameOf)
#define COFI_IN_BOTH_SHAPES(suite)                                                           \
  INSTANTIATE_TEST_SUITE_P(In, suite, ::testing::ValuesIn(::cofi::end_to_end::BothShapes()), \
                           &::cofi::end_to_end::NameOf)
#define COFI_IN_ONE_SHAPE(suite)                                                         \
  INSTANTIATE_TEST_SUITE_P(In, suite, ::testing::Values(::cofi::end_to_end::OneShape()), \
                           &::cofi::end_to_end::NameOf)

}  // namespace cofi::end_to_end

#endif  // COFI_TESTS_INSTALLATIONS_INSTALLATION_H_
