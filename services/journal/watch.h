// The change feed: a stream of a service's journal from a cursor on.
#ifndef COFI_SERVICES_JOURNAL_WATCH_H_
#define COFI_SERVICES_JOURNAL_WATCH_H_

#include "services/rpc/server_stream.h"

namespace cofi::journal {

// JournalService.WatchChanges over the stores of the services in this process.
void ServeWatch(const rpc::Stores& stores, rpc::StreamService* service);

}  // namespace cofi::journal

#endif  // COFI_SERVICES_JOURNAL_WATCH_H_
