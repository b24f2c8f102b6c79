#include "services/budgets/commitments.h"

#include <algorithm>

#include "base/money.h"
#include "base/names.h"
#include "base/states.h"
#include "services/budgets/budgets.h"
#include "services/budgets/ledger.h"
#include "services/budgets/tables.h"
#include "services/rpc/standard.h"

namespace cofi::budgets {
namespace {

using v1::Commitment;

constexpr Transition<Commitment::State> kTransitions[] = {
    {Commitment::STATE_OPEN, "SPEND", Commitment::STATE_SPENT, MovedBy::kItself},
    {Commitment::STATE_OPEN, "RELEASE", Commitment::STATE_RELEASED},
    {Commitment::STATE_OPEN, "GIVE_BACK", Commitment::STATE_OPEN, MovedBy::kItself},
    {Commitment::STATE_SPENT, "GIVE_BACK", Commitment::STATE_OPEN, MovedBy::kItself},
};

int64_t Open(const Commitment& commitment) {
  if (commitment.state() != Commitment::STATE_OPEN) return 0;
  return Minor(commitment.amount()) - Minor(commitment.consumed_amount());
}

// Invoices come in any order: what one takes or gives back counts from its date, or
// from the last change if that was later.
Date NotBeforeLastChange(const Commitment& commitment, const Date& date) {
  return Day(date) < Day(commitment.state_date()) ? commitment.state_date() : date;
}

void SetConsumed(int64_t minor, Commitment* commitment) {
  *commitment->mutable_consumed_amount() =
      MoneyFromMinor(minor, commitment->amount().currency_code());
}

// From which date on an expense has taken from its commitment: its first entry in the
// journal has the movement.
absl::StatusOr<Date> TakenOn(db::Transaction& tx, const v1::Expense& expense) {
  std::string date = IsoDate(expense.invoice_date());
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT date FROM ledger_entry WHERE root = $1 AND committed <> 0 AND sequence ="
             " (SELECT MIN(sequence) FROM journal WHERE root = $1 AND name = $2)",
             {RootOf(expense.name()), absl::string_view(expense.name())}, [&](const db::Row& row) {
               date = std::string(row.Text(0));
               return absl::OkStatus();
             }));
  return ParseDate(date);
}

// It was spent by an expense that never was.
void TakeBackSpending(Commitment* commitment) {
  commitment->mutable_history()->RemoveLast();
  commitment->set_state(Commitment::STATE_OPEN);
  *commitment->mutable_state_date() = commitment->history().rbegin()->date();
}

}  // namespace

absl::Status CreateCommitment(db::Transaction& tx, const v1::CreateCommitmentRequest& request,
                              Commitment* commitment) {
  *commitment = request.commitment();
  COFI_ASSIGN_OR_RETURN(*commitment->mutable_name(),
                        rpc::NewName(tx, request, Commitment::descriptor()));
  COFI_ASSIGN_OR_RETURN(const v1::Line line,
                        LineForMoney(tx, commitment->line(), "commitment.line"));
  commitment->set_line(line.name());
  COFI_RETURN_IF_ERROR(
      rpc::CheckHappened(commitment->commitment_date(), tx.today(), "commitment.commitment_date"));
  const int64_t amount = Minor(commitment->amount());
  COFI_ASSIGN_OR_RETURN(const int64_t overrun, Overrun(tx, line, amount));
  if (overrun > 0) {
    *commitment->mutable_overrun_amount() =
        MoneyFromMinor(overrun, commitment->amount().currency_code());
  }
  SetConsumed(0, commitment);
  Enter(commitment, Commitment::STATE_OPEN, "COMMIT", commitment->commitment_date(), "");
  COFI_RETURN_IF_ERROR(Commitments().Insert(tx, commitment));
  COFI_RETURN_IF_ERROR(Post(tx, Source(*commitment),
                            {{.line = IdOf(line.name()),
                              .grant = "",
                              .date = commitment->commitment_date(),
                              .amounts = {{Measure::kCommitted}, amount}}}));
  return ViewCommitment(tx, *commitment, nullptr).status();
}

