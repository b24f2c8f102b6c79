#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "clients/cli/printed/cells.h"
#include "clients/cli/printed/report_lines.h"
#include "clients/cli/printed/report_pages.h"
#include "clients/cli/typed/text.h"
#include "tests/cli/parsed.h"

namespace cofi::cli {
namespace {

using namespace cofi::reporting::v1;  // NOLINT(google-build-using-namespace): every type here.
using ::testing::HasSubstr;
using ::testing::Not;

Settings In(Language language, int width = 0) {
  Settings settings;
  settings.language = language;
  settings.width = width;
  return settings;
}

// Amounts as `@180000.50` for a Money of euros.
template <typename M>
M Report(std::string text) {
  for (size_t at = text.find('@'); at != text.npos; at = text.find('@')) {
    const size_t end = text.find_first_of(" \n}", at);
    const std::string amount = text.substr(at + 1, end - at - 1);
    const size_t point = amount.find('.');
    std::string money = absl::StrCat("{currency_code: 'EUR' units: ", amount.substr(0, point));
    if (point != amount.npos)
      absl::StrAppend(&money, " nanos: ", amount.substr(point + 1), "0000000");
    absl::StrAppend(&money, "}");
    text.replace(at, end - at, money);
  }
  return Parsed<M>(text);
}

constexpr char kFunding[] = R"(
  funding { expenses @180000 secured @144000 secured_basis_points: 8000 pending @24000
            expected @12000 own_funds @12000 gap @24000 received @55000 }
  next_deadline { date {year: 2018 month: 6 day: 30} days_left: 42
                  display_name: 'Bilan' funder_display_name: 'Fondation de France' } )";

BudgetStatus Status() {
  return Report<BudgetStatus>(absl::StrCat(R"(
    project: 'projects/precarisation' project_display_name: 'Précarisation'
    as_of_date {year: 2018 month: 3 day: 23} project_state: STATE_RUNNING
    budget: 'projects/precarisation/budgets/v1' budget_version: 1
    adoption_date {year: 2016 month: 5 day: 31} group_by: GROUP_BY_LINE
    rows { key: '60' account: '60' display_name: 'Fournitures' planned @4000 committed @0
           spent @612.40 paid @612.40 available @3387.60 used_basis_points: 1500 }
    rows { key: 'indirect' account: 'indirect' display_name: 'Charges indirectes' planned @10000
           committed @0 spent @0 paid @0 available @10000 }
    total { planned @14000 committed @0 spent @612.40 paid @612.40 available @13387.60
            used_basis_points: 400 }
    financing { display_name: 'Rennes Métropole' spent @612.40 }
    financing { spent @1250 } )",
                                           kFunding));
}

TEST(StatusPage, SaysWhatIsLeft) {
  EXPECT_EQ(StatusText(Status(), In(Language::kEnglish)),
            "Précarisation\n"
            "running · budget v1, adopted 2016-05-31 · as of 2018-03-23\n"
            "                      planned  committed   spent  available   %\n"
            "60 Fournitures       4,000.00       0.00  612.40   3,387.60  15\n"
            "Charges indirectes  10,000.00       0.00    0.00  10,000.00   0\n"
            "───────────────────────────────────────────────────────────────\n"
            "Total               14,000.00       0.00  612.40  13,387.60   4\n"
            "Secured 144,000.00 of 180,000.00 (80%) · pending 24,000.00 · expected 12,000.00"
            " · own funds 12,000.00 · gap 24,000.00 · received 55,000.00\n"
            "Paid for by Rennes Métropole 612.40 · own funds 1,250.00\n"
            "Next: 2018-06-30 Bilan, Fondation de France (in 42 days)\n");
}

TEST(StatusPage, SpeaksFrench) {
  const std::string text = StatusText(Status(), In(Language::kFrench));
  EXPECT_THAT(text, HasSubstr("prévu"));
  EXPECT_THAT(text, HasSubstr("4\u202F000,00"));
  EXPECT_THAT(text, HasSubstr("Acquis 144\u202F000,00 sur 180\u202F000,00 (80\u202F%)"));
  EXPECT_THAT(text, HasSubstr("Prochaine échéance : 30/06/2018 Bilan, Fondation de France"));
  EXPECT_THAT(text, HasSubstr("dans 42 jours"));
}

