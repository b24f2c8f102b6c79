#include "services/budgets/derived_expense_rules.h"

#include <map>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/money.h"
#include "base/refusal.h"
#include "base/rules/expenses.h"
#include "base/status.h"

namespace cofi::budgets {
namespace {

using v1::Expense;

// What a correction may say. In the request and in the expense they have the same names.
constexpr const char* kFields[] = {
    "line",       "display_name", "supplier", "invoice_reference",   "invoice_date", "amount",
    "commitment", "shares",       "splits",   "recovered_vat_amount"};

Money Same(const Expense& expense, int64_t minor) {
  return MoneyFromMinor(minor, expense.amount().currency_code());
}

// Of an expense that names its line itself, or of a split.
template <typename Part>
void RescalePart(int64_t minor, const std::string& currency, Part* part) {
  std::vector<int64_t> weights;
  int64_t own_funds = Minor(part->amount());
  for (const v1::Share& share : part->shares()) {
    weights.push_back(Minor(share.amount()));
    own_funds -= weights.back();
  }
  weights.push_back(own_funds);
  const std::vector<int64_t> dealt = SplitMinor(minor, weights);
  rules::Shares shares;
  for (int i = 0; i < part->shares_size(); ++i) {
    if (dealt[i] == 0) continue;
    v1::Share& share = *shares.Add();
    share.set_grant(part->shares(i).grant());
    *share.mutable_amount() = MoneyFromMinor(dealt[i], currency);
  }
  part->mutable_shares()->Swap(&shares);
  *part->mutable_amount() = MoneyFromMinor(minor, currency);
}

// On one line, what its splits said of grants.
void Join(Expense* expense) {
  std::map<std::string, int64_t> of_grants;
  for (const v1::Split& split : expense->splits()) {
    for (const v1::Share& share : split.shares()) {
      of_grants[share.grant()] += Minor(share.amount());
    }
  }
  expense->clear_splits();
  for (const auto& [grant, minor] : of_grants) {
    v1::Share& share = *expense->add_shares();
    share.set_grant(grant);
    *share.mutable_amount() = Same(*expense, minor);
  }
}

// What a correction says, as an expense.
Expense GivenBy(const v1::CorrectExpenseRequest& request) {
  Expense given;
  given.set_line(request.line());
  given.set_display_name(request.display_name());
  given.set_supplier(request.supplier());
  given.set_invoice_reference(request.invoice_reference());
  if (request.has_invoice_date()) *given.mutable_invoice_date() = request.invoice_date();
  if (request.has_amount()) *given.mutable_amount() = request.amount();
  given.set_commitment(request.commitment());
  *given.mutable_shares() = request.shares();
  *given.mutable_splits() = request.splits();
  if (request.has_recovered_vat_amount()) {
    *given.mutable_recovered_vat_amount() = request.recovered_vat_amount();
  }
  return given;
}

// Which fields it speaks of.
absl::StatusOr<std::vector<std::string>> Spoken(const v1::CorrectExpenseRequest& request,
                                                const Expense& given) {
  std::vector<std::string> spoken;
  for (const std::string& path : request.update_mask().paths()) {
    if (!absl::c_linear_search(kFields, path)) {
      return InField("update_mask",
                     InField(path, Refuse(type::v1::REASON_FIELD_UNKNOWN,
                                          {{"type", Expense::descriptor()->name()},
                                           {"accepted", absl::StrJoin(kFields, ", ")}})));
    }
    spoken.push_back(path);
  }
  if (request.has_update_mask()) return spoken;
  for (const char* name : kFields) {
    if (FieldPath::Find(Expense::descriptor(), name).Has(given)) spoken.emplace_back(name);
  }
  return spoken;
}

// `2026-01`, and as it is written on French slips, `01/2026`.
std::vector<std::string> TextsOf(absl::CivilMonth month) {
  return {absl::FormatCivilTime(month), absl::StrFormat("%02d/%d", month.month(), month.year())};
}

}  // namespace

Expense SaidOf(const Expense& invoice) {
  Expense said;
  said.set_display_name(invoice.display_name());
  said.set_supplier(invoice.supplier());
  said.set_invoice_reference(invoice.invoice_reference());
  *said.mutable_invoice_date() = invoice.invoice_date();
  *said.mutable_amount() = invoice.amount();
  said.set_note(invoice.note());
  if (invoice.has_recovered_vat_amount()) {
    *said.mutable_recovered_vat_amount() = invoice.recovered_vat_amount();
  }
  said.set_line(invoice.line());
  said.set_commitment(invoice.commitment());
  *said.mutable_shares() = invoice.shares();
  for (const v1::Split& each : invoice.splits()) {
    v1::Split& split = *said.add_splits();
    split.set_line(each.line());
    *split.mutable_amount() = each.amount();
    split.set_commitment(each.commitment());
    *split.mutable_shares() = each.shares();
  }
  return said;
}

void Rescale(int64_t minor, Expense* expense) {
  const std::string currency = expense->amount().currency_code();
  if (expense->has_recovered_vat_amount()) {
    const int64_t vat = Minor(expense->recovered_vat_amount());
    const __int128 whole = Minor(expense->amount());
    const __int128 doubled = static_cast<__int128>(vat) * minor * 2 + whole;
    *expense->mutable_recovered_vat_amount() =
        MoneyFromMinor(static_cast<int64_t>(doubled / (whole * 2)), currency);
  }
  if (expense->splits().empty()) return RescalePart(minor, currency, expense);
  std::vector<int64_t> weights;
  for (const v1::Split& split : expense->splits()) weights.push_back(Minor(split.amount()));
  const std::vector<int64_t> dealt = SplitMinor(minor, weights);
  for (int i = 0; i < expense->splits_size(); ++i) {
    RescalePart(dealt[i], currency, expense->mutable_splits(i));
  }
  *expense->mutable_amount() = Same(*expense, minor);
}

absl::Status Change(const v1::CorrectExpenseRequest& request, Expense* expense) {
  const Expense given = GivenBy(request);
  COFI_ASSIGN_OR_RETURN(const std::vector<std::string> spoken, Spoken(request, given));
  const auto speaks_of = [&](absl::string_view field) {
    return absl::c_linear_search(spoken, field);
  };
  const bool in_splits = !expense->splits().empty();
  if (speaks_of("splits") && !given.splits().empty()) {
    expense->clear_line();
    expense->clear_commitment();
    expense->clear_shares();
  } else if (speaks_of("line") && in_splits && !speaks_of("splits")) {
    Join(expense);
  } else if (speaks_of("line") && given.line() != expense->line()) {
    expense->clear_commitment();
  }
  if (speaks_of("splits")) expense->clear_splits();
  // Before what is said of its parts takes their place.
  if (speaks_of("amount") && given.has_amount()) Rescale(Minor(given.amount()), expense);
  for (const std::string& name : spoken) {
    FieldPath::Find(Expense::descriptor(), name).Copy(given, expense);
  }
  return absl::OkStatus();
}

std::string ReferenceIn(absl::CivilMonth month, const Expense& invoice) {
  const std::string& reference = invoice.invoice_reference();
  const std::vector<std::string> before = TextsOf(absl::CivilMonth(Day(invoice.invoice_date())));
  const std::vector<std::string> after = TextsOf(month);
  for (size_t i = 0; i < before.size(); ++i) {
    if (!absl::StrContains(reference, before[i])) continue;
    return absl::StrReplaceAll(reference, {{before[i], after[i]}});
  }
  return absl::StrCat(reference, " ", after[0]);
}

}  // namespace cofi::budgets
