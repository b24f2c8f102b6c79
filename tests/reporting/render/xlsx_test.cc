// Workbooks are read back by openpyxl (read_xlsx.py), which also makes their sums anew. The file as
// such, its bytes and its place on the disk: xlsx_file_test.cc.

#include <gmock/gmock.h>
#include <stdio.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "base/dates.h"
#include "base/documents.h"
#include "base/money.h"
#include "base/text.h"
#include "services/reporting/render/renderer.h"
#include "tests/folder.h"
#include "tests/reasons.h"
#include "tests/reporting/render/examples.h"

namespace cofi::reporting {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;

constexpr int64_t kCellMax = 32'767;

std::string Rendered(const std::vector<v1::Document>& parts) {
  const auto renderer = MakeXlsxRenderer();
  std::string bytes;
  for (const v1::Document& part : parts) EXPECT_THAT(renderer->Add(part, &bytes), IsOk());
  EXPECT_THAT(renderer->Finish(&bytes), IsOk());
  return bytes;
}

json Read(const std::string& bytes) {
  const Folder folder;
  // Debian's Python: the one that python3-openpyxl is installed for.
  const std::string command =
      absl::StrCat("/usr/bin/python3 -B tests/reporting/render/read_xlsx.py ",
                   folder.Write("report.xlsx", bytes));
  FILE* const output = popen(command.c_str(), "r");
  std::string text;
  for (int c = fgetc(output); c != EOF; c = fgetc(output)) text += static_cast<char>(c);
  EXPECT_EQ(pclose(output), 0) << command;
  return json::parse(text, nullptr, /*allow_exceptions=*/false);
}

json Read(const v1::Document& document) { return Read(Rendered({document})); }

// The example, read once.
const json& Example(Language language) {
  static const auto* const english = new json(Read(ExampleDocument(Language::kEnglish)));
  static const auto* const french = new json(Read(ExampleDocument(Language::kFrench)));
  return language == Language::kFrench ? *french : *english;
}

const json& Hostile() {
  static const auto* const book = new json(Read(HostileDocument()));
  return *book;
}

// How many characters a spreadsheet counts.
int64_t Utf16Units(const std::string& text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }) +
         std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xf8) == 0xf0; });
}

void ExpectText(const json& cell, const std::string& said) {
  const std::string shown =
      absl::StrReplaceAll(Visible(said), {{"\uFFFE", "\uFFFD"}, {"\uFFFF", "\uFFFD"}});
  if (shown.empty()) {
    EXPECT_TRUE(cell["value"].is_null()) << cell;
    return;
  }
  ASSERT_EQ(cell["type"], "text") << said.substr(0, 100);
  const std::string value = cell["value"];
  if (Utf16Units(shown) <= kCellMax) {
    EXPECT_EQ(value, shown);
    return;
  }
  // What is escaped in it counts more often than it is read.
  constexpr int64_t kEscapes = 20;
  EXPECT_THAT(Utf16Units(value), AllOf(Gt(kCellMax - kEscapes), Le(kCellMax)));
  EXPECT_TRUE(absl::EndsWith(value, "…"));
  EXPECT_TRUE(absl::StartsWith(shown, absl::StripSuffix(value, "…")));
}

// A sum that is a formula makes the figure, whoever makes it.
void ExpectNumber(const json& cell, int64_t figure, double per_unit) {
  ASSERT_EQ(cell["type"], "number") << cell;
  EXPECT_EQ(std::llround(cell["value"].get<double>() * per_unit), figure) << cell;
  if (cell.contains("formula")) {
    EXPECT_EQ(std::llround(cell["evaluated"].get<double>() * per_unit), figure) << cell;
  }
}

