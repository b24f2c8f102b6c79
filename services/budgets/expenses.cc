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
#include "services/budgets/closing.h"
#include "services/budgets/commitments.h"
#include "services/budgets/expense_rules.h"
#include "services/budgets/grants.h"
#include "services/budgets/ledger.h"
#include "services/budgets/payment_rules.h"
#include "services/budgets/reversal.h"
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

// Adds the movements of an expense's money of a line on `date`, share by share and own funds last.
void AddShares(const LinePart& part, const Date& date, absl::Span<const Measure> measures,
               std::vector<Movement>* movements) {
  const auto add = [&](absl::string_view grant, int64_t minor) {
    movements->push_back(
        {.line = IdOf(part.line), .grant = grant, .date = date, .amounts = {measures, minor}});
  };
  for (const v1::Share& share : *part.shares) add(IdOf(share.grant()), Minor(share.amount()));
  add("", part.OwnFundsMinor());
}

// The commitment's part goes with own funds, as the reservation did: in the movement
// that AddShares has just added for them, unless it counts from another date.
void AddReserved(const std::vector<Reserved>& reserved, std::vector<Movement>* movements) {
  const size_t own_funds = movements->size() - 1;
  for (const Reserved& each : reserved) {
    if (Day(movements->at(own_funds).date) == Day(each.date)) {
      movements->at(own_funds).amounts[Measure::kCommitted] += each.minor;
    } else {
      movements->push_back({.line = movements->at(own_funds).line,
                            .grant = "",
                            .date = each.date,
                            .amounts = {{Measure::kCommitted}, each.minor}});
    }
  }
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

// What was paid, as it was.
void AddPaid(const std::vector<rules::MovedPart>& paid, std::vector<Movement>* movements) {
  for (const rules::MovedPart& moved : paid) {
    for (const rules::BornePart& each : moved.borne) {
      movements->push_back({.line = IdOf(each.line),
                            .grant = IdOf(each.grant),
                            .date = *moved.date,
                            .amounts = {{Measure::kPaid}, each.minor}});
    }
  }
}

// Of the last payment alone, where it was paid in parts.
std::vector<Movement> MovementsOfPayment(const Expense& expense) {
  const std::vector<rules::MovedPart> paid = rules::PaidPartsOf(expense);
  auto begin = paid.begin();
  if (expense.paid_in_parts()) {
    const Date* const last = &expense.payments().rbegin()->payment_date();
    begin = absl::c_find_if(paid, [&](const auto& each) { return each.date == last; });
  }
  std::vector<Movement> movements;
  AddPaid({begin, paid.end()}, &movements);
  return movements;
}

// What the reservations of each line change by, line by line.
using ReservedByLine = std::vector<std::vector<Reserved>>;

// All that an expense moves, or what undoes it: spent by its invoice and paid by its
// payments, each from its date on.
std::vector<Movement> MovementsOf(const Expense& expense, const ReservedByLine& reserved) {
  const std::vector<LinePart> parts = rules::LinePartsOf(expense);
  std::vector<Movement> movements;
  const bool at_once = !expense.paid_in_parts() && expense.has_payment_date() &&
                       Day(expense.payment_date()) == Day(expense.invoice_date());
  std::vector<Measure> at_invoice = {Measure::kSpent};
  if (at_once) at_invoice.push_back(Measure::kPaid);
  for (size_t i = 0; i < parts.size(); ++i) {
    AddShares(parts[i], expense.invoice_date(), at_invoice, &movements);
    AddReserved(reserved[i], &movements);
  }
  if (!at_once) AddPaid(rules::PaidPartsOf(expense), &movements);
  return movements;
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
  COFI_RETURN_IF_ERROR(SettleAmounts(expense));
  std::map<std::string, int64_t> asked;
  const std::vector<LinePart> parts = rules::LinePartsOf(*expense);
  for (size_t i = 0; i < parts.size(); ++i) {
    COFI_RETURN_IF_ERROR(CheckShares(tx, *expense, lines[i], *parts[i].shares,
                                     absl::StrCat(FieldOfPart(*expense, i), ".shares"), &asked));
  }
  COFI_ASSIGN_OR_RETURN(const ReservedByLine reserved, TakeFromLines(tx, lines, expense));
  COFI_RETURN_IF_ERROR(Expenses().Insert(tx, expense));
  COFI_RETURN_IF_ERROR(Post(tx, Source(*expense), MovementsOf(*expense, reserved)));
  TellPayments(expense);
  return absl::OkStatus();
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
  const int64_t left = UnpaidMinor(*expense);
  const int64_t asked = request.has_amount() ? Minor(request.amount()) : std::abs(left);
  if (asked > std::abs(left)) {
    return InField("amount",
                   Refuse(type::v1::REASON_PAYMENT_EXCEEDS_REST,
                          {{"name", expense->name()},
                           {"available", DecimalFromMoney(Same(*expense, std::abs(left)))},
                           {"asked", DecimalFromMoney(request.amount())}}));
  }
  if (!expense->paid_in_parts() && asked == std::abs(left)) {
    *expense->mutable_payment_date() = date;
    expense->set_payment_reference(request.payment_reference());
  } else {
    COFI_RETURN_IF_ERROR(CheckRoom(expense->name(), "payments", expense->payments()));
    RecordPayment(left < 0 ? -asked : asked, date, request.payment_reference(), expense);
  }
  COFI_RETURN_IF_ERROR(Expenses().Update(tx, expense));
  COFI_RETURN_IF_ERROR(Post(tx, Source(*expense), MovementsOfPayment(*expense)));
  TellPayments(expense);
  return absl::OkStatus();
}

absl::Status ReverseExpensePayment(db::Transaction& tx,
                                   const v1::ReverseExpensePaymentRequest& request,
                                   Expense* expense) {
  COFI_ASSIGN_OR_RETURN(*expense, rpc::Load(tx, Expenses(), request));
  COFI_RETURN_IF_ERROR(CheckStands(*expense));
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
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
  COFI_RETURN_IF_ERROR(MakeReversal(tx, expense, request.effective_date(), reversal));
  reversal->set_note(request.note());
  reversal->set_kind(Expense::KIND_REVERSAL);
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
  TellPayments(reversal);
  return absl::OkStatus();
}

rpc::StateVerbs<Expense> ExpenseVerbs() {
  return {{"PAY", "REVERSE_PAYMENT", "REVERSE"},
          [](db::Transaction&, const Expense& expense) -> absl::StatusOr<VerbList> {
            if (!Stands(expense)) return VerbList();
            VerbList verbs = {"REVERSE"};
            if (!expense.has_payment_date()) verbs.push_back("PAY");
            if (HasPayment(expense)) verbs.push_back("REVERSE_PAYMENT");
            return verbs;
          }};
}

absl::StatusOr<bool> ViewExpense(db::Transaction&, Expense& expense, const absl::CivilDay* as_of) {
  if (as_of != nullptr) {
    if (FirstDay(expense) > *as_of) return false;
    PaymentsOn(*as_of, &expense);
    // A deposit was paid, and the invoice is to come.
    if (Day(expense.invoice_date()) > *as_of) expense.clear_invoice_date();
  }
  TellPayments(&expense);
  return true;
}

absl::Status ViewExpenses(db::Transaction& tx, const std::vector<Expense*>& expenses,
                          absl::CivilDay as_of) {
  return HideLaterReversals(tx, Expenses(), expenses, as_of);
}

}  // namespace cofi::budgets
