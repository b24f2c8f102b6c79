#include "base/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/projects/v1/organizations.pb.h"
#include "tests/properties.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using ::testing::ElementsAre;

const char kLine[] = "projects/precarisation/budgets/v1/lines/62";

const NamePattern& Lines() { return NamePattern::Of(budgets::v1::Line::descriptor()); }
const NamePattern& Organizations() {
  return NamePattern::Of(projects::v1::Organization::descriptor());
}

std::string AnyId() {
  const std::string first =
      *rc::gen::container<std::string>(1, rc::gen::elementOf(std::string("abcxyz0189")));
  return first + *rc::gen::resize(62, rc::gen::container<std::string>(
                                          rc::gen::elementOf(std::string("abcxyz0189-"))));
}

TEST(Names, TheRootIsTheProjectOrTheDirectory) {
  EXPECT_EQ(RootOf(kLine), "projects/precarisation");
  EXPECT_EQ(RootOf("projects/precarisation"), "projects/precarisation");
  EXPECT_EQ(RootOf("organizations/region"), "directory");
  EXPECT_EQ(RootOf("funders/region/calls/2018"), "directory");
  EXPECT_EQ(RootOf("projectsx/p"), "directory");
  EXPECT_EQ(RootOf(""), "directory");
}

TEST(Names, TheParentIsTheNameWithoutItsLastTwoParts) {
  EXPECT_EQ(ParentOf(kLine), "projects/precarisation/budgets/v1");
  EXPECT_EQ(ParentOf("projects/p/budgets/v1"), "projects/p");
  EXPECT_EQ(ParentOf("projects/p"), "");
  EXPECT_EQ(ParentOf(""), "");
  EXPECT_EQ(IdOf(kLine), "62");
  EXPECT_EQ(IdOf("62"), "62");
}

TEST(Names, OfOneResourceMayHaveTwoForms) {
  const auto forms = NamePattern::AllOf(budgets::v1::Line::descriptor());
  ASSERT_EQ(forms.size(), 2u);
  EXPECT_EQ(&forms.front(), &Lines());
  EXPECT_EQ(forms.back().text(), "projects/{project}/lines/{line}");
  EXPECT_THAT(CheckName(forms, kLine), IsOk());
  EXPECT_THAT(CheckName(forms, "projects/p/lines/62"), IsOk());
  EXPECT_THAT(CheckName(forms, "projects/p/budgets/-/lines/62"),
              IsReasonWith(type::v1::REASON_NAME_MALFORMED, "accepted",
                           "projects/{project}/budgets/{budget}/lines/{line},"
                           " projects/{project}/lines/{line}"));
  EXPECT_THAT(CheckName(forms, "projects/p/budgets/-/lines/62", /*wildcards=*/true), IsOk());
  EXPECT_EQ(NamePattern::AllOf(projects::v1::Organization::descriptor()).size(), 1u);
}

TEST(Names, AnIdentifierIsPlain) {
  for (const char* id : {"62", "a", "region-bretagne", "9-lives", "a--b", "a-"}) {
    EXPECT_TRUE(IsResourceId(id)) << id;
  }
  EXPECT_TRUE(IsResourceId(std::string(63, 'a')));
}

TEST(Names, AHostileIdentifierIsRefused) {
  EXPECT_FALSE(IsResourceId(std::string(64, 'a')));
  EXPECT_FALSE(IsResourceId(absl::string_view("a\0b", 3)));
  for (const char* id : {"",    "-", "-a", "A",   "é",    "a b",    "a/b", ".",   "..",  "a.b",
                         "a_b", "%", "*",  "a\n", "a'--", "{line}", "a\"", "a;b", "a?b", "a\\b"}) {
    EXPECT_FALSE(IsResourceId(id)) << id;
    EXPECT_THAT(Lines().Check(absl::StrCat("projects/p/budgets/b/lines/", id)),
                IsReason(type::v1::REASON_NAME_MALFORMED))
        << id;
  }
}

