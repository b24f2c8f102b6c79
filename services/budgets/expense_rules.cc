#include "services/budgets/expense_rules.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/refusal.h"
#include "base/status.h"

namespace cofi::budgets {
namespace {

// A period may be open at either end.
std::string End(const Date& date) { return IsSet(date) ? IsoDate(date) : "…"; }

}  // namespace

absl::StatusOr<int64_t> OwnFunds(const v1::Expense& expense) {
  int64_t shared = 0;
  absl::flat_hash_set<absl::string_view> grants;
  for (int i = 0; i < expense.shares_size(); ++i) {
    const v1::Share& share = expense.shares(i);
    if (!grants.insert(share.grant()).second) {
      return InField(absl::StrCat("expense.shares[", i, "].grant"),
                     Refuse(type::v1::REASON_VALUE_MALFORMED,
                            {{"value", share.grant()}, {"accepted", "each grant once"}}));
    }
    COFI_ASSIGN_OR_RETURN(shared, AddMinor(shared, Minor(share.amount())));
  }
  if (shared <= Minor(expense.amount())) return Minor(expense.amount()) - shared;
  return InField("expense.shares",
                 Refuse(type::v1::REASON_SHARES_EXCEED_EXPENSE,
                        {{"asked", DecimalAmount(shared, expense.amount().currency_code())},
                         {"available", DecimalFromMoney(expense.amount())}}));
}

absl::Status CheckEligible(const v1::Grant& grant, const v1::Line& line,
                           const v1::Expense& expense) {
  const absl::CivilDay day = Day(expense.invoice_date());
  if ((grant.has_eligible_start_date() && day < Day(grant.eligible_start_date())) ||
      (grant.has_eligible_end_date() && day > Day(grant.eligible_end_date()))) {
    return Refuse(type::v1::REASON_OUTSIDE_ELIGIBLE_PERIOD,
                  {{"grant", grant.display_name()},
                   {"from", End(grant.eligible_start_date())},
                   {"to", End(grant.eligible_end_date())},
                   {"value", IsoDate(expense.invoice_date())}});
  }
  const auto& accounts = grant.eligible_accounts();
  const bool eligible =
      accounts.empty() || std::any_of(accounts.begin(), accounts.end(), [&](const auto& each) {
        return absl::StartsWith(line.account(), each);
      });
  if (eligible) return absl::OkStatus();
  return Refuse(type::v1::REASON_ACCOUNT_NOT_ELIGIBLE,
                {{"grant", grant.display_name()},
                 {"value", line.account()},
                 {"accepted", absl::StrJoin(accounts, ", ")}});
}

}  // namespace cofi::budgets
