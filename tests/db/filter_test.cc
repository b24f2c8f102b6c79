#include "db/tables/filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/names.h"
#include "tests/db/examples.h"
#include "tests/db/temporary_store.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Filters : public StoreTest {
 protected:
  Filters() {
    Add("fse", "Fonds social européen", 104'000'00, 100, "2018-02-28", Application::STATE_AWARDED)
        .mutable_agreement_terms()
        ->set_reference("2018-17");
    Add("region", "Région Bretagne", 33'102'90, 60, "2018-04-15", Application::STATE_SUBMITTED);
    Application& leader =
        Add("leader", "LEADER 100 %", 1, 0, "2018-01-01", Application::STATE_UNSPECIFIED);
    leader.clear_requested_amount();
    leader.clear_expected_decision_date();
    Add("bank", "Crédit \"de l'Ouest\" a_b \\ *", 0, 40, "2017-12-31", Application::STATE_REJECTED)
        .add_history()
        ->set_verb("REJECT");
    EXPECT_THAT(Write([&](db::Transaction& tx) -> absl::Status {
                  for (Application& each : rows_) {
                    COFI_RETURN_IF_ERROR(Applications().Insert(tx, &each));
                  }
                  return absl::OkStatus();
                }),
                IsOk());
  }

  Application& Add(const std::string& id, const std::string& display_name, int64_t minor,
                   int likelihood, absl::string_view date, Application::State state) {
    Application& row = rows_.emplace_back();
    row.set_name("projects/p/applications/" + id);
    row.set_display_name(display_name);
    *row.mutable_requested_amount() = Euros(minor);
    row.set_likelihood_basis_points(likelihood);
    *row.mutable_expected_decision_date() = On(date);
    row.set_state(state);
    return row;
  }

  // The rows that SQL finds; those that Matches finds are the same.
  std::vector<std::string> Found(const std::string& text) {
    const auto listed = List(Applications(), {.parent = "projects/p", .filter = text});
    if (!listed.ok()) return {std::string(listed.status().message())};
    const auto filter = db::Filter::Parse(Applications(), text);
    std::vector<std::string> found, matched;
    for (const std::string& name : listed->names) found.emplace_back(IdOf(name));
    for (const Application& row : rows_) {
      if (filter->Matches(row)) matched.emplace_back(IdOf(row.name()));
    }
    EXPECT_THAT(matched, ::testing::UnorderedElementsAreArray(found)) << text;
    return found;
  }

  static absl::Status Refusal(const std::string& text) {
    return db::Filter::Parse(Applications(), text).status();
  }

  std::vector<Application> rows_;
};

TEST_F(Filters, AnEmptyOnePassesAll) {
  EXPECT_EQ(Found("").size(), 4u);
  EXPECT_EQ(Found("  \t\n").size(), 4u);
}

TEST_F(Filters, CompareNumbers) {
  EXPECT_THAT(Found("likelihood_basis_points = 60"), ElementsAre("region"));
  EXPECT_THAT(Found("likelihood_basis_points != 60"), ElementsAre("bank", "fse", "leader"));
  EXPECT_THAT(Found("likelihood_basis_points < 60"), ElementsAre("bank", "leader"));
  EXPECT_THAT(Found("likelihood_basis_points <= 60"), ElementsAre("bank", "leader", "region"));
  EXPECT_THAT(Found("likelihood_basis_points > 60"), ElementsAre("fse"));
  EXPECT_THAT(Found("likelihood_basis_points >= 60"), ElementsAre("fse", "region"));
  EXPECT_THAT(Found("likelihood_basis_points>-1"), ElementsAre("bank", "fse", "leader", "region"));
}

TEST_F(Filters, CompareAmountsAsPeopleWriteThem) {
  EXPECT_THAT(Found("requested_amount = 33102.90"), ElementsAre("region"));
  EXPECT_THAT(Found("requested_amount = \"33 102,90 €\""), ElementsAre("region"));
  EXPECT_THAT(Found("requested_amount >= 33102.91"), ElementsAre("fse"));
  EXPECT_THAT(Found("requested_amount = 0"), ElementsAre("bank"));
}

// An unknown amount is not a small one.
TEST_F(Filters, AnAmountThatIsNotSetIsNeitherMoreNorLessNorEqual) {
  EXPECT_THAT(Found("requested_amount < 1000"), ElementsAre("bank"));
  EXPECT_THAT(Found("requested_amount != 0"), ElementsAre("fse", "region"));
  EXPECT_THAT(Found("NOT requested_amount >= 1000"), ElementsAre("bank", "leader"));
}

