#include "clients/cli/sent/session.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "base/refusal.h"
#include "clients/cli/sent/failures.h"
#include "clients/cli/sent/last_words.h"
#include "clients/cli/sent/words_failures.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/cli/typed/words.h"
#include "clients/methods.h"
#include "clients/services.h"
#include "cofi/journal/v1/history.pb.h"

namespace cofi::cli {
namespace {

// Longer in all than the channel waits before it connects again (a second), so
// that a server that is being restarted is found.
constexpr absl::Duration kRetryDelays[] = {absl::Milliseconds(100), absl::Milliseconds(300),
                                           absl::Milliseconds(900)};

// A read may be repeated, and a change that has an id: the server knows it again.
bool MaySendAgain(const Message& request) {
  return request.GetDescriptor()->FindFieldByName("request_id") == nullptr ||
         !StringField(request, "request_id").empty();
}

// By which it can be asked what became of a change; empty for what changes nothing.
std::string ChangeIdOf(const Message& request) {
  const auto* method = clients::MethodOf(request.GetDescriptor());
  const bool asks = method->output_type() == journal::v1::RequestOutcome::descriptor();
  return asks ? "" : StringField(request, "request_id");
}

}  // namespace

std::string AddressOf(absl::string_view full_name, absl::string_view server) {
  const std::vector<absl::string_view> packages = absl::StrSplit(full_name, '.');
  const absl::string_view wanted = packages.size() > 1 ? packages[1] : "";
  std::string first;
  for (const absl::string_view part : absl::StrSplit(server, ',')) {
    const size_t equals = part.find('=');
    const absl::string_view name = part.substr(0, equals);
    // One address for all; a path may have an equals sign in it.
    if (equals == part.npos || !std::all_of(name.begin(), name.end(), absl::ascii_islower)) {
      return std::string(server);
    }
    const absl::string_view address = part.substr(equals + 1);
    if (name == wanted) return std::string(address);
    if (first.empty()) first = std::string(address);
  }
  return first;
}

clients::CallOptions OptionsOf(const Settings& settings) {
  clients::CallOptions options;
  options.timeout = settings.timeout;
  options.language = settings.language;
  options.principal = settings.principal;
  return options;
}

Session::Session(Settings settings, std::ostream& out, std::ostream& err)
    : settings_(std::move(settings)), out_(out), err_(err) {}

std::shared_ptr<grpc::Channel> Session::ChannelTo(absl::string_view full_name) {
  const std::string address = AddressOf(full_name, settings_.server);
  std::shared_ptr<grpc::Channel>& channel = channels_[address];
  if (channel == nullptr) channel = clients::Connect(address);
  return channel;
}

grpc::Status Session::Call(const Message& request, Message* response, bool* replayed) {
  std::optional<LastWords> last_words;
  if (const std::string id = ChangeIdOf(request); !id.empty()) {
    last_words.emplace(absl::StrCat(words::kInterrupted.In(settings_.language), "\n  ",
                                    Say(words::kOutcomeHint, settings_.language, id)));
  }
  const std::string service = clients::ServiceOf(StringField(request, "journal"));
  const clients::Peer peer(
      ChannelTo(service.empty() ? request.GetTypeName() : absl::StrCat("cofi.", service)),
      OptionsOf(settings_));
  grpc::Status status = peer.CallAndWait(request, response, replayed);
  for (const absl::Duration delay : kRetryDelays) {
    if (status.error_code() != grpc::StatusCode::UNAVAILABLE || !MaySendAgain(request)) break;
    absl::SleepFor(delay);
    response->Clear();
    status = peer.CallAndWait(request, response, replayed);
  }
  return status;
}

int Session::CallOrExplain(const Message& request, Message* response) {
  bool replayed = false;
  const grpc::Status status = Call(request, response, &replayed);
  if (replayed) SayReplayed(*this);
  if (status.ok()) return 0;
  const int code = Explain(status, settings_, err_, named_);
  const std::string id = ChangeIdOf(request);
  // Whoever gets no answer to a change does not know whether it was made.
  const bool unknown = code == kUnreachable ||
                       ReasonOf(clients::FromPeer("", status)) == type::v1::REASON_OUTCOME_UNKNOWN;
  if (unknown && !id.empty()) {
    err_ << "  " << Say(words::kOutcomeHint, settings_.language, id) << "\n";
  }
  return code;
}

void SayReplayed(Session& session) {
  session.err() << words::kReplayed.In(session.language()) << "\n";
}

}  // namespace cofi::cli
