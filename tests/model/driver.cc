#include "tests/model/driver.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "clients/method_facts.h"
#include "clients/methods.h"
#include "clients/peer.h"
#include "cofi/applications/v1/application_verbs.pb.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/funders.pb.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/commitments.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/budgets/v1/receipts.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "google/rpc/error_details.pb.h"
#include "tests/model/requests.h"
#include "tests/model/steps.h"

namespace cofi::model {
namespace {

std::string ReasonOf(const grpc::Status& status) {
  if (status.ok()) return "";
  const google::rpc::Status details = clients::DetailsOf(status);
  google::rpc::ErrorInfo info;
  for (const google::protobuf::Any& detail : details.details()) {
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return absl::StrCat("no reason: ", status.error_message());
}

// The field that the refusal names; empty for none.
std::string FieldIn(const grpc::Status& status) {
  const google::rpc::Status details = clients::DetailsOf(status);
  google::rpc::BadRequest fields;
  for (const google::protobuf::Any& detail : details.details()) detail.UnpackTo(&fields);
  return fields.field_violations().empty() ? "" : fields.field_violations(0).field();
}

std::string Compared(const std::string& what, const std::string& oracle,
                     const std::string& server) {
  if (oracle == server) return "";
  return absl::StrCat(what, ": ", oracle, " expected, the server says ", server, "\n");
}

std::string On(std::optional<int> day) {
  return day.has_value() ? absl::StrCat(" as of day ", *day) : "";
}

std::string Figures(int64_t planned, const Sums& sums) {
  return absl::StrCat("planned ", planned, ", committed ", sums.committed, ", spent ", sums.spent,
                      ", paid ", sums.paid, ", available ", planned - sums.committed - sums.spent);
}

// All rows of a list of the project, as of a day if one is given.
template <typename Response, typename Request>
Response RowsOf(const end_to_end::Installation& cofi, const std::string& project,
                std::optional<int> day, Request request) {
  request.set_parent(project);
  request.set_page_size(1000);
  if constexpr (requires { request.mutable_as_of_date(); }) {
    if (day.has_value()) *request.mutable_as_of_date() = DateOf(*day);
  }
  return cofi.Ask<Response>(request);
}

const google::protobuf::Descriptor* TypeOf(Verb verb) {
  switch (verb) {
    case Verb::kDraftBudget:
    case Verb::kAdoptBudget:
      return budgets::v1::Budget::descriptor();
    case Verb::kCreateGrant:
    case Verb::kUpdateGrant:
      return budgets::v1::Grant::descriptor();
    case Verb::kAward:
    case Verb::kWithdraw:
      return applications::v1::Application::descriptor();
    case Verb::kCommit:
    case Verb::kRelease:
      return budgets::v1::Commitment::descriptor();
    case Verb::kSpend:
    case Verb::kPay:
    case Verb::kReversePayment:
    case Verb::kReverseExpense:
      return budgets::v1::Expense::descriptor();
    case Verb::kReceive:
    case Verb::kReverseReceipt:
      return budgets::v1::Receipt::descriptor();
  }
  return nullptr;
}

}  // namespace

Driver::Driver(const end_to_end::Installation& cofi, const std::string& id)
    : cofi_(cofi), project_("projects/" + id) {
  const auto must = [this](const Message& request, Message* response) {
    const std::string refusal = Send(request, response);
    COFI_CHECK(refusal.empty(), absl::StrCat(request.GetTypeName(), ": ", refusal));
  };
  applications::v1::CreateFunderRequest funder;
  applications::v1::Funder made_funder;
  funder.set_funder_id("ville");
  funder.mutable_funder()->set_display_name("Ville");
  Send(funder, &made_funder);  // It may be there from the project before.
  projects::v1::CreateProjectRequest project;
  projects::v1::Project made;
  project.set_project_id(id);
  project.mutable_project()->set_display_name(id);
  must(project, &made);
  for (int grant = kFirstAwarded; grant < kGrants; ++grant) {
    applications::v1::CreateApplicationRequest request;
    applications::v1::Application application;
    request.set_parent(project_);
    request.set_application_id(absl::StrCat("a", grant));
    request.mutable_application()->set_display_name("Aide");
    request.mutable_application()->set_funder("funders/ville");
    *request.mutable_application()->mutable_requested_amount() = Euros(kRequested);
    must(request, &application);
    applications::v1::SubmitApplicationRequest submit;
    submit.set_name(application.name());
    *submit.mutable_effective_date() = DateOf(kSubmitDay);
    must(submit, &application);
    first_etags_[application.name()] = application.etag();
  }
}

std::string Driver::Send(const Message& request, Message* response) {
  return ReasonOf(cofi_.Call(request, response, Language::kEnglish, &replayed_));
}

std::string Driver::Take(const Step& step) {
  replayed_ = false;
  ++taken_;
  if (step.verb == Verb::kDraftBudget) return DraftBudget(step);
  const std::string name = NameOf(step);
  const auto sent = sent_.find(step.request);
  std::unique_ptr<Message> request;
  if (sent != sent_.end() && sent->second.first == step) {
    request.reset(sent->second.second->New());
    request->CopyFrom(*sent->second.second);
  } else {
    request = RequestOf(project_, step, name, EtagFor(step, name));
  }
  const std::unique_ptr<Message> response =
      NewMessage(clients::MethodOf(request->GetDescriptor())->output_type());
  const std::string refusal = Send(*request, response.get());
  if (!refusal.empty() || step.validate_only) return refusal;
  first_etags_.emplace(StringField(*response, "name"), StringField(*response, "etag"));
  sent_.emplace(step.request, std::make_pair(step, std::move(request)));
  // Awards become grants, and projects are told what is secured, a moment later.
  COFI_CHECK(cofi_.books().AwaitRelays(), "the relays did not come to rest");
  if (step.verb == Verb::kAward) {
    first_etags_.emplace(GrantName(project_, step.id),
                         FieldOf(Verb::kUpdateGrant, GrantName(project_, step.id), "etag"));
  }
  return refusal;
}

budgets::v1::BatchCreateExpensesRequest Driver::BatchOf(const std::vector<Step>& steps) const {
  budgets::v1::BatchCreateExpensesRequest batch;
  batch.set_parent(project_);
  batch.set_request_id(NewRequestId());
  for (const Step& step : steps) {
    COFI_CHECK(step.verb == Verb::kSpend, Describe(step));
    const auto request = RequestOf(project_, step, NameOf(step), "");
    batch.add_requests()->CopyFrom(*request);
  }
  return batch;
}

std::string Driver::TakeTogether(const std::vector<Step>& steps) {
  budgets::v1::BatchCreateExpensesResponse response;
  const grpc::Status status = cofi_.Call(BatchOf(steps), &response);
  for (const budgets::v1::Expense& each : response.expenses()) {
    first_etags_.emplace(each.name(), each.etag());
  }
  if (status.ok()) return "";
  const std::string field = FieldIn(status);
  return absl::StrCat(ReasonOf(status), " ", field.substr(0, field.find(']') + 1));
}

std::vector<std::string> Driver::Rehearse(const std::vector<Step>& steps) {
  budgets::v1::BatchCreateExpensesRequest batch = BatchOf(steps);
  batch.set_validate_only(true);
  std::vector<std::string> said;
  const auto response = cofi_.Ask<budgets::v1::BatchCreateExpensesResponse>(batch);
  for (const google::rpc::Status& each : response.verdicts()) {
    said.push_back(ReasonOf(grpc::Status(static_cast<grpc::StatusCode>(each.code()), each.message(),
                                         each.SerializeAsString())));
  }
  return said;
}

std::string Driver::DraftBudget(const Step& step) {
  budgets::v1::CreateBudgetRequest request;
  budgets::v1::Budget budget;
  request.set_parent(project_);
  request.set_budget_id(IdOf(step));
  request.mutable_budget();
  if (const std::string refusal = Send(request, &budget); !refusal.empty()) return refusal;
  first_etags_[budget.name()] = budget.etag();
  int64_t sum = 0;
  const auto line = [&](int index, int64_t planned) {
    budgets::v1::CreateLineRequest each;
    budgets::v1::Line made;
    each.set_parent(budget.name());
    each.set_line_id(kLines[index]);
    each.mutable_line()->set_account(index == 1 && step.repurposed ? "63" : kLines[index]);
    each.mutable_line()->set_display_name(kLines[index]);
    *each.mutable_line()->mutable_planned_amount() = Euros(planned);
    const bool expense = index < kExpenseLines;
    each.mutable_line()->set_side(expense ? budgets::v1::Line::SIDE_EXPENSE
                                          : budgets::v1::Line::SIDE_INCOME);
    if (expense) {
      each.mutable_line()->set_overrun_policy(index == kWarningLine
                                                  ? budgets::v1::Line::OVERRUN_POLICY_WARN
                                                  : budgets::v1::Line::OVERRUN_POLICY_BLOCK);
      sum += planned;
    }
    return Send(each, &made);
  };
  std::string refusals;
  for (int i = 0; i < kExpenseLines; ++i) {
    if (step.planned[i] >= 0) refusals += line(i, step.planned[i]);
  }
  refusals += line(kIncomeLine, sum + step.imbalance);
  return refusals;
}

std::string Driver::NameOf(const Step& step) const {
  const std::string collection = CollectionOf(project_, step.verb);
  return absl::StrCat(collection, "/", IdOf(step), step.of_reversal ? "-x" : "");
}

std::string Driver::EtagFor(const Step& step, const std::string& name) const {
  if (step.etag == Etag::kNone) return "";
  if (step.etag == Etag::kCurrent) return FieldOf(step.verb, name, "etag");
  const auto first = first_etags_.find(name);
  return first == first_etags_.end() ? "" : first->second;
}

std::string Driver::FieldOf(Verb verb, const std::string& name, const char* field) const {
  const auto* getter = clients::GetterOf(TypeOf(verb));
  const auto request = NewMessage(getter->input_type());
  const auto resource = NewMessage(getter->output_type());
  SetStringField(request.get(), "name", name);
  return cofi_.Call(*request, resource.get()).ok() ? StringField(*resource, field) : "";
}

std::string Driver::LineDifferences(const Oracle& oracle, int line, std::optional<int> day) const {
  budgets::v1::GetLineRequest request;
  budgets::v1::Line answer;
  request.set_name(absl::StrCat(project_, "/lines/", kLines[line]));
  if (day.has_value()) *request.mutable_as_of_date() = DateOf(*day);
  const std::string refusal = ReasonOf(cofi_.Call(request, &answer));
  const std::optional<int64_t> planned = oracle.Planned(line, day);
  const std::string expected =
      planned.has_value() ? Figures(*planned, oracle.OfLine(line, day)) : "RESOURCE_NOT_FOUND";
  const std::string said =
      refusal.empty()
          ? absl::StrCat("planned ", Minor(answer.planned_amount()), ", committed ",
                         Minor(answer.committed_amount()), ", spent ", Minor(answer.spent_amount()),
                         ", paid ", Minor(answer.paid_amount()), ", available ",
                         Minor(answer.available_amount()))
          : refusal;
  return Compared(absl::StrCat("line ", kLines[line], On(day)), expected, said);
}

std::string Driver::GrantDifferences(const Oracle& oracle, int grant,
                                     std::optional<int> day) const {
  budgets::v1::GetGrantRequest request;
  budgets::v1::Grant answer;
  request.set_name(GrantName(project_, grant));
  if (day.has_value()) *request.mutable_as_of_date() = DateOf(*day);
  const std::string refusal = ReasonOf(cofi_.Call(request, &answer));
  std::string expected = "RESOURCE_NOT_FOUND";
  const auto found = oracle.grants().find(grant);
  if (found != oracle.grants().end() && found->second.award_day <= day.value_or(kFuture)) {
    const GrantFacts& facts = found->second;
    const Sums sums = oracle.OfGrant(grant, day);
    const int64_t left = facts.Most(day) - sums.spent;
    expected = absl::StrCat("awarded ", facts.Awarded(day), ", spent ", sums.spent, ", received ",
                            sums.received, ", remaining ", std::max<int64_t>(left, 0),
                            ", overspent ", std::max<int64_t>(-left, 0), ", overpaid ",
                            std::max<int64_t>(sums.received - facts.Awarded(day), 0));
  }
  const std::string said = refusal.empty()
                               ? absl::StrCat("awarded ", Minor(answer.awarded_amount()),
                                              ", spent ", Minor(answer.spent_amount()),
                                              ", received ", Minor(answer.received_amount()),
                                              ", remaining ", Minor(answer.remaining_amount()),
                                              ", overspent ", Minor(answer.overspent_amount()),
                                              ", overpaid ", Minor(answer.overpaid_amount()))
                               : refusal;
  return Compared(absl::StrCat(GrantName(project_, grant), On(day)), expected, said);
}

std::string Driver::CommitmentDifferences(const Oracle& oracle, int commitment) const {
  budgets::v1::GetCommitmentRequest request;
  budgets::v1::Commitment answer;
  request.set_name(absl::StrCat(project_, "/commitments/c", commitment));
  const std::string refusal = ReasonOf(cofi_.Call(request, &answer));
  const CommitmentFacts& facts = oracle.commitments().at(commitment);
  return Compared(request.name(),
                  absl::StrCat(facts.state, ", consumed ", facts.consumed, ", open ", facts.Open()),
                  refusal.empty() ? absl::StrCat(EnumNameOf(answer.state()), ", consumed ",
                                                 Minor(answer.consumed_amount()), ", open ",
                                                 Minor(answer.open_amount()))
                                  : refusal);
}

// Every total has rows that explain it: the entries that a list has, as of a day if one is
// given, sum to what the lines and the grants have.
std::string Driver::RowDifferences(const Oracle& oracle, std::optional<int> day) const {
  std::array<Sums, kExpenseLines> of_lines;
  std::array<Sums, kGrants> of_grants;
  const auto line_of = [&](const std::string& name) -> Sums& {
    const auto* id = std::find(kLines.begin(), kLines.end(), cofi::IdOf(name));
    return of_lines.at(id - kLines.begin());
  };
  const auto grant_of = [&](const std::string& name) -> Sums& {
    int grant = 0;
    while (GrantName(project_, grant) != name) ++grant;
    return of_grants.at(grant);
  };
  const auto expenses = RowsOf<budgets::v1::ListExpensesResponse>(
      cofi_, project_, day, budgets::v1::ListExpensesRequest());
  for (const budgets::v1::Expense& expense : expenses.expenses()) {
    // What is on a line; parts say themselves what was paid of each.
    const auto add_line = [&](const auto& part) {
      const auto add = [&](int64_t minor, Sums* sums) {
        if (expense.has_invoice_date()) sums->spent += minor;
        if (!expense.paid_in_parts() && expense.has_payment_date()) sums->paid += minor;
      };
      add(Minor(part.amount()), &line_of(part.line()));
      for (const auto& share : part.shares()) add(Minor(share.amount()), &grant_of(share.grant()));
    };
    if (expense.splits().empty()) add_line(expense);
    for (const auto& split : expense.splits()) add_line(split);
    for (const auto& payment : expense.payments()) {
      for (const auto& part : payment.parts()) {
        line_of(part.line()).paid += Minor(part.amount());
        if (!part.grant().empty()) grant_of(part.grant()).paid += Minor(part.amount());
      }
    }
  }
  const auto receipts = RowsOf<budgets::v1::ListReceiptsResponse>(
      cofi_, project_, day, budgets::v1::ListReceiptsRequest());
  for (const budgets::v1::Receipt& receipt : receipts.receipts()) {
    grant_of(receipt.grant()).received += Minor(receipt.amount());
  }
  // What is reserved has no rows of another day.
  if (!day.has_value()) {
    const auto commitments = RowsOf<budgets::v1::ListCommitmentsResponse>(
        cofi_, project_, day, budgets::v1::ListCommitmentsRequest());
    for (const budgets::v1::Commitment& commitment : commitments.commitments()) {
      line_of(commitment.line()).committed += Minor(commitment.open_amount());
    }
  }
  const auto figures = [&](const Sums& sums) {
    return absl::StrCat("committed ", day.has_value() ? 0 : sums.committed, ", spent ", sums.spent,
                        ", paid ", sums.paid, ", received ", sums.received);
  };
  std::string differences;
  for (int line = 0; line < kExpenseLines; ++line) {
    differences += Compared(absl::StrCat("rows of line ", kLines[line], On(day)),
                            figures(oracle.OfLine(line, day)), figures(of_lines[line]));
  }
  for (int grant = 0; grant < kGrants; ++grant) {
    differences += Compared(absl::StrCat("rows of grant ", grant, On(day)),
                            figures(oracle.OfGrant(grant, day)), figures(of_grants[grant]));
  }
  return differences;
}

// The report's last line, and what each grant and own funds paid of it.
std::string Driver::TotalDifferences(const Oracle& oracle) const {
  if (oracle.adopted() == 0) return "";
  reporting::v1::GetBudgetStatusRequest request;
  reporting::v1::BudgetStatus status;
  request.set_parent(project_);
  const std::string refusal = ReasonOf(cofi_.Call(request, &status));
  int64_t planned = 0;
  Sums sums;
  for (int line = 0; line < kExpenseLines; ++line) {
    planned += oracle.Planned(line).value_or(0);
    const Sums each = oracle.Planned(line).has_value() ? oracle.OfLine(line) : Sums();
    sums.committed += each.committed;
    sums.spent += each.spent;
    sums.paid += each.paid;
  }
  const reporting::v1::BudgetRow& total = status.total();
  std::string differences =
      Compared("total of " + project_, Figures(planned, sums),
               refusal.empty() ? absl::StrCat("planned ", Minor(total.planned()), ", committed ",
                                              Minor(total.committed()), ", spent ",
                                              Minor(total.spent()), ", paid ", Minor(total.paid()),
                                              ", available ", Minor(total.available()))
                               : refusal);
  int64_t financed = 0;
  for (const auto& source : status.financing()) financed += Minor(source.spent());
  differences +=
      Compared("financing of " + project_, absl::StrCat(sums.spent), absl::StrCat(financed));
  return differences;
}

// One entry for every change, each linked to the one before.
std::string Driver::JournalDifferences(const Oracle& oracle) const {
  const std::string of_project = absl::StrCat(" WHERE a.root = '", project_, "'");
  return absl::StrCat(
      Compared("entries of the journal", absl::StrCat(oracle.Entries()),
               cofi_.books().Value("budgets",
                                   "SELECT CAST(COUNT(*) AS TEXT) FROM journal a" + of_project)),
      Compared("broken links of the journal", "0",
               cofi_.books().Value(
                   "budgets",
                   absl::StrCat("SELECT CAST(COUNT(*) AS TEXT) FROM journal a LEFT JOIN journal b"
                                " ON b.root = a.root AND b.sequence = a.sequence - 1",
                                of_project,
                                " AND a.sequence > 1"
                                " AND b.hash IS DISTINCT FROM a.previous_hash"))));
}

std::string Driver::Differences(const Oracle& oracle, int day) const {
  std::string differences;
  for (const std::optional<int> each : {std::optional<int>(), std::optional<int>(day)}) {
    for (int line = 0; line < kExpenseLines; ++line) {
      differences += LineDifferences(oracle, line, each);
    }
    for (int grant = 0; grant < kGrants; ++grant) {
      differences += GrantDifferences(oracle, grant, each);
    }
    differences += RowDifferences(oracle, each);
  }
  for (const auto& [id, facts] : oracle.commitments()) {
    differences += CommitmentDifferences(oracle, id);
  }
  return differences + TotalDifferences(oracle) + JournalDifferences(oracle);
}

}  // namespace cofi::model