// What is not paid was not paid before March.
TEST_F(Filters, ADateThatIsNotSetIsNeitherEarlierNorLaterNorTheSame) {
  EXPECT_THAT(Found("expected_decision_date < 2018-03-01"), ElementsAre("bank", "fse"));
  EXPECT_THAT(Found("expected_decision_date <= 01/03/2018"), ElementsAre("bank", "fse"));
  EXPECT_THAT(Found("expected_decision_date > 2017-12-31"), ElementsAre("fse", "region"));
  EXPECT_THAT(Found("expected_decision_date = 2017-12-31"), ElementsAre("bank"));
  EXPECT_THAT(Found("expected_decision_date != 2017-12-31"), ElementsAre("fse", "region"));
  EXPECT_THAT(Found("NOT expected_decision_date < 2018-03-01"), ElementsAre("leader", "region"));
}

TEST_F(Filters, CompareEnumsByName) {
  EXPECT_THAT(Found("state = AWARDED"), ElementsAre("fse"));
  EXPECT_THAT(Found("state = STATE_AWARDED"), ElementsAre("fse"));
  EXPECT_THAT(Found("state:awarded"), ElementsAre("fse"));
  EXPECT_THAT(Found("state != AWARDED"), ElementsAre("bank", "leader", "region"));
  EXPECT_THAT(Found("state = \"\""), ElementsAre("leader"));
}

TEST_F(Filters, CompareMomentsInQuotes) {
  EXPECT_EQ(Found("create_time > \"2018-03-23T08:00:00Z\"").size(), 4u);
  EXPECT_THAT(Found("create_time < \"2018-03-23T08:00:00+02:00\""), IsEmpty());
}

TEST_F(Filters, FreeTextsAreComparedFoldedAndNamesToTheLetter) {
  EXPECT_THAT(Found("display_name = \"LEADER 100 %\""), ElementsAre("leader"));
  EXPECT_THAT(Found("display_name = \"leader  100 %\""), ElementsAre("leader"));
  EXPECT_THAT(Found("display_name != \"leader 100 %\""), ElementsAre("bank", "fse", "region"));
  EXPECT_THAT(Found("display_name = \"leader 100\""), IsEmpty());
  EXPECT_THAT(Found("display_name:leader"), ElementsAre("leader"));
  EXPECT_THAT(Found("display_name:BRETAGNE"), ElementsAre("region"));
  EXPECT_THAT(Found("display_name:européen"), ElementsAre("fse"));
  EXPECT_THAT(Found("display_name:EUROPEEN"), ElementsAre("fse"));
  EXPECT_THAT(Found("name = \"projects/p/applications/FSE\""), IsEmpty());
  EXPECT_THAT(Found("name = \"projects/p/applications/fse\""), ElementsAre("fse"));
}

TEST_F(Filters, AStarAtEitherEndStandsForAnything) {
  EXPECT_THAT(Found("display_name = \"Fonds*\""), ElementsAre("fse"));
  EXPECT_THAT(Found("display_name = *bretagne"), ElementsAre("region"));
  EXPECT_THAT(Found("display_name = *100*"), ElementsAre("leader"));
  EXPECT_THAT(Found("display_name = *").size(), 4u);
  EXPECT_THAT(Found("display_name = Fonds"), IsEmpty());
  EXPECT_THAT(Found("name = projects/p/*"), ElementsAre("bank", "fse", "leader", "region"));
  // Elsewhere it is a star.
  EXPECT_THAT(Found("display_name = \"F*n\""), IsEmpty());
}

TEST_F(Filters, ColonStarAsksWhetherAFieldIsSet) {
  EXPECT_THAT(Found("requested_amount:*"), ElementsAre("bank", "fse", "region"));
  EXPECT_THAT(Found("expected_decision_date:*"), ElementsAre("bank", "fse", "region"));
  EXPECT_THAT(Found("state:*"), ElementsAre("bank", "fse", "region"));
  EXPECT_THAT(Found("likelihood_basis_points:*"), ElementsAre("bank", "fse", "leader", "region"));
  EXPECT_THAT(Found("history:*"), ElementsAre("bank"));
  EXPECT_THAT(Found("-history:*"), ElementsAre("fse", "leader", "region"));
  EXPECT_THAT(Found("agreement_terms.reference:*"), ElementsAre("fse"));
  // In quotes it is the character.
  EXPECT_THAT(Found("display_name:\"*\"").size(), 4u);
}

TEST_F(Filters, PathsLeadIntoMessages) {
  EXPECT_THAT(Found("agreement_terms.reference = 2018-17"), ElementsAre("fse"));
}