TEST(Names, APatternKnowsItsParts) {
  EXPECT_EQ(Lines().text(), "projects/{project}/budgets/{budget}/lines/{line}");
  EXPECT_EQ(Lines().collection(), "lines");
  EXPECT_EQ(Lines().parent_text(), "projects/{project}/budgets/{budget}");
  EXPECT_THAT(Lines().variables(), ElementsAre("project", "budget", "line"));
  EXPECT_EQ(Organizations().parent_text(), "");
  EXPECT_THAT(Organizations().variables(), ElementsAre("organization"));
}

TEST(Names, AnotherFormIsRefusedWithTheRightOne) {
  EXPECT_THAT(Lines().Check(kLine), IsOk());
  for (const char* name : {"", "projects/p", "projects/p/budgets/b/lines",
                           "projects/p/budgets/b/lines/62/x", "projects/p/budgets/b/grants/62",
                           "/projects/p/budgets/b/lines/62", "projects//budgets/b/lines/62",
                           "projects/p/budgets/b/lines/62/", "Projects/p/budgets/b/lines/62"}) {
    EXPECT_THAT(Lines().Check(name), IsReasonWith(type::v1::REASON_NAME_MALFORMED, "accepted",
                                                  "projects/{project}/budgets/{budget}/lines/"
                                                  "{line}"))
        << name;
  }
  EXPECT_THAT(Lines().Check("x"), IsReasonWith(type::v1::REASON_NAME_MALFORMED, "value", "x"));
}

TEST(Names, AHyphenStandsForAnyIdentifierWhereWildcardsAreAllowed) {
  const char* const any = "projects/-/budgets/-/lines/62";
  EXPECT_THAT(Lines().Check(any, /*wildcards=*/true), IsOk());
  EXPECT_THAT(Lines().Check(any), IsReason(type::v1::REASON_NAME_MALFORMED));
  EXPECT_THAT(Lines().CheckParent("projects/p/budgets/-", /*wildcards=*/true), IsOk());
  EXPECT_THAT(Lines().CheckParent("projects/p/budgets/-"),
              IsReason(type::v1::REASON_NAME_MALFORMED));
  EXPECT_THAT(Lines().CheckParent("-/p/budgets/b", /*wildcards=*/true),
              IsReason(type::v1::REASON_NAME_MALFORMED));
}

TEST(Names, AParentIsThatOfTheCollection) {
  EXPECT_THAT(Lines().CheckParent("projects/p/budgets/b"), IsOk());
  EXPECT_THAT(Lines().CheckParent("projects/p"),
              IsReasonWith(type::v1::REASON_NAME_MALFORMED, "accepted",
                           "projects/{project}/budgets/{budget}"));
  EXPECT_THAT(Organizations().CheckParent(""), IsOk());
  EXPECT_THAT(Organizations().CheckParent("projects/p"), IsReason(type::v1::REASON_NAME_MALFORMED));
}

RC_GTEST_PROP(Names, AreTakenApartAndPutTogetherAgain, ()) {
  const std::vector<std::string> ids = {AnyId(), AnyId(), AnyId()};
  const std::string name = Lines().Fill(ids);
  RC_ASSERT(Lines().Check(name).ok());
  RC_ASSERT(Lines().Ids(name) == ids);
  RC_ASSERT(Lines().CheckParent(ParentOf(name)).ok());
  RC_ASSERT(Lines().Join(ParentOf(name), IdOf(name)) == name);
  RC_ASSERT(RootOf(name) == "projects/" + ids[0]);
}

TEST(Names, ATopResourceIsJoinedWithoutAParent) {
  EXPECT_EQ(Organizations().Join("", "region"), "organizations/region");
}

TEST(NamesDeathTest, OnlyAResourceHasAPattern) {
  EXPECT_DEATH(NamePattern::Of(budgets::v1::ListLinesRequest::descriptor()), "ListLinesRequest");
  EXPECT_DEATH(Lines().Ids("projects/p"), "lines");
}

}  // namespace
}  // namespace cofi
