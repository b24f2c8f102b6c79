#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/documents.h"
#include "base/money.h"
#include "base/names.h"
#include "services/reporting/application_overview_rules.h"
#include "services/reporting/funding_plan_rules.h"
#include "services/reporting/layouts.h"
#include "tests/reporting/case_facts.h"
#include "tests/reporting/documents.h"
#include "tests/reporting/examples.h"
#include "tests/reporting/form_documents.h"

namespace cofi::reporting {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using v1::ApplicationRow;

v1::ApplicationOverview OverviewOf(std::vector<ProjectFacts> projects, bool whole = false) {
  return MakeApplicationOverview(PortfolioOf(std::move(projects), whole), Language::kEnglish);
}

// The amounts, in the order of their fields.
std::string Amounts(const ApplicationRow& row) {
  std::string text;
  for (const Money& money : {row.requested(), row.expected(), row.awarded(), row.conditional(),
                             row.spent(), row.received(), row.receivable()}) {
    absl::StrAppend(&text, text.empty() ? "" : " ", DecimalFromMinor(Minor(money)));
  }
  return text;
}

std::vector<std::string> Ids(const v1::ApplicationOverview& overview) {
  std::vector<std::string> ids;
  for (const ApplicationRow& row : overview.rows()) {
    ids.push_back(std::string(IdOf(row.application())));
  }
  return ids;
}

TEST(ApplicationOverview, OfTheCase) {
  const v1::ApplicationOverview overview = OverviewOf({CaseOn("2018-03-23")});
  EXPECT_EQ(overview.project(), "projects/precarisation");
  std::vector<std::string> rows;
  for (const ApplicationRow& row : overview.rows()) {
    rows.push_back(absl::StrCat(IdOf(row.application()), " ", Amounts(row)));
  }
  EXPECT_THAT(rows, ElementsAre("cias 9000.00 0.00 9000.00 0.00 340.50 0.00 9000.00",
                                "departement 30000.00 0.00 30000.00 0.00 4350.00 15000.00 15000.00",
                                "fdf 80000.00 0.00 80000.00 0.00 17850.00 40000.00 40000.00",
                                "leader 24000.00 12000.00 0.00 0.00 0.00 0.00 0.00",
                                "metropole 25000.00 0.00 25000.00 0.00 9312.40 0.00 25000.00"));
  ASSERT_EQ(overview.totals_size(), 1);
  EXPECT_EQ(overview.totals(0).count(), 5);
  EXPECT_EQ(Amounts(overview.totals(0).sums()),
            "168000.00 12000.00 144000.00 0.00 31852.90 55000.00 89000.00");
}

TEST(ApplicationOverview, SaysWhereEachStands) {
  const v1::ApplicationOverview overview = OverviewOf({CaseOn("2018-03-23")});
  const ApplicationRow& fdf = overview.rows(2);
  EXPECT_EQ(fdf.funder_display_name(), "Fondation de France");
  EXPECT_EQ(fdf.state(), Application::STATE_AWARDED);
  EXPECT_EQ(fdf.stage_display_name(), "");
  EXPECT_EQ(fdf.stages_passed(), 4);
  EXPECT_EQ(fdf.stage_count(), 4);
  EXPECT_FALSE(fdf.has_likelihood_basis_points()) << "it is decided";
  const ApplicationRow& leader = overview.rows(3);
  EXPECT_EQ(leader.stage_display_name(), "eligibility check");
  EXPECT_EQ(leader.likelihood_basis_points(), 5000);
}

TEST(ApplicationOverview, SaysWhen) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  auto catalogue = std::make_shared<Catalogue>();
  AddCall(catalogue.get(), "funders/a/calls/c", "2018-05-01")->set_display_name("The call");
  facts.catalogue = catalogue;
  Application* application = AddApplication(&facts, "a", Application::STATE_AGREED, "10");
  application->set_call("funders/a/calls/c");
  *application->mutable_decision_date() = On("2016-07-15");
  *application->mutable_agreement_terms()->mutable_signature_date() = On("2017-05-15");
  *AddStage(&facts, "a", "first", Stage::STATE_PASSED)->mutable_expected_decision_date() =
      On("2016-06-30");
  *AddStage(&facts, "a", "last", Stage::STATE_PASSED)->mutable_expected_decision_date() =
      On("2016-07-10");
  AddStage(&facts, "a", "no date", Stage::STATE_PASSED);
  Grant* grant = AddGrant(&facts, "a", "10", "2016-07-15");
  grant->set_application(application->name());
  *grant->mutable_eligible_start_date() = On("2017-06-01");
  *grant->mutable_eligible_end_date() = On("2019-05-31");
  const ApplicationRow row = OverviewOf({facts}).rows(0);
  EXPECT_EQ(row.call_display_name(), "The call");
  EXPECT_EQ(IsoDate(row.submission_date()), "2016-06-01");
  EXPECT_EQ(IsoDate(row.expected_decision_date()), "2016-07-10") << "of the last stage with one";
  EXPECT_EQ(IsoDate(row.decision_date()), "2016-07-15");
  EXPECT_EQ(IsoDate(row.agreement_date()), "2017-05-15");
  EXPECT_EQ(IsoDate(row.eligible_start_date()), "2017-06-01");
  EXPECT_EQ(IsoDate(row.eligible_end_date()), "2019-05-31");
  *facts.applications[0].mutable_expected_decision_date() = On("2016-08-01");
  EXPECT_EQ(IsoDate(OverviewOf({facts}).rows(0).expected_decision_date()), "2016-08-01");
}

