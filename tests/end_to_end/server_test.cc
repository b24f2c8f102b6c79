// `cofid` as a service manager sees it: starts, refuses to start, stops, and comes
// back after a crash.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <future>
#include <map>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/peer.h"
#include "clients/services.h"
#include "cofi/projects/v1/projects.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "db/sqlite/sqlite.h"
#include "tests/installations/programs.h"

namespace cofi::end_to_end {
namespace {

using projects::v1::CreateProjectRequest;
using projects::v1::ListProjectsRequest;
using projects::v1::ListProjectsResponse;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

class Server : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const { return folder_.path() + "/" + name; }
  std::string Socket(const std::string& name) const { return "unix:" + Path(name + ".sock"); }

  // What `cofid` with these flags says before it ends.
  static std::string Refusal(const Words& flags, int code = 1) {
    Cofid cofid(flags);
    EXPECT_FALSE(cofid.ready());
    EXPECT_EQ(cofid.Wait(), code) << cofid.err();
    EXPECT_EQ(cofid.out(), "");
    return cofid.err();
  }

  static grpc::Status CallAt(const std::string& address, const google::protobuf::Message& request,
                             google::protobuf::Message* response) {
    return clients::Peer(clients::Connect(address), {}).CallAndWait(request, response);
  }

  static size_t ProjectsAt(const std::string& address) {
    ListProjectsResponse response;
    const grpc::Status status = CallAt(address, ListProjectsRequest(), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.projects_size();
  }

  static CreateProjectRequest NewProject(const std::string& id) {
    CreateProjectRequest request;
    request.set_project_id(id);
    request.mutable_project()->set_display_name(id);
    return request;
  }

  // The first line that is not one of a log of JSON lines; empty if all are.
  static std::string NoJson(const std::string& log) {
    for (const absl::string_view line : absl::StrSplit(log, '\n', absl::SkipEmpty())) {
      if (!absl::StartsWith(line, "{\"time\":\"") || !absl::EndsWith(line, "}")) {
        return std::string(line);
      }
    }
    return "";
  }

  const Folder folder_;
};

TEST_F(Server, StopsWithinSecondsAndAnswersWhatItBegan) {
  Cofid cofid({"--data", Path("data"), "--listen", Socket("cofid")});
  ASSERT_TRUE(cofid.ready()) << cofid.err();
  const auto channel = clients::Connect(Socket("cofid"));
  const clients::Peer peer(channel, {.timeout = kGuard});
  // While another holds the database, a write waits.
  auto blocker = db::OpenSqlite(Path("data/projects.sqlite"), db::Access::kWrite);
  ASSERT_TRUE(blocker.ok() && (*blocker)->Begin(db::Access::kWrite).ok());
  std::promise<grpc::Status> answer;
  projects::v1::Project project;
  const CreateProjectRequest request = NewProject("p");
  peer.Call(request, &project, [&](const grpc::Status& status) { answer.set_value(status); });
  // A second call on the same connection is answered: the first one has begun.
  ListProjectsResponse none;
  ASSERT_TRUE(peer.CallAndWait(ListProjectsRequest(), &none).ok());

  cofid.Signal(SIGTERM);
  ASSERT_TRUE(Eventually([&] { return absl::StrContains(cofid.err(), "stopping"); }));
  ASSERT_TRUE((*blocker)->Rollback().ok());
  const grpc::Status status = answer.get_future().get();
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(cofid.Wait(), 0);
  EXPECT_THAT(cofid.err(), HasSubstr("\"event\":\"stopped\""));
  blocker->reset();

  Cofid again({"--data", Path("data"), "--listen", Socket("cofid")});
  ASSERT_TRUE(again.ready()) << again.err();
  EXPECT_EQ(ProjectsAt(Socket("cofid")), 1);
  again.Signal(SIGINT);
  EXPECT_EQ(again.Wait(), 0);
}

TEST_F(Server, ComesBackAfterItWasKilled) {
  for (size_t made = 0; made < 3; ++made) {
    Cofid cofid({"--data", Path("data"), "--listen", Socket("cofid")});
    ASSERT_TRUE(cofid.ready()) << cofid.err();
    EXPECT_EQ(ProjectsAt(Socket("cofid")), made);
    projects::v1::Project project;
    EXPECT_TRUE(CallAt(Socket("cofid"), NewProject(absl::StrCat("p", made)), &project).ok());
    cofid.Signal(SIGKILL);
    EXPECT_EQ(cofid.Wait(), -SIGKILL);
  }
}

TEST_F(Server, HasItsDataFolderAlone) {
  Cofid first({"--data", Path("data"), "--listen", Socket("first")});
  ASSERT_TRUE(first.ready()) << first.err();
  EXPECT_THAT(Refusal({"--data", Path("data"), "--listen", Socket("second")}),
              HasSubstr("another cofid serves projects from " + Path("data") +
                        "; stop it or give another --data"));
  EXPECT_EQ(ProjectsAt(Socket("first")), 0);
}

// Another database is not begun in the place of one that was there.
TEST_F(Server, RefusesADatabaseThatIsMissingOrAnothers) {
  const Words flags = {"--data", Path("data"), "--listen", Socket("cofid")};
  {
    Cofid cofid(flags);
    ASSERT_TRUE(cofid.ready()) << cofid.err();
    cofid.Signal(SIGTERM);
    ASSERT_EQ(cofid.Wait(), 0);
  }
  const std::string budgets = Path("data/budgets.sqlite");
  std::filesystem::rename(budgets, Path("away"));
  EXPECT_THAT(Refusal(flags), HasSubstr("the database of budgets is missing from " + Path("data") +
                                        ", or empty, and was there"));
  EXPECT_FALSE(std::filesystem::exists(budgets));
  std::filesystem::copy_file(Path("data/projects.sqlite"), budgets);
  EXPECT_THAT(Refusal(flags), HasSubstr(budgets + " holds the database projects "));
  std::filesystem::rename(Path("away"), budgets);
  Cofid again(flags);
  EXPECT_TRUE(again.ready()) << again.err();
}

TEST_F(Server, EndsWhenItsDatabaseIsTakenAway) {
  Cofid cofid({"--data", Path("data"), "--listen", Socket("cofid")});
  ASSERT_TRUE(cofid.ready()) << cofid.err();
  std::filesystem::rename(Path("data"), Path("moved"));
  EXPECT_EQ(cofid.Wait(), 1);
  EXPECT_THAT(cofid.err(), HasSubstr("was removed, replaced or moved away while it was served"));
}

// Root writes what nobody may.
TEST_F(Server, RefusesWhatItCannotWriteAndLeavesNothingBehind) {
  const Words flags = {"--data", Path("data"), "--listen", Socket("cofid")};
  {
    Cofid cofid(flags);
    ASSERT_TRUE(cofid.ready()) << cofid.err();
    cofid.Signal(SIGTERM);
    ASSERT_EQ(cofid.Wait(), 0);
  }
  const std::string budgets = Path("data/budgets.sqlite");
  ASSERT_EQ(chmod(budgets.c_str(), 0400), 0);
  std::string as = "true";
  if (geteuid() == 0) {
    ASSERT_EQ(std::system(absl::StrCat("chown -R nobody ", folder_.path()).c_str()), 0);
    as = "set -- /usr/bin/setpriv --reuid=nobody --clear-groups \"$@\"";
  }
  Cofid refused(flags, as);
  EXPECT_FALSE(refused.ready());
  EXPECT_EQ(refused.Wait(), 1);
  EXPECT_THAT(refused.err(), HasSubstr(budgets + ": Permission denied"));
  EXPECT_FALSE(std::filesystem::exists(budgets + "-wal"));
  EXPECT_FALSE(std::filesystem::exists(budgets + "-shm"));
  ASSERT_EQ(chmod(budgets.c_str(), 0600), 0);
  Cofid again(flags, as);
  EXPECT_TRUE(again.ready()) << again.err();
}

TEST_F(Server, HasItsSocketAlone) {
  Cofid first({"--data", Path("first"), "--listen", Socket("cofid")});
  ASSERT_TRUE(first.ready()) << first.err();
  EXPECT_THAT(Refusal({"--data", Path("second"), "--listen", Socket("cofid")}),
              HasSubstr("cofid: cannot listen on " + Socket("cofid") + ": another server has it"));
  EXPECT_EQ(ProjectsAt(Socket("cofid")), 0);
}

TEST_F(Server, HasItsPortAlone) {
  Cofid first({"--data", Path("first"), "--listen", "127.0.0.1:0"});
  ASSERT_TRUE(first.ready()) << first.err();
  // `"address":"127.0.0.1:41237"`: the port that it got.
  const std::string log = first.err();
  const size_t from = log.find("127.0.0.1:");
  ASSERT_NE(from, std::string::npos) << log;
  const std::string address = log.substr(from, log.find('"', from) - from);
  EXPECT_EQ(ProjectsAt(address), 0);
  const std::string refusal = Refusal({"--data", Path("second"), "--listen", address});
  // Whatever libraries had to say of it.
  EXPECT_THAT(refusal,
              StartsWith("cofid: cannot listen on " + address + ": another server has it"));
  EXPECT_EQ(ProjectsAt(address), 0);
}

TEST_F(Server, RefusesServicesThatItDoesNotKnow) {
  EXPECT_THAT(
      Refusal({"--services", "budgets,invoices", "--data", Path("d"), "--listen", Socket("s")}, 2),
      HasSubstr("--services is \"budgets,invoices\"; accepted: all, or some of"
                " projects,applications,budgets,attachments,reporting"));
}

TEST_F(Server, RefusesToRunWithoutItsPeers) {
  EXPECT_THAT(
      Refusal({"--services", "applications", "--data", Path("d"), "--listen", Socket("s")}, 2),
      HasSubstr("applications asks projects: give --peers projects=ADDRESS, or run it here too"));
  EXPECT_THAT(Refusal({"--services", "budgets", "--peers", "projects=" + Socket("p"), "--data",
                       Path("d"), "--listen", Socket("s")},
                      2),
              HasSubstr("budgets asks applications: give --peers applications=ADDRESS"));
  EXPECT_THAT(
      Refusal({"--services", "attachments", "--data", Path("d"), "--listen", Socket("s")}, 2),
      HasSubstr("attachments asks projects: give --peers projects=ADDRESS, or run it here too"));
}

TEST_F(Server, RefusesFlagsThatItDoesNotUnderstand) {
  for (const Words& flags : {Words{"--peers", "projects"}, Words{"--listen"}, Words{"--bogus"},
                             Words{"leftover"}, Words{"--queue-max", "0"}}) {
    Cofid cofid(flags);
    EXPECT_FALSE(cofid.ready());
    EXPECT_EQ(cofid.Wait(), 2) << flags[0];
    EXPECT_THAT(cofid.err(), HasSubstr(flags[0]));
  }
}

// In words, and before there is a folder, a database or a socket.
TEST_F(Server, RefusesPlacesThatAreNone) {
  const std::string accepted = "; accepted: unix:PATH of at most 107 bytes, HOST:PORT";
  const struct {
    Words flags;
    std::string said;
  } kRows[] = {
      {{"--data", ""}, "--data: a value is needed, and it is empty"},
      {{"--database", ""}, "--database: a value is needed, and it is empty"},
      {{"--services", ""}, "--services: a value is needed, and it is empty"},
      {{"--database", "mysql://h/d"},
       "cofid: --database is \"mysql://h/d\"; accepted: postgres://"},
      {{"--listen", "127.0.0.1:99999"}, "cofid: --listen is \"127.0.0.1:99999\"" + accepted},
      {{"--listen", "localhost"}, "cofid: --listen is \"localhost\"" + accepted},
      {{"--listen", "unix:"}, "cofid: --listen is \"unix:\"" + accepted},
      {{"--listen", "unix:/" + std::string(107, 's')}, "s\"" + accepted},
      {{"--peers", "projects="}, "cofid: --peers is \"projects=\"" + accepted},
      {{"--peers", "invoices=127.0.0.1:1"}, "accepted: applications=…, attachments=…, budgets=…,"},
      {{"--peers", "projects=127.0.0.1:1,projects=127.0.0.1:2"}, "projects=127.0.0.1:2\""},
  };
  for (const auto& row : kRows) {
    Words flags = row.flags;
    if (flags[0] != "--data") flags = With(flags, {"--data", Path("d")});
    if (flags[0] != "--listen") flags = With(flags, {"--listen", Socket("s")});
    EXPECT_THAT(Refusal(flags, 2), HasSubstr(row.said));
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path())) << row.said;
  }
}

