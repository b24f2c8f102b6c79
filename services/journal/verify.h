// JournalService.VerifyJournal and ReadHeads: what an auditor asks.
#ifndef COFI_SERVICES_JOURNAL_VERIFY_H_
#define COFI_SERVICES_JOURNAL_VERIFY_H_

#include <map>
#include <string>

#include "db/store/verification.h"
#include "services/rpc/admission.h"
#include "services/rpc/server_stream.h"

namespace cofi::journal {

// What each service in this process proves, by its name. They must stay.
using AllInvariants = std::map<std::string, const db::Invariants*>;

// `admissions` and `peers` are those that the services ask others by, by their names, and must
// stay too.
void ServeVerify(const rpc::Stores& stores, const AllInvariants& invariants,
                 const std::map<std::string, rpc::Admission*>& admissions,
                 const std::map<std::string, const rpc::Peers*>& peers,
                 rpc::StreamService* service);

}  // namespace cofi::journal

#endif  // COFI_SERVICES_JOURNAL_VERIFY_H_
