// What is asked of all journals of a process: cofi.journal.v1.HistoryService, what became
// of a resource and of a request, and the rehearsals (rehearsal.h).
#ifndef COFI_SERVICES_JOURNAL_HISTORY_H_
#define COFI_SERVICES_JOURNAL_HISTORY_H_

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "db/store/store.h"
#include "services/rpc/host.h"
#include "services/rpc/peers.h"
#include "services/rpc/running.h"

namespace cofi::journal {

// A service of this process that keeps a journal.
struct Recorded {
  db::Store* store;
  const rpc::Running* running;
  const rpc::Host* host;
};

// Over the services of this process, by name. `peers` are nobody, and must
// outlive the host.
std::unique_ptr<rpc::Host> MakeHistoryHost(const std::map<std::string, Recorded>& services,
                                           const rpc::Peers* peers);

}  // namespace cofi::journal

#endif  // COFI_SERVICES_JOURNAL_HISTORY_H_
