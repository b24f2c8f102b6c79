// What is still open when something is to be closed: asked of the services that know, and refused.
#ifndef COFI_SERVICES_RPC_OPEN_ITEMS_H_
#define COFI_SERVICES_RPC_OPEN_ITEMS_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/fields.h"
#include "cofi/type/v1/open_items.pb.h"
#include "services/rpc/access/caller.h"
#include "services/rpc/peers.h"

namespace cofi::rpc {

// Asks each of these peers by its request, and calls `done` with all that is open.
// PEER_UNAVAILABLE.
struct OpenQuestion {
  std::string peer;
  std::shared_ptr<const Message> request;
};
void AskOpen(const Peers& peers, const Caller& caller, const std::vector<OpenQuestion>& questions,
             std::function<void(absl::StatusOr<std::shared_ptr<const Message>>)> done);

// STILL_OPEN of `name`; `hint` is a phrase (base/reasons.h).
absl::Status RefuseOpen(const std::string& name, const type::v1::StillOpen& open,
                        absl::string_view hint);

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_OPEN_ITEMS_H_
