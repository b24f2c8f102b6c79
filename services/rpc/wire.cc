#include "services/rpc/wire.h"

#include "base/check.h"
#include "base/refusal.h"
#include "grpcpp/impl/codegen/proto_utils.h"

namespace cofi::rpc {
namespace {

using Traits = grpc::SerializationTraits<Message>;

}  // namespace

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
