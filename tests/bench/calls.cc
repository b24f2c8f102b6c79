#include "tests/bench/calls.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/identifiers.h"
#include "clients/peer.h"
#include "services/cofid/topology.h"
#include "tests/bench/bench_project.h"
#include "tests/bench/load.h"

namespace cofi::bench {
namespace {

// A server of this process on a folder of its own, with the bench's project.
class Server {
 public:
  Server(const std::filesystem::path& folder, size_t commit_batch_max) {
    std::filesystem::create_directories(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    cofid::Options options;
    options.data = folder.string();
    options.listen = absl::StrCat("unix:", (folder / "cofid.sock").string());
    options.commit_batch_max = commit_batch_max;
    auto started = cofid::Topology::Start(options);
    COFI_CHECK(started.ok(), started.status().ToString());
    topology_ = *std::move(started);
    channel_ = clients::Connect(topology_->address());
    PrepareProject(channel_);
  }

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  Outcome Run(const Load& load) const { return bench::Run(channel_, load); }

 private:
  std::unique_ptr<cofid::Topology> topology_;
  std::shared_ptr<grpc::Channel> channel_;
};

// One page after the other to the end of a file, each made durable: what a commit
// costs at the very least.
Outcome Syncs(const std::filesystem::path& folder, absl::Duration duration) {
  const std::string path = folder / "syncs";
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  COFI_CHECK(file >= 0, path);
  const std::string page(4096, 'x');
  std::vector<absl::Duration> durations;
  const absl::Time start = absl::Now();
  while (absl::Now() < start + duration) {
    const absl::Time before = absl::Now();
    COFI_CHECK(write(file, page.data(), page.size()) == static_cast<ssize_t>(page.size()), path);
    COFI_CHECK(fdatasync(file) == 0, path);
    durations.push_back(absl::Now() - before);
  }
  const absl::Duration elapsed = absl::Now() - start;
  close(file);
  return OutcomeOf(std::move(durations), elapsed);
}

}  // namespace

nlohmann::ordered_json MeasureCalls(const CallsOptions& options) {
  const std::filesystem::path folder =
      std::filesystem::path(options.folder) / absl::StrCat("cofi-bench-", NewUuid());
  nlohmann::ordered_json report;
  {
    const Server grouped(folder / "grouped", 512);
    PrepareSplits(grouped.channel());
    const Server single(folder / "single", 1);
    const absl::Duration duration = absl::Seconds(options.seconds);
    struct Measure {
      const char* key;
      std::function<Outcome()> run;
    };
    const auto calls = [](const Server& server, const Load& load) {
      return [&server, load] { return server.Run(load); };
    };
    const Measure measures[] = {
        {"empty_1", calls(grouped, EmptyCalls(1, duration))},
        {"sync", [&] { return Syncs(folder, duration); }},
        {"posting_1", calls(grouped, Postings(1, duration))},
        {"empty_64", calls(grouped, EmptyCalls(64, duration))},
        {"posting_64", calls(grouped, Postings(64, duration))},
        {"single_64", calls(single, Postings(64, duration))},
        {"empty_256", calls(grouped, EmptyCalls(256, duration))},
        {"posting_256", calls(grouped, Postings(256, duration))},
        {"single_256", calls(single, Postings(256, duration))},
        {"receipt_256", calls(grouped, ReceiptPostings(256, duration))},
        {"splits_2_256", calls(grouped, SplitPostings(2, 256, duration))},
        {"splits_10_256", calls(grouped, SplitPostings(10, 256, duration))},
    };
    // Rounds alternate, so that a machine whose speed drifts is the same for all.
    std::map<std::string, std::vector<double>> rates, processor, medians;
    for (int round = 0; round < options.rounds; ++round) {
      for (const Measure& measure : measures) {
        if (!options.only.empty() && options.only != measure.key) continue;
        const Outcome outcome = measure.run();
        COFI_CHECK(outcome.failures == 0, absl::StrCat(measure.key, ": ", outcome.first_failure));
        rates[measure.key].push_back(outcome.PerSecond());
        processor[measure.key].push_back(absl::ToDoubleMicroseconds(outcome.ProcessorPerCall()));
        medians[measure.key].push_back(absl::ToDoubleMicroseconds(outcome.median));
      }
    }
    for (const Measure& measure : measures) {
      if (!rates.contains(measure.key)) continue;
      report[measure.key] = {{"per_second", Median(rates[measure.key])},
                             {"processor_microseconds", Median(processor[measure.key])},
                             {"p50_microseconds", Median(medians[measure.key])}};
    }
  }
  std::filesystem::remove_all(folder);
  return report;
}

}  // namespace cofi::bench
