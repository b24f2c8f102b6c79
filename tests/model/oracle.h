// The rules of money, written a second time: without SQL, without protobuf, in
// maps and integers, to be read as their specification. The model test carries
// out the same steps here and at a real server, and compares.
//
//   Oracle oracle;
//   oracle.Take({.verb = Verb::kSpend, .id = 1, .amount = 400'01, .line = 1});
//                                     // "INSUFFICIENT_FUNDS", or "" when accepted
//
// Every movement of money is kept with its date; every figure is a sum of them.
#ifndef COFI_TESTS_MODEL_ORACLE_H_
#define COFI_TESTS_MODEL_ORACLE_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cofi::model {

enum class Verb {
  kDraftBudget,
  kAdoptBudget,
  kCreateGrant,
  kUpdateGrant,
  kAward,
  kWithdraw,
  kCommit,
  kRelease,
  kSpend,
  kPay,
  kReversePayment,
  kReverseExpense,
  kReceive,
  kReverseReceipt,
};

// Which etag a step shows: none, the resource's own, or its very first one.
enum class Etag { kNone, kCurrent, kFirst };

// What is wrong with an amount, whatever it is.
enum class Flaw { kNone, kZero, kNegative, kSubCent, kForeign };

// Lines, by their place here. The fourth is one of income, the fifth is never.
inline constexpr std::array<const char*, 5> kLines = {"60", "62", "64", "74", "99"};
inline constexpr int kExpenseLines = 3;
inline constexpr int kIncomeLine = 3;
// The line that warns of an overrun instead of blocking it.
inline constexpr int kWarningLine = 2;

// Grants from here on are made by the award of an application.
inline constexpr int kFirstAwarded = 3;
inline constexpr int kGrants = 5;
// The day on which the applications were submitted, and what each asked for.
inline constexpr int kSubmitDay = 9;
inline constexpr int64_t kRequested = 500'000;

inline constexpr int kNever = -1'000;
// Days that are not in the future are before this one.
inline constexpr int kLastDay = 150;
// Whenever this runs, today is behind that.
inline constexpr int kToday = 50'000;
// No refusal.
inline constexpr char kAccepted[] = "";
// Before any day.
inline constexpr int kAlways = -1'000'000;
// Days from here on are ahead of any clock that runs this.
inline constexpr int kFuture = 100'000;

struct Part {
  int grant = 0;
  int64_t amount = 0;
  bool operator==(const Part&) const = default;
};

// One request, in words of this file. Days count from 2018-01-01, amounts are
// cents; each verb looks only at what is its own.
struct Step {
  Verb verb = Verb::kDraftBudget;
  int id = 0;
  int day = 0;
  int64_t amount = 0;
  Flaw flaw = Flaw::kNone;
  int line = 0;
  int version = 0;  // Of the budget that the line is named in, by mistake.
  int grant = 0;
  int commitment = -1;  // None.
  std::vector<Part> parts;
  // Of an invoice on two lines, the other one and what is on it; the parts are of the first.
  int other_line = -1;
  int64_t other_amount = 0;
  int paid_day = kNever;
  int payment = 0;  // The last.
  int invoice = 0;
  bool of_reversal = false;  // The entry that undid `id`, not `id` itself.
  // Undone from its own dates on, whatever `day` is; or what counts from today on.
  bool undated = false;
  bool correction = false;  // It was wrong since what it was began to count.
  // What a budget plans on the expense lines, -1 for one that it does not have,
  // and by how much its income is off.
  std::array<int64_t, kExpenseLines> planned = {};
  int64_t imbalance = 0;
  bool repurposed = false;  // Its line 62 is of account 63.
  // Terms of a grant.
  bool in_period = false;  // Days 20 to 80.
  bool for_line_62 = false;
  int64_t ceiling = 0;  // None.

  Etag etag = Etag::kNone;
  bool validate_only = false;
  int request = 0;  // Which request id.

  bool operator==(const Step&) const = default;
};

struct Sums {
  int64_t committed = 0, spent = 0, paid = 0, received = 0;
  bool operator==(const Sums&) const = default;
};

struct CommitmentFacts {
  int line;
  int day;
  int64_t amount;
  int64_t consumed = 0;
  std::string state = "OPEN";
  int state_day = 0;
  int version = 1;
  int open_day = state_day;  // Since when it was open, before it was spent.

  int64_t Open() const { return state == "OPEN" ? amount - consumed : 0; }
};

// What a grant, or own funds (-1), bears on a line, and what was paid of that.
struct Bearer {
  int line;
  int grant;
  int64_t amount;
  int64_t paid = 0;
};

struct PaymentFacts {
  int day;
  int64_t amount;
  std::vector<int64_t> of_each;  // In the order of the bearers.
  bool stands = true;
};

