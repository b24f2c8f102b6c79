// CSV is read back by a reader of a few lines, which knows RFC 4180 and no more.

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "base/dates.h"
#include "base/documents.h"
#include "base/money.h"
#include "base/text.h"
#include "services/reporting/render/renderer.h"
#include "tests/reasons.h"
#include "tests/reporting/render/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Lines = std::vector<std::vector<std::string>>;

constexpr bool kForPrograms = false;
constexpr bool kForExcel = true;

std::string Rendered(bool for_excel, const std::vector<v1::Document>& parts) {
  const auto renderer = MakeCsvRenderer(for_excel);
  std::string bytes;
  for (const v1::Document& part : parts) EXPECT_THAT(renderer->Add(part, &bytes), IsOk());
  EXPECT_THAT(renderer->Finish(&bytes), IsOk());
  return bytes;
}

// The lines of a file. Ends of lines are CRLF, a quote begins and ends a cell, and within one it
// stands twice: anything else is a failure.
Lines ReadCsv(absl::string_view rest, char separator) {
  Lines lines;
  while (!rest.empty()) {
    lines.emplace_back();
    bool more = true;
    while (more) {
      std::string cell;
      if (absl::ConsumePrefix(&rest, "\"")) {
        while (!rest.empty() && (rest[0] != '"' || absl::StartsWith(rest, "\"\""))) {
          if (rest[0] == '"') rest.remove_prefix(1);
          cell += rest[0];
          rest.remove_prefix(1);
        }
        EXPECT_TRUE(absl::ConsumePrefix(&rest, "\"")) << "a quote that does not end: " << cell;
      } else {
        while (!rest.empty() && rest[0] != separator && rest[0] != '\r') {
          EXPECT_TRUE(rest[0] != '"' && rest[0] != '\n') << "bare in: " << cell;
          cell += rest[0];
          rest.remove_prefix(1);
        }
      }
      lines.back().push_back(cell);
      more = absl::ConsumePrefix(&rest, std::string(1, separator));
    }
    if (!absl::ConsumePrefix(&rest, "\r\n")) {
      ADD_FAILURE() << "a line that does not end: " << absl::StrJoin(lines.back(), "|");
      return lines;
    }
  }
  return lines;
}

// What a text becomes.
std::string Armoured(const std::string& text) {
  const std::string shown = Visible(text);
  const absl::string_view first = absl::StripLeadingAsciiWhitespace(shown);
  const bool armour = !first.empty() && absl::StrContains("=+-@", first.substr(0, 1));
  return absl::StrCat(armour ? "'" : "", shown);
}

// The cell that a program should read.
std::string Expected(const v1::Cell& cell) {
  switch (cell.value_case()) {
    case v1::Cell::kText:
      return Armoured(cell.text());
    case v1::Cell::kAmount:
      return DecimalFromMinor(Minor(cell.amount()));
    case v1::Cell::kDate:
      return IsoDate(cell.date());
    case v1::Cell::kBasisPoints:
      return absl::StrCat(cell.basis_points());
    case v1::Cell::kCount:
      return absl::StrCat(cell.count());
    case v1::Cell::VALUE_NOT_SET:
      break;
  }
  return "";
}

// The lines that a program should read of a table.
Lines Expected(const v1::Table& table) {
  Lines lines(1);
  bool has_amounts = false;
  for (const v1::Column& column : table.columns()) {
    lines[0].push_back(column.id());
    has_amounts |= column.kind() == v1::Column::KIND_AMOUNT;
  }
  if (has_amounts) lines[0].emplace_back("currency");
  for (const v1::Row& row : table.rows()) {
    if (!IsDetail(row)) continue;
    std::vector<std::string> line(table.columns_size());
    std::string currency;
    for (int i = 0; i < row.cells_size(); ++i) {
      line[i] = Expected(row.cells(i));
      if (row.cells(i).has_amount() && currency.empty()) {
        currency = Armoured(row.cells(i).amount().currency_code());
      }
    }
    if (has_amounts) line.push_back(currency);
    lines.push_back(line);
  }
  return lines;
}

