// BatchCreateExpenses and its like: several CreateExpense, all of them or none, in their order
// (AIP-233). Written once; a method is one by its form: its request has, besides a parent, a
// request_id and validate_only, a list `requests` of those of the other method, and its answer a
// list of what that answers, and `verdicts`. BatchRepeatExpenses is one too: its requests are
// called on resources of the parent's root.
//
// All run in the transaction of the batch, which is carried out once by its request_id. The
// journal says CreateExpense of each: it tells what became of a resource, whichever call it came
// by, and whoever acts on entries (expected_movements.h) need not know of batches. The answer is
// kept under the batch's own name, by which GetRequestOutcome finds the type of it.
#ifndef COFI_SERVICES_RPC_BATCH_H_
#define COFI_SERVICES_RPC_BATCH_H_

#include <optional>

#include "absl/status/status.h"
#include "base/fields.h"
#include "services/rpc/method.h"

namespace cofi::rpc {

class Host;

// Whether a field is the list of the requests of a batch.
bool IsOfBatch(const FieldDescriptor* field);

// Whether the batch is only rehearsed (`validate_only`). Then each of its requests is looked at
// by itself, and has a verdict of its own.
bool IsRehearsed(const Message& batch);

// Gives each request of a batch what it says for all: its parent, request_id and validate_only.
// VALUE_MALFORMED for those that have another parent, REFERENCE_NOT_FOUND for those that are called
// on what is elsewhere. Does nothing to one that is rehearsed, or no batch.
absl::Status ShareWithItems(Message* request);

// The handler of a batch; none for another method. The first of its requests that is refused
// refuses the batch, and its place is in the field (`requests[3].expense.line`). Where it is
// rehearsed there is a verdict for each on what those before it left.
//
// CHECKs that the host has the method of its requests, and that neither needs more than the other.
std::optional<Handler> BatchHandler(const Method& batch, const Host& host);

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_BATCH_H_
