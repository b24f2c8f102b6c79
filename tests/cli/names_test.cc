#include "clients/cli/typed/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/refusal.h"
#include "cofi/applications/v1/stages.pb.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/projects/v1/organizations.pb.h"

namespace cofi::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Pair;

constexpr Language kEn = Language::kEnglish;

const NamePattern& Stages() { return NamePattern::Of(applications::v1::Stage::descriptor()); }
const NamePattern& Lines() { return NamePattern::Of(budgets::v1::Line::descriptor()); }
const NamePattern& LinesOfMoney() {
  return NamePattern::AllOf(budgets::v1::Line::descriptor()).back();
}
const NamePattern& Expenses() { return NamePattern::Of(budgets::v1::Expense::descriptor()); }
const NamePattern& Organizations() {
  return NamePattern::Of(projects::v1::Organization::descriptor());
}

TEST(ShortNames, AreJoinedOrApartOrFull) {
  const std::string full = "projects/p/applications/fdf/stages/final";
  EXPECT_EQ(*ExpandName(Stages(), {"p/fdf/final"}, kEn), full);
  EXPECT_EQ(*ExpandName(Stages(), {"p", "fdf", "final"}, kEn), full);
  EXPECT_EQ(*ExpandName(Stages(), {"p/fdf", "final"}, kEn), full);
  EXPECT_EQ(*ExpandName(Stages(), {full}, kEn), full);
  EXPECT_EQ(*ExpandName(Organizations(), {"cias"}, kEn), "organizations/cias");
}

TEST(ShortNames, SayWhichFormTheyHave) {
  EXPECT_THAT(ExpandName(Stages(), {"p/fdf"}, kEn).status().message(),
              HasSubstr("PROJECT/APPLICATION/STAGE"));
  EXPECT_THAT(ExpandName(Stages(), {}, kEn).status().message(), HasSubstr("is missing"));
  EXPECT_EQ(ExpandName(Organizations(), {"Mairie de Bécherel"}, kEn).status().message(),
            "\"Mairie de Bécherel\" is not an identifier (lowercase letters, digits, hyphens); did"
            " you mean mairie-de-becherel?");
  EXPECT_EQ(ExpandName(Organizations(), {"\u7814"}, Language::kFrench).status().message(),
            "« \u7814 » n'est pas un identifiant (minuscules, chiffres, traits d'union)");
  // The form is said in the language.
  EXPECT_THAT(ExpandName(Stages(), {"p/fdf"}, Language::kFrench).status().message(),
              HasSubstr("PROJET/CANDIDATURE/ÉTAPE"));
}

TEST(ShortNames, AMissingBudgetIsTheAdoptedOne) {
  EXPECT_EQ(*ExpandName(Lines(), {"p/62"}, kEn), "projects/p/budgets/adopted/lines/62");
  EXPECT_EQ(*ExpandName(Lines(), {"p/v1/62"}, kEn), "projects/p/budgets/v1/lines/62");
}

TEST(Parents, MissingIdentifiersMeanAll) {
  EXPECT_EQ(*ExpandParent(Stages(), {}, kEn), "projects/-/applications/-");
  EXPECT_EQ(*ExpandParent(Stages(), {"-"}, kEn), "projects/-/applications/-");
  EXPECT_EQ(*ExpandParent(Stages(), {"p"}, kEn), "projects/p/applications/-");
  EXPECT_EQ(*ExpandParent(Stages(), {"p/fdf"}, kEn), "projects/p/applications/fdf");
  EXPECT_EQ(*ExpandParent(Stages(), {"projects/p/applications/-"}, kEn),
            "projects/p/applications/-");
  EXPECT_EQ(*ExpandParent(Organizations(), {}, kEn), "");
  EXPECT_FALSE(ExpandParent(Organizations(), {"cias"}, kEn).ok());
  EXPECT_FALSE(ExpandParent(Expenses(), {"p/e"}, kEn).ok());
}

TEST(Places, HaveAParentAndMaybeAnIdentifier) {
  EXPECT_THAT(*ExpandParentAndId(Expenses(), {"p"}, kEn), Pair("projects/p", ""));
  EXPECT_THAT(*ExpandParentAndId(Expenses(), {"projects/p"}, kEn), Pair("projects/p", ""));
  EXPECT_THAT(*ExpandParentAndId(Expenses(), {"p/e1"}, kEn), Pair("projects/p", "e1"));
  EXPECT_THAT(*ExpandParentAndId(Expenses(), {"p", "e1"}, kEn), Pair("projects/p", "e1"));
  EXPECT_THAT(*ExpandParentAndId(Expenses(), {"projects/p/expenses/e1"}, kEn),
              Pair("projects/p", "e1"));
  EXPECT_THAT(*ExpandParentAndId(Organizations(), {}, kEn), Pair("", ""));
  EXPECT_THAT(*ExpandParentAndId(Organizations(), {"cias"}, kEn), Pair("", "cias"));
  EXPECT_FALSE(ExpandParentAndId(Expenses(), {}, kEn).ok());
  EXPECT_FALSE(ExpandParentAndId(Expenses(), {"a/b/c"}, kEn).ok());
}

TEST(References, AreCompletedFromWhatIsKnown) {
  const Identifiers known = {{"project", "p"}};
  EXPECT_EQ(*ExpandReference(Lines(), "v2/62", known, kEn), "projects/p/budgets/v2/lines/62");
  EXPECT_EQ(*ExpandReference(Lines(), "q/v2/62", known, kEn), "projects/q/budgets/v2/lines/62");
  EXPECT_EQ(*ExpandReference(LinesOfMoney(), "62", known, kEn), "projects/p/lines/62");
  EXPECT_EQ(*ExpandReference(LinesOfMoney(), "q/62", known, kEn), "projects/q/lines/62");
  EXPECT_EQ(*ExpandReference(LinesOfMoney(), "projects/q/lines/62", known, kEn),
            "projects/q/lines/62");
  EXPECT_EQ(*ExpandReference(Organizations(), "cias", {}, kEn), "organizations/cias");
  // Of which project?
  EXPECT_FALSE(ExpandReference(Lines(), "62", {}, kEn).ok());
  EXPECT_FALSE(ExpandReference(Stages(), "final", known, kEn).ok());
}

TEST(ShortNames, LeaveOutWhatTheListSays) {
  const std::string name = "projects/p/applications/fdf/stages/final";
  EXPECT_EQ(ShortName(name, "projects/p/applications/fdf"), "final");
  EXPECT_EQ(ShortName(name, "projects/p/applications/-"), "fdf/final");
  EXPECT_EQ(ShortName(name, "projects/-/applications/-"), "p/fdf/final");
  EXPECT_EQ(ShortName(name, ""), "p/fdf/final");
  EXPECT_EQ(ShortName("organizations/cias", ""), "cias");
}

}  // namespace
}  // namespace cofi::cli