// All tables, an empty line before each but the first.
Lines Expected(const v1::Document& document) {
  Lines lines;
  for (const v1::Block& block : document.blocks()) {
    if (!block.has_table()) continue;
    if (!lines.empty()) lines.push_back({""});
    for (const auto& line : Expected(block.table())) lines.push_back(line);
  }
  return lines;
}

v1::Document WithOneTable() {
  v1::Document document;
  document.set_report("status");
  document.set_language_code("en");
  v1::Table* const table = document.add_blocks()->mutable_table();
  table->set_id("lines");
  v1::Column* const column = table->add_columns();
  column->set_id("spent");
  column->set_label("Spent");
  column->set_kind(v1::Column::KIND_AMOUNT);
  return document;
}

TEST(Csv, ForProgramsHasIdsDetailsAndPlainValues) {
  EXPECT_EQ(Rendered(kForPrograms, {ExampleDocument(Language::kFrench)}),
            "display_name,account,planned,spent,used_basis_points,left_basis_points,last_date,"
            "expense_count,name,currency\r\n"
            "Fournitures,606,1000.00,766.60,7666,2334,2018-03-01,3,"
            "projects/p/budgets/v1/lines/606,EUR\r\n"
            "\"Études ; enquêtes\",604,2500.50,2600.50,10399,-399,2018-02-28,2,"
            "projects/p/budgets/v1/lines/604,EUR\r\n"
            "Salaires,641,139197.10,40000.00,2873,7127,2018-03-20,1204,"
            "projects/p/budgets/v1/lines/641,EUR\r\n"
            "Remboursements,649,0.00,-123.45,0,10000,,1,projects/p/budgets/v1/lines/649,EUR\r\n"
            "\r\n"
            "funder,awarded,award_date,currency\r\n"
            "Fondation de France,40000.00,2018-01-15,EUR\r\n"
            "Loterie romande,12500.00,2018-02-02,CHF\r\n");
}

TEST(Csv, ForExcelIsWhatPeopleReadInTheirLanguage) {
  EXPECT_EQ(Rendered(kForExcel, {ExampleDocument(Language::kFrench)}),
            "\uFEFFPrécarité et jeunesse\r\n"
            "en cours\r\n"
            "au 23/03/2018\r\n"
            "\r\n"
            "Lignes\r\n"
            "Ligne;Compte;Prévu;Réalisé;Consommé;Reste;Dernière dépense;Dépenses;Nom;Devise\r\n"
            "60 Achats;;;;;;;;;\r\n"
            "Fournitures;606;1000,00;766,60;77 %;23,34 %;01/03/2018;3;"
            "projects/p/budgets/v1/lines/606;EUR\r\n"
            "\"Études ; enquêtes\";604;2500,50;2600,50;104 %;-3,99 %;28/02/2018;2;"
            "projects/p/budgets/v1/lines/604;EUR\r\n"
            "\"60 Achats, total\";;3500,50;3367,10;;;;5;;EUR\r\n"
            "64 Personnel;;;;;;;;;\r\n"
            "Salaires;641;139197,10;40000,00;29 %;71,27 %;20/03/2018;1204;"
            "projects/p/budgets/v1/lines/641;EUR\r\n"
            "Remboursements;649;0,00;-123,45;0 %;100,00 %;;1;"
            "projects/p/budgets/v1/lines/649;EUR\r\n"
            "\"64 Personnel, total\";;139197,10;39876,55;;;;1205;;EUR\r\n"
            "Total;;142697,60;43243,65;;;;1210;;EUR\r\n"
            "\r\n"
            "Financements\r\n"
            "Financeur;Accordé;Le;Devise\r\n"
            "Fondation de France;40000,00;15/01/2018;EUR\r\n"
            "Loterie romande;12500,00;02/02/2018;CHF\r\n"
            "\r\n"
            "\"acquis 40\u202F000,00\"\r\n"
            "\"part 28,03\u202F%\"\r\n"
            "Financé par : autofinancement · Ville de Rennes\r\n"
            "2 en retard : Études\r\n");
}

