#include "tests/model/steps.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "absl/strings/str_cat.h"
#include "base/money.h"

namespace cofi::model {
namespace {

// Few names, so that steps meet.
constexpr int kBudgets = 6, kCommitments = 6, kExpenses = 12, kReceipts = 6, kInvoices = 10;
constexpr int64_t kUsualMax = 400'000;

int Below(int end) { return *rc::gen::inRange(0, end); }
bool OneIn(int n) { return Below(n) == 0; }

template <typename T>
T OneOf(const std::vector<T>& values) {
  return values[Below(static_cast<int>(values.size()))];
}

// One that is there, most of the time.
template <typename Facts>
int KnownOf(const std::map<int, Facts>& all, int ids) {
  if (all.empty() || OneIn(6)) return Below(ids);
  return std::next(all.begin(), Below(static_cast<int>(all.size())))->first;
}

// One that is not there yet, if it can be, most of the time.
template <typename Facts>
int NewFor(const std::map<int, Facts>& all, int ids) {
  for (int id = Below(ids), tries = OneIn(6) ? 0 : ids; tries > 0; --tries, id = (id + 1) % ids) {
    if (!all.contains(id)) return id;
  }
  return Below(ids);
}

// An amount, often the most that is possible, or a cent more.
int64_t Amount(int64_t limit) {
  if (limit > 0 && OneIn(3)) return limit + Below(2);
  return *rc::gen::inRange<int64_t>(1, OneIn(3) ? 2'000 : kUsualMax);
}

int64_t LeftOf(const Oracle& oracle, int grant) {
  const auto found = oracle.grants().find(grant);
  if (found == oracle.grants().end()) return 0;
  return found->second.Most() - oracle.OfGrant(grant).spent;
}

void OnLine(Step* step) {
  step->line = OneIn(12) ? Below(kLines.size()) : Below(kExpenseLines);
  if (OneIn(24)) step->version = 1 + Below(kBudgets);
}

int64_t AvailableOn(const Oracle& oracle, int line) {
  return line < kExpenseLines ? oracle.Available(line).value_or(0) : 0;
}

Step DraftBudget(const Oracle& oracle) {
  Step step = {.verb = Verb::kDraftBudget,
               .id = std::max(1, NewFor(oracle.budgets(), kBudgets + 1))};
  for (int64_t& planned : step.planned) planned = *rc::gen::inRange<int64_t>(1, 1'000'000);
  if (OneIn(4)) step.planned[OneIn(2) ? 0 : 2] = -1;
  if (OneIn(6)) step.imbalance = 1;
  step.repurposed = OneIn(5);
  return step;
}

void Terms(Step* step) {
  // Small ones are soon spent.
  step->amount = *rc::gen::inRange<int64_t>(1, OneIn(2) ? 50'000 : 1'000'000);
  step->in_period = OneIn(4);
  step->for_line_62 = OneIn(4);
  if (OneIn(4)) step->ceiling = *rc::gen::inRange<int64_t>(1, 1'000'000);
}

void Invoice(const Oracle& oracle, Step* step) {
  OnLine(step);
  int64_t limit = AvailableOn(oracle, step->line);
  if (OneIn(2)) {
    step->commitment = KnownOf(oracle.commitments(), kCommitments);
    const auto found = oracle.commitments().find(step->commitment);
    if (found != oracle.commitments().end()) {
      if (!OneIn(8)) step->line = found->second.line;
      limit =
          OneIn(2) ? found->second.Open() : found->second.Open() + AvailableOn(oracle, step->line);
    }
  }
  step->amount = Amount(limit);
  for (int i = Below(3); i > 0; --i) {
    const int grant = KnownOf(oracle.grants(), kGrants);
    const int64_t most = OneIn(10) ? step->amount + 1 : std::max<int64_t>(1, step->amount / 2);
    int64_t amount = *rc::gen::inRange<int64_t>(1, most + 1);
    if (const int64_t left = LeftOf(oracle, grant); left > 0 && OneIn(2)) {
      amount = left + Below(2);
      // Else the grant would not be what refuses it.
      if (!OneIn(4)) step->amount = std::max(step->amount, amount);
    }
    step->parts.push_back({grant, amount});
  }
  if (step->version == 0 && OneIn(5)) {
    step->other_line = OneIn(12) ? Below(kLines.size()) : Below(kExpenseLines);
    step->other_amount = OneIn(2) ? 1 + Below(5'000) : std::max<int64_t>(1, step->amount / 3);
    if (!OneIn(4)) step->amount += step->other_amount;
  }
  // A deposit is paid before its invoice.
  if (OneIn(3)) step->paid_day = OneIn(2) ? step->day : step->day + Below(45) - 15;
  step->invoice = OneIn(8) ? Below(kInvoices) : 100 + step->request;
}

void Receipt(const Oracle& oracle, Step* step) {
  step->id = NewFor(oracle.receipts(), kReceipts);
  step->grant = KnownOf(oracle.grants(), kGrants);
  const auto found = oracle.grants().find(step->grant);
  step->amount = Amount(found == oracle.grants().end()
                            ? 0
                            : found->second.Awarded() - oracle.OfGrant(step->grant).received);
}

// A step that changes something.
void Change(Step* step, int id) {
  step->id = id;
  if (OneIn(3)) step->etag = OneIn(2) ? Etag::kCurrent : Etag::kFirst;
  if (OneIn(20)) step->day = kFuture + 1;
}

// Mostly not before the day up to which the thing has come: a change that comes
// earlier is refused, whatever it is.
template <typename Facts>
void NotBefore(const std::map<int, Facts>& all, int Facts::*day, Step* step) {
  const auto found = all.find(step->id);
  if (found != all.end() && !OneIn(5)) step->day = std::max(step->day, found->second.*day);
}

// Again as it was, or under its id but different.
Step Repeated(const Oracle& oracle) {
  Step step = OneOf(oracle.steps());
  if (OneIn(2)) return step;
  step.amount > 0 ? ++step.amount : ++step.day;
  step.undated = false;
  return step;
}

Step Fresh(const Oracle& oracle) {
  Step step = {.day = Below(120), .request = static_cast<int>(oracle.steps().size()) + 1};
  const bool ready = oracle.adopted() != 0;
  if (!ready && !OneIn(5)) return DraftBudget(oracle);
  static const std::vector<Verb> kVerbs = {Verb::kCreateGrant,
                                           Verb::kCreateGrant,
                                           Verb::kUpdateGrant,
                                           Verb::kAward,
                                           Verb::kWithdraw,
                                           Verb::kCommit,
                                           Verb::kCommit,
                                           Verb::kCommit,
                                           Verb::kRelease,
                                           Verb::kSpend,
                                           Verb::kSpend,
                                           Verb::kSpend,
                                           Verb::kSpend,
                                           Verb::kSpend,
                                           Verb::kPay,
                                           Verb::kPay,
                                           Verb::kPay,
                                           Verb::kReversePayment,
                                           Verb::kReverseExpense,
                                           Verb::kReceive,
                                           Verb::kReverseReceipt,
                                           Verb::kReverseExpense,
                                           Verb::kAdoptBudget};
  step.verb = OneOf(kVerbs);
  switch (step.verb) {
    case Verb::kDraftBudget:
      return DraftBudget(oracle);
    case Verb::kAdoptBudget:
      if (OneIn(2)) return DraftBudget(oracle);
      Change(&step, KnownOf(oracle.budgets(), kBudgets + 1));
      break;
    case Verb::kCreateGrant:
      step.id = Below(kFirstAwarded);
      Terms(&step);
      break;
    case Verb::kUpdateGrant: {
      // It may lie ahead. What another says is only said again, if at all.
      Change(&step, KnownOf(oracle.grants(), kGrants));
      step.undated = step.id >= kFirstAwarded || OneIn(3);
      step.correction = step.id < kFirstAwarded && OneIn(4);
      const Sums sums = oracle.OfGrant(step.id);
      const int64_t least = std::max(sums.spent, sums.received);
      step.amount = least > 1 && OneIn(2) ? least - Below(2) : Amount(0);
      break;
    }
    case Verb::kAward:
      Change(&step, kFirstAwarded + Below(kGrants - kFirstAwarded));
      step.amount = OneIn(4) ? kRequested + Below(2) : Amount(0);
      break;
    case Verb::kWithdraw:
      Change(&step, kFirstAwarded + Below(kGrants - kFirstAwarded));
      break;
    case Verb::kCommit:
      step.id = NewFor(oracle.commitments(), kCommitments);
      OnLine(&step);
      step.amount = Amount(AvailableOn(oracle, step.line));
      break;
    case Verb::kRelease:
      Change(&step, KnownOf(oracle.commitments(), kCommitments));
      NotBefore(oracle.commitments(), &CommitmentFacts::state_day, &step);
      break;
    case Verb::kSpend:
      step.id = NewFor(oracle.expenses(), kExpenses);
      Invoice(oracle, &step);
      break;
    case Verb::kPay:
    case Verb::kReversePayment:
    case Verb::kReverseExpense:
      Change(&step, KnownOf(oracle.expenses(), kExpenses));
      NotBefore(oracle.expenses(), &ExpenseFacts::last_day, &step);
      step.of_reversal = OneIn(8);
      if (step.verb == Verb::kReversePayment) step.payment = Below(4);
      if (step.verb == Verb::kPay && OneIn(2)) {
        const auto found = oracle.expenses().find(step.id);
        const int64_t left =
            found == oracle.expenses().end() ? 0 : found->second.amount - found->second.Paid();
        step.amount = OneIn(4) ? left + Below(2) : Amount(left / 2);
      }
      step.undated = step.verb == Verb::kReverseExpense && OneIn(2);
      break;
    case Verb::kReceive:
      Receipt(oracle, &step);
      break;
    case Verb::kReverseReceipt:
      Change(&step, KnownOf(oracle.receipts(), kReceipts));
      NotBefore(oracle.receipts(), &ReceiptFacts::day, &step);
      step.of_reversal = OneIn(8);
      step.undated = OneIn(2);
      break;
  }
  const bool records = step.verb == Verb::kCreateGrant || step.verb == Verb::kCommit ||
                       step.verb == Verb::kSpend || step.verb == Verb::kReceive;
  if (records && OneIn(40)) step.day = kFuture + 1;
  if (step.of_reversal) step.etag = Etag::kNone;
  if (step.amount > 0 && OneIn(25)) {
    step.flaw = OneOf<Flaw>({Flaw::kZero, Flaw::kNegative, Flaw::kSubCent, Flaw::kForeign});
  }
  step.validate_only = OneIn(12);
  return step;
}

const char* const kVerbNames[] = {
    "DraftBudget",    "AdoptBudget",    "CreateGrant", "UpdateGrant",   "Award",
    "Withdraw",       "Commit",         "Release",     "Spend",         "Pay",
    "ReversePayment", "ReverseExpense", "Receive",     "ReverseReceipt"};
const char* const kEtagNames[] = {"", " current etag", " first etag"};
const char* const kFlawNames[] = {"", " made zero", " made negative", " and a half cent",
                                  " in dollars"};

}  // namespace

rc::Gen<Step> NextStep(const Oracle& oracle) {
  return rc::gen::exec([oracle] {
    if (oracle.adopted() == 0 && !oracle.budgets().empty() && OneIn(2)) {
      // Else few sequences would come to where money moves.
      return Step{.verb = Verb::kAdoptBudget,
                  .id = KnownOf(oracle.budgets(), kBudgets),
                  .day = Below(10),
                  .request = static_cast<int>(oracle.steps().size()) + 1};
    }
    if (!oracle.steps().empty() && OneIn(10)) return Repeated(oracle);
    return Fresh(oracle);
  });
}

std::vector<Step> StepsFrom(uint64_t seed, int count) {
  rc::Random random(seed);
  Oracle oracle;
  std::vector<Step> steps;
  for (int i = 0; i < count; ++i) {
    steps.push_back(NextStep(oracle)(random.split(), rc::kNominalSize).value());
    oracle.Take(steps.back());
  }
  return steps;
}

std::string Describe(const Step& step) {
  std::string text = absl::StrCat(kVerbNames[static_cast<int>(step.verb)], " ", step.id,
                                  step.of_reversal ? "'s reversal" : "", " day ", step.day);
  if (step.verb == Verb::kDraftBudget) {
    for (const int64_t planned : step.planned) {
      absl::StrAppend(&text, " ", planned < 0 ? "-" : DecimalFromMinor(planned));
    }
    if (step.imbalance != 0) text += " unbalanced";
    if (step.repurposed) text += " with 62 for 63";
    return text;
  }
  if (step.amount != 0) absl::StrAppend(&text, " ", DecimalFromMinor(step.amount));
  text += kFlawNames[static_cast<int>(step.flaw)];
  if (step.verb == Verb::kCommit || step.verb == Verb::kSpend) {
    absl::StrAppend(&text, " line ", kLines[step.line]);
    if (step.version != 0) absl::StrAppend(&text, " of budget ", step.version);
  }
  if (step.verb == Verb::kReceive) absl::StrAppend(&text, " grant ", step.grant);
  if (step.verb == Verb::kSpend) absl::StrAppend(&text, " invoice ", step.invoice);
  if (step.commitment >= 0) absl::StrAppend(&text, " commitment ", step.commitment);
  for (const Part& part : step.parts) {
    absl::StrAppend(&text, " [grant ", part.grant, " ", DecimalFromMinor(part.amount), "]");
  }
  if (step.other_line >= 0) {
    absl::StrAppend(&text, " [line ", kLines[step.other_line], " ",
                    DecimalFromMinor(step.other_amount), "]");
  }
  if (step.payment > 0) absl::StrAppend(&text, " payment ", step.payment);
  if (step.paid_day != kNever) absl::StrAppend(&text, " paid day ", step.paid_day);
  if (step.undated) text += " undated";
  if (step.correction) text += " corrected";
  if (step.in_period) text += " in days 20-80";
  if (step.for_line_62) text += " for 62";
  if (step.ceiling > 0) absl::StrAppend(&text, " ceiling ", DecimalFromMinor(step.ceiling));
  text += kEtagNames[static_cast<int>(step.etag)];
  if (step.validate_only) text += " validate only";
  absl::StrAppend(&text, " #", step.request);
  return text;
}

}  // namespace cofi::model
