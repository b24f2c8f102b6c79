#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/text.h"
#include "services/reporting/render/renderer.h"
#include "tests/reporting/render/elements.h"
#include "tests/reporting/render/examples.h"

namespace cofi::reporting {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using v1::Chart;

constexpr char kLong[] =
    "Région Bretagne, direction de la cohésion sociale, de la jeunesse et du sport";

Chart OfKind(Chart::Kind kind) {
  Chart chart;
  chart.set_id("a chart");
  chart.set_kind(kind);
  chart.set_title("The title");
  chart.set_caption("The caption.");
  return chart;
}

Chart::Track* AddTrack(const std::string& label, int64_t whole, Chart* chart) {
  Chart::Track* const track = chart->add_tracks();
  track->set_label(label);
  if (whole != 0) *track->mutable_whole() = MoneyFromMinor(whole, "EUR");
  return track;
}

Chart::Mark* AddMark(const std::string& label, Chart::Style style, int64_t minor,
                     Chart::Track* track) {
  Chart::Mark* const mark = track->add_marks();
  mark->set_label(label);
  mark->set_style(style);
  if (minor != 0) *mark->mutable_amount() = MoneyFromMinor(minor, "EUR");
  return mark;
}

void On(int year, int month, int day, Chart::Mark* mark) {
  *mark->mutable_date() = DateFromDay(absl::CivilDay(year, month, day));
}

Chart Stack() {
  Chart chart = OfKind(Chart::KIND_STACK);
  Chart::Track* const track = AddTrack(kLong, 10'000, &chart);
  AddMark("secured", Chart::STYLE_SURE, 5'000, track);
  AddMark("under conditions", Chart::STYLE_RESERVED, 2'000, track);
  AddMark("own funds", Chart::STYLE_OWN, 1'000, track);
  AddMark("pending", Chart::STYLE_OPEN, 1'500, track);
  AddMark(kLong, Chart::STYLE_MISSING, 500, track);
  return chart;
}

Chart Bars() {
  Chart chart = OfKind(Chart::KIND_BARS);
  chart.set_elapsed_basis_points(2'500);
  Chart::Track* const first = AddTrack("62 Travel", 10'000, &chart);
  AddMark("spent", Chart::STYLE_SURE, 4'000, first);
  AddMark("committed", Chart::STYLE_RESERVED, 2'000, first);
  AddMark("spent", Chart::STYLE_SURE, 11'000, AddTrack(kLong, 10'000, &chart));
  return chart;
}

Chart Timeline() {
  Chart chart = OfKind(Chart::KIND_TIMELINE);
  *chart.mutable_today() = DateFromDay(absl::CivilDay(2018, 3, 23));
  Chart::Track* const first = AddTrack("Fondation de France", 0, &chart);
  On(2017, 1, 15, AddMark("draft", Chart::STYLE_SURE, 0, first));
  Chart::Mark* const study = AddMark("study", Chart::STYLE_RESERVED, 0, first);
  On(2017, 2, 1, study);
  *study->mutable_end_date() = DateFromDay(absl::CivilDay(2017, 6, 30));
  On(2018, 5, 2, AddMark(kLong, Chart::STYLE_OPEN, 0, first));
  Chart::Track* const second = AddTrack(kLong, 0, &chart);
  On(2018, 3, 1, AddMark("report", Chart::STYLE_MISSING, 0, second));
  On(2018, 3, 2, AddMark("own", Chart::STYLE_OWN, 0, second));
  return chart;
}

Chart Curve() {
  Chart chart = OfKind(Chart::KIND_CURVE);
  *chart.mutable_today() = DateFromDay(absl::CivilDay(2018, 12, 30));
  const int64_t amounts[] = {1'234'500, -345'600, 50'000};
  for (const char* label : {"sure", "expected", kLong}) {
    Chart::Track* const track = AddTrack(label, 0, &chart);
    for (int i = 0; i < 3; ++i) {
      On(2018, 1 + 5 * i, 31, AddMark("", Chart::STYLE_SURE, amounts[i], track));
    }
  }
  return chart;
}

Element Drawn(const Chart& chart, Language language = Language::kEnglish) {
  std::string wrong;
  const std::string svg = DrawChart(chart, language);
  Element drawn = ReadElements(svg, &wrong);
  EXPECT_EQ(wrong, "") << svg;
  return drawn;
}

double Number(const Element& element, const std::string& attribute) {
  double number = 0;
  EXPECT_TRUE(absl::SimpleAtod(element.Of(attribute), &number)) << attribute;
  return number;
}

// Where the boxes of a class or pattern are: `from-to`.
std::vector<std::string> BoxesOf(const Element& drawn, const std::string& fill) {
  std::vector<std::string> boxes;
  for (const Element* box : Find(drawn, "rect")) {
    if (!box->HasClass(fill) && !absl::StrContains(box->Of("fill"), absl::StrCat("-", fill, ")"))) {
      continue;
    }
    if (Number(*box, "height") < 15) continue;  // Of the legend.
    boxes.push_back(
        absl::StrCat(Number(*box, "x"), "-", Number(*box, "x") + Number(*box, "width")));
  }
  return boxes;
}

class OfEveryKind : public testing::TestWithParam<Chart (*)()> {};
INSTANTIATE_TEST_SUITE_P(Charts, OfEveryKind, testing::Values(&Stack, &Bars, &Timeline, &Curve));

TEST_P(OfEveryKind, SaysInWordsWhatItShows) {
  const Chart chart = GetParam()();
  const Element drawn = Drawn(chart);
  EXPECT_EQ(drawn.name, "svg");
  EXPECT_EQ(drawn.Of("role"), "img");
  const Element& title = drawn.children.at(0);
  const Element& data = drawn.children.at(1);
  EXPECT_EQ(TextIn(title), "The title");
  EXPECT_EQ(title.Of("id"), drawn.Of("aria-labelledby"));
  EXPECT_EQ(data.Of("id"), drawn.Of("aria-describedby"));
  EXPECT_THAT(TextIn(data), testing::StartsWith("The caption."));
  for (const Chart::Track& track : chart.tracks()) {
    EXPECT_THAT(TextIn(data), HasSubstr(track.label()));
    for (const Chart::Mark& mark : track.marks())
      EXPECT_THAT(TextIn(data), HasSubstr(mark.label()));
  }
}

TEST_P(OfEveryKind, KeepsItsTextsInsideOnAWideScreenAndOnANarrowOne) {
  // A character is about so wide (services/reporting/render/charts_drawing.h).
  constexpr double kWide = 7.8;
  constexpr double kNarrow = 12.6;
  const Element drawn = Drawn(GetParam()(), Language::kFrench);
  const std::vector<std::string> box = absl::StrSplit(drawn.Of("viewBox"), ' ');
  double width = 0;
  double height = 0;
  ASSERT_TRUE(absl::SimpleAtod(box.at(2), &width) && absl::SimpleAtod(box.at(3), &height));
  const std::vector<const Element*> texts = Find(drawn, "text");
  EXPECT_THAT(texts, Not(IsEmpty()));
  for (const Element* text : texts) {
    const auto characters = static_cast<double>(CountCharacters(TextIn(*text)));
    EXPECT_GT(Number(*text, "y"), 12) << TextIn(*text);
    EXPECT_LT(Number(*text, "y"), height) << TextIn(*text);
    for (const double character : {kWide, kNarrow}) {
      if (text->HasClass(character == kWide ? "cofi-narrow" : "cofi-fine")) continue;
      const std::string anchor = text->Of("text-anchor");
      const double size = characters * character;
      const double start = Number(*text, "x") - (anchor == "end"      ? size
                                                 : anchor == "middle" ? size / 2
                                                                      : 0);
      EXPECT_GE(start, -0.01) << TextIn(*text) << " at " << character;
      EXPECT_LE(start + size, width) << TextIn(*text) << " at " << character;
    }
  }
}

TEST_P(OfEveryKind, DrawsOnlyWithPatternsThatItHas) {
  const Element drawn = Drawn(GetParam()());
  std::set<std::string> patterns;
  for (const Element* pattern : Find(drawn, "pattern")) {
    EXPECT_TRUE(patterns.insert(absl::StrCat("url(#", pattern->Of("id"), ")")).second);
  }
  std::set<std::string> used;
  for (const Element* box : Find(drawn, "rect")) {
    if (!box->Of("fill").empty()) used.insert(box->Of("fill"));
  }
  EXPECT_EQ(used, patterns);
}

TEST_P(OfEveryKind, HasTheSameBytesTwice) {
  const Chart chart = GetParam()();
  EXPECT_EQ(DrawChart(chart, Language::kFrench), DrawChart(chart, Language::kFrench));
}

TEST_P(OfEveryKind, IsNothingWithoutMarks) {
  Chart chart = GetParam()();
  for (Chart::Track& track : *chart.mutable_tracks()) track.clear_marks();
  EXPECT_EQ(DrawChart(chart, Language::kEnglish), "");
  chart.clear_tracks();
  EXPECT_EQ(DrawChart(chart, Language::kEnglish), "");
}

TEST_P(OfEveryKind, TakesTheLargestAmountsAndTheFarthestDates) {
  Chart chart = GetParam()();
  Chart::Track* const track = chart.mutable_tracks(0);
  On(9999, 12, 31, AddMark("last", Chart::STYLE_OPEN, kMinorMax, track));
  On(1900, 1, 1, AddMark("first", Chart::STYLE_MISSING, -kMinorMax, track));
  On(1900, 1, 1, AddMark("first", Chart::STYLE_OWN, kMinorMax, track));
  chart.set_elapsed_basis_points(std::numeric_limits<int32_t>::max());
  const Element drawn = Drawn(chart);
  for (const Element* box : Find(drawn, "rect")) {
    EXPECT_GE(Number(*box, "width"), 0);
    EXPECT_LE(Number(*box, "width"), 560);
  }
}

TEST_P(OfEveryKind, IsDarkAndPatternedByItsOwnStyle) {
  const Element drawn = Drawn(GetParam()());
  const std::string style = TextIn(*Find(drawn, "style").at(0));
  EXPECT_THAT(style, AllOf(HasSubstr("prefers-color-scheme:dark"), HasSubstr("forced-colors"),
                           HasSubstr("font-size:13px")));
  // On a page it reaches everything, and so has names that nothing else has.
  for (const Element* element : Find(drawn, [](const Element&) { return true; })) {
    if (element->Of("class").empty()) continue;
    for (const absl::string_view name : absl::StrSplit(element->Of("class"), ' ')) {
      EXPECT_TRUE(absl::StartsWith(name, "cofi-")) << name;
    }
  }
}

TEST(Charts, TheIdOfAChartNeverLeavesItsIds) {
  Chart chart = Stack();
  chart.set_id("\"> é");
  EXPECT_EQ(Drawn(chart).Of("aria-labelledby"), "cofi-_22_3e_20_c3_a9-title");
}

TEST(Charts, AKindThatIsNotKnownIsNotDrawn) {
  EXPECT_EQ(DrawChart(OfKind(Chart::KIND_UNSPECIFIED), Language::kEnglish), "");
}

TEST(Charts, PiecesOfAStackFillItInTheirOrder) {
  const Element drawn = Drawn(Stack());
  EXPECT_THAT(BoxesOf(drawn, "cofi-sure"), ElementsAre("0-280"));
  EXPECT_THAT(BoxesOf(drawn, "reserved"), ElementsAre("280-392"));
  EXPECT_THAT(BoxesOf(drawn, "own"), ElementsAre("392-448"));
  EXPECT_THAT(BoxesOf(drawn, "open"), ElementsAre("448-532"));
  EXPECT_THAT(BoxesOf(drawn, "missing"), ElementsAre("532-560"));
}

TEST(Charts, MoreThanAllIsDrawnPastAMark) {
  Chart chart = Stack();
  EXPECT_THAT(DrawChart(chart, Language::kEnglish), Not(HasSubstr("class=\"cofi-tick\"")));
  AddMark("more", Chart::STYLE_OPEN, 10'000, chart.mutable_tracks(0));
  const Element drawn = Drawn(chart);
  EXPECT_THAT(BoxesOf(drawn, "cofi-empty"), ElementsAre("0-280"));
  EXPECT_THAT(BoxesOf(drawn, "open"), ElementsAre("224-266", "280-560"));
  EXPECT_THAT(Find(drawn, [](const Element& e) { return e.HasClass("cofi-tick"); }),
              testing::SizeIs(1));
}

TEST(Charts, ABarPastItsPlanIsHatchedAndSaysHowMuch) {
  const Element drawn = Drawn(Bars());
  // The longest ends at the edge: 110 %.
  EXPECT_THAT(BoxesOf(drawn, "cofi-empty"), ElementsAre("0-509.09", "0-509.09"));
  EXPECT_THAT(BoxesOf(drawn, "cofi-sure"), ElementsAre("0-203.63", "0-509.09"));
  EXPECT_THAT(BoxesOf(drawn, "missing"), ElementsAre("509.09-559.99"));
  const std::string text = TextIn(drawn);
  EXPECT_THAT(text, AllOf(HasSubstr("60.00 / 100.00"), HasSubstr("110.00 / 100.00 · 10.00 over"),
                          HasSubstr("time elapsed 25%")));
  // One for each bar, and one in the legend.
  EXPECT_THAT(Find(drawn, [](const Element& e) { return e.HasClass("cofi-tick"); }),
              testing::SizeIs(3));
}

TEST(Charts, WhatWasNotPlannedIsAllTooMuch) {
  Chart chart = OfKind(Chart::KIND_BARS);
  AddMark("spent", Chart::STYLE_SURE, 500, AddTrack("unplanned", 0, &chart));
  const Element drawn = Drawn(chart);
  EXPECT_THAT(BoxesOf(drawn, "cofi-sure"), IsEmpty());
  EXPECT_THAT(BoxesOf(drawn, "missing"), ElementsAre("373.33-560"));
}

TEST(Charts, ALabelThatIsTooLongIsCutAndSaidInFull) {
  const Element drawn = Drawn(Timeline());
  bool found = false;
  for (const Element* group : Find(drawn, "g")) {
    if (group->children.size() != 2 || TextIn(group->children[0]) != kLong) continue;
    found = found ||
            (group->children[1].name == "text" && absl::EndsWith(TextIn(group->children[1]), "…"));
  }
  EXPECT_TRUE(found);
}

TEST(Charts, TimeIsToldInTheLanguage) {
  const std::string english = TextIn(Drawn(Timeline(), Language::kEnglish));
  const std::string french = TextIn(Drawn(Timeline(), Language::kFrench));
  EXPECT_THAT(english, AllOf(HasSubstr("today 2018-03-23"), HasSubstr("Jul 2017"),
                             HasSubstr("late or refused")));
  EXPECT_THAT(french, AllOf(HasSubstr("aujourd'hui 23/03/2018"), HasSubstr("juil. 2017"),
                            HasSubstr("en retard ou refusé")));
}

TEST(Charts, EachStyleHasAShape) {
  const Element drawn = Drawn(Timeline());
  std::set<std::string> shapes;
  for (const Element* group : Find(drawn, "g")) {
    const Element& shape = group->children.back();
    if (shape.name == "path" || shape.name == "circle") shapes.insert(shape.Of("class"));
  }
  EXPECT_THAT(shapes, AllOf(Contains("cofi-box cofi-sure"), Contains("cofi-box cofi-paper"),
                            Contains("cofi-box cofi-own"), Contains("cofi-missing-ink"),
                            Contains("cofi-box cofi-reserved")));
}

TEST(Charts, ACurveHasRoundAmountsAndItsLowest) {
  const Element drawn = Drawn(Curve());
  const std::string text = TextIn(drawn);
  EXPECT_THAT(text, AllOf(HasSubstr("-5,000.00"), HasSubstr("0.00"), HasSubstr("15,000.00"),
                          HasSubstr("lowest: -3,456.00 on 2018-07-01")));
  std::set<std::string> kinds;
  for (const Element* path : Find(drawn, "path")) {
    if (path->HasClass("cofi-curve")) kinds.insert(path->Of("class"));
  }
  EXPECT_EQ(kinds.size(), 3);
}

TEST(Charts, PointsOfACurveAreDrawnInTheOrderOfTime) {
  Chart chart = Curve();
  const std::string drawn = DrawChart(chart, Language::kEnglish);
  for (Chart::Track& track : *chart.mutable_tracks()) {
    std::swap(*track.mutable_marks(0), *track.mutable_marks(2));
  }
  const auto without_words = [](const std::string& svg) { return svg.substr(svg.find("</desc>")); };
  EXPECT_EQ(without_words(DrawChart(chart, Language::kEnglish)), without_words(drawn));
}

}  // namespace
}  // namespace cofi::reporting
