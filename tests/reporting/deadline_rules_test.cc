#include "services/reporting/deadline_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Deadline;

// `2018-03-01 final report`, with a `!` when overdue.
std::vector<std::string> Listed(const GatheredFacts& gathered, const DeadlineFilter& filter = {}) {
  std::vector<std::string> listed;
  const v1::DeadlineList list = MakeDeadlineList(gathered, filter);
  for (const Deadline& each : list.deadlines()) {
    listed.push_back((each.overdue() ? "!" : "") + IsoDate(each.date()) + " " +
                     each.display_name());
  }
  return listed;
}

std::vector<std::string> Listed(const ProjectFacts& facts, const DeadlineFilter& filter = {}) {
  return Listed(PortfolioOf({facts}), filter);
}

TEST(Deadlines, OfAnEmptyProjectAreNone) {
  EXPECT_THAT(Listed(EmptyProject("2018-03-23")), IsEmpty());
  EXPECT_EQ(LateAndNextOf(EmptyProject("2018-03-23")).next, std::nullopt);
  EXPECT_EQ(LateAndNextOf(EmptyProject("2018-03-23")).overdue_count, 0);
}

TEST(Deadlines, AreSortedOverdueFirstThenByDateThenByName) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  AddApplication(&facts, "a", Application::STATE_AGREED, "1");
  for (const auto& [id, due] :
       {std::pair("later", "2018-06-30"), std::pair("b", "2018-04-01"),
        std::pair("today", "2018-03-23"), std::pair("a", "2018-04-01"),
        std::pair("late", "2018-03-22"), std::pair("older", "2017-01-01")}) {
    AddObligation(&facts, "a", id, Obligation::KIND_OTHER, due);
  }
  EXPECT_THAT(Listed(facts),
              ElementsAre("!2017-01-01 older", "!2018-03-22 late", "2018-03-23 today",
                          "2018-04-01 a", "2018-04-01 b", "2018-06-30 later"));
  const LateAndNext found = LateAndNextOf(facts);
  EXPECT_EQ(found.next->display_name(), "today");
  EXPECT_EQ(found.next->days_left(), 0);
  EXPECT_EQ(found.overdue_count, 2);
  EXPECT_EQ(found.oldest_overdue->display_name(), "older");
}

TEST(Deadlines, OfPapersAreOverOnceTheirDayHasPassed) {
  GatheredFacts gathered = PortfolioOf({EmptyProject("2018-03-23")});
  for (const auto& [id, day] : {std::pair("past", "2018-03-22"), std::pair("today", "2018-03-23"),
                                std::pair("ahead", "2018-04-01")}) {
    attachments::v1::Paper& paper = gathered.papers.emplace_back();
    paper.set_name(std::string("organizations/o/papers/") + id);
    paper.set_display_name(id);
    *paper.mutable_expire_date() = On(day);
  }
  gathered.papers.emplace_back().set_name("organizations/o/papers/for-good");
  EXPECT_THAT(Listed(gathered), ElementsAre("2018-03-23 today", "2018-04-01 ahead"));
  EXPECT_THAT(Listed(gathered, {.funder = "funders/f"}), IsEmpty()) << "they concern no funder";
  EXPECT_EQ(MakeDeadlineList(gathered, {}).deadlines(0).project(), "");
  EXPECT_EQ(LateAndNextOf(gathered.projects[0]).next, std::nullopt) << "they are of no project";
}

TEST(Deadlines, NeedPapersUnlessTheseAreLeftOut) {
  v1::ListDeadlinesRequest request;
  EXPECT_TRUE(NeedsPapers(request));
  request.add_kinds(Deadline::KIND_UNSPECIFIED);
  EXPECT_TRUE(NeedsPapers(request)) << "which stands for nothing";
  request.add_kinds(Deadline::KIND_EVENT);
  EXPECT_FALSE(NeedsPapers(request));
  request.add_kinds(Deadline::KIND_PAPER_EXPIRY);
  EXPECT_TRUE(NeedsPapers(request));
  request.set_funder("funders/f");
  EXPECT_FALSE(NeedsPapers(request));
}