TEST_F(Filters, OrBindsTighterThanAnd) {
  EXPECT_THAT(Found("state = AWARDED OR state = SUBMITTED AND likelihood_basis_points = 60"),
              ElementsAre("region"));
  EXPECT_THAT(Found("likelihood_basis_points = 60 AND state = AWARDED OR state = SUBMITTED"),
              ElementsAre("region"));
  EXPECT_THAT(Found("(likelihood_basis_points = 100 AND state = AWARDED) OR state = SUBMITTED"),
              ElementsAre("fse", "region"));
}

TEST_F(Filters, SideBySideIsAnd) {
  EXPECT_THAT(Found("likelihood_basis_points > 0 likelihood_basis_points < 100"),
              ElementsAre("bank", "region"));
  EXPECT_THAT(Found("state = AWARDED OR state = REJECTED likelihood_basis_points = 40"),
              ElementsAre("bank"));
}

TEST_F(Filters, NotAndMinusNegateWhatFollows) {
  EXPECT_THAT(Found("NOT state = AWARDED"), ElementsAre("bank", "leader", "region"));
  EXPECT_THAT(Found("-state = AWARDED"), ElementsAre("bank", "leader", "region"));
  EXPECT_THAT(Found("NOT NOT state = AWARDED"), ElementsAre("fse"));
  EXPECT_THAT(Found("NOT state = AWARDED OR state = AWARDED").size(), 4u);
  EXPECT_THAT(Found("NOT (state = AWARDED OR state = REJECTED)"), ElementsAre("leader", "region"));
  EXPECT_THAT(Found("likelihood_basis_points > 0 -state = AWARDED"), ElementsAre("bank", "region"));
}

TEST_F(Filters, WordsOfTheLanguageAreNamesWhenLonger) {
  // `note` begins with NOT only in lower case; AND and OR need an end.
  EXPECT_THAT(Found("note = \"\"").size(), 4u);
  EXPECT_THAT(Found("state=AWARDED OR(state=REJECTED)"), ElementsAre("bank", "fse"));
  EXPECT_THAT(Refusal("state = AWARDED ORstate = REJECTED"),
              IsReasonWith(type::v1::REASON_FILTER_MALFORMED, "column", "17"));
}

