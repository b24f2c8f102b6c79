// Which line and which budget a name stands for, and where a line, a stage and a phase stand
// among others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "base/identifiers.h"
#include "base/names.h"
#include "cofi/applications/v1/stages.pb.h"
#include "cofi/projects/v1/partners.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::Budget;
using budgets::v1::Line;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Lines : public EndToEnd {
 protected:
  Lines() : project_(cofi(), "l-" + NewUuid().substr(0, 8)) {}

  std::string Of(const std::string& budget, const std::string& line = "") {
    const std::string name = project_.Name("budgets", budget);
    return line.empty() ? name : name + "/lines/" + line;
  }

  // A draft of the second budget, which balances: 62 and 63, and one line of income.
  void Draft() {
    budgets::v1::CreateBudgetRequest create;
    create.set_parent(project_.name());
    create.set_budget_id("v2");
    create.mutable_budget();
    cofi().Ask<Budget>(create);
    for (const char* id : {"62", "63", "75"}) cofi().Ask<Line>(NewLine(id));
  }
  budgets::v1::CreateLineRequest NewLine(const std::string& id) {
    budgets::v1::CreateLineRequest request;
    request.set_parent(Of("v2"));
    request.set_line_id(id);
    Line& line = *request.mutable_line();
    line.set_side(id[0] == '7' ? Line::SIDE_INCOME : Line::SIDE_EXPENSE);
    line.set_account(id.substr(0, 2));
    line.set_display_name(id);
    *line.mutable_planned_amount() = Eur(id[0] == '7' ? "12000" : "6000");
    return request;
  }
  void AdoptDraft() {
    budgets::v1::AdoptBudgetRequest adopt;
    adopt.set_name(Of("v2"));
    *adopt.mutable_effective_date() = On("2018-06-01");
    cofi().Ask<Budget>(adopt);
  }

  template <typename Response, typename Request>
  Response Get(const std::string& name, const std::string& as_of = "") {
    Request request;
    request.set_name(name);
    if (!as_of.empty()) *request.mutable_as_of_date() = On(as_of);
    return cofi().Ask<Response>(request);
  }
  std::string BudgetOf(const std::string& as_of = "") {
    return Get<Budget, budgets::v1::GetBudgetRequest>(Of("adopted"), as_of).name();
  }
  std::string LineOf(const std::string& name, const std::string& as_of = "") {
    return Get<Line, budgets::v1::GetLineRequest>(name, as_of).name();
  }

  budgets::v1::ListLinesRequest List(const std::string& budget, const std::string& filter = "") {
    budgets::v1::ListLinesRequest request;
    request.set_parent(Of(budget));
    request.set_filter(filter);
    return request;
  }
  std::vector<std::string> Ids(const budgets::v1::ListLinesRequest& request) {
    std::vector<std::string> ids;
    const auto response = cofi().Ask<budgets::v1::ListLinesResponse>(request);
    for (const Line& line : response.lines()) ids.emplace_back(IdOf(line.name()));
    return ids;
  }

  template <typename Response>
  std::string Refusal(const google::protobuf::Message& request) {
    Response response;
    const grpc::Status status = cofi().Call(request, &response);
    if (status.ok()) return "";
    const std::string said = Said(status);
    return said.substr(0, said.find(':'));
  }

  const Project project_;
};
COFI_IN_ALL_SHAPES(Lines);

TEST_P(Lines, OfTheAdoptedBudgetAreNamedWithoutAVersion) {
  const std::string money = project_.Name("lines", "62");
  for (const std::string& name : {money, Of("adopted", "62"), Of("v1", "62")}) {
    EXPECT_EQ(LineOf(name), Of("v1", "62"));
  }
  Draft();
  EXPECT_EQ(LineOf(money), Of("v1", "62")) << "a draft is not in force";
  AdoptDraft();
  EXPECT_EQ(LineOf(money), Of("v2", "62"));
  EXPECT_EQ(LineOf(Of("adopted", "63")), Of("v2", "63"));
  EXPECT_EQ(LineOf(money, "2018-05-31"), Of("v1", "62"));
  EXPECT_EQ(LineOf(Of("adopted", "60"), "2018-05-31"), Of("v1", "60"));
  EXPECT_EQ(BudgetOf(), Of("v2"));
  EXPECT_EQ(BudgetOf("2018-05-31"), Of("v1"));
}

TEST_P(Lines, AreNotThereWhereNoneWasAdopted) {
  budgets::v1::GetLineRequest line;
  *line.mutable_as_of_date() = On("2017-12-31");
  for (const std::string& name : {project_.Name("lines", "62"), Of("adopted", "62")}) {
    line.set_name(name);
    EXPECT_EQ(Refusal<Line>(line), "NOT_FOUND RESOURCE_NOT_FOUND") << name;
  }
  budgets::v1::GetBudgetRequest budget;
  budget.set_name(Of("adopted"));
  *budget.mutable_as_of_date() = On("2017-12-31");
  EXPECT_EQ(Refusal<Budget>(budget), "NOT_FOUND RESOURCE_NOT_FOUND");
  budgets::v1::ListLinesRequest list = List("adopted");
  *list.mutable_as_of_date() = On("2017-12-31");
  EXPECT_EQ(Refusal<budgets::v1::ListLinesResponse>(list), "NOT_FOUND RESOURCE_NOT_FOUND");
}