TEST(Deadlines, CountTheDays) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  AddApplication(&facts, "a", Application::STATE_AGREED, "1");
  AddObligation(&facts, "a", "late", Obligation::KIND_OTHER, "2018-02-23");
  const v1::DeadlineList list = MakeDeadlineList(PortfolioOf({facts}), {});
  EXPECT_EQ(list.deadlines(0).days_left(), -28);
  EXPECT_EQ(list.deadlines(0).project(), "projects/p");
  EXPECT_EQ(list.deadlines(0).resource(), "projects/p/applications/a/obligations/late");
}

// By the schedule of the agreement, where it has something for it.
TEST(Deadlines, SayWhatHangsOnThem) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  AddApplication(&facts, "a", Application::STATE_AGREED, "1");
  AddObligation(&facts, "a", "none", Obligation::KIND_OTHER, "2018-04-01");
  *AddObligation(&facts, "a", "typed", Obligation::KIND_OTHER, "2018-04-02")
       ->mutable_unlocked_amount() = Eur("7");
  Obligation* scheduled = AddObligation(&facts, "a", "both", Obligation::KIND_OTHER, "2018-04-03");
  *scheduled->mutable_unlocked_amount() = Eur("7");
  *scheduled->add_unlocks()->mutable_amount() = Eur("10");
  *scheduled->add_unlocks()->mutable_amount() = Eur("5");
  const v1::DeadlineList list = MakeDeadlineList(PortfolioOf({facts}), {});
  ASSERT_EQ(list.deadlines_size(), 3);
  EXPECT_FALSE(list.deadlines(0).has_unlocked_amount());
  EXPECT_EQ(Shown(list.deadlines(1).unlocked_amount()), "7.00 EUR");
  EXPECT_EQ(Shown(list.deadlines(2).unlocked_amount()), "15.00 EUR");
}

TEST(Deadlines, AreVeryLateAfterThirtyDays) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  AddApplication(&facts, "a", Application::STATE_AGREED, "1");
  AddObligation(&facts, "a", "31 days", Obligation::KIND_OTHER, "2018-02-20");
  AddObligation(&facts, "a", "30 days", Obligation::KIND_OTHER, "2018-02-21");
  const v1::DeadlineList list = MakeDeadlineList(PortfolioOf({facts}), {});
  EXPECT_EQ(list.deadlines(0).days_left(), -31);
  EXPECT_TRUE(list.deadlines(0).very_late());
  EXPECT_EQ(list.deadlines(1).days_left(), -30);
  EXPECT_FALSE(list.deadlines(1).very_late());
  EXPECT_TRUE(list.deadlines(1).overdue());
}

// The date stays what it is: it is only said when an office is open last.
TEST(Deadlines, SayTheLastWorkingDayWhereTheirOwnIsNone) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  AddApplication(&facts, "a", Application::STATE_AGREED, "1");
  for (const auto& [due, last, why] :
       {std::tuple("2018-06-29", "", type::v1::DAY_OFF_UNSPECIFIED),
        std::tuple("2018-06-30", "2018-06-29", type::v1::DAY_OFF_SATURDAY),
        std::tuple("2018-04-02", "2018-03-30", type::v1::DAY_OFF_EASTER_MONDAY)}) {
    facts.obligations.clear();
    AddObligation(&facts, "a", "report", Obligation::KIND_OTHER, due);
    const Deadline deadline = MakeDeadlineList(PortfolioOf({facts}), {}).deadlines(0);
    EXPECT_EQ(IsoDate(deadline.date()), due);
    EXPECT_EQ(IsoDate(deadline.last_working_date()), last);
    EXPECT_EQ(deadline.non_working(), why);
  }
}

TEST(Deadlines, ThatNobodyHasToMeetMayFallOnAnyDay) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  AddEvent(&facts, "fair", "2018-06-30");
  *AddApplication(&facts, "a", Application::STATE_SUBMITTED, "1")
       ->mutable_expected_decision_date() = On("2018-06-30");
  const v1::DeadlineList list = MakeDeadlineList(PortfolioOf({facts}), {});
  ASSERT_EQ(list.deadlines_size(), 2);
  for (const Deadline& each : list.deadlines()) EXPECT_FALSE(each.has_last_working_date());
}

