// Requests that make no sense, come too late or come from a mistake: each refusal
// is one clear sentence in the caller's language, names its field, and leaves
// every byte as it was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/identifiers.h"
#include "cofi/projects/v1/organizations.pb.h"
#include "cofi/projects/v1/partners.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "google/protobuf/empty.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::ListExpensesRequest;
using budgets::v1::ListExpensesResponse;

// One project in each shape, `requests`: an application `aide` submitted, a
// phase, three expenses.
const Project& ProjectIn(Shape shape) {
  static auto* const made = new std::map<Shape, Project*>();
  Project*& project = (*made)[shape];
  if (project == nullptr) {
    project = new Project(Shared(shape), "requests");
    project->Apply("aide", "100");
    for (const char* id : {"a", "b", "c"}) project->Spend(id, {.amount = "1"});
    projects::v1::CreatePhaseRequest phase;
    phase.set_parent(project->name());
    phase.set_phase_id("diagnostic");
    phase.mutable_phase()->set_display_name("Diagnostic");
    Shared(shape).Ask<projects::v1::Phase>(phase);
  }
  return *project;
}

class RefusedRequests : public EndToEnd {
 protected:
  RefusedRequests() : project_(ProjectIn(GetParam())) {}

  void ExpectRefused(const google::protobuf::Message& request, const Refusal& refusal) {
    end_to_end::ExpectRefused(cofi(), request, refusal);
  }

  ListExpensesRequest Expenses() {
    ListExpensesRequest request;
    request.set_parent(project_.name());
    return request;
  }

  projects::v1::CreateOrganizationRequest Organization() {
    projects::v1::CreateOrganizationRequest request;
    request.set_organization_id("college");
    request.mutable_organization()->set_display_name("Collège");
    request.mutable_organization()->set_kind(projects::v1::Organization::KIND_ASSOCIATION);
    return request;
  }

  // The application as it is now.
  applications::v1::Application Application() {
    applications::v1::GetApplicationRequest request;
    request.set_name(project_.Name("applications", "aide"));
    return cofi().Ask<applications::v1::Application>(request);
  }

  const Project& project_;
};
COFI_IN_ONE_SHAPE(RefusedRequests);

TEST_P(RefusedRequests, UnknownProject) {
  const Refusal refusal = {.code = "NOT_FOUND",
                           .reason = "RESOURCE_NOT_FOUND",
                           .field = "",
                           .english = "project nobodys does not exist",
                           .french = "le projet nobodys n'existe pas"};
  projects::v1::GetProjectRequest get;
  get.set_name("projects/nobodys");
  ExpectRefused(get, refusal);
  // Services that must ask for it, and the reports over them.
  budgets::v1::CreateBudgetRequest create;
  create.set_parent("projects/nobodys");
  create.mutable_budget();
  ExpectRefused(create, refusal);
  ListExpensesRequest list;
  list.set_parent("projects/nobodys");
  ExpectRefused(list, refusal);
  reporting::v1::GetBudgetStatusRequest status;
  status.set_parent("projects/nobodys");
  ExpectRefused(status, refusal);
  reporting::v1::GetPipelineRequest pipeline;
  pipeline.set_parent("projects/nobodys");
  ExpectRefused(pipeline, refusal);
}

TEST_P(RefusedRequests, UnknownFunder) {
  applications::v1::CreateApplicationRequest request;
  request.set_parent(project_.name());
  request.mutable_application()->set_display_name("Aide");
  request.mutable_application()->set_funder("funders/nobody");
  ExpectRefused(request,
                {.code = "FAILED_PRECONDITION",
                 .reason = "REFERENCE_NOT_FOUND",
                 .field = "application.funder",
                 .english = "application.funder names funder nobody, which does not exist",
                 .french = "application.funder désigne le financeur nobody, qui n'existe pas"});
}

