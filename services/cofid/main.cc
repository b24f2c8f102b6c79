// cofid: the server. Runs some or all of Cofi's services in one process.
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/refusal.h"
#include "base/standard_streams.h"
#include "services/cofid/arguments.h"
#include "services/cofid/catalog.h"
#include "services/cofid/migrate.h"
#include "services/cofid/topology.h"
#include "services/rpc/log.h"

namespace cofi::cofid {
namespace {

// Longer than stores take that have a full queue to write.
constexpr unsigned kStopMaxSeconds = 30;

// Every connection is a file, and the soft limit of most systems is low; returns how many
// there may be.
rlim_t RaiseFileLimit() {
  rlimit limit = {};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

// Those that stop the process are taken by this thread alone, since a handler could not stop
// a server: so they are blocked before there is another, the log's among them. One that was
// ignored stays so, as of a server that is to outlive its terminal (nohup); but the process
// sends itself SIGTERM.
sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int each : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    sigaction(each, nullptr, &before);
    if (each == SIGTERM || before.sa_handler != SIG_IGN) sigaddset(&signals, each);
  }
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

// Says why it does not start: 2 where the arguments are to blame, else 1.
int Refused(const absl::Status& status) {
  std::fprintf(stderr, "cofid: %s\n", Describe(status, Language::kEnglish).c_str());
  return absl::IsInvalidArgument(status) ? 2 : 1;
}

int Run(Options options, const sigset_t& signals) {
  const rlim_t files = RaiseFileLimit();
  // A store that has failed ends the process: whoever supervises it starts it
  // again, and only then is it known what is on the disk.
  std::atomic<bool> failed = false;
  options.on_store_failure = options.on_silence = [&failed] {
    failed = true;
    kill(getpid(), SIGTERM);
  };
  auto topology = Topology::Start(options);
  if (!topology.ok()) {
    rpc::FlushLog();
    return Refused(topology.status());
  }
  rpc::LogLibraries(rpc::LogLevel::kInfo);
  rpc::Log(rpc::LogLevel::kInfo, "ready",
           {{"services", options.services},
            {"address", (*topology)->address()},
            {"files", absl::StrCat(files)}});
  int signal = 0;
  sigwait(&signals, &signal);
  // Whatever stands still from here on, the process ends.
  alarm(kStopMaxSeconds);
  rpc::Log(rpc::LogLevel::kInfo, "stopping", {{"signal", strsignal(signal)}});
  topology->reset();
  rpc::Log(rpc::LogLevel::kInfo, "stopped");
  // A log that nobody reads would hold up what follows the end of main, too.
  if (!rpc::FlushLog()) _exit(failed ? 1 : 0);
  return failed ? 1 : 0;
}

// Shows how far it is where somebody looks.
int RunMigrate(MigrateOptions options) {
  const bool shown = isatty(STDERR_FILENO) != 0;
  if (shown) {
    options.progress = [](absl::string_view service, int64_t done, int64_t total) {
      std::fprintf(stderr, "\r%s  %lld / %lld ", std::string(service).c_str(),
                   static_cast<long long>(done), static_cast<long long>(total));
    };
  }
  options.say = [shown](const std::string& line) {
    std::fprintf(stderr, "%s%s\n", shown ? "\r\x1b[K" : "", line.c_str());
  };
  const absl::Status status = Migrate(options);
  if (status.ok()) return 0;
  std::fprintf(stderr, "%scofid: %s\n", shown ? "\r\x1b[K" : "",
               Describe(status, Language::kEnglish).c_str());
  return 1;
}

}  // namespace
}  // namespace cofi::cofid

int main(int argc, char** argv) {
  cofi::HoldStandardStreams();
  // What it makes is its owner's alone, and a log that nobody reads any more is no reason
  // to end.
  umask(077);
  signal(SIGPIPE, SIG_IGN);
  // Debian's Abseil looks for deadlocks at every lock, gRPC's too.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  cofi::cofid::Options options;
  std::vector<std::string> peers;
  bool log_calls = false;
  CLI::App app{"Cofi's server: grants and budgets of projects with several funders."};
  app.set_version_flag("--version", "cofid " COFI_VERSION);
  app.add_option("--services", options.services,
                 "all, or some of " + cofi::cofid::NamesIn(cofi::cofid::Catalog()))
      ->capture_default_str();
  app.add_option("--data", options.data, "folder of the databases; made if it is not there")
      ->capture_default_str();
  app.add_option("--database", options.database,
                 "postgres://USER@HOST/DATABASE, which several cofid may share, instead of --data");
  app.add_option("--listen", options.listen, "unix:PATH or HOST:PORT; port 0 takes a free one")
      ->capture_default_str();
  app.add_option("--peers", peers, "where other services are: NAME=ADDRESS,…")->delimiter(',');
  app.add_option("--queue-max", options.queue_max,
                 "writes, and reads, that may wait at each store; more are refused at once")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_flag("--accept-clock", options.accept_clock,
               "write although the journal has entries that are later than this machine's clock");
  int watch_seconds = 10;
  app.add_option("--watch-every", watch_seconds,
                 "seconds between two questions to the own listener; when three in a row get no"
                 " answer, the process ends")
      ->check(CLI::Range(1, 3'600))
      ->capture_default_str();
  app.add_flag("--log-calls", log_calls, "log every call, not only failures");
  app.add_flag("!--no-reflection", options.reflection, "do not describe the API to clients");
  cofi::cofid::MigrateOptions migrate;
  CLI::App* const migrate_command = app.add_subcommand(
      "migrate",
      "move all databases to another place, verified on both sides; run it again to go"
      " on, and once more when the old server has stopped");
  migrate_command->add_option("--from", migrate.from, "folder, or postgres://…")->required();
  migrate_command->add_option("--to", migrate.to, "empty folder, or empty postgres://…")
      ->required();
  // A variable that is not set makes one that is empty, where none would mean something else.
  for (CLI::App* each : {&app, migrate_command}) {
    for (CLI::Option* option : each->get_options()) {
      if (option->get_items_expected_min() == 0) continue;
      option->check([](const std::string& given) {
        return std::string(given.empty() ? "a value is needed, and it is empty" : "");
      });
    }
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // CLI11 has an exit code for each mistake; we have one for all.
    return app.exit(error) == 0 ? 0 : 2;
  }
  const auto by_name = cofi::cofid::PeersFrom(peers);
  if (!by_name.ok()) return cofi::cofid::Refused(by_name.status());
  options.peers = *by_name;
  options.watch_every = absl::Seconds(watch_seconds);
  // While it starts, what libraries say of a failure would stand before our own words.
  cofi::rpc::LogLibraries(cofi::rpc::LogLevel::kCall);
  if (migrate_command->parsed()) return cofi::cofid::RunMigrate(std::move(migrate));
  const sigset_t signals = cofi::cofid::BlockStopSignals();
  cofi::rpc::LogCalls(log_calls);
  return cofi::cofid::Run(options, signals);
}
