#include "services/budgets/budgets.h"

#include <algorithm>
#include <map>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/money.h"
#include "base/names.h"
#include "base/states.h"
#include "services/budgets/fiscal_years.h"
#include "services/budgets/ledger.h"
#include "services/budgets/overruns.h"
#include "services/budgets/tables.h"
#include "services/budgets/transfers.h"
#include "services/rpc/standard.h"
#include "services/rpc/undo.h"
#include "services/rpc/verb.h"

namespace cofi::budgets {
namespace {

using v1::Budget;
using v1::Line;

constexpr Transition<Budget::State> kTransitions[] = {
    {Budget::STATE_DRAFT, "ADOPT", Budget::STATE_ADOPTED},
    {Budget::STATE_DRAFT, "TRANSFER", Budget::STATE_DRAFT},
    {Budget::STATE_ADOPTED, "TRANSFER", Budget::STATE_ADOPTED},
    {Budget::STATE_ADOPTED, "SUPERSEDE", Budget::STATE_SUPERSEDED, MovedBy::kItself},
};

using LinesById = std::map<std::string, Line>;

absl::StatusOr<LinesById> LinesOf(db::Transaction& tx, const std::string& budget) {
  COFI_ASSIGN_OR_RETURN(const std::vector<Line> lines, Lines().Children(tx, budget));
  LinesById by_id;
  for (const Line& line : lines) by_id.emplace(IdOf(line.name()), line);
  return by_id;
}

// Whether what comes in on it is of no funder.
bool IsOfOwnIncome(const Line& line) {
  return line.side() == Line::SIDE_INCOME && line.funder().empty();
}

bool IsInKind(const Line& line) {
  return line.side() == Line::SIDE_IN_KIND_USE || line.side() == Line::SIDE_IN_KIND_SOURCE;
}

// The planned sums of the four sides, in minor units.
struct Sides {
  int64_t expense = 0, income = 0, in_kind_use = 0, in_kind_source = 0;
  std::string currency;
};

absl::StatusOr<Sides> SumSides(db::Transaction& tx, const std::string& budget) {
  Sides sides = {.currency = tx.cause().currency};
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT side, CAST(SUM(planned_amount) AS BIGINT), MAX(currency) FROM line"
             " WHERE root = $1 AND parent = $2 GROUP BY side",
             {RootOf(budget), absl::string_view(budget)}, [&](const db::Row& row) {
               const absl::string_view side = row.Text(0);
               if (side == "EXPENSE") sides.expense = row.Int(1);
               if (side == "INCOME") sides.income = row.Int(1);
               if (side == "IN_KIND_USE") sides.in_kind_use = row.Int(1);
               if (side == "IN_KIND_SOURCE") sides.in_kind_source = row.Int(1);
               sides.currency = std::string(row.Text(2));
               return absl::OkStatus();
             }));
  return sides;
}

absl::Status CheckBalance(db::Transaction& tx, const Budget& budget, const char* left,
                          int64_t left_minor, const char* right, int64_t right_minor) {
  if (left_minor == right_minor) return absl::OkStatus();
  const std::string& currency = tx.cause().currency;
  return Refuse(type::v1::REASON_BUDGET_UNBALANCED,
                {{"name", budget.name()},
                 {"left", left},
                 {"left_amount", DecimalAmount(left_minor, currency)},
                 {"right", right},
                 {"right_amount", DecimalAmount(right_minor, currency)},
                 {"difference", DecimalAmount(std::abs(left_minor - right_minor), currency)}});
}