// A reference into another service.
TEST_P(RefusedRequests, UnknownOrganization) {
  applications::v1::CreateFunderRequest request;
  request.mutable_funder()->set_display_name("Fondation");
  request.mutable_funder()->set_organization("organizations/nobody");
  ExpectRefused(request,
                {.code = "FAILED_PRECONDITION",
                 .reason = "REFERENCE_NOT_FOUND",
                 .field = "funder.organization",
                 .english = "funder.organization names organization nobody, which does not exist",
                 .french = "funder.organization désigne l'organisme nobody, qui n'existe pas"});
}

TEST_P(RefusedRequests, MalformedName) {
  projects::v1::GetProjectRequest request;
  request.set_name("projects/Précarisation");
  ExpectRefused(request,
                {.code = "INVALID_ARGUMENT",
                 .reason = "NAME_MALFORMED",
                 .field = "name",
                 .english = "name is \"projects/Précarisation\"; accepted: projects/{project},"
                            " identifiers of lowercase letters, digits and hyphens",
                 .french = "name vaut « projects/Précarisation » ; accepté : projects/{project},"
                           " identifiants en minuscules, chiffres et traits d'union"});
}

TEST_P(RefusedRequests, VerbThatTheStateDoesNotAllow) {
  applications::v1::SubmitApplicationRequest request;
  request.set_name(project_.Name("applications", "aide"));
  ExpectRefused(request,
                {.code = "FAILED_PRECONDITION",
                 .reason = "VERB_NOT_ALLOWED",
                 .field = "",
                 .english = "application aide (submitted) does not allow \"submit\"; possible:"
                            " request-information, award, award-conditionally, reject, withdraw,"
                            " hold",
                 .french = "la candidature aide (déposée) ne permet pas « submit » ; possible :"
                           " request-information, award, award-conditionally, reject, withdraw,"
                           " hold"});
}

TEST_P(RefusedRequests, StartBeforeTheMoneyIsThere) {
  projects::v1::StartProjectRequest request;
  request.set_name(project_.name());
  ExpectRefused(request,
                {.code = "FAILED_PRECONDITION",
                 .reason = "START_CONDITION_NOT_MET",
                 .field = "",
                 .english = "project requests cannot start: €0.00 of €16,000.00 are secured",
                 .french = "le projet requests ne peut démarrer : 0,00 € acquis sur 16 000,00 €"});
}

TEST_P(RefusedRequests, DateBeforeTheLastChange) {
  ExpectRefused(project_.Award("aide", "100", "2018-01-09"),
                {.code = "FAILED_PRECONDITION",
                 .reason = "DATE_OUT_OF_ORDER",
                 .field = "",
                 .english = "application aide last changed on 2018-01-10; 2018-01-09 is before"
                            " that",
                 .french = "la candidature aide a changé pour la dernière fois le 10/01/2018 ; le"
                           " 09/01/2018 est avant"});
}

TEST_P(RefusedRequests, DateThatDoesNotExist) {
  auto request = project_.Award("aide", "100", "2018-02-28");
  request.mutable_effective_date()->set_day(30);
  ExpectRefused(request,
                {.code = "INVALID_ARGUMENT",
                 .reason = "VALUE_MALFORMED",
                 .field = "effective_date",
                 .english = "effective_date is \"2018-02-30\"; accepted: 2018-03-23, 23/03/2018"
                            " (this day does not exist)",
                 .french = "effective_date vaut « 2018-02-30 » ; accepté : 23/03/2018, 23/3/18, 23"
                           " mars 2018, hier (ce jour n'existe pas)"});
}

TEST_P(RefusedRequests, WrongSiret) {
  auto request = Organization();
  request.mutable_organization()->set_siret("12345678901234");
  ExpectRefused(request,
                {.code = "INVALID_ARGUMENT",
                 .reason = "SIRET_INVALID",
                 .field = "organization.siret",
                 .english = "organization.siret \"12345678901234\" is not a SIRET: 14 digits"
                            " of which the last checks the others",
                 .french = "organization.siret « 12345678901234 » n'est pas un SIRET : 14"
                           " chiffres dont le dernier vérifie les autres"});
}

