#include "services/reporting/render/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/documents.h"
#include "base/text.h"
#include "services/reporting/render/renderer.h"
#include "tests/reasons.h"
#include "tests/reporting/render/elements.h"
#include "tests/reporting/render/examples.h"

namespace cofi::reporting {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using v1::Block;
using v1::Column;
using v1::Document;
using v1::Row;
using v1::Table;

Element Page(const Document& document) {
  std::string wrong;
  Element page = ReadElements(HtmlPage(document), &wrong);
  EXPECT_EQ(wrong, "");
  return page;
}

// What is written for those who do not see the page, or drawn.
bool IsBeside(const Element& element) {
  return element.HasClass("sign") || element.HasClass("unseen") || element.HasClass("bar");
}

std::string Seen(const Element& element) {
  return std::string(absl::StripLeadingAsciiWhitespace(TextIn(element, IsBeside)));
}

std::vector<const Element*> Cells(const Element& row) {
  return Find(row, [](const Element& e) { return e.name == "th" || e.name == "td"; });
}

// The texts of a row, with nothing for what the name of a group reaches over.
std::vector<std::string> Texts(const Element& row) {
  std::vector<std::string> texts;
  for (const Element* cell : Cells(row)) {
    texts.push_back(Seen(*cell));
    int span = 1;
    if (absl::SimpleAtoi(cell->Of("colspan"), &span)) texts.resize(texts.size() + span - 1);
  }
  return texts;
}

std::vector<const Table*> TablesOf(const Document& document) {
  std::vector<const Table*> tables;
  for (const Block& block : document.blocks()) {
    if (block.has_table()) tables.push_back(&block.table());
  }
  return tables;
}

Table* AddTable(Document* document) {
  Table* const table = document->add_blocks()->mutable_table();
  table->set_id("rows");
  return table;
}

Column* AddColumn(const std::string& label, Column::Kind kind, Table* table) {
  Column* const column = table->add_columns();
  column->set_label(label);
  column->set_kind(kind);
  return column;
}

Document Short() {
  Document document;
  document.set_report("status");
  document.set_language_code("en");
  document.set_title("Title");
  return document;
}

class InLanguage : public testing::TestWithParam<Language> {};
INSTANTIATE_TEST_SUITE_P(Html, InLanguage, testing::Values(Language::kEnglish, Language::kFrench));

TEST_P(InLanguage, HasEveryCellThatPeopleSeeAndNoOther) {
  const Document document = ExampleDocument(GetParam());
  const Element page = Page(document);
  const std::vector<const Element*> found = Find(page, "table");
  const std::vector<const Table*> tables = TablesOf(document);
  ASSERT_EQ(found.size(), tables.size());
  for (size_t i = 0; i < tables.size(); ++i) {
    const Table& table = *tables[i];
    const std::vector<bool> shown = ShownColumns(table);
    std::vector<std::string> heads;
    for (int c = 0; c < table.columns_size(); ++c) {
      if (shown[c]) heads.push_back(table.columns(c).label());
    }
    const std::vector<const Element*> rows = Find(*found[i], "tr");
    ASSERT_EQ(rows.size(), table.rows_size() + 1);
    EXPECT_EQ(Texts(*rows[0]), heads);
    for (int r = 0; r < table.rows_size(); ++r) {
      std::vector<std::string> expected;
      for (int c = 0; c < table.columns_size(); ++c) {
        if (!shown[c]) continue;
        expected.push_back(c < table.rows(r).cells_size()
                               ? CellText(table.rows(r).cells(c), table.columns(c), GetParam())
                               : "");
      }
      EXPECT_EQ(Texts(*rows[r + 1]), expected) << table.rows(r).DebugString();
    }
  }
}

TEST_P(InLanguage, SaysAllThatTheDocumentSays) {
  const Document document = ExampleDocument(GetParam());
  const Element page = Page(document);
  EXPECT_EQ(page.Of("lang"), TagOf(GetParam()));
  EXPECT_EQ(TextIn(*Find(page, "h1").at(0)), document.title());
  EXPECT_EQ(TextIn(*Find(page, "title").at(0)), document.title());
  const std::string text = TextIn(page);
  for (const std::string& fact : document.facts()) EXPECT_THAT(text, HasSubstr(fact));
  for (const Block& block : document.blocks()) {
    EXPECT_THAT(text, HasSubstr(block.table().title()));
    for (const std::string& part : block.paragraph().parts()) EXPECT_THAT(text, HasSubstr(part));
    for (const v1::Figures::Figure& figure : block.figures().figures()) {
      EXPECT_THAT(text, HasSubstr(figure.label()));
      EXPECT_THAT(text, HasSubstr(CellText(figure.value(), {}, GetParam())));
    }
    EXPECT_THAT(text, HasSubstr(block.chart().caption()));
  }
  EXPECT_EQ(Find(page, "svg").size(), 1);
}

TEST(Html, HasTheSameBytesTwiceAndInParts) {
  const Document document = ExampleDocument(Language::kFrench);
  const std::string page = HtmlPage(document);
  EXPECT_EQ(HtmlPage(document), page);
  const std::unique_ptr<Renderer> renderer = MakeHtmlRenderer();
  std::string out;
  for (const Document& part : InParts(document, 3)) {
    ASSERT_THAT(renderer->Add(part, &out), IsOk());
  }
  ASSERT_THAT(renderer->Finish(&out), IsOk());
  EXPECT_EQ(out, page);
}

TEST(Html, RefersToNothingOutside) {
  const Element page = Page(ExampleDocument(Language::kEnglish));
  for (const Element* element : Find(page, [](const Element&) { return true; })) {
    for (const auto& [name, value] : element->attributes) {
      EXPECT_THAT(name, Not(testing::AnyOf("src", "href", "action", "srcset", "data"))) << value;
      EXPECT_EQ(absl::StrContains(value, "//"), name == "xmlns") << value;
      EXPECT_EQ(absl::StrContains(value, "url("), absl::StartsWith(value, "url(#")) << value;
    }
    if (element->name == "style") {
      EXPECT_THAT(TextIn(*element),
                  AllOf(Not(HasSubstr("url(")), Not(HasSubstr("@import")), Not(HasSubstr("//"))));
    }
  }
  const std::vector<const Element*> policies = Find(page, [](const Element& element) {
    return element.Of("http-equiv") == "Content-Security-Policy";
  });
  ASSERT_EQ(policies.size(), 1);
  EXPECT_EQ(policies[0]->Of("content"), "default-src 'none'; style-src 'unsafe-inline'");
}

TEST(Html, KeepsWhatIsHostileATextThatPeopleSee) {
  const Element page = Page(HostileDocument());
  const std::set<std::string> elements = {
      "",       "html",   "head",       "meta",   "title", "style",   "body",  "header",
      "h1",     "p",      "span",       "main",   "table", "caption", "thead", "tbody",
      "tr",     "th",     "td",         "i",      "dl",    "div",     "dt",    "dd",
      "strong", "figure", "figcaption", "footer", "svg",   "desc",    "defs",  "pattern",
      "rect",   "circle", "path",       "g",      "text"};
  const std::set<std::string> attributes = {"lang",
                                            "charset",
                                            "http-equiv",
                                            "content",
                                            "name",
                                            "class",
                                            "scope",
                                            "colspan",
                                            "style",
                                            "data-label",
                                            "data-ref",
                                            "xmlns",
                                            "viewBox",
                                            "width",
                                            "height",
                                            "role",
                                            "id",
                                            "patternUnits",
                                            "d",
                                            "x",
                                            "y",
                                            "cx",
                                            "cy",
                                            "r",
                                            "fill",
                                            "aria-hidden",
                                            "text-anchor",
                                            "aria-labelledby",
                                            "aria-describedby",
                                            "fill-opacity"};
  for (const Element* element : Find(page, [](const Element&) { return true; })) {
    EXPECT_THAT(elements, testing::Contains(element->name));
    for (const auto& [name, value] : element->attributes) {
      EXPECT_THAT(attributes, testing::Contains(name));
      if (name == "style") {
        EXPECT_EQ(value.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.%;:"),
                  std::string::npos)
            << value;
      }
    }
  }
  // In each table, the first row has the heads.
  const std::vector<const Element*> rows = Find(*Find(page, "table").at(0), "tr");
  ASSERT_EQ(rows.size(), HostileTexts().size() + 1);
  for (size_t i = 0; i < HostileTexts().size(); ++i) {
    const std::string seen = Visible(HostileTexts()[i]);
    if (absl::StrContains(seen, "\xef\xbf\xbe")) continue;  // Are no characters of a page.
    EXPECT_EQ(TextIn(*Cells(*rows[i + 1]).at(0)), seen);
  }
}

TEST(Html, ShowsThatARowIsWrongOtherThanByColour) {
  Document document = Short();
  Table* const table = AddTable(&document);
  AddColumn("line", Column::KIND_TEXT, table);
  for (const bool warning : {false, true}) {
    Row* const row = table->add_rows();
    row->set_warning(warning);
    row->add_cells()->set_text("Travel");
  }
  const Element page = Page(document);
  const std::vector<const Element*> rows = Find(page, "tr");
  EXPECT_EQ(TextIn(*rows.at(1)), "Travel");
  EXPECT_EQ(TextIn(*rows.at(2)), "\u26A0late or over plan: Travel");
  document.set_language_code("fr");
  EXPECT_EQ(TextIn(*Find(Page(document), "tr").at(2)),
            "\u26A0en retard ou en dépassement : Travel");
}

TEST(Html, SaysWhatARowIsAboutAndWhatEachCellIsOf) {
  Document document = Short();
  Table* const table = AddTable(&document);
  AddColumn("day", Column::KIND_DATE, table);
  AddColumn("line", Column::KIND_NAME, table);
  AddColumn("label", Column::KIND_TEXT, table);
  AddColumn("note", Column::KIND_TEXT, table);
  AddColumn("spent", Column::KIND_AMOUNT, table);
  Row* const row = table->add_rows();
  row->add_cells()->mutable_date()->set_year(2018);
  for (const char* text : {"62", "Travel", "by train"}) row->add_cells()->set_text(text);
  row->add_cells()->mutable_amount()->set_units(7);
  row->mutable_cells(4)->set_ref("p/spent,line=62");
  Row* const total = table->add_rows();
  total->set_role(Row::ROLE_TOTAL);
  for (const char* text : {"", "", "Total"}) total->add_cells()->set_text(text);

  const Element page = Page(document);
  const std::vector<const Element*> rows = Find(page, "tr");
  for (const Element* head : Cells(*rows.at(0))) EXPECT_EQ(head->Of("scope"), "col");
  std::vector<std::string> scopes;
  std::vector<std::string> labels;
  for (const Element* cell : Cells(*rows.at(1))) {
    scopes.push_back(cell->Of("scope"));
    labels.push_back(cell->Of("data-label"));
  }
  EXPECT_THAT(scopes, ElementsAre("", "row", "row", "", ""));
  EXPECT_THAT(labels, ElementsAre("day", "", "", "note", "spent"));
  EXPECT_EQ(Cells(*rows.at(1)).at(4)->Of("data-ref"), "p/spent,line=62");
  EXPECT_TRUE(Cells(*rows.at(1)).at(4)->HasClass("number"));
  EXPECT_TRUE(rows.at(2)->HasClass("total"));
  EXPECT_EQ(Cells(*rows.at(2)).at(2)->Of("scope"), "row");
}

TEST(Html, AGroupIsABodyWhoseHeadReachesOverAllOfIt) {
  const Element page = Page(ExampleDocument(Language::kEnglish));
  const std::vector<const Element*> bodies = Find(*Find(page, "table").at(0), "tbody");
  ASSERT_EQ(bodies.size(), 2);
  for (const Element* body : bodies) {
    const std::vector<const Element*> cells = Cells(*Find(*body, "tr").at(0));
    ASSERT_EQ(cells.size(), 1);
    EXPECT_EQ(cells[0]->Of("scope"), "rowgroup");
    EXPECT_EQ(cells[0]->Of("colspan"), "8");
  }
}

// `left:0.00%;width:66.66%` of each part of each bar.
std::vector<std::string> BarsOf(const std::vector<int32_t>& shares) {
  Document document = Short();
  Table* const table = AddTable(&document);
  AddColumn("used", Column::KIND_SHARE, table)->set_bar(true);
  for (const int32_t share : shares) table->add_rows()->add_cells()->set_basis_points(share);
  std::vector<std::string> bars;
  const Element page = Page(document);
  for (const Element* part : Find(page, "i")) {
    if (!part->HasClass("all"))
      bars.push_back(absl::StrCat(part->Of("class"), " ", part->Of("style")));
  }
  return bars;
}

TEST(Html, ABarRunsPastItsEndWhereThereIsTooMuch) {
  EXPECT_THAT(BarsOf({2'500, 0, -300}), ElementsAre("done left:0.00%;width:25.00%"));
  EXPECT_THAT(BarsOf({5'000, 12'500}),
              ElementsAre("done left:0.00%;width:40.00%", "done left:0.00%;width:80.00%",
                          "over left:80.00%;width:20.00%"));
  EXPECT_THAT(BarsOf({2'000'000'000}),
              ElementsAre("done left:0.00%;width:66.66%", "over left:66.66%;width:33.33%"));
}

TEST(Html, WideTablesLieOnTheirSide) {
  const char kLandscape[] = "@page{size:A4 landscape}";
  Document document = Short();
  Table* const table = AddTable(&document);
  for (int i = 0; i < 7; ++i) AddColumn(absl::StrCat(i), Column::KIND_TEXT, table);
  AddColumn("of files", Column::KIND_TEXT, table)->set_files_only(true);
  EXPECT_THAT(HtmlPage(document), Not(HasSubstr(kLandscape)));
  AddColumn("one more", Column::KIND_TEXT, table);
  EXPECT_THAT(HtmlPage(document), HasSubstr(kLandscape));
}

TEST(Html, RowsBecomeLinesWhereColumnsHaveNoRoom) {
  const auto width = [](int columns) {
    Document document = Short();
    Table* const table = AddTable(&document);
    for (int i = 0; i < columns; ++i) AddColumn(absl::StrCat(i), Column::KIND_TEXT, table);
    const std::string page = HtmlPage(document);
    const char kBegin[] = "@media screen and (max-width:";
    const size_t at = page.find(kBegin) + sizeof kBegin - 1;
    return page.substr(at, page.find(')', at) - at);
  };
  EXPECT_EQ(width(2), "40em");
  EXPECT_EQ(width(6), "48em");
  EXPECT_EQ(width(20), "64em");
}

TEST(Html, SaysWhatItWasMadeFromAndWhatIsLeftOut) {
  Document document = Short();
  document.set_time_zone("Europe/Paris");
  document.mutable_as_of_date()->set_year(2018);
  document.mutable_as_of_date()->set_month(3);
  document.mutable_as_of_date()->set_day(23);
  document.mutable_known_at()->set_seconds(1'521'800'000);
  type::v1::JournalPosition* const position = document.add_journal_positions();
  position->set_journal("journals/budgets");
  position->set_root("projects/p");
  position->set_sequence(57);
  v1::OmittedProject* const omitted = document.add_omitted();
  omitted->set_project("projects/q");
  omitted->set_why("its sums are too large");
  const Element page = Page(document);
  EXPECT_EQ(TextIn(*Find(page, "footer").at(0)),
            "As of 2018-03-23 · as known at 2018-03-23 11:13 CET · "
            "Made from journals/budgets projects/p 57");
  EXPECT_THAT(TextIn(*Find(page, "header").at(0)),
              HasSubstr("Left out: projects/q (its sums are too large)"));
}

TEST(Html, AFigureSaysItsSentenceUnlessItSaysNothingMore) {
  Document document = Short();
  v1::Figures* const figures = document.add_blocks()->mutable_figures();
  for (const char* sentence : {"Pending 24.00", "pending 24.00 of 30.00"}) {
    v1::Figures::Figure* const figure = figures->add_figures();
    figure->set_label("pending");
    figure->mutable_value()->mutable_amount()->set_units(24);
    figure->mutable_value()->mutable_amount()->set_currency_code("EUR");
    figure->set_sentence(sentence);
  }
  const Element page = Page(document);
  std::vector<std::string> said;
  for (const Element* each : Find(page, "dd")) said.push_back(TextIn(*each));
  EXPECT_THAT(said, ElementsAre("24.00", "24.00", "pending 24.00 of 30.00"));
}

// Accessibility checkers refuse a page without one.
TEST(Html, HasATitleThoughItsDocumentHasNone) {
  Document document;
  document.set_report("deadlines");
  document.set_language_code("fr");
  document.add_blocks()->mutable_paragraph()->add_parts("Aucune échéance.");
  EXPECT_THAT(HtmlPage(document), HasSubstr("<title>Cofi</title>"));
}

TEST(Html, EndsAtTwentyThousandRows) {
  Document document = Short();
  Table* const table = AddTable(&document);
  AddColumn("text", Column::KIND_TEXT, table);
  for (int64_t i = 0; i < kPageRowsMax; ++i) table->add_rows()->add_cells()->set_text("x");
  const std::unique_ptr<Renderer> renderer = MakeHtmlRenderer();
  std::string out;
  EXPECT_THAT(renderer->Add(document, &out), IsOk());
  Document more;
  Table* const continued = AddTable(&more);
  continued->set_continued(true);
  continued->add_rows();
  EXPECT_THAT(renderer->Add(more, &out),
              IsReasonWith(type::v1::REASON_TOO_MANY_ITEMS, "limit", "20000"));
  EXPECT_THAT(out, IsEmpty());
}

}  // namespace
}  // namespace cofi::reporting