// Money stays on a line across versions: a new one must keep the lines that have some, and
// what they are for; and where a line blocks what it has not, the plan must cover them.
absl::Status CheckMoneyKept(db::Transaction& tx, const Budget& budget, const std::string& adopted) {
  COFI_ASSIGN_OR_RETURN(const LinesById lines, LinesOf(tx, budget.name()));
  COFI_ASSIGN_OR_RETURN(const LinesById before, LinesOf(tx, adopted));
  const std::string& currency = tx.cause().currency;
  return tx.Run(
      "SELECT line, CAST(SUM(committed + spent + received + in_kind) AS BIGINT) FROM ledger_total"
      " WHERE root = $1 AND line <> '' GROUP BY line"
      " HAVING SUM(committed + spent + received + in_kind) <> 0 ORDER BY line",
      {RootOf(budget.name())}, [&](const db::Row& row) -> absl::Status {
        const std::string id(row.Text(0));
        const std::string used = DecimalAmount(row.Int(1), currency);
        const auto line = lines.find(id);
        if (line == lines.end() || !before.contains(id)) {
          return Refuse(type::v1::REASON_LINE_IN_USE,
                        {{"line", id}, {"asked", used}, {"name", budget.name()}});
        }
        // Grants pay by account, and each account is of one side.
        const Line& previous = before.at(id);
        if (previous.account() != line->second.account() ||
            previous.side() != line->second.side()) {
          return Refuse(type::v1::REASON_LINE_REPURPOSED, {{"line", id},
                                                           {"asked", used},
                                                           {"previous", previous.account()},
                                                           {"name", budget.name()},
                                                           {"value", line->second.account()}});
        }
        // What came in of no funder would be on no line that tells of it.
        if (previous.side() == Line::SIDE_INCOME && !IsOfOwnIncome(line->second)) {
          return Refuse(type::v1::REASON_NOT_AN_INCOME_LINE,
                        {{"line", NameForMoney(line->second.name())}});
        }
        // Nobody minds if more comes in than is planned, and in kind there is no money to run out
        // of.
        if (previous.side() != Line::SIDE_EXPENSE) return absl::OkStatus();
        if (!Blocks(line->second) || row.Int(1) <= Minor(line->second.planned_amount())) {
          return absl::OkStatus();
        }
        return Refuse(type::v1::REASON_INSUFFICIENT_FUNDS,
                      {{"line", TitleOf(line->second)},
                       {"available", DecimalFromMoney(line->second.planned_amount())},
                       {"asked", used},
                       {"name", budget.name()},
                       {"hint", "{name:the} plans less than is committed and spent already"}});
      });
}

absl::Status Frozen(const Budget& budget) {
  return Refuse(type::v1::REASON_BUDGET_FROZEN,
                {{"name", budget.name()}, {"state", EnumNameOf(budget.state())}});
}

// The accounts of a side of the budget, by their beginning.
struct Accounts {
  Line::Side side;
  const char* beginning;
  const char* accepted;
};
constexpr Accounts kAccounts[] = {
    {Line::SIDE_EXPENSE, "6", "60…69, indirect, 20…29"},
    {Line::SIDE_INCOME, "7", "70…79"},
    {Line::SIDE_IN_KIND_USE, "86", "86…"},
    {Line::SIDE_IN_KIND_SOURCE, "87", "87…"},
};

absl::Status CheckAccount(const Line& line) {
  const bool is_investment = absl::StartsWith(line.account(), "2");
  if (line.side() == Line::SIDE_EXPENSE && (is_investment || line.account() == "indirect")) {
    return absl::OkStatus();
  }
  for (const Accounts& each : kAccounts) {
    if (each.side != line.side() || absl::StartsWith(line.account(), each.beginning)) continue;
    return InField("line.account",
                   Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                          {{"value", line.account()}, {"accepted", each.accepted}}));
  }
  return absl::OkStatus();
}