TEST(StatusPage, SaysWhatIsLateBeforeWhatIsNext) {
  BudgetStatus status = Status();
  status.set_overdue_count(2);
  *status.mutable_oldest_overdue() = Parsed<Deadline>(
      "date {year: 2018 month: 1 day: 15} days_left: -67 display_name: 'Bilan 2017'"
      " funder_display_name: 'FDF'");
  EXPECT_THAT(StatusText(status, In(Language::kEnglish)),
              HasSubstr("2 overdue, the oldest 2018-01-15 Bilan 2017, FDF (67 days overdue)\n"
                        "Next: 2018-06-30"));
  EXPECT_THAT(StatusText(status, In(Language::kFrench)),
              HasSubstr("2 en retard, la plus ancienne 15/01/2018 Bilan 2017, FDF"
                        " (67 jours de retard)\n"));
  status.set_overdue_count(1);
  EXPECT_THAT(StatusText(status, In(Language::kEnglish)), HasSubstr("1 overdue: 2018-01-15"));
}

TEST(StatusPage, MarksWhatIsOverrun) {
  BudgetStatus status = Status();
  status.mutable_rows(1)->mutable_planned()->set_units(0);
  status.mutable_rows(1)->mutable_spent()->set_units(50);
  status.mutable_rows(1)->set_overrun(true);
  const std::string text = StatusText(status, In(Language::kEnglish));
  EXPECT_THAT(text, HasSubstr("10,000.00   –  !\n")) << "no percentage of nothing";
  EXPECT_THAT(text, HasSubstr("3,387.60  15\n"));
}

TEST(StatusPage, ByFunderSaysWhatRemains) {
  const auto status = Report<BudgetStatus>(R"(
    project_display_name: 'P' as_of_date {year: 2018 month: 3 day: 23}
    budget: 'projects/p/budgets/v1' group_by: GROUP_BY_FUNDER
    rows { key: 'fdf' display_name: 'FDF' planned @100 spent @40 remaining @60
            used_basis_points: 4000 }
    rows { planned @10 spent @0 remaining @10 }
    total { planned @110 spent @40 remaining @70 used_basis_points: 3600 } )");
  EXPECT_THAT(StatusText(status, In(Language::kEnglish)),
              HasSubstr("           planned  spent  remaining   %\n"
                        "FDF         100.00  40.00      60.00  40\n"
                        "own funds    10.00   0.00      10.00   0\n"));
  EXPECT_THAT(StatusText(status, In(Language::kFrench)), HasSubstr("reste à justifier"));
}

TEST(FundingLine, SaysASurplusAndWhatIsUnderConditions) {
  const auto funding = Report<FundingSummary>(
      "expenses @210000 secured @128000 secured_basis_points: 6095 conditional @48000"
      " pending @0 to_request @25000 gap @-500");
  EXPECT_EQ(FundingLine(funding, In(Language::kEnglish)),
            "Secured 128,000.00 of 210,000.00 (60.95%), of which 48,000.00 under conditions"
            " · pending 0.00 · to request 25,000.00 · surplus 500.00\n");
  const std::string french = FundingLine(funding, In(Language::kFrench));
  EXPECT_THAT(french, HasSubstr(", dont 48\u202F000,00 sous condition · "));
  EXPECT_THAT(french, HasSubstr(" · à demander 25\u202F000,00 · excédent de financement 500,00\n"));
}

TEST(StatusPage, FitsTheTerminal) {
  for (const int width : {70, 80, 120}) {
    const std::string text = StatusText(Status(), In(Language::kEnglish, width));
    size_t begin = 0;
    for (size_t end = text.find('\n'); end != text.npos; end = text.find('\n', begin)) {
      EXPECT_LE(Width(text.substr(begin, end - begin)), width) << text;
      begin = end + 1;
    }
  }
}

TEST(StatusPage, ShowsWhatIsNotYetPaid) {
  BudgetStatus status = Status();
  EXPECT_THAT(StatusText(status, In(Language::kEnglish)), Not(HasSubstr("  paid")));
  status.mutable_rows(0)->mutable_paid()->set_units(0);
  EXPECT_THAT(StatusText(status, In(Language::kEnglish)), HasSubstr("  paid"));
}

TEST(StatusPage, WithoutABudgetThereIsNoTable) {
  const auto status =
      Report<BudgetStatus>("project_display_name: 'P' as_of_date {year: 2016 month: 1 day: 1}");
  EXPECT_EQ(StatusText(status, In(Language::kEnglish)),
            "P\nas of 2016-01-01\nNo budget was adopted by then.\n");
}

