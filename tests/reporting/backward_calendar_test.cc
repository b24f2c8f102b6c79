// From the end of a grant backward: what was agreed stands, and the rest is proposed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/names.h"
#include "services/reporting/backward_calendar_rules.h"
#include "services/reporting/layouts.h"
#include "tests/reasons.h"
#include "tests/reporting/case_facts.h"
#include "tests/reporting/documents.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::BackwardStep;
using v1::GetBackwardCalendarRequest;

// `a LAST_ORDER 2018-05-17 PROPOSED`
std::vector<std::string> Steps(const v1::BackwardCalendar& calendar) {
  std::vector<std::string> steps;
  for (const BackwardStep& each : calendar.steps()) {
    steps.push_back(absl::StrCat(IdOf(each.grant()), " ", EnumNameOf(each.kind()), " ",
                                 IsoDate(each.date()), " ", EnumNameOf(each.basis())));
  }
  return steps;
}
std::vector<std::string> Steps(const ProjectFacts& facts,
                               const GetBackwardCalendarRequest& request = {}) {
  return Steps(MakeBackwardCalendar(facts, request));
}

// With one grant, which stems from an application and ends on that day.
ProjectFacts Ending(const std::string& end, const std::string& as_of = "2018-03-23") {
  ProjectFacts facts = EmptyProject(as_of);
  AddApplication(&facts, "a", Application::STATE_AGREED, "10");
  Grant* const grant = AddGrant(&facts, "a", "10", "2017-01-01");
  grant->set_application("projects/p/applications/a");
  *grant->mutable_eligible_end_date() = On(end);
  return facts;
}

GetBackwardCalendarRequest Leads(int order, int payment) {
  GetBackwardCalendarRequest request;
  request.set_order_lead_days(order);
  request.set_payment_lead_days(payment);
  return request;
}

// The 30th of June 2018 is a Saturday; in May the 21st is Whit Monday.
TEST(BackwardCalendar, IsCountedInWorkingDays) {
  EXPECT_THAT(
      Steps(Ending("2018-06-30")),
      ElementsAre("a LAST_ORDER 2018-05-18 PROPOSED", "a LAST_PAYMENT_ORDER 2018-06-22 PROPOSED",
                  "a LAST_PAYMENT 2018-06-29 PROPOSED", "a LAST_INVOICE 2018-06-30 AGREED"));
}

TEST(BackwardCalendar, IsCountedAsItIsAsked) {
  EXPECT_THAT(
      Steps(Ending("2018-06-30"), Leads(1, 0)),
      ElementsAre("a LAST_ORDER 2018-06-29 PROPOSED", "a LAST_PAYMENT_ORDER 2018-06-29 PROPOSED",
                  "a LAST_PAYMENT 2018-06-29 PROPOSED", "a LAST_INVOICE 2018-06-30 AGREED"));
  const v1::BackwardCalendar calendar = MakeBackwardCalendar(Ending("2018-06-30"), {});
  EXPECT_EQ(calendar.order_lead_days(), 30);
  EXPECT_EQ(calendar.payment_lead_days(), 5);
  EXPECT_THAT(CheckLeads(Leads(366, 366)), IsOk());
  EXPECT_THAT(CheckLeads(Leads(367, 0)),
              IsReasonWith(type::v1::REASON_VALUE_OUT_OF_RANGE, "value", "367"));
  EXPECT_THAT(CheckLeads(Leads(0, 367)),
              IsReasonWith(type::v1::REASON_VALUE_OUT_OF_RANGE, "value", "367"));
}

TEST(BackwardCalendar, SaysWhichAgreedDayIsNoWorkingDay) {
  const v1::BackwardCalendar calendar = MakeBackwardCalendar(Ending("2018-06-30"), {});
  const BackwardStep& invoice = calendar.steps(3);
  EXPECT_EQ(IsoDate(invoice.last_working_date()), "2018-06-29");
  EXPECT_EQ(invoice.non_working(), type::v1::DAY_OFF_SATURDAY);
  EXPECT_EQ(invoice.days_left(), 99);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(calendar.steps(i).has_last_working_date());
}

TEST(BackwardCalendar, EndsWithTheLastClaimThatIsOwed) {
  ProjectFacts facts = Ending("2018-06-29");
  AddObligation(&facts, "a", "advance", Obligation::KIND_PAYMENT_CLAIM, "2018-05-01");
  AddObligation(&facts, "a", "balance", Obligation::KIND_PAYMENT_CLAIM, "2018-09-28");
  AddObligation(&facts, "a", "story", Obligation::KIND_FINAL_REPORT, "2018-12-31");
  AddObligation(&facts, "a", "done", Obligation::KIND_FINANCIAL_REPORT, "2018-12-31")
      ->set_state(Obligation::STATE_DONE);
  const v1::BackwardCalendar calendar = MakeBackwardCalendar(facts, {});
  ASSERT_EQ(calendar.steps_size(), 5);
  const BackwardStep& claim = calendar.steps(4);
  EXPECT_EQ(claim.kind(), BackwardStep::KIND_LAST_CLAIM);
  EXPECT_EQ(claim.display_name(), "balance");
  EXPECT_EQ(claim.basis(), BackwardStep::BASIS_AGREED);
  EXPECT_EQ(claim.resource(), "projects/p/applications/a/obligations/balance");
}