TEST_P(RefusedRequests, WrongRna) {
  auto request = Organization();
  request.mutable_organization()->set_rna("W35123456");
  ExpectRefused(
      request, {.code = "INVALID_ARGUMENT",
                .reason = "RNA_INVALID",
                .field = "organization.rna",
                .english = "organization.rna \"W35123456\" is not an RNA number: W and nine digits",
                .french = "organization.rna « W35123456 » n'est pas un numéro RNA : W et neuf"
                          " chiffres"});
}

TEST_P(RefusedRequests, BudgetThatIsNotBalanced) {
  budgets::v1::CreateBudgetRequest create;
  create.set_parent(project_.name());
  create.set_budget_id("v2-" + std::to_string(static_cast<int>(GetParam())));
  create.mutable_budget();
  const auto budget = cofi().Ask<budgets::v1::Budget>(create);
  budgets::v1::CreateLineRequest line;
  line.set_parent(budget.name());
  line.set_line_id("62");
  line.mutable_line()->set_side(budgets::v1::Line::SIDE_EXPENSE);
  line.mutable_line()->set_account("62");
  line.mutable_line()->set_display_name("Services");
  *line.mutable_line()->mutable_planned_amount() = Eur("1000.01");
  cofi().Ask<budgets::v1::Line>(line);
  budgets::v1::AdoptBudgetRequest adopt;
  adopt.set_name(budget.name());
  ExpectRefused(adopt, {.code = "FAILED_PRECONDITION",
                        .reason = "BUDGET_UNBALANCED",
                        .field = "",
                        .english = "budget " + create.budget_id() +
                                   " is not balanced: expenses €1,000.01, income €0.00; the"
                                   " difference is €1,000.01",
                        .french = "le budget " + create.budget_id() +
                                  " n'est pas équilibré : charges 1 000,01 €, produits 0,00 € ;"
                                  " l'écart est de 1 000,01 €"});
}

TEST_P(RefusedRequests, BudgetThatIsInForce) {
  budgets::v1::UpdateLineRequest request;
  request.mutable_line()->set_name(project_.Name("budgets/v1/lines", "62"));
  *request.mutable_line()->mutable_planned_amount() = Eur("1");
  ExpectRefused(request, {.code = "FAILED_PRECONDITION",
                          .reason = "BUDGET_FROZEN",
                          .field = "",
                          .english = "budget v1 is adopted; make a new version to change it",
                          .french = "le budget v1 est adopté ; créez une nouvelle version pour le"
                                    " changer"});
}

TEST_P(RefusedRequests, StaleEtag) {
  const std::string current = Application().etag();
  const Refusal refusal = {.code = "ABORTED",
                           .reason = "ETAG_MISMATCH",
                           .field = "",
                           .english = "application aide was changed meanwhile (revision " +
                                      current + ", not 1): read it again, then try again",
                           .french = "la candidature aide a été modifiée entre-temps (révision " +
                                     current + ", non 1) : relisez, puis recommencez"};
  applications::v1::UpdateApplicationRequest update;
  update.mutable_application()->set_name(project_.Name("applications", "aide"));
  update.mutable_application()->set_etag("1");
  update.mutable_application()->set_note("new");
  ExpectRefused(update, refusal);
  auto award = project_.Award("aide", "100", "2018-02-01");
  award.set_etag("1");
  ExpectRefused(award, refusal);
  applications::v1::DeleteApplicationRequest remove;
  remove.set_name(project_.Name("applications", "aide"));
  remove.set_etag("1");
  ExpectRefused(remove, refusal);
}

TEST_P(RefusedRequests, MalformedFilter) {
  auto request = Expenses();
  request.set_filter("amount > 10 AND amont < 20");
  ExpectRefused(request,
                {.code = "INVALID_ARGUMENT",
                 .reason = "FILTER_MALFORMED",
                 .field = "filter",
                 .english = "filter, column 17: found \"amont < 20\"; accepted: name, uid, …",
                 .french = "filtre, colonne 17 : trouvé \"amont < 20\" ; accepté : name, uid, …"});
  request.set_filter("amount > ten");
  ExpectRefused(request, {.code = "INVALID_ARGUMENT",
                          .reason = "FILTER_MALFORMED",
                          .field = "filter",
                          .english = "filter, column 10: found \"ten\"; accepted: …",
                          .french = "filtre, colonne 10 : trouvé \"ten\" ; accepté : …"});
}

