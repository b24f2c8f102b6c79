// What would come of requests, one after the other, each on what those before it left, in a
// transaction that is taken back: all checks are made, and nothing is written.
#ifndef COFI_SERVICES_RPC_REHEARSAL_H_
#define COFI_SERVICES_RPC_REHEARSAL_H_

#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "db/transaction.h"
#include "services/rpc/exchange.h"
#include "services/rpc/method.h"

namespace cofi::rpc {

struct RehearsedStep {
  // A request of `method`, whose cause CheckAlone made. Where that is null, a resource of another
  // service that is supposed to be there, on which `followed` acts if it is not null.
  std::unique_ptr<Message> message;
  const Method* method = nullptr;
  const Followed* followed = nullptr;
  db::Cause cause;
  // Why it is not tried at all.
  absl::Status admitted;
  // What came of it; the answer is that of a request that was not refused.
  absl::Status status;
  std::unique_ptr<Message> answer;
};

struct Rehearsal {
  const ServiceParts* parts;
  Caller caller;
  // What its transaction is called.
  std::string verb;
  // The field of its request in which the steps stand.
  const char* field;
  std::vector<RehearsedStep> steps;
};

// Tries the steps, as far as they are admitted: what they name of other services must be there,
// or be supposed before. Calls `done` once; unless it fails each step then has its status.
//
// DEADLINE_EXCEEDED after five seconds, for other writes wait; TOO_MANY_ITEMS if the answers have
// more than 8 MiB; and as any write.
void Rehearse(const std::shared_ptr<Rehearsal>& rehearsal,
              std::function<void(const absl::Status&)> done);

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_REHEARSAL_H_
