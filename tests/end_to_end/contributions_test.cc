// What is given in kind: valued by its hours or its amount, on both of its lines, at any date, and
// never counted as money.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/dates.h"
#include "base/identifiers.h"
#include "base/money.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "tests/installations/everything.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::Contribution;
using budgets::v1::CreateContributionRequest;
using budgets::v1::Line;
using ::testing::ElementsAre;

class InKind : public EndToEnd {
 protected:
  Project NewProject() {
    Project project(cofi(), "k-" + NewUuid().substr(0, 8));
    project.PlanInKind();
    return project;
  }

  Contribution Give(const Project& project, const std::string& id, const Gift& gift) {
    return cofi().Ask<Contribution>(project.Contribution(id, gift));
  }

  // `864 63.00, 87 63.00`: what both lines have realised.
  std::string Realised(const Project& project, const std::string& as_of = "") {
    const auto of = [&](const std::string& id) {
      budgets::v1::GetLineRequest request;
      request.set_name(project.Name("lines", id));
      if (!as_of.empty()) *request.mutable_as_of_date() = On(as_of);
      const auto line = cofi().Ask<Line>(request);
      return absl::StrCat(id, " ", DecimalFromMinor(Minor(line.in_kind_amount())));
    };
    return absl::StrCat(of("864"), ", ", of("87"));
  }

  // `FAILED_PRECONDITION ALREADY_REVERSED`
  std::string Refused(const google::protobuf::Message& request) {
    Contribution response;
    const std::string said = Said(cofi().Call(request, &response));
    return said.substr(0, said.find(':'));
  }

  reporting::v1::BudgetStatus Status(const Project& project, const std::string& from = "",
                                     const std::string& to = "") {
    reporting::v1::GetBudgetStatusRequest request;
    request.set_parent(project.name());
    if (!from.empty()) *request.mutable_from_date() = On(from);
    if (!to.empty()) *request.mutable_to_date() = On(to);
    return cofi().Ask<reporting::v1::BudgetStatus>(request);
  }
};
COFI_IN_ALL_SHAPES(InKind);

// `864: 1000.00 planned, 63.00 realised, 937.00 left`
std::string Told(const reporting::v1::InKindRow& row) {
  const auto decimal = [](const Money& money) { return DecimalFromMinor(Minor(money)); };
  return absl::StrCat(row.key(), ": ", decimal(row.planned()), " planned, ",
                      decimal(row.realised()), " realised, ", decimal(row.left()), " left");
}