TEST_P(RefusedRequests, OrderByWhatCannotBeSorted) {
  auto request = Expenses();
  request.set_order_by("amont");
  ExpectRefused(request,
                {.code = "INVALID_ARGUMENT",
                 .reason = "ORDER_BY_MALFORMED",
                 .field = "order_by",
                 .english = "order_by: \"amont\" cannot be sorted by; accepted: name, uid, …",
                 .french = "tri : « amont » ne sert pas à trier ; accepté : name, uid, …"});
}

TEST_P(RefusedRequests, PageTokenOfAnotherQuery) {
  auto request = Expenses();
  request.set_page_size(1);
  const auto page = cofi().Ask<ListExpensesResponse>(request);
  ASSERT_NE(page.next_page_token(), "");
  request.set_page_token(page.next_page_token());
  EXPECT_EQ(cofi().Ask<ListExpensesResponse>(request).expenses_size(), 1);
  const Refusal refusal = {
      .code = "INVALID_ARGUMENT",
      .reason = "PAGE_TOKEN_INVALID",
      .field = "page_token",
      .english = "page_token is not one of this query: repeat the same parent, filter and order_by",
      .french =
          "le jeton de page n'est pas de cette requête : répétez le même parent, le même filtre"
          " et le même tri"};
  request.set_filter("amount > 0");
  ExpectRefused(request, refusal);
  request.clear_filter();
  request.set_order_by("amount");
  ExpectRefused(request, refusal);
  request.clear_order_by();
  request.set_page_token("not a token");
  ExpectRefused(request, refusal);
  budgets::v1::ListCommitmentsRequest other;
  other.set_parent(project_.name());
  other.set_page_token(page.next_page_token());
  ExpectRefused(other, refusal);
}

TEST_P(RefusedRequests, NegativePageSize) {
  auto request = Expenses();
  request.set_page_size(-1);
  ExpectRefused(request, {.code = "INVALID_ARGUMENT",
                          .reason = "VALUE_OUT_OF_RANGE",
                          .field = "page_size",
                          .english = "page_size is -1; accepted: 0…1000",
                          .french = "page_size vaut -1 ; accepté : 0…"});
}

TEST_P(RefusedRequests, FieldThatIsSetAtCreationOnly) {
  applications::v1::UpdateApplicationRequest request;
  request.mutable_application()->set_name(project_.Name("applications", "aide"));
  request.mutable_application()->set_funder("funders/other");
  ExpectRefused(request, {.code = "INVALID_ARGUMENT",
                          .reason = "FIELD_IMMUTABLE",
                          .field = "application.funder",
                          .english = "application.funder can be set at creation only",
                          .french = "application.funder ne se fixe qu'à la création"});
}

TEST_P(RefusedRequests, FieldThatIsNotOne) {
  projects::v1::UpdateOrganizationRequest request;
  projects::v1::CreateOrganizationRequest create = Organization();
  create.set_organization_id("mask-" + std::to_string(static_cast<int>(GetParam())));
  *request.mutable_organization() = cofi().Ask<projects::v1::Organization>(create);
  request.mutable_update_mask()->add_paths("name_of_it");
  const std::string accepted =
      "name, uid, create_time, update_time, etag, display_name, kind, siret, rna, territory, "
      "fiscal_year_start_month";
  ExpectRefused(request, {.code = "INVALID_ARGUMENT",
                          .reason = "FIELD_UNKNOWN",
                          .field = "update_mask.name_of_it",
                          .english = "update_mask.name_of_it is not a field of Organization; there"
                                     " are: " +
                                     accepted,
                          .french = "update_mask.name_of_it n'est pas un champ de Organization ; il"
                                    " y a : " +
                                    accepted});
}

