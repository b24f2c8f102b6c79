#include "services/budgets/credit_notes.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/rules/expenses.h"
#include "base/states.h"
#include "services/budgets/budgets.h"
#include "services/budgets/claims.h"
#include "services/budgets/closing.h"
#include "services/budgets/expense_movements.h"
#include "services/budgets/expense_rules.h"
#include "services/budgets/fiscal_years.h"
#include "services/budgets/grants.h"
#include "services/budgets/ledger.h"
#include "services/budgets/payment_rules.h"
#include "services/budgets/reversal.h"
#include "services/budgets/share_changes.h"
#include "services/budgets/tables.h"
#include "services/rpc/naming.h"
#include "services/rpc/standard.h"

namespace cofi::budgets {
namespace {

using rules::BornePart;
using v1::Expense;

Money Same(const Expense& expense, int64_t minor) {
  return MoneyFromMinor(minor, expense.amount().currency_code());
}

// What of an invoice is left to credit, part by part, by line and grant.
class CreditLeft {
 public:
  CreditLeft(const Expense& invoice, const std::vector<Expense>& notes)
      : invoice_(invoice), borne_(rules::BornePartsOf(invoice)) {
    std::map<std::pair<absl::string_view, absl::string_view>, int64_t> credited;
    for (const Expense& note : notes) {
      for (const BornePart& each : rules::BornePartsOf(note)) {
        credited[{each.line, each.grant}] += each.minor;
      }
    }
    for (const BornePart& each : borne_) {
      left_.push_back(each.minor + credited[{each.line, each.grant}]);
    }
    taken_.resize(borne_.size());
  }

  // CREDIT_EXCEEDS_EXPENSE in `field`.
  absl::Status Check(absl::string_view field, int64_t left, int64_t asked) const {
    if (asked <= left && left > 0) return absl::OkStatus();
    return InField(field, Refuse(type::v1::REASON_CREDIT_EXCEEDS_EXPENSE,
                                 {{"name", invoice_.name()},
                                  {"available", DecimalFromMoney(Same(invoice_, left))},
                                  {"asked", DecimalFromMoney(Same(invoice_, asked))}}));
  }

  // In all, or on a line.
  int64_t Left(absl::string_view line = "") const {
    int64_t sum = 0;
    for (size_t i = 0; i < borne_.size(); ++i) {
      if (line.empty() || borne_[i].line == line) sum += left_[i];
    }
    return sum;
  }

  // In proportion to what is left, of all of it or of a line.
  void Take(int64_t minor, absl::string_view line = "") {
    std::vector<int64_t> weights = left_;
    for (size_t i = 0; i < borne_.size(); ++i) {
      if (!line.empty() && borne_[i].line != line) weights[i] = 0;
    }
    const std::vector<int64_t> dealt = SplitMinor(minor, weights);
    for (size_t i = 0; i < borne_.size(); ++i) taken_[i] += dealt[i];
  }

  // As a split says, which stands in `field`.
  absl::Status Take(absl::string_view field, const v1::Split& split) {
    const int64_t on_line = Left(split.line());
    COFI_RETURN_IF_ERROR(Check(absl::StrCat(field, ".amount"), on_line, Minor(split.amount())));
    if (split.shares().empty()) {
      Take(Minor(split.amount()), split.line());
      return absl::OkStatus();
    }
    for (int i = 0; i < split.shares_size(); ++i) {
      const v1::Share& share = split.shares(i);
      COFI_RETURN_IF_ERROR(TakeOf(absl::StrCat(field, ".shares[", i, "]"), split.line(),
                                  share.grant(), Minor(share.amount())));
    }
    const int64_t own_funds = Minor(split.own_funds_amount());
    if (own_funds == 0) return absl::OkStatus();
    return TakeOf(absl::StrCat(field, ".shares"), split.line(), "", own_funds);
  }

  // The credit note's lines, amounts and shares, still positive.
  void Write(Expense* note) const {
    std::vector<v1::Split> splits;
    for (size_t i = 0; i < borne_.size(); ++i) {
      if (taken_[i] == 0) continue;
      if (splits.empty() || splits.back().line() != borne_[i].line) {
        splits.emplace_back().set_line(std::string(borne_[i].line));
        *splits.back().mutable_own_funds_amount() = Same(invoice_, 0);
      }
      v1::Split& split = splits.back();
      *split.mutable_amount() = Same(invoice_, Minor(split.amount()) + taken_[i]);
      if (borne_[i].grant.empty()) {
        *split.mutable_own_funds_amount() = Same(invoice_, taken_[i]);
      } else {
        v1::Share& share = *split.add_shares();
        share.set_grant(std::string(borne_[i].grant));
        *share.mutable_amount() = Same(invoice_, taken_[i]);
      }
    }
    int64_t own_funds = 0;
    for (const v1::Split& split : splits) own_funds += Minor(split.own_funds_amount());
    *note->mutable_own_funds_amount() = Same(invoice_, own_funds);
    if (splits.size() > 1) {
      for (const v1::Split& split : splits) *note->add_splits() = split;
    } else {
      note->set_line(splits[0].line());
      *note->mutable_shares() = splits[0].shares();
    }
  }