TEST(ApplicationOverview, ComesByTheDayOfSubmissionAndDraftsLast) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  AddApplication(&facts, "draft", Application::STATE_DRAFT, "1");
  AddApplication(&facts, "b", Application::STATE_SUBMITTED, "1");
  AddApplication(&facts, "a", Application::STATE_SUBMITTED, "1");
  *AddApplication(&facts, "first", Application::STATE_REJECTED, "1")->mutable_submit_date() =
      On("2016-05-31");
  EXPECT_THAT(Ids(OverviewOf({facts})), ElementsAre("first", "a", "b", "draft"));
}

// What is received beyond what the grant can pay is owed to the funder.
TEST(Receivable, MayBeOwedByUs) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  Application* application = AddApplication(&facts, "a", Application::STATE_WITHDRAWN, "10");
  Grant* grant = AddLostGrant(&facts, "a", "2017-01-01", "2018-01-01");
  grant->set_application(application->name());
  *grant->mutable_received_amount() = Eur("4");
  EXPECT_EQ(Shown(OverviewOf({facts}).rows(0).receivable()), "-4.00 EUR");
}

// An award of which 15 hang on a report that is owed; it says 7 itself. What is done holds nothing.
ProjectFacts Locked() {
  ProjectFacts facts = EmptyProject("2018-03-23");
  AddApplication(&facts, "a", Application::STATE_AGREED, "20");
  AddApplication(&facts, "b", Application::STATE_AGREED, "20");
  Obligation* report = AddObligation(&facts, "a", "report", Obligation::KIND_OTHER, "2018-04-01");
  *report->mutable_unlocked_amount() = Eur("7");
  *report->add_unlocks()->mutable_amount() = Eur("15");
  Obligation* done = AddObligation(&facts, "a", "done", Obligation::KIND_OTHER, "2018-02-01");
  done->set_state(Obligation::STATE_DONE);
  *done->add_unlocks()->mutable_amount() = Eur("100");
  return facts;
}

