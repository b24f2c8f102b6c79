#include "clients/cli/printed/text_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "clients/cli/typed/text.h"

namespace cofi::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TextTable Of(std::vector<TextColumn> columns) {
  return TextTable(std::move(columns), Language::kEnglish);
}

TEST(TextTable, AlignsNumbersAndRulesOffTotals) {
  TextTable table = Of({{"line"}, {"planned", TextColumn::kRight}});
  table.Row({"60 Achats", "4 000,00"});
  table.Row({"62 Services", "48 000,00"});
  table.Rule();
  table.Row({"Total", "52 000,00"});
  EXPECT_EQ(table.Text(0, false),
            "line           planned\n"
            "60 Achats     4 000,00\n"
            "62 Services  48 000,00\n"
            "──────────────────────\n"
            "Total        52 000,00\n");
}

TEST(TextTable, CountsColumnsNotBytes) {
  TextTable table = Of({{"nom"}, {"état"}});
  table.Row({"Département", "accordée"});
  table.Row({"CIAS", "déposée"});
  EXPECT_EQ(table.Text(0, false),
            "nom          état\n"
            "Département  accordée\n"
            "CIAS         déposée\n");
}

TEST(TextTable, ShortensTextToFit) {
  TextTable table = Of({{"what"}, {"date", TextColumn::kWhole}});
  table.Row({"Bilan qualitatif intermédiaire", "2018-06-30"});
  EXPECT_EQ(table.Text(30, false),
            "what                date\n"
            "Bilan qualitatif…   2018-06-30\n");
}

TEST(TextTable, LeavesOutSpareColumnsWhereItMust) {
  TextTable table = Of({{"id", TextColumn::kWhole},
                        {"amount", TextColumn::kRight},
                        {"note", TextColumn::kLeft, /*priority=*/1}});
  table.Row({"fdf", "80 000,00", "a long note about it"});
  EXPECT_EQ(table.Text(20, false),
            "id      amount …\n"
            "fdf  80 000,00\n");
  EXPECT_LE(table.WidthWithin(20), 20);
}

// First what matters least, then of equals the last: what stands further right is not less.
TEST(TextTable, LeavesOutByPriority) {
  TextTable table = Of({{"id", TextColumn::kWhole},
                        {"note", TextColumn::kWhole, /*priority=*/3},
                        {"asked", TextColumn::kRight, /*priority=*/1},
                        {"state", TextColumn::kWhole, /*priority=*/1},
                        {"amount", TextColumn::kRight}});
  table.Row({"fdf", "spoken to", "100.00", "awarded", "80,000.00"});
  EXPECT_EQ(table.Text(42, false),
            "id   note        asked  state       amount\n"
            "fdf  spoken to  100.00  awarded  80,000.00\n");
  EXPECT_EQ(table.Text(41, false),
            "id    asked  state       amount …\n"
            "fdf  100.00  awarded  80,000.00\n");
  EXPECT_EQ(table.Text(32, false),
            "id    asked     amount …\n"
            "fdf  100.00  80,000.00\n");
  EXPECT_EQ(table.Text(23, false),
            "id      amount …\n"
            "fdf  80,000.00\n");
  // The mark takes its place in the header.
  EXPECT_EQ(table.WidthWithin(33), 31);
}

// What must stay has text of less than ten letters rather than no table.
TEST(TextTable, ShortensFurtherWhereAllElseIsLeftOut) {
  TextTable table = Of({{"line"}, {"planned", TextColumn::kRight}});
  table.Row({"60 Achats de matières", "100,000.00"});
  EXPECT_EQ(table.Text(22, false),
            "line           planned\n"
            "60 Achats…  100,000.00\n");
  EXPECT_EQ(table.Text(16, false),
            "line     planned\n"
            "60…   100,000.00\n");
}

TextTable Lines(Language language) {
  TextTable table({{"line"},
                   {"planned", TextColumn::kRight},
                   {"", TextColumn::kWhole},
                   {"note", TextColumn::kLeft, /*priority=*/1}},
                  language);
  table.Row({"60 Achats de matières", "100,000.00", "!", "see the minutes"}, {.red = true});
  table.Row({"62 Services", "5.00", "", ""});
  table.Rule();
  table.Row({"Total", "100,005.00", "", ""}, {.bold = true});
  return table;
}

