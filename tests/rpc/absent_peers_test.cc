// A service whose peers are gone goes on with what it knows of them: it reads, and it writes what
// refers to names that it has seen.
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/dates.h"
#include "clients/peer.h"
#include "cofi/applications/v1/funders.pb.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/lines.pb.h"
#include "cofi/projects/v1/partners.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "db/schema.h"
#include "db/sqlite/sqlite.h"
#include "google/protobuf/empty.pb.h"
#include "services/cofid/topology.h"
#include "tests/folder.h"
#include "tests/installations/process.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

constexpr char kOthers[] = "projects,applications";

class AbsentPeers : public ::testing::Test {
 protected:
  AbsentPeers() {
    StartOthers();
    StartBudgets();
    Create("p");
  }

  std::string Address(const std::string& services) const {
    return "unix:" + folder_.path() + "/" + services.substr(0, 3) + ".sock";
  }
  void StartOthers() { others_ = Start(kOthers, {{"budgets", Address("budgets")}}); }
  void StartBudgets() {
    budgets_ =
        Start("budgets", {{"projects", Address(kOthers)}, {"applications", Address(kOthers)}});
  }
  std::unique_ptr<cofid::Topology> Start(const std::string& services,
                                         const std::map<std::string, std::string>& peers) {
    cofid::Options options;
    options.services = services;
    options.data = folder_.path() + "/data";
    options.listen = Address(services);
    options.peers = peers;
    options.clock = {.now = [this] { return start_ + absl::Minutes(ahead_.load()); },
                     .uptime = [] { return absl::ZeroDuration(); }};
    return cofid::Topology::Start(options).value();
  }
  static absl::Status Ask(const std::string& address, const google::protobuf::Message& request,
                          google::protobuf::Message* response) {
    const clients::Peer peer(clients::Connect(address), {.timeout = kGuard});
    return clients::FromPeer("server", peer.CallAndWait(request, response));
  }

  // A project with a phase, and a funder, all of one identifier.
  void Create(const std::string& id) {
    projects::v1::CreateProjectRequest create;
    create.set_project_id(id);
    create.mutable_project()->set_display_name(id);
    projects::v1::Project project;
    EXPECT_THAT(Ask(Address(kOthers), create, &project), IsOk());
    projects::v1::CreatePhaseRequest divide;
    divide.set_parent("projects/" + id);
    divide.set_phase_id(id);
    divide.mutable_phase()->set_display_name(id);
    projects::v1::Phase phase;
    EXPECT_THAT(Ask(Address(kOthers), divide, &phase), IsOk());
    applications::v1::CreateFunderRequest found;
    found.set_funder_id(id);
    found.mutable_funder()->set_display_name(id);
    applications::v1::Funder funder;
    EXPECT_THAT(Ask(Address(kOthers), found, &funder), IsOk());
  }
  // Waits until the budgets have followed so far.
  bool Know(const std::string& name, bool known = true) const {
    return Eventually([&] {
      const auto connection =
          db::OpenSqlite(folder_.path() + "/data/budgets.sqlite", db::Access::kRead).value();
      const auto found = db::ValuesOf(
          *connection, absl::StrCat("SELECT name FROM known WHERE name = '", name, "'"));
      return found.value().empty() != known;
    });
  }

  absl::Status Read(const std::string& project) const {
    budgets::v1::ListBudgetsRequest request;
    request.set_parent(project);
    budgets::v1::ListBudgetsResponse response;
    return Ask(Address("budgets"), request, &response);
  }
  absl::Status Write(const std::string& project, const std::string& id) const {
    budgets::v1::CreateBudgetRequest request;
    request.set_parent(project);
    request.set_budget_id(id);
    request.mutable_budget();
    budgets::v1::Budget budget;
    return Ask(Address("budgets"), request, &budget);
  }
  // A line of a budget of the project `p`.
  absl::Status Refer(const std::string& id, const std::string& phase,
                     const std::string& funder) const {
    budgets::v1::CreateLineRequest request;
    request.set_parent("projects/p/budgets/v1");
    request.set_line_id(id);
    budgets::v1::Line& line = *request.mutable_line();
    line.set_display_name(id);
    line.set_account(funder.empty() ? "62" : "74");
    line.set_side(funder.empty() ? budgets::v1::Line::SIDE_EXPENSE
                                 : budgets::v1::Line::SIDE_INCOME);
    line.mutable_planned_amount()->set_currency_code("EUR");
    line.mutable_planned_amount()->set_units(100);
    line.set_phase(phase);
    line.set_funder(funder);
    budgets::v1::Line made;
    return Ask(Address("budgets"), request, &made);
  }
  absl::Status DeleteFunder(const std::string& id) const {
    applications::v1::DeleteFunderRequest request;
    request.set_name("funders/" + id);
    google::protobuf::Empty nothing;
    return Ask(Address(kOthers), request, &nothing);
  }

