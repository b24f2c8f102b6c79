// What is told of claims and of the grants that they are of, and what must hold of a claim.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/states.h"
#include "db/tables/list.h"
#include "services/budgets/claim_accounts.h"
#include "services/budgets/claims.h"
#include "services/budgets/expenses.h"
#include "services/budgets/movements.h"
#include "services/budgets/tables.h"
#include "services/rpc/standard.h"
#include "services/rpc/verify_resource.h"

namespace cofi::budgets {
namespace {

using internal::v1::MovementSum;
using rpc::Broken;
using v1::Claim;
using v1::Expense;
using v1::Grant;

bool IsDecidedFor(const Claim& claim) {
  return claim.state() == Claim::STATE_ACCEPTED || claim.state() == Claim::STATE_PAID;
}

absl::Status CheckEqual(const Claim& claim, absl::string_view what, int64_t expected,
                        int64_t found) {
  if (expected == found) return absl::OkStatus();
  return Broken(claim, what, absl::StrCat(expected), absl::StrCat(found));
}

absl::Status CheckAtMost(const Claim& claim, absl::string_view what, int64_t most, int64_t found) {
  if (found >= 0 && found <= most) return absl::OkStatus();
  return Broken(claim, what, absl::StrCat("0…", most), absl::StrCat(found));
}

// The expenses whose shares a claim has, by name, and those that it holds.
absl::Status CheckHeld(db::Transaction& tx, const Claim& claim) {
  std::vector<std::string> expected, found;
  if (HoldsShares(claim.state())) {
    for (const v1::ClaimEntry& entry : claim.entries()) expected.push_back(entry.expense());
  }
  // What a row holds must be there, and of the claim's own grant.
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT e.expense FROM claim_entry AS e JOIN expense AS x"
             " ON x.root = e.root AND x.name = e.expense"
             " WHERE e.root = $1 AND e.claim = $2 AND e.grant_id = $3",
             {RootOf(claim.name()), absl::string_view(claim.name()), IdOf(ParentOf(claim.name()))},
             [&](const db::Row& row) {
               found.emplace_back(row.Text(0));
               return absl::OkStatus();
             }));
  std::sort(expected.begin(), expected.end());
  std::sort(found.begin(), found.end());
  const auto [is, should] =
      std::mismatch(found.begin(), found.end(), expected.begin(), expected.end());
  if (is == found.end() && should == expected.end()) return absl::OkStatus();
  return Broken(claim, "claim_entry", should == expected.end() ? "" : *should,
                is == found.end() ? "" : *is);
}

}  // namespace

absl::StatusOr<int64_t> ReceivedMinor(db::Transaction& tx, const Claim& claim,
                                      const absl::CivilDay* as_of) {
  const std::string last = as_of == nullptr ? "9999-12-31" : absl::FormatCivilTime(*as_of);
  return tx.Number(
      "SELECT CAST(SUM(amount) AS BIGINT) FROM receipt WHERE root = $1 AND claim = $2"
      " AND receipt_date <= $3",
      {RootOf(claim.name()), absl::string_view(claim.name()), absl::string_view(last)});
}

absl::StatusOr<bool> ViewClaim(db::Transaction& tx, Claim& claim, const absl::CivilDay* as_of) {
  if (as_of != nullptr) {
    StateOn(*as_of, Claim::STATE_DRAFT, &claim);
    if (claim.history().empty()) return false;
    if (!IsDecidedFor(claim)) claim.clear_accepted_amount();
  }
  COFI_ASSIGN_OR_RETURN(const int64_t received, ReceivedMinor(tx, claim, as_of));
  const std::string currency = claim.claimed_amount().currency_code();
  *claim.mutable_received_amount() = MoneyFromMinor(received, currency);
  if (IsDecidedFor(claim)) {
    *claim.mutable_receivable_amount() =
        MoneyFromMinor(std::max<int64_t>(Minor(claim.accepted_amount()) - received, 0), currency);
  }
  return true;
}