// Of nohup: what is told to outlive its terminal does.
TEST_F(Server, IsNotStoppedByASignalThatWasIgnored) {
  Cofid cofid({"--data", Path("data"), "--listen", Socket("cofid")}, "trap '' HUP");
  ASSERT_TRUE(cofid.ready()) << cofid.err();
  cofid.Signal(SIGHUP);
  EXPECT_EQ(ProjectsAt(Socket("cofid")), 0);
  cofid.Signal(SIGTERM);
  EXPECT_EQ(cofid.Wait(), 0);
  EXPECT_THAT(cofid.err(), HasSubstr("\"signal\":\"Terminated\""));
}

TEST_F(Server, RefusesAFolderThatItCannotUse) {
  folder_.Write("file", "");
  EXPECT_THAT(Refusal({"--data", Path("file"), "--listen", Socket("s")}), HasSubstr(Path("file")));
}

// Nothing but JSON lines, which a log collector reads, whatever callers send.
TEST_F(Server, LogsJson) {
  Cofid cofid({"--data", Path("data"), "--listen", Socket("cofid"), "--log-calls"});
  ASSERT_TRUE(cofid.ready()) << cofid.err();
  EXPECT_EQ(ProjectsAt(Socket("cofid")), 0);
  projects::v1::Project project;
  const CreateProjectRequest request = NewProject("p");
  EXPECT_TRUE(CallAt(Socket("cofid"), request, &project).ok());
  EXPECT_FALSE(CallAt(Socket("cofid"), request, &project).ok());
  EXPECT_FALSE(CallAt(Socket("cofid"), NewProject("\xff\n{"), &project).ok());
  cofid.Signal(SIGTERM);
  EXPECT_EQ(cofid.Wait(), 0);
  EXPECT_THAT(cofid.err(), HasSubstr("contains invalid UTF-8 data when parsing"));
  EXPECT_EQ(NoJson(cofid.err()), "");
}

