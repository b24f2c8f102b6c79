#include "tests/installations/project.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "tests/installations/process.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using applications::v1::Application;
using budgets::v1::Budget;
using budgets::v1::Line;

std::string Decimal(const Money& money) { return DecimalFromMinor(Minor(money)); }

template <typename Request>
void AsOf(const std::string& iso, Request* request) {
  if (!iso.empty()) *request->mutable_as_of_date() = On(iso);
}

// To an expense, or to a split.
template <typename Part>
void AddShares(const Project& project,
               const std::vector<std::pair<std::string, std::string>>& shares, Part* part) {
  for (const auto& [grant, amount] : shares) {
    budgets::v1::Share& share = *part->add_shares();
    share.set_grant(project.Name("grants", grant));
    *share.mutable_amount() = Eur(amount);
  }
}

void MakeFunder(const Installation& cofi) {
  applications::v1::CreateFunderRequest funder;
  funder.set_funder_id("ville");
  funder.mutable_funder()->set_display_name("Ville");
  applications::v1::Funder made;
  const grpc::Status status = cofi.Call(funder, &made);
  EXPECT_TRUE(status.ok() || status.error_code() == grpc::StatusCode::ALREADY_EXISTS)
      << status.error_message();
}

}  // namespace

Project::Project(const Installation& cofi, const std::string& id,
                 budgets::v1::Line::OverrunPolicy policy)
    : cofi_(cofi), name_("projects/" + id) {
  MakeFunder(cofi);
  projects::v1::CreateProjectRequest project;
  project.set_project_id(id);
  project.mutable_project()->set_display_name(id);
  project.mutable_project()->mutable_start_condition()->set_secured_basis_points(8000);
  cofi.Ask<projects::v1::Project>(project);
  projects::v1::SeekProjectFundingRequest seek;
  seek.set_name(name_);
  *seek.mutable_effective_date() = On("2018-01-01");
  cofi.Ask<projects::v1::Project>(seek);
  MakeBudget("v1", policy, /*in_kind=*/false);
}

void Project::PlanInKind() const { MakeBudget("v2", Line::OVERRUN_POLICY_BLOCK, /*in_kind=*/true); }

void Project::MakeBudget(const std::string& id, budgets::v1::Line::OverrunPolicy policy,
                         bool in_kind) const {
  budgets::v1::CreateBudgetRequest budget;
  budget.set_parent(name_);
  budget.set_budget_id(id);
  budget.mutable_budget();
  cofi_.Ask<Budget>(budget);
  const struct {
    const char *account, *name, *planned;
    bool funder;
  } lines[] = {{"60", "Achats", "1000", false},        {"62", "Services", "9000", false},
               {"64", "Personnel", "10000", false},    {"74", "Ville", "16000", true},
               {"75", "Fonds propres", "4000", false}, {"864", "Bénévoles", "1000", false},
               {"87", "Bénévolat", "1000", false}};
  for (const auto& each : lines) {
    const bool is_in_kind = each.account[0] == '8';
    if (is_in_kind && !in_kind) continue;
    budgets::v1::CreateLineRequest request;
    request.set_parent(Name("budgets", id));
    request.set_line_id(each.account);
    Line& line = *request.mutable_line();
    const bool expense = each.account[0] == '6';
    line.set_side(expense ? Line::SIDE_EXPENSE : Line::SIDE_INCOME);
    if (is_in_kind) {
      line.set_side(each.account[1] == '6' ? Line::SIDE_IN_KIND_USE : Line::SIDE_IN_KIND_SOURCE);
    }
    line.set_account(each.account);
    line.set_display_name(each.name);
    *line.mutable_planned_amount() = Eur(each.planned);
    if (expense) line.set_overrun_policy(policy);
    if (each.funder) line.set_funder("funders/ville");
    cofi_.Ask<Line>(request);
  }
  budgets::v1::AdoptBudgetRequest adopt;
  adopt.set_name(Name("budgets", id));
  *adopt.mutable_effective_date() = On("2018-01-01");
  cofi_.Ask<Budget>(adopt);
}

std::string Project::Name(const std::string& collection, const std::string& id) const {
  return absl::StrCat(name_, "/", collection, "/", id);
}

