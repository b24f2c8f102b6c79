// What a service has of a root, told to another in one answer from one snapshot: that of the
// methods `Read…` of its FactsService, which the answer's own fields describe.
//
//   message ProjectFacts {
//     Project project = 1;         // the one that the request names
//     repeated Phase phases = 2;   // all below it, as their list has them on that day
//     google.type.Date as_of_date = 5;
//     int64 journal_sequence = 4;  // what the snapshot had seen of the root's journal
//   }
//
// A request that names nothing is about what all projects share. The day is `as_of_date`;
// without one that of `known_at`, or today, in the project's time zone.
#ifndef COFI_SERVICES_RPC_FACTS_H_
#define COFI_SERVICES_RPC_FACTS_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "services/rpc/method.h"
#include "services/rpc/standard.h"

namespace cofi::rpc {

// The day of which the answer to `request` speaks, in the time zone of what it is about.
absl::CivilDay FactsDay(const db::Transaction& tx, const Message& request, absl::string_view zone);

// Fills `answer`. RESOURCE_NOT_FOUND of what the request names if the service keeps that, and
// has none; TOO_MANY_ITEMS, which names the list, beyond what a channel of ours takes
// (clients/peer.h).
absl::Status ReadFacts(const Resources& resources, db::Transaction& tx, const Message& request,
                       Message* answer);

// Fills `answer`, whose one list is of a resource, with those of the names in the request's `names`
// that are there, each once and as it is stored.
absl::Status ReadNamed(const Resources& resources, db::Transaction& tx, const Message& request,
                       Message* answer);

// The handler of a method that tells such facts and adds nothing to them; none for another.
std::optional<Handler> FactsHandler(const Method& method, const Resources& resources);

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_FACTS_H_
