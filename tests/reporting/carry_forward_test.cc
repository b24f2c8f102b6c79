#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/fields.h"
#include "base/names.h"
#include "services/reporting/carry_forward_rules.h"
#include "services/reporting/layouts.h"
#include "tests/reporting/documents.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// `g SECURED 60.00 EUR`
std::vector<std::string> Carried(const v1::CarryForward& answer) {
  std::vector<std::string> rows;
  for (const v1::CarryForwardRow& row : answer.rows()) {
    rows.push_back(absl::StrCat(IdOf(row.grant()), " ", EnumNameOf(row.basis()), " ",
                                Shown(row.carry_forward())));
  }
  rows.push_back(Shown(answer.total().carry_forward()));
  return rows;
}

Grant* Awarded(ProjectFacts* facts, const std::string& id, const std::string& spent,
               const std::string& received) {
  Grant* const grant = AddGrant(facts, id, "100", "2017-01-01");
  Pay(grant, spent);
  *grant->mutable_received_amount() = Eur(received);
  return grant;
}

TEST(CarryForward, IsWhatASecuredGrantPaysAndIsNotSpent) {
  ProjectFacts facts = EmptyProject("2017-12-31");
  Awarded(&facts, "partly", "40", "30");
  Awarded(&facts, "used", "100", "100");
  Awarded(&facts, "capped", "10", "0");
  SetCeiling(&facts.grants.back(), "70");
  EXPECT_THAT(Carried(MakeCarryForward(facts)),
              ElementsAre("partly SECURED 60.00 EUR", "used SECURED 0.00 EUR",
                          "capped SECURED 60.00 EUR", "120.00 EUR"));
}

TEST(CarryForward, IsOfWhatWasReceivedWhereAnAwardHangsOnConditions) {
  ProjectFacts facts = EmptyProject("2017-12-31");
  Awarded(&facts, "more", "10", "30")->set_conditional(true);
  Awarded(&facts, "less", "40", "30")->set_conditional(true);
  EXPECT_THAT(Carried(MakeCarryForward(facts)),
              ElementsAre("more RECEIVED 20.00 EUR", "less RECEIVED 0.00 EUR", "20.00 EUR"));
}

TEST(CarryForward, IsNothingOfWhatIsClosedOrLost) {
  ProjectFacts facts = EmptyProject("2017-12-31");
  *Awarded(&facts, "closed", "10", "30")->mutable_close_date() = On("2017-11-30");
  *AddLostGrant(&facts, "lost", "2017-01-01", "2017-02-01")->mutable_received_amount() = Eur("5");
  EXPECT_THAT(Carried(MakeCarryForward(facts)),
              ElementsAre("closed CLOSED 0.00 EUR", "lost SECURED 0.00 EUR", "0.00 EUR"));
}

TEST(CarryForwardLayout, HasARowForEachGrantAndTheRule) {
  ProjectFacts facts = EmptyProject("2017-12-31");
  Awarded(&facts, "g", "40", "30");
  v1::CarryForward answer = MakeCarryForward(facts);
  *answer.mutable_as_of_date() = On("2017-12-31");
  for (const Language language : {Language::kEnglish, Language::kFrench}) {
    const v1::Document document = LayOut(answer, {}, Part{}, language);
    EXPECT_TRUE(EveryColumnSums(document));
    EXPECT_TRUE(HoldsTogether(document));
    EXPECT_THAT(Sentences(document), Contains(HasSubstr("ANC 2018-06")));
  }
  const v1::Document document = LayOut(answer, {}, Part{}, Language::kEnglish);
  EXPECT_EQ(CellAt(document, 0, "spent").ref(), "p/spent,grant=g");
  EXPECT_EQ(CellAt(document, 0, "carry_forward").ref(), "");
}

TEST(CarryForwardLayout, SaysThatThereAreNoGrants) {
  const v1::Document document =
      LayOut(MakeCarryForward(EmptyProject("2017-12-31")), {}, Part{}, Language::kFrench);
  EXPECT_THAT(Sentences(document), ElementsAre("Aucune subvention."));
}

}  // namespace
}  // namespace cofi::reporting