absl::Status VerifyClaim(db::Transaction& tx, const Claim& claim) {
  int64_t eligible = 0;
  for (const v1::ClaimEntry& entry : claim.entries()) eligible += Minor(entry.amount());
  COFI_RETURN_IF_ERROR(
      CheckEqual(claim, "eligible_amount", eligible, Minor(claim.eligible_amount())));
  COFI_RETURN_IF_ERROR(CheckEqual(claim, "entry_count", claim.entries_size(), claim.entry_count()));
  // An advance is claimed before anything is spent.
  if (claim.kind() != v1::Receipt::KIND_ADVANCE) {
    COFI_RETURN_IF_ERROR(CheckAtMost(claim, "claimed_amount", std::max<int64_t>(eligible, 0),
                                     Minor(claim.claimed_amount())));
  }
  COFI_RETURN_IF_ERROR(CheckAtMost(claim, "accepted_amount", Minor(claim.claimed_amount()),
                                   Minor(claim.accepted_amount())));
  COFI_ASSIGN_OR_RETURN(const int64_t received, ReceivedMinor(tx, claim, /*as_of=*/nullptr));
  COFI_RETURN_IF_ERROR(
      CheckAtMost(claim, "received_amount", Minor(claim.accepted_amount()), received));
  const bool paid = received == Minor(claim.accepted_amount());
  if (IsDecidedFor(claim) && paid != (claim.state() == Claim::STATE_PAID)) {
    return Broken(claim, "state", paid ? "PAID" : "ACCEPTED", paid ? "ACCEPTED" : "PAID");
  }
  return CheckHeld(tx, claim);
}

absl::StatusOr<SpentForGrant> SpentFor(db::Transaction& tx, const Grant& grant,
                                       int64_t shares_minor, const absl::CivilDay* as_of) {
  SpentForGrant spent{.shares = shares_minor};
  if (!grant.has_rate()) return spent;
  const absl::string_view root = RootOf(grant.name());
  const absl::CivilDay last = as_of == nullptr ? kLastDay : *as_of;
  const bool of_all = grant.rate().base() == type::v1::Rate::BASE_TOTAL_COST;
  const absl::CivilDay from =
      of_all || !grant.has_eligible_start_date() ? kFirstDay : Day(grant.eligible_start_date());
  const absl::CivilDay to = of_all || !grant.has_eligible_end_date()
                                ? last
                                : std::min(last, Day(grant.eligible_end_date()));
  COFI_ASSIGN_OR_RETURN(const std::vector<MovementSum> sums, MovementsWithin(tx, root, from, to));
  COFI_ASSIGN_OR_RETURN(const AccountsByLine accounts, ReadAccounts(tx, root));
  for (const MovementSum& sum : sums) {
    spent.total += sum.spent_minor();
    if (!PaysAccount(grant, accounts.Of(sum.line()))) continue;
    spent.eligible += sum.spent_minor();
    if (!sum.grant().empty()) spent.public_aid += sum.spent_minor();
  }
  return spent;
}

absl::Status ReadClaimed(db::Transaction& tx, const internal::v1::ReadClaimedRequest& request,
                         internal::v1::ClaimedExpenses* response) {
  Claim* const claim = response->mutable_claim();
  COFI_ASSIGN_OR_RETURN(*claim, Claims().Get(tx, request.name()));
  const std::optional<absl::CivilDay> as_of = rpc::AsOf(request);
  COFI_ASSIGN_OR_RETURN(const bool there, ViewClaim(tx, *claim, as_of ? &*as_of : nullptr));
  if (!there) return Refuse(type::v1::REASON_RESOURCE_NOT_FOUND, {{"name", request.name()}});
  std::vector<std::string> names;
  names.reserve(claim->entries_size());
  for (const v1::ClaimEntry& entry : claim->entries()) names.push_back(entry.expense());
  std::vector<Expense*> expenses;
  COFI_RETURN_IF_ERROR(
      db::VisitAny(tx, Expenses(), "name", std::move(names), [&](const Message& row) {
        *response->add_expenses() = static_cast<const Expense&>(row);
        return absl::OkStatus();
      }));
  if (!as_of.has_value()) return absl::OkStatus();
  for (Expense& expense : *response->mutable_expenses()) {
    COFI_RETURN_IF_ERROR(ViewExpense(tx, expense, &*as_of).status());
    expenses.push_back(&expense);
  }
  return ViewExpenses(tx, expenses, *as_of);
}

}  // namespace cofi::budgets