TEST_P(Lines, OfTheAdoptedBudgetAreListed) {
  Draft();
  EXPECT_THAT(Ids(List("adopted")), ElementsAre("60", "62", "64", "74", "75"));
  EXPECT_THAT(Ids(List("-")), SizeIs(8)) << "those of all versions";
  budgets::v1::ListLinesRequest page = List("adopted");
  page.set_page_size(2);
  page.set_page_token(cofi().Ask<budgets::v1::ListLinesResponse>(page).next_page_token());
  EXPECT_THAT(Ids(page), ElementsAre("64", "74"));
  AdoptDraft();
  EXPECT_THAT(Ids(List("adopted")), ElementsAre("62", "63", "75"));
  EXPECT_EQ(Refusal<budgets::v1::ListLinesResponse>(page),
            "INVALID_ARGUMENT PAGE_TOKEN_INVALID page_token")
      << "the rest of a page of another budget";
  budgets::v1::ListLinesRequest before = List("adopted");
  *before.mutable_as_of_date() = On("2018-05-31");
  EXPECT_THAT(Ids(before), SizeIs(5));
}

TEST_P(Lines, ADashMeansAllAndNamesNone) {
  budgets::v1::GetLineRequest line;
  line.set_name(Of("-", "62"));
  const std::string accepted =
      "projects/{project}/budgets/{budget}/lines/{line}, projects/{project}/lines/{line}";
  ExpectRefused(cofi(), line,
                {.code = "INVALID_ARGUMENT",
                 .reason = "NAME_MALFORMED",
                 .field = "name",
                 .english = "name is \"" + line.name() + "\"; accepted: " + accepted +
                            ", identifiers of lowercase letters, digits and hyphens",
                 .french = "name vaut « " + line.name() + " » ; accepté : " + accepted +
                           ", identifiants en minuscules, chiffres et traits d'union"});
  budgets::v1::GetBudgetRequest budget;
  budget.set_name(Of("-"));
  EXPECT_EQ(Refusal<Budget>(budget), "INVALID_ARGUMENT NAME_MALFORMED name");
  // What changes a line names its version.
  budgets::v1::DeleteLineRequest remove;
  remove.set_name(project_.Name("lines", "62"));
  EXPECT_EQ(Refusal<google::protobuf::Empty>(remove), "INVALID_ARGUMENT NAME_MALFORMED name");
}

TEST_P(Lines, NoBudgetIsCalledAdopted) {
  budgets::v1::CreateBudgetRequest create;
  create.set_parent(project_.name());
  create.set_budget_id("adopted");
  create.mutable_budget();
  ExpectRefused(
      cofi(), create,
      {.code = "INVALID_ARGUMENT",
       .reason = "VALUE_MALFORMED",
       .field = "budget_id",
       .english =
           "budget_id is \"adopted\"; accepted: any other: this one stands for the adopted budget",
       .french = "budget_id vaut « adopted » ; accepté : tout autre : celui-ci désigne le budget "
                 "adopté"});
}

// Booked under one version, undone, and dropped by the next: what is in the books stands.
TEST_P(Lines, OfMoneyThatIsGoneAreThereForItsEntries) {
  project_.Spend("e", {.amount = "100", .line = "60"});
  const auto reversal = cofi().Ask<budgets::v1::Expense>(project_.Reversal("e"));
  Draft();
  AdoptDraft();
  EXPECT_TRUE(cofi().Verify("budgets").sound());
  budgets::v1::ListExpensesRequest list;
  list.set_parent(project_.name());
  list.set_filter("line = \"" + project_.Name("lines", "60") + "\"");
  const auto expenses = cofi().Ask<budgets::v1::ListExpensesResponse>(list);
  ASSERT_EQ(expenses.expenses_size(), 2);
  for (const auto& each : expenses.expenses()) EXPECT_EQ(each.line(), project_.Name("lines", "60"));
  list.set_filter("kind = REVERSAL");
  const auto reversals = cofi().Ask<budgets::v1::ListExpensesResponse>(list);
  ASSERT_EQ(reversals.expenses_size(), 1);
  EXPECT_EQ(reversals.expenses(0).name(), reversal.name());
}

TEST_P(Lines, StandWhereTheyArePut) {
  Draft();
  budgets::v1::CreateLineRequest first = NewLine("60");
  first.mutable_line()->set_position(0);
  *first.mutable_line()->mutable_planned_amount() = Eur("0");
  const Line made = cofi().Ask<Line>(first);
  EXPECT_TRUE(made.has_position());
  EXPECT_EQ(made.position(), 0);
  EXPECT_THAT(Ids(List("v2")), ElementsAre("60", "62", "63", "75"));
  EXPECT_THAT(Ids(List("v2", "position = 0")), ElementsAre("60"));
  EXPECT_THAT(Ids(List("v2", "position:*")), SizeIs(4));

  budgets::v1::UpdateLineRequest last;
  last.mutable_line()->set_name(Of("v2", "60"));
  last.mutable_update_mask()->add_paths("position");
  EXPECT_EQ(cofi().Ask<Line>(last).position(), 4);
  EXPECT_THAT(Ids(List("v2")), ElementsAre("62", "63", "75", "60"));
  EXPECT_EQ(cofi().Ask<Line>(last).position(), 4) << "it is last already";
}

