#include "clients/cli/printed/document_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "base/text.h"
#include "clients/cli/printed/sentences.h"
#include "clients/cli/typed/text.h"
#include "tests/cli/parsed.h"
#include "tests/reporting/render/examples.h"

namespace cofi::cli {
namespace {

using reporting::v1::Document;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// A document, with amounts as `@4000.50` for a cell of euros.
Document Made(std::string text) {
  for (size_t at = text.find('@'); at != text.npos; at = text.find('@')) {
    const size_t end = text.find_first_of(" \n}", at);
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(text.substr(at + 1, end - at - 1), absl::MaxSplits('.', 1));
    text.replace(at, end - at,
                 absl::StrCat("cells { amount { currency_code: 'EUR' units: ", parts.first,
                              parts.second.empty() ? "" : " nanos: ", parts.second,
                              parts.second.empty() ? "" : "0000000", " } }"));
  }
  return Parsed<Document>(text);
}

std::string TextOf(const Document& document, int width = 0, bool styled = false) {
  Settings settings;
  settings.width = width;
  settings.styled = styled;
  return DocumentText(document, settings);
}

void ExpectWithin(int width, const std::string& text) {
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    EXPECT_LE(Width(line), width) << line;
  }
}

// The lines of a budget: three names that are one but for their ends.
Document Status() {
  return Made(R"(
    report: 'status' language_code: 'en' title: 'Précarisation'
    facts: 'running' facts: 'budget v1' facts: 'as of 2018-03-23'
    blocks { table {
      id: 'lines'
      columns { id: 'label' kind: KIND_TEXT }
      columns { id: 'planned' label: 'planned' kind: KIND_AMOUNT }
      columns { id: 'committed' label: 'committed' kind: KIND_AMOUNT priority: 2 }
      columns { id: 'spent' label: 'spent' kind: KIND_AMOUNT priority: 1 }
      columns { id: 'paid' label: 'paid' kind: KIND_AMOUNT }
      columns { id: 'available' label: 'available' kind: KIND_AMOUNT }
      columns { id: 'used' label: '%' kind: KIND_SHARE whole_percents: true bar: true }
      columns { id: 'name' label: 'name' kind: KIND_NAME files_only: true }
      rows { role: ROLE_GROUP cells { text: '64 Personnel' } }
      rows { depth: 1
        cells { text: '645 Charges sociales 2026' resource: 'projects/p/budgets/v1/lines/645-26' }
        @4000 @0 @612.40 cells {} @3387.60 cells { basis_points: 1531 }
        cells { text: 'projects/p/budgets/v1/lines/645-26' } }
      rows { depth: 1 warning: true
        cells { text: '645 Charges sociales 2027' resource: 'projects/p/budgets/v1/lines/645-27' }
        @10000 @0 @12000 cells {} @-2000 cells { basis_points: 12000 }
        cells { text: 'projects/p/budgets/v1/lines/645-27' } }
      rows { role: ROLE_SUBTOTAL cells { text: '64 Personnel, total' }
        @14000 @0 @12612.40 cells {} @1387.60 cells { basis_points: 9009 } }
      rows { role: ROLE_TOTAL cells { text: 'Total' }
        @14000 @0 @12612.40 cells {} @1387.60 cells { basis_points: 9009 } }
    } }
    blocks { figures { id: 'funding'
      figures { id: 'secured' label: 'secured' sentence: 'Secured 144,000.00 of 180,000.00 (80%)' }
      figures { id: 'pending' label: 'pending' sentence: 'pending 24,000.00' } } }
    blocks { paragraph { parts: '2 overdue, the oldest 2018-01-15 Bilan 2017' warning: true } }
    blocks { paragraph { parts: 'Next: 2018-06-30 Bilan (in 42 days)' } })");
}

TEST(DocumentText, HasTheTitleTheTablesAndTheSentences) {
  EXPECT_EQ(TextOf(Status()),
            "Précarisation                           running · budget v1 · as of 2018-03-23\n"
            "                               planned  committed      spent  available    %\n"
            "64 Personnel\n"
            "  645 Charges sociales 2026   4,000.00       0.00     612.40   3,387.60   15\n"
            "  645 Charges sociales 2027  10,000.00       0.00  12,000.00  -2,000.00  120 !\n"
            "64 Personnel, total          14,000.00       0.00  12,612.40   1,387.60   90\n"
            "──────────────────────────────────────────────────────────────────────────────\n"
            "Total                        14,000.00       0.00  12,612.40   1,387.60   90\n"
            "Secured 144,000.00 of 180,000.00 (80%) · pending 24,000.00\n"
            "2 overdue, the oldest 2018-01-15 Bilan 2017\n"
            "Next: 2018-06-30 Bilan (in 42 days)\n");
}

TEST(DocumentText, DrawsBarsWhereThereIsRoom) {
  EXPECT_EQ(TextOf(Status(), 99), TextOf(Status())) << "not below 100 columns";
  const std::string text = TextOf(Status(), 120);
  EXPECT_THAT(text, HasSubstr("   15    █▌\n"));
  EXPECT_THAT(text, HasSubstr("  120 !  █████████▶\n"));
  EXPECT_THAT(text, HasSubstr("   90    █████████\n"));
  // Nothing is cut for them.
  Document wordy = Status();
  wordy.mutable_blocks(0)->mutable_table()->mutable_rows(0)->mutable_cells(0)->set_text(
      std::string(60, 'x'));
  EXPECT_EQ(TextOf(wordy, 120), TextOf(wordy));
}

TEST(DocumentText, ABarIsNeitherNothingNorAllUnlessItIs) {
  Document document = Status();
  const auto bar_of = [&](int32_t basis_points) {
    reporting::v1::Row* const row = document.mutable_blocks(0)->mutable_table()->mutable_rows(1);
    row->mutable_cells(6)->set_basis_points(basis_points);
    const std::vector<std::string> lines = absl::StrSplit(TextOf(document, 120), '\n');
    const std::string& line = lines[3];
    return line.substr(line.find_last_of(" 0123456789") + 1);
  };
  EXPECT_EQ(bar_of(0), "");
  EXPECT_EQ(bar_of(-500), "");
  EXPECT_EQ(bar_of(1), "▏");
  EXPECT_EQ(bar_of(9'999), "█████████▉");
  EXPECT_EQ(bar_of(10'000), "██████████");
  EXPECT_EQ(bar_of(10'001), "█████████▶");
}

TEST(DocumentText, ImportantColumnsStay) {
  EXPECT_EQ(TextOf(Status(), 60),
            "Précarisation       running · budget v1 · as of 2018-03-23\n"
            "                      planned      spent  available    % …\n"
            "64 Personnel\n"
            "  645-26 645 Char…   4,000.00     612.40   3,387.60   15\n"
            "  645-27 645 Char…  10,000.00  12,000.00  -2,000.00  120 !\n"
            "64 Personnel, tot…  14,000.00  12,612.40   1,387.60   90\n"
            "──────────────────────────────────────────────────────────\n"
            "Total               14,000.00  12,612.40   1,387.60   90\n"
            "Secured 144,000.00 of 180,000.00 (80%) · pending 24,000.00\n"
            "2 overdue, the oldest 2018-01-15 Bilan 2017\n"
            "Next: 2018-06-30 Bilan (in 42 days)\n");
  EXPECT_EQ(TextOf(Status(), 40),
            "Précarisation\n"
            "running · budget v1 · as of 2018-03-23\n"
            "             planned  available    % …\n"
            "64 Perso…\n"
            "645-26 6…   4,000.00   3,387.60   15\n"
            "645-27 6…  10,000.00  -2,000.00  120 !\n"
            "64 Perso…  14,000.00   1,387.60   90\n"
            "──────────────────────────────────────\n"
            "Total      14,000.00   1,387.60   90\n"
            "Secured 144,000.00 of 180,000.00 (80%)\n"
            "  pending 24,000.00\n"
            "2 overdue, the oldest 2018-01-15 Bilan\n"
            "  2017\n"
            "Next: 2018-06-30 Bilan (in 42 days)\n");
}

// Where not even those have room, nothing is lost.
TEST(DocumentText, ANarrowTerminalHasARowForEachValue) {
  const std::string text = TextOf(Status(), 20);
  EXPECT_THAT(text, HasSubstr("\n"
                              "645 Charges sociales\n"
                              "  2027\n"
                              "planned: 10,000.00\n"
                              "committed: 0.00\n"
                              "spent: 12,000.00\n"
                              "available: -2,000.00\n"
                              "%: 120 !\n"
                              "\n"
                              "64 Personnel, total\n"));
  EXPECT_THAT(text, HasSubstr("────────────────────\nTotal\n"));
  EXPECT_THAT(text, HasSubstr("2 overdue, the\n  oldest 2018-01-15\n  Bilan 2017\n"));
}

TEST(DocumentText, IsNeverWiderThanTheTerminal) {
  const Document english = reporting::ExampleDocument(Language::kEnglish);
  const Document french = reporting::ExampleDocument(Language::kFrench);
  for (int width = 1; width <= 130; ++width) {
    for (const Document& document : {Status(), english, french}) {
      ExpectWithin(width, TextOf(document, width));
    }
  }
}

TEST(DocumentText, MovesNoCursorAndForgesNoLine) {
  const Document hostile = reporting::HostileDocument();
  for (const int width : {0, 120, 80, 60, 40, 20}) {
    const std::string text = TextOf(hostile, width);
    if (width > 0) ExpectWithin(width, text);
    for (const absl::string_view line : absl::StrSplit(text, '\n')) {
      EXPECT_EQ(Printable(line), line);
      EXPECT_NE(line, "second");
    }
  }
}

TEST(DocumentText, SpeaksFrench) {
  const Document document = reporting::ExampleDocument(Language::kFrench);
  const std::string text = TextOf(document, 80);
  EXPECT_TRUE(absl::StartsWith(text, "Précarité et jeunesse    ")) << text;
  EXPECT_THAT(text, HasSubstr(" en cours · au 23/03/2018\n"));
  EXPECT_THAT(text, HasSubstr("\nacquis 40\u202F000,00 · part 28,03\u202F%\n"));
  EXPECT_THAT(text, HasSubstr("  Salaires           641     139\u202F197,10  40\u202F000,00"));
  EXPECT_THAT(TextOf(document, 20), HasSubstr("\nConsommé\u00A0: 104 % !\n"));
}

// Days and what is to be done by them, then `rows`.
Document Deadlines(const std::string& rows) {
  return Made(absl::StrCat(R"(
    report: 'deadlines' language_code: 'en' title: 'Deadlines' facts: 'as of 2018-03-23'
    blocks { table { id: 'deadlines'
      columns { id: 'date' label: 'date' kind: KIND_DATE }
      columns { id: 'when' label: 'when' kind: KIND_TEXT }
      columns { id: 'what' label: 'what' kind: KIND_TEXT } )",
                           rows, "} }"));
}
constexpr char kLate[] = R"(
    rows { warning: true cells { date { year: 2018 month: 3 day: 20 } }
           cells { text: '3 days overdue' } cells { text: 'Bilan' } } )";
constexpr char kToCome[] = R"(
    rows { cells { date { year: 2018 month: 3 day: 24 } }
           cells { text: 'in 1 day' } cells { text: 'Réunion' } } )";

TEST(DocumentText, SetsApartWhatIsLate) {
  EXPECT_EQ(TextOf(Deadlines(absl::StrCat(kLate, kToCome))),
            "Deadlines          as of 2018-03-23\n"
            "date        when            what\n"
            "2018-03-20  3 days overdue  Bilan\n"
            "───────────────────────────────────\n"
            "2018-03-24  in 1 day        Réunion\n");
  // Nothing to part, or not parted by their order.
  for (const std::string& rows :
       {absl::StrCat(kLate, kLate), absl::StrCat(kToCome, kToCome), absl::StrCat(kToCome, kLate),
        absl::StrCat(kLate, kToCome, kLate)}) {
    EXPECT_THAT(TextOf(Deadlines(rows)), Not(HasSubstr("──"))) << rows;
  }
}

// The first line of a budget may be overrun as any other.
TEST(DocumentText, AShareMarksAWarningInItsPlace) {
  Document document = Status();
  reporting::v1::Table* const table = document.mutable_blocks(0)->mutable_table();
  table->mutable_rows()->DeleteSubrange(0, 1);
  table->mutable_rows()->DeleteSubrange(2, 2);
  table->mutable_rows(0)->set_warning(true);
  table->mutable_rows(0)->mutable_cells(6)->clear_value();
  table->mutable_rows(1)->set_warning(false);
  const std::string text = TextOf(document);
  EXPECT_THAT(text, HasSubstr("   3,387.60      !\n")) << "no percentage of nothing";
  EXPECT_THAT(text, HasSubstr("  -2,000.00  120\n"));
  EXPECT_THAT(text, Not(HasSubstr("──")));
}

TEST(DocumentText, IsStyledOnATerminal) {
  const std::string text = TextOf(Status(), 80, /*styled=*/true);
  EXPECT_TRUE(absl::StartsWith(text, "\x1b[1mPrécarisation\x1b[0m   ")) << text;
  EXPECT_THAT(text, HasSubstr("\n\x1b[1m64 Personnel\x1b[0m\n"));
  EXPECT_THAT(text, HasSubstr("\n\x1b[31m  645 Charges sociales 2027  10,000.00 "));
  EXPECT_THAT(text, HasSubstr("\n\x1b[1m64 Personnel, total  "));
  EXPECT_THAT(text, HasSubstr("\n\x1b[1mTotal  "));
  EXPECT_THAT(text, HasSubstr("\n\x1b[31m2 overdue, the oldest 2018-01-15 Bilan 2017\x1b[0m\n"));
  EXPECT_THAT(text, HasSubstr("\nNext: "));
  // The styles are all that differs.
  EXPECT_EQ(absl::StrReplaceAll(text, {{"\x1b[1m", ""}, {"\x1b[31m", ""}, {"\x1b[0m", ""}}),
            TextOf(Status(), 80));
  EXPECT_THAT(TextOf(Status(), 80), Not(HasSubstr("\x1b")));
}

TEST(DocumentText, OneRuleForSeveralTotals) {
  const Document document = Made(R"(
    report: 'portfolio' language_code: 'en'
    blocks { table { id: 'projects'
      columns { id: 'project' label: 'project' kind: KIND_NAME }
      columns { id: 'planned' label: 'planned' kind: KIND_AMOUNT }
      rows { cells { text: 'becherel' } @5 }
      rows { role: ROLE_TOTAL cells { text: 'Total (1)' } @5 }
      rows { role: ROLE_TOTAL cells { text: 'Total (2)' } @7 } } }
    blocks { table { id: 'empty' title: 'Never seen' columns { id: 'x' files_only: true }
      rows { cells { text: 'x' } } } }
    blocks { table { id: 'more' title: 'More'
      columns { id: 'project' label: 'project' kind: KIND_NAME }
      rows { cells { text: 'tahiti' } } } }
    blocks { paragraph { parts: 'A word.' } }
    blocks { chart { title: 'Drawn' caption: 'Seen on a page.' } }
    blocks { events { events { title: 'Dated' } } })");
  EXPECT_EQ(TextOf(document),
            "project    planned\n"
            "becherel      5.00\n"
            "──────────────────\n"
            "Total (1)     5.00\n"
            "Total (2)     7.00\n"
            "\n"
            "More\n"
            "project\n"
            "tahiti\n"
            "A word.\n");
}

TEST(DocumentText, ATitleOrAParagraphAlone) {
  EXPECT_EQ(TextOf(Document()), "");
  EXPECT_EQ(TextOf(Made("title: 'Précarisation'"), 80), "Précarisation\n");
  EXPECT_EQ(TextOf(Made("title: 'P' facts: 'as of 2016-01-01'"
                        " blocks { paragraph { parts: 'No budget was adopted by then.' } }"),
                   40),
            "P                       as of 2016-01-01\nNo budget was adopted by then.\n");
  EXPECT_EQ(TextOf(Made("language_code: 'fr'"
                        " blocks { paragraph { parts: 'Aucune échéance au 23/03/2018.' } }"),
                   80),
            "Aucune échéance au 23/03/2018.\n");
}

TEST(WrapParts, BreaksBetweenPartsThenWordsThenLetters) {
  const std::vector<std::string> parts = {"Acquis 144 000,00", "en attente", "",
                                          "reste à financer"};
  EXPECT_THAT(WrapParts(parts, 0),
              ElementsAre("Acquis 144 000,00 · en attente · reste à financer"));
  EXPECT_THAT(WrapParts(parts, 30),
              ElementsAre("Acquis 144 000,00 · en attente", "  reste à financer"));
  EXPECT_THAT(WrapParts(parts, 17),
              ElementsAre("Acquis 144 000,00", "  en attente", "  reste à", "  financer"));
  EXPECT_THAT(WrapParts({"Anticonstitutionnellement, oui"}, 10),
              ElementsAre("Anticonsti", "  tutionne", "  llement,", "  oui"));
  // An accent stays with its letter, and an ideogram takes two columns.
  EXPECT_THAT(WrapParts({"e\u0301e\u0301e\u0301"}, 2), ElementsAre("e\u0301e\u0301", "e\u0301"));
  EXPECT_THAT(WrapParts({"漢字"}, 3), ElementsAre("漢", " 字"));
  EXPECT_THAT(WrapParts({"ab"}, 1), ElementsAre("a", "b"));
  EXPECT_THAT(WrapParts({"", ""}, 10), ElementsAre());
}

}  // namespace
}  // namespace cofi::cli