TEST(Deadlines, CanBeFiltered) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  AddApplication(&facts, "a", Application::STATE_AGREED, "1");
  AddApplication(&facts, "b", Application::STATE_AGREED, "1");
  AddObligation(&facts, "a", "late", Obligation::KIND_OTHER, "2018-03-01");
  AddObligation(&facts, "a", "soon", Obligation::KIND_OTHER, "2018-04-22");
  AddObligation(&facts, "b", "later", Obligation::KIND_OTHER, "2018-04-23");
  AddEvent(&facts, "meeting", "2018-04-10");
  EXPECT_THAT(Listed(facts, {.within_days = 30}),
              ElementsAre("!2018-03-01 late", "2018-04-10 meeting", "2018-04-22 soon"));
  EXPECT_THAT(Listed(facts, {.overdue_only = true}), ElementsAre("!2018-03-01 late"));
  EXPECT_THAT(Listed(facts, {.funder = "funders/b"}), ElementsAre("2018-04-23 later"));
  EXPECT_THAT(Listed(facts, {.within_days = 30, .funder = "funders/b"}), IsEmpty());
  EXPECT_THAT(Listed(facts, {.kinds = {v1::Deadline::KIND_EVENT}}),
              ElementsAre("2018-04-10 meeting"));
  EXPECT_THAT(Listed(facts, {.text = "LATÉ"}), ElementsAre("!2018-03-01 late", "2018-04-23 later"));
}

// Many portals delete what is not handed in.
TEST(Deadlines, OfADraftAreWhenItsPortalDeletesIt) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  Application* application = AddApplication(&facts, "a", Application::STATE_DRAFT, "1");
  *application->mutable_draft_expire_date() = On("2018-04-30");
  *application->mutable_expected_decision_date() = On("2018-09-01");
  EXPECT_THAT(Listed(facts), ElementsAre("2018-04-30 a", "2018-09-01 a"));
  EXPECT_THAT(Listed(facts, {.kinds = {Deadline::KIND_DRAFT_EXPIRY}}), ElementsAre("2018-04-30 a"));
  EXPECT_EQ(LateAndNextOf(facts).next->kind(), Deadline::KIND_DRAFT_EXPIRY);
  facts.as_of = absl::CivilDay(2018, 5, 2);
  EXPECT_THAT(Listed(facts), ElementsAre("!2018-04-30 a", "2018-09-01 a"));
  for (const auto state : {Application::STATE_SUBMITTED, Application::STATE_WITHDRAWN}) {
    application->set_state(state);
    EXPECT_THAT(Listed(facts, {.kinds = {Deadline::KIND_DRAFT_EXPIRY}}), IsEmpty());
  }
}

// A list that is empty for the filter alone says what it leaves out.
TEST(Deadlines, NameTheFirstBeyondWhatWasAskedFor) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  AddApplication(&facts, "a", Application::STATE_AGREED, "1");
  AddApplication(&facts, "b", Application::STATE_AGREED, "1");
  AddObligation(&facts, "a", "soon", Obligation::KIND_OTHER, "2018-04-22");
  AddObligation(&facts, "b", "later", Obligation::KIND_OTHER, "2018-04-23");
  const auto beyond = [&](const DeadlineFilter& filter) {
    return MakeDeadlineList(PortfolioOf({facts}), filter).next_beyond().display_name();
  };
  EXPECT_EQ(beyond({.within_days = 7}), "soon");
  EXPECT_EQ(beyond({.within_days = 30}), "later");
  EXPECT_EQ(beyond({.within_days = 7, .funder = "funders/b"}), "later");
  EXPECT_EQ(beyond({.overdue_only = true}), "soon");
  EXPECT_EQ(beyond({}), "");
}

