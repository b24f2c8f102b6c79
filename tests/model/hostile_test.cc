// What a caller may do to a server on purpose or by accident, and what others notice of
// it: nothing.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/money.h"
#include "base/refusal.h"
#include "clients/peer.h"
#include "cofi/applications/v1/application_verbs.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "db/sqlite/sqlite.h"
#include "services/cofid/topology.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/model/raw_connection.h"

namespace cofi::model {
namespace {

using end_to_end::Cofid;
using end_to_end::Installation;
using end_to_end::Project;
using end_to_end::RunCofi;
using end_to_end::Shape;
using ::testing::HasSubstr;

constexpr char kStatus[] = "/cofi.reporting.v1.ReportingService/GetBudgetStatus";
constexpr char kSubmit[] = "/cofi.applications.v1.ApplicationService/SubmitApplication";

// A project with an application, and a cofid of its own process that serves it.
class Hostile : public ::testing::Test {
 protected:
  explicit Hostile(const std::string& first = "true")
      : cofi_(Shape::kOneProcess, ""), project_(cofi_, "p") {
    applications::v1::CreateApplicationRequest request;
    request.set_parent(project_.name());
    request.set_application_id("a");
    request.mutable_application()->set_display_name("a");
    request.mutable_application()->set_funder("funders/ville");
    *request.mutable_application()->mutable_requested_amount() = MoneyFromMinor(100'00, "EUR");
    cofi_.Ask<applications::v1::Application>(request);
    EXPECT_TRUE(cofi_.books().AwaitRelays());
    cofi_.Stop("projects");
    Start(first);
  }

  void Start(const std::string& first, const Words& more = {}) {
    cofid_ = std::make_unique<Cofid>(
        With({"--data", cofi_.folder().path() + "/all", "--listen", cofi_.address()}, more), first);
    EXPECT_TRUE(cofid_->ready()) << cofid_->err();
  }

  std::string SocketPath() const {
    return std::string(absl::StripPrefix(cofi_.address(), "unix:"));
  }

  bool Answers() const { return RunCofi(cofi_.address(), {"status", "p"}).code == 0; }

  // Sends it with this name in the header, and waits until the server has dealt with it.
  void SendAs(const char* path, const google::protobuf::Message& request,
              const std::string& principal) {
    RawConnection connection(SocketPath());
    ASSERT_TRUE(connection.Write(
        WholeCall(path, request.SerializeAsString(), "cofi-principal", principal)));
    EXPECT_TRUE(connection.AwaitEnd());
  }

  Installation cofi_;
  Project project_;
  std::unique_ptr<Cofid> cofid_;
};

TEST_F(Hostile, NoNameInAHeaderEndsTheServerOrStandsInTheJournal) {
  reporting::v1::GetBudgetStatusRequest status;
  status.set_parent(project_.name());
  applications::v1::SubmitApplicationRequest submit;
  submit.set_name(project_.Name("applications", "a"));
  const std::string hostile[] = {"\x01",   "\n",       "\r\n",    std::string("\0", 1), "\x1b[31m",
                                 "\x7f",   "\xff\xfe", "caf\xe9", "\xed\xa0\x80",       "%00",
                                 "%ff%fe", "%1b",      "\u202e",  "%E2%80%AE"};
  for (const std::string& principal : hostile) {
    SCOPED_TRACE(::testing::PrintToString(principal));
    SendAs(kStatus, status, principal);
    SendAs(kSubmit, submit, principal);
    ASSERT_TRUE(cofid_->Runs());
  }
  EXPECT_TRUE(Answers());
  EXPECT_THAT(RunCofi(cofi_.address(), {"application", "get", "p/a"}).out, HasSubstr("draft"));
}

TEST_F(Hostile, ANameThatAProxyWroteIsTakenAsItIs) {
  reporting::v1::GetBudgetStatusRequest status;
  status.set_parent(project_.name());
  applications::v1::SubmitApplicationRequest submit;
  submit.set_name(project_.Name("applications", "a"));
  SendAs(kStatus, status, "François");
  SendAs(kSubmit, submit, "François");
  ASSERT_TRUE(cofid_->Runs());
  EXPECT_THAT(RunCofi(cofi_.address(), {"history", "p/a"}).out, HasSubstr("François"));
  EXPECT_EQ(RunCofi(cofi_.address(), {"verify"}).code, 0);
}

// Beyond what std::chrono counts to, where a deadline would lie in the past.
TEST_F(Hostile, ADeadlineInTenThousandYearsIsTooFar) {
  cofid_.reset();
  Start("true", {"--log-calls"});
  reporting::v1::GetBudgetStatusRequest status;
  status.set_parent(project_.name());
  RawConnection connection(SocketPath());
  ASSERT_TRUE(connection.Write(
      WholeCall(kStatus, status.SerializeAsString(), "grpc-timeout", "99999999H")));
  EXPECT_TRUE(connection.AwaitEnd());
  EXPECT_TRUE(Eventually([&] {
    return absl::StrContains(cofid_->err(), "a deadline is required: set one");
  })) << cofid_->err();
}

// A shell that forgot its transaction, or a copy that locks: both let go some time. Until then
// a write waits as long as the server has patience, which then refuses it.
TEST_F(Hostile, AnotherProgramThatLocksTheDatabaseIsWaitedFor) {
  auto shell =
      db::OpenSqlite(cofi_.folder().path() + "/all/budgets.sqlite", db::Access::kWrite).value();
  ASSERT_TRUE(shell->Begin(db::Access::kWrite).ok());
  reporting::v1::GetBudgetStatusRequest status;
  status.set_parent(project_.name());
  reporting::v1::BudgetStatus read;
  // The channel of the server that was waits before it tries again.
  ASSERT_TRUE(Eventually([&] { return cofi_.Call(status, &read).ok(); }));
  const auto request = project_.Expense("while-locked", {.amount = "1"});
  budgets::v1::Expense expense;
  const grpc::Status refused = cofi_.Call(request, &expense);
  EXPECT_EQ(ReasonOf(clients::FromPeer("budgets", refused)), type::v1::REASON_STORE_FAILED)
      << refused.error_message();
  EXPECT_TRUE(cofid_->Runs());
  ASSERT_TRUE(shell->Rollback().ok());
  EXPECT_EQ(cofi_.Ask<budgets::v1::Expense>(request).invoice_reference(), "F-while-locked");
}

// gRPC never accepts again once it had no descriptor for a newcomer: its supervisor must
// know, while those that are connected still see it well.
struct Descriptors {
  int limit, connections;
};
class FewDescriptors : public Hostile, public ::testing::WithParamInterface<Descriptors> {
 protected:
  FewDescriptors() : Hostile(Limit()) {}
  static std::string Limit() { return absl::StrCat("ulimit -n ", GetParam().limit); }
};

TEST_P(FewDescriptors, AListenerThatIsDeadEndsTheProcess) {
  cofid_.reset();
  Start(Limit(), {"--watch-every", "1"});
  {
    std::vector<RawConnection> connections;
    // Connections are files, at both ends.
    rlimit files = {};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    connections.reserve(GetParam().connections);
    for (int i = 0; i < GetParam().connections; ++i) connections.emplace_back(SocketPath());
    absl::SleepFor(absl::Milliseconds(200));
  }
  // Either it takes newcomers again, or it has ended so that it is started again.
  const auto settled = [this] { return !cofid_->Runs() || Answers(); };
  EXPECT_TRUE(Eventually(settled));
  if (!cofid_->Runs()) {
    EXPECT_EQ(cofid_->Wait(), 1) << cofid_->err();
    EXPECT_THAT(cofid_->err(), HasSubstr("the listener does not answer any more"));
    Start("true");
  }
  EXPECT_TRUE(Answers());
}

// 1,000 connections that say nothing cost nothing but descriptors.
INSTANTIATE_TEST_SUITE_P(Of, FewDescriptors,
                         ::testing::Values(Descriptors{128, 300}, Descriptors{256, 1'000}),
                         [](const auto& info) { return absl::StrCat(info.param.limit); });

// Standard error is a pipe whose reader stands still, and then goes, or stays.
TEST_F(Hostile, ALogThatNobodyReadsHoldsNobodyUp) {
  cofid_.reset();
  for (const bool goes : {true, false}) {
    SCOPED_TRACE(goes);
    const std::string pipe = absl::StrCat(cofi_.folder().path(), "/log", goes);
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    const int reader = open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    ASSERT_GE(reader, 0);
    Process cofid(With(
        {"/bin/sh", "-c", "exec \"$@\" 2>" + pipe, "sh", COFID_BINARY},
        {"--data", cofi_.folder().path() + "/all", "--listen", cofi_.address(), "--log-calls"}));
    ASSERT_TRUE(Eventually([this] { return Answers(); }));
    // More than a pipe takes.
    reporting::v1::GetBudgetStatusRequest status;
    status.set_parent(project_.name());
    for (int i = 0; i < 200; ++i) cofi_.Ask<reporting::v1::BudgetStatus>(status);
    EXPECT_TRUE(Answers());
    if (goes) close(reader);
    EXPECT_TRUE(Answers());
    EXPECT_TRUE(cofid.Runs());
    cofid.Signal(SIGTERM);
    EXPECT_EQ(cofid.Wait(), 0);
    if (!goes) close(reader);
  }
}

TEST_F(Hostile, WhatItMakesIsItsOwnersAlone) {
  const std::string data = cofi_.folder().path() + "/fresh";
  Cofid fresh({"--data", data, "--listen", "unix:" + cofi_.folder().path() + "/f.sock"},
              "umask 022");
  ASSERT_TRUE(fresh.ready()) << fresh.err();
  for (const char* file : {"", "/budgets.sqlite", "/budgets.sqlite-wal", "/budgets.lock"}) {
    struct stat found = {};
    ASSERT_EQ(stat((data + file).c_str(), &found), 0) << file;
    EXPECT_EQ(found.st_mode & 077, 0u) << file;
  }
  fresh.Signal(SIGTERM);
  fresh.Wait();
  chmod(data.c_str(), 0755);
  Cofid open_to_others({"--data", data, "--listen", "127.0.0.1:0"});
  EXPECT_FALSE(open_to_others.ready());
  EXPECT_THAT(open_to_others.err(), HasSubstr("chmod 700"));
}

// However long calls may take to end: somebody who is connected, says nothing and hears nothing has
// none. The grace is a guard here, and an hour would outlast the test's.
TEST(Stops, DoNotWaitForTheIdle) {
  const Folder folder;
  const std::string socket = folder.path() + "/s.sock";
  auto topology =
      cofid::Topology::Start({.data = folder.path() + "/data", .listen = "unix:" + socket});
  ASSERT_TRUE(topology.ok()) << topology.status();
  auto idle = std::make_unique<RawConnection>(socket);
  ASSERT_TRUE(idle->Write(Preface()));
  // One that has called before.
  auto called = std::make_unique<RawConnection>(socket);
  ASSERT_TRUE(called->Write(WholeCall("/grpc.health.v1.Health/Check", "", "x", "y")));
  ASSERT_TRUE(called->AwaitEnd());
  std::atomic<bool> stopped = false;
  std::thread stopping([&] {
    (*topology)->Stop(absl::Hours(1));
    stopped = true;
  });
  EXPECT_TRUE(Eventually([&] { return stopped.load(); }));
  idle.reset();
  called.reset();
  stopping.join();
}

}  // namespace
}  // namespace cofi::model
