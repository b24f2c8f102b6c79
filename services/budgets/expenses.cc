#include "services/budgets/expenses.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/rules/expenses.h"
#include "base/states.h"
#include "services/budgets/budgets.h"
#include "services/budgets/claims.h"
#include "services/budgets/closing.h"
#include "services/budgets/commitments.h"
#include "services/budgets/credit_notes.h"
#include "services/budgets/expense_movements.h"
#include "services/budgets/expense_rules.h"
#include "services/budgets/fiscal_years.h"
#include "services/budgets/grants.h"
#include "services/budgets/ledger.h"
#include "services/budgets/payment_rules.h"
#include "services/budgets/rates.h"
#include "services/budgets/reversal.h"
#include "services/budgets/share_changes.h"
#include "services/budgets/start_shield.h"
#include "services/budgets/tables.h"
#include "services/rpc/naming.h"
#include "services/rpc/standard.h"

namespace cofi::budgets {
namespace {

using rules::LinePart;
using rules::Shares;
using v1::Expense;

Money Same(const Expense& expense, int64_t minor) {
  return MoneyFromMinor(minor, expense.amount().currency_code());
}

// `asked` is what the lines before ask of each grant, and this one.
absl::Status CheckShares(db::Transaction& tx, const Expense& expense, const v1::Line& line,
                         const Shares& shares, absl::string_view list,
                         std::map<std::string, int64_t>* asked) {
  for (int i = 0; i < shares.size(); ++i) {
    const v1::Share& share = shares[i];
    const std::string field = absl::StrCat(list, "[", i, "]");
    const absl::StatusOr<v1::Grant> grant = Grants().Get(tx, share.grant());
    if (absl::IsNotFound(grant.status()) || RootOf(share.grant()) != RootOf(expense.name())) {
      return InField(absl::StrCat(field, ".grant"),
                     Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", share.grant()}}));
    }
    COFI_RETURN_IF_ERROR(grant.status());
    COFI_RETURN_IF_ERROR(InField(absl::StrCat(field, ".grant"), CheckGrantOpen(*grant)));
    if (const absl::Status eligible = CheckEligible(*grant, line, expense); !eligible.ok()) {
      return InField(field, eligible);
    }
    COFI_ASSIGN_OR_RETURN(int64_t left, LeftOf(tx, *grant));
    int64_t& before = (*asked)[grant->name()];
    left -= before;
    before += Minor(share.amount());
    if (Minor(share.amount()) > left) {
      return InField(absl::StrCat(field, ".amount"),
                     Refuse(type::v1::REASON_INSUFFICIENT_GRANT,
                            {{"grant", grant->display_name()},
                             {"available", DecimalFromMoney(Same(expense, left))},
                             {"asked", DecimalFromMoney(share.amount())}}));
    }
  }
  return absl::OkStatus();
}

// The refusal for want of funds names what is reserved on the line and was not asked for:
// mostly the invoice is that of an order.
absl::Status NameCommitments(db::Transaction& tx, const Expense& expense, const LinePart& part,
                             const absl::Status& refusal) {
  if (ReasonOf(refusal) != type::v1::REASON_INSUFFICIENT_FUNDS || !part.commitment.empty()) {
    return refusal;
  }
  COFI_ASSIGN_OR_RETURN(
      const std::vector<v1::Commitment> open,
      Commitments().All(tx, "root = $1 AND state = 'OPEN' AND line = $2 ORDER BY name",
                        {RootOf(expense.name()), part.line}));
  // One that would not be enough is no way out.
  int64_t most = 0;
  for (const v1::Commitment& each : open) {
    most = std::max(most, Minor(each.amount()) - Minor(each.consumed_amount()));
  }
  google::rpc::ErrorInfo info = ViolationsOf(refusal)[0];
  const absl::StatusOr<Money> available =
      ParseMoney(info.metadata().at("available"), expense.amount().currency_code());
  if (most == 0 || !available.ok() || part.minor - most > Minor(*available)) {
    return refusal;
  }
  auto& metadata = *info.mutable_metadata();
  metadata["commitment"] =
      absl::StrJoin(open, ", ", [](std::string* out, const v1::Commitment& each) {
        absl::StrAppend(out, IdOf(each.name()));
        if (!each.supplier().empty()) absl::StrAppend(out, " (", each.supplier(), ")");
      });
  if (open.size() == 1) {
    const int64_t left = Minor(open[0].amount()) - Minor(open[0].consumed_amount());
    metadata["left"] = DecimalFromMoney(Same(expense, left));
    metadata["hint"] =
        "the commitment {commitment}, of which {left:money} are left, is on this line: name it as"
        " the expense's commitment";
  } else {
    metadata["hint"] =
        "the commitments {commitment} are on this line: name the one that it fulfils as the"
        " expense's commitment";
  }
  return RefusalOf(info);
}

// What is on an order's line says that neither.
absl::Status CompleteSplits(db::Transaction& tx, Expense* expense) {
  for (int i = 0; i < expense->splits_size(); ++i) {
    v1::Split& split = *expense->mutable_splits(i);
    if (!split.line().empty() || split.commitment().empty()) continue;
    const absl::StatusOr<v1::Commitment> commitment = Commitments().Get(tx, split.commitment());
    if (absl::IsNotFound(commitment.status())) {
      return InField(absl::StrCat(FieldOfPart(*expense, i), ".commitment"),
                     Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", split.commitment()}}));
    }
    COFI_RETURN_IF_ERROR(commitment.status());
    split.set_line(commitment->line());
  }
  return absl::OkStatus();
}

// The invoice of an order says neither its line nor its supplier again.
absl::Status CompleteFromCommitment(db::Transaction& tx, absl::string_view project,
                                    Expense* expense) {
  if (!expense->commitment().empty() && RootOf(expense->commitment()) == project &&
      (expense->line().empty() || expense->supplier().empty())) {
    const absl::StatusOr<v1::Commitment> commitment = Commitments().Get(tx, expense->commitment());
    if (commitment.ok() && expense->line().empty()) expense->set_line(commitment->line());
    if (commitment.ok() && expense->supplier().empty()) {
      expense->set_supplier(commitment->supplier());
    }
    if (absl::IsNotFound(commitment.status())) {
      return InField("expense.commitment", Refuse(type::v1::REASON_REFERENCE_NOT_FOUND,
                                                  {{"name", expense->commitment()}}));
    }
    COFI_RETURN_IF_ERROR(commitment.status());
  }
  // An order may name nobody.
  return expense->supplier().empty()
             ? InField("expense.supplier", Refuse(type::v1::REASON_FIELD_REQUIRED))
             : absl::OkStatus();
}

// Takes what is on the lines out of their commitments and their plans, and says how much: of each
// line, and of all.
absl::StatusOr<ReservedByLine> TakeFromLines(db::Transaction& tx,
                                             const std::vector<v1::Line>& lines, Expense* expense) {
  const std::vector<LinePart> parts = rules::LinePartsOf(*expense);
  ReservedByLine all;
  bool consumes = false;
  int64_t all_consumed = 0, all_over = 0;
  for (size_t i = 0; i < parts.size(); ++i) {
    const LinePart& part = parts[i];
    const std::string field = FieldOfPart(*expense, i);
    v1::Split* const split =
        expense->splits().empty() ? nullptr : expense->mutable_splits(static_cast<int>(i));
    Reserved reserved = {0, expense->invoice_date()};
    if (!part.commitment.empty()) {
      COFI_ASSIGN_OR_RETURN(
          reserved, Consume(tx, part.commitment, part.line, part.minor, expense->invoice_date(),
                            absl::StrCat(field, ".commitment")));
      consumes = true;
      all_consumed -= reserved.minor;
      if (split != nullptr) *split->mutable_consumed_amount() = Same(*expense, -reserved.minor);
    }
    const absl::StatusOr<int64_t> over = Overrun(tx, lines[i], part.minor + reserved.minor);
    if (!over.ok()) {
      const absl::Status refusal = NameCommitments(tx, *expense, part, over.status());
      return split == nullptr ? refusal : InField(absl::StrCat(field, ".amount"), refusal);
    }
    if (*over > 0 && split != nullptr) *split->mutable_overrun_amount() = Same(*expense, *over);
    all_over += *over;
    all.push_back({reserved});
  }
  if (consumes) *expense->mutable_consumed_amount() = Same(*expense, all_consumed);
  if (all_over > 0) *expense->mutable_overrun_amount() = Same(*expense, all_over);
  return all;
}

}  // namespace

absl::Status CreateExpense(db::Transaction& tx, const v1::CreateExpenseRequest& request,
                           Expense* expense) {
  return RecordExpense(tx, request, {}, expense);
}

absl::Status RecordExpense(db::Transaction& tx, const v1::CreateExpenseRequest& request,
                           absl::Span<const v1::Payment> paid, Expense* expense) {
  COFI_RETURN_IF_ERROR(CheckProjectOpen(tx, request.parent()));
  *expense = request.expense();
  COFI_RETURN_IF_ERROR(CompleteFromCommitment(tx, request.parent(), expense));
  COFI_RETURN_IF_ERROR(CompleteSplits(tx, expense));
  COFI_ASSIGN_OR_RETURN(*expense->mutable_name(), rpc::NewName(tx, request, *expense));
  std::vector<v1::Line> lines;
  for (const LinePart& part : rules::LinePartsOf(*expense)) {
    COFI_ASSIGN_OR_RETURN(lines.emplace_back(),
                          LineForMoney(tx, std::string(part.line),
                                       absl::StrCat(FieldOfPart(*expense, lines.size()), ".line")));
  }
  expense->set_kind(Expense::KIND_INVOICE);
  COFI_RETURN_IF_ERROR(
      rpc::CheckHappened(expense->invoice_date(), tx.today(), "expense.invoice_date"));
  COFI_RETURN_IF_ERROR(
      rpc::CheckHappened(expense->payment_date(), tx.today(), "expense.payment_date"));
  COFI_RETURN_IF_ERROR(CheckDatesOpen(tx, expense->name(),
                                      {{expense->invoice_date(), "expense.invoice_date"},
                                       {expense->payment_date(), "expense.payment_date"}}));
  COFI_RETURN_IF_ERROR(SettleAmounts(expense));
  std::map<std::string, int64_t> asked;
  const std::vector<LinePart> parts = rules::LinePartsOf(*expense);
  for (size_t i = 0; i < parts.size(); ++i) {
    COFI_RETURN_IF_ERROR(CheckShares(tx, *expense, lines[i], *parts[i].shares,
                                     absl::StrCat(FieldOfPart(*expense, i), ".shares"), &asked));
  }
  COFI_ASSIGN_OR_RETURN(const ReservedByLine reserved, TakeFromLines(tx, lines, expense));
  for (const v1::Payment& each : paid) {
    Pay(Minor(each.amount()), each.payment_date(), each.payment_reference(), expense);
  }
  COFI_RETURN_IF_ERROR(Expenses().Insert(tx, expense));
  const absl::CivilDay first = FirstDay(*expense);
  COFI_RETURN_IF_ERROR(Post(tx, Source(*expense), MovementsOf(*expense, reserved), first));
  TellPayments(expense);
  COFI_RETURN_IF_ERROR(AddAboveRates(tx, expense));
  return AddEndangered(tx, expense->name(), first, expense->mutable_endangers());
}

absl::Status PayExpense(db::Transaction& tx, const v1::PayExpenseRequest& request,
                        Expense* expense) {
  COFI_ASSIGN_OR_RETURN(*expense, rpc::Load(tx, Expenses(), request));
  COFI_RETURN_IF_ERROR(CheckStands(*expense));
  if (expense->has_payment_date()) {
    return Refuse(type::v1::REASON_ALREADY_PAID,
                  {{"name", expense->name()}, {"value", IsoDate(expense->payment_date())}});
  }
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  COFI_RETURN_IF_ERROR(CheckDateOpen(tx, expense->name(), date, "effective_date"));
  const int64_t left = UnpaidMinor(*expense);
  const int64_t asked = request.has_amount() ? Minor(request.amount()) : std::abs(left);
  if (asked > std::abs(left)) {
    return InField("amount",
                   Refuse(type::v1::REASON_PAYMENT_EXCEEDS_REST,
                          {{"name", expense->name()},
                           {"available", DecimalFromMoney(Same(*expense, std::abs(left)))},
                           {"asked", DecimalFromMoney(request.amount())}}));
  }
  COFI_RETURN_IF_ERROR(CheckRoom(expense->name(), "payments", expense->payments()));
  Pay(left < 0 ? -asked : asked, date, request.payment_reference(), expense);
  COFI_RETURN_IF_ERROR(Expenses().Update(tx, expense));
  COFI_RETURN_IF_ERROR(Post(tx, Source(*expense), MovementsOfPayment(*expense), Day(date)));
  TellPayments(expense);
  return absl::OkStatus();
}

absl::Status ReverseExpensePayment(db::Transaction& tx,
                                   const v1::ReverseExpensePaymentRequest& request,
                                   Expense* expense) {
  COFI_ASSIGN_OR_RETURN(*expense, rpc::Load(tx, Expenses(), request));
  COFI_RETURN_IF_ERROR(CheckStands(*expense));
  COFI_RETURN_IF_ERROR(CheckNotClaimed(tx, *expense, ClaimedAs::kPaid));
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  COFI_RETURN_IF_ERROR(CheckDateOpen(tx, expense->name(), date, "effective_date"));
  COFI_RETURN_IF_ERROR(CheckRoom(expense->name(), "payments", expense->payments()));
  COFI_RETURN_IF_ERROR(TakeBackPayment(request.payment_id(), date, request.note(), expense));
  COFI_RETURN_IF_ERROR(Expenses().Update(tx, expense));
  COFI_RETURN_IF_ERROR(Post(tx, Source(*expense), MovementsOfPayment(*expense)));
  TellPayments(expense);
  return absl::OkStatus();
}

absl::Status ReverseExpense(db::Transaction& tx, const v1::ReverseExpenseRequest& request,
                            Expense* reversal) {
  COFI_ASSIGN_OR_RETURN(Expense expense, rpc::Load(tx, Expenses(), request));
  COFI_RETURN_IF_ERROR(CheckNotClaimed(tx, expense));
  COFI_RETURN_IF_ERROR(MakeReversal(tx, expense, request.effective_date(), reversal));
  reversal->set_note(request.note());
  reversal->clear_corrects();
  reversal->set_kind(Expense::KIND_REVERSAL);
  COFI_RETURN_IF_ERROR(
      CheckDateOpen(tx, expense.name(), DateFromDay(FirstDay(*reversal)), "effective_date"));
  COFI_RETURN_IF_ERROR(CheckUndoable(tx, expense, *reversal));
  ReservedByLine reserved;
  for (const LinePart& part : rules::LinePartsOf(expense)) {
    std::vector<Reserved>& of_line = reserved.emplace_back();
    if (part.commitment.empty()) continue;
    COFI_ASSIGN_OR_RETURN(of_line, GiveBack(tx, expense, part, reversal->invoice_date()));
  }
  COFI_RETURN_IF_ERROR(Expenses().Insert(tx, reversal));
  expense.set_reversed_by(reversal->name());
  COFI_RETURN_IF_ERROR(Expenses().Update(tx, &expense));
  COFI_RETURN_IF_ERROR(Post(tx, Source(*reversal), MovementsOf(*reversal, reserved)));
  if (!reversal->credits().empty()) COFI_RETURN_IF_ERROR(OnCreditNoteReversed(tx, *reversal));
  TellPayments(reversal);
  return absl::OkStatus();
}

rpc::StateVerbs<Expense> ExpenseVerbs() {
  return {{"PAY", "REVERSE_PAYMENT", "REVERSE", "CREDIT", "SHARE", "CORRECT", "REPEAT"},
          [](db::Transaction&, const Expense& expense) -> absl::StatusOr<VerbList> {
            if (!Stands(expense)) return VerbList();
            VerbList verbs;
            const int64_t credited = Minor(expense.credited_amount());
            if (credited == 0) verbs.push_back("REVERSE");
            if (credited == 0 && expense.credits().empty()) {
              verbs.push_back("SHARE");
              verbs.push_back("CORRECT");
            }
            if (expense.credits().empty()) verbs.push_back("REPEAT");
            if (expense.credits().empty() && credited < Minor(expense.amount())) {
              verbs.push_back("CREDIT");
            }
            if (!expense.has_payment_date()) verbs.push_back("PAY");
            if (HasPayment(expense)) verbs.push_back("REVERSE_PAYMENT");
            return verbs;
          }};
}

absl::StatusOr<bool> ViewExpense(db::Transaction&, Expense& expense, const absl::CivilDay* as_of) {
  if (as_of != nullptr) {
    if (FirstDay(expense) > *as_of) return false;
    PaymentsOn(*as_of, &expense);
    SharesOn(*as_of, &expense);
    // A deposit was paid, and the invoice is to come.
    if (Day(expense.invoice_date()) > *as_of) expense.clear_invoice_date();
  }
  TellPayments(&expense);
  return true;
}

absl::Status ViewExpenses(db::Transaction& tx, const std::vector<Expense*>& expenses,
                          absl::CivilDay as_of) {
  for (Expense* each : expenses) {
    if (!each->has_credited_amount()) continue;
    COFI_ASSIGN_OR_RETURN(const std::vector<Expense> notes, CreditNotesOn(tx, each->name()));
    const int64_t credited = CreditedMinor(notes, &as_of);
    *each->mutable_credited_amount() = Same(*each, credited);
    if (credited == 0) each->clear_credited_amount();
  }
  return HideLaterReversals(tx, Expenses(), expenses, as_of);
}

}  // namespace cofi::budgets