  const Folder folder_;
  const absl::Time start_ = absl::Now();
  std::atomic<int> ahead_ = 0;  // Minutes, of the clocks, which stand still.
  std::unique_ptr<cofid::Topology> others_, budgets_;
};

TEST_F(AbsentPeers, WhatWasSeenIsReadAndWrittenWithoutThem) {
  ASSERT_THAT(Write("projects/p", "v1"), IsOk());
  ASSERT_TRUE(Know("projects/p") && Know("projects/p/phases/p") && Know("funders/p"));
  others_.reset();
  // Longer than anything is remembered.
  ahead_ = 5;
  EXPECT_THAT(Read("projects/p"), IsOk());
  EXPECT_THAT(Write("projects/p", "v2"), IsOk());
  EXPECT_THAT(Refer("expense", "projects/p/phases/p", ""), IsOk());
  EXPECT_THAT(Refer("income", "", "funders/p"), IsOk());
  // Also after a start.
  budgets_.reset();
  StartBudgets();
  EXPECT_THAT(Read("projects/p"), IsOk());
  EXPECT_THAT(Write("projects/p", "v3"), IsOk());
}

TEST_F(AbsentPeers, WhatWasNeverSeenHasToWaitForThem) {
  ASSERT_THAT(Write("projects/p", "v1"), IsOk());
  ASSERT_TRUE(Know("projects/p"));
  budgets_.reset();
  Create("q");
  others_.reset();
  StartBudgets();
  EXPECT_THAT(Read("projects/q"), IsReason(type::v1::REASON_PEER_UNAVAILABLE));
  EXPECT_THAT(Write("projects/q", "v1"), IsReason(type::v1::REASON_PEER_UNAVAILABLE));
  EXPECT_THAT(Refer("income", "", "funders/q"), IsReason(type::v1::REASON_PEER_UNAVAILABLE));
  EXPECT_THAT(Write("projects/p", "v2"), IsOk());
  // Until they are back: what the follower has not come to they are asked for.
  StartOthers();
  EXPECT_TRUE(Eventually([this] { return Write("projects/q", "v1").ok(); }));
  EXPECT_THAT(Refer("income", "", "funders/q"), IsOk());
  EXPECT_TRUE(Know("projects/q"));
}

// At once, although the half minute for which it is remembered never ends here.
TEST_F(AbsentPeers, WhatIsDeletedIsKnownNoMore) {
  ASSERT_THAT(Write("projects/p", "v1"), IsOk());
  ASSERT_TRUE(Know("funders/p"));
  ASSERT_THAT(Refer("income", "", "funders/p"), IsOk());
  EXPECT_THAT(DeleteFunder("p"), IsReason(type::v1::REASON_RESOURCE_IN_USE));
  Create("q");
  ASSERT_TRUE(Know("funders/q"));
  EXPECT_THAT(DeleteFunder("q"), IsOk());
  // Whether the follower has come to it or not.
  EXPECT_THAT(Refer("other", "", "funders/q"), IsReason(type::v1::REASON_REFERENCE_NOT_FOUND));
  EXPECT_TRUE(Know("funders/q", false));
  EXPECT_THAT(Refer("other", "", "funders/q"), IsReason(type::v1::REASON_REFERENCE_NOT_FOUND));
  // One of the same name is another.
  applications::v1::CreateFunderRequest found;
  found.set_funder_id("q");
  found.mutable_funder()->set_display_name("another");
  applications::v1::Funder funder;
  EXPECT_THAT(Ask(Address(kOthers), found, &funder), IsOk());
  EXPECT_THAT(Refer("other", "", "funders/q"), IsOk());
}

// The dates of a journal are days of the project's time zone.
TEST_F(AbsentPeers, AnotherTimeZoneCountsOnceItWasHeardOf) {
  const auto move = [&](const std::string& time_zone) {
    projects::v1::UpdateProjectRequest update;
    update.mutable_project()->set_name("projects/p");
    update.mutable_project()->set_time_zone(time_zone);
    projects::v1::Project project;
    EXPECT_THAT(Ask(Address(kOthers), update, &project), IsOk());
  };
  int written = 0;
  const auto today = [&] {
    const std::string id = absl::StrCat("v", ++written);
    EXPECT_THAT(Write("projects/p", id), IsOk());
    const auto connection =
        db::OpenSqlite(folder_.path() + "/data/budgets.sqlite", db::Access::kRead).value();
    return db::ValuesOf(*connection, absl::StrCat("SELECT effective_date FROM journal WHERE name ="
                                                  " 'projects/p/budgets/",
                                                  id, "'"))
        .value()
        .at(0);
  };
  // Twenty-five hours apart: of the two, one at least has another day than what was known before.
  for (const char* const zone : {"Pacific/Kiritimati", "Pacific/Pago_Pago"}) {
    move(zone);
    EXPECT_TRUE(Eventually([&] {
      return today() == absl::FormatCivilTime(TodayIn(zone, absl::Now()));
    })) << zone;
  }
}

}  // namespace
}  // namespace cofi
