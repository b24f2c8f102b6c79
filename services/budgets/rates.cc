#include "services/budgets/rates.h"

#include <set>
#include <string>
#include <vector>

#include "base/names.h"
#include "base/rules/expenses.h"
#include "base/status.h"
#include "services/budgets/claim_accounts.h"
#include "services/budgets/claim_rules.h"
#include "services/budgets/tables.h"

namespace cofi::budgets {

absl::Status AddAboveRates(db::Transaction& tx, v1::Expense* expense) {
  const std::vector<rules::LinePart> parts = rules::LinePartsOf(*expense);
  std::set<std::string> names;
  for (const rules::LinePart& part : parts) {
    for (const v1::Share& share : *part.shares) names.insert(share.grant());
  }
  for (const std::string& name : names) {
    COFI_ASSIGN_OR_RETURN(const v1::Grant grant, Grants().Get(tx, name));
    if (!grant.has_rate()) continue;
    COFI_ASSIGN_OR_RETURN(const AccountsByLine accounts, ReadAccounts(tx, RootOf(expense->name())));
    SpentForGrant spent;
    int on_lines = 0;
    for (const rules::LinePart& part : parts) {
      AddPart(grant, part, accounts.Of(IdOf(part.line)), &spent);
      on_lines += SharesOfGrant(part, name) > 0;
    }
    if (auto above = AboveRateOf(grant, spent, on_lines, expense->amount().currency_code())) {
      *expense->add_above_rates() = *std::move(above);
    }
  }
  return absl::OkStatus();
}

}  // namespace cofi::budgets
