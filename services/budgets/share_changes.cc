#include "services/budgets/share_changes.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/rules/expenses.h"
#include "base/states.h"
#include "services/budgets/budgets.h"
#include "services/budgets/claims.h"
#include "services/budgets/closing.h"
#include "services/budgets/credit_notes.h"
#include "services/budgets/expense_movements.h"
#include "services/budgets/expense_rules.h"
#include "services/budgets/fiscal_years.h"
#include "services/budgets/grants.h"
#include "services/budgets/ledger.h"
#include "services/budgets/payment_rules.h"
#include "services/budgets/rates.h"
#include "services/budgets/reversal.h"
#include "services/budgets/tables.h"
#include "services/rpc/standard.h"

namespace cofi::budgets {
namespace {

using rules::LinePart;
using rules::Shares;
using v1::Expense;

// The part on a line, or the only one.
absl::StatusOr<LinePart> PartAsked(const Expense& expense, const std::string& line) {
  const std::vector<LinePart> parts = rules::LinePartsOf(expense);
  if (line.empty() && parts.size() == 1) return parts[0];
  if (line.empty()) return InField("line", Refuse(type::v1::REASON_FIELD_REQUIRED));
  for (const LinePart& part : parts) {
    if (part.line == line) return part;
  }
  return InField("line", Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", line}}));
}

// The shares as amounts, and what is left to own funds.
absl::StatusOr<v1::Split> Settled(const Expense& expense, const LinePart& part,
                                  const Shares& shares) {
  Splits splits;
  v1::Split& split = *splits.Add();
  split.set_line(std::string(part.line));
  *split.mutable_amount() = MoneyFromMinor(part.minor, expense.amount().currency_code());
  *split.mutable_shares() = shares;
  const Money whole = split.amount();
  const absl::Status settled = SettleSplits(whole, "splits", &splits);
  if (settled.ok()) return splits[0];
  // There is one, of which the request has the shares only.
  google::rpc::ErrorInfo info = ViolationsOf(settled)[0];
  std::string& field = (*info.mutable_metadata())["field"];
  field = std::string(absl::StripPrefix(field, "splits[0]."));
  return RefusalOf(info);
}

// Of each grant whose share changes.
absl::Status CheckChanged(db::Transaction& tx, const Expense& expense, const LinePart& before,
                          const Shares& after) {
  std::map<std::string, int64_t> grown;
  for (const v1::Share& share : *before.shares) grown[share.grant()] -= Minor(share.amount());
  for (const v1::Share& share : after) grown[share.grant()] += Minor(share.amount());
  for (const auto& of_grant : grown) {
    const auto& [name, minor] = of_grant;
    if (minor == 0) continue;
    const auto at = std::find_if(after.begin(), after.end(), [&](const v1::Share& each) {
      return each.grant() == of_grant.first;
    });
    const std::string field =
        at == after.end() ? "shares" : absl::StrCat("shares[", at - after.begin(), "]");
    const absl::StatusOr<v1::Grant> grant = Grants().Get(tx, name);
    if (absl::IsNotFound(grant.status())) {
      return InField(absl::StrCat(field, ".grant"),
                     Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", name}}));
    }
    COFI_RETURN_IF_ERROR(grant.status());
    COFI_RETURN_IF_ERROR(InField(field, CheckGrantOpen(*grant)));
    if (minor < 0) continue;
    COFI_ASSIGN_OR_RETURN(const v1::Line line, LineForMoney(tx, std::string(before.line), "line"));
    COFI_RETURN_IF_ERROR(InField(field, CheckEligible(*grant, line, expense)));
    COFI_ASSIGN_OR_RETURN(const int64_t left, LeftOf(tx, *grant));
    if (minor <= left) continue;
    const std::string& currency = expense.amount().currency_code();
    return InField(
        absl::StrCat(field, ".amount"),
        Refuse(type::v1::REASON_INSUFFICIENT_GRANT, {{"grant", grant->display_name()},
                                                     {"available", DecimalAmount(left, currency)},
                                                     {"asked", DecimalAmount(minor, currency)}}));
  }
  return absl::OkStatus();
}

// Of the line, or of the expense if that is its only one; and the sum of own funds.
void SetShares(const std::string& line, const Shares& shares, Expense* expense) {
  if (expense->splits().empty()) *expense->mutable_shares() = shares;
  for (v1::Split& split : *expense->mutable_splits()) {
    if (split.line() == line) *split.mutable_shares() = shares;
  }
  const std::string& currency = expense->amount().currency_code();
  const std::vector<LinePart> parts = rules::LinePartsOf(*expense);
  int64_t own_funds = 0;
  for (size_t i = 0; i < parts.size(); ++i) {
    own_funds += parts[i].OwnFundsMinor();
    if (expense->splits().empty()) continue;
    *expense->mutable_splits(static_cast<int>(i))->mutable_own_funds_amount() =
        MoneyFromMinor(parts[i].OwnFundsMinor(), currency);
  }
  *expense->mutable_own_funds_amount() = MoneyFromMinor(own_funds, currency);
}

}  // namespace

absl::Status ShareExpense(db::Transaction& tx, const v1::ShareExpenseRequest& request,
                          Expense* expense) {
  COFI_ASSIGN_OR_RETURN(*expense, rpc::Load(tx, Expenses(), request));
  COFI_RETURN_IF_ERROR(CheckStands(*expense));
  COFI_RETURN_IF_ERROR(CheckNotClaimed(tx, *expense));
  if (!expense->credits().empty()) {
    return Refuse(type::v1::REASON_NOT_AN_INVOICE, {{"name", expense->name()}});
  }
  if (Minor(expense->credited_amount()) != 0) {
    return Refuse(
        type::v1::REASON_CREDITED,
        {{"name", expense->name()}, {"value", DecimalFromMoney(expense->credited_amount())}});
  }
  COFI_RETURN_IF_ERROR(CheckProjectOpen(tx, expense->name()));
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  // What was credited until it was undone, those have back who bore it then.
  Date last = BorneSince(*expense);
  if (expense->has_credited_amount()) {
    COFI_ASSIGN_OR_RETURN(const std::vector<Expense> notes, CreditNotesOn(tx, expense->name()));
    for (const Expense& each : notes) {
      if (Day(each.invoice_date()) > Day(last)) last = each.invoice_date();
    }
  }
  if (Day(date) < Day(last)) {
    return InField(
        "effective_date",
        Refuse(type::v1::REASON_DATE_OUT_OF_ORDER,
               {{"name", expense->name()}, {"previous", IsoDate(last)}, {"value", IsoDate(date)}}));
  }
  COFI_RETURN_IF_ERROR(CheckDateOpen(tx, expense->name(), date, "effective_date"));
  COFI_RETURN_IF_ERROR(CheckRoom(expense->name(), "share_changes", expense->share_changes()));
  COFI_RETURN_IF_ERROR(CheckRoom(expense->name(), "payments", expense->payments()));
  COFI_ASSIGN_OR_RETURN(const LinePart part, PartAsked(*expense, request.line()));
  const std::string line(part.line);
  COFI_ASSIGN_OR_RETURN(const v1::Split settled, Settled(*expense, part, request.shares()));
  COFI_RETURN_IF_ERROR(CheckChanged(tx, *expense, part, settled.shares()));

  const Shares before = *part.shares;
  MovePayments(
      line, date,
      [&] {
        v1::ShareChange& change = *expense->add_share_changes();
        *change.mutable_effective_date() = date;
        change.set_line(line);
        *change.mutable_earlier_shares() = before;
        change.set_note(request.note());
        SetShares(line, settled.shares(), expense);
      },
      expense);
  COFI_RETURN_IF_ERROR(Expenses().Update(tx, expense));
  COFI_RETURN_IF_ERROR(Post(tx, Source(*expense), MovementsOfShares(*expense)));
  TellPayments(expense);
  return AddAboveRates(tx, expense);
}

void SharesOn(absl::CivilDay day, Expense* expense) {
  // They stand in the order of their days.
  while (!expense->share_changes().empty() &&
         Day(expense->share_changes().rbegin()->effective_date()) > day) {
    const v1::ShareChange change = *expense->share_changes().rbegin();
    expense->mutable_share_changes()->RemoveLast();
    SetShares(change.line(), change.earlier_shares(), expense);
  }
}

}  // namespace cofi::budgets
