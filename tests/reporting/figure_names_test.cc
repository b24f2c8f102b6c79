// How figures are called.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "base/refusal.h"
#include "services/reporting/figure_names_rules.h"

namespace cofi::reporting {
namespace {

using ::testing::HasSubstr;

TEST(FigureNames, AreReadAndWritten) {
  for (const char* text : {"p/gap", "p/spent,line=62,funder=,from=2018-01-01,to=2018-12-31",
                           "p/planned,phase=,year=", "p/secured,grant=fdf", "p/own-funds",
                           "p/pending,application=fdf", "p/committed,account=indirect,year=2018"}) {
    const auto name = ParseFigure(text);
    ASSERT_TRUE(name.ok()) << name.status();
    EXPECT_EQ(FigureText(*name), text);
  }
  EXPECT_EQ(FigureText(*ParseFigure("p/spent,to=2018-12-31,funder=a,line=62")),
            "p/spent,line=62,funder=a,to=2018-12-31");
  EXPECT_EQ(ParseFigure("p/spent")->project, "projects/p");
}

// The refused part, and what would be accepted for it.
std::pair<std::string, std::string> Refused(const std::string& text) {
  const absl::Status refused = ParseFigure(text).status();
  EXPECT_EQ(ReasonOf(refused), type::v1::REASON_VALUE_MALFORMED) << text;
  if (refused.ok()) return {};
  const auto metadata = ViolationsOf(refused)[0].metadata();
  EXPECT_EQ(metadata.at("field"), "figure");
  return {metadata.at("value"), metadata.at("accepted")};
}

TEST(FigureNames, AreRefusedWithWhatIsAccepted) {
  using Pair = std::pair<std::string, std::string>;
  for (const char* text : {"", "p", "p/", "/spent", "projects/p/spent", "P/spent"}) {
    EXPECT_FALSE(ParseFigure(text).ok()) << text;
  }
  EXPECT_THAT(Refused("p").second, HasSubstr("precarisation/spent,line=62"));
  EXPECT_THAT(Refused("p/spend").second, HasSubstr("planned, committed, spent, paid"));
  EXPECT_EQ(Refused("p/secured,line=62"), Pair("line=62", "funder=, grant=, application="));
  EXPECT_EQ(Refused("p/gap,line=62"), Pair("line=62", "gap"));
  EXPECT_EQ(Refused("p/spent,colour=red"),
            Pair("colour=red",
                 "line=, account=, phase=, year=, funder=, grant=, application=,"
                 " from=, to="));
  EXPECT_EQ(Refused("p/spent,line"), Pair("line", Refused("p/spent,x=1").second));
  EXPECT_EQ(Refused("p/spent,line="), Pair("line=", "line=62"));
  EXPECT_EQ(Refused("p/spent,line=1,line=2"), Pair("line=2", "line=62"));
  EXPECT_EQ(Refused("p/spent,year=18"), Pair("year=18", "year=2018"));
  EXPECT_EQ(Refused("p/spent,account=x"), Pair("account=x", "account=64"));
  EXPECT_EQ(Refused("p/spent,from=01/02/2018"), Pair("from=01/02/2018", "from=2018-01-01"));
  EXPECT_EQ(Refused("p/spent,from=2018-02-30"), Pair("from=2018-02-30", "from=2018-01-01"));
  EXPECT_EQ(Refused("p/spent,from=2018-02-01,to=2018-01-01"),
            Pair("to=2018-01-01", "≥ 2018-02-01"));
}

}  // namespace
}  // namespace cofi::reporting