// That the account is one of its side, and that what is planned on a side is an amount
// again.
absl::Status CheckLine(db::Transaction& tx, const Line& line) {
  COFI_RETURN_IF_ERROR(CheckAccount(line));
  COFI_ASSIGN_OR_RETURN(const int64_t others,
                        tx.Number("SELECT CAST(SUM(planned_amount) AS BIGINT) FROM line"
                                  " WHERE root = $1 AND parent = $2 AND side = $3 AND name <> $4",
                                  {RootOf(line.name()), ParentOf(line.name()),
                                   EnumNameOf(line.side()), absl::string_view(line.name())}));
  const absl::Status sum = AddMinor(others, Minor(line.planned_amount())).status();
  return sum.ok() ? sum : InField("line.planned_amount", sum);
}

absl::Status CheckDraft(db::Transaction& tx, absl::string_view budget_name) {
  COFI_ASSIGN_OR_RETURN(const Budget budget, Budgets().Get(tx, budget_name));
  return budget.state() == Budget::STATE_DRAFT ? absl::OkStatus() : Frozen(budget);
}

}  // namespace

std::string TitleOf(const Line& line) {
  return absl::StrCat(line.account(), " ", line.display_name());
}

bool Blocks(const Line& line) {
  return line.overrun_policy() != Line::OVERRUN_POLICY_WARN &&
         line.overrun_policy() != Line::OVERRUN_POLICY_ALLOW;
}

absl::Status CheckAllowed(const Budget& budget, absl::string_view verb) {
  return Allows<Budget::State>(kTransitions, budget.state(), verb)
             ? absl::OkStatus()
             : NotAllowed<Budget>(budget, kTransitions, verb);
}

absl::Status OnCreateBudget(db::Transaction& tx, Budget& budget) {
  if (IdOf(budget.name()) == kAdopted) {
    return InField("budget_id",
                   Refuse(type::v1::REASON_VALUE_MALFORMED,
                          {{"value", kAdopted},
                           {"accepted", "any other: this one stands for the adopted budget"}}));
  }
  COFI_ASSIGN_OR_RETURN(const int64_t last,
                        tx.Number("SELECT MAX(version) FROM budget WHERE root = $1 AND parent = $2",
                                  {RootOf(budget.name()), ParentOf(budget.name())}));
  budget.set_version(static_cast<int32_t>(last) + 1);
  budget.set_state(Budget::STATE_DRAFT);
  return absl::OkStatus();
}

absl::Status OnRemoveBudget(db::Transaction&, const Budget& budget) {
  return budget.state() == Budget::STATE_DRAFT ? absl::OkStatus() : Frozen(budget);
}

absl::StatusOr<bool> ViewBudget(db::Transaction& tx, Budget& budget, const absl::CivilDay* as_of) {
  if (as_of != nullptr) {
    StateOn(*as_of, Budget::STATE_DRAFT, &budget);
    if (budget.state() == Budget::STATE_DRAFT) budget.clear_adoption_date();
    auto* const transfers = budget.mutable_transfers();
    transfers->erase(
        std::remove_if(transfers->begin(), transfers->end(),
                       [&](const v1::BudgetTransfer& each) { return Day(each.date()) > *as_of; }),
        transfers->end());
  } else if (budget.state() == Budget::STATE_ADOPTED) {
    COFI_ASSIGN_OR_RETURN(const std::vector<v1::LineOverrun> overruns,
                          OverrunsOf(tx, RootOf(budget.name())));
    for (const v1::LineOverrun& each : overruns) *budget.add_overruns() = each;
  }
  COFI_ASSIGN_OR_RETURN(const Sides sides, SumSides(tx, budget.name()));
  const std::string& currency = sides.currency;
  *budget.mutable_planned_expenses() = MoneyFromMinor(sides.expense, currency);
  *budget.mutable_planned_income() = MoneyFromMinor(sides.income, currency);
  *budget.mutable_planned_in_kind_use() = MoneyFromMinor(sides.in_kind_use, currency);
  *budget.mutable_planned_in_kind_source() = MoneyFromMinor(sides.in_kind_source, currency);
  return true;
}

rpc::StateVerbs<Budget> BudgetVerbs() { return rpc::VerbsOf<Budget>(kTransitions); }