TEST(Csv, ForExcelInEnglishHasCommasBetweenAndPointsWithin) {
  const Lines lines = ReadCsv(
      absl::StripPrefix(Rendered(kForExcel, {ExampleDocument(Language::kEnglish)}), "\uFEFF"), ',');
  ASSERT_THAT(lines, SizeIs(25));
  EXPECT_THAT(lines[8],
              ElementsAre("Studies; surveys", "604", "2500.50", "2600.50", "104%", "-3.99%",
                          "2018-02-28", "2", "projects/p/budgets/v1/lines/604", "EUR"));
  EXPECT_THAT(lines[21], ElementsAre("secured 40,000.00"));
}

// People who read the file open it in a spreadsheet, programs' files too.
TEST(Csv, NoTextBeginsAFormulaNorLeavesItsCell) {
  const v1::Document document = HostileDocument();
  EXPECT_EQ(ReadCsv(Rendered(kForPrograms, {document}), ','), Expected(document));

  v1::Document french = document;
  french.set_language_code("fr");
  const std::string bytes = Rendered(kForExcel, {french});
  ASSERT_TRUE(absl::StartsWith(bytes, "\uFEFF"));
  const Lines lines = ReadCsv(absl::StripPrefix(bytes, "\uFEFF"), ';');
  for (const std::string& text : HostileTexts()) {
    // Some become the same.
    const auto as_many =
        std::count_if(HostileTexts().begin(), HostileTexts().end(),
                      [&](const std::string& other) { return Armoured(other) == Armoured(text); });
    const std::vector<std::string> row(3, Armoured(text));
    EXPECT_EQ(std::count(lines.begin(), lines.end(), row), as_many) << text.substr(0, 100);
    const std::vector<std::string> alone = {Armoured(text)};
    EXPECT_EQ(std::count(lines.begin(), lines.end(), alone), 2 * as_many)
        << "as a fact and as a figure: " << text.substr(0, 100);
  }
  for (const std::vector<std::string>& line : lines) {
    for (const std::string& cell : line) {
      const absl::string_view first = absl::StripLeadingAsciiWhitespace(cell);
      const bool is_number = first.find_first_not_of("-0123456789,.% ") == first.npos;
      EXPECT_TRUE(is_number || first.empty() || !absl::StrContains("=+-@", first.substr(0, 1)))
          << cell.substr(0, 100);
    }
  }
}

TEST(Csv, PartsMakeTheSameBytes) {
  for (const bool for_excel : {kForPrograms, kForExcel}) {
    const v1::Document document = ExampleDocument(Language::kFrench);
    const std::string whole = Rendered(for_excel, {document});
    EXPECT_EQ(Rendered(for_excel, InParts(document, 3)), whole);
    // Some of these have no rows.
    EXPECT_EQ(Rendered(for_excel, InParts(document, 20)), whole);
  }
}

// What is ready is given away: nothing of it waits for the end.
TEST(Csv, RowsAreNotKept) {
  const auto renderer = MakeCsvRenderer(kForPrograms);
  std::string bytes;
  for (const v1::Document& part : InParts(ExampleDocument(Language::kEnglish), 3)) {
    ASSERT_THAT(renderer->Add(part, &bytes), IsOk());
  }
  const std::string added = bytes;
  ASSERT_THAT(renderer->Finish(&bytes), IsOk());
  EXPECT_EQ(bytes, added);
}

TEST(Csv, WithoutRowsThereIsAHead) {
  EXPECT_EQ(Rendered(kForPrograms, {WithOneTable()}), "spent,currency\r\n");
  EXPECT_EQ(Rendered(kForExcel, {WithOneTable()}), "\uFEFFSpent,Currency\r\n");
}

