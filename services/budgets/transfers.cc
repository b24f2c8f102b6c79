#include "services/budgets/transfers.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/dated_facts.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/states.h"
#include "services/budgets/budgets.h"
#include "services/budgets/fiscal_years.h"
#include "services/budgets/ledger.h"
#include "services/budgets/tables.h"
#include "services/rpc/standard.h"
#include "services/rpc/undo.h"

namespace cofi::budgets {
namespace {

using v1::Budget;
using v1::Line;

absl::StatusOr<Line> LineNamed(db::Transaction& tx, const Budget& budget, const std::string& id,
                               absl::string_view field) {
  const std::string name = Lines().pattern().Join(budget.name(), id);
  absl::StatusOr<Line> line = Lines().Get(tx, name);
  if (!absl::IsNotFound(line.status())) return line;
  return InField(field, Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", name}}));
}

// What was planned before anything was moved.
int64_t AdoptedMinor(const Line& line) {
  for (const type::v1::DatedValue& value : line.dated_values()) {
    if (!value.has_effective_date()) return Minor(value.amount());
  }
  return Minor(line.planned_amount());
}

absl::Status CheckLastTransfer(const Line& line, const Date& date) {
  const std::vector<absl::CivilDay> days = ChangeDays(line);
  if (days.empty() || days.back() <= Day(date)) return absl::OkStatus();
  return Refuse(type::v1::REASON_DATE_OUT_OF_ORDER,
                {{"name", line.name()},
                 {"previous", absl::FormatCivilTime(days.back())},
                 {"value", IsoDate(date)}});
}

// What a line of the budget in force can give: not what is committed and spent where more than is
// planned is refused.
absl::StatusOr<int64_t> GivableMinor(db::Transaction& tx, const Budget& budget, const Line& line) {
  const int64_t planned = Minor(line.planned_amount());
  if (budget.state() == Budget::STATE_DRAFT || line.side() != Line::SIDE_EXPENSE || !Blocks(line)) {
    return planned;
  }
  COFI_ASSIGN_OR_RETURN(const Amounts sum,
                        SumOfLine(tx, RootOf(line.name()), IdOf(line.name()), nullptr));
  return planned - sum[Measure::kCommitted] - sum[Measure::kSpent];
}

absl::Status CheckGiver(db::Transaction& tx, const Budget& budget, const Line& line,
                        const Money& amount) {
  COFI_ASSIGN_OR_RETURN(const int64_t givable, GivableMinor(tx, budget, line));
  if (Minor(amount) <= givable) return absl::OkStatus();
  return InField(
      "amount",
      Refuse(type::v1::REASON_INSUFFICIENT_FUNDS,
             {{"line", TitleOf(line)},
              {"available", DecimalAmount(std::max<int64_t>(givable, 0), amount.currency_code())},
              {"asked", DecimalFromMoney(amount)},
              {"hint", "transfer less, or release a commitment"}}));
}

// What a line gives and receives sums: who gives back what he received is within any limit.
absl::Status CheckLimit(const Budget& budget, const Line& line, const Money& amount) {
  if (budget.state() == Budget::STATE_DRAFT || !budget.has_transfer_limit_basis_points()) {
    return absl::OkStatus();
  }
  const int64_t adopted = AdoptedMinor(line);
  const int64_t limit = ShareOf(adopted, budget.transfer_limit_basis_points());
  const int64_t taken = adopted - Minor(line.planned_amount());
  if (taken + Minor(amount) <= limit) return absl::OkStatus();
  const std::string& currency = amount.currency_code();
  return InField(
      "amount", Refuse(type::v1::REASON_TRANSFER_LIMIT_EXCEEDED,
                       {{"line", TitleOf(line)},
                        {"name", budget.name()},
                        {"limit", DecimalAmount(limit, currency)},
                        {"available", DecimalAmount(std::max<int64_t>(limit - taken, 0), currency)},
                        {"asked", DecimalFromMoney(amount)}}));
}

// Plans `minor` more for a line, or less: what an adopted budget plans has a day.
absl::Status Plan(db::Transaction& tx, const Budget& budget, const FactChange& change,
                  int64_t minor, const Line& before) {
  Line after = before;
  *after.mutable_planned_amount() = MoneyFromMinor(Minor(before.planned_amount()) + minor,
                                                   before.planned_amount().currency_code());
  if (budget.state() != Budget::STATE_DRAFT) {
    COFI_RETURN_IF_ERROR(ChangeFacts(before, {"planned_amount"}, change, tx.today(), &after));
  }
  return Lines().Update(tx, &after);
}

}  // namespace

absl::Status Transfer(db::Transaction& tx, const v1::TransferBudgetRequest& request,
                      Budget* budget) {
  COFI_ASSIGN_OR_RETURN(*budget, rpc::Load(tx, Budgets(), request));
  COFI_RETURN_IF_ERROR(CheckAllowed(*budget, "TRANSFER"));
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  COFI_RETURN_IF_ERROR(CheckRoom(budget->name(), "transfers", budget->transfers()));
  COFI_ASSIGN_OR_RETURN(const Line from, LineNamed(tx, *budget, request.from_line(), "from_line"));
  COFI_ASSIGN_OR_RETURN(const Line to, LineNamed(tx, *budget, request.to_line(), "to_line"));
  if (from.name() == to.name() || from.side() != to.side()) {
    return InField("to_line", Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                                     {{"value", request.to_line()},
                                      {"accepted", "another line of the same side as {other:the}"},
                                      {"other", from.name()}}));
  }
  COFI_RETURN_IF_ERROR(CheckOrder(*budget, date));
  // What a draft plans has no day.
  if (budget->state() != Budget::STATE_DRAFT) {
    COFI_RETURN_IF_ERROR(CheckDateOpen(tx, budget->name(), date, "effective_date"));
  }
  COFI_RETURN_IF_ERROR(CheckLastTransfer(from, date));
  COFI_RETURN_IF_ERROR(CheckLastTransfer(to, date));
  COFI_RETURN_IF_ERROR(CheckGiver(tx, *budget, from, request.amount()));
  COFI_RETURN_IF_ERROR(CheckLimit(*budget, from, request.amount()));
  const FactChange change = {.effective_date = date, .note = request.note()};
  const int64_t minor = Minor(request.amount());
  COFI_RETURN_IF_ERROR(Plan(tx, *budget, change, -minor, from));
  COFI_RETURN_IF_ERROR(Plan(tx, *budget, change, minor, to));
  v1::BudgetTransfer* const transfer = budget->add_transfers();
  *transfer->mutable_date() = date;
  transfer->set_from_line(request.from_line());
  transfer->set_to_line(request.to_line());
  *transfer->mutable_amount() = request.amount();
  transfer->set_note(request.note());
  COFI_RETURN_IF_ERROR(Budgets().Update(tx, budget));
  return ViewBudget(tx, *budget, nullptr).status();
}

absl::Status CheckTransfersBefore(db::Transaction& tx, const std::string& budget,
                                  const Date& date) {
  COFI_ASSIGN_OR_RETURN(const std::vector<Line> lines, Lines().Children(tx, budget));
  for (const Line& line : lines) COFI_RETURN_IF_ERROR(CheckLastTransfer(line, date));
  return absl::OkStatus();
}

absl::Status CheckNothingTransferred(db::Transaction& tx, const std::string& budget) {
  COFI_ASSIGN_OR_RETURN(const std::vector<Line> lines, Lines().Children(tx, budget));
  const bool moved = std::any_of(lines.begin(), lines.end(),
                                 [](const Line& line) { return !line.dated_values().empty(); });
  return moved ? rpc::NotUndoable(budget, "amounts were transferred between its lines since")
               : absl::OkStatus();
}

}  // namespace cofi::budgets