absl::Status Adopt(db::Transaction& tx, const v1::AdoptBudgetRequest& request, Budget* budget) {
  COFI_ASSIGN_OR_RETURN(*budget, rpc::Load(tx, Budgets(), request));
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  COFI_RETURN_IF_ERROR(Move(budget, kTransitions, "ADOPT", date, ""));
  COFI_RETURN_IF_ERROR(CheckDateOpen(tx, budget->name(), date, "effective_date"));
  COFI_ASSIGN_OR_RETURN(const Sides sides, SumSides(tx, budget->name()));
  COFI_RETURN_IF_ERROR(
      CheckBalance(tx, *budget, "expenses", sides.expense, "income", sides.income));
  COFI_RETURN_IF_ERROR(CheckBalance(tx, *budget, "uses in kind", sides.in_kind_use,
                                    "sources in kind", sides.in_kind_source));
  COFI_ASSIGN_OR_RETURN(const std::string adopted,
                        AdoptedBudget(tx, RootOf(budget->name()), nullptr));
  COFI_RETURN_IF_ERROR(CheckMoneyKept(tx, *budget, adopted));
  if (!adopted.empty()) {
    COFI_RETURN_IF_ERROR(CheckTransfersBefore(tx, adopted, date));
    COFI_ASSIGN_OR_RETURN(Budget previous, Budgets().Get(tx, adopted));
    COFI_RETURN_IF_ERROR(Move(&previous, kTransitions, "SUPERSEDE", date, budget->name()));
    COFI_RETURN_IF_ERROR(Budgets().Update(tx, &previous));
  }
  *budget->mutable_adoption_date() = date;
  COFI_RETURN_IF_ERROR(Budgets().Update(tx, budget));
  return ViewBudget(tx, *budget, nullptr).status();
}

absl::Status UndoBudget(const rpc::Resources& resources, db::Transaction& tx,
                        const v1::UndoBudgetRequest& request, Budget* budget) {
  COFI_ASSIGN_OR_RETURN(const Budget before, rpc::Load(tx, Budgets(), request));
  COFI_ASSIGN_OR_RETURN(
      const int64_t moved,
      tx.Number("SELECT COUNT(*) FROM ledger_entry WHERE root = $1 AND sequence >"
                " (SELECT MAX(sequence) FROM journal WHERE root = $1 AND name = $2 AND verb = $3)",
                {RootOf(before.name()), absl::string_view(before.name()),
                 absl::string_view(rpc::VerbOf<v1::AdoptBudgetRequest>())}));
  if (moved > 0) return rpc::NotUndoable(before.name(), "money has moved since");
  // The plan of a closed year stays, as it does when another one is adopted.
  const absl::Status open = CheckDateOpen(tx, before.name(), before.adoption_date(), "");
  if (ReasonOf(open) == type::v1::REASON_YEAR_CLOSED) {
    return rpc::NotUndoable(before.name(), "the accounts of the day of its adoption are closed");
  }
  COFI_RETURN_IF_ERROR(open);
  COFI_RETURN_IF_ERROR(CheckNothingTransferred(tx, before.name()));
  COFI_RETURN_IF_ERROR(rpc::Undo(resources, tx, before.name()));
  COFI_ASSIGN_OR_RETURN(*budget, Budgets().Get(tx, before.name()));
  return ViewBudget(tx, *budget, nullptr).status();
}

absl::Status OnCreateLine(db::Transaction& tx, Line& line) {
  COFI_RETURN_IF_ERROR(CheckDraft(tx, ParentOf(line.name())));
  COFI_RETURN_IF_ERROR(CheckLine(tx, line));
  return rpc::PutLast(tx, "line", line);
}

absl::Status OnUpdateLine(db::Transaction& tx, const Line& before, Line& after) {
  COFI_RETURN_IF_ERROR(CheckDraft(tx, ParentOf(before.name())));
  COFI_RETURN_IF_ERROR(CheckLine(tx, after));
  return before.has_position() ? rpc::PutLast(tx, "line", after) : absl::OkStatus();
}