struct ExpenseFacts {
  int line;
  int day;
  int64_t amount;
  std::vector<Bearer> bearers;  // Of each line, the last is own funds.
  int commitment;
  int64_t consumed;
  int taken_day;  // Of what it consumed.
  int invoice;
  std::vector<PaymentFacts> payments = {};
  bool reversed = false;
  int version = 1;
  int last_day = day;  // Of all its days.

  int64_t Paid() const;
};

struct ReceiptFacts {
  int grant;
  int day;
  int64_t amount;
  bool reversed = false;
  int version = 1;
};

struct GrantFacts {
  // How much, from which day on.
  std::map<int, int64_t> awarded;
  int award_day;
  bool in_period = false;
  bool for_line_62 = false;
  int64_t ceiling = 0;
  int lost_day = kNever;
  int version = 1;

  // Makes it so much from a day on, until the next change; or since what it was began to count.
  // Whether that is a change.
  bool Amend(int day, int64_t amount, bool correction);
  // As it was told, also once it is lost.
  int64_t Told(int day = kToday) const;
  int64_t Awarded(std::optional<int> day = {}) const;
  // The most that it pays, on a day if one is given.
  int64_t Most(std::optional<int> day = {}) const;
};

struct BudgetFacts {
  std::array<int64_t, kExpenseLines> planned;
  int64_t imbalance;
  bool repurposed;
  std::string state = "DRAFT";
  int adoption_day = kNever;
  int superseded_day = kNever;
  int version = 1;
};

struct ApplicationFacts {
  std::string state = "SUBMITTED";
  int state_day = kSubmitDay;
  int version = 1;
};

class Oracle {
 public:
  // Carries out a step; the reason of its refusal, empty if it was accepted.
  std::string Take(const Step& step);

  // Sums of the movements of a line, or of a grant, up to and with a day.
  Sums OfLine(int line, std::optional<int> day = {}) const;
  Sums OfGrant(int grant, std::optional<int> day = {}) const;

  // What the adopted budget, or the one in force on a day, plans on an expense line;
  // nothing without either.
  std::optional<int64_t> Planned(int line, std::optional<int> day = {}) const;
  std::optional<int64_t> Available(int line) const;

  // How often a resource was made or changed in the budgets service: each is an
  // entry of its journal.
  int64_t Entries() const;

  // 0 without one.
  int adopted(std::optional<int> day = {}) const;
  const std::map<int, GrantFacts>& grants() const { return grants_; }
  const std::map<int, CommitmentFacts>& commitments() const { return commitments_; }
  const std::map<int, ExpenseFacts>& expenses() const { return expenses_; }
  const std::map<int, ReceiptFacts>& receipts() const { return receipts_; }
  const std::map<int, BudgetFacts>& budgets() const { return budgets_; }
  // Every step so far, accepted or not.
  const std::vector<Step>& steps() const { return steps_; }
  // Whether the next Take of this step gives an earlier answer again.
  bool IsReplay(const Step& step) const;

 private:
  struct Movement {
    int day;
    int line;   // -1 for none.
    int grant;  // -1 for none.
    Sums sums;
  };

  // What is refused of anything that is changed, or dated; empty if it is not.
  static std::string CheckEtag(Etag etag, int version);
  static std::string CheckDay(int day);

  std::string CarryOut(const Step& step);
  std::string DraftBudget(const Step& step);
  std::string AdoptBudget(const Step& step);
  std::string CreateGrant(const Step& step);
  std::string UpdateGrant(const Step& step);
  std::string Award(const Step& step);
  std::string Withdraw(const Step& step);
  std::string Commit(const Step& step);
  std::string Release(const Step& step);
  std::string Spend(const Step& step);
  std::string Pay(const Step& step);
  std::string ReversePayment(const Step& step);
  std::string ReverseExpense(const Step& step);
  std::string Receive(const Step& step);
  std::string ReverseReceipt(const Step& step);

  std::string CheckLine(int line) const;
  static std::string CheckSplits(const Step& step);
  // Of so much on its line.
  std::string CheckParts(const Step& step, int64_t amount) const;
  std::string CheckFunds(int line, int64_t needed) const;
  std::string CheckMoneyKept(const BudgetFacts& budget) const;
  // What is spent, part by part; -1 undoes it.
  void MoveSpent(const ExpenseFacts& expense, int day, int sign);
  // A payment of so much, dealt in proportion to these weights.
  void MovePaid(int day, int64_t amount, const std::vector<int64_t>& weights,
                ExpenseFacts* expense);
  void PayAll(int day, int64_t amount, ExpenseFacts* expense);

  std::map<int, BudgetFacts> budgets_;
  std::map<int, GrantFacts> grants_;
  std::map<int, ApplicationFacts> applications_;
  std::map<int, CommitmentFacts> commitments_;
  std::map<int, ExpenseFacts> expenses_;
  std::map<int, ReceiptFacts> receipts_;
  std::vector<Movement> movements_;
  std::map<int, Step> answered_;  // By request id.
  std::vector<Step> steps_;
};

}  // namespace cofi::model

#endif  // COFI_TESTS_MODEL_ORACLE_H_
