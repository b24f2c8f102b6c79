// A PostgreSQL with a standby that its commits wait for: when the primary dies or
// stands still and the standby takes its place, nothing that was acknowledged is
// lost, and the clients go on by themselves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/peer.h"
#include "db/postgres.h"
#include "services/cofid/topology.h"
#include "tests/cluster.h"
#include "tests/end_to_end/books.h"
#include "tests/end_to_end/installation.h"
#include "tests/end_to_end/project.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using end_to_end::Installation;
using end_to_end::Project;

constexpr int kClients = 6;

class Failover : public ::testing::Test {
 protected:
  explicit Failover(bool synchronous = true)
      : primary_(synchronous ? "synchronous_standby_names = 'standby'\n" : ""),
        standby_(primary_, "synchronous_standby_names = ''\n") {
    primary_.Make("cofi");
    url_ =
        absl::StrCat("postgres://cofi@/cofi?target_session_attrs=read-write&host=", primary_.host(),
                     ",", standby_.host());
    cofi_ = std::make_unique<Installation>(end_to_end::Shape::kOneProcess, url_);
    project_ = std::make_unique<Project>(*cofi_, "p");
  }
  ~Failover() override { Stop(); }

  // Clients that post one expense after the other, each with the same request until
  // it is answered, and note what was.
  void Start() {
    for (int client = 0; client < kClients; ++client) {
      clients_.emplace_back([this, client] {
        for (int i = 0; !stop_; ++i) {
          const std::string id = absl::StrCat("c", client, "-", i);
          const auto request = project_->Expense(id, {.amount = "0.01"});
          budgets::v1::Expense expense;
          grpc::Status status;
          do {
            status = cofi_->Call(request, &expense);
          } while (!stop_ && (status.error_code() == grpc::StatusCode::UNAVAILABLE ||
                              status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED));
          if (!status.ok()) {
            if (!stop_) ADD_FAILURE() << id << ": " << status.error_message();
            continue;
          }
          absl::MutexLock lock(&mutex_);
          answered_.insert(expense.name());
        }
      });
    }
  }
  void Stop() {
    stop_ = true;
    for (std::thread& client : clients_) client.join();
    clients_.clear();
  }
  size_t answered() {
    absl::MutexLock lock(&mutex_);
    return answered_.size();
  }
  bool MoreAnswered(size_t more) {
    const size_t before = answered();
    return Eventually([&] { return answered() >= before + more; });
  }

  void Promote() {
    const auto connection =
        db::OpenPostgres(standby_.Url("postgres"), "public", db::Access::kRead).value();
    EXPECT_THAT(connection->Run("SELECT pg_promote()"), IsOk());
  }

  // Those that were acknowledged and that the new primary does not have.
  std::vector<std::string> Lost() {
    const end_to_end::Books books(Folders(), standby_.Url("cofi"));
    std::set<std::string> there;
    for (const std::string& name : books.Values("budgets", "SELECT name FROM expense")) {
      there.insert(name);
    }
    std::vector<std::string> lost;
    for (const std::string& name : answered_) {
      if (!there.contains(name)) lost.push_back(name);
    }
    return lost;
  }
  void ExpectSound() {
    EXPECT_EQ(end_to_end::Books(Folders(), standby_.Url("cofi")).Discrepancies(), "");
    for (const char* service : {"projects", "applications", "budgets"}) {
      EXPECT_TRUE(cofi_->Verify(service).sound()) << service;
    }
  }
  static std::map<std::string, std::string> Folders() {
    return {{"projects", ""}, {"applications", ""}, {"budgets", ""}};
  }

  Cluster primary_, standby_;
  std::string url_;
  std::unique_ptr<Installation> cofi_;
  std::unique_ptr<Project> project_;
  std::atomic<bool> stop_ = false;
  std::vector<std::thread> clients_;
  absl::Mutex mutex_;
  std::set<std::string> answered_ ABSL_GUARDED_BY(mutex_);
};

TEST_F(Failover, APrimaryThatIsKilledLosesNothing) {
  Start();
  ASSERT_TRUE(MoreAnswered(200));
  primary_.Signal(SIGKILL);
  Promote();
  EXPECT_TRUE(MoreAnswered(200)) << "clients do not go on";
  Stop();
  EXPECT_EQ(absl::StrJoin(Lost(), ", "), "");
  ExpectSound();
}