TEST(Csv, WithoutAnythingThereIsNothing) {
  EXPECT_THAT(Rendered(kForPrograms, {v1::Document()}), IsEmpty());
  EXPECT_EQ(Rendered(kForExcel, {v1::Document()}), "\uFEFF");
}

TEST(Csv, AColumnOfCurrenciesIsNotAddedTwice) {
  v1::Document document = WithOneTable();
  v1::Table* const table = document.mutable_blocks(0)->mutable_table();
  table->add_columns()->set_id("currency");
  v1::Row* const row = table->add_rows();
  *row->add_cells()->mutable_amount() = MoneyFromMinor(-5, "CHF");
  row->add_cells()->set_text("CHF");
  EXPECT_EQ(Rendered(kForPrograms, {document}), "spent,currency\r\n-0.05,CHF\r\n");
}

TEST(Csv, WholePercentsAreNoneOrAllOnlyWhereItIsSo) {
  v1::Document document = WithOneTable();
  v1::Table* const table = document.mutable_blocks(0)->mutable_table();
  table->mutable_columns(0)->set_kind(v1::Column::KIND_SHARE);
  table->mutable_columns(0)->set_whole_percents(true);
  for (const int basis_points : {0, 3, 9'999, 10'000, 10'001}) {
    table->add_rows()->add_cells()->set_basis_points(basis_points);
  }
  EXPECT_EQ(Rendered(kForExcel, {document}), "\uFEFFSpent\r\n0%\r\n1%\r\n99%\r\n100%\r\n101%\r\n");
}

// A report that is nothing but figures is a table of them to a program.
TEST(Csv, FiguresAloneAreATableForPrograms) {
  v1::Document document;
  v1::Figures* const figures = document.add_blocks()->mutable_figures();
  v1::Figures::Figure* const secured = figures->add_figures();
  secured->set_id("secured");
  secured->set_sentence("secured 40,000.00");
  *secured->mutable_value()->mutable_amount() = MoneyFromMinor(4'000'000, "EUR");
  v1::Figures::Figure* const share = figures->add_figures();
  share->set_id("secured_basis_points");
  share->set_sentence("28.03%");
  share->mutable_value()->set_basis_points(2'803);
  EXPECT_EQ(Rendered(kForPrograms, {document}),
            "figure,value,currency\r\nsecured,40000.00,EUR\r\nsecured_basis_points,2803,\r\n");
  EXPECT_EQ(Rendered(kForExcel, {document}), "\uFEFF\"secured 40,000.00\"\r\n28.03%\r\n");
}

TEST(MakeRenderer, MakesEveryFormatButTheDocumentItself) {
  v1::RenderReportRequest request;
  for (const auto format :
       {v1::RenderReportRequest::FORMAT_CSV, v1::RenderReportRequest::FORMAT_XLSX,
        v1::RenderReportRequest::FORMAT_HTML, v1::RenderReportRequest::FORMAT_PDF,
        v1::RenderReportRequest::FORMAT_ICS}) {
    request.set_format(format);
    EXPECT_THAT(MakeRenderer(request), IsOk());
  }
  for (const auto format :
       {v1::RenderReportRequest::FORMAT_UNSPECIFIED, v1::RenderReportRequest::FORMAT_DOCUMENT}) {
    request.set_format(format);
    EXPECT_THAT(MakeRenderer(request),
                IsReasonWith(type::v1::REASON_VALUE_OUT_OF_RANGE, "field", "format"));
  }
}

TEST(MakeRenderer, OfCsvHearsWhomItIsFor) {
  v1::RenderReportRequest request;
  request.set_format(v1::RenderReportRequest::FORMAT_CSV);
  request.set_for_excel(true);
  const auto renderer = MakeRenderer(request);
  ASSERT_THAT(renderer, IsOk());
  std::string bytes;
  ASSERT_THAT((*renderer)->Add(WithOneTable(), &bytes), IsOk());
  EXPECT_EQ(bytes, "\uFEFFSpent,Currency\r\n");
}

}  // namespace
}  // namespace cofi::reporting
