// cofi.journal.v1.RehearsalService: what would come of requests, one after the other, in
// a transaction that is taken back.
#ifndef COFI_SERVICES_JOURNAL_REHEARSAL_H_
#define COFI_SERVICES_JOURNAL_REHEARSAL_H_

#include <map>
#include <string>

#include "services/journal/history.h"
#include "services/rpc/host.h"

namespace cofi::journal {

// Adds it to the host of all journals.
void ServeRehearsals(const std::map<std::string, Recorded>& services, rpc::Host* host);

}  // namespace cofi::journal

#endif  // COFI_SERVICES_JOURNAL_REHEARSAL_H_
