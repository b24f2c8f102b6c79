#include "tests/end_to_end/random_project.h"

#include <random>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/identifiers.h"
#include "base/money.h"
#include "cofi/applications/v1/agreements.pb.h"
#include "cofi/applications/v1/application_verbs.pb.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/funders.pb.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "cofi/applications/v1/undo.pb.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/commitments.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/budgets/v1/lines.pb.h"
#include "cofi/budgets/v1/receipts.pb.h"
#include "cofi/projects/v1/partners.pb.h"
#include "cofi/projects/v1/projects.pb.h"

namespace cofi::end_to_end {
namespace {

namespace apps = applications::v1;
namespace money = budgets::v1;

constexpr int kFunders = 3;
constexpr int kLines = 4;
constexpr int kSteps = 50;
constexpr absl::CivilDay kFirstDay(2018, 1, 1);
constexpr absl::CivilDay kLastDay(2019, 12, 31);  // Of agreements, before they are prolonged.

class Life {
 public:
  Life(const Installation& cofi, uint64_t seed)
      : cofi_(cofi), random_(seed), id_("r-" + NewUuid().substr(0, 8)), name_("projects/" + id_) {}

  const std::string& name() const { return name_; }
  absl::CivilDay SomeDay() { return kFirstDay + Pick(static_cast<int>(day_ - kFirstDay) + 10); }

  void Live() {
    MakeFunders();
    MakeProject();
    MakeBudget();
    for (int step = 0; step < kSteps; ++step) {
      day_ += Pick(4);
      Step();
    }
  }

 private:
  template <typename Request, typename Response>
  void Try(const Request& request) {
    Response response;
    (void)cofi_.Call(request, &response);
  }

  // From 0 to `below` - 1.
  int Pick(int below) { return static_cast<int>(random_() % below); }
  bool OneIn(int times) { return Pick(times) == 0; }
  Money Amount(int most) { return MoneyFromMinor(1 + Pick(most * 100), "EUR"); }
  Date Today() const { return DateFromDay(day_); }
  std::string Funder() { return absl::StrCat("funders/", id_, "-", Pick(kFunders)); }
  std::string Child(const std::string& collection, const std::string& id) const {
    return absl::StrCat(name_, "/", collection, "/", id);
  }
  // One of those made so far, which may have been refused.
  std::string Some(const std::string& collection, int made) {
    return Child(collection, absl::StrCat("x", Pick(made + 1)));
  }

  void MakeFunders() {
    for (int i = 0; i < kFunders; ++i) {
      apps::CreateFunderRequest request;
      request.set_funder_id(absl::StrCat(id_, "-", i));
      request.mutable_funder()->set_display_name(absl::StrCat("Funder ", i));
      cofi_.Ask<apps::Funder>(request);
    }
  }

  void MakeProject() {
    projects::v1::CreateProjectRequest request;
    request.set_project_id(id_);
    request.mutable_project()->set_display_name(id_);
    request.mutable_project()->mutable_start_condition()->set_secured_basis_points(1 + Pick(10000));
    cofi_.Ask<projects::v1::Project>(request);
    for (const char* phase : {"a", "b"}) {
      projects::v1::CreatePhaseRequest create;
      create.set_parent(name_);
      create.set_phase_id(phase);
      create.mutable_phase()->set_display_name(phase);
      cofi_.Ask<projects::v1::Phase>(create);
    }
  }

  money::Line ExpenseLine(int i) {
    money::Line line;
    line.set_side(money::Line::SIDE_EXPENSE);
    line.set_account(absl::StrCat(60 + i));
    *line.mutable_planned_amount() = Amount(9000);
    line.set_overrun_policy(OneIn(2) ? money::Line::OVERRUN_POLICY_WARN
                                     : money::Line::OVERRUN_POLICY_BLOCK);
    if (OneIn(2)) line.set_phase(Child("phases", OneIn(2) ? "a" : "b"));
    if (OneIn(2)) line.set_fiscal_year(2018 + Pick(2));
    return line;
  }

