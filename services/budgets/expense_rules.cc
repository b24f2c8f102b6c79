#include "services/budgets/expense_rules.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
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

absl::Status Malformed(std::string value, std::string accepted) {
  return Refuse(type::v1::REASON_VALUE_MALFORMED,
                {{"value", std::move(value)}, {"accepted", std::move(accepted)}});
}

// What rates of `whole` come to. What they leave takes part in the dealing of cents, so that they
// and the rest sum to the whole; beyond 100 % each is rounded by itself, and refused in the sum.
std::vector<int64_t> Dealt(int64_t whole, std::vector<int64_t> rates) {
  constexpr int64_t kWhole = 10'000;
  const int64_t rest = kWhole - std::accumulate(rates.begin(), rates.end(), int64_t{0});
  if (rest < 0) {
    for (int64_t& rate : rates) rate = ShareOf(whole, rate);
    return rates;
  }
  rates.push_back(rest);
  std::vector<int64_t> dealt = SplitMinor(whole, rates);
  dealt.pop_back();
  return dealt;
}

// Gives those items of a list their amounts that have a rate of `whole`.
template <typename Item>
absl::Status SettleRates(absl::string_view list, const Money& whole,
                         google::protobuf::RepeatedPtrField<Item>* items) {
  std::vector<int64_t> rates;
  for (const Item& item : *items) rates.push_back(item.basis_points());
  // Most say amounts.
  if (absl::c_all_of(rates, [](int64_t rate) { return rate == 0; })) return absl::OkStatus();
  const std::vector<int64_t> dealt = Dealt(Minor(whole), std::move(rates));
  for (int i = 0; i < items->size(); ++i) {
    Item& item = *items->Mutable(i);
    if (item.basis_points() == 0) continue;
    const std::string field = absl::StrCat(list, "[", i, "]");
    if (item.has_amount()) {
      return InField(absl::StrCat(field, ".basis_points"),
                     Malformed(absl::StrCat(item.basis_points()), "an amount or a rate, not both"));
    }
    *item.mutable_amount() = MoneyFromMinor(dealt[i], whole.currency_code());
    item.clear_basis_points();
    if (dealt[i] > 0) continue;
    return InField(
        absl::StrCat(field, ".amount"),
        Refuse(type::v1::REASON_AMOUNT_NOT_POSITIVE, {{"value", DecimalFromMoney(item.amount())}}));
  }
  return absl::OkStatus();
}

// Of an expense that names its line itself, or of a split.
template <typename Part>
absl::Status SettleShares(absl::string_view field, Part* part) {
  const std::string list = absl::StrCat(field, ".shares");
  COFI_RETURN_IF_ERROR(SettleRates(list, part->amount(), part->mutable_shares()));
  int64_t shared = 0;
  absl::flat_hash_set<absl::string_view> grants;
  for (int i = 0; i < part->shares_size(); ++i) {
    const v1::Share& share = part->shares(i);
    if (!grants.insert(share.grant()).second) {
      return InField(absl::StrCat(list, "[", i, "].grant"),
                     Malformed(share.grant(), "each grant once"));
    }
    COFI_ASSIGN_OR_RETURN(shared, AddMinor(shared, Minor(share.amount())));
  }
  const std::string& currency = part->amount().currency_code();
  if (shared > Minor(part->amount())) {
    return InField(list, Refuse(type::v1::REASON_SHARES_EXCEED_EXPENSE,
                                {{"asked", DecimalAmount(shared, currency)},
                                 {"available", DecimalFromMoney(part->amount())}}));
  }
  *part->mutable_own_funds_amount() = MoneyFromMinor(Minor(part->amount()) - shared, currency);
  return absl::OkStatus();
}

// An expense says itself where it belongs, or each of its splits does.
absl::Status CheckOneForm(const v1::Expense& expense) {
  constexpr char kNoneBeside[] = "none beside splits, of which each has its own";
  // Which has brought its line.
  if (!expense.commitment().empty()) {
    return InField("expense.commitment", Malformed(expense.commitment(), kNoneBeside));
  }
  if (!expense.line().empty()) {
    return InField("expense.line", Malformed(expense.line(), kNoneBeside));
  }
  if (!expense.shares().empty()) {
    return InField("expense.shares", Malformed(expense.shares(0).grant(), kNoneBeside));
  }
  if (expense.splits_size() > 1) return absl::OkStatus();
  return InField("expense.splits", Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                                          {{"value", "1"}, {"accepted", "2…100"}}));
}

}  // namespace

std::string FieldOfPart(const v1::Expense& expense, size_t index) {
  return expense.splits().empty() ? "expense" : absl::StrCat("expense.splits[", index, "]");
}

absl::Status SettleSplits(const Money& whole, absl::string_view list, Splits* splits) {
  COFI_RETURN_IF_ERROR(SettleRates(list, whole, splits));
  v1::Split* rest = nullptr;
  int64_t sum = 0;
  absl::flat_hash_set<absl::string_view> lines;
  for (int i = 0; i < splits->size(); ++i) {
    v1::Split& split = *splits->Mutable(i);
    const std::string field = absl::StrCat(list, "[", i, "]");
    if (!lines.insert(split.line()).second) {
      return InField(absl::StrCat(field, ".line"), Malformed(split.line(), "each line once"));
    }
    if (split.has_amount()) {
      COFI_ASSIGN_OR_RETURN(sum, AddMinor(sum, Minor(split.amount())));
    } else if (rest == nullptr) {
      rest = &split;
    } else {
      return InField(absl::StrCat(field, ".amount"), Refuse(type::v1::REASON_FIELD_REQUIRED));
    }
  }
  const int64_t left = Minor(whole) - sum;
  const std::string& currency = whole.currency_code();
  if (rest != nullptr && left > 0) {
    *rest->mutable_amount() = MoneyFromMinor(left, currency);
  } else if (rest != nullptr || left != 0) {
    return InField(
        list, Refuse(type::v1::REASON_SPLITS_DIFFER, {{"asked", DecimalAmount(sum, currency)},
                                                      {"available", DecimalFromMoney(whole)}}));
  }
  for (int i = 0; i < splits->size(); ++i) {
    COFI_RETURN_IF_ERROR(SettleShares(absl::StrCat(list, "[", i, "]"), splits->Mutable(i)));
  }
  return absl::OkStatus();
}

absl::Status SettleAmounts(v1::Expense* expense) {
  if (expense->splits().empty()) return SettleShares("expense", expense);
  COFI_RETURN_IF_ERROR(CheckOneForm(*expense));
  COFI_RETURN_IF_ERROR(
      SettleSplits(expense->amount(), "expense.splits", expense->mutable_splits()));
  int64_t own_funds = 0;
  for (const v1::Split& split : expense->splits()) own_funds += Minor(split.own_funds_amount());
  *expense->mutable_own_funds_amount() =
      MoneyFromMinor(own_funds, expense->amount().currency_code());
  return absl::OkStatus();
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