TEST_P(InKind, HoursAreWorthTheirRateOnBothLinesFromTheirDateOn) {
  const Project project = NewProject();
  const Contribution given =
      Give(project, "k", {.hours = "3.5", .rate = "18", .date = "2018-03-04"});
  EXPECT_EQ(Minor(given.amount()), 63'00);
  EXPECT_EQ(given.source_line(), project.Name("lines", "87")) << "the budget has no other";
  EXPECT_THAT(given.allowed_verbs(), ElementsAre("ReverseContribution"));
  EXPECT_EQ(Realised(project), "864 63.00, 87 63.00");
  EXPECT_EQ(Realised(project, "2018-03-04"), "864 63.00, 87 63.00");
  EXPECT_EQ(Realised(project, "2018-03-03"), "864 0.00, 87 0.00");
}

TEST_P(InKind, CentsAreRoundedHalfUp) {
  const Project project = NewProject();
  EXPECT_EQ(Minor(Give(project, "a", {.hours = "3.33", .rate = "18.05"}).amount()), 60'11);
  EXPECT_EQ(Minor(Give(project, "b", {.hours = "0.5", .rate = "0.01"}).amount()), 1);
  EXPECT_EQ(Realised(project), "864 60.12, 87 60.12");
}

TEST_P(InKind, AnythingElseIsWorthItsAmountAndMoreThanPlannedIsWelcome) {
  const Project project = NewProject();
  Give(project, "room", {.amount = "999.99", .giver = "Commune de Mordelles"});
  Give(project, "more", {.amount = "500"});
  EXPECT_EQ(Realised(project), "864 1499.99, 87 1499.99");
  EXPECT_THAT(Told(Status(project).in_kind_uses(0)),
              "864: 1000.00 planned, 1499.99 realised, -499.99 left");
}

TEST_P(InKind, OneIsUndoneOnceByAnEntryOfItsOwn) {
  const Project project = NewProject();
  Give(project, "k", {.hours = "3.5", .rate = "18", .date = "2018-03-04"});
  auto undo = project.ContributionReversal("k");
  *undo.mutable_effective_date() = On("2018-03-03");
  EXPECT_EQ(Refused(undo), "FAILED_PRECONDITION DATE_OUT_OF_ORDER");
  *undo.mutable_effective_date() = On("2018-04-01");
  undo.set_request_id(NewRequestId());
  const auto reversal = cofi().Ask<Contribution>(undo);
  EXPECT_EQ(reversal.name(), project.Name("contributions", "k-x"));
  EXPECT_EQ(Minor(reversal.amount()), -63'00);
  EXPECT_EQ(reversal.hours_hundredths(), -350);
  EXPECT_EQ(Minor(reversal.rate()), 18'00);
  EXPECT_EQ(Realised(project), "864 0.00, 87 0.00");
  EXPECT_EQ(Realised(project, "2018-03-31"), "864 63.00, 87 63.00");
  EXPECT_EQ(Refused(project.ContributionReversal("k")), "FAILED_PRECONDITION ALREADY_REVERSED");
  EXPECT_EQ(Refused(project.ContributionReversal("k-x")), "FAILED_PRECONDITION ALREADY_REVERSED");

  budgets::v1::ListContributionsRequest list;
  list.set_parent(project.name());
  *list.mutable_as_of_date() = On("2018-03-31");
  const auto then = cofi().Ask<budgets::v1::ListContributionsResponse>(list);
  ASSERT_EQ(then.contributions_size(), 1);
  EXPECT_EQ(then.contributions(0).reversed_by(), "") << "it was not yet";
}

// The number of a time sheet tells two of them apart; what has none is told apart by nobody.
TEST_P(InKind, ATimeSheetIsRecordedOnce) {
  const Project project = NewProject();
  const Gift sheet = {.hours = "2", .rate = "18", .reference = "FT 1"};
  Give(project, "k", sheet);
  CreateContributionRequest again = project.Contribution("again", sheet);
  again.mutable_contribution()->set_giver("mme le goff");
  ExpectRefused(cofi(), again,
                {.code = "ALREADY_EXISTS",
                 .reason = "DUPLICATE_ENTRY",
                 .field = "contribution.reference",
                 .english = "FT 1 is already recorded as contribution k",
                 .french = "FT 1 est déjà enregistré : la contribution en nature k"});
  Give(project, "bare", {.hours = "2", .rate = "18"});
  Give(project, "bare-too", {.hours = "2", .rate = "18"});
  cofi().Ask<Contribution>(project.ContributionReversal("k"));
  EXPECT_EQ(Refused(project.Contribution("anew", sheet)), "OK");
}

TEST_P(InKind, ItIsWorthSomethingInOneWay) {
  const Project project = NewProject();
  EXPECT_EQ(Refused(project.Contribution("k", {})),
            "INVALID_ARGUMENT FIELD_REQUIRED contribution.amount");
  EXPECT_EQ(Refused(project.Contribution("k", {.hours = "2"})),
            "INVALID_ARGUMENT FIELD_REQUIRED contribution.rate");
  EXPECT_EQ(Refused(project.Contribution("k", {.rate = "18"})),
            "INVALID_ARGUMENT FIELD_REQUIRED contribution.hours_hundredths");
  EXPECT_EQ(Refused(project.Contribution("k", {.hours = "-2", .rate = "18"})),
            "INVALID_ARGUMENT VALUE_OUT_OF_RANGE contribution.hours_hundredths");
  EXPECT_EQ(Refused(project.Contribution("k", {.hours = "0.01", .rate = "0.01"})),
            "INVALID_ARGUMENT AMOUNT_NOT_POSITIVE contribution.rate");
  ExpectRefused(
      cofi(), project.Contribution("k", {.hours = "2", .rate = "18", .amount = "37"}),
      {.code = "INVALID_ARGUMENT",
       .reason = "VALUE_OUT_OF_RANGE",
       .field = "contribution.amount",
       .english = "contribution.amount is €37.00; accepted: €36.00, the hours at their rate; or"
                  " nothing, and that is worked out",
       .french = "contribution.amount vaut 37,00 € ; accepté : 36,00 €, soit les heures à leur"
                 " taux ; ou rien, et ce montant est calculé"});
  // As a file that was written by Cofi says it.
  EXPECT_EQ(Refused(project.Contribution("k", {.hours = "2", .rate = "18", .amount = "36"})), "OK");
}

TEST_P(InKind, ItIsOnLinesInKindAndTheyTakeNoMoney) {
  const Project project = NewProject();
  CreateContributionRequest request = project.Contribution("k", {.amount = "10"});
  request.mutable_contribution()->set_line(project.Name("lines", "62"));
  ExpectRefused(cofi(), request,
                {.code = "FAILED_PRECONDITION",
                 .reason = "NOT_AN_IN_KIND_LINE",
                 .field = "contribution.line",
                 .english = "contribution.line is line 62; accepted: a line of account 86, in kind",
                 .french = "contribution.line désigne la ligne 62 ; accepté : une ligne en nature,"
                           " du compte 86"});
  request = project.Contribution("k", {.amount = "10"});
  request.mutable_contribution()->set_source_line(project.Name("lines", "864"));
  EXPECT_EQ(Refused(request), "FAILED_PRECONDITION NOT_AN_IN_KIND_LINE contribution.source_line");
  request = project.Contribution("k", {.amount = "10"});
  *request.mutable_contribution()->mutable_contribution_date() =
      DateFromDay(TodayIn("Europe/Paris", absl::Now()) + 2);
  EXPECT_EQ(Refused(request), "INVALID_ARGUMENT VALUE_OUT_OF_RANGE contribution.contribution_date");
  budgets::v1::Expense expense;
  const std::string said =
      Said(cofi().Call(project.Expense("e", {.amount = "10", .line = "864"}), &expense));
  EXPECT_EQ(said.substr(0, said.find(':')), "FAILED_PRECONDITION NOT_AN_EXPENSE_LINE expense.line");
}

TEST_P(InKind, OfSeveralSourcesOneIsNamed) {
  const std::string id = "k-" + NewUuid().substr(0, 8), name = "projects/" + id;
  Must(cofi(), "CreateProject",
       absl::StrCat("project_id: '", id, "' project { display_name: 'P' }"));
  Must(cofi(), "CreateBudget", absl::StrCat("parent: '", name, "' budget_id: 'v1' budget {}"));
  const auto add = [&](const std::string& account, const char* side, int units) {
    Must(cofi(), "CreateLine",
         absl::StrCat("parent: '", name, "/budgets/v1' line_id: '", account, "' line { side: ",
                      side, " account: '", account, "' display_name: 'L' planned_amount {",
                      " currency_code: 'EUR' units: ", units, " } }"));
  };
  add("864", "SIDE_IN_KIND_USE", 1000);
  add("870", "SIDE_IN_KIND_SOURCE", 400);
  add("875", "SIDE_IN_KIND_SOURCE", 600);
  Must(cofi(), "AdoptBudget",
       absl::StrCat("name: '", name, "/budgets/v1' effective_date { year: 2018 month: 1 day: 1 }"));
  CreateContributionRequest request;
  request.set_parent(name);
  request.set_contribution_id("k");
  request.set_request_id(NewRequestId());
  Contribution& given = *request.mutable_contribution();
  given.set_line(name + "/lines/864");
  given.set_giver("G");
  *given.mutable_contribution_date() = On("2018-03-01");
  *given.mutable_amount() = Eur("10");
  ExpectRefused(cofi(), request,
                {.code = "FAILED_PRECONDITION",
                 .reason = "SOURCE_LINE_UNCLEAR",
                 .field = "contribution.source_line",
                 .english = "contribution.source_line is required, because the budget has not just"
                            " one line of contributions in kind (87); accepted: 870, 875",
                 .french = "contribution.source_line est obligatoire, car le budget n'a pas une"
                           " seule ligne de contributions en nature (87) ; accepté : 870, 875"});
  given.set_source_line(name + "/lines/875");
  EXPECT_EQ(cofi().Ask<Contribution>(request).source_line(), name + "/lines/875");
}

TEST_P(InKind, ABudgetKeepsTheLinesThatHaveSome) {
  const Project project = NewProject();
  Give(project, "k", {.amount = "10"});
  Must(cofi(), "CreateBudget",
       absl::StrCat("parent: '", project.name(), "' budget_id: 'v3' budget {}"));
  budgets::v1::AdoptBudgetRequest adopt;
  adopt.set_name(project.Name("budgets", "v3"));
  budgets::v1::Budget budget;
  const std::string said = Said(cofi().Call(adopt, &budget));
  EXPECT_EQ(said.substr(0, said.find(':')), "FAILED_PRECONDITION LINE_IN_USE");
}

TEST_P(InKind, SeveralAreRecordedTogetherOrNone) {
  const Project project = NewProject();
  budgets::v1::BatchCreateContributionsRequest batch;
  batch.set_parent(project.name());
  batch.set_request_id(NewRequestId());
  for (const char* id : {"a", "b"}) {
    CreateContributionRequest each = project.Contribution(id, {.hours = "2", .rate = "18"});
    each.clear_request_id();
    *batch.add_requests() = each;
  }
  batch.mutable_requests(1)->mutable_contribution()->clear_rate();
  budgets::v1::BatchCreateContributionsResponse response;
  const std::string said = Said(cofi().Call(batch, &response));
  EXPECT_EQ(said.substr(0, said.find(':')),
            "INVALID_ARGUMENT FIELD_REQUIRED requests[1].contribution.rate");
  EXPECT_EQ(Realised(project), "864 0.00, 87 0.00");
  *batch.mutable_requests(1)->mutable_contribution()->mutable_rate() = Eur("20");
  batch.set_request_id(NewRequestId());
  cofi().Ask<budgets::v1::BatchCreateContributionsResponse>(batch);
  EXPECT_EQ(Realised(project), "864 76.00, 87 76.00");
}

TEST_P(InKind, ReportsTellItApartFromMoney) {
  const Project project = NewProject();
  const reporting::v1::BudgetStatus before = Status(project);
  Give(project, "a", {.hours = "10", .rate = "18", .date = "2018-02-15"});
  Give(project, "b", {.amount = "20", .date = "2018-03-01"});
  const reporting::v1::BudgetStatus status = Status(project);
  EXPECT_EQ(status.total().SerializeAsString(), before.total().SerializeAsString());
  EXPECT_EQ(status.funding().SerializeAsString(), before.funding().SerializeAsString());
  ASSERT_EQ(status.in_kind_uses_size(), 1);
  ASSERT_EQ(status.in_kind_sources_size(), 1);
  EXPECT_EQ(Told(status.in_kind_uses(0)), "864: 1000.00 planned, 200.00 realised, 800.00 left");
  EXPECT_EQ(Told(status.in_kind_sources(0)), "87: 1000.00 planned, 200.00 realised, 800.00 left");
  EXPECT_EQ(status.in_kind_uses_total().used_basis_points(), 2000);
  const reporting::v1::BudgetStatus march = Status(project, "2018-03-01", "2018-03-31");
  EXPECT_EQ(Told(march.in_kind_uses_total()), ": 1000.00 planned, 20.00 realised, 800.00 left");
  EXPECT_EQ(Minor(march.in_kind_uses_total().realised_before()), 180'00);
  // What was given after it is none of a period.
  const reporting::v1::BudgetStatus february = Status(project, "2018-02-01", "2018-02-28");
  EXPECT_EQ(Told(february.in_kind_uses_total()), ": 1000.00 planned, 180.00 realised, 820.00 left");
  EXPECT_EQ(Told(february.in_kind_sources(0)), "87: 1000.00 planned, 180.00 realised, 820.00 left");

  // A figure goes down to what was given.
  reporting::v1::ExplainFigureRequest explain;
  const std::string id = project.name().substr(project.name().find('/') + 1);
  for (const std::string of : {"line=864", "line=87", "account=86", "account=87"}) {
    explain.set_figure(absl::StrCat(id, "/in-kind,", of));
    const auto explained = cofi().Ask<reporting::v1::FigureExplanation>(explain);
    ASSERT_EQ(explained.entries_size(), 2) << of;
    EXPECT_EQ(explained.entries(0).resource(), project.Name("contributions", "a"));
    EXPECT_EQ(explained.entries(0).counterparty(), "Mme Le Goff");
    EXPECT_EQ(Minor(explained.total()), 200'00) << of;
  }
}

}  // namespace
}  // namespace cofi::end_to_end