  // Of the funders and of the project itself, as much as the expenses.
  void MakeBudget() {
    money::CreateBudgetRequest budget;
    budget.set_parent(name_);
    budget.set_budget_id("v1");
    budget.mutable_budget();
    cofi_.Ask<money::Budget>(budget);
    int64_t total = 0;
    for (int i = 0; i < kLines; ++i) {
      const money::Line line = ExpenseLine(i);
      total += Minor(line.planned_amount());
      MakeLine(absl::StrCat("e", i), line);
    }
    for (int i = 0; i < kLines; ++i) {
      money::Line line;
      line.set_side(money::Line::SIDE_INCOME);
      line.set_account("74");
      const bool last = i == kLines - 1;
      const int64_t part = last ? total : Pick(static_cast<int>(total));
      total -= part;
      *line.mutable_planned_amount() = MoneyFromMinor(part, "EUR");
      if (!last || OneIn(3)) line.set_funder(Funder());
      MakeLine(absl::StrCat("i", i), line);
    }
    money::AdoptBudgetRequest adopt;
    adopt.set_name(Child("budgets", "v1"));
    *adopt.mutable_effective_date() = DateFromDay(kFirstDay + 5);
    cofi_.Ask<money::Budget>(adopt);
  }

  void MakeLine(const std::string& id, const money::Line& line) {
    money::CreateLineRequest request;
    request.set_parent(Child("budgets", "v1"));
    request.set_line_id(id);
    *request.mutable_line() = line;
    request.mutable_line()->set_display_name(id);
    cofi_.Ask<money::Line>(request);
  }

  void Step() {
    switch (Pick(16)) {
      case 0:
        return Apply();
      case 1:
      case 2:
      case 3:
        return Decide(Some("applications", applications_));
      case 4:
        return Follow(Some("applications", applications_));
      case 5:
        return Win();
      case 6:
        return Amend();
      case 7:
        return Order();
      case 8:
      case 9:
        return Spend();
      case 10:
        return Receive();
      case 11:
        return Prolong(Some("applications", applications_));
      case 12:
        return Estimate(Some("applications", applications_));
      case 13:
        return TakeBack(Some("applications", applications_));
      case 14:
        return Pay();
      default:
        return Undo();
    }
  }

  void Apply() {
    apps::CreateApplicationRequest request;
    request.set_parent(name_);
    request.set_application_id(absl::StrCat("x", applications_++));
    apps::Application& application = *request.mutable_application();
    application.set_display_name("Aide");
    application.set_funder(Funder());
    *application.mutable_requested_amount() = Amount(9000);
    if (OneIn(3)) *application.mutable_expected_amount() = Amount(9000);
    application.set_likelihood_basis_points(Pick(10001));
    if (OneIn(2)) *application.mutable_expected_decision_date() = DateFromDay(SomeDay());
    Try<apps::CreateApplicationRequest, apps::Application>(request);
    apps::CreateObligationRequest obligation;
    obligation.set_parent(Child("applications", request.application_id()));
    obligation.mutable_obligation()->set_display_name("Bilan");
    obligation.mutable_obligation()->set_kind(apps::Obligation::KIND_FINAL_REPORT);
    if (OneIn(3)) {
      apps::DueRule& rule = *obligation.mutable_obligation()->mutable_due_rule();
      rule.set_anchor(apps::DueRule::ANCHOR_AGREEMENT_END);
      rule.set_months(Pick(4) - 12);
    } else {
      *obligation.mutable_obligation()->mutable_due_date() = DateFromDay(SomeDay());
    }
    Try<apps::CreateObligationRequest, apps::Obligation>(obligation);
  }

  template <typename Request>
  Request Verb(const std::string& name) {
    Request request;
    request.set_name(name);
    *request.mutable_effective_date() = Today();
    if constexpr (requires { request.set_note(""); }) request.set_note("parce que");
    return request;
  }

  template <typename Request>
  void TryVerb(const std::string& name) {
    Try<Request, apps::Application>(Verb<Request>(name));
  }

  void Decide(const std::string& name) {
    if (!OneIn(2)) return TryVerb<apps::SubmitApplicationRequest>(name);
    auto award = Verb<apps::AwardApplicationRequest>(name);
    *award.mutable_awarded_amount() = Amount(9000);
    award.set_above_request(!OneIn(3));
    if (OneIn(2)) award.set_conditions("cofinancement");
    Try<apps::AwardApplicationRequest, apps::Application>(award);
  }

