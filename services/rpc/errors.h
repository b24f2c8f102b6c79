// Refusals as they leave the server (AIP-193).
#ifndef COFI_SERVICES_RPC_ERRORS_H_
#define COFI_SERVICES_RPC_ERRORS_H_

#include "absl/status/status.h"
#include "base/language.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"

namespace cofi::rpc {

// The status with its details: one ErrorInfo, a BadRequest when fields are
// named, a LocalizedMessage in the caller's language, and a RetryInfo when
// trying again helps. Message and details stay under 8 kB, so that they fit the
// trailers of any client.
grpc::Status ToGrpc(const absl::Status& status, Language language);

// The same as a message, for what is answered of one of several requests.
google::rpc::Status RefusalTo(const absl::Status& status, Language language);

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_ERRORS_H_