budgets::v1::CreateExpenseRequest Project::Expense(const std::string& id,
                                                   const Invoice& invoice) const {
  budgets::v1::CreateExpenseRequest request;
  request.set_parent(name_);
  request.set_expense_id(id);
  request.set_request_id(NewRequestId());
  budgets::v1::Expense& expense = *request.mutable_expense();
  expense.set_line(Name("lines", invoice.line));
  expense.set_supplier(invoice.supplier);
  expense.set_invoice_reference(invoice.reference.empty() ? "F-" + id : invoice.reference);
  *expense.mutable_invoice_date() = On(invoice.date);
  *expense.mutable_amount() = Eur(invoice.amount);
  if (!invoice.paid.empty()) *expense.mutable_payment_date() = On(invoice.paid);
  if (!invoice.commitment.empty()) {
    expense.set_commitment(Name("commitments", invoice.commitment));
  }
  AddShares(*this, invoice.shares, &expense);
  return request;
}

budgets::v1::CreateExpenseRequest Project::SplitExpense(const std::string& id,
                                                        const Invoice& invoice,
                                                        const std::vector<OnLine>& splits) const {
  budgets::v1::CreateExpenseRequest request = Expense(id, invoice);
  request.mutable_expense()->clear_line();
  for (const OnLine& each : splits) {
    budgets::v1::Split& split = *request.mutable_expense()->add_splits();
    if (!each.line.empty()) split.set_line(Name("lines", each.line));
    if (!each.amount.empty()) *split.mutable_amount() = Eur(each.amount);
    if (!each.commitment.empty()) split.set_commitment(Name("commitments", each.commitment));
    AddShares(*this, each.shares, &split);
  }
  return request;
}

budgets::v1::CreateCommitmentRequest Project::Commitment(const std::string& id,
                                                         const Order& order) const {
  budgets::v1::CreateCommitmentRequest request;
  request.set_parent(name_);
  request.set_commitment_id(id);
  request.set_request_id(NewRequestId());
  budgets::v1::Commitment& commitment = *request.mutable_commitment();
  commitment.set_line(Name("lines", order.line));
  *commitment.mutable_commitment_date() = On(order.date);
  *commitment.mutable_amount() = Eur(order.amount);
  return request;
}

budgets::v1::CreateGrantRequest Project::Grant(const std::string& id, const Terms& terms) const {
  budgets::v1::CreateGrantRequest request;
  request.set_parent(name_);
  request.set_grant_id(id);
  request.set_request_id(NewRequestId());
  budgets::v1::Grant& grant = *request.mutable_grant();
  grant.set_display_name("Aide " + id);
  grant.set_funder("funders/ville");
  *grant.mutable_awarded_amount() = Eur(terms.amount);
  *grant.mutable_award_date() = On(terms.award_date);
  if (!terms.eligible_from.empty()) {
    *grant.mutable_eligible_start_date() = On(terms.eligible_from);
    *grant.mutable_eligible_end_date() = On(terms.eligible_to);
  }
  for (const std::string& account : terms.accounts) grant.add_eligible_accounts(account);
  return request;
}

budgets::v1::CreateReceiptRequest Project::Receipt(const std::string& id, const std::string& grant,
                                                   const std::string& amount) const {
  budgets::v1::CreateReceiptRequest request;
  request.set_parent(name_);
  request.set_receipt_id(id);
  request.set_request_id(NewRequestId());
  request.mutable_receipt()->set_grant(Name("grants", grant));
  request.mutable_receipt()->set_kind(budgets::v1::Receipt::KIND_ADVANCE);
  *request.mutable_receipt()->mutable_receipt_date() = On("2018-02-10");
  *request.mutable_receipt()->mutable_amount() = Eur(amount);
  return request;
}

budgets::v1::CreateContributionRequest Project::Contribution(const std::string& id,
                                                             const Gift& gift) const {
  budgets::v1::CreateContributionRequest request;
  request.set_parent(name_);
  request.set_contribution_id(id);
  request.set_request_id(NewRequestId());
  budgets::v1::Contribution& contribution = *request.mutable_contribution();
  contribution.set_line(Name("lines", "864"));
  contribution.set_giver(gift.giver);
  *contribution.mutable_contribution_date() = On(gift.date);
  if (!gift.hours.empty()) {
    contribution.set_hours_hundredths(static_cast<int32_t>(Minor(Eur(gift.hours))));
  }
  if (!gift.rate.empty()) *contribution.mutable_rate() = Eur(gift.rate);
  if (!gift.amount.empty()) *contribution.mutable_amount() = Eur(gift.amount);
  contribution.set_reference(gift.reference);
  return request;
}

budgets::v1::ReverseContributionRequest Project::ContributionReversal(
    const std::string& contribution) const {
  budgets::v1::ReverseContributionRequest request;
  request.set_name(Name("contributions", contribution));
  request.set_note("Erreur");
  request.set_request_id(NewRequestId());
  return request;
}

budgets::v1::ReverseExpenseRequest Project::Reversal(const std::string& expense,
                                                     const std::string& date) const {
  budgets::v1::ReverseExpenseRequest request;
  request.set_name(Name("expenses", expense));
  request.set_note("entered twice");
  *request.mutable_effective_date() = On(date);
  request.set_request_id(NewRequestId());
  return request;
}

