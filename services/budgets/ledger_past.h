// The ledger as it was known: what reads of the past find in its tables
// (db/store/snapshot.h).
#ifndef COFI_SERVICES_BUDGETS_LEDGER_PAST_H_
#define COFI_SERVICES_BUDGETS_LEDGER_PAST_H_

#include "db/store/snapshot.h"

namespace cofi::budgets {

// The movements that the entries up to a journal sequence caused.
db::PastTable PastLedgerEntries();

// Their sums.
db::PastTable PastLedgerTotals();

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_LEDGER_PAST_H_
