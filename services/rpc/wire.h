// Messages as bytes.
#ifndef COFI_SERVICES_RPC_WIRE_H_
#define COFI_SERVICES_RPC_WIRE_H_

#include "absl/status/status.h"
#include "base/fields.h"
#include "grpcpp/support/byte_buffer.h"

namespace cofi::rpc {

grpc::ByteBuffer BytesOf(const Message& message);

// INVALID_MESSAGE. `bytes` are used up. Fields that this version does not know are dropped:
// kept beside the row, they would mean something once a later version knows them.
absl::Status Parse(grpc::ByteBuffer* bytes, Message* message);

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_WIRE_H_