  void Follow(const std::string& name) {
    switch (Pick(8)) {
      case 0:
        return TryVerb<apps::WithdrawApplicationRequest>(name);
      case 1:
        return TryVerb<apps::RejectApplicationRequest>(name);
      case 2:
        return TryVerb<apps::HoldApplicationRequest>(name);
      case 3:
        return TryVerb<apps::RequestApplicationInformationRequest>(name);
      case 4: {
        auto close = Verb<apps::CloseApplicationRequest>(name);
        close.set_settle(OneIn(2));
        return Try<apps::CloseApplicationRequest, apps::Application>(close);
      }
      case 5:
        return TryVerb<apps::ReconsiderApplicationRequest>(name);
      case 6:
        return TryVerb<apps::ReopenApplicationRequest>(name);
      default: {
        auto sign = Verb<apps::SignApplicationAgreementRequest>(name);
        *sign.mutable_eligible_start_date() = DateFromDay(kFirstDay);
        *sign.mutable_eligible_end_date() = DateFromDay(kLastDay);
        return Try<apps::SignApplicationAgreementRequest, apps::Application>(sign);
      }
    }
  }

  // Amends the agreement of an application from some day on.
  void Prolong(const std::string& name) {
    apps::AmendAgreementRequest request;
    request.set_name(name + "/agreements/convention");
    *request.mutable_effective_date() = DateFromDay(SomeDay());
    request.set_correction(OneIn(4));
    request.set_above_request(true);
    if (OneIn(2)) *request.mutable_awarded_amount() = Amount(9000);
    if (OneIn(3)) *request.mutable_ceiling() = Amount(6000);
    *request.mutable_eligible_end_date() = DateFromDay(kLastDay + Pick(400));
    Try<apps::AmendAgreementRequest, apps::Agreement>(request);
  }

  // Asks for another amount, or thinks it likelier, from some day on.
  void Estimate(const std::string& name) {
    apps::UpdateApplicationRequest request;
    request.mutable_application()->set_name(name);
    if (OneIn(2)) {
      *request.mutable_application()->mutable_requested_amount() = Amount(9000);
    } else {
      request.mutable_application()->set_likelihood_basis_points(Pick(10001));
    }
    *request.mutable_effective_date() = DateFromDay(SomeDay());
    request.set_correction(OneIn(4));
    Try<apps::UpdateApplicationRequest, apps::Application>(request);
  }

  void TakeBack(const std::string& name) {
    apps::UndoApplicationRequest request;
    request.set_name(name);
    request.set_note("une erreur");
    Try<apps::UndoApplicationRequest, apps::Application>(request);
  }

  // Aid without an application, in the place of which an application's may stand.
  void Win() {
    money::CreateGrantRequest request;
    request.set_parent(name_);
    request.set_grant_id(absl::StrCat("x", 20 + grants_++));
    request.set_request_id(NewRequestId());
    money::Grant& grant = *request.mutable_grant();
    grant.set_display_name("Aide");
    grant.set_funder(Funder());
    *grant.mutable_awarded_amount() = Amount(9000);
    *grant.mutable_award_date() = Today();
    if (OneIn(3)) *grant.mutable_ceiling() = Amount(9000);
    Try<money::CreateGrantRequest, money::Grant>(request);
  }

  std::string SomeGrant() {
    return OneIn(2) ? Child("grants", absl::StrCat("x", 20 + Pick(grants_ + 1)))
                    : Some("grants", applications_);
  }

  void Amend() {
    money::UpdateGrantRequest request;
    request.mutable_grant()->set_name(SomeGrant());
    if (OneIn(2)) {
      *request.mutable_grant()->mutable_ceiling() = Amount(6000);
    } else {
      *request.mutable_grant()->mutable_awarded_amount() = Amount(9000);
    }
    if (OneIn(2)) *request.mutable_effective_date() = DateFromDay(SomeDay());
    request.set_correction(OneIn(4));
    Try<money::UpdateGrantRequest, money::Grant>(request);
  }

  std::string SomeLine() { return absl::StrCat(name_, "/lines/e", Pick(kLines)); }