TEST(TextTable, WritesRowsAsLinesWhereNoTableFits) {
  const TextTable table = Lines(Language::kEnglish);
  EXPECT_EQ(table.Text(15, false),
            "line: 60 Achats\n"
            "  de matières\n"
            "planned:\n"
            "  100,000.00\n"
            "!\n"
            "note: see the\n"
            "  minutes\n"
            "\n"
            "line: 62\n"
            "  Services\n"
            "planned: 5.00\n"
            "───────────────\n"
            "line: Total\n"
            "planned:\n"
            "  100,005.00\n");
  EXPECT_EQ(table.WidthWithin(15), 15);
  EXPECT_THAT(Lines(Language::kFrench).Text(15, false), HasSubstr("planned\u00A0: 5.00\n"));
  EXPECT_THAT(table.Text(15, true), HasSubstr("\x1b[31m!\x1b[0m\n"));
}

TEST(TextTable, IsNeverWiderThanTheTerminal) {
  const TextTable table = Lines(Language::kEnglish);
  for (int width = 1; width < 60; ++width) {
    for (const absl::string_view line : absl::StrSplit(table.Text(width, false), '\n')) {
      EXPECT_LE(Width(line), width) << line;
    }
    EXPECT_LE(table.WidthWithin(width), width);
  }
}

TEST(TextTable, TellsApartWhatLooksAlike) {
  TextTable table = Of({{"line"}, {"planned", TextColumn::kRight}});
  table.Row({"645 Charges sociales 2026", "1.00"}, {.ids = {"645-26", ""}});
  table.Row({"645 Charges sociales 2027", "2.00"}, {.ids = {"645-27", ""}});
  table.Row({"645 Charges sociales 2027", "3.00"}, {.ids = {"645-27b", ""}});
  table.Row({"641 Salaires 2026", "4.00"}, {.ids = {"641-26", ""}});
  EXPECT_THAT(table.Text(0, false), Not(HasSubstr("645-26")));
  EXPECT_EQ(table.Text(24, false),
            "line             planned\n"
            "645-26 645 Cha…     1.00\n"
            "645-27 645 Cha…     2.00\n"
            "645-27b 645 Ch…     3.00\n"
            "641 Salaires 2…     4.00\n");
}

// Two lines that are called the same were made so: nothing hides a difference.
TEST(TextTable, WhatIsCalledTheSameStaysSo) {
  TextTable table = Of({{"line"}});
  table.Row({"Charges sociales 2026"}, {.ids = {"a"}});
  table.Row({"Charges sociales 2026"}, {.ids = {"b"}});
  EXPECT_EQ(table.Text(10, false), "line\nCharges s…\nCharges s…\n");
}

TEST(TextTable, DropsColumnsWithoutAnything) {
  TextTable table = Of({{"id"}, {"empty"}, {"n", TextColumn::kRight}});
  table.Row({"a", "", "1"}, {.ids = {"x", "y", "z"}});
  table.Rule();
  table.Row({"b", "", "2"});
  table.DropEmptyColumns();
  EXPECT_EQ(table.Text(0, false), "id  n\na   1\n─────\nb   2\n");
}

TEST(TextTable, HasStylesOnATerminalOnly) {
  TextTable table = Of({{"id"}});
  table.Row({"a"});
  table.Row({"b"}, {.bold = true});
  table.Row({"c"}, {.red = true});
  EXPECT_EQ(table.Text(0, true), "\x1b[1mid\x1b[0m\na\n\x1b[1mb\x1b[0m\n\x1b[31mc\x1b[0m\n");
  EXPECT_EQ(table.Text(0, false), "id\na\nb\nc\n");
}

TEST(TextTable, CellsStayOnTheirLine) {
  TextTable table = Of({{"note"}});
  table.Row({"two\nlines\x1b[2J"});
  EXPECT_EQ(table.Text(0, false), "note\ntwo lines [2J\n");
}

}  // namespace
}  // namespace cofi::cli