absl::StatusOr<bool> ViewCommitment(db::Transaction&, Commitment& commitment,
                                    const absl::CivilDay*) {
  *commitment.mutable_open_amount() =
      MoneyFromMinor(Open(commitment), commitment.amount().currency_code());
  return true;
}

absl::Status Release(db::Transaction& tx, const v1::ReleaseCommitmentRequest& request,
                     Commitment* commitment) {
  COFI_ASSIGN_OR_RETURN(*commitment, rpc::Load(tx, Commitments(), request));
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  const int64_t open = Open(*commitment);
  COFI_RETURN_IF_ERROR(Move(commitment, kTransitions, "RELEASE", date, request.note()));
  COFI_RETURN_IF_ERROR(Commitments().Update(tx, commitment));
  COFI_RETURN_IF_ERROR(Post(tx, Source(*commitment),
                            {{.line = IdOf(commitment->line()),
                              .grant = "",
                              .date = date,
                              .amounts = {{Measure::kCommitted}, -open}}}));
  return ViewCommitment(tx, *commitment, nullptr).status();
}

absl::StatusOr<Reserved> Consume(db::Transaction& tx, const std::string& name,
                                 const std::string& line, int64_t amount_minor, const Date& date) {
  constexpr absl::string_view kField = "expense.commitment";
  absl::StatusOr<Commitment> commitment = Commitments().Get(tx, name);
  if (absl::IsNotFound(commitment.status())) {
    return InField(kField, Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", name}}));
  }
  COFI_RETURN_IF_ERROR(commitment.status());
  if (IdOf(commitment->line()) != IdOf(line)) {
    return InField(kField, Refuse(type::v1::REASON_COMMITMENT_ON_ANOTHER_LINE,
                                  {{"name", name}, {"value", commitment->line()}, {"line", line}}));
  }
  if (commitment->state() != Commitment::STATE_OPEN) {
    return InField(kField, Refuse(type::v1::REASON_COMMITMENT_RESOLVED,
                                  {{"name", name}, {"state", EnumNameOf(commitment->state())}}));
  }
  COFI_RETURN_IF_ERROR(
      InField(kField, CheckRoom(commitment->name(), "history", commitment->history())));
  if (Day(date) < Day(commitment->commitment_date())) {
    return InField(kField, Refuse(type::v1::REASON_DATE_OUT_OF_ORDER,
                                  {{"name", name},
                                   {"previous", IsoDate(commitment->commitment_date())},
                                   {"value", IsoDate(date)}}));
  }
  const Date counts = NotBeforeLastChange(*commitment, date);
  const int64_t open = Open(*commitment);
  const int64_t taken = std::min(open, amount_minor);
  SetConsumed(Minor(commitment->consumed_amount()) + taken, &*commitment);
  if (taken == open) COFI_RETURN_IF_ERROR(Move(&*commitment, kTransitions, "SPEND", counts, ""));
  COFI_RETURN_IF_ERROR(Commitments().Update(tx, &*commitment));
  return Reserved{-taken, counts};
}

absl::StatusOr<std::vector<Reserved>> GiveBack(db::Transaction& tx, const v1::Expense& expense,
                                               const Date& date) {
  COFI_ASSIGN_OR_RETURN(Commitment commitment, Commitments().Get(tx, expense.commitment()));
  const int64_t minor = Minor(expense.consumed_amount());
  SetConsumed(Minor(commitment.consumed_amount()) - minor, &commitment);
  const bool released = commitment.state() == Commitment::STATE_RELEASED;
  std::vector<Reserved> reserved;
  if (Day(date) == Day(expense.invoice_date())) {
    COFI_ASSIGN_OR_RETURN(const Date taken, TakenOn(tx, expense));
    reserved.push_back({minor, taken});
    if (released) reserved.push_back({-minor, commitment.state_date()});
    if (commitment.state() == Commitment::STATE_SPENT) TakeBackSpending(&commitment);
  } else if (!released) {
    reserved.push_back({minor, NotBeforeLastChange(commitment, date)});
    COFI_RETURN_IF_ERROR(Move(&commitment, kTransitions, "GIVE_BACK", reserved[0].date, ""));
  }
  COFI_RETURN_IF_ERROR(Commitments().Update(tx, &commitment));
  return reserved;
}

}  // namespace cofi::budgets
