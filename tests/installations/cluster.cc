#include "tests/installations/cluster.h"

#include <gtest/gtest.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "db/postgres/postgres.h"

namespace cofi {
namespace {

namespace fs = std::filesystem;

const std::string kPrograms = "/usr/lib/postgresql/15/bin/";

// Several are there at once, each with its log.
constexpr uint64_t kRoomMin = uint64_t{4} << 30;

// In memory where there is room: a sync then costs nothing, and is still asked for.
std::string NewFolder() {
  std::error_code none;
  const fs::space_info memory = fs::space("/dev/shm", none);
  std::string path =
      !none && memory.available >= kRoomMin ? "/dev/shm/cofi-XXXXXX" : "/tmp/cofi-XXXXXX";
  COFI_CHECK(mkdtemp(path.data()) != nullptr, path);
  return path;
}

std::unique_ptr<Cluster>& Shared() {
  static auto* const shared = new std::unique_ptr<Cluster>();
  return *shared;
}

class StopShared : public ::testing::Environment {
  void TearDown() override { Shared().reset(); }
};
[[maybe_unused]] const ::testing::Environment* const kStopShared =
    ::testing::AddGlobalTestEnvironment(new StopShared);

}  // namespace

// PostgreSQL will not run as root, and ends with whoever started it.
Words Cluster::As(const Words& command) const {
  Words words = {"/usr/bin/setpriv", "--pdeathsig=QUIT"};
  if (geteuid() == 0) {
    words = With(words, {"--reuid=postgres", "--regid=postgres", "--clear-groups"});
  }
  return With(words, command);
}

void Cluster::MakeFolder() {
  folder_ = NewFolder();
  if (geteuid() != 0) return;
  const passwd* const user = getpwnam("postgres");
  COFI_CHECK(user != nullptr && chown(folder_.c_str(), user->pw_uid, user->pw_gid) == 0,
             "no user postgres");
}

Cluster::Cluster(const std::string& configuration) {
  MakeFolder();
  // A collation that no table of ours may take over: `É` before `f`, case last.
  Process made(As({kPrograms + "initdb", "--pgdata=" + folder_ + "/data", "--username=cofi",
                   "--auth=trust", "--encoding=UTF8", "--locale=C", "--locale-provider=icu",
                   "--icu-locale=fr-FR", "--no-sync"}));
  COFI_CHECK(made.Wait() == 0, made.err());
  Configure(configuration);
  Start();
}

Cluster::Cluster(const Cluster& primary, const std::string& configuration) {
  MakeFolder();
  Process made(
      As({kPrograms + "pg_basebackup", "--pgdata=" + folder_ + "/data",
          absl::StrCat("--dbname=host=", primary.folder_, " user=cofi application_name=standby"),
          "--write-recovery-conf", "--checkpoint=fast", "--no-sync"}));
  COFI_CHECK(made.Wait() == 0, made.err());
  Configure(configuration);
  Start();
}

void Cluster::Configure(const std::string& configuration) const {
  std::ofstream(folder_ + "/data/postgresql.conf", std::ios::app)
      << "listen_addresses = ''\nunix_socket_directories = '" << folder_
      << "'\nmax_connections = 200\nshared_buffers = 64MB\nmax_wal_size = 128MB\n"
      << configuration;
}

void Cluster::Start() {
  server_ = std::make_unique<Process>(As({kPrograms + "postgres", "-D", folder_ + "/data"}));
  const auto ready = [&] {
    return db::OpenPostgres(Url("postgres"), "public", db::Access::kRead).ok();
  };
  COFI_CHECK(Eventually(ready), server_->err());
}

void Cluster::Stop() {
  server_->Signal(SIGQUIT);
  server_->Wait();
}

Cluster::~Cluster() {
  Signal(SIGCONT);
  Stop();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void Cluster::Signal(int signal, const std::string& title) const {
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    int process = 0, parent = 0;
    if (!absl::SimpleAtoi(name, &process)) continue;
    std::ifstream status(entry.path() / "status"), words(entry.path() / "cmdline");
    for (std::string line; std::getline(status, line);) {
      absl::string_view rest = line;
      if (absl::ConsumePrefix(&rest, "PPid:")) (void)absl::SimpleAtoi(rest, &parent);
    }
    // A process that has ended meanwhile has no words, and reading them fails.
    std::string command;
    std::getline(words, command, '\0');
    const bool is_ours = process == server_->id() || parent == server_->id();
    if (is_ours && absl::StrContains(command, title)) kill(process, signal);
  }
}

std::string Cluster::Url(const std::string& database) const {
  return absl::StrCat("postgres://cofi@/", database, "?host=", folder_);
}

void Cluster::Make(const std::string& database, const std::string& like) {
  const auto connection = db::OpenPostgres(Url("postgres"), "public", db::Access::kRead).value();
  const absl::Status made =
      connection->Run(absl::StrCat("CREATE DATABASE ", database, " TEMPLATE ", like));
  COFI_CHECK(made.ok(), made.ToString());
}

bool OnPostgres() {
  const char* const engine = getenv("COFI_TEST_ENGINE");
  return engine != nullptr && std::string(engine) == "postgres";
}

std::string NewDatabase(const std::string& like) {
  if (!OnPostgres()) return "";
  static int made = 0;
  if (Shared() == nullptr) Shared() = std::make_unique<Cluster>();
  const std::string name = absl::StrCat("t", ++made);
  Shared()->Make(name, like);
  return Shared()->Url(name);
}

}  // namespace cofi
