// The payments that agreements promise, in the funding plan and among what is due.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/rules/payments.h"
#include "services/reporting/deadline_rules.h"
#include "services/reporting/funding_plan_rules.h"
#include "services/reporting/layouts.h"
#include "tests/reporting/documents.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

// A grant of 60 000, of which 30 000 are expected on 2026-03-31 and the rest on 2026-12-31.
Grant* AddPromised(ProjectFacts* facts, const std::string& received) {
  facts->catalogue = Funders({{"ville", "Ville de M."}});
  Grant* const grant = AddGrant(facts, "g", "60000", "2026-01-01");
  grant->set_funder("funders/ville");
  grant->set_display_name("Aide au projet");
  *grant->add_payments() = Parsed<budgets::v1::ExpectedPayment>(
      "kind: KIND_ADVANCE amount @30000 expected_date #2026-03-31");
  *grant->add_payments() =
      Parsed<budgets::v1::ExpectedPayment>("kind: KIND_BALANCE expected_date #2026-12-31");
  *grant->mutable_received_amount() = Eur(received);
  rules::TellPayments(grant);
  return grant;
}

v1::Document LaidOut(const ProjectFacts& facts, Language language) {
  v1::FundingPlan plan = MakeFundingPlan(facts);
  *plan.mutable_as_of_date() = DateFromDay(facts.as_of);
  return LayOut(plan, v1::GetFundingPlanRequest(), Part(), language);
}

TEST(ExpectedPayments, AreHeldAgainstTheReceipts) {
  ProjectFacts facts = EmptyProject("2026-04-01");
  AddPromised(&facts, "10000");
  const v1::FundingPlan plan = MakeFundingPlan(facts);
  ASSERT_EQ(plan.payments_size(), 2);
  const v1::PlanPayment& advance = plan.payments(0);
  EXPECT_EQ(advance.funder_display_name(), "Ville de M.");
  EXPECT_EQ(Shown(advance.expected()), "30000.00 EUR");
  EXPECT_EQ(Shown(advance.received()), "10000.00 EUR");
  EXPECT_EQ(Shown(advance.missing()), "20000.00 EUR");
  EXPECT_TRUE(advance.late());
  EXPECT_EQ(Shown(plan.payments(1).missing()), "30000.00 EUR");
  EXPECT_FALSE(plan.payments(1).late());
  EXPECT_EQ(plan.overdue_count(), 1);
}

TEST(ExpectedPayments, AreNotLateOnTheirDayNorOnceTheyAreThere) {
  ProjectFacts on_the_day = EmptyProject("2026-03-31");
  AddPromised(&on_the_day, "0");
  EXPECT_FALSE(MakeFundingPlan(on_the_day).payments(0).late());
  ProjectFacts received = EmptyProject("2026-04-01");
  AddPromised(&received, "30000");
  EXPECT_FALSE(MakeFundingPlan(received).payments(0).late());
  EXPECT_EQ(MakeFundingPlan(received).overdue_count(), 0);
}

TEST(ExpectedPayments, OfALostGrantAreNone) {
  ProjectFacts facts = EmptyProject("2026-04-01");
  *AddPromised(&facts, "0")->mutable_lost_date() = On("2026-02-01");
  EXPECT_EQ(MakeFundingPlan(facts).payments_size(), 0);
}

TEST(ExpectedPayments, OfAClosedGrantAreToldAndNotLate) {
  ProjectFacts facts = EmptyProject("2026-04-01");
  *AddPromised(&facts, "0")->mutable_close_date() = On("2026-02-01");
  ASSERT_EQ(MakeFundingPlan(facts).payments_size(), 2);
  EXPECT_FALSE(MakeFundingPlan(facts).payments(0).late());
}

TEST(ExpectedPayments, AreNamedWhereTheyAreLate) {
  ProjectFacts facts = EmptyProject("2026-04-01");
  AddPromised(&facts, "0");
  const v1::Document english = LaidOut(facts, Language::kEnglish);
  EXPECT_TRUE(HoldsTogether(english));
  EXPECT_THAT(Sentences(english),
              Contains("! Ville de M., advance: €30,000.00 expected on 2026-03-31,"
                       " nothing received"));
  EXPECT_THAT(Sentences(english), Not(Contains(HasSubstr("balance: "))));
  // Groups are parted by a narrow no-break space, and the euro is behind a no-break space.
  EXPECT_THAT(Sentences(LaidOut(facts, Language::kFrench)),
              Contains(testing::AllOf(HasSubstr("Ville de M., avance : 30"), HasSubstr("000,00"),
                                      HasSubstr("attendus le 31/03/2026, rien reçu"))));
}

TEST(ExpectedPayments, AreDeadlines) {
  ProjectFacts facts = EmptyProject("2026-04-01");
  AddPromised(&facts, "0");
  const v1::DeadlineList late = MakeDeadlineList(PortfolioOf({facts}), {.overdue_only = true});
  ASSERT_EQ(late.deadlines_size(), 1);
  EXPECT_EQ(late.deadlines(0).kind(), v1::Deadline::KIND_PAYMENT_EXPECTED);
  EXPECT_EQ(IsoDate(late.deadlines(0).date()), "2026-03-31");
  EXPECT_EQ(Shown(late.deadlines(0).expected_amount()), "30000.00 EUR");
  v1::DeadlineList list = MakeDeadlineList(PortfolioOf({facts}), {});
  *list.mutable_as_of_date() = On("2026-04-01");
  const v1::Document document =
      LayOut(list, v1::ListDeadlinesRequest(), Part(), Language::kEnglish);
  EXPECT_TRUE(HoldsTogether(document));
  EXPECT_EQ(CellAt(document, 0, "kind").text(), "payment expected");
  EXPECT_EQ(CellAt(document, 0, "what").text(), "advance, Aide au projet");
  EXPECT_EQ(Shown(CellAt(document, 0, "expected_amount").amount()), "30000.00 EUR");
  for (const v1::Block& block : document.blocks()) {
    if (!block.has_events()) continue;
    ASSERT_EQ(block.events().events_size(), 2);
    EXPECT_NE(block.events().events(0).uid(), block.events().events(1).uid());
  }
}

}  // namespace
}  // namespace cofi::reporting
