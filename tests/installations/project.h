// A small project of its own for a test, and requests about it in few words.
//
//   budget v1, adopted on 2018-01-01
//     60 Achats 1 000 · 62 Services 9 000 · 64 Personnel 10 000
//     74 Ville 16 000 · 75 Fonds propres 4 000
//   to start: 80 % secured (16 000)
#ifndef COFI_TESTS_INSTALLATIONS_PROJECT_H_
#define COFI_TESTS_INSTALLATIONS_PROJECT_H_

#include <string>
#include <utility>
#include <vector>

#include "cofi/applications/v1/application_verbs.pb.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/funders.pb.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/commitments.pb.h"
#include "cofi/budgets/v1/contributions.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/budgets/v1/receipts.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "tests/installations/installation.h"

namespace cofi::end_to_end {

struct Invoice {
  std::string amount;
  std::string line = "62";
  std::string date = "2018-03-01";
  std::string reference;  // Made of the identifier when empty.
  std::string supplier = "Cabinet A";
  std::string paid;
  std::string commitment;
  std::vector<std::pair<std::string, std::string>> shares;  // Grant and amount.
};

// What of an invoice is on a line; the rest of it when the amount is empty.
struct OnLine {
  std::string line;
  std::string amount;
  std::string commitment = "";
  std::vector<std::pair<std::string, std::string>> shares = {};
};

struct Order {
  std::string amount;
  std::string line = "62";
  std::string date = "2018-02-01";
};

struct Gift {
  std::string hours, rate;  // Of 3.5 at 18.00; or else
  std::string amount;
  std::string giver = "Mme Le Goff";
  std::string date = "2018-03-01";
  std::string reference;
};

struct Terms {
  std::string amount;
  std::string award_date = "2018-01-15";
  std::string eligible_from;
  std::string eligible_to;
  std::vector<std::string> accounts;
};

class Project {
 public:
  // Makes it, FINANCING. `policy` is that of its expense lines.
  Project(const Installation& cofi, const std::string& id,
          budgets::v1::Line::OverrunPolicy policy = budgets::v1::Line::OVERRUN_POLICY_BLOCK);

  const std::string& name() const { return name_; }
  // `projects/p/grants/g`
  std::string Name(const std::string& collection, const std::string& id) const;

  // Adopts a budget v2 with the same lines and, in kind, 864 Bénévoles 1 000 · 87 Bénévolat 1 000.
  void PlanInKind() const;

  // Requests, each with a request id of its own; a test changes what it is about.
  budgets::v1::CreateExpenseRequest Expense(const std::string& id, const Invoice& invoice) const;
  budgets::v1::CreateExpenseRequest SplitExpense(const std::string& id, const Invoice& invoice,
                                                 const std::vector<OnLine>& splits) const;
  budgets::v1::CreateCommitmentRequest Commitment(const std::string& id, const Order& order) const;
  budgets::v1::CreateGrantRequest Grant(const std::string& id, const Terms& terms) const;
  budgets::v1::CreateReceiptRequest Receipt(const std::string& id, const std::string& grant,
                                            const std::string& amount) const;
  // On the line 864.
  budgets::v1::CreateContributionRequest Contribution(const std::string& id,
                                                      const Gift& gift) const;
  budgets::v1::ReverseContributionRequest ContributionReversal(
      const std::string& contribution) const;
  budgets::v1::ReverseExpenseRequest Reversal(const std::string& expense,
                                              const std::string& date = "2018-04-01") const;
  budgets::v1::ReverseReceiptRequest ReceiptReversal(const std::string& receipt) const;
  budgets::v1::PayExpenseRequest Payment(const std::string& expense, const std::string& date) const;
  budgets::v1::ReleaseCommitmentRequest Release(const std::string& commitment) const;
  applications::v1::AwardApplicationRequest Award(const std::string& id, const std::string& amount,
                                                  const std::string& date) const;

  // Makes an application of the funder `ville` and submits it on 2018-01-10.
  void Apply(const std::string& id, const std::string& requested) const;
  // Carries these out, and expects that they are.
  budgets::v1::Expense Spend(const std::string& id, const Invoice& invoice) const;
  budgets::v1::Commitment Commit(const std::string& id, const Order& order) const;
  void Win(const std::string& id, const Terms& terms) const;

  // `committed 500.00, spent 100.00, paid 0.00, available 8400.00`, of a line.
  std::string LineFigures(const std::string& id, const std::string& as_of = "") const;
  // `awarded 5000.00, spent 60.00, received 0.00, remaining 4940.00`, of a grant.
  std::string GrantFigures(const std::string& id, const std::string& as_of = "") const;
  // `OPEN, consumed 100.00, open 400.00`, of a commitment.
  std::string CommitmentFigures(const std::string& id, const std::string& as_of = "") const;
  // `FINANCING`, now or on a date.
  std::string State(const std::string& as_of = "") const;
  // Waits until the project is in this state.
  bool Becomes(const std::string& state) const;

 private:
  void MakeBudget(const std::string& id, budgets::v1::Line::OverrunPolicy policy,
                  bool in_kind) const;

  const Installation& cofi_;
  const std::string name_;
};

}  // namespace cofi::end_to_end

#endif  // COFI_TESTS_INSTALLATIONS_PROJECT_H_
