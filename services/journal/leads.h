// How an operator sees those that follow a journal, and helps one on that stands still.
#ifndef COFI_SERVICES_JOURNAL_LEADS_H_
#define COFI_SERVICES_JOURNAL_LEADS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cofi/journal/v1/followers.pb.h"
#include "db/transaction.h"
#include "services/rpc/host.h"
#include "services/rpc/server_stream.h"

namespace cofi::journal {

// `followers/awards`
std::string FollowerName(const std::string& name);

// Those of a service in this process, without their cursors.
using FollowersOf = std::function<std::vector<journal::v1::Follower>(const std::string& service)>;

// Has one go on from the cursor that is stored.
using Restart = std::function<void(const std::string& service, const std::string& follower)>;

// FollowerService over the services in this process, which `stores` names.
void ServeFollowers(const rpc::Stores& stores, const FollowersOf& followers, const Restart& restart,
                    rpc::Host* host);

// Makes a follower go on behind `cursor`, and notes it in the journal: what it was led to,
// and the note, in `led`. Nothing if it is there already.
absl::Status Lead(db::Transaction& tx, const std::string& cursor, journal::v1::Follower* led);

}  // namespace cofi::journal

#endif  // COFI_SERVICES_JOURNAL_LEADS_H_