TEST(BackwardCalendar, OfAPeriodThatIsOverHasOnlyTheClaim) {
  ProjectFacts facts = Ending("2018-03-22");
  EXPECT_THAT(Steps(facts), IsEmpty());
  AddObligation(&facts, "a", "balance", Obligation::KIND_PAYMENT_CLAIM, "2018-03-01");
  const v1::BackwardCalendar calendar = MakeBackwardCalendar(facts, {});
  EXPECT_THAT(Steps(calendar), ElementsAre("a LAST_CLAIM 2018-03-01 AGREED"));
  EXPECT_TRUE(calendar.steps(0).passed());
}

TEST(BackwardCalendar, IsOfGrantsThatStillPay) {
  ProjectFacts facts = Ending("2018-12-31");
  *AddGrant(&facts, "closed", "1", "2017-01-01")->mutable_eligible_end_date() = On("2018-12-31");
  *facts.grants.back().mutable_close_date() = On("2018-01-01");
  *AddLostGrant(&facts, "lost", "2017-01-01", "2018-03-01")->mutable_eligible_end_date() =
      On("2018-12-31");
  AddGrant(&facts, "without-end", "1", "2017-01-01");
  *AddGrant(&facts, "first", "1", "2017-01-01")->mutable_eligible_end_date() = On("2018-06-29");
  std::vector<std::string> grants;
  const auto calendar = MakeBackwardCalendar(facts, {});
  for (const BackwardStep& each : calendar.steps()) {
    if (each.kind() == BackwardStep::KIND_LAST_INVOICE) grants.emplace_back(IdOf(each.grant()));
  }
  EXPECT_THAT(grants, ElementsAre("first", "a"));
}

TEST(BackwardCalendar, OfTheCase) {
  EXPECT_THAT(Steps(CaseOn("2018-03-23"), Leads(0, 0)).size(), 4);
}

TEST(BackwardCalendarLayout, TellsProposalsFromFacts) {
  ProjectFacts facts = Ending("2018-06-30", "2018-06-20");
  AddObligation(&facts, "a", "balance", Obligation::KIND_PAYMENT_CLAIM, "2018-09-28");
  facts.catalogue = Funders({{"a", "Ville"}});
  const v1::Document document =
      LayOut(MakeBackwardCalendar(facts, {}), {}, Part{}, Language::kFrench);
  EXPECT_EQ(document.title(), "Calendrier à rebours");
  EXPECT_THAT(
      TableText(document, Language::kFrench),
      ElementsAre(
          "date | quand | étape | fondement | subvention | financeur",
          "18/05/2018 | passé | dernière commande | proposé | a | Ville !",
          "22/06/2018 | dans 2 jours | dernier ordre de paiement | proposé | a | Ville",
          "29/06/2018 | dans 9 jours | dernier paiement | proposé | a | Ville",
          "30/06/2018 | dans 10 jours | dernière facture | convenu | a | Ville",
          "28/09/2018 | dans 100 jours | dernière demande : balance | convenu | a | Ville"));
  EXPECT_THAT(
      Sentences(document),
      ElementsAre(
          "Jour non ouvré : 30/06/2018 (samedi) → 29/06/2018",
          "Les dates proposées sont comptées à rebours depuis la fin d'éligibilité, en jours"
          " ouvrés : 30 dès la commande, 5 dès l'ordre de paiement. Seul ce qui est convenu"
          " engage."));
  EXPECT_TRUE(HoldsTogether(document));
  const v1::Events& events = document.blocks(3).events();
  ASSERT_EQ(events.events_size(), 5);
  EXPECT_EQ(events.events(3).uid(), "projects/p/grants/a#LAST_INVOICE");
  EXPECT_EQ(events.events(3).description(),
            "Ville, convenu ; jour non ouvré (samedi) : au plus tard le 29/06/2018");
}

TEST(BackwardCalendarLayout, SaysThatThereIsNothingToCountFrom) {
  const v1::Document document = LayOut(MakeBackwardCalendar(EmptyProject("2018-03-23"), {}),
                                       GetBackwardCalendarRequest(), Part{}, Language::kEnglish);
  EXPECT_EQ(document.blocks_size(), 2) << "a sentence, and a calendar that is empty";
}

}  // namespace
}  // namespace cofi::reporting
