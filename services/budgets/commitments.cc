#include "services/budgets/commitments.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "base/money.h"
#include "base/names.h"
#include "base/states.h"
#include "db/tables/list.h"
#include "services/budgets/budgets.h"
#include "services/budgets/closing.h"
#include "services/budgets/commitment_rules.h"
#include "services/budgets/fiscal_years.h"
#include "services/budgets/ledger.h"
#include "services/budgets/start_shield.h"
#include "services/budgets/tables.h"
#include "services/rpc/naming.h"
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

// From which date on an expense has taken from the commitment that it has on a line: its first
// entry in the journal has the movement.
absl::StatusOr<Date> TakenOn(db::Transaction& tx, const v1::Expense& expense,
                             absl::string_view line) {
  std::string date = IsoDate(expense.invoice_date());
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT date FROM ledger_entry WHERE root = $1 AND committed <> 0 AND line = $3"
             " AND sequence = (SELECT MIN(sequence) FROM journal WHERE root = $1 AND name = $2)",
             {RootOf(expense.name()), absl::string_view(expense.name()), IdOf(line)},
             [&](const db::Row& row) {
               date = std::string(row.Text(0));
               return absl::OkStatus();
             }));
  return ParseDate(date);
}

// All changes of what the commitments on a line have reserved, by their names. What an
// expense takes, and what gives it back, is a movement of its own; but what is given back once
// the rest was released moves nothing, and only its date tells when.
using Changes = std::map<std::string, std::vector<CommitmentChange>>;

using CommitmentsByExpense = std::map<std::string, std::string, std::less<>>;

// Which commitment each expense in several splits has on a line, by its name: no column says it.
absl::StatusOr<CommitmentsByExpense> CommitmentsOfSplits(db::Transaction& tx,
                                                         absl::string_view project,
                                                         absl::string_view line) {
  std::vector<std::string> names;
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT DISTINCT l.source FROM ledger_entry AS l JOIN expense AS e ON e.root = l.root"
             " AND e.name = l.source WHERE l.root = $1 AND l.line = $2 AND l.committed <> 0"
             " AND e.line = ''",
             {project, line}, [&](const db::Row& row) {
               names.emplace_back(row.Text(0));
               return absl::OkStatus();
             }));
  CommitmentsByExpense commitments;
  COFI_RETURN_IF_ERROR(db::VisitAny(tx, Expenses(), "name", std::move(names), [&](const auto& row) {
    const auto& expense = static_cast<const v1::Expense&>(row);
    for (const rules::LinePart& part : rules::LinePartsOf(expense)) {
      if (IdOf(part.line) == line) commitments[expense.name()] = std::string(part.commitment);
    }
    return absl::OkStatus();
  }));
  return commitments;
}

absl::Status AddChanges(db::Transaction& tx, absl::string_view project, absl::string_view line,
                        Changes* changes) {
  COFI_ASSIGN_OR_RETURN(const CommitmentsByExpense of_splits,
                        CommitmentsOfSplits(tx, project, line));
  struct CommitmentUse {
    std::string commitment;
    CommitmentChange given_back;
  };
  std::map<std::string, CommitmentUse> undone;  // By what undid it.
  COFI_RETURN_IF_ERROR(tx.Run(
      "SELECT l.source, l.date, l.committed, e.commitment, e.reverses, r.name, r.invoice_date"
      " FROM ledger_entry AS l LEFT JOIN expense AS e ON e.root = l.root AND e.name = l.source"
      " LEFT JOIN expense AS r ON r.root = e.root AND r.name = e.reversed_by"
      " WHERE l.root = $1 AND l.line = $2 AND l.grant_id = '' AND l.committed <> 0"
      " ORDER BY l.sequence, l.part",
      {project, line}, [&](const db::Row& row) -> absl::Status {
        COFI_ASSIGN_OR_RETURN(const Date date, ParseDate(row.Text(1)));
        CommitmentChange change = {.day = Day(date), .reserved_minor = row.Int(2)};
        const bool of_expense = !row.IsNull(3);
        std::string commitment(row.Text(of_expense ? 3 : 0));
        if (const auto split = of_splits.find(row.Text(0)); split != of_splits.end()) {
          commitment = split->second;
        }
        const bool undoes = of_expense && !row.Text(4).empty();
        // What undoes an expense of a released one also releases that part.
        if (of_expense && undoes == (row.Int(2) > 0)) change.consumed_minor = -row.Int(2);
        if (undoes && row.Int(2) > 0) undone.erase(std::string(row.Text(0)));
        if (of_expense && !undoes && !row.IsNull(5)) {
          COFI_ASSIGN_OR_RETURN(const Date since, ParseDate(row.Text(6)));
          undone[std::string(row.Text(5))] = {commitment,
                                              {.day = Day(since), .consumed_minor = row.Int(2)}};
        }
        (*changes)[commitment].push_back(change);
        return absl::OkStatus();
      }));
  for (const auto& [reversal, use] : undone) (*changes)[use.commitment].push_back(use.given_back);
  return absl::OkStatus();
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
  COFI_RETURN_IF_ERROR(CheckProjectOpen(tx, request.parent()));
  *commitment = request.commitment();
  COFI_ASSIGN_OR_RETURN(*commitment->mutable_name(), rpc::NewName(tx, request, *commitment));
  COFI_ASSIGN_OR_RETURN(const v1::Line line,
                        LineForMoney(tx, commitment->line(), "commitment.line"));
  COFI_RETURN_IF_ERROR(
      rpc::CheckHappened(commitment->commitment_date(), tx.today(), "commitment.commitment_date"));
  COFI_RETURN_IF_ERROR(CheckDateOpen(tx, commitment->name(), commitment->commitment_date(),
                                     "commitment.commitment_date"));
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
                              .amounts = {{Measure::kCommitted}, amount}}},
                            Day(commitment->commitment_date())));
  COFI_RETURN_IF_ERROR(AddEndangered(tx, commitment->name(), Day(commitment->commitment_date()),
                                     commitment->mutable_endangers()));
  return ViewCommitment(tx, *commitment, nullptr).status();
}

