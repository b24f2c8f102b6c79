#include "tests/faults/server.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <climits>
#include <cstdio>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/check.h"
#include "base/failpoint.h"
#include "base/refusal.h"
#include "services/cofid/topology.h"
#include "services/rpc/log.h"
#include "tests/faults/faulty_vfs.h"

namespace cofi::faults {
namespace {

// The words of `serve`, in their order.
enum Word {
  kProgram,
  kServe,
  kServices,
  kData,
  kListen,
  kPeers,
  kService,
  kPlace,
  kPasses,
  kSyncs
};

Words WordsOf(const ServerOptions& options) {
  return {ThisProgram(),
          "serve",
          options.services,
          options.data,
          options.listen,
          absl::StrJoin(options.peers, ",", absl::PairFormatter("=")),
          options.death.service,
          options.death.place,
          absl::StrCat(options.death.passes),
          options.forgets_syncs ? "forget" : "keep"};
}

Death& TheDeath() {
  static auto* const death = new Death;
  return *death;
}

void DieHere(absl::string_view service, absl::string_view place) {
  static std::atomic<int> passes = 0;
  const Death& death = TheDeath();
  if (service == death.service && place == death.place && ++passes >= death.passes) {
    kill(getpid(), SIGKILL);
  }
}

}  // namespace

std::string ThisProgram() {
  char path[PATH_MAX] = {};
  COFI_CHECK(readlink("/proc/self/exe", path, sizeof(path) - 1) > 0, "/proc/self/exe");
  return path;
}

Server::Server(const ServerOptions& options) : Process(WordsOf(options)) {
  const auto said_so = [this] { return absl::StrContains(err(), "\"event\":\"ready\""); };
  Eventually([&] { return said_so() || !Runs(); });
  ready_ = said_so();
}

int Serve(const std::vector<std::string>& words) {
  COFI_CHECK(words.size() == kSyncs + 1, "words of serve");
  cofid::Options options;
  options.services = words[kServices];
  options.data = words[kData];
  options.listen = words[kListen];
  for (const absl::string_view peer : absl::StrSplit(words[kPeers], ',', absl::SkipEmpty())) {
    options.peers.insert(absl::StrSplit(peer, absl::MaxSplits('=', 1)));
  }
  Death& death = TheDeath();
  death = {.service = words[kService], .place = words[kPlace]};
  COFI_CHECK(absl::SimpleAtoi(words[kPasses], &death.passes), words[kPasses]);
  if (!death.place.empty()) failpoint_hook = &DieHere;
  if (words[kSyncs] == "forget") FaultyVfs::Get().ForgetSyncs();

  auto topology = cofid::Topology::Start(options);
  if (!topology.ok()) {
    std::fprintf(stderr, "%s\n", Describe(topology.status(), Language::kEnglish).c_str());
    return 1;
  }
  rpc::Log(rpc::LogLevel::kInfo, "ready");
  while (true) pause();
}

}  // namespace cofi::faults