TEST_F(Failover, APrimaryThatStandsStillLosesNothingAndWritesNoMore) {
  Start();
  ASSERT_TRUE(MoreAnswered(200));
  primary_.Signal(SIGSTOP);
  Promote();
  EXPECT_TRUE(MoreAnswered(200)) << "clients do not go on";
  primary_.Signal(SIGCONT);
  // Whoever still talks to it waits for a standby that is none any more.
  absl::StatusOr<std::unique_ptr<db::Connection>> old;
  ASSERT_TRUE(Eventually([&] {
    old = db::OpenPostgres(primary_.Url("cofi"), "budgets", db::Access::kWrite);
    return old.ok();
  })) << old.status();
  ASSERT_THAT((*old)->Run((*old)->dialect().begin_write), IsOk());
  ASSERT_THAT((*old)->Run("UPDATE feed SET base = base"), IsOk());
  EXPECT_FALSE((*old)->Run("COMMIT").ok());
  primary_.Signal(SIGKILL);
  Stop();
  EXPECT_EQ(absl::StrJoin(Lost(), ", "), "");
  ExpectSound();
}

// A commit whose wait for the standby is cut short counts on the primary, which says
// so in a warning only.
TEST_F(Failover, ACommitThatIsNotConfirmedIsNotBelieved) {
  const auto connection =
      db::OpenPostgres(primary_.Url("cofi"), "budgets", db::Access::kWrite).value();
  ASSERT_THAT(connection->Run(connection->dialect().begin_write), IsOk());
  ASSERT_THAT(connection->Run("UPDATE feed SET base = base"), IsOk());
  standby_.Signal(SIGSTOP, "walreceiver");
  std::atomic<bool> committed = false;
  std::thread impatient([&] {
    const auto other = db::OpenPostgres(primary_.Url("cofi"), "budgets", db::Access::kRead).value();
    while (!committed) {
      (void)other->Run(
          "SELECT pg_cancel_backend(pid) FROM pg_stat_activity"
          " WHERE wait_event = 'SyncRep'");
      absl::SleepFor(absl::Milliseconds(50));
    }
  });
  const absl::Status status = connection->Run("COMMIT");
  committed = true;
  impatient.join();
  standby_.Signal(SIGCONT, "walreceiver");
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("was not confirmed"));
  EXPECT_TRUE(connection->CallsFor(db::Remedy::kReopen));
}

// What is there and not confirmed yet is no answer to who asks again.
TEST_F(Failover, AnAnswerIsNotGivenAgainBeforeItIsSafe) {
  const auto request = project_->Expense("e", {.amount = "0.01"});
  const clients::Peer peer(cofi_->channel("budgets"),
                           {.timeout = absl::Seconds(1), .principal = "test"});
  budgets::v1::Expense expense;
  standby_.Signal(SIGSTOP, "walreceiver");
  EXPECT_EQ(peer.CallAndWait(request, &expense).error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  const end_to_end::Books books(Folders(), primary_.Url("cofi"));
  EXPECT_TRUE(Eventually([&] {
    (void)books.Values("budgets",
                       "SELECT CAST(pg_cancel_backend(pid) AS TEXT) FROM pg_stat_activity"
                       " WHERE wait_event = 'SyncRep'");
    return books.Value("budgets", "SELECT COUNT(*) FROM expense") == "1";
  }));
  EXPECT_EQ(peer.CallAndWait(request, &expense).error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  standby_.Signal(SIGCONT, "walreceiver");
  bool replayed = false;
  EXPECT_TRUE(cofi_->Call(request, &expense, Language::kEnglish, &replayed).ok());
  EXPECT_TRUE(replayed);
}

// The control: where commits do not wait for the standby, what it had not heard of
// is lost, and this test sees it.
class Asynchronous : public Failover {
 protected:
  Asynchronous() : Failover(/*synchronous=*/false) {}
};

TEST_F(Asynchronous, APrimaryThatIsKilledLosesWrites) {
  Start();
  ASSERT_TRUE(MoreAnswered(100));
  standby_.Signal(SIGSTOP, "walreceiver");
  ASSERT_TRUE(MoreAnswered(100));
  primary_.Signal(SIGKILL);
  standby_.Signal(SIGCONT, "walreceiver");
  Promote();
  EXPECT_TRUE(MoreAnswered(50));
  Stop();
  EXPECT_FALSE(Lost().empty());
}

}  // namespace
}  // namespace cofi