budgets::v1::ReverseReceiptRequest Project::ReceiptReversal(const std::string& receipt) const {
  budgets::v1::ReverseReceiptRequest request;
  request.set_name(Name("receipts", receipt));
  request.set_note("sent back");
  *request.mutable_effective_date() = On("2018-04-01");
  request.set_request_id(NewRequestId());
  return request;
}

budgets::v1::PayExpenseRequest Project::Payment(const std::string& expense,
                                                const std::string& date) const {
  budgets::v1::PayExpenseRequest request;
  request.set_name(Name("expenses", expense));
  request.set_payment_reference("VIR-1");
  *request.mutable_effective_date() = On(date);
  request.set_request_id(NewRequestId());
  return request;
}

budgets::v1::ReleaseCommitmentRequest Project::Release(const std::string& commitment) const {
  budgets::v1::ReleaseCommitmentRequest request;
  request.set_name(Name("commitments", commitment));
  *request.mutable_effective_date() = On("2018-05-01");
  request.set_request_id(NewRequestId());
  return request;
}

applications::v1::AwardApplicationRequest Project::Award(const std::string& id,
                                                         const std::string& amount,
                                                         const std::string& date) const {
  applications::v1::AwardApplicationRequest request;
  request.set_name(Name("applications", id));
  *request.mutable_awarded_amount() = Eur(amount);
  *request.mutable_effective_date() = On(date);
  return request;
}

void Project::Apply(const std::string& id, const std::string& requested) const {
  applications::v1::CreateApplicationRequest request;
  request.set_parent(name_);
  request.set_application_id(id);
  request.mutable_application()->set_display_name("Aide " + id);
  request.mutable_application()->set_funder("funders/ville");
  *request.mutable_application()->mutable_requested_amount() = Eur(requested);
  cofi_.Ask<Application>(request);
  applications::v1::SubmitApplicationRequest submit;
  submit.set_name(Name("applications", id));
  *submit.mutable_effective_date() = On("2018-01-10");
  cofi_.Ask<Application>(submit);
}

budgets::v1::Expense Project::Spend(const std::string& id, const Invoice& invoice) const {
  return cofi_.Ask<budgets::v1::Expense>(Expense(id, invoice));
}

budgets::v1::Commitment Project::Commit(const std::string& id, const Order& order) const {
  return cofi_.Ask<budgets::v1::Commitment>(Commitment(id, order));
}

void Project::Win(const std::string& id, const Terms& terms) const {
  cofi_.Ask<budgets::v1::Grant>(Grant(id, terms));
}

std::string Project::LineFigures(const std::string& id, const std::string& as_of) const {
  budgets::v1::GetLineRequest request;
  request.set_name(Name("lines", id));
  AsOf(as_of, &request);
  const auto line = cofi_.Ask<budgets::v1::Line>(request);
  return absl::StrCat("committed ", Decimal(line.committed_amount()), ", spent ",
                      Decimal(line.spent_amount()), ", paid ", Decimal(line.paid_amount()),
                      ", available ", Decimal(line.available_amount()));
}

std::string Project::GrantFigures(const std::string& id, const std::string& as_of) const {
  budgets::v1::GetGrantRequest request;
  request.set_name(Name("grants", id));
  AsOf(as_of, &request);
  const auto grant = cofi_.Ask<budgets::v1::Grant>(request);
  return absl::StrCat("awarded ", Decimal(grant.awarded_amount()), ", spent ",
                      Decimal(grant.spent_amount()), ", received ",
                      Decimal(grant.received_amount()), ", remaining ",
                      Decimal(grant.remaining_amount()));
}

std::string Project::CommitmentFigures(const std::string& id, const std::string& as_of) const {
  budgets::v1::GetCommitmentRequest request;
  request.set_name(Name("commitments", id));
  AsOf(as_of, &request);
  const auto commitment = cofi_.Ask<budgets::v1::Commitment>(request);
  return absl::StrCat(EnumNameOf(commitment.state()), ", consumed ",
                      Decimal(commitment.consumed_amount()), ", open ",
                      Decimal(commitment.open_amount()));
}

std::string Project::State(const std::string& as_of) const {
  projects::v1::GetProjectRequest request;
  request.set_name(name_);
  AsOf(as_of, &request);
  return EnumNameOf(cofi_.Ask<projects::v1::Project>(request).state());
}

bool Project::Becomes(const std::string& state) const {
  return Eventually([&] { return State() == state; });
}

}  // namespace cofi::end_to_end
