#include "services/budgets/claim_rules.h"

#include <algorithm>
#include <string>

#include "absl/strings/match.h"
#include "base/money.h"
#include "base/names.h"
#include "base/rules/grants.h"

namespace cofi::budgets {
namespace {

using type::v1::Rate;
using v1::Claim;
using v1::Expense;
using v1::Grant;

constexpr int64_t kAllBasisPoints = 10'000;

int64_t RateOf(int64_t minor, int64_t basis_points) {
  return static_cast<int64_t>(static_cast<__int128>(minor) * basis_points / kAllBasisPoints);
}

// Nothing of a claim is from after it.
absl::CivilDay LastDayOf(const Expense& expense) {
  absl::CivilDay last = Day(expense.invoice_date());
  const auto take = [&](const std::vector<rules::MovedPart>& parts) {
    for (const rules::MovedPart& each : parts) last = std::max(last, Day(*each.date));
  };
  take(rules::SpentPartsOf(expense));
  take(rules::PaidPartsOf(expense));
  return last;
}

}  // namespace

int64_t SharesOfGrant(const rules::LinePart& part, absl::string_view grant) {
  int64_t minor = 0;
  for (const v1::Share& share : *part.shares) {
    if (share.grant() == grant) minor += Minor(share.amount());
  }
  return minor;
}

int64_t SharesOfAll(const rules::LinePart& part) {
  int64_t minor = 0;
  for (const v1::Share& share : *part.shares) minor += Minor(share.amount());
  return minor;
}

bool IsPaid(const Expense& expense) { return expense.has_payment_date(); }

bool PaysOn(const Grant& grant, const Date& invoice_date) {
  const absl::CivilDay day = Day(invoice_date);
  return (!grant.has_eligible_start_date() || day >= Day(grant.eligible_start_date())) &&
         (!grant.has_eligible_end_date() || day <= Day(grant.eligible_end_date()));
}

bool PaysAccount(const Grant& grant, absl::string_view account) {
  const auto& accounts = grant.eligible_accounts();
  return accounts.empty() || std::any_of(accounts.begin(), accounts.end(), [&](const auto& each) {
           return absl::StartsWith(account, each);
         });
}

bool HoldsShares(Claim::State state) {
  return state == Claim::STATE_SUBMITTED || state == Claim::STATE_CHANGES_REQUESTED ||
         state == Claim::STATE_ACCEPTED || state == Claim::STATE_PAID;
}

void AddPart(const Grant& grant, const rules::LinePart& part, absl::string_view account,
             SpentForGrant* spent) {
  spent->total += part.minor;
  if (!PaysAccount(grant, account)) return;
  spent->eligible += part.minor;
  spent->public_aid += SharesOfAll(part);
  spent->shares += SharesOfGrant(part, grant.name());
}

int64_t RateBaseMinor(const Grant& grant, const SpentForGrant& spent) {
  switch (grant.rate().base()) {
    case Rate::BASE_PUBLIC_AID:
      return spent.public_aid;
    case Rate::BASE_TOTAL_COST:
      return spent.total;
    default:
      return spent.eligible;
  }
}

std::optional<v1::AboveRate> AboveRateOf(const Grant& grant, const SpentForGrant& spent, int lines,
                                         absl::string_view currency) {
  const int64_t base = RateBaseMinor(grant, spent);
  const int32_t rate = grant.rate().basis_points();
  const __int128 above =
      static_cast<__int128>(spent.shares) * kAllBasisPoints - static_cast<__int128>(base) * rate;
  if (!grant.has_rate() || above <= 0) return std::nullopt;
  if (above < static_cast<__int128>(lines) * kAllBasisPoints) return std::nullopt;
  v1::AboveRate told;
  told.set_grant(grant.name());
  told.set_basis_points(rate);
  *told.mutable_base_amount() = MoneyFromMinor(base, currency);
  *told.mutable_amount() = MoneyFromMinor(spent.shares, currency);
  *told.mutable_rated_amount() = MoneyFromMinor(RateOf(base, rate), currency);
  return told;
}

int64_t ClaimableMinor(const Grant& grant, const SpentForGrant& spent, int64_t claimed_minor) {
  int64_t most = std::min(rules::PayableMinor(grant), spent.shares);
  if (grant.has_rate()) {
    most = std::min(most, RateOf(RateBaseMinor(grant, spent), grant.rate().basis_points()));
  }
  return std::max<int64_t>(most - claimed_minor, 0);
}

int64_t AdvanceMinor(const Grant& grant, int64_t claimed_minor) {
  return std::max<int64_t>(rules::PayableMinor(grant) - claimed_minor, 0);
}

void ClaimGathering::Add(const Expense& expense, AccountOf account_of, bool elsewhere) {
  const bool credits = !expense.credits().empty();
  const auto invoice = invoices_.find(expense.credits());
  if (credits ? invoice == invoices_.end() : !claim_.include_unpaid() && !IsPaid(expense)) return;
  const absl::CivilDay day = Day(expense.invoice_date());
  // What was given back of an invoice of the period is not asked for, whenever that was.
  if (!credits && claim_.has_period_end_date() && day > Day(claim_.period_end_date())) return;
  spent_.total += Minor(expense.amount());
  const bool pays = credits ? invoice->second : PaysOn(grant_, expense.invoice_date());
  if (!credits) invoices_.emplace(expense.name(), pays);
  if (!pays) return;
  int64_t share = 0;
  for (const rules::LinePart& part : rules::LinePartsOf(expense)) {
    if (!PaysAccount(grant_, account_of(part.line))) continue;
    spent_.eligible += part.minor;
    spent_.public_aid += SharesOfAll(part);
    share += SharesOfGrant(part, grant_.name());
  }
  spent_.shares += share;
  const bool before = claim_.has_period_start_date() && day < Day(claim_.period_start_date());
  if (share == 0 || before || elsewhere) return;
  shares_.push_back({expense.name(), share, LastDayOf(expense)});
  shares_minor_ += share;
}

}  // namespace cofi::budgets
