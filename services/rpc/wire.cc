#include "services/rpc/wire.h"

#include <grpc/support/time.h>

#include "absl/strings/escaping.h"
#include "base/check.h"
#include "base/refusal.h"
#include "base/status.h"
#include "base/text.h"
#include "clients/peer.h"
#include "grpcpp/impl/codegen/proto_utils.h"

namespace cofi::rpc {
namespace {

using Traits = grpc::SerializationTraits<Message>;

std::string Metadata(const grpc::CallbackServerContext& context, const char* key) {
  const auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end()) return "";
  return std::string(found->second.data(), found->second.size());
}

}  // namespace

Language LanguageOf(const grpc::CallbackServerContext& context) {
  return LanguageFromTag(Metadata(context, clients::kLanguageKey));
}

absl::StatusOr<std::string> PrincipalOf(const grpc::CallbackServerContext& context) {
  std::string name = clients::DecodePrincipal(Metadata(context, clients::kPrincipalKey));
  if (name.empty() || IsPrincipal(name)) return name;
  return InField(clients::kPrincipalKey,
                 Refuse(type::v1::REASON_VALUE_MALFORMED,
                        {{"value", absl::CHexEscape(name)},
                         {"accepted", "1 to 128 bytes of UTF-8 without control characters"}}));
}

// Not by way of std::chrono, whose nanoseconds end in 2262 and begin anew in the past.
absl::Time DeadlineOf(const grpc::CallbackServerContext& context) {
  const gpr_timespec end = gpr_convert_clock_type(context.raw_deadline(), GPR_CLOCK_REALTIME);
  if (gpr_time_cmp(end, gpr_inf_future(GPR_CLOCK_REALTIME)) == 0) return absl::InfiniteFuture();
  return absl::FromUnixSeconds(end.tv_sec) + absl::Nanoseconds(end.tv_nsec);
}

grpc::ByteBuffer BytesOf(const Message& message) {
  grpc::ByteBuffer bytes;
  bool own = false;
  COFI_CHECK(Traits::Serialize(message, &bytes, &own).ok(), message.GetTypeName());
  return bytes;
}

absl::Status Parse(grpc::ByteBuffer* bytes, Message* message) {
  if (Traits::Deserialize(bytes, message).ok()) return absl::OkStatus();
  return Refuse(type::v1::REASON_INVALID_MESSAGE, {{"type", message->GetDescriptor()->name()}});
}

}  // namespace cofi::rpc