TEST(ApplicationOverview, SaysWhatHangsOnWhatIsOwed) {
  const v1::ApplicationOverview overview = OverviewOf({Locked()});
  EXPECT_EQ(Shown(overview.rows(0).locked()), "15.00 EUR");
  EXPECT_EQ(Shown(overview.rows(1).locked()), "0.00 EUR");
  EXPECT_EQ(Shown(overview.totals(0).sums().locked()), "15.00 EUR");
  ASSERT_EQ(overview.rows(0).unlock_mismatches_size(), 1);
  EXPECT_EQ(Shown(overview.rows(0).unlock_mismatches(0).scheduled()), "15.00 EUR");
  EXPECT_EQ(Shown(overview.rows(0).unlock_mismatches(0).said()), "7.00 EUR");
  EXPECT_THAT(overview.rows(1).unlock_mismatches(), IsEmpty());
}

TEST(ApplicationOverviewDocument, SaysThatTheScheduleCounts) {
  const v1::Document document = LayOut(OverviewOf({Locked()}), {}, Part{}, Language::kEnglish);
  EXPECT_TRUE(EveryColumnSums(document));
  EXPECT_TRUE(HoldsTogether(document));
  EXPECT_EQ(Shown(CellAt(document, 0, "locked").amount()), "15.00 EUR");
  EXPECT_THAT(Sentences(document),
              ::testing::Contains("! a: report says that it unlocks 7.00, the schedule of the"
                                  " agreement says 15.00, which counts"));
  EXPECT_THAT(Sentences(LayOut(OverviewOf({Locked()}), {}, Part{}, Language::kFrench)),
              ::testing::Contains("! a : « report » dit débloquer 7,00, l'échéancier de la"
                                  " convention dit 15,00, qui l'emporte"));
}

TEST(ApplicationOverview, SumsEachCurrencyApart) {
  ProjectFacts euros = CaseOn("2018-03-23");
  ProjectFacts francs = EmptyProject("2018-03-23");
  francs.project.set_currency("CHF");
  AddApplication(&francs, "a", Application::STATE_SUBMITTED, "7");
  const v1::ApplicationOverview overview = OverviewOf({euros, francs}, /*whole=*/true);
  EXPECT_EQ(overview.project(), "");
  ASSERT_EQ(overview.totals_size(), 2);
  EXPECT_EQ(Shown(overview.totals(0).sums().requested()), "7.00 CHF");
  EXPECT_EQ(Shown(overview.totals(1).sums().requested()), "168000.00 EUR");
  EXPECT_THAT(Ids(overview), ElementsAre("a", "cias", "departement", "fdf", "leader", "metropole"));
}

// Neither alone is too much; together they are.
TEST(ApplicationOverview, LeavesOutWithWhichATotalCannotBeTold) {
  const auto project = [](const std::string& id, Application::State state) {
    ProjectFacts facts = EmptyProject("2018-03-23");
    facts.project.set_name("projects/" + id);
    AddApplication(&facts, "a", state, id == "huge" ? "90000000000000.00" : "80000000000000.00");
    return facts;
  };
  const v1::ApplicationOverview overview =
      OverviewOf({project("huge", Application::STATE_SUBMITTED),
                  project("large", Application::STATE_REJECTED)},
                 /*whole=*/true);
  ASSERT_EQ(overview.omitted_size(), 1);
  EXPECT_EQ(overview.omitted(0).project(), "projects/huge");
  EXPECT_NE(overview.omitted(0).why().find("requested"), std::string::npos);
  ASSERT_EQ(overview.rows_size(), 1);
  EXPECT_EQ(overview.rows(0).project(), "projects/large");
  EXPECT_EQ(Shown(overview.totals(0).sums().requested()), "80000000000000.00 EUR");
}

// What the pipeline leaves out has no row here either.
TEST(ApplicationOverview, NamesWhatThePipelineLeavesOut) {
  std::vector<ProjectFacts> projects;
  for (const char* id : {"one", "two"}) {
    ProjectFacts& facts = projects.emplace_back(EmptyProject("2018-03-23"));
    facts.project.set_name(std::string("projects/") + id);
    AddApplication(&facts, "a", Application::STATE_SUBMITTED, "80000000000000.00");
  }
  const v1::ApplicationOverview overview = OverviewOf(std::move(projects), /*whole=*/true);
  EXPECT_EQ(overview.omitted_size(), 1);
  EXPECT_EQ(overview.rows_size(), 1);
}