// Beside one in Paris, a project overseas, where it is still yesterday.
TEST(Deadlines, AreCountedFromEachProjectsOwnDay) {
  ProjectFacts paris = EmptyProject("2018-03-23"), tahiti = EmptyProject("2018-03-22");
  tahiti.project.set_name("projects/t");
  for (ProjectFacts* facts : {&paris, &tahiti}) {
    AddApplication(facts, "a", Application::STATE_AGREED, "1");
    AddObligation(facts, "a", "report", Obligation::KIND_OTHER, "2018-03-22");
    AddObligation(facts, "a", "far", Obligation::KIND_OTHER, "2018-03-30");
  }
  const GatheredFacts both = PortfolioOf({paris, tahiti}, /*whole=*/true);
  EXPECT_THAT(Listed(both), ElementsAre("!2018-03-22 report", "2018-03-22 report", "2018-03-30 far",
                                        "2018-03-30 far"));
  EXPECT_THAT(Listed(both, {.overdue_only = true}), ElementsAre("!2018-03-22 report"));
  EXPECT_THAT(Listed(both, {.within_days = 7}),
              ElementsAre("!2018-03-22 report", "2018-03-22 report", "2018-03-30 far"));
  const v1::DeadlineList list = MakeDeadlineList(both, {});
  EXPECT_EQ(list.deadlines(0).project(), "projects/p");
  EXPECT_EQ(IsoDate(list.deadlines(0).as_of_date()), "2018-03-23");
  EXPECT_EQ(IsoDate(list.deadlines(1).as_of_date()), "2018-03-22");
}

TEST(Calls, AreJudgedOnTheDayOfWhatIsInNoProject) {
  auto catalogue = std::make_shared<Catalogue>();
  AddCall(catalogue.get(), "funders/f/calls/c", "2018-03-22");
  ProjectFacts paris = EmptyProject("2018-03-23"), tahiti = EmptyProject("2018-03-22");
  tahiti.project.set_name("projects/t");
  paris.catalogue = tahiti.catalogue = catalogue;
  GatheredFacts both = PortfolioOf({paris, tahiti}, /*whole=*/true);
  both.shared_day = Day(On("2018-03-22"));
  EXPECT_THAT(Listed(both), ElementsAre("2018-03-22 funders/f/calls/c"))
      << "anybody may still answer it";
  both.shared_day = Day(On("2018-03-23"));
  EXPECT_THAT(Listed(both), IsEmpty());
  AddApplication(&both.projects[1], "a", Application::STATE_DRAFT, "1")
      ->set_call("funders/f/calls/c");
  EXPECT_THAT(Listed(both), ElementsAre("!2018-03-22 funders/f/calls/c"));
}

TEST(Stages, AreDueUntilTheyAreHandedIn) {
  for (const auto& [state, due] :
       {std::pair(Stage::STATE_UPCOMING, true), std::pair(Stage::STATE_OPEN, true),
        std::pair(Stage::STATE_SUBMITTED, false), std::pair(Stage::STATE_PASSED, false),
        std::pair(Stage::STATE_FAILED, false), std::pair(Stage::STATE_SKIPPED, false)}) {
    ProjectFacts facts = EmptyProject("2018-03-23");
    AddApplication(&facts, "a", Application::STATE_SUBMITTED, "1");
    *AddStage(&facts, "a", "file", state)->mutable_due_date() = On("2018-03-01");
    EXPECT_EQ(!Listed(facts).empty(), due) << state;
  }
}

TEST(Stages, AwaitADecisionUntilTheyAreOver) {
  for (const auto& [state, awaited] :
       {std::pair(Stage::STATE_UPCOMING, true), std::pair(Stage::STATE_OPEN, true),
        std::pair(Stage::STATE_SUBMITTED, true), std::pair(Stage::STATE_PASSED, false),
        std::pair(Stage::STATE_FAILED, false), std::pair(Stage::STATE_SKIPPED, false)}) {
    ProjectFacts facts = EmptyProject("2018-03-23");
    AddApplication(&facts, "a", Application::STATE_SUBMITTED, "1");
    *AddStage(&facts, "a", "jury", state)->mutable_expected_decision_date() = On("2018-03-01");
    EXPECT_EQ(!Listed(facts).empty(), awaited) << state;
  }
}

