// What people call resources, and how words agree with them.
#include "base/resources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/fields.h"
#include "base/refusal.h"
#include "google/api/resource.pb.h"

namespace cofi {
namespace {

using ::testing::HasSubstr;

TEST(Resources, AreCalledSomethingInBothLanguages) {
  ASSERT_GE(AllResources().size(), 16U);
  std::set<std::string> commands, french;
  for (const Descriptor* const each : AllResources()) {
    EXPECT_NE(TermOf(each, Language::kFrench), "") << each->full_name();
    EXPECT_NE(PluralOf(each, Language::kFrench), TermOf(each, Language::kFrench));
    EXPECT_NE(PluralOf(each, Language::kEnglish), TermOf(each, Language::kEnglish));
    EXPECT_TRUE(commands.insert(CommandOf(each)).second) << CommandOf(each);
    EXPECT_TRUE(french.insert(TermOf(each, Language::kFrench)).second);
    // What identifiers are made of is there.
    for (const std::string& field : ResourceFacts(each).id_from()) {
      EXPECT_NE(each->FindFieldByName(field), nullptr) << each->full_name() << "." << field;
    }
    EXPECT_TRUE(ResourceFacts(each).id_from_size() > 0 || !ResourceFacts(each).id_stem().empty());
  }
}

TEST(Resources, AreFoundByTheirNames) {
  EXPECT_EQ(ResourceOfName("projects/p/applications/a"), ResourceOf("cofi.dev/Application"));
  EXPECT_EQ(ResourceOfName("projects/p/budgets/v1/lines/62"), ResourceOf("cofi.dev/Line"));
  EXPECT_EQ(ResourceOfName("projects/p/lines/62"), ResourceOf("cofi.dev/Line"));
  EXPECT_EQ(ResourceOfName("journals/budgets"), nullptr);
  EXPECT_EQ(ResourceOfName(""), nullptr);
}

TEST(Resources, StandInSentences) {
  const auto in_words = [](const char* name) { return InWords(name, Language::kFrench); };
  EXPECT_EQ(in_words("projects/p/lines/62"), "la ligne 62");
  EXPECT_EQ(in_words("projects/p/budgets/v1/lines/62"), "la ligne 62");
  EXPECT_EQ(in_words("projects/p/budgets/v1"), "le budget v1");
  EXPECT_EQ(in_words("projects/p"), "le projet p");
  EXPECT_EQ(in_words("projects/p/applications/fdf/stages/jury"), "l'étape fdf/jury");
  EXPECT_EQ(in_words("organizations/o"), "l'organisme o");
  EXPECT_EQ(in_words("funders/f/calls/2026"), "l'appel à projets f/2026");
  EXPECT_EQ(WithArticle(ResourceOf("cofi.dev/Call"), Article::kOf, Language::kFrench),
            "de l'appel à projets");
  EXPECT_EQ(WithArticle(ResourceOf("cofi.dev/Funder"), Article::kOf, Language::kFrench),
            "du financeur");
  EXPECT_EQ(WithArticle(ResourceOf("cofi.dev/Application"), Article::kA, Language::kFrench),
            "une candidature");
  EXPECT_EQ(in_words("\x1b[31mred"), " [31mred") << "what is no name is quoted";
  EXPECT_EQ(InWords("projects/p/applications/fdf", Language::kEnglish), "application fdf");
}

TEST(Resources, AgreeWithNoneOneAndTwo) {
  for (const Descriptor* const each : AllResources()) {
    const std::string one = TermOf(each, Language::kFrench);
    const std::string several = PluralOf(each, Language::kFrench);
    EXPECT_EQ(Counted(0, each, Language::kFrench), "0 " + one);
    EXPECT_EQ(Counted(1, each, Language::kFrench), "1 " + one);
    EXPECT_EQ(Counted(2, each, Language::kFrench), "2 " + several);
    EXPECT_EQ(Counted(0, each, Language::kEnglish), "0 " + PluralOf(each, Language::kEnglish));
    EXPECT_EQ(Counted(1, each, Language::kEnglish), "1 " + TermOf(each, Language::kEnglish));
    EXPECT_EQ(Counted(2, each, Language::kEnglish), "2 " + PluralOf(each, Language::kEnglish));
  }
}

TEST(Refusals, AgreeWithTheirGenderAndNumber) {
  const auto said = [](Reason reason, std::initializer_list<Metadatum> metadata) {
    return Describe(Refuse(reason, metadata), Language::kFrench);
  };
  using namespace type::v1;  // NOLINT(google-build-using-namespace): the reasons.
  EXPECT_THAT(said(REASON_ETAG_MISMATCH,
                   {{"name", "projects/p/applications/a"}, {"current", "7"}, {"value", "5"}}),
              HasSubstr("la candidature a a été modifiée entre-temps (révision 7, non 5)"));
  EXPECT_THAT(said(REASON_NAME_RETIRED, {{"name", "projects/p"}}),
              HasSubstr("le projet p a été supprimé, et"));
  EXPECT_THAT(said(REASON_NAME_RETIRED, {{"name", "projects/p/grants/g"}}),
              HasSubstr("la subvention g a été supprimée, et"));
  for (const auto& [count, words] : {std::pair("applications (0)", "0 candidature "),
                                     std::pair("applications (1)", "1 candidature "),
                                     std::pair("applications (2)", "2 candidatures ")}) {
    EXPECT_THAT(said(REASON_RESOURCE_IN_USE, {{"name", "funders/f"}, {"children", count}}),
                HasSubstr(words));
  }
  EXPECT_THAT(said(REASON_BACKUP_STALE, {{"service", "budgets"}, {"entries", "1"}}),
              HasSubstr("a 1 entrée que"));
  EXPECT_THAT(said(REASON_BACKUP_STALE, {{"service", "budgets"}, {"entries", "2"}}),
              HasSubstr("a 2 entrées que"));
  EXPECT_EQ(
      said(REASON_VERB_NOT_ALLOWED, {{"name", "projects/p"},
                                     {"state", "CLOSED"},
                                     {"verb", "SEEK_FUNDING"},
                                     {"accepted", "—"}}),
      "le projet p (clos) ne permet pas « seek-funding » ; plus aucune action n'est possible");
  EXPECT_EQ(said(REASON_VERB_NOT_ALLOWED, {{"name", "projects/p"},
                                           {"state", "PREPARING"},
                                           {"verb", "START"},
                                           {"accepted", "SEEK_FUNDING, ABANDON"}}),
            "le projet p (en préparation) ne permet pas « start » ; possible : seek-funding,"
            " abandon");
}

TEST(Values, AreReadAsTheyAreTypedInEitherLanguage) {
  for (const Descriptor* const each : AllResources()) {
    for (int i = 0; i < each->field_count(); ++i) {
      const EnumDescriptor* const type = each->field(i)->enum_type();
      if (type == nullptr) continue;
      for (int n = 1; n < type->value_count(); ++n) {
        for (const Language language : {Language::kEnglish, Language::kFrench}) {
          const std::string typed = TypedName(type->value(n), language);
          EXPECT_EQ(EnumValue(type, typed), type->value(n)) << typed;
          EXPECT_EQ(typed.find(' '), typed.npos) << typed;
          EXPECT_EQ(EnumValue(type, LabelOf(type->value(n), language)), type->value(n)) << typed;
        }
      }
    }
  }
}

}  // namespace
}  // namespace cofi