  void Order() {
    money::CreateCommitmentRequest request;
    request.set_parent(name_);
    request.set_commitment_id(absl::StrCat("x", orders_++));
    request.set_request_id(NewRequestId());
    request.mutable_commitment()->set_line(SomeLine());
    *request.mutable_commitment()->mutable_commitment_date() = Today();
    *request.mutable_commitment()->mutable_amount() = Amount(3000);
    Try<money::CreateCommitmentRequest, money::Commitment>(request);
  }

  void Spend() {
    money::CreateExpenseRequest request;
    request.set_parent(name_);
    request.set_expense_id(absl::StrCat("x", expenses_++));
    request.set_request_id(NewRequestId());
    money::Expense& expense = *request.mutable_expense();
    expense.set_line(SomeLine());
    expense.set_supplier("Cabinet A");
    expense.set_invoice_reference(request.expense_id());
    *expense.mutable_invoice_date() = Today();
    *expense.mutable_amount() = Amount(3000);
    if (OneIn(2)) *expense.mutable_payment_date() = Today();
    if (OneIn(4)) {
      expense.clear_line();
      for (int i = 0; i < 2; ++i) {
        money::Split& split = *expense.add_splits();
        split.set_line(absl::StrCat(name_, "/lines/e", i));
        // The other has the rest.
        if (i == 0) split.set_basis_points(1 + Pick(9'999));
        if (OneIn(2)) continue;
        money::Share& share = *split.add_shares();
        share.set_grant(SomeGrant());
        share.set_basis_points(1 + Pick(10'000));
      }
    } else if (!OneIn(3)) {
      money::Share& share = *expense.add_shares();
      share.set_grant(SomeGrant());
      *share.mutable_amount() = MoneyFromMinor(1 + Minor(expense.amount()) / 2, "EUR");
    }
    Try<money::CreateExpenseRequest, money::Expense>(request);
  }

  // A part, or what is left; or a payment comes back.
  void Pay() {
    if (OneIn(4)) {
      auto back = Verb<money::ReverseExpensePaymentRequest>(Some("expenses", expenses_));
      back.set_note("rejected");
      back.set_request_id(NewRequestId());
      return Try<money::ReverseExpensePaymentRequest, money::Expense>(back);
    }
    auto pay = Verb<money::PayExpenseRequest>(Some("expenses", expenses_));
    if (!OneIn(3)) *pay.mutable_amount() = Amount(500);
    pay.set_request_id(NewRequestId());
    Try<money::PayExpenseRequest, money::Expense>(pay);
  }

  void Receive() {
    money::CreateReceiptRequest request;
    request.set_parent(name_);
    request.set_receipt_id(absl::StrCat("x", receipts_++));
    request.set_request_id(NewRequestId());
    money::Receipt& receipt = *request.mutable_receipt();
    receipt.set_grant(SomeGrant());
    receipt.set_kind(money::Receipt::KIND_INTERIM);
    *receipt.mutable_receipt_date() = Today();
    *receipt.mutable_amount() = Amount(2000);
    Try<money::CreateReceiptRequest, money::Receipt>(request);
  }

  void Undo() {
    if (OneIn(2)) {
      auto reverse = Verb<money::ReverseExpenseRequest>(Some("expenses", expenses_));
      reverse.set_request_id(NewRequestId());
      return Try<money::ReverseExpenseRequest, money::Expense>(reverse);
    }
    auto reverse = Verb<money::ReverseReceiptRequest>(Some("receipts", receipts_));
    reverse.set_request_id(NewRequestId());
    Try<money::ReverseReceiptRequest, money::Receipt>(reverse);
  }

  const Installation& cofi_;
  std::mt19937_64 random_;
  const std::string id_, name_;
  absl::CivilDay day_ = kFirstDay;
  int applications_ = 0, grants_ = 0, orders_ = 0, expenses_ = 0, receipts_ = 0;
};

}  // namespace

RandomProject LiveThrough(const Installation& cofi, uint64_t seed) {
  Life life(cofi, seed);
  life.Live();
  RandomProject lived{life.name(), {}};
  constexpr int kDays = 6;
  for (int i = 0; i < kDays; ++i) lived.days.push_back(DateFromDay(life.SomeDay()));
  return lived;
}

}  // namespace cofi::end_to_end