FundingPlan Plan() {
  return Report<FundingPlan>(absl::StrCat(R"(
    project_display_name: 'Précarisation' as_of_date {year: 2017 month: 3 day: 15}
    project_state: STATE_FINANCING
    sources { display_name: 'Fondation de France' state: STATE_AWARDED planned @80000
              requested @80000 secured @80000 share_basis_points: 4444 }
    sources { display_name: 'CIAS' state: STATE_SUBMITTED planned @9000 requested @9000
              pending @9000 likelihood_basis_points: 9000 expected @8100 share_basis_points: 500 }
    sources { planned @12000 share_basis_points: 667 }
    total { planned @180000 requested @104000 secured @144000 pending @24000 expected @12000
            received @55000 share_basis_points: 9333 }
    start_condition { required_basis_points: 8000 required_amount @144000 secured_amount @135000
                      missing_amount @9000
                      missing_applications: 'projects/p/applications/cias' } )",
                                          kFunding));
}

TEST(PlanPage, SaysWhoPaysWhat) {
  const std::string text = PlanText(Plan(), In(Language::kEnglish));
  EXPECT_THAT(text,
              HasSubstr("Fondation de France  awarded     80,000.00   80,000.00   80,000.00"));
  EXPECT_THAT(text, HasSubstr("  90%   8,100.00                 5%\n"));
  EXPECT_THAT(text, HasSubstr("own funds"));
  EXPECT_THAT(text, HasSubstr("To start: 80% secured (144,000.00) · not met: 9,000.00 missing ·"
                              " still to be awarded: cias\n"));
}

// Every column, summed by the report itself.
TEST(PlanPage, HasATotalOfEachColumnAndARowForWhoWasNotAsked) {
  const auto plan = Report<FundingPlan>(R"(
    project_display_name: 'P' as_of_date {year: 2017 month: 3 day: 15}
    sources { funder: 'funders/f' application: 'projects/p/applications/f' display_name: 'FDF'
              state: STATE_AWARDED_CONDITIONALLY planned @50 requested @60 secured @48
              conditional @48 received @20 spent @10 share_basis_points: 4800 }
    sources { funder: 'funders/c' display_name: 'CAF' planned @25 to_request @25 }
    total { planned @75 to_request @25 requested @60 secured @48 conditional @48 received @20
            spent @10 share_basis_points: 4800 }
    start_condition { required_basis_points: 8000 required_amount @60 secured_amount @48 }
    funding { expenses @75 secured @48 conditional @48 gap @27 } )");
  EXPECT_THAT(
      PlanText(plan, In(Language::kEnglish)),
      HasSubstr(
          "source  state                  planned  to request  requested  secured  conditional"
          "  received  spent  share\n"
          "FDF     awarded conditionally    50.00                  60.00    48.00        48.00"
          "     20.00  10.00    48%\n"));
  EXPECT_THAT(PlanText(plan, In(Language::kFrench)), HasSubstr("pas encore demandé"));
  EXPECT_THAT(
      PlanText(plan, In(Language::kEnglish)),
      HasSubstr("To start: 80% secured (60.00) · counting 48.00 under conditions · not met"));
}

TEST(PlanPage, SaysSinceWhenItMayStart) {
  FundingPlan plan = Plan();
  plan.mutable_start_condition()->set_met(true);
  plan.mutable_start_condition()->clear_missing_applications();
  plan.mutable_start_condition()->mutable_since_date()->set_year(2017);
  plan.mutable_start_condition()->mutable_since_date()->set_month(4);
  plan.mutable_start_condition()->mutable_since_date()->set_day(5);
  EXPECT_THAT(PlanText(plan, In(Language::kEnglish)),
              HasSubstr("To start: 80% secured (144,000.00) · met since 2017-04-05\n"));
}

TEST(DeadlinesPage, PartsWhatIsLateFromWhatIsToCome) {
  const auto list = Parsed<DeadlineList>(R"(
    as_of_date {year: 2018 month: 3 day: 23}
    deadlines { date {year: 2018 month: 3 day: 20} days_left: -3 overdue: true
                kind: KIND_OBLIGATION display_name: 'Bilan' funder_display_name: 'FDF'
                project: 'projects/p' }
    deadlines { date {year: 2018 month: 3 day: 24} days_left: 1 kind: KIND_EVENT
                display_name: 'Réunion' project: 'projects/p' })");
  EXPECT_EQ(DeadlinesText({}, list, In(Language::kEnglish)),
            "Deadlines                              as of 2018-03-23\n"
            "date                  when  kind        what     funder\n"
            "2018-03-20  3 days overdue  obligation  Bilan    FDF\n"
            "───────────────────────────────────────────────────────\n"
            "2018-03-24        in 1 day  event       Réunion\n");
  EXPECT_EQ(DeadlinesText({}, Parsed<DeadlineList>("as_of_date {year: 2018 month: 3 day: 23}"),
                          In(Language::kFrench)),
            "Aucune échéance au 23/03/2018.\n");
}

