#include "services/cofid/watchdog.h"

#include <utility>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "services/rpc/log.h"

namespace cofi::cofid {
namespace {

constexpr int kSilencesMax = 3;

}  // namespace

Watchdog::Watchdog(std::string address, absl::Duration pause, std::function<void()> on_silence)
    : address_(std::move(address)),
      pause_(pause),
      on_silence_(std::move(on_silence)),
      thread_([this] { Run(); }) {}

Watchdog::~Watchdog() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void Watchdog::Run() {
  const auto stopping = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_; };
  for (int silences = 0; silences < kSilencesMax;) {
    {
      absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&stopping), pause_)) return;
    }
    silences = Answers() ? 0 : silences + 1;
  }
  rpc::Log(rpc::LogLevel::kError, "the listener does not answer any more",
           {{"address", address_}, {"asked", absl::FormatDuration(kSilencesMax * 2 * pause_)}});
  on_silence_();
}

bool Watchdog::Answers() const {
  grpc::ChannelArguments arguments;
  // Not one of the connections that are there.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  const auto channel =
      grpc::CreateCustomChannel(address_, grpc::InsecureChannelCredentials(), arguments);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + pause_));
  context.set_wait_for_ready(true);
  // A HealthCheckRequest without a service is empty.
  grpc::ByteBuffer request, response;
  const grpc::Slice nothing;
  request = grpc::ByteBuffer(&nothing, 1);
  absl::Notification finished;
  bool answered = false;
  grpc::GenericStub(channel).UnaryCall(&context, "/grpc.health.v1.Health/Check", {}, &request,
                                       &response, [&](const grpc::Status& status) {
                                         answered = status.ok();
                                         finished.Notify();
                                       });
  finished.WaitForNotification();
  return answered;
}

}  // namespace cofi::cofid
