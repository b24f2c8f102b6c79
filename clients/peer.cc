#include "clients/peer.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "base/check.h"
#include "base/refusal.h"
#include "google/rpc/error_details.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/proto_utils.h"

namespace cofi::clients {
namespace {

using google::protobuf::MethodDescriptor;
using Traits = grpc::SerializationTraits<google::protobuf::Message>;

// What must live as long as a call that nobody waits for.
struct OutgoingCall {
  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
};

grpc::Status Malformed(const std::string& type) {
  return {grpc::StatusCode::INTERNAL, absl::StrCat("the answer is not a ", type)};
}

}  // namespace

std::string EncodePrincipal(absl::string_view name) {
  std::string header;
  for (const char c : name) {
    if (absl::ascii_isgraph(c) && c != '%') {
      header.push_back(c);
    } else {
      absl::StrAppend(&header, "%", absl::BytesToHexString(absl::string_view(&c, 1)));
    }
  }
  return header;
}

std::string DecodePrincipal(absl::string_view header) {
  std::string name;
  for (size_t i = 0; i < header.size(); ++i) {
    if (header[i] == '%' && i + 2 < header.size() && absl::ascii_isxdigit(header[i + 1]) &&
        absl::ascii_isxdigit(header[i + 2])) {
      name += absl::HexStringToBytes(header.substr(i + 1, 2));
      i += 2;
    } else {
      name.push_back(header[i]);
    }
  }
  return name;
}

void SetUp(const CallOptions& options, grpc::ClientContext* context) {
  context->set_deadline(absl::ToChronoTime(absl::Now() + options.timeout));
  context->AddMetadata(kLanguageKey, std::string(TagOf(options.language)));
  // gRPC ends the process at a header that is no header.
  const std::pair<const char*, const std::string*> names[] = {{kPrincipalKey, &options.principal},
                                                              {kOnBehalfKey, &options.on_behalf}};
  for (const auto& [key, name] : names) {
    if (!name->empty()) context->AddMetadata(key, EncodePrincipal(*name));
  }
}

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  // Replicas take turns; one that is gone is left out.
  if (absl::StartsWith(address, "dns:") || absl::StrContains(address, ',')) {
    arguments.SetLoadBalancingPolicyName("round_robin");
  }
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  // It leads where its address says, whatever the environment says of the ways to others.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1'000);
  arguments.SetMaxReceiveMessageSize(kAnswerBytesMax);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

void Peer::CallWithReplay(const Message& request, Message* response,
                          std::function<void(const grpc::Status&, bool)> done) const {
  const MethodDescriptor* method = MethodOf(request.GetDescriptor());
  COFI_CHECK(method != nullptr && method->output_type() == response->GetDescriptor(),
             request.GetTypeName());
  // The context holds the channel, and gRPC must not lose its last hold of a
  // channel on one of its own threads: so the flight is over before `done`, and
  // no copy of the callback keeps it.
  OutgoingCall* const flight = new OutgoingCall;
  SetUp(options_, &flight->context);
  bool own = false;
  const grpc::Status written = Traits::Serialize(request, &flight->request, &own);
  if (!written.ok()) {
    delete flight;
    return done(written, false);
  }
  grpc::GenericStub(channel_).UnaryCall(
      &flight->context, PathOf(method), {}, &flight->request, &flight->response,
      [flight, response, done = std::move(done)](grpc::Status status) {
        if (status.ok() && !Traits::Deserialize(&flight->response, response).ok()) {
          status = Malformed(response->GetTypeName());
        }
        const bool replayed = flight->context.GetServerInitialMetadata().count(kReplayedKey) > 0;
        delete flight;
        done(status, replayed);
      });
}

grpc::Status Peer::CallAndWait(const Message& request, Message* response, bool* replayed) const {
  absl::Notification finished;
  grpc::Status result;
  CallWithReplay(request, response, [&](const grpc::Status& status, bool again) {
    result = status;
    if (replayed != nullptr) *replayed = again;
    finished.Notify();
  });
  finished.WaitForNotification();
  return result;
}

google::rpc::Status DetailsOf(const grpc::Status& status) {
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) details.Clear();
  return details;
}

absl::Status FromPeer(absl::string_view peer, const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const google::rpc::Status details = DetailsOf(status);
  for (const google::protobuf::Any& detail : details.details()) {
    google::rpc::ErrorInfo info;
    Reason reason;
    if (detail.UnpackTo(&info) &&
        type::v1::Reason_Parse(absl::StrCat("REASON_", info.reason()), &reason)) {
      return RefusalOf(info);
    }
  }
  if (status.error_code() == grpc::StatusCode::INTERNAL) {
    return Refuse(type::v1::REASON_INTERNAL, {{"detail", status.error_message()}});
  }
  return Refuse(type::v1::REASON_PEER_UNAVAILABLE,
                {{"peer", std::string(peer)}, {"detail", status.error_message()}});
}

}  // namespace cofi::clients