TEST_F(Filters, QuotesHoldAnyCharacter) {
  EXPECT_THAT(Found(R"(display_name = "Crédit \"de l'Ouest\" a_b \\ \*")"), ElementsAre("bank"));
  EXPECT_THAT(Found(R"(display_name:'"de l\'Ouest"')"), ElementsAre("bank"));
  EXPECT_THAT(Found(R"(display_name:" AND ")"), IsEmpty());
}

// To SQL's LIKE these would stand for anything.
TEST_F(Filters, PercentAndUnderscoreAreThemselves) {
  EXPECT_THAT(Found("display_name:%"), ElementsAre("leader"));
  EXPECT_THAT(Found("display_name:_"), ElementsAre("bank"));
  EXPECT_THAT(Found(R"(display_name:"\\")"), ElementsAre("bank"));
  EXPECT_THAT(Found("display_name = \"LEADER%*\""), IsEmpty());
  EXPECT_THAT(Found("display_name = *a_b*"), ElementsAre("bank"));
  EXPECT_THAT(Found("display_name = *e_r*"), IsEmpty());
}

TEST_F(Filters, AnInjectionStaysAValue) {
  for (const char* value :
       {"x' OR '1'='1", "'; DROP TABLE application; --", "x\\\" OR 1=1 --", "$1", "?1", ":a", "@a",
        "%' ESCAPE '", "/* */", "1) OR (1=1", "x'); DELETE FROM journal; --"}) {
    for (const char* comparator : {"=", ":", "!=", ">"}) {
      const std::string filter = absl::StrCat("display_name ", comparator, " \"", value, "\"");
      const std::vector<std::string> found = Found(filter);
      if (comparator[0] == '=' || comparator[0] == ':') {
        EXPECT_THAT(found, IsEmpty()) << filter;
      }
      EXPECT_EQ(Found("").size(), 4u) << filter;
    }
  }
  std::vector<db::Value> parameters = {int64_t{7}};
  const auto filter = db::Filter::Parse(Applications(), "display_name = \"x' OR 1=1\"");
  EXPECT_EQ(filter->ToSql(&parameters), "(display_name_folded = $2)");
  EXPECT_EQ(parameters[1], db::Value(std::string("x' or 1=1")));
}

TEST_F(Filters, AMistakeIsNamedWithItsColumn) {
  const struct {
    const char *filter, *column, *found, *accepted;
  } kCases[] = {
      {"state", "6", "the end", "= != < <= > >= :"},
      {"state = ", "9", "the end", "a value, in quotes if it has spaces"},
      {"state == AWARDED", "8", "\"= AWARDED\"", "a value, in quotes if it has spaces"},
      {"(state = AWARDED", "17", "the end", ")"},
      {"state = AWARDED)", "16", "\")\"", "AND, OR or the end"},
      {"display_name = \"x", "16", "\"\"x\"", "a closing quote"},
      {"requested_amount > a_lot", "20", "\"a_lot\"", "1234.56, 1 234,56, 1234,56 €"},
      {"requested_amount > 0.001", "20", "\"0.001\"", "1234.56"},
      {"expected_decision_date > 2019-02-29", "26", "\"2019-02-29\"", "2018-03-23, 23/03/2018"},
      {"likelihood_basis_points = many", "27", "\"many\"", "a whole number"},
      {"history = SUBMIT", "11", "\"SUBMIT\"", "`:*` only"},
  };
  for (const auto& each : kCases) {
    const absl::Status status = Refusal(each.filter);
    EXPECT_THAT(status, IsReasonWith(type::v1::REASON_FILTER_MALFORMED, "column", each.column))
        << each.filter;
    EXPECT_THAT(status, IsReasonWith(type::v1::REASON_FILTER_MALFORMED, "found", each.found))
        << each.filter;
    EXPECT_THAT(status, IsReasonWith(type::v1::REASON_FILTER_MALFORMED, "accepted", each.accepted))
        << each.filter;
    EXPECT_THAT(status, IsReasonWith(type::v1::REASON_FILTER_MALFORMED, "field", "filter"));
  }
}

TEST_F(Filters, AFieldThatCannotBeFilteredNamesThoseThatCan) {
  std::string all;
  for (const db::Column& column : Applications().columns()) {
    absl::StrAppend(&all, all.empty() ? "" : ", ", column.path());
  }
  for (const char* filter :
       {"colour = red", "etag = 1", "root = x", "agreement_terms = x", "AND", "= 1",
        "\"state\" = AWARDED", "state = AWARDED AND", "NOT", "()", "1 = 1"}) {
    EXPECT_THAT(Refusal(filter), IsReasonWith(type::v1::REASON_FILTER_MALFORMED, "accepted", all))
        << filter;
  }
}

// A person counts characters, and half of one cannot be sent.
TEST_F(Filters, AMistakeInAccentedTextIsNamedByItsCharacters) {
  const absl::Status status = Refusal("display_name:été AND éééééééééééééééé");
  EXPECT_THAT(status, IsReasonWith(type::v1::REASON_FILTER_MALFORMED, "column", "22"));
  EXPECT_THAT(Refusal("note:x AND xéééééééééééééééé"),
              IsReasonWith(type::v1::REASON_FILTER_MALFORMED, "found", "\"xééééééééé\""));
}

TEST_F(Filters, AMomentWithoutQuotesIsToldToHaveThem) {
  EXPECT_THAT(Refusal("create_time > 2018-03-23T08:00:00Z"),
              IsReasonWith(type::v1::REASON_FILTER_MALFORMED, "accepted",
                           "\"2018-03-23T08:00:00Z\", in quotes"));
}

TEST_F(Filters, NestingHasALimit) {
  const auto nested = [](int depth) {
    return std::string(depth, '(') + "state = AWARDED" + std::string(depth, ')');
  };
  EXPECT_THAT(Found(nested(32)), ElementsAre("fse"));
  EXPECT_THAT(Refusal(nested(33)),
              IsReasonWith(type::v1::REASON_FILTER_MALFORMED, "accepted", "less deep nesting"));
  EXPECT_THAT(Refusal(nested(100'000)), IsReason(type::v1::REASON_FILTER_MALFORMED));
  EXPECT_THAT(Refusal(std::string(100'000, '-')), IsReason(type::v1::REASON_FILTER_MALFORMED));
}

// 4,096 bytes is what a request may hold.
TEST_F(Filters, TheLongestFilterRuns) {
  std::string filter = "uid:*";
  while (filter.size() + 6 <= 4'096) filter += " uid:*";
  EXPECT_EQ(Found(filter).size(), 4u);
  std::string any = "uid=1";
  while (any.size() + 9 <= 4'096) any += " OR uid=1";
  EXPECT_THAT(Found(any), IsEmpty());
}

}  // namespace
}  // namespace cofi
