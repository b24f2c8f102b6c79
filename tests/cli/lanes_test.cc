// Cards in lanes: side by side where there is room, else below one another.
#include "clients/cli/printed/lanes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "clients/cli/printed/document_text.h"
#include "clients/cli/typed/text.h"
#include "tests/cli/parsed.h"

namespace cofi::cli {
namespace {

using reporting::v1::Document;
using reporting::v1::Table;

const char kDraft[] = R"(
    id: 'draft' title: 'Draft (2)' cards: true
    columns { id: 'application' kind: KIND_NAME } columns { id: 'funder' kind: KIND_TEXT }
    columns { id: 'amount' kind: KIND_AMOUNT } columns { id: 'label' files_only: true }
    rows { cells { text: 'caf' } cells { text: 'CAF' }
           cells { amount { currency_code: 'EUR' units: 5000 } } cells { text: 'Aide' } }
    rows { cells { text: 'cias' } cells {} cells {} cells {} } )";
const char kSubmitted[] = R"(
    id: 'submitted' title: 'Submitted (1)' cards: true
    columns { id: 'application' kind: KIND_NAME } columns { id: 'funder' kind: KIND_TEXT }
    columns { id: 'date' kind: KIND_DATE }
    rows { cells { text: 'leader' } cells { text: 'Groupe d’action locale du Pays de Rennes' }
           cells { date { year: 2018 month: 5 day: 15 } } } )";

std::string LanesAt(int width, Language language = Language::kEnglish) {
  const Table draft = Parsed<Table>(kDraft), submitted = Parsed<Table>(kSubmitted);
  return LanesText({&draft, &submitted}, language, width, /*styled=*/false);
}

TEST(Lanes, StandSideBySideWhereThereIsRoom) {
  const std::string wide =
      "Draft (2)  Submitted (1)\n"
      "─────────  ──────────────────────────\n"
      "caf        leader\n"
      "CAF        Groupe d’action locale du…\n"
      "5,000.00   2018-05-15\n"
      "\n"
      "cias\n";
  EXPECT_EQ(LanesAt(0), wide) << "into a file";
  EXPECT_EQ(LanesAt(37), wide) << "exactly";
}

TEST(Lanes, StandBelowOneAnotherWhereThereIsNone) {
  EXPECT_EQ(LanesAt(36),
            "Draft (2)\n"
            "─────────\n"
            "caf\n"
            "CAF\n"
            "5,000.00\n"
            "\n"
            "cias\n"
            "\n"
            "Submitted (1)\n"
            "──────────────────────────\n"
            "leader\n"
            "Groupe d’action locale du…\n"
            "2018-05-15\n");
}

TEST(Lanes, AreNeverWiderThanTheTerminal) {
  for (int width = 4; width < 60; ++width) {
    for (const Language language : {Language::kEnglish, Language::kFrench}) {
      for (const absl::string_view line : absl::StrSplit(LanesAt(width, language), '\n')) {
        EXPECT_LE(Width(line), width) << line;
      }
    }
  }
}

TEST(Lanes, SayAmountsAndDatesInTheLanguage) {
  const std::string text = LanesAt(0, Language::kFrench);
  EXPECT_THAT(text, ::testing::HasSubstr("15/05/2018"));
  EXPECT_THAT(text, ::testing::HasSubstr("000,00"));
}

TEST(Lanes, OfADocumentStandBelowItsTitle) {
  Document document;
  document.set_language_code("en");
  document.set_title("Board");
  *document.add_blocks()->mutable_table() = Parsed<Table>(kDraft);
  *document.add_blocks()->mutable_table() = Parsed<Table>(kSubmitted);
  document.add_blocks()->mutable_paragraph()->add_parts("That is all.");
  EXPECT_EQ(DocumentText(document, Settings()), "Board\n" + LanesAt(0) + "That is all.\n");
}

}  // namespace
}  // namespace cofi::cli