TEST(ApplicationOverview, SaysWhatTheFundingPlanSays) {
  for (const char* day : {"2016-06-14", "2017-03-15", "2018-03-23"}) {
    const ProjectFacts facts = CaseOn(day);
    const ApplicationRow sums = OverviewOf({facts}).totals(0).sums();
    const v1::FundingSummary funding = Summarize(facts);
    EXPECT_EQ(Shown(sums.expected()), Shown(funding.expected())) << day;
    EXPECT_EQ(Shown(sums.conditional()), Shown(funding.conditional())) << day;
    EXPECT_EQ(Shown(sums.received()), Shown(funding.received())) << day;
    EXPECT_EQ(Minor(sums.receivable()), Minor(funding.secured()) - Minor(funding.received()))
        << day;
  }
}

TEST(ApplicationOverviewDocument, OfTheCase) {
  const v1::ApplicationOverview overview =
      MakeApplicationOverview(PortfolioOf({CaseOn("2018-03-23")}), Language::kFrench);
  const v1::Document document = LayOut(overview, {}, Part{}, Language::kFrench);
  EXPECT_TRUE(EveryColumnSums(document));
  EXPECT_TRUE(HoldsTogether(document));
  EXPECT_EQ(document.title(), "Précarisation — expérimentation sociale coopérative");
  EXPECT_THAT(ByPriority(document),
              ::testing::IsSupersetOf({"application", "funder", "state", "requested", "awarded"}));
  const std::vector<std::string> rows = RowsOf(document, "applications", Language::kFrench);
  ASSERT_EQ(rows.size(), 6u);
  EXPECT_EQ(rows[3],
            "leader | leader | Pays de Rennes (LEADER) | déposée | eligibility check | 0 | 2 | 50 %"
            " | 24 000,00 | 12 000,00 | 01/06/2016 | 15/05/2018");
  EXPECT_EQ(rows[5],
            "== Total (5) | 168 000,00 | 12 000,00 | 144 000,00 | 31 852,90 | 55 000,00 |"
            " 89 000,00");
  EXPECT_THAT(RefsOf(document), IsSupersetOf({"precarisation/requested,application=fdf",
                                              "precarisation/spent,application=fdf",
                                              "precarisation/expected,application=leader"}));
}

TEST(ApplicationOverviewDocument, NamesTheProjectsIfThereAreSeveral) {
  ProjectFacts other = EmptyProject("2018-03-23");
  AddApplication(&other, "a", Application::STATE_DRAFT, "7");
  const v1::Document document = LayOut(OverviewOf({CaseOn("2018-03-23"), other}, /*whole=*/true),
                                       {}, Part{}, Language::kEnglish);
  EXPECT_TRUE(HoldsTogether(document));
  EXPECT_EQ(document.title(), "Applications");
  EXPECT_EQ(CellAt(document, 0, "project").text(), "p");
  EXPECT_EQ(CellAt(document, 1, "project").text(), "precarisation");
  EXPECT_THAT(RefsOf(document), Not(::testing::Contains("p/requested,application=a")))
      << "a draft has not asked yet";
}

TEST(ApplicationOverviewDocument, OfNoneSaysSo) {
  const v1::ApplicationOverview overview = OverviewOf({EmptyProject("2018-03-23")});
  EXPECT_THAT(overview.rows(), IsEmpty());
  EXPECT_THAT(overview.totals(), IsEmpty());
  const v1::Document document = LayOut(overview, {}, Part{}, Language::kFrench);
  EXPECT_THAT(TablesOf(document), IsEmpty());
  EXPECT_EQ(Sentences(document).size(), 1u);
}

}  // namespace
}  // namespace cofi::reporting
