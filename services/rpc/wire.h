// Messages as bytes, and what a call carries beside them.
#ifndef COFI_SERVICES_RPC_WIRE_H_
#define COFI_SERVICES_RPC_WIRE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/fields.h"
#include "base/language.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

namespace cofi::rpc {

// The language that the caller reads; English unless it says another.
Language LanguageOf(const grpc::CallbackServerContext& context);

// Who asks, as given; empty if nobody says so. VALUE_MALFORMED, in the field
// `cofi-principal`, if it is no name (base/text.h): the journal would keep it for ever.
absl::StatusOr<std::string> PrincipalOf(const grpc::CallbackServerContext& context);

// Until when the caller waits, however far ahead; the infinite future if he sets no end.
absl::Time DeadlineOf(const grpc::CallbackServerContext& context);

grpc::ByteBuffer BytesOf(const Message& message);

// INVALID_MESSAGE. `bytes` are used up. Fields that this version does not know are dropped:
// kept beside the row, they would mean something once a later version knows them.
absl::Status Parse(grpc::ByteBuffer* bytes, Message* message);

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_WIRE_H_