absl::Status OnRemoveLine(db::Transaction& tx, const Line& line) {
  return CheckDraft(tx, ParentOf(line.name()));
}

absl::StatusOr<bool> ViewLine(db::Transaction& tx, Line& line, const absl::CivilDay* as_of) {
  const bool in_kind = IsInKind(line), of_income = IsOfOwnIncome(line);
  if (line.side() != Line::SIDE_EXPENSE && !in_kind && !of_income) return true;
  COFI_ASSIGN_OR_RETURN(const Amounts sum,
                        SumOfLine(tx, RootOf(line.name()), IdOf(line.name()), as_of));
  const std::string& currency = line.planned_amount().currency_code();
  if (in_kind) {
    *line.mutable_in_kind_amount() = MoneyFromMinor(sum[Measure::kInKind], currency);
    return true;
  }
  if (of_income) {
    const int64_t received = sum[Measure::kReceived];
    if (received != 0) *line.mutable_received_amount() = MoneyFromMinor(received, currency);
    return true;
  }
  *line.mutable_committed_amount() = MoneyFromMinor(sum[Measure::kCommitted], currency);
  *line.mutable_spent_amount() = MoneyFromMinor(sum[Measure::kSpent], currency);
  *line.mutable_paid_amount() = MoneyFromMinor(sum[Measure::kPaid], currency);
  *line.mutable_available_amount() = MoneyFromMinor(
      Minor(line.planned_amount()) - sum[Measure::kCommitted] - sum[Measure::kSpent], currency);
  return true;
}

absl::StatusOr<std::string> ResolveBudget(db::Transaction& tx, const std::string& name,
                                          const absl::CivilDay* as_of) {
  if (IdOf(name) != kAdopted) return name;
  COFI_ASSIGN_OR_RETURN(const bool exists, Budgets().Exists(tx, name));
  if (exists) return name;
  COFI_ASSIGN_OR_RETURN(std::string adopted, AdoptedBudget(tx, RootOf(name), as_of));
  return adopted.empty() ? name : adopted;
}

absl::StatusOr<std::string> ResolveLine(db::Transaction& tx, const std::string& name,
                                        const absl::CivilDay* as_of) {
  const bool is_own = Lines().pattern().Check(name).ok();
  const std::string budget =
      is_own ? std::string(ParentOf(name)) : Budgets().pattern().Join(RootOf(name), kAdopted);
  COFI_ASSIGN_OR_RETURN(const std::string resolved, ResolveBudget(tx, budget, as_of));
  return resolved == budget ? name : Lines().pattern().Join(resolved, IdOf(name));
}

absl::StatusOr<bool> IsLineOfMoney(db::Transaction& tx, const std::string& name) {
  COFI_ASSIGN_OR_RETURN(
      const int64_t versions,
      tx.Number("SELECT COUNT(*) FROM line JOIN budget ON budget.root = line.root"
                " AND budget.name = line.parent WHERE line.root = $1 AND line.name LIKE $2"
                " AND budget.state <> 'DRAFT'",
                {RootOf(name),
                 Lines().pattern().Join(Budgets().pattern().Join(RootOf(name), "%"), IdOf(name))}));
  return versions > 0;
}

absl::StatusOr<std::string> AdoptedBudget(db::Transaction& tx, absl::string_view project,
                                          const absl::CivilDay* as_of) {
  constexpr absl::string_view kNow = "root = $1 AND parent = $1 AND state = 'ADOPTED'";
  // A budget in force on a date is, or was superseded later.
  constexpr absl::string_view kThen =
      "root = $1 AND parent = $1 AND adoption_date <> '' AND adoption_date <= $2"
      " AND (state = 'ADOPTED' OR state_date > $2)";
  std::vector<db::Value> parameters = {project};
  if (as_of != nullptr) parameters.emplace_back(absl::FormatCivilTime(*as_of));
  std::string name;
  COFI_RETURN_IF_ERROR(
      tx.Run(absl::StrCat("SELECT name FROM budget WHERE ", as_of == nullptr ? kNow : kThen),
             parameters, [&](const db::Row& row) {
               name = std::string(row.Text(0));
               return absl::OkStatus();
             }));
  return name;
}