 private:
  absl::Status TakeOf(absl::string_view field, absl::string_view line, absl::string_view grant,
                      int64_t minor) {
    for (size_t i = 0; i < borne_.size(); ++i) {
      if (borne_[i].line != line || borne_[i].grant != grant) continue;
      COFI_RETURN_IF_ERROR(
          Check(grant.empty() ? field : absl::StrCat(field, ".amount"), left_[i], minor));
      taken_[i] += minor;
      return absl::OkStatus();
    }
    return InField(absl::StrCat(field, ".grant"),
                   Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", std::string(grant)}}));
  }

  const Expense& invoice_;
  const std::vector<BornePart> borne_;
  std::vector<int64_t> left_, taken_;
};

// Of which lines, if the request says it; else of all in proportion.
absl::Status TakeAsked(const Expense& invoice, const v1::CreditExpenseRequest& request,
                       const Money& amount, CreditLeft* left) {
  if (request.splits().empty()) {
    left->Take(Minor(amount));
    return absl::OkStatus();
  }
  const std::vector<rules::LinePart> lines = rules::LinePartsOf(invoice);
  for (int i = 0; i < request.splits_size(); ++i) {
    const v1::Split& split = request.splits(i);
    const std::string field = absl::StrCat("splits[", i, "]");
    if (!split.commitment().empty()) {
      return InField(absl::StrCat(field, ".commitment"),
                     Refuse(type::v1::REASON_VALUE_MALFORMED,
                            {{"value", split.commitment()},
                             {"accepted", "none: a credit note reopens no commitment"}}));
    }
    const bool there = std::any_of(lines.begin(), lines.end(),
                                   [&](const auto& each) { return each.line == split.line(); });
    if (!there) {
      return InField(absl::StrCat(field, ".line"),
                     Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", split.line()}}));
    }
  }
  Splits splits = request.splits();
  COFI_RETURN_IF_ERROR(SettleSplits(amount, "splits", &splits));
  for (int i = 0; i < splits.size(); ++i) {
    COFI_RETURN_IF_ERROR(left->Take(absl::StrCat("splits[", i, "]"), splits[i]));
  }
  return absl::OkStatus();
}

// The request names the reference itself, and no expense.
absl::Status InRequest(const absl::Status& refusal) {
  if (ReasonOf(refusal) != type::v1::REASON_DUPLICATE_INVOICE) return refusal;
  google::rpc::ErrorInfo info = ViolationsOf(refusal)[0];
  (*info.mutable_metadata())["field"] = "invoice_reference";
  return RefusalOf(info);
}

// Nothing is reserved by it.
ReservedByLine NothingReserved(const Expense& expense) {
  return ReservedByLine(rules::LinePartsOf(expense).size());
}

}  // namespace

absl::Status CreditExpense(db::Transaction& tx, const v1::CreditExpenseRequest& request,
                           Expense* note) {
  COFI_ASSIGN_OR_RETURN(Expense invoice, rpc::Load(tx, Expenses(), request));
  COFI_RETURN_IF_ERROR(CheckStands(invoice));
  COFI_RETURN_IF_ERROR(CheckNotClaimed(tx, invoice));
  if (!invoice.credits().empty()) {
    return Refuse(type::v1::REASON_NOT_AN_INVOICE, {{"name", invoice.name()}});
  }
  COFI_RETURN_IF_ERROR(CheckProjectOpen(tx, invoice.name()));
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  // Nobody has back what he did not bear yet.
  const Date& since = BorneSince(invoice);
  if (Day(date) < Day(since)) {
    return InField(
        "effective_date",
        Refuse(type::v1::REASON_DATE_OUT_OF_ORDER,
               {{"name", invoice.name()}, {"previous", IsoDate(since)}, {"value", IsoDate(date)}}));
  }
  COFI_RETURN_IF_ERROR(CheckDateOpen(tx, invoice.name(), date, "effective_date"));
  COFI_ASSIGN_OR_RETURN(const std::vector<Expense> notes, CreditNotesOn(tx, invoice.name()));
  CreditLeft left(invoice, notes);
  const int64_t asked = request.has_amount() ? Minor(request.amount()) : left.Left();
  COFI_RETURN_IF_ERROR(left.Check("amount", left.Left(), asked));
  COFI_RETURN_IF_ERROR(TakeAsked(invoice, request, Same(invoice, asked), &left));

  note->Clear();
  note->set_kind(Expense::KIND_CREDIT_NOTE);
  note->set_credits(invoice.name());
  note->set_display_name(invoice.display_name());
  note->set_supplier(invoice.supplier());
  note->set_invoice_reference(request.invoice_reference());
  *note->mutable_invoice_date() = date;
  *note->mutable_amount() = Same(invoice, asked);
  note->set_note(request.note());
  left.Write(note);
  Negate(note);
  const std::string project(RootOf(invoice.name()));
  COFI_ASSIGN_OR_RETURN(const std::string id, rpc::FreeId(tx, *note, project));
  note->set_name(NamePattern::Of(Expense::descriptor()).Join(project, id));

  const int64_t set_off = std::min(asked, UnpaidMinor(invoice));
  if (set_off > 0) {
    COFI_RETURN_IF_ERROR(CheckRoom(invoice.name(), "payments", invoice.payments()));
    v1::Payment& of_note = RecordPayment(-set_off, date, request.invoice_reference(), note);
    of_note.set_set_off_with(invoice.name());
    RecordSetOff(of_note, &invoice).set_set_off_with(note->name());
  }
  *invoice.mutable_credited_amount() = Same(invoice, Minor(invoice.credited_amount()) + asked);
  COFI_RETURN_IF_ERROR(InRequest(Expenses().Insert(tx, note)));
  COFI_RETURN_IF_ERROR(Post(tx, Source(*note), MovementsOf(*note, NothingReserved(*note))));
  COFI_RETURN_IF_ERROR(Expenses().Update(tx, &invoice));
  if (set_off > 0) COFI_RETURN_IF_ERROR(Post(tx, Source(invoice), MovementsOfPayment(invoice)));
  TellPayments(note);
  return absl::OkStatus();
}

absl::Status CheckUndoable(db::Transaction& tx, const Expense& expense, const Expense& reversal) {
  if (Minor(expense.credited_amount()) != 0) {
    return Refuse(
        type::v1::REASON_CREDITED,
        {{"name", expense.name()}, {"value", DecimalFromMoney(expense.credited_amount())}});
  }
  if (expense.credits().empty()) return absl::OkStatus();
  std::map<std::string, int64_t> of_grants;
  for (const rules::LinePart& part : rules::LinePartsOf(reversal)) {
    COFI_ASSIGN_OR_RETURN(const v1::Line line, LineForMoney(tx, std::string(part.line), "name"));
    COFI_RETURN_IF_ERROR(Overrun(tx, line, part.minor).status());
    for (const v1::Share& share : *part.shares) of_grants[share.grant()] += Minor(share.amount());
  }
  for (const auto& [name, minor] : of_grants) {
    COFI_ASSIGN_OR_RETURN(const v1::Grant grant, Grants().Get(tx, name));
    COFI_ASSIGN_OR_RETURN(const int64_t left, LeftOf(tx, grant));
    if (minor <= left) continue;
    return Refuse(type::v1::REASON_INSUFFICIENT_GRANT,
                  {{"grant", grant.display_name()},
                   {"available", DecimalFromMoney(Same(expense, left))},
                   {"asked", DecimalFromMoney(Same(expense, minor))}});
  }
  return absl::OkStatus();
}

absl::Status OnCreditNoteReversed(db::Transaction& tx, const Expense& reversal) {
  COFI_ASSIGN_OR_RETURN(Expense invoice, Expenses().Get(tx, reversal.credits()));
  *invoice.mutable_credited_amount() =
      Same(invoice, Minor(invoice.credited_amount()) - Minor(reversal.amount()));
  int32_t set_off = 0;
  for (const v1::Payment& each : invoice.payments()) {
    if (each.set_off_with() == reversal.reverses()) set_off = each.payment_id();
  }
  if (set_off > 0) {
    UndoPayment(set_off, reversal.invoice_date(), reversal.note(), &invoice)
        .set_set_off_with(reversal.name());
  }
  COFI_RETURN_IF_ERROR(Expenses().Update(tx, &invoice));
  return set_off > 0 ? Post(tx, Source(invoice), MovementsOfPayment(invoice)) : absl::OkStatus();
}

absl::StatusOr<std::vector<Expense>> CreditNotesOn(db::Transaction& tx,
                                                   const std::string& invoice) {
  // Twice said of `credits`, so that the index of those that have it is of use.
  return Expenses().All(tx, "root = $1 AND credits = $2 AND credits <> '' ORDER BY name",
                        {RootOf(invoice), absl::string_view(invoice)});
}

int64_t CreditedMinor(const std::vector<Expense>& notes, const absl::CivilDay* as_of) {
  int64_t credited = 0;
  for (const Expense& note : notes) {
    if (as_of == nullptr || Day(note.invoice_date()) <= *as_of) credited -= Minor(note.amount());
  }
  return credited;
}

}  // namespace cofi::budgets
