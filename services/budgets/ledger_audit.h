// The ledger against the journal: the proof along each chain of this service.
#ifndef COFI_SERVICES_BUDGETS_LEDGER_AUDIT_H_
#define COFI_SERVICES_BUDGETS_LEDGER_AUDIT_H_

#include <memory>
#include <string>

#include "db/store/verification.h"

namespace cofi::budgets {

// Proves that the ledger has the movements that the journal calls for, those and
// no others; that no grant paid or received more than it had then; and that the
// totals are the sums of the movements.
std::unique_ptr<db::ChainRule> AuditLedger(const std::string& root);

// Proves that the ledger has nothing of a root that has no journal.
absl::Status AuditLedgerRoots(db::Transaction& tx);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_LEDGER_AUDIT_H_
