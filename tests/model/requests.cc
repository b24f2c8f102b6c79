#include "tests/model/requests.h"

#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "cofi/applications/v1/application_verbs.pb.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/commitments.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/budgets/v1/receipts.pb.h"

namespace cofi::model {
namespace {

constexpr char kSupplier[] = "Cabinet A";

std::string GrantId(int grant) { return absl::StrCat(grant < kFirstAwarded ? "g" : "a", grant); }

Money AmountOf(const Step& step) {
  Money money = Euros(step.amount);
  switch (step.flaw) {
    case Flaw::kNone:
      break;
    case Flaw::kZero:
      return Euros(0);
    case Flaw::kNegative:
      return Euros(-step.amount);
    case Flaw::kSubCent:
      money.set_nanos(money.nanos() + 5'000'000);
      break;
    case Flaw::kForeign:
      money.set_currency_code("USD");
      break;
  }
  return money;
}

std::string LineName(const std::string& project, const Step& step) {
  const std::string budget = step.version == 0 ? "" : absl::StrCat("/budgets/v", step.version);
  return absl::StrCat(project, budget, "/lines/", kLines[step.line]);
}

// What every request has that moves money.
template <typename Request>
std::unique_ptr<Request> New(const Step& step) {
  auto request = std::make_unique<Request>();
  request->set_request_id(UuidFrom(absl::StrCat("model ", step.request)));
  request->set_validate_only(step.validate_only);
  return request;
}

// A verb on a resource, on a date.
template <typename Request>
std::unique_ptr<Request> VerbOn(const Step& step, const std::string& name,
                                const std::string& etag) {
  auto request = New<Request>(step);
  request->set_name(name);
  request->set_etag(etag);
  if (!step.undated) *request->mutable_effective_date() = DateOf(step.day);
  return request;
}

std::unique_ptr<budgets::v1::CreateGrantRequest> GrantRequest(const std::string& project,
                                                              const Step& step) {
  auto request = New<budgets::v1::CreateGrantRequest>(step);
  request->set_parent(project);
  request->set_grant_id(IdOf(step));
  budgets::v1::Grant& grant = *request->mutable_grant();
  grant.set_display_name(IdOf(step));
  grant.set_funder("funders/ville");
  *grant.mutable_awarded_amount() = AmountOf(step);
  *grant.mutable_award_date() = DateOf(step.day);
  if (step.in_period) {
    *grant.mutable_eligible_start_date() = DateOf(20);
    *grant.mutable_eligible_end_date() = DateOf(80);
  }
  if (step.for_line_62) grant.add_eligible_accounts("62");
  if (step.ceiling > 0) *grant.mutable_ceiling() = Euros(step.ceiling);
  return request;
}

std::unique_ptr<budgets::v1::CreateCommitmentRequest> CommitmentRequest(const std::string& project,
                                                                        const Step& step) {
  auto request = New<budgets::v1::CreateCommitmentRequest>(step);
  request->set_parent(project);
  request->set_commitment_id(IdOf(step));
  budgets::v1::Commitment& commitment = *request->mutable_commitment();
  commitment.set_line(LineName(project, step));
  *commitment.mutable_commitment_date() = DateOf(step.day);
  *commitment.mutable_amount() = AmountOf(step);
  return request;
}

std::unique_ptr<budgets::v1::CreateExpenseRequest> ExpenseRequest(const std::string& project,
                                                                  const Step& step) {
  auto request = New<budgets::v1::CreateExpenseRequest>(step);
  request->set_parent(project);
  request->set_expense_id(IdOf(step));
  budgets::v1::Expense& expense = *request->mutable_expense();
  expense.set_supplier(kSupplier);
  expense.set_invoice_reference(absl::StrCat("F-", step.invoice));
  *expense.mutable_invoice_date() = DateOf(step.day);
  *expense.mutable_amount() = AmountOf(step);
  if (step.paid_day != kNever) *expense.mutable_payment_date() = DateOf(step.paid_day);
  const auto put_on_line = [&](auto* part) {
    part->set_line(LineName(project, step));
    if (step.commitment >= 0) {
      part->set_commitment(absl::StrCat(project, "/commitments/c", step.commitment));
    }
    for (const Part& each : step.parts) {
      budgets::v1::Share& share = *part->add_shares();
      share.set_grant(GrantName(project, each.grant));
      *share.mutable_amount() = Euros(each.amount);
    }
  };
  if (step.other_line < 0) {
    put_on_line(&expense);
  } else {
    // The rest.
    put_on_line(expense.add_splits());
    budgets::v1::Split& other = *expense.add_splits();
    other.set_line(absl::StrCat(project, "/lines/", kLines[step.other_line]));
    *other.mutable_amount() = Euros(step.other_amount);
  }
  return request;
}

std::unique_ptr<budgets::v1::CreateReceiptRequest> ReceiptRequest(const std::string& project,
                                                                  const Step& step) {
  auto request = New<budgets::v1::CreateReceiptRequest>(step);
  request->set_parent(project);
  request->set_receipt_id(IdOf(step));
  budgets::v1::Receipt& receipt = *request->mutable_receipt();
  receipt.set_grant(GrantName(project, step.grant));
  receipt.set_kind(budgets::v1::Receipt::KIND_ADVANCE);
  *receipt.mutable_receipt_date() = DateOf(step.day);
  *receipt.mutable_amount() = AmountOf(step);
  return request;
}

}  // namespace

Date DateOf(int day) { return DateFromDay(absl::CivilDay(2018, 1, 1) + day); }

Money Euros(int64_t cents) { return MoneyFromMinor(cents, "EUR"); }

std::string IdOf(const Step& step) {
  switch (step.verb) {
    case Verb::kDraftBudget:
    case Verb::kAdoptBudget:
      return absl::StrCat("v", step.id);
    case Verb::kCreateGrant:
    case Verb::kUpdateGrant:
    case Verb::kAward:
    case Verb::kWithdraw:
      return GrantId(step.id);
    case Verb::kCommit:
    case Verb::kRelease:
      return absl::StrCat("c", step.id);
    case Verb::kSpend:
    case Verb::kPay:
    case Verb::kReversePayment:
    case Verb::kReverseExpense:
      return absl::StrCat("e", step.id);
    case Verb::kReceive:
    case Verb::kReverseReceipt:
      return absl::StrCat("q", step.id);
  }
  return "";
}

std::string CollectionOf(const std::string& project, Verb verb) {
  switch (verb) {
    case Verb::kDraftBudget:
    case Verb::kAdoptBudget:
      return project + "/budgets";
    case Verb::kCreateGrant:
    case Verb::kUpdateGrant:
      return project + "/grants";
    case Verb::kAward:
    case Verb::kWithdraw:
      return project + "/applications";
    case Verb::kCommit:
    case Verb::kRelease:
      return project + "/commitments";
    case Verb::kSpend:
    case Verb::kPay:
    case Verb::kReversePayment:
    case Verb::kReverseExpense:
      return project + "/expenses";
    case Verb::kReceive:
    case Verb::kReverseReceipt:
      return project + "/receipts";
  }
  return "";
}

std::string GrantName(const std::string& project, int grant) {
  return absl::StrCat(project, "/grants/", GrantId(grant));
}

std::unique_ptr<google::protobuf::Message> RequestOf(const std::string& project, const Step& step,
                                                     const std::string& name,
                                                     const std::string& etag) {
  switch (step.verb) {
    case Verb::kDraftBudget:
      return nullptr;
    case Verb::kAdoptBudget:
      return VerbOn<budgets::v1::AdoptBudgetRequest>(step, name, etag);
    case Verb::kCreateGrant:
      return GrantRequest(project, step);
    case Verb::kUpdateGrant: {
      auto request = New<budgets::v1::UpdateGrantRequest>(step);
      request->mutable_grant()->set_name(name);
      request->mutable_grant()->set_etag(etag);
      *request->mutable_grant()->mutable_awarded_amount() = AmountOf(step);
      request->mutable_update_mask()->add_paths("awarded_amount");
      if (!step.undated) *request->mutable_effective_date() = DateOf(step.day);
      request->set_correction(step.correction);
      return request;
    }
    case Verb::kAward: {
      auto request = VerbOn<applications::v1::AwardApplicationRequest>(step, name, etag);
      *request->mutable_awarded_amount() = AmountOf(step);
      return request;
    }
    case Verb::kWithdraw:
      return VerbOn<applications::v1::WithdrawApplicationRequest>(step, name, etag);
    case Verb::kCommit:
      return CommitmentRequest(project, step);
    case Verb::kRelease:
      return VerbOn<budgets::v1::ReleaseCommitmentRequest>(step, name, etag);
    case Verb::kSpend:
      return ExpenseRequest(project, step);
    case Verb::kPay: {
      auto request = VerbOn<budgets::v1::PayExpenseRequest>(step, name, etag);
      request->set_payment_reference("VIR-1");
      if (step.amount > 0) *request->mutable_amount() = AmountOf(step);
      return request;
    }
    case Verb::kReversePayment: {
      auto request = VerbOn<budgets::v1::ReverseExpensePaymentRequest>(step, name, etag);
      request->set_payment_id(step.payment);
      request->set_note("rejected");
      return request;
    }
    case Verb::kReverseExpense: {
      auto request = VerbOn<budgets::v1::ReverseExpenseRequest>(step, name, etag);
      request->set_note("entered twice");
      return request;
    }
    case Verb::kReceive:
      return ReceiptRequest(project, step);
    case Verb::kReverseReceipt: {
      auto request = VerbOn<budgets::v1::ReverseReceiptRequest>(step, name, etag);
      request->set_note("sent back");
      return request;
    }
  }
  return nullptr;
}

}  // namespace cofi::model