TEST(DeadlinesPage, SaysWhatANothingLeavesOut) {
  const auto list = Parsed<DeadlineList>(
      "as_of_date {year: 2026 month: 11 day: 29}"
      " next_beyond { date {year: 2026 month: 12 day: 12} days_left: 13 display_name: 'Bilan' }");
  ListDeadlinesRequest within, overdue;
  within.set_within_days(7);
  overdue.set_overdue_only(true);
  EXPECT_EQ(DeadlinesText(within, list, In(Language::kEnglish)),
            "Nothing due until 2026-12-06; the next: 2026-12-12 Bilan (in 13 days)\n");
  EXPECT_EQ(DeadlinesText(within, list, In(Language::kFrench)),
            "Aucune échéance d'ici au 06/12/2026 ; la prochaine : 12/12/2026 Bilan"
            " (dans 13 jours)\n");
  EXPECT_EQ(DeadlinesText(overdue, list, In(Language::kFrench)),
            "Aucun retard au 29/11/2026 ; la prochaine : 12/12/2026 Bilan (dans 13 jours)\n");
}

TEST(DeadlinesPage, SaysOfWhichDayARowSpeaksWhereThatDiffers) {
  const auto list = Parsed<DeadlineList>(R"(
    as_of_date {year: 2018 month: 3 day: 23}
    deadlines { date {year: 2018 month: 3 day: 22} days_left: 0 kind: KIND_OBLIGATION
                obligation_kind: KIND_PAYMENT_CLAIM display_name: 'Acompte'
                project: 'projects/tahiti' as_of_date {year: 2018 month: 3 day: 22} }
    deadlines { date {year: 2018 month: 3 day: 24} days_left: 1 kind: KIND_EVENT
                display_name: 'Réunion' project: 'projects/paris'
                as_of_date {year: 2018 month: 3 day: 23} })");
  const std::string text = DeadlinesText({}, list, In(Language::kFrench));
  EXPECT_THAT(text, HasSubstr("demande de paiement  Acompte  tahiti  22/03/2018\n"));
  EXPECT_THAT(text, HasSubstr("Réunion  paris\n"));
}

TEST(PipelinePage, MarksWhatIsLate) {
  const auto pipeline = Report<Pipeline>(R"(
    as_of_date {year: 2026 month: 11 day: 29}
    entries { project: 'projects/p' application: 'projects/p/applications/cd35'
              state: STATE_SUBMITTED requested @30000 next_step: 'décision' days_left: -167
              overdue: true next_date {year: 2026 month: 6 day: 15}
              as_of_date {year: 2026 month: 11 day: 29} } )");
  EXPECT_THAT(PipelineText(pipeline, In(Language::kFrench)),
              HasSubstr("décision         15/06/2026  167 jours de retard\n"));
  EXPECT_EQ(PipelineText(Parsed<Pipeline>("as_of_date {year: 2026 month: 11 day: 29}"),
                         In(Language::kFrench)),
            "Aucune candidature au 29/11/2026.\n");
}

TEST(PipelinePage, SaysWhereApplicationsStand) {
  const auto pipeline = Report<Pipeline>(R"(
    as_of_date {year: 2016 month: 6 day: 14}
    entries { project: 'projects/p' application: 'projects/p/applications/fdf'
              funder_display_name: 'Fondation de France' state: STATE_IN_SELECTION
              stage_display_name: 'Réponse' stages_passed: 3 stage_count: 4 requested @80000
              likelihood_basis_points: 6000 next_step: 'Réponse'
              next_date {year: 2016 month: 7 day: 15} }
    totals { state: STATE_IN_SELECTION count: 1 requested @80000 })");
  const std::string text = PipelineText(pipeline, In(Language::kEnglish));
  EXPECT_THAT(text, HasSubstr("fdf          Fondation de France  in selection  3/4 Réponse"));
  EXPECT_THAT(text, HasSubstr("in selection 1 (80,000.00)\n"));
}

TEST(ReportLines, PercentagesAreExact) {
  EXPECT_EQ(PercentText(8000, Language::kEnglish), "80%");
  EXPECT_EQ(PercentText(7999, Language::kEnglish), "79.99%");
  EXPECT_EQ(PercentText(7909, Language::kFrench), "79,09\u202F%");
}

TEST(ReportLines, DaysInWords) {
  EXPECT_EQ(DaysText(0, Language::kEnglish), "today");
  EXPECT_EQ(DaysText(1, Language::kFrench), "dans 1 jour");
  EXPECT_EQ(DaysText(-1, Language::kEnglish), "1 day overdue");
  EXPECT_EQ(DaysText(-12, Language::kFrench), "12 jours de retard");
}

}  // namespace
}  // namespace cofi::cli