// How often its log names each method that ended.
std::map<std::string, int> CallsIn(const std::string& log) {
  std::map<std::string, int> calls;
  for (const absl::string_view line : absl::StrSplit(log, '\n')) {
    const std::vector<std::string> parts = absl::StrSplit(line, "\"method\":\"");
    if (parts.size() == 2) ++calls[parts[1].substr(0, parts[1].find('"'))];
  }
  return calls;
}

// Besides that, the two others may ask whether there is the project, which they remember.
TEST_F(Server, AReportAsksEachServiceOnce) {
  Cofid cofid({"--data", Path("data"), "--listen", Socket("cofid"), "--log-calls"});
  ASSERT_TRUE(cofid.ready()) << cofid.err();
  projects::v1::Project project;
  ASSERT_TRUE(CallAt(Socket("cofid"), NewProject("p"), &project).ok());
  reporting::v1::GetBudgetStatusRequest request;
  request.set_parent("projects/p");
  reporting::v1::BudgetStatus status;
  EXPECT_TRUE(CallAt(Socket("cofid"), request, &status).ok());
  cofid.Signal(SIGTERM);
  EXPECT_EQ(cofid.Wait(), 0);
  std::map<std::string, int> calls = CallsIn(cofid.err());
  EXPECT_LE(calls["cofi.projects.v1.ProjectService.GetProject"], 2);
  calls.erase("cofi.projects.v1.ProjectService.GetProject");
  calls.erase("cofi.journal.v1.JournalService.WatchChanges");
  EXPECT_THAT(calls, UnorderedElementsAre(
                         Pair("cofi.projects.v1.ProjectService.CreateProject", 1),
                         Pair("cofi.reporting.v1.ReportingService.GetBudgetStatus", 1),
                         Pair("cofi.projects.internal.v1.FactsService.ReadFacts", 1),
                         Pair("cofi.applications.internal.v1.FactsService.ReadFacts", 1),
                         Pair("cofi.applications.internal.v1.FactsService.ReadDirectory", 1),
                         Pair("cofi.budgets.internal.v1.FactsService.ReadFacts", 1)));
}

