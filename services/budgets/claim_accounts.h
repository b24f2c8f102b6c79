// The accounts of a project's lines, which tell what a grant pays for.
#ifndef COFI_SERVICES_BUDGETS_CLAIM_ACCOUNTS_H_
#define COFI_SERVICES_BUDGETS_CLAIM_ACCOUNTS_H_

#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/names.h"
#include "db/transaction.h"

namespace cofi::budgets {

// By the identifier of a line, which budget versions share.
class AccountsByLine {
 public:
  void Add(absl::string_view line, absl::string_view account) {
    accounts_.try_emplace(IdOf(line), account);
  }
  // Of a line, by its name or identifier; empty for one that there is not.
  absl::string_view Of(absl::string_view line) const {
    const auto found = accounts_.find(IdOf(line));
    return found == accounts_.end() ? absl::string_view() : found->second;
  }

 private:
  absl::flat_hash_map<std::string, std::string> accounts_;
};

// Of all budgets that were adopted: a line on which money has moved keeps its account.
absl::StatusOr<AccountsByLine> ReadAccounts(db::Transaction& tx, absl::string_view project);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_CLAIM_ACCOUNTS_H_
