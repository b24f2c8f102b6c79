// A PostgreSQL with a standby that its commits wait for: when the primary dies or
// stands still and the standby takes its place, nothing that was acknowledged is
// lost, and the clients go on by themselves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/identifiers.h"
#include "clients/peer.h"
#include "clients/services.h"
#include "cofi/applications/v1/funders.pb.h"
#include "cofi/journal/v1/history.pb.h"
#include "db/postgres/postgres.h"
#include "tests/installations/books.h"
#include "tests/installations/cluster.h"
#include "tests/installations/health.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using end_to_end::Installation;
using end_to_end::Project;

constexpr int kClients = 6;

std::map<std::string, std::string> Folders() {
  std::map<std::string, std::string> folders;
  for (const std::string& service : clients::Recorded()) folders[service] = "";
  return folders;
}

// Clients that send one request after the other, each until it is answered, and note what
// was.
class Clients : public ::testing::Test {
 protected:
  void TearDown() override { Stop(); }

  void Start() {
    for (int client = 0; client < kClients; ++client) {
      clients_.emplace_back([this, client] {
        for (int i = 0; !stop_; ++i) Send(absl::StrCat("c", client, "-", i));
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

  // Sends what is to make `id`, the same each time; the name of what was made.
  virtual std::function<grpc::Status(std::string* name)> Sending(const std::string& id) = 0;

  // Those that were acknowledged and that the database does not have.
  std::vector<std::string> Lost(const std::string& url, const std::string& service,
                                const std::string& table) {
    const end_to_end::Books books(Folders(), url);
    std::set<std::string> there;
    for (const std::string& name : books.Values(service, "SELECT name FROM " + table)) {
      there.insert(name);
    }
    std::vector<std::string> lost;
    for (const std::string& name : answered_) {
      if (!there.contains(name)) lost.push_back(name);
    }
    return lost;
  }

 private:
  void Send(const std::string& id) {
    const auto send = Sending(id);
    std::string name;
    grpc::Status status;
    do {
      status = send(&name);
    } while (!stop_ && (status.error_code() == grpc::StatusCode::UNAVAILABLE ||
                        status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED));
    if (!status.ok()) {
      if (!stop_) ADD_FAILURE() << id << ": " << status.error_message();
      return;
    }
    absl::MutexLock lock(&mutex_);
    EXPECT_TRUE(answered_.insert(name).second) << name << " twice";
  }

  std::atomic<bool> stop_ = false;
  std::vector<std::thread> clients_;
  absl::Mutex mutex_;
  std::set<std::string> answered_ ABSL_GUARDED_BY(mutex_);
};

class Failover : public Clients {
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
  std::function<grpc::Status(std::string*)> Sending(const std::string& id) override {
    return [this, request = project_->Expense(id, {.amount = "0.01"})](std::string* name) {
      budgets::v1::Expense expense;
      const grpc::Status status = cofi_->Call(request, &expense);
      *name = expense.name();
      return status;
    };
  }

  void Promote() {
    const auto connection =
        db::OpenPostgres(standby_.Url("postgres"), "public", db::Access::kRead).value();
    EXPECT_THAT(connection->Run("SELECT pg_promote()"), IsOk());
  }

  // Of those that were acknowledged, on the new primary.
  std::vector<std::string> Lost() {
    return Clients::Lost(standby_.Url("cofi"), "budgets", "expense");
  }
  void ExpectSound() {
    EXPECT_EQ(end_to_end::Books(Folders(), standby_.Url("cofi")).Discrepancies(), "");
    for (const std::string& service : clients::Recorded()) {
      EXPECT_TRUE(cofi_->Verify(service).sound()) << service;
    }
  }

  Cluster primary_, standby_;
  std::string url_;
  std::unique_ptr<Installation> cofi_;
  std::unique_ptr<Project> project_;
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
  ASSERT_THAT((*old)->Begin(db::Access::kWrite), IsOk());
  ASSERT_THAT((*old)->Run("UPDATE feed SET base = base"), IsOk());
  EXPECT_FALSE((*old)->Commit().ok());
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
  ASSERT_THAT(connection->Begin(db::Access::kWrite), IsOk());
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
  const absl::Status status = connection->Commit();
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

// Two servers on one database, of which one is stopped within a transaction: the other goes
// on, and when the first does too, nothing was lost and nothing happened twice.
class Standstill : public Clients {
 protected:
  Standstill() : cofi_(Folders()) {
    cluster_.Make("cofi");
    for (const char* name : {"a", "b"}) {
      servers_[name] = std::make_unique<end_to_end::Cofid>(
          Words{"--database", cluster_.Url("cofi"), "--listen", Address(name)});
      EXPECT_TRUE(servers_[name]->ready()) << servers_[name]->err();
    }
    for (const std::string& service : clients::Recorded()) {
      cofi_.Reach(service, Address("a"));
    }
    project_ = std::make_unique<Project>(cofi_, "p");
  }
  void TearDown() override {
    servers_["a"]->Signal(SIGCONT);
    Stop();
  }

  std::string Address(const std::string& server) const {
    return "unix:" + folder_.path() + "/" + server + ".sock";
  }

  // The server `a` is stopped, and a session of its, which waits for it, holds a lock.
  bool StopWithALock(const std::string& service) {
    const end_to_end::Books books(Folders(), cluster_.Url("cofi"));
    return Eventually([&] {
      servers_["a"]->Signal(SIGSTOP);
      absl::SleepFor(absl::Milliseconds(300));
      const std::string held = books.Value(
          service, absl::StrCat("SELECT CAST(COUNT(*) AS TEXT) FROM pg_stat_activity JOIN pg_locks"
                                " USING (pid) WHERE application_name = 'cofid ",
                                service,
                                "' AND wait_event_type = 'Client' AND locktype = 'advisory' AND"
                                " mode = 'ExclusiveLock' AND granted"));
      if (held != "0") return true;
      servers_["a"]->Signal(SIGCONT);
      return false;
    });
  }

  grpc::Status AskB(const google::protobuf::Message& request, google::protobuf::Message* response) {
    const clients::Peer peer(clients::Connect(Address("b")),
                             {.timeout = kGuard, .principal = "test"});
    return peer.CallAndWait(request, response);
  }

  void ExpectAllThereOnce(const std::string& service, const std::string& table) {
    servers_["a"]->Signal(SIGCONT);
    EXPECT_TRUE(MoreAnswered(20)) << "the one that stood still does not go on";
    Stop();
    EXPECT_EQ(absl::StrJoin(Lost(cluster_.Url("cofi"), service, table), ", "), "");
    const end_to_end::Books books(Folders(), cluster_.Url("cofi"));
    EXPECT_TRUE(books.AwaitRelays());
    EXPECT_EQ(books.Discrepancies(), "");
    EXPECT_TRUE(cofi_.Verify(service).sound());
  }

  const Folder folder_;
  Cluster cluster_;
  std::map<std::string, std::unique_ptr<end_to_end::Cofid>> servers_;
  Installation cofi_;  // By way of `a`.
  std::unique_ptr<Project> project_;
};

class StandstillOfAProject : public Standstill {
  std::function<grpc::Status(std::string*)> Sending(const std::string& id) override {
    return [this, request = project_->Expense(id, {.amount = "0.01"})](std::string* name) {
      budgets::v1::Expense expense;
      const grpc::Status status = cofi_.Call(request, &expense);
      *name = expense.name();
      return status;
    };
  }
};

TEST_F(StandstillOfAProject, HoldsUpNobodyElse) {
  Start();
  ASSERT_TRUE(MoreAnswered(20));
  ASSERT_TRUE(StopWithALock("budgets"));
  budgets::v1::Expense expense;
  const grpc::Status status = AskB(project_->Expense("b", {.amount = "0.01"}), &expense);
  EXPECT_TRUE(status.ok()) << status.error_message();
  // And whoever asks what became of a request is told.
  journal::v1::GetRequestOutcomeRequest outcome;
  outcome.set_journal("journals/budgets");
  outcome.set_request_id("0198b0a0-0000-7000-8000-000000000001");
  journal::v1::RequestOutcome told;
  const grpc::Status answer = AskB(outcome, &told);
  EXPECT_TRUE(answer.ok()) << answer.error_message();
  EXPECT_EQ(told.state(), journal::v1::RequestOutcome::STATE_NEVER_APPLIED);
  ExpectAllThereOnce("budgets", "expense");
}

class StandstillOfTheDirectory : public Standstill {
 protected:
  static applications::v1::CreateFunderRequest Funder(const std::string& id) {
    applications::v1::CreateFunderRequest request;
    request.set_funder_id(id);
    request.mutable_funder()->set_display_name(id);
    request.set_request_id(NewUuid());
    return request;
  }

 private:
  std::function<grpc::Status(std::string*)> Sending(const std::string& id) override {
    return [this, request = Funder(id)](std::string* name) {
      applications::v1::Funder funder;
      const grpc::Status status = cofi_.Call(request, &funder);
      *name = funder.name();
      return status;
    };
  }
};

TEST_F(StandstillOfTheDirectory, HoldsUpNobodyElse) {
  Start();
  ASSERT_TRUE(MoreAnswered(20));
  ASSERT_TRUE(StopWithALock("applications"));
  applications::v1::Funder funder;
  const grpc::Status status = AskB(Funder("b"), &funder);
  EXPECT_TRUE(status.ok()) << status.error_message();
  ExpectAllThereOnce("applications", "funder");
}

// Health says what is so: of each service, and of the process.
TEST(Health, FollowsTheDatabase) {
  Cluster cluster;
  cluster.Make("cofi");
  const Installation cofi(end_to_end::Shape::kOneProcess, cluster.Url("cofi"));
  const auto& channel = cofi.channel("budgets");
  const auto becomes = [&](const char* name, const char* expected) {
    return Eventually([&] { return end_to_end::HealthOf(channel, name) == expected; });
  };
  constexpr const char* kNames[] = {"", "projects", "cofi.budgets.v1.ExpenseService",
                                    "cofi.journal.v1.JournalService"};
  end_to_end::HealthWatch watch(channel, "budgets");
  EXPECT_EQ(watch.Next(), "SERVING");
  cluster.Stop();
  EXPECT_EQ(watch.Next(), "NOT_SERVING");
  for (const char* name : kNames) EXPECT_TRUE(becomes(name, "NOT_SERVING")) << name;
  // It has no tables of its own.
  EXPECT_EQ(end_to_end::HealthOf(channel, "reporting"), "SERVING");
  cluster.Start();
  EXPECT_EQ(watch.Next(), "SERVING");
  for (const char* name : kNames) EXPECT_TRUE(becomes(name, "SERVING")) << name;
}

}  // namespace
}  // namespace cofi
