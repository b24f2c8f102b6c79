// A load of calls on one channel: so many in flight, for so long or so many.
#ifndef COFI_TESTS_BENCH_LOAD_H_
#define COFI_TESTS_BENCH_LOAD_H_

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "grpcpp/support/byte_buffer.h"

namespace cofi::bench {

struct Load {
  // `/package.Service/Method`
  std::string path;
  // The bytes of request number n, made while the load runs: the client's work
  // counts, as it does in life.
  std::function<grpc::ByteBuffer(int64_t n)> request;
  int in_flight = 1;
  // Ends after so long, or so many calls, whichever comes first.
  absl::Duration duration = absl::Seconds(2);
  int64_t calls_max = std::numeric_limits<int64_t>::max();
};

struct Outcome {
  int64_t calls = 0;
  int64_t failures = 0;
  std::string first_failure;
  absl::Duration elapsed;
  // Processor time of the whole process, server and client: less moved by what
  // else runs on the machine than the elapsed time.
  absl::Duration processor;
  // Of single calls, from the request to the answer.
  absl::Duration median;
  absl::Duration percentile_99;

  absl::Duration ProcessorPerCall() const { return processor / std::max<int64_t>(calls, 1); }
  double PerSecond() const { return static_cast<double>(calls) / absl::ToDoubleSeconds(elapsed); }
};

// Of calls that took so long, one after the other or several at once.
Outcome OutcomeOf(std::vector<absl::Duration> durations, absl::Duration elapsed);

double Median(std::vector<double> values);

Outcome Run(const std::shared_ptr<grpc::Channel>& channel, const Load& load);

}  // namespace cofi::bench

#endif  // COFI_TESTS_BENCH_LOAD_H_
