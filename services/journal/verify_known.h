// For `cofi verify`: that what a service knows of others (services/rpc/known.h) is what they have.
//
// They have no snapshot in common. So the owner is told how far the follower had come when the
// rows were read, and says what he must have of each resource there: a change that comes behind
// may be told or not.
#ifndef COFI_SERVICES_JOURNAL_VERIFY_KNOWN_H_
#define COFI_SERVICES_JOURNAL_VERIFY_KNOWN_H_

#include <functional>

#include "absl/status/status.h"
#include "db/store/store.h"
#include "services/rpc/host.h"
#include "services/rpc/peers.h"
#include "services/rpc/server_stream.h"

namespace cofi::journal {

// Asks the owners, page after page, for all that the service of `store` knows. `done` is called
// once, from any thread: OK; a finding (RULE_BROKEN of the resource, `known`), also of what its
// owner has not; PEER_UNAVAILABLE; or the store's failure. Both must stay until then. What is
// about to be read anew, because its owner lost entries, is not compared.
void VerifyKnown(db::Store* store, const rpc::Peers* peers,
                 std::function<void(const absl::Status&)> done);

// What the owners answer: KnownService over the stores of the services in this process.
void ServeKnown(const rpc::Stores& stores, rpc::Host* host);

}  // namespace cofi::journal

#endif  // COFI_SERVICES_JOURNAL_VERIFY_KNOWN_H_
