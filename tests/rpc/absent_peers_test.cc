// A service whose peers are gone goes on with what it knows of them: it reads, and writes
// nothing that it cannot be sure of.
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>

#include "clients/peer.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "services/cofid/topology.h"
#include "tests/folder.h"
#include "tests/installations/process.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using budgets::v1::Budget;
using budgets::v1::CreateBudgetRequest;
using budgets::v1::ListBudgetsRequest;
using budgets::v1::ListBudgetsResponse;

class AbsentPeers : public ::testing::Test {
 protected:
  AbsentPeers() {
    others_ = Start("projects,applications", {});
    budgets_ = Start("budgets", {{"projects", Address("projects,applications")},
                                 {"applications", Address("projects,applications")}});
    for (const char* id : {"p", "q"}) {
      projects::v1::CreateProjectRequest create;
      create.set_project_id(id);
      create.mutable_project()->set_display_name(id);
      projects::v1::Project project;
      EXPECT_THAT(Ask(Address("projects,applications"), create, &project), IsOk());
    }
  }

  std::string Address(const std::string& services) const {
    return "unix:" + folder_.path() + "/" + services.substr(0, 3) + ".sock";
  }
  std::unique_ptr<cofid::Topology> Start(const std::string& services,
                                         const std::map<std::string, std::string>& peers) {
    cofid::Options options;
    options.services = services;
    options.data = folder_.path() + "/data";
    options.listen = Address(services);
    options.peers = peers;
    options.clock = {.now = [this] { return absl::Now() + absl::Minutes(ahead_.load()); },
                     .uptime = [] { return absl::ZeroDuration(); }};
    return cofid::Topology::Start(options).value();
  }
  static absl::Status Ask(const std::string& address, const google::protobuf::Message& request,
                          google::protobuf::Message* response) {
    const clients::Peer peer(clients::Connect(address), {.timeout = kGuard});
    return clients::FromPeer("server", peer.CallAndWait(request, response));
  }
  absl::Status Read(const std::string& project) const {
    ListBudgetsRequest request;
    request.set_parent(project);
    ListBudgetsResponse response;
    return Ask(Address("budgets"), request, &response);
  }
  absl::Status Write(const std::string& project, const std::string& id) const {
    CreateBudgetRequest request;
    request.set_parent(project);
    request.set_budget_id(id);
    request.mutable_budget();
    Budget budget;
    return Ask(Address("budgets"), request, &budget);
  }

  const Folder folder_;
  std::atomic<int> ahead_ = 0;  // Minutes, of the clocks.
  std::unique_ptr<cofid::Topology> others_, budgets_;
};

TEST_F(AbsentPeers, ReadsOfASeenProjectGoOnWithoutIts) {
  EXPECT_THAT(Write("projects/p", "v1"), IsOk());
  EXPECT_THAT(Read("projects/p"), IsOk());
  others_.reset();
  // Longer than it is remembered for a write.
  ahead_ = 5;
  EXPECT_THAT(Read("projects/p"), IsOk());
  EXPECT_THAT(Write("projects/p", "v2"), IsReason(type::v1::REASON_PEER_UNAVAILABLE));
  EXPECT_THAT(Read("projects/q"), IsReason(type::v1::REASON_PEER_UNAVAILABLE));
  others_ = Start("projects,applications", {});
  EXPECT_TRUE(Eventually([this] { return Write("projects/p", "v2").ok(); }));
  EXPECT_THAT(Read("projects/q"), IsOk());
}

}  // namespace
}  // namespace cofi
