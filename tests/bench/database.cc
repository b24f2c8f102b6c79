#include "tests/bench/database.h"

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "clients/peer.h"
#include "db/postgres/postgres.h"
#include "services/cofid/topology.h"
#include "tests/bench/bench_project.h"
#include "tests/bench/load.h"

namespace cofi::bench {
namespace {

constexpr int kOthers = 49;

std::unique_ptr<cofid::Topology> Replica(const std::string& url) {
  cofid::Options options;
  options.database = url;
  options.listen = "127.0.0.1:0";
  auto started = cofid::Topology::Start(options);
  COFI_CHECK(started.ok(), started.status().ToString());
  return *std::move(started);
}

// What one question to the database costs at the very least.
Outcome RoundTrips(const std::string& url, absl::Duration duration) {
  const auto connection = db::OpenPostgres(url, "budgets", db::Access::kRead).value();
  std::vector<absl::Duration> durations;
  const absl::Time start = absl::Now();
  while (absl::Now() < start + duration) {
    const absl::Time before = absl::Now();
    const absl::Status status = connection->Run("SELECT 1");
    COFI_CHECK(status.ok(), status.ToString());
    durations.push_back(absl::Now() - before);
  }
  return OutcomeOf(std::move(durations), absl::Now() - start);
}

}  // namespace

nlohmann::ordered_json MeasureDatabase(const DatabaseOptions& options) {
  const auto first = Replica(options.url), second = Replica(options.url);
  const auto one = clients::Connect(first->address());
  const auto both =
      clients::Connect(absl::StrCat("ipv4:", first->address(), ",", second->address()));
  PrepareProject(one, kOthers);
  const absl::Duration duration = absl::Seconds(options.seconds);
  const std::pair<const char*, std::function<Outcome()>> measures[] = {
      {"postgres_select", [&] { return RoundTrips(options.url, duration); }},
      {"postgres_status", [&] { return Run(one, Statuses(duration)); }},
      {"postgres_posting_1", [&] { return Run(one, Postings(1, duration, kOthers)); }},
      {"postgres_posting_64", [&] { return Run(one, Postings(64, duration, kOthers)); }},
      {"postgres_posting", [&] { return Run(one, Postings(256, duration, kOthers)); }},
      {"postgres_replicas", [&] { return Run(both, Postings(256, duration, kOthers)); }}};
  std::map<std::string, std::vector<double>> rates, medians;
  for (int round = 0; round < options.rounds; ++round) {
    for (const auto& [key, measure] : measures) {
      const Outcome outcome = measure();
      COFI_CHECK(outcome.failures == 0, absl::StrCat(key, ": ", outcome.first_failure));
      rates[key].push_back(outcome.PerSecond());
      medians[key].push_back(absl::ToDoubleMicroseconds(outcome.median));
    }
  }
  nlohmann::ordered_json report;
  for (const auto& [key, _] : measures) {
    report[key] = {{"per_second", Median(rates[key])}, {"p50_microseconds", Median(medians[key])}};
  }
  return report;
}

}  // namespace cofi::bench
