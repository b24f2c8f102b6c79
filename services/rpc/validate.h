// The generic validator: what the protos say about fields (field_behavior, and
// the options of cofi/type/v1/annotations.proto) is enforced here for every
// request, and all violations are reported at once.
#ifndef COFI_SERVICES_RPC_VALIDATE_H_
#define COFI_SERVICES_RPC_VALIDATE_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace cofi::rpc {

enum class Required {
  kEnforced,
  // For an update, where only the fields of the mask count: pairs are not checked either.
  kIgnored,
};

// Checks a message and all in it: required fields, forms, lengths, ranges, pairs
// (`at_least`), how many items a list has and that its identifiers differ, dates, amounts in
// whole cents and up to 10^12 (AMOUNT_OVERFLOW), names of the form of their collection (with
// `-` for any identifier only where something is listed or reported on). Paths in violations
// begin with `prefix`.
absl::Status Validate(const google::protobuf::Message& message, absl::string_view prefix,
                      Required required);

// Every amount must be in `currency`: CURRENCY_MISMATCH.
absl::Status CheckCurrency(const google::protobuf::Message& message, absl::string_view prefix,
                           absl::string_view currency);

// Every amount must be in the currency of the first.
absl::Status CheckOneCurrency(const google::protobuf::Message& message, absl::string_view prefix);

// REFERENCE_NOT_FOUND for everything in a project other than `root`: to one
// project, what belongs to another is not there, unless it is to be copied (`copy_from`).
absl::Status CheckRoot(const google::protobuf::Message& message, absl::string_view root);

// Clears what only the server sets, and what this version does not know: what a client
// sends there is ignored.
void KeepInput(google::protobuf::Message* message);

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_VALIDATE_H_