TEST_P(Lines, HaveAYearOrNone) {
  Draft();
  budgets::v1::UpdateLineRequest year;
  year.mutable_line()->set_name(Of("v2", "62"));
  year.mutable_line()->set_fiscal_year(2018);
  cofi().Ask<Line>(year);
  EXPECT_THAT(Ids(List("v2", "fiscal_year:*")), ElementsAre("62"));
  EXPECT_THAT(Ids(List("v2", "fiscal_year < 2019")), ElementsAre("62"));
  EXPECT_THAT(Ids(List("v2", "NOT fiscal_year = 2018")), ElementsAre("63", "75"));
  budgets::v1::ListLinesRequest sorted = List("v2");
  sorted.set_order_by("fiscal_year desc, position");
  EXPECT_THAT(Ids(sorted), ElementsAre("62", "63", "75"));
  year.mutable_line()->clear_fiscal_year();
  year.mutable_update_mask()->add_paths("fiscal_year");
  EXPECT_FALSE(cofi().Ask<Line>(year).has_fiscal_year());
  EXPECT_THAT(Ids(List("v2", "fiscal_year:*")), IsEmpty());
  year.mutable_line()->set_fiscal_year(0);
  EXPECT_EQ(Refusal<Line>(year), "INVALID_ARGUMENT VALUE_OUT_OF_RANGE line.fiscal_year");
}

TEST_P(Lines, StagesAndPhasesStandWhereTheyArePutToo) {
  projects::v1::CreatePhaseRequest phase;
  phase.set_parent(project_.name());
  phase.mutable_phase()->set_display_name("A");
  EXPECT_EQ(cofi().Ask<projects::v1::Phase>(phase).position(), 1);
  phase.mutable_phase()->set_position(0);
  projects::v1::UpdatePhaseRequest moved;
  moved.mutable_phase()->set_name(cofi().Ask<projects::v1::Phase>(phase).name());
  moved.mutable_update_mask()->add_paths("position");
  EXPECT_EQ(cofi().Ask<projects::v1::Phase>(moved).position(), 2);

  project_.Apply("aide", "100");
  applications::v1::CreateStageRequest stage;
  stage.set_parent(project_.Name("applications", "aide"));
  stage.set_stage_id("a");
  stage.mutable_stage()->set_display_name("A");
  stage.mutable_stage()->set_kind(applications::v1::STAGE_KIND_COMMITTEE);
  stage.mutable_stage()->set_position(0);
  EXPECT_EQ(cofi().Ask<applications::v1::Stage>(stage).position(), 0);
  stage.set_stage_id("b");
  stage.mutable_stage()->clear_position();
  EXPECT_EQ(cofi().Ask<applications::v1::Stage>(stage).position(), 1);
  const auto current = [&] {
    applications::v1::GetApplicationRequest request;
    request.set_name(stage.parent());
    return std::string(IdOf(cofi().Ask<applications::v1::Application>(request).current_stage()));
  };
  EXPECT_EQ(current(), "a");
  applications::v1::UpdateStageRequest last;
  last.mutable_stage()->set_name(stage.parent() + "/stages/a");
  last.mutable_update_mask()->add_paths("position");
  EXPECT_EQ(cofi().Ask<applications::v1::Stage>(last).position(), 2);
  EXPECT_EQ(current(), "b");
}

TEST_P(Lines, ALikelihoodOfNothingIsOne) {
  applications::v1::CreateApplicationRequest create;
  create.set_parent(project_.name());
  create.mutable_application()->set_display_name("Sans avis");
  create.mutable_application()->set_funder("funders/ville");
  create.set_application_id("sans");
  cofi().Ask<applications::v1::Application>(create);
  create.set_application_id("nulle");
  create.mutable_application()->set_likelihood_basis_points(0);
  cofi().Ask<applications::v1::Application>(create);
  const auto found = [&](const std::string& filter) {
    applications::v1::ListApplicationsRequest list;
    list.set_parent(project_.name());
    list.set_filter(filter);
    std::vector<std::string> ids;
    const auto response = cofi().Ask<applications::v1::ListApplicationsResponse>(list);
    for (const auto& each : response.applications()) ids.emplace_back(IdOf(each.name()));
    return ids;
  };
  EXPECT_THAT(found("likelihood_basis_points = 0"), ElementsAre("nulle"));
  EXPECT_THAT(found("likelihood_basis_points < 5000"), ElementsAre("nulle"));
  EXPECT_THAT(found("likelihood_basis_points:*"), ElementsAre("nulle"));
  EXPECT_THAT(found("NOT likelihood_basis_points:*"), ElementsAre("sans"));
}

}  // namespace
}  // namespace cofi::end_to_end