absl::StatusOr<bool> ViewCommitment(db::Transaction&, Commitment& commitment,
                                    const absl::CivilDay* as_of) {
  if (as_of != nullptr) return Day(commitment.commitment_date()) <= *as_of;
  *commitment.mutable_open_amount() =
      MoneyFromMinor(Open(commitment), commitment.amount().currency_code());
  return true;
}

absl::Status ViewCommitments(db::Transaction& tx, const std::vector<Commitment*>& commitments,
                             absl::CivilDay as_of) {
  std::set<std::pair<std::string, std::string>> lines;  // Each with its project.
  for (const Commitment* each : commitments) {
    lines.emplace(RootOf(each->name()), IdOf(each->line()));
  }
  Changes changes;
  for (const auto& [project, line] : lines) {
    COFI_RETURN_IF_ERROR(AddChanges(tx, project, line, &changes));
  }
  for (Commitment* each : commitments) CommitmentOn(as_of, changes[each->name()], each);
  return absl::OkStatus();
}

rpc::StateVerbs<Commitment> CommitmentVerbs() { return rpc::VerbsOf<Commitment>(kTransitions); }

absl::Status Release(db::Transaction& tx, const v1::ReleaseCommitmentRequest& request,
                     Commitment* commitment) {
  COFI_ASSIGN_OR_RETURN(*commitment, rpc::Load(tx, Commitments(), request));
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  COFI_RETURN_IF_ERROR(CheckDateOpen(tx, commitment->name(), date, "effective_date"));
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

absl::StatusOr<Reserved> Consume(db::Transaction& tx, absl::string_view name,
                                 absl::string_view line, int64_t amount_minor, const Date& date,
                                 absl::string_view field) {
  absl::StatusOr<Commitment> commitment = Commitments().Get(tx, name);
  if (absl::IsNotFound(commitment.status())) {
    return InField(field,
                   Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", std::string(name)}}));
  }
  COFI_RETURN_IF_ERROR(commitment.status());
  if (commitment->line() != line) {
    return InField(
        field, Refuse(type::v1::REASON_COMMITMENT_ON_ANOTHER_LINE, {{"name", commitment->name()},
                                                                    {"value", commitment->line()},
                                                                    {"line", std::string(line)}}));
  }
  if (commitment->state() != Commitment::STATE_OPEN) {
    return InField(
        field, Refuse(type::v1::REASON_COMMITMENT_RESOLVED,
                      {{"name", commitment->name()}, {"state", EnumNameOf(commitment->state())}}));
  }
  COFI_RETURN_IF_ERROR(
      InField(field, CheckRoom(commitment->name(), "history", commitment->history())));
  if (Day(date) < Day(commitment->commitment_date())) {
    return InField(field, Refuse(type::v1::REASON_DATE_OUT_OF_ORDER,
                                 {{"name", commitment->name()},
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
                                               const rules::LinePart& part, const Date& date) {
  COFI_ASSIGN_OR_RETURN(Commitment commitment, Commitments().Get(tx, part.commitment));
  const int64_t minor = part.consumed_minor;
  SetConsumed(Minor(commitment.consumed_amount()) - minor, &commitment);
  const bool released = commitment.state() == Commitment::STATE_RELEASED;
  std::vector<Reserved> reserved;
  if (Day(date) == Day(expense.invoice_date())) {
    COFI_ASSIGN_OR_RETURN(const Date taken, TakenOn(tx, expense, part.line));
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