TEST_P(RefusedRequests, FieldThatIsMissing) {
  projects::v1::CreateOrganizationRequest request = Organization();
  request.mutable_organization()->clear_display_name();
  ExpectRefused(request, {.code = "INVALID_ARGUMENT",
                          .reason = "FIELD_REQUIRED",
                          .field = "organization.display_name",
                          .english = "organization.display_name is required",
                          .french = "organization.display_name est obligatoire"});
}

TEST_P(RefusedRequests, AllMistakesAreNamedAtOnce) {
  projects::v1::CreateOrganizationRequest request = Organization();
  request.mutable_organization()->set_display_name("\x01");
  request.mutable_organization()->set_siret("1");
  request.mutable_organization()->clear_kind();
  request.set_request_id("1");
  projects::v1::Organization organization;
  const std::string said = Said(cofi().Call(request, &organization));
  for (const char* field :
       {"organization.display_name", "organization.siret", "organization.kind", "request_id"}) {
    EXPECT_THAT(said, ::testing::HasSubstr(field));
  }
}

TEST_P(RefusedRequests, TextThatIsTooLong) {
  projects::v1::CreateOrganizationRequest request = Organization();
  request.mutable_organization()->set_display_name(std::string(257, 'a'));
  ExpectRefused(
      request,
      {.code = "INVALID_ARGUMENT",
       .reason = "VALUE_TOO_LONG",
       .field = "organization.display_name",
       .english = "organization.display_name has 257 characters; at most 256 are accepted",
       .french = "organization.display_name compte 257 caractères ; 256 au plus sont acceptés"});
}

TEST_P(RefusedRequests, DeletingWhatHasChildren) {
  projects::v1::CreateProjectRequest create;
  create.set_project_id("parent");
  create.mutable_project()->set_display_name("Parent");
  cofi().Ask<projects::v1::Project>(create);
  projects::v1::CreatePhaseRequest phase;
  phase.set_parent("projects/parent");
  phase.set_phase_id("first");
  phase.mutable_phase()->set_display_name("First");
  cofi().Ask<projects::v1::Phase>(phase);

  projects::v1::DeleteProjectRequest request;
  request.set_name("projects/parent");
  ExpectRefused(request,
                {.code = "FAILED_PRECONDITION",
                 .reason = "RESOURCE_IN_USE",
                 .field = "",
                 .english = "project parent is used by 1 phase; delete that first, or force the"
                            " deletion",
                 .french = "le projet parent sert encore à 1 phase ; à supprimer d'abord, ou forcez"
                           " la suppression"});
  request.set_force(true);
  cofi().Ask<google::protobuf::Empty>(request);
  projects::v1::GetPhaseRequest gone;
  gone.set_name("projects/parent/phases/first");
  projects::v1::Phase none;
  EXPECT_EQ(cofi().Call(gone, &none).error_code(), grpc::StatusCode::NOT_FOUND);
}

// All checks, and not a byte.
TEST_P(RefusedRequests, OnlyToBeValidated) {
  const auto before = cofi().books().Contents();
  auto request = project_.Expense("x", {.amount = "10"});
  request.set_validate_only(true);
  const auto expense = cofi().Ask<budgets::v1::Expense>(request);
  EXPECT_EQ(expense.name(), project_.Name("expenses", "x"));
  EXPECT_EQ(Minor(expense.own_funds_amount()), 10'00);
  auto award = project_.Award("aide", "100", "2018-02-01");
  award.set_validate_only(true);
  EXPECT_EQ(cofi().Ask<applications::v1::Application>(award).state(),
            applications::v1::Application::STATE_AWARDED);
  EXPECT_EQ(cofi().books().Contents(), before);

  auto wrong = project_.Expense("x", {.amount = "9000.01"});
  wrong.set_validate_only(true);
  budgets::v1::Expense none;
  EXPECT_EQ(cofi().Call(wrong, &none).error_code(), grpc::StatusCode::FAILED_PRECONDITION);
}

}  // namespace
}  // namespace cofi::end_to_end