// Four processes, as an operator starts them; `cofi` is told where they are.
TEST_F(Server, RunsItsServicesApart) {
  const std::string all =
      absl::StrJoin(clients::Services(), ",", [&](std::string* out, const clients::Service& each) {
        absl::StrAppend(out, each.name, "=", Socket(each.name));
      });
  std::vector<std::unique_ptr<Cofid>> processes;
  for (const clients::Service& each : clients::Services()) {
    const std::string& name = each.name;
    processes.push_back(std::make_unique<Cofid>(
        Words{"--services", name, "--peers", all, "--data", Path(name), "--listen", Socket(name)}));
    ASSERT_TRUE(processes.back()->ready()) << processes.back()->err();
  }
  const Outcome applied = RunCofi(all, {"apply", "-f", CaseFile()});
  EXPECT_EQ(applied.code, 0) << applied.err;
  const Outcome status =
      RunCofi(all, {"status", "precarisation", "--as-of", "2018-03-23", "--format", "json"});
  for (const char* figure : {"180000.00", "7700.00", "33102.90", "139197.10"}) {
    EXPECT_THAT(status.out, HasSubstr(figure));
  }
  for (const auto& process : processes) {
    process->Signal(SIGTERM);
    EXPECT_EQ(process->Wait(), 0);
  }
}

}  // namespace
}  // namespace cofi::end_to_end
