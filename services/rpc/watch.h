// The change feed: a stream of a service's journal from a cursor on.
#ifndef COFI_SERVICES_RPC_WATCH_H_
#define COFI_SERVICES_RPC_WATCH_H_

#include "services/rpc/server_stream.h"

namespace cofi::rpc {

// JournalService.WatchChanges over the stores of the services in this process.
void ServeWatch(const Stores& stores, StreamService* service);

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_WATCH_H_