std::string NameForMoney(absl::string_view line) {
  static const NamePattern& pattern = NamePattern::AllOf(Line::descriptor()).back();
  return pattern.Join(RootOf(line), IdOf(line));
}

namespace {

// The line of the adopted budget of that name.
absl::StatusOr<Line> LineInForce(db::Transaction& tx, const std::string& name,
                                 absl::string_view field) {
  const absl::string_view project = RootOf(name);
  COFI_ASSIGN_OR_RETURN(const std::string adopted, AdoptedBudget(tx, project, nullptr));
  if (adopted.empty()) {
    return InField(field,
                   Refuse(type::v1::REASON_NO_ADOPTED_BUDGET, {{"name", std::string(project)}}));
  }
  absl::StatusOr<Line> line = Lines().Get(tx, Lines().pattern().Join(adopted, IdOf(name)));
  if (absl::IsNotFound(line.status())) {
    return InField(field, Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", name}}));
  }
  return line;
}

}  // namespace

absl::StatusOr<Line> LineForMoney(db::Transaction& tx, const std::string& name,
                                  absl::string_view field) {
  COFI_ASSIGN_OR_RETURN(Line line, LineInForce(tx, name, field));
  if (line.side() == Line::SIDE_EXPENSE) return line;
  return InField(field, Refuse(type::v1::REASON_NOT_AN_EXPENSE_LINE, {{"line", name}}));
}

absl::Status CheckLineInKind(db::Transaction& tx, const std::string& name, Line::Side side,
                             absl::string_view field) {
  COFI_ASSIGN_OR_RETURN(const Line line, LineInForce(tx, name, field));
  if (line.side() == side) return absl::OkStatus();
  return InField(
      field, Refuse(type::v1::REASON_NOT_AN_IN_KIND_LINE,
                    {{"line", name}, {"accepted", side == Line::SIDE_IN_KIND_USE ? "86" : "87"}}));
}

absl::StatusOr<Line> LineForIncome(db::Transaction& tx, const std::string& name,
                                   absl::string_view field) {
  COFI_ASSIGN_OR_RETURN(Line line, LineInForce(tx, name, field));
  if (IsOfOwnIncome(line)) return line;
  return InField(field, Refuse(type::v1::REASON_NOT_AN_INCOME_LINE, {{"line", name}}));
}

absl::StatusOr<int64_t> Overrun(db::Transaction& tx, const Line& line, int64_t needed_minor) {
  COFI_ASSIGN_OR_RETURN(const Amounts sum,
                        SumOfLine(tx, RootOf(line.name()), IdOf(line.name()), nullptr));
  const int64_t available =
      Minor(line.planned_amount()) - sum[Measure::kCommitted] - sum[Measure::kSpent];
  // A new budget may plan less than was committed: what its commitments cover
  // needs nothing of the line.
  if (needed_minor <= 0 || needed_minor <= available) return 0;
  if (line.overrun_policy() == Line::OVERRUN_POLICY_ALLOW) return 0;
  if (!Blocks(line)) return needed_minor - std::max<int64_t>(available, 0);
  const std::string& currency = line.planned_amount().currency_code();
  return Refuse(type::v1::REASON_INSUFFICIENT_FUNDS,
                {{"line", TitleOf(line)},
                 {"available", DecimalAmount(available, currency)},
                 {"asked", DecimalAmount(needed_minor, currency)},
                 {"hint", "release a commitment or adopt a new budget version"}});
}

}  // namespace cofi::budgets
