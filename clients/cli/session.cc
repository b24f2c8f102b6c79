#include "clients/cli/session.h"

#include <utility>

#include "absl/time/clock.h"
#include "clients/cli/failures.h"

namespace cofi::cli {
namespace {

// Longer in all than the channel waits before it connects again (a second), so
// that a server that is being restarted is found.
constexpr absl::Duration kRetryDelays[] = {absl::Milliseconds(100), absl::Milliseconds(300),
                                           absl::Milliseconds(900)};

clients::CallOptions OptionsOf(const Settings& settings) {
  clients::CallOptions options;
  options.timeout = settings.timeout;
  options.language = settings.language;
  options.principal = settings.principal;
  return options;
}

}  // namespace

Session::Session(Settings settings, std::ostream& out, std::ostream& err)
    : settings_(std::move(settings)),
      out_(out),
      err_(err),
      channel_(clients::Connect(settings_.server)),
      peer_(channel_, OptionsOf(settings_)) {}

grpc::Status Session::Call(const Message& request, Message* response, bool* replayed) {
  grpc::Status status = peer_.CallAndWait(request, response, replayed);
  for (const absl::Duration delay : kRetryDelays) {
    if (status.error_code() != grpc::StatusCode::UNAVAILABLE) break;
    absl::SleepFor(delay);
    response->Clear();
    status = peer_.CallAndWait(request, response, replayed);
  }
  return status;
}

int Session::CallOrExplain(const Message& request, Message* response) {
  const grpc::Status status = Call(request, response);
  if (status.ok()) return 0;
  return Explain(status, settings_, err_);
}

}  // namespace cofi::cli