TEST(Stages, ConcernUndecidedApplicationsOnly) {
  for (int state = Application::STATE_DRAFT; state <= Application::STATE_WITHDRAWN; ++state) {
    ProjectFacts facts = EmptyProject("2018-03-23");
    AddApplication(&facts, "a", static_cast<Application::State>(state), "1");
    *AddStage(&facts, "a", "file", Stage::STATE_OPEN)->mutable_due_date() = On("2018-04-01");
    EXPECT_EQ(!Listed(facts).empty(), state <= Application::STATE_ON_HOLD) << state;
  }
}

TEST(Decisions, OfAnApplicationAreSaidOnce) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  *AddApplication(&facts, "a", Application::STATE_SUBMITTED, "1")
       ->mutable_expected_decision_date() = On("2018-07-15");
  Stage* jury = AddStage(&facts, "a", "jury", Stage::STATE_OPEN);
  *jury->mutable_expected_decision_date() = On("2018-05-01");
  EXPECT_THAT(Listed(facts), ElementsAre("2018-05-01 jury", "2018-07-15 a"));
  *jury->mutable_expected_decision_date() = On("2018-07-15");
  EXPECT_THAT(Listed(facts), ElementsAre("2018-07-15 jury"));
  jury->set_state(Stage::STATE_PASSED);
  EXPECT_THAT(Listed(facts), ElementsAre("2018-07-15 a"));
}

TEST(Obligations, AreOwedOnceAwardedExceptAnswers) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  Application* application = AddApplication(&facts, "a", Application::STATE_SUBMITTED, "1");
  AddObligation(&facts, "a", "report", Obligation::KIND_FINAL_REPORT, "2018-04-01");
  AddObligation(&facts, "a", "answer", Obligation::KIND_INFORMATION, "2018-05-01");
  EXPECT_THAT(Listed(facts), ElementsAre("2018-05-01 answer"));
  application->set_state(Application::STATE_AWARDED);
  EXPECT_THAT(Listed(facts), ElementsAre("2018-04-01 report", "2018-05-01 answer"));
  application->set_state(Application::STATE_REJECTED);
  EXPECT_THAT(Listed(facts), IsEmpty());
}

TEST(Obligations, ThatAreDoneOrHaveNoDateAreNotListed) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  AddApplication(&facts, "a", Application::STATE_AGREED, "1");
  AddObligation(&facts, "a", "done", Obligation::KIND_OTHER, "2018-04-01")
      ->set_state(Obligation::STATE_DONE);
  AddObligation(&facts, "a", "some day", Obligation::KIND_OTHER, "2018-04-01")->clear_due_date();
  EXPECT_THAT(Listed(facts), IsEmpty());
}

TEST(Events, AndEndsOfEligibilityAreOverRatherThanOverdue) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  for (const char* date : {"2018-03-22", "2018-03-23", "2018-03-24"}) {
    AddEvent(&facts, std::string("event of ") + date, date);
    *AddGrant(&facts, std::string("grant to ") + date, "1", "2017-01-01")
         ->mutable_eligible_end_date() = On(date);
  }
  EXPECT_THAT(Listed(facts),
              ElementsAre("2018-03-23 grant to 2018-03-23", "2018-03-23 event of 2018-03-23",
                          "2018-03-24 grant to 2018-03-24", "2018-03-24 event of 2018-03-24"));
}

TEST(Eligibility, OfALostGrantEndsNoMore) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  *AddLostGrant(&facts, "a", "2017-01-01", "2018-03-01")->mutable_eligible_end_date() =
      On("2018-06-30");
  EXPECT_THAT(Listed(facts), IsEmpty());
}

