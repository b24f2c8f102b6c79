#include "tests/bench/load.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "grpcpp/generic/generic_stub.h"

namespace cofi::bench {
namespace {

// One of the calls in flight: when it is answered, it asks again.
struct Caller {
  const Load* load;
  grpc::GenericStub* stub;
  std::atomic<int64_t>* next;
  std::atomic<int64_t>* left;
  absl::Time end;
  absl::BlockingCounter* finished;

  std::unique_ptr<grpc::ClientContext> context;
  grpc::ByteBuffer request, response;
  absl::Time sent;
  int64_t failures = 0;
  std::string first_failure;
  std::vector<absl::Duration> durations;

  void Ask() {
    if ((*left)-- <= 0) {
      finished->DecrementCount();
      return;
    }
    context = std::make_unique<grpc::ClientContext>();
    context->set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
    request = load->request((*next)++);
    response.Clear();
    sent = absl::Now();
    stub->UnaryCall(context.get(), load->path, {}, &request, &response,
                    [this](const grpc::Status& status) { Answered(status); });
  }

  void Answered(const grpc::Status& status) {
    const absl::Time now = absl::Now();
    if (status.ok()) {
      durations.push_back(now - sent);
    } else if (failures++ == 0) {
      first_failure = status.error_message();
    }
    if (now < end) return Ask();
    finished->DecrementCount();
  }
};

absl::Duration ProcessorTime() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return absl::DurationFromTimeval(usage.ru_utime) + absl::DurationFromTimeval(usage.ru_stime);
}

}  // namespace

Outcome OutcomeOf(std::vector<absl::Duration> durations, absl::Duration elapsed) {
  Outcome outcome = {.calls = static_cast<int64_t>(durations.size()), .elapsed = elapsed};
  if (durations.empty()) return outcome;
  std::sort(durations.begin(), durations.end());
  outcome.median = durations[durations.size() / 2];
  outcome.percentile_99 = durations[durations.size() * 99 / 100];
  return outcome;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

Outcome Run(const std::shared_ptr<grpc::Channel>& channel, const Load& load) {
  grpc::GenericStub stub(channel);
  // Numbers go on between loads, and from one process to the next: each request
  // of a bench is its own.
  static std::atomic<int64_t> next = absl::ToUnixMicros(absl::Now());
  std::atomic<int64_t> left = load.calls_max;
  absl::BlockingCounter finished(load.in_flight);
  std::vector<std::unique_ptr<Caller>> callers;
  const absl::Time start = absl::Now();
  const absl::Duration processor = ProcessorTime();
  for (int i = 0; i < load.in_flight; ++i) {
    callers.push_back(std::make_unique<Caller>());
    Caller& caller = *callers.back();
    caller.load = &load;
    caller.stub = &stub;
    caller.next = &next;
    caller.left = &left;
    caller.end = start + load.duration;
    caller.finished = &finished;
  }
  for (const auto& caller : callers) caller->Ask();
  finished.Wait();

  const absl::Duration elapsed = absl::Now() - start;
  std::vector<absl::Duration> durations;
  for (const auto& caller : callers) {
    durations.insert(durations.end(), caller->durations.begin(), caller->durations.end());
  }
  Outcome outcome = OutcomeOf(std::move(durations), elapsed);
  outcome.processor = ProcessorTime() - processor;
  for (const auto& caller : callers) {
    outcome.failures += caller->failures;
    if (outcome.first_failure.empty()) outcome.first_failure = caller->first_failure;
  }
  return outcome;
}

}  // namespace cofi::bench