void ExpectCell(const json& cell, const v1::Cell& said, Language language) {
  const bool french = language == Language::kFrench;
  switch (said.value_case()) {
    case v1::Cell::kAmount:
      ExpectNumber(cell, Minor(said.amount()), 100);
      break;
    case v1::Cell::kBasisPoints:
      ExpectNumber(cell, said.basis_points(), 10'000);
      EXPECT_THAT(cell["format"].get<std::string>(), AnyOf("0%", "0.00%"));
      break;
    case v1::Cell::kCount:
      ExpectNumber(cell, said.count(), 1);
      EXPECT_EQ(cell["format"], "#,##0");
      break;
    case v1::Cell::kDate:
      EXPECT_EQ(cell["type"], "date") << cell;
      EXPECT_EQ(cell["value"], IsoDate(said.date()));
      EXPECT_EQ(cell["format"], french ? "dd/mm/yyyy" : "yyyy-mm-dd");
      break;
    default:
      ExpectText(cell, said.text());
  }
}

// Where the head of the table is: below what is said above it, and an empty row.
size_t HeadRow(const v1::Document& document, const v1::Table& table) {
  const size_t above =
      !document.title().empty() + !table.title().empty() + !document.facts().empty();
  return above == 0 ? 0 : above + 1;
}

// That each table has its sheet, with all that the document says of it.
void ExpectTables(const json& book, const v1::Document& document) {
  size_t sheets = 0;
  for (const v1::Block& block : document.blocks()) {
    if (!block.has_table()) continue;
    const v1::Table& table = block.table();
    ASSERT_GT(book["sheets"].size(), sheets);
    const json& sheet = book["sheets"][sheets++];
    const size_t head = HeadRow(document, table);
    ASSERT_GE(sheet["rows"].size(), head + 1 + table.rows_size());
    for (int i = 0; i < table.columns_size(); ++i) {
      ExpectText(sheet["rows"][head][i], table.columns(i).label());
    }
    for (int row = 0; row < table.rows_size(); ++row) {
      for (int i = 0; i < table.columns_size(); ++i) {
        const v1::Row& said = table.rows(row);
        SCOPED_TRACE(absl::StrCat(table.id(), ", row ", row, ", column ", i));
        ExpectCell(sheet["rows"][head + 1 + row][i],
                   i < said.cells_size() ? said.cells(i) : v1::Cell(), LanguageOf(document));
      }
    }
  }
  EXPECT_EQ(book["sheets"].size(), sheets);
}

// The first cell of each row below the last of the table.
std::vector<std::string> Below(const json& sheet, size_t row) {
  std::vector<std::string> texts;
  for (; row < sheet["rows"].size(); ++row) {
    const json& cell = sheet["rows"][row][0];
    texts.push_back(cell["type"] == "text" ? cell["value"].get<std::string>() : "");
  }
  return texts;
}

// A document of one column of amounts, without anything above it.
struct Line {
  v1::Row::Role role = v1::Row::ROLE_DETAIL;
  int64_t minor = 0;
  const char* currency = "EUR";
};
constexpr v1::Row::Role kGroup = v1::Row::ROLE_GROUP;
constexpr v1::Row::Role kDetail = v1::Row::ROLE_DETAIL;
constexpr v1::Row::Role kSubtotal = v1::Row::ROLE_SUBTOTAL;
constexpr v1::Row::Role kTotal = v1::Row::ROLE_TOTAL;

v1::Document Amounts(const std::vector<Line>& lines) {
  v1::Document document;
  document.set_report("status");
  v1::Table* const table = document.add_blocks()->mutable_table();
  v1::Column* const column = table->add_columns();
  column->set_id("spent");
  column->set_label("Spent");
  column->set_kind(v1::Column::KIND_AMOUNT);
  for (const Line& line : lines) {
    v1::Row* const row = table->add_rows();
    row->set_role(line.role);
    v1::Cell* const cell = row->add_cells();
    if (line.role == kGroup && line.minor == 0) continue;
    *cell->mutable_amount() = MoneyFromMinor(line.minor, line.currency);
  }
  return document;
}

TEST(Xlsx, SaysWhatTheDocumentSaysInValues) {
  for (const Language language : {Language::kEnglish, Language::kFrench}) {
    const v1::Document document = ExampleDocument(language);
    const json& book = Example(language);
    ExpectTables(book, document);
    const json& lines = book["sheets"][0];
    ExpectText(lines["rows"][0][0], document.title());
    ExpectText(lines["rows"][1][0], document.blocks(1).table().title());
    ExpectText(lines["rows"][2][0], absl::StrJoin(document.facts(), " · "));
  }
}

TEST(Xlsx, SheetsAreCalledAsTheirTablesAre) {
  const json& book = Example(Language::kFrench);
  EXPECT_EQ(book["sheets"][0]["name"], "Lignes");
  EXPECT_EQ(book["sheets"][1]["name"], "Financements");
}

// Also what stands above the first table: rows are written in their order, and its head stays near
// the top.
TEST(Xlsx, WhatIsNoTableStandsBelowTheTableThatItFollows) {
  const json& book = Example(Language::kEnglish);
  const json& lines = book["sheets"][0]["rows"];
  EXPECT_THAT(Below(book["sheets"][0], 14),
              ElementsAre("", "secured", "share", "", "Paid for by: own funds · Town of Rennes"));
  ExpectNumber(lines[15][1], 4'000'000, 100);
  ExpectNumber(lines[16][1], 2'803, 10'000);
  EXPECT_EQ(lines[16][1]["format"], "0.00%");
  EXPECT_THAT(Below(book["sheets"][1], 7), ElementsAre("", "2 overdue: Studies"));
}

TEST(Xlsx, AmountsNameTheirCurrencyWhereItIsNotTheEuro) {
  const json rows = Read(Amounts({{kDetail, 100}, {kDetail, 100, "CHF"}}))["sheets"][0]["rows"];
  EXPECT_EQ(rows[1][0]["format"], "#,##0.00;[Red]-#,##0.00");
  EXPECT_EQ(rows[2][0]["format"], "#,##0.00 \"CHF\";[Red]-#,##0.00 \"CHF\"");
}

TEST(Xlsx, SharesAreRoundedOnlyWhereThatIsWhatPeopleRead) {
  v1::Document document = Amounts({});
  v1::Table* const table = document.mutable_blocks(0)->mutable_table();
  table->mutable_columns(0)->set_kind(v1::Column::KIND_SHARE);
  table->mutable_columns(0)->set_whole_percents(true);
  const std::vector<std::pair<int, std::string>> formats = {
      {0, "0%"},      {3, "0.00%"},      {7'666, "0%"}, {9'999, "0.00%"},
      {10'000, "0%"}, {10'001, "0.00%"}, {10'399, "0%"}};
  for (const auto& each : formats) table->add_rows()->add_cells()->set_basis_points(each.first);
  const json rows = Read(document)["sheets"][0]["rows"];
  for (size_t i = 0; i < formats.size(); ++i) {
    EXPECT_EQ(rows[i + 1][0]["format"], formats[i].second) << formats[i].first;
  }
}

TEST(Xlsx, ARowThatWarnsIsMarkedNotOnlyByItsColour) {
  const json& book = Example(Language::kEnglish);
  const json& fine = book["sheets"][0]["rows"][6];
  const json& late = book["sheets"][0]["rows"][7];
  EXPECT_EQ(fine[0]["format"], "@");
  EXPECT_EQ(late[0]["format"], "\"! \"@");
  EXPECT_EQ(late[0]["value"], "Studies; surveys");
  for (size_t i = 0; i < late.size(); ++i) {
    EXPECT_FALSE(fine[i]["fill"]);
    EXPECT_TRUE(late[i]["fill"]);
  }
  EXPECT_EQ(book["sheets"][1]["rows"][8][0]["format"], "\"! \"@");
}

TEST(Xlsx, GroupsAndSumsStandOut) {
  const json& rows = Example(Language::kEnglish)["sheets"][0]["rows"];
  const auto is_bold = [&](size_t row) { return rows[row][0]["bold"].get<bool>(); };
  for (const size_t row : {4, 5, 8, 9, 12, 13}) EXPECT_TRUE(is_bold(row)) << row;
  for (const size_t row : {6, 7, 10, 11}) {
    EXPECT_FALSE(is_bold(row)) << row;
    EXPECT_EQ(rows[row][0]["indent"], 1) << row;
  }
  // The total is ruled off from end to end.
  for (const json& cell : rows[13]) EXPECT_TRUE(cell["top"]);
}

TEST(Xlsx, IsReadyToBePrinted) {
  const json& book = Example(Language::kFrench);
  const json& lines = book["sheets"][0];
  EXPECT_EQ(lines["freeze"], "A6");
  EXPECT_EQ(lines["repeat"], "$5:$5");
  EXPECT_EQ(lines["orientation"], "landscape");
  EXPECT_EQ(book["sheets"][1]["orientation"], "portrait");
  EXPECT_EQ(lines["header"], "Précarité et jeunesse");
  EXPECT_EQ(lines["footer"], "Page &P sur &N");
  EXPECT_EQ(Example(Language::kEnglish)["sheets"][0]["footer"], "Page &P of &N");
  for (const json& sheet : book["sheets"]) {
    EXPECT_EQ(sheet["paper"], 9) << "A4";
    EXPECT_TRUE(sheet["fit_to_page"]);
    EXPECT_EQ(sheet["fit_to_width"], 1);
    EXPECT_EQ(sheet["fit_to_height"], 0) << "as many pages as it takes";
    for (const json& width : sheet["widths"]) {
      EXPECT_GE(width, 8);
      EXPECT_LE(width, 61);
    }
  }
}

TEST(Xlsx, PropertiesAreThoseOfTheDocumentAndOfNobody) {
  const json& book = Example(Language::kFrench);
  EXPECT_EQ(book["title"], "Précarité et jeunesse");
  EXPECT_EQ(book["created"], "2018-03-23T00:00:00");
  EXPECT_EQ(book["modified"], "2018-03-23T00:00:00");
  EXPECT_TRUE(book["creator"].is_null());
  EXPECT_TRUE(book["last_modified_by"].is_null());
}

TEST(Xlsx, WithoutRowsThereIsAHead) {
  const json sheet = Read(Amounts({}))["sheets"][0];
  ASSERT_THAT(sheet["rows"], SizeIs(1));
  EXPECT_EQ(sheet["rows"][0][0]["value"], "Spent");
  EXPECT_EQ(sheet["freeze"], "A2");
}

TEST(Xlsx, WithoutAnythingThereIsASheet) {
  const json book = Read(v1::Document());
  ASSERT_THAT(book["sheets"], SizeIs(1));
  EXPECT_EQ(book["sheets"][0]["name"], "Sheet");
  EXPECT_THAT(book["sheets"][0]["rows"], IsEmpty());
  EXPECT_EQ(Read(std::string(Rendered({})))["sheets"].size(), 1) << "not even a part";
}

TEST(Xlsx, WithoutTablesThereIsASheetOfTheRest) {
  v1::Document document;
  document.set_title("Précarité");
  document.add_blocks()->mutable_paragraph()->add_parts("Nothing is due.");
  const json sheet = Read(document)["sheets"][0];
  EXPECT_EQ(sheet["name"], "Précarité");
  EXPECT_THAT(Below(sheet, 0), ElementsAre("Précarité", "", "", "Nothing is due."));
}

struct Sums {
  const char* because;
  std::vector<Line> lines;
  // Of each line that has one.
  std::vector<std::string> formulas;
};

TEST(Xlsx, SumsAreFormulasWhereASpreadsheetMakesTheFigureOfThem) {
  const std::vector<Sums> all = {
      {"a total is that of the details above it",
       {{kDetail, 100}, {kDetail, -30}, {kTotal, 70}},
       {"=SUBTOTAL(9,A2:A3)"}},
      {"one of all leaves out those of parts",
       {{kGroup},
        {kDetail, 100},
        {kDetail, 20},
        {kSubtotal, 120},
        {kGroup},
        {kDetail, 3},
        {kSubtotal, 3},
        {kTotal, 123}},
       {"=SUBTOTAL(9,A3:A4)", "=SUBTOTAL(9,A7)", "=SUBTOTAL(9,A2:A8)"}},
      {"one since the last is a sum too",
       {{kDetail, 100}, {kTotal, 100}, {kDetail, 50}, {kTotal, 50}, {kTotal, 150}},
       {"=SUBTOTAL(9,A2)", "=SUBTOTAL(9,A4)", "=SUBTOTAL(9,A2:A5)"}},
      {"150 is of something else, and a formula over it would count it",
       {{kDetail, 100}, {kSubtotal, 150}, {kDetail, 50}, {kTotal, 150}},
       {}},
      {"there is nothing above it", {{kTotal, 0}}, {}},
      {"the head of a group is no detail",
       {{kGroup, 10}, {kDetail, 5}, {kTotal, 5}},
       {"=SUBTOTAL(9,A3)"}},
      {"currencies are not added up", {{kDetail, 100}, {kDetail, 100, "CHF"}, {kTotal, 200}}, {}},
      {"francs are no sum of euros", {{kDetail, 100}, {kDetail, 100}, {kTotal, 200, "CHF"}}, {}},
      {"the largest amount is one",
       {{kDetail, kMinorMax}, {kTotal, kMinorMax}},
       {"=SUBTOTAL(9,A2)"}},
      {"no number of ours holds the sum", std::vector<Line>(1'100, {kDetail, kMinorMax}), {}},
  };
  v1::Document document;
  for (const Sums& each : all) *document.add_blocks() = Amounts(each.lines).blocks(0);
  const json book = Read(document);
  ExpectTables(book, document);
  for (size_t i = 0; i < all.size(); ++i) {
    std::vector<std::string> formulas;
    for (const json& row : book["sheets"][i]["rows"]) {
      if (row[0].contains("formula")) formulas.push_back(row[0]["formula"]);
    }
    EXPECT_EQ(formulas, all[i].formulas) << all[i].because;
  }
}

TEST(Xlsx, TextsStayTexts) {
  const v1::Document document = HostileDocument();
  const json& book = Hostile();
  ExpectTables(book, document);
  for (const json& sheet : book["sheets"]) {
    for (const json& row : sheet["rows"]) {
      for (const json& cell : row) {
        EXPECT_FALSE(cell.contains("formula")) << cell;
        // So that it stays one also when somebody edits it.
        if (cell["type"] == "text") {
          EXPECT_TRUE(absl::EndsWith(cell["format"].get<std::string>(), "@")) << cell["format"];
        }
      }
    }
  }
  // A head of a page knows commands of its own.
  EXPECT_TRUE(absl::StartsWith(book["sheets"][0]["header"].get<std::string>(), "=R&&D && G <b>"))
      << book["sheets"][0]["header"];
  ASSERT_FALSE(book["sheets"].empty());
  const json& last = book["sheets"].back();
  for (size_t i = 0; i < HostileTexts().size(); ++i) {
    const json& figure = last["rows"][HeadRow(document, document.blocks(1).table()) + 2 + i];
    ExpectText(figure[0], HostileTexts()[i]);
    ExpectText(figure[1], HostileTexts()[i]);
  }
}

TEST(Xlsx, SheetNamesAreThoseThatASpreadsheetTakes) {
  std::vector<std::string> names;
  std::set<std::string> folded;
  const json& book = Hostile();
  for (const json& sheet : book["sheets"]) {
    const std::string name = sheet["name"];
    names.push_back(name);
    folded.insert(Fold(name));
    EXPECT_LE(Utf16Units(name), 31) << name;
    EXPECT_EQ(name.find_first_of("[]:*?/\\'"), std::string::npos) << name;
  }
  EXPECT_EQ(folded.size(), names.size()) << "no two are one but for case";
  EXPECT_THAT(names,
              ElementsAre("(a)-b-c-d-e-f’", "’’’", "History (2)", "SAME", "same (2)",
                          "A title that is longer than a s", "A title that is longer than (2)"));
}

}  // namespace
}  // namespace cofi::reporting
