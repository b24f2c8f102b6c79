#include "services/budgets/claim_accounts.h"

namespace cofi::budgets {

absl::StatusOr<AccountsByLine> ReadAccounts(db::Transaction& tx, absl::string_view project) {
  AccountsByLine accounts;
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT l.name, l.account FROM line AS l JOIN budget AS b"
             " ON b.root = l.root AND b.name = l.parent WHERE l.root = $1 AND b.state <> 'DRAFT'"
             " ORDER BY b.version DESC",
             {project}, [&](const db::Row& row) {
               accounts.Add(row.Text(0), row.Text(1));
               return absl::OkStatus();
             }));
  return accounts;
}

}  // namespace cofi::budgets