TEST(Calls, ConcernAProjectThatIsAboutToAnswer) {
  auto catalogue = Funders({{"fdf", "Fondation de France"}});
  AddCall(catalogue.get(), "funders/fdf/calls/past", "2018-03-01");
  AddCall(catalogue.get(), "funders/fdf/calls/open", "2018-04-01");
  AddCall(catalogue.get(), "funders/fdf/calls/other", "2018-05-01");
  *AddCall(catalogue.get(), "funders/fdf/calls/ahead", "2018-06-01")->mutable_open_date() =
      On("2018-05-01");
  ProjectFacts facts = EmptyProject("2018-03-23");
  facts.catalogue = catalogue;
  AddApplication(&facts, "a", Application::STATE_DRAFT, "1")->set_call("funders/fdf/calls/past");
  AddApplication(&facts, "b", Application::STATE_DRAFT, "1")->set_call("funders/fdf/calls/open");
  AddApplication(&facts, "c", Application::STATE_SUBMITTED, "1")
      ->set_call("funders/fdf/calls/other");
  const std::vector<std::string> awaited = {"!2018-03-01 funders/fdf/calls/past",
                                            "2018-04-01 funders/fdf/calls/open"};
  EXPECT_EQ(Listed(facts), awaited);
  EXPECT_THAT(Listed(PortfolioOf({facts, facts}, /*whole=*/true)),
              ElementsAre(awaited[0], awaited[1], "2018-05-01 funders/fdf/calls/other"))
      << "each once, and those that anybody might answer";

  const v1::DeadlineList list = MakeDeadlineList(PortfolioOf({facts}), {});
  EXPECT_EQ(list.deadlines(0).project(), "");
  EXPECT_EQ(list.deadlines(0).funder_display_name(), "Fondation de France");
}

// A programme that comes back: each session has its own end, and may have a first step.
TEST(Calls, WithSessionsConcernWhoAnswersOneOfThem) {
  auto catalogue = Funders({{"fdf", "Fondation de France"}});
  Call* const call = AddCall(catalogue.get(), "funders/fdf/calls/c", "2018-12-31");
  call->set_display_name("C");
  for (const auto& [id, end] : {std::pair("past", "2018-03-01"), std::pair("next", "2018-04-01")}) {
    auto* const session = call->add_sessions();
    session->set_session_id(id);
    *session->mutable_close_date() = On(end);
  }
  *call->mutable_sessions(1)->mutable_pre_deposit_date() = On("2018-03-25");
  ProjectFacts facts = EmptyProject("2018-03-23");
  facts.catalogue = catalogue;
  Application* const draft = AddApplication(&facts, "a", Application::STATE_DRAFT, "1");
  draft->set_call(call->name());

  // Who has not chosen may still choose what is not over.
  EXPECT_THAT(Listed(facts),
              ElementsAre("2018-03-25 C (next)", "2018-04-01 C (next)", "2018-12-31 C"));
  draft->set_session("past");
  EXPECT_THAT(Listed(facts), ElementsAre("!2018-03-01 C (past)"));
  draft->set_session("next");
  EXPECT_THAT(Listed(facts), ElementsAre("2018-03-25 C (next)", "2018-04-01 C (next)"));
  EXPECT_THAT(Listed(facts, {.kinds = {v1::Deadline::KIND_PRE_DEPOSIT}}),
              ElementsAre("2018-03-25 C (next)"));
  EXPECT_THAT(Listed(PortfolioOf({facts}, /*whole=*/true)),
              ElementsAre("2018-03-25 C (next)", "2018-04-01 C (next)", "2018-12-31 C"));
}

// Nothing is lost between two pages where two sessions end on one day.
TEST(Calls, WithSessionsThatEndTogetherStandInOneOrder) {
  Deadline a, b;
  a.set_resource("funders/f/calls/c");
  a.set_kind(Deadline::KIND_CALL_CLOSING);
  *a.mutable_date() = On("2018-04-01");
  b = a;
  a.set_session("a");
  b.set_session("b");
  EXPECT_TRUE(ComesBefore(a, b));
  EXPECT_FALSE(ComesBefore(b, a));
  EXPECT_TRUE(ComesBefore(KeyOf(a), KeyOf(b)));
}

}  // namespace
}  // namespace cofi::reporting
