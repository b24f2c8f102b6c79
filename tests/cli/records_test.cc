#include "clients/cli/printed/records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cofi/applications/v1/applications.pb.h"
#include "tests/cli/parsed.h"

namespace cofi::cli {
namespace {

using applications::v1::Application;
using ::testing::HasSubstr;
using ::testing::Not;

Application Fdf() {
  return Parsed<Application>(R"(
    name: 'projects/p/applications/fdf'
    display_name: 'Financement principal'
    funder: 'funders/fondation-de-france'
    requested_amount {currency_code: 'EUR' units: 80000}
    likelihood_percent: 60
    state: STATE_IN_SELECTION
    agreement {reference: 'FDF' signature_date {year: 2017 month: 5 day: 15}}
    history {verb: 'SUBMIT' state: 'SUBMITTED' date {year: 2016 month: 2 day: 15}}
    history {verb: 'AWARD' state: 'AWARDED' date {year: 2016 month: 7 day: 15}})");
}

TEST(Records, AListShowsWhatTheProtosSay) {
  const Application fdf = Fdf();
  Settings settings;
  EXPECT_EQ(
      ListText(*FindNoun("application"), {&fdf}, "projects/p", settings),
      "application  display name           funder               requested  awarded  likelihood"
      "  state         current stage\n"
      "fdf          Financement principal  fondation-de-france  80,000.00                   60"
      "  in selection\n");
  settings.language = Language::kFrench;
  const std::string french = ListText(*FindNoun("application"), {&fdf}, "projects/-", settings);
  EXPECT_THAT(french, HasSubstr("candidature  intitulé"));
  EXPECT_THAT(french, HasSubstr("p/fdf"));
  EXPECT_THAT(french, HasSubstr("en sélection"));
}

TEST(Records, AnEmptyListIsStillAList) {
  Settings settings;
  EXPECT_EQ(ListText(*FindNoun("application"), {}, "", settings), "");
  settings.format = Format::kJson;
  EXPECT_EQ(ListText(*FindNoun("application"), {}, "", settings), "[]\n");
  settings.format = Format::kCsv;
  EXPECT_THAT(ListText(*FindNoun("application"), {}, "", settings), HasSubstr("name,uid"));
}

TEST(Records, DetailsAreWhatIsSet) {
  const std::string text = DetailText(Fdf(), Settings());
  EXPECT_THAT(text, HasSubstr("name              projects/p/applications/fdf\n"));
  EXPECT_THAT(text, HasSubstr("agreement\n"));
  EXPECT_THAT(text, HasSubstr("  signature date  2017-05-15\n"));
  EXPECT_THAT(text, HasSubstr("history           SUBMIT SUBMITTED 2016-02-15\n"
                              "                  AWARD AWARDED 2016-07-15\n"));
  EXPECT_THAT(text, Not(HasSubstr("conditions")));
}

}  // namespace
}  // namespace cofi::cli
