#include "clients/cli/printed/text_table.h"

#include <gtest/gtest.h>

namespace cofi::cli {
namespace {

TEST(TextTable, AlignsNumbersAndRulesOffTotals) {
  TextTable table({{"line"}, {"planned", TextColumn::kRight}});
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
  TextTable table({{"nom"}, {"état"}});
  table.Row({"Département", "accordée"});
  table.Row({"CIAS", "déposée"});
  EXPECT_EQ(table.Text(0, false),
            "nom          état\n"
            "Département  accordée\n"
            "CIAS         déposée\n");
}

TEST(TextTable, ShortensTextToFit) {
  TextTable table({{"what"}, {"date", TextColumn::kWhole}});
  table.Row({"Bilan qualitatif intermédiaire", "2018-06-30"});
  EXPECT_EQ(table.Text(30, false),
            "what                date\n"
            "Bilan qualitatif…   2018-06-30\n");
}

TEST(TextTable, LeavesOutSpareColumnsWhereItMust) {
  TextTable table({{"id", TextColumn::kWhole},
                   {"amount", TextColumn::kRight},
                   {"note", TextColumn::kLeft, true}});
  table.Row({"fdf", "80 000,00", "a long note about it"});
  EXPECT_EQ(table.Text(20, false),
            "id      amount …\n"
            "fdf  80 000,00\n");
  EXPECT_LE(table.WidthWithin(20), 20);
}

TEST(TextTable, DropsColumnsWithoutAnything) {
  TextTable table({{"id"}, {"empty"}, {"n", TextColumn::kRight}});
  table.Row({"a", "", "1"});
  table.Rule();
  table.Row({"b", "", "2"});
  table.DropEmptyColumns();
  EXPECT_EQ(table.Text(0, false), "id  n\na   1\n─────\nb   2\n");
}

TEST(TextTable, HeadersAreBoldOnATerminalOnly) {
  TextTable table({{"id"}});
  table.Row({"a"});
  EXPECT_EQ(table.Text(0, true), "\x1b[1mid\x1b[0m\na\n");
}

TEST(TextTable, CellsStayOnTheirLine) {
  TextTable table({{"note"}});
  table.Row({"two\nlines\x1b[2J"});
  EXPECT_EQ(table.Text(0, false), "note\ntwo lines [2J\n");
}

}  // namespace
}  // namespace cofi::cli
