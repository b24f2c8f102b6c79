#include "services/budgets/derived_expenses.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/strip.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "services/budgets/derived_expense_rules.h"
#include "services/budgets/expenses.h"
#include "services/budgets/payment_rules.h"
#include "services/budgets/reversal.h"
#include "services/budgets/tables.h"
#include "services/rpc/standard.h"
#include "services/rpc/validate.h"
#include "services/rpc/verb.h"

namespace cofi::budgets {
namespace {

using v1::Expense;

// Carries out a part of a request as the verb that it is, which whoever reads the journal knows.
template <typename Request>
absl::Status CarryOut(db::Transaction& tx,
                      absl::FunctionRef<absl::Status(db::Transaction& part)> function) {
  db::Cause cause = tx.cause();
  cause.verb = rpc::VerbOf<Request>();
  db::Transaction part(tx, cause);
  part.set_today(tx.today());
  return function(part);
}

absl::Status CheckInvoice(const Expense& expense) {
  COFI_RETURN_IF_ERROR(CheckStands(expense));
  if (expense.credits().empty()) return absl::OkStatus();
  return Refuse(type::v1::REASON_NOT_AN_INVOICE, {{"name", expense.name()}});
}

// The request names the fields of the expense itself, the date as `date_field`.
absl::Status InRequest(const absl::Status& refusal, absl::string_view date_field) {
  const std::vector<google::rpc::ErrorInfo> infos = ViolationsOf(refusal);
  if (infos.empty()) return refusal;
  Violations violations;
  for (google::rpc::ErrorInfo info : infos) {
    const auto found = info.mutable_metadata()->find("field");
    if (found != info.mutable_metadata()->end()) {
      std::string field(absl::StripPrefix(found->second, "expense."));
      found->second = field == "invoice_date" ? std::string(date_field) : std::move(field);
    }
    violations.Add(RefusalOf(info));
  }
  return violations.ToStatus();
}

// Records what was made of `from`. What it takes from that was valid when that was recorded; what
// is new of it was looked at as a field of its request, but not beside the rest.
absl::Status Record(db::Transaction& tx, const Expense& from, const Expense& made,
                    const std::vector<v1::Payment>& paid, absl::string_view date_field,
                    Expense* recorded) {
  v1::CreateExpenseRequest create;
  create.set_parent(std::string(RootOf(from.name())));
  *create.mutable_expense() = made;
  absl::Status done = rpc::Validate(made, "", rpc::Required::kEnforced);
  if (done.ok()) {
    done = CarryOut<v1::CreateExpenseRequest>(
        tx, [&](db::Transaction& part) { return RecordExpense(part, create, paid, recorded); });
  }
  return InRequest(done, date_field);
}

// An order that is resolved is none of an invoice that is recorded now.
template <typename Part>
absl::Status DropResolved(db::Transaction& tx, Part* part) {
  if (part->commitment().empty()) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(const v1::Commitment commitment, Commitments().Get(tx, part->commitment()));
  if (commitment.state() != v1::Commitment::STATE_OPEN) part->clear_commitment();
  return absl::OkStatus();
}

absl::Status DropResolvedOfSplits(db::Transaction& tx, Expense* expense) {
  for (v1::Split& split : *expense->mutable_splits()) {
    COFI_RETURN_IF_ERROR(DropResolved(tx, &split));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CorrectExpense(db::Transaction& tx, const v1::CorrectExpenseRequest& request,
                            Expense* corrected) {
  COFI_ASSIGN_OR_RETURN(const Expense wrong, rpc::Load(tx, Expenses(), request));
  COFI_RETURN_IF_ERROR(CheckInvoice(wrong));
  Expense right = SaidOf(wrong);
  // In accounts that are closed, neither entry changes anything.
  if (request.has_effective_date()) *right.mutable_invoice_date() = request.effective_date();
  COFI_RETURN_IF_ERROR(Change(request, &right));
  right.set_corrects(wrong.name());
  std::vector<v1::Payment> paid = StandingPayments(wrong);
  int64_t paid_minor = 0;
  for (v1::Payment& each : paid) {
    paid_minor += Minor(each.amount());
    if (request.has_effective_date()) *each.mutable_payment_date() = request.effective_date();
  }
  if (right.has_amount() && paid_minor > Minor(right.amount())) {
    const std::string& currency = right.amount().currency_code();
    return InField("amount", Refuse(type::v1::REASON_PAID_BEYOND,
                                    {{"name", wrong.name()},
                                     {"value", DecimalAmount(paid_minor, currency)},
                                     {"asked", DecimalFromMoney(right.amount())}}));
  }
  v1::ReverseExpenseRequest reverse;
  reverse.set_name(wrong.name());
  reverse.set_note(request.note());
  if (request.has_effective_date()) *reverse.mutable_effective_date() = request.effective_date();
  COFI_RETURN_IF_ERROR(CarryOut<v1::ReverseExpenseRequest>(tx, [&](db::Transaction& part) {
    Expense reversal;
    return ReverseExpense(part, reverse, &reversal);
  }));
  // One that was spent has what the wrong invoice took again; one that was released has not.
  if (request.commitment().empty()) COFI_RETURN_IF_ERROR(DropResolved(tx, &right));
  if (request.splits().empty()) COFI_RETURN_IF_ERROR(DropResolvedOfSplits(tx, &right));
  return Record(tx, wrong, right, paid, "invoice_date", corrected);
}

absl::Status RepeatExpense(db::Transaction& tx, const v1::RepeatExpenseRequest& request,
                           Expense* again) {
  COFI_ASSIGN_OR_RETURN(const Expense before, rpc::Load(tx, Expenses(), request));
  COFI_RETURN_IF_ERROR(CheckInvoice(before));
  Expense made = SaidOf(before);
  made.set_note(request.note());
  const bool later = request.months() > 0 && !request.has_effective_date();
  const absl::CivilDay day = request.has_effective_date() ? Day(request.effective_date())
                             : later ? AddMonths(Day(before.invoice_date()), request.months())
                                     : tx.today();
  *made.mutable_invoice_date() = DateFromDay(day);
  made.set_invoice_reference(request.invoice_reference().empty()
                                 ? ReferenceIn(absl::CivilMonth(day), before)
                                 : request.invoice_reference());
  if (request.has_amount()) Rescale(Minor(request.amount()), &made);
  COFI_RETURN_IF_ERROR(DropResolved(tx, &made));
  COFI_RETURN_IF_ERROR(DropResolvedOfSplits(tx, &made));
  return Record(tx, before, made, {}, later ? "months" : "effective_date", again);
}

}  // namespace cofi::budgets
