#include "tests/model/oracle.h"

#include <algorithm>
#include <set>

namespace cofi::model {
namespace {

constexpr int kPeriodFrom = 20, kPeriodTo = 80;

std::string FirstOf(std::initializer_list<std::string> refusals) {
  for (const std::string& refusal : refusals) {
    if (refusal != kAccepted) return refusal;
  }
  return kAccepted;
}

}  // namespace

// A stale etag is one that something was changed under.
std::string Oracle::CheckEtag(Etag etag, int version) {
  return etag == Etag::kFirst && version > 1 ? "ETAG_MISMATCH" : kAccepted;
}

// What a person records has happened.
std::string Oracle::CheckDay(int day) { return day >= kFuture ? "VALUE_OUT_OF_RANGE" : kAccepted; }

std::string Oracle::Take(const Step& step) {
  steps_.push_back(step);
  // What is wrong in itself is refused before anything is looked up. Money is on a line, and on
  // that of no version.
  if (step.version != 0) return "NAME_MALFORMED";
  switch (step.flaw) {
    case Flaw::kZero:
    case Flaw::kNegative:
      return "AMOUNT_NOT_POSITIVE";
    case Flaw::kSubCent:
      return "AMOUNT_SUB_CENT";
    case Flaw::kForeign:
      return "CURRENCY_MISMATCH";
    case Flaw::kNone:
      break;
  }
  // The same request gets its first answer again and changes nothing; another
  // under its id is a mistake. A refusal is not remembered.
  if (const auto answered = answered_.find(step.request); answered != answered_.end()) {
    return answered->second == step ? kAccepted : "REQUEST_ID_REUSED";
  }
  if (step.validate_only) return Oracle(*this).CarryOut(step);
  const std::string refusal = CarryOut(step);
  if (refusal == kAccepted && step.verb != Verb::kDraftBudget) answered_[step.request] = step;
  return refusal;
}

bool Oracle::IsReplay(const Step& step) const {
  const auto answered = answered_.find(step.request);
  return answered != answered_.end() && answered->second == step;
}

std::string Oracle::CarryOut(const Step& step) {
  switch (step.verb) {
    case Verb::kDraftBudget:
      return DraftBudget(step);
    case Verb::kAdoptBudget:
      return AdoptBudget(step);
    case Verb::kCreateGrant:
      return CreateGrant(step);
    case Verb::kUpdateGrant:
      return UpdateGrant(step);
    case Verb::kAward:
      return Award(step);
    case Verb::kWithdraw:
      return Withdraw(step);
    case Verb::kCommit:
      return Commit(step);
    case Verb::kRelease:
      return Release(step);
    case Verb::kSpend:
      return Spend(step);
    case Verb::kPay:
      return Pay(step);
    case Verb::kReversePayment:
      return ReversePayment(step);
    case Verb::kReverseExpense:
      return ReverseExpense(step);
    case Verb::kReceive:
      return Receive(step);
    case Verb::kReverseReceipt:
      return ReverseReceipt(step);
  }
  return "no such verb";
}

std::string Oracle::DraftBudget(const Step& step) {
  if (budgets_.contains(step.id)) return "RESOURCE_EXISTS";
  budgets_[step.id] = {
      .planned = step.planned, .imbalance = step.imbalance, .repurposed = step.repurposed};
  return kAccepted;
}

std::string Oracle::AdoptBudget(const Step& step) {
  const auto found = budgets_.find(step.id);
  if (found == budgets_.end()) return "RESOURCE_NOT_FOUND";
  BudgetFacts& budget = found->second;
  const std::string refusal = FirstOf({CheckEtag(step.etag, budget.version), CheckDay(step.day)});
  if (refusal != kAccepted) return refusal;
  if (budget.state != "DRAFT") return "VERB_NOT_ALLOWED";
  if (budget.imbalance != 0) return "BUDGET_UNBALANCED";
  if (const std::string kept = CheckMoneyKept(budget); kept != kAccepted) return kept;
  if (const int before = adopted(); before != 0) {
    if (step.day < budgets_[before].adoption_day) return "DATE_OUT_OF_ORDER";
    budgets_[before].state = "SUPERSEDED";
    budgets_[before].superseded_day = step.day;
    ++budgets_[before].version;
  }
  budget.state = "ADOPTED";
  budget.adoption_day = step.day;
  ++budget.version;
  return kAccepted;
}

// Lines that money is on are kept, for what they were, and pay for it unless they only warn.
std::string Oracle::CheckMoneyKept(const BudgetFacts& budget) const {
  for (int line = 0; line < kExpenseLines; ++line) {
    const int64_t used = OfLine(line).committed + OfLine(line).spent;
    if (used == 0) continue;
    if (budget.planned[line] < 0) return "LINE_IN_USE";
    if (line == 1 && budget.repurposed != budgets_.at(adopted()).repurposed) {
      return "LINE_REPURPOSED";
    }
    if (line != kWarningLine && budget.planned[line] < used) return "INSUFFICIENT_FUNDS";
  }
  return kAccepted;
}

std::string Oracle::CreateGrant(const Step& step) {
  if (CheckDay(step.day) != kAccepted) return "VALUE_OUT_OF_RANGE";
  if (grants_.contains(step.id)) return "RESOURCE_EXISTS";
  grants_[step.id] = {.awarded = {{kAlways, step.amount}},
                      .award_day = step.day,
                      .in_period = step.in_period,
                      .for_line_62 = step.for_line_62,
                      .ceiling = step.ceiling};
  return kAccepted;
}

std::string Oracle::UpdateGrant(const Step& step) {
  const auto found = grants_.find(step.id);
  if (found == grants_.end()) return "RESOURCE_NOT_FOUND";
  GrantFacts& grant = found->second;
  if (CheckEtag(step.etag, grant.version) != kAccepted) return "ETAG_MISMATCH";
  // What the application says is said there.
  if (step.id >= kFirstAwarded && step.amount != grant.Told()) return "FOLLOWS_ANOTHER";
  // An award does not fall below what was spent or received of it.
  const Sums sums = OfGrant(step.id);
  if (step.amount < grant.Told()) {
    if (step.amount < sums.received) return "GRANT_RECEIVED";
    if (step.amount < sums.spent) return "INSUFFICIENT_GRANT";
  }
  if (grant.Amend(step.undated ? kToday : step.day, step.amount, step.correction)) ++grant.version;
  return kAccepted;
}

std::string Oracle::Award(const Step& step) {
  ApplicationFacts& application = applications_[step.id];
  const std::string refusal =
      FirstOf({CheckEtag(step.etag, application.version), CheckDay(step.day)});
  if (refusal != kAccepted) return refusal;
  if (application.state == "WITHDRAWN") return "VERB_NOT_ALLOWED";
  if (step.day < application.state_day) return "DATE_OUT_OF_ORDER";
  if (step.amount > kRequested) return "AWARD_ABOVE_REQUEST";
  application = {"AWARDED", step.day, application.version + 1};
  const auto grant = grants_.find(step.id);
  if (grant == grants_.end()) {
    grants_[step.id] = {.awarded = {{step.day, step.amount}}, .award_day = step.day};
  } else if (grant->second.Amend(step.day, step.amount, /*correction=*/false)) {
    ++grant->second.version;
  }
  return kAccepted;
}

std::string Oracle::Withdraw(const Step& step) {
  ApplicationFacts& application = applications_[step.id];
  const std::string refusal =
      FirstOf({CheckEtag(step.etag, application.version), CheckDay(step.day)});
  if (refusal != kAccepted) return refusal;
  if (application.state == "WITHDRAWN") return "VERB_NOT_ALLOWED";
  if (step.day < application.state_day) return "DATE_OUT_OF_ORDER";
  application = {"WITHDRAWN", step.day, application.version + 1};
  if (const auto grant = grants_.find(step.id); grant != grants_.end()) {
    grant->second.lost_day = step.day;
    ++grant->second.version;
  }
  return kAccepted;
}

std::string Oracle::CheckLine(int line) const {
  if (adopted() == 0) return "NO_ADOPTED_BUDGET";
  if (line == kIncomeLine) return "NOT_AN_EXPENSE_LINE";
  if (line > kIncomeLine || !Planned(line).has_value()) return "REFERENCE_NOT_FOUND";
  return kAccepted;
}

// Two lines, and something on each.
std::string Oracle::CheckSplits(const Step& step) {
  if (step.other_line < 0) return kAccepted;
  if (step.other_line == step.line) return "VALUE_MALFORMED";
  return step.other_amount < step.amount ? kAccepted : "SPLITS_DIFFER";
}

// Money leaves a line only while there is some; a line may be set to warn only.
std::string Oracle::CheckFunds(int line, int64_t needed) const {
  const bool enough = needed <= 0 || needed <= *Available(line);
  return enough || line == kWarningLine ? kAccepted : "INSUFFICIENT_FUNDS";
}

std::string Oracle::Commit(const Step& step) {
  const std::string wrong = FirstOf({CheckLine(step.line), CheckDay(step.day)});
  if (wrong != kAccepted) return wrong;
  if (const std::string refusal = CheckFunds(step.line, step.amount); refusal != kAccepted) {
    return refusal;
  }
  if (commitments_.contains(step.id)) return "RESOURCE_EXISTS";
  commitments_[step.id] = {
      .line = step.line, .day = step.day, .amount = step.amount, .state_day = step.day};
  movements_.push_back({step.day, step.line, -1, {.committed = step.amount}});
  return kAccepted;
}

std::string Oracle::Release(const Step& step) {
  const auto found = commitments_.find(step.id);
  if (found == commitments_.end()) return "RESOURCE_NOT_FOUND";
  CommitmentFacts& commitment = found->second;
  const std::string refusal =
      FirstOf({CheckEtag(step.etag, commitment.version), CheckDay(step.day)});
  if (refusal != kAccepted) return refusal;
  // A reservation resolves once.
  if (commitment.state != "OPEN") return "VERB_NOT_ALLOWED";
  if (step.day < commitment.state_day) return "DATE_OUT_OF_ORDER";
  movements_.push_back({step.day, commitment.line, -1, {.committed = -commitment.Open()}});
  commitment.state = "RELEASED";
  commitment.state_day = step.day;
  ++commitment.version;
  return kAccepted;
}

std::string Oracle::CheckParts(const Step& step, int64_t amount) const {
  int64_t shared = 0;
  std::set<int> seen;
  for (const Part& part : step.parts) {
    if (!seen.insert(part.grant).second) return "VALUE_MALFORMED";
    shared += part.amount;
  }
  // Nobody finances more than the whole.
  if (shared > amount) return "SHARES_EXCEED_EXPENSE";
  for (const Part& part : step.parts) {
    const auto found = grants_.find(part.grant);
    if (found == grants_.end()) return "REFERENCE_NOT_FOUND";
    const GrantFacts& grant = found->second;
    if (grant.in_period && (step.day < kPeriodFrom || step.day > kPeriodTo)) {
      return "OUTSIDE_ELIGIBLE_PERIOD";
    }
    if (grant.for_line_62 && (step.line != 1 || budgets_.at(adopted()).repurposed)) {
      return "ACCOUNT_NOT_ELIGIBLE";
    }
    if (part.amount > grant.Most() - OfGrant(part.grant).spent) return "INSUFFICIENT_GRANT";
  }
  return kAccepted;
}

std::string Oracle::Spend(const Step& step) {
  const bool splits = step.other_line >= 0;
  // What is on the line that the parts and the commitment are of.
  const int64_t amount = step.amount - (splits ? step.other_amount : 0);
  const std::string refusal =
      FirstOf({CheckLine(step.line), splits ? CheckLine(step.other_line) : kAccepted,
               CheckDay(step.day), CheckDay(step.paid_day), CheckSplits(step)});
  if (refusal != kAccepted) return refusal;
  if (const std::string parts = CheckParts(step, amount); parts != kAccepted) return parts;

  int64_t consumed = 0;
  CommitmentFacts* commitment = nullptr;
  if (step.commitment >= 0) {
    const auto found = commitments_.find(step.commitment);
    if (found == commitments_.end()) return "REFERENCE_NOT_FOUND";
    commitment = &found->second;
    if (commitment->line != step.line) return "COMMITMENT_ON_ANOTHER_LINE";
    if (commitment->state != "OPEN") return "COMMITMENT_RESOLVED";
    if (step.day < commitment->day) return "DATE_OUT_OF_ORDER";
    consumed = std::min(commitment->Open(), amount);
  }
  // What was reserved for it is there already.
  const std::string funds =
      FirstOf({CheckFunds(step.line, amount - consumed),
               splits ? CheckFunds(step.other_line, step.other_amount) : kAccepted});
  if (funds != kAccepted) return funds;
  if (expenses_.contains(step.id)) return "RESOURCE_EXISTS";
  for (const auto& [id, other] : expenses_) {
    if (!other.reversed && other.invoice == step.invoice) return "DUPLICATE_INVOICE";
  }

  ExpenseFacts expense = {.line = step.line,
                          .day = step.day,
                          .amount = step.amount,
                          .bearers = {},
                          .commitment = step.commitment,
                          .consumed = consumed,
                          .taken_day = step.day,
                          .invoice = step.invoice};
  int64_t own = amount;
  for (const Part& part : step.parts) {
    own -= part.amount;
    expense.bearers.push_back({step.line, part.grant, part.amount});
  }
  expense.bearers.push_back({step.line, -1, own});
  if (splits) expense.bearers.push_back({step.other_line, -1, step.other_amount});
  if (commitment != nullptr) {
    commitment->consumed += consumed;
    ++commitment->version;
    // What was given back later is not taken again before.
    const int day = std::max(commitment->state_day, step.day);
    expense.taken_day = day;
    if (commitment->consumed == commitment->amount) {
      commitment->state = "SPENT";
      commitment->state_day = day;
    }
    movements_.push_back({day, step.line, -1, {.committed = -consumed}});
  }
  MoveSpent(expense, step.day, 1);
  if (step.paid_day != kNever) PayAll(step.paid_day, step.amount, &expense);
  expenses_[step.id] = expense;
  return kAccepted;
}

void Oracle::MoveSpent(const ExpenseFacts& expense, int day, int sign) {
  for (const Bearer& each : expense.bearers) {
    movements_.push_back({day, each.line, each.grant, {.spent = sign * each.amount}});
  }
}

std::string Oracle::ReverseExpense(const Step& step) {
  const auto found = expenses_.find(step.id);
  if (found == expenses_.end()) return "RESOURCE_NOT_FOUND";
  ExpenseFacts& expense = found->second;
  if (step.of_reversal && !expense.reversed) return "RESOURCE_NOT_FOUND";
  const std::string refusal =
      FirstOf({step.of_reversal ? "" : CheckEtag(step.etag, expense.version),
               step.undated ? "" : CheckDay(step.day)});
  if (refusal != kAccepted) return refusal;
  // Once, and what undoes is not undone.
  if (expense.reversed) return "ALREADY_REVERSED";
  if (!step.undated && step.day < expense.last_day) return "DATE_OUT_OF_ORDER";
  // Unless told otherwise it is as if it had never been.
  const int unspent = step.undated ? expense.day : step.day;
  expense.reversed = true;
  ++expense.version;
  if (expense.consumed > 0) {
    CommitmentFacts& commitment = commitments_.at(expense.commitment);
    commitment.consumed -= expense.consumed;
    ++commitment.version;
    const bool released = commitment.state == "RELEASED";
    const auto reserve = [&](int day, int64_t amount) {
      movements_.push_back({day, expense.line, -1, {.committed = amount}});
    };
    if (unspent == expense.day) {
      // As if it had never been taken: the commitment was not spent, and what was released
      // was that too.
      reserve(expense.taken_day, expense.consumed);
      if (released) reserve(commitment.state_day, -expense.consumed);
      if (commitment.state == "SPENT") commitment.state_day = commitment.open_day;
    } else if (!released) {
      commitment.state_day = std::max(commitment.state_day, unspent);
      commitment.open_day = commitment.state_day;
      reserve(commitment.state_day, expense.consumed);
    }
    if (!released) commitment.state = "OPEN";
  }
  MoveSpent(expense, unspent, -1);
  for (const PaymentFacts& payment : expense.payments) {
    for (size_t i = 0; i < expense.bearers.size(); ++i) {
      const Bearer& bearer = expense.bearers[i];
      movements_.push_back({step.undated ? payment.day : step.day,
                            bearer.line,
                            bearer.grant,
                            {.paid = -payment.of_each[i]}});
    }
  }
  return kAccepted;
}

std::string Oracle::Receive(const Step& step) {
  const auto found = grants_.find(step.grant);
  if (found == grants_.end()) return "REFERENCE_NOT_FOUND";
  if (CheckDay(step.day) != kAccepted) return "VALUE_OUT_OF_RANGE";
  // A funder does not pay more than was awarded.
  if (step.amount > found->second.Awarded() - OfGrant(step.grant).received) {
    return "INSUFFICIENT_GRANT";
  }
  if (receipts_.contains(step.id)) return "RESOURCE_EXISTS";
  receipts_[step.id] = {.grant = step.grant, .day = step.day, .amount = step.amount};
  movements_.push_back({step.day, -1, step.grant, {.received = step.amount}});
  return kAccepted;
}

std::string Oracle::ReverseReceipt(const Step& step) {
  const auto found = receipts_.find(step.id);
  if (found == receipts_.end()) return "RESOURCE_NOT_FOUND";
  ReceiptFacts& receipt = found->second;
  if (step.of_reversal && !receipt.reversed) return "RESOURCE_NOT_FOUND";
  const std::string refusal =
      FirstOf({step.of_reversal ? "" : CheckEtag(step.etag, receipt.version),
               step.undated ? "" : CheckDay(step.day)});
  if (refusal != kAccepted) return refusal;
  if (receipt.reversed) return "ALREADY_REVERSED";
  if (!step.undated && step.day < receipt.day) return "DATE_OUT_OF_ORDER";
  receipt.reversed = true;
  ++receipt.version;
  const int day = step.undated ? receipt.day : step.day;
  movements_.push_back({day, -1, receipt.grant, {.received = -receipt.amount}});
  return kAccepted;
}

}  // namespace cofi::model
