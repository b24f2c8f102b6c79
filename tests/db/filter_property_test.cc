// Random filters over random rows: what SQL finds, what Matches finds and what
// the filter means by its grammar are the same.

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/text.h"
#include "db/tables/filter.h"
#include "tests/db/examples.h"
#include "tests/db/temporary_store.h"
#include "tests/properties.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

// A piece of a filter, and what it means.
struct Piece {
  std::string text;
  std::function<bool(const Application&)> holds;
};

// Few and awkward, so that they meet: quotes, LIKE's signs, letters that only
// differ by case or accent, and one that is the beginning of another.
const std::vector<std::string> kTexts = {
    "",       "a",       "A",    "ab",  "a_b",      "a%b",          "%",      "_",  "\\",
    "\"",     "'",       "é",    "É",   "éa",       "x' OR '1'='1", "AND",    "$1", " ",
    "a b",    "*",       "z\\%", "NOT", "\n",       "Région",       "région", "(",  "😀",
    "REGION", "e\u0301", "œ",    "oe",  "a\u00a0b", "l’a",          "l'A"};
const std::vector<std::string> kDates = {"2017-12-31", "2018-01-01", "2018-03-23", "2020-02-29"};
const std::vector<int64_t> kAmounts = {-1, 0, 1, 99, 100, 123'456, kMinorMax, -kMinorMax};
const std::vector<Application::State> kStates = {
    Application::STATE_UNSPECIFIED, Application::STATE_DRAFT, Application::STATE_AWARDED,
    Application::STATE_REJECTED};

template <typename T>
T OneOf(const std::vector<T>& all) {
  return *rc::gen::elementOf(all);
}
bool Perhaps() { return *rc::gen::arbitrary<bool>(); }

std::string Quoted(const std::string& text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"");
}

std::string Comparator() { return OneOf<std::string>({"=", "!=", "<", "<=", ">", ">="}); }

template <typename T>
bool Holds(const T& a, const std::string& comparator, const T& b) {
  if (comparator == "=") return a == b;
  if (comparator == "!=") return a != b;
  if (comparator == "<") return a < b;
  if (comparator == "<=") return a <= b;
  if (comparator == ">") return a > b;
  return a >= b;
}

Piece NumberPiece() {
  const std::string comparator = Comparator();
  const int number = *rc::gen::inRange(-2, 4);
  return {absl::StrCat("likelihood_basis_points ", comparator, " ", number),
          [=](const Application& row) {
            return row.has_likelihood_basis_points() &&
                   Holds<int>(row.likelihood_basis_points(), comparator, number);
          }};
}

Piece AmountPiece() {
  const std::string comparator = Comparator();
  const int64_t minor = OneOf(kAmounts);
  return {absl::StrCat("requested_amount", comparator, DecimalFromMinor(minor)),
          [=](const Application& row) {
            return row.has_requested_amount() &&
                   Holds(Minor(row.requested_amount()), comparator, minor);
          }};
}

Piece DatePiece() {
  const std::string comparator = Comparator();
  const std::string date = OneOf(kDates);
  return {absl::StrCat("expected_decision_date ", comparator, date), [=](const Application& row) {
            const std::string there = IsoDate(row.expected_decision_date());
            return !there.empty() && Holds(there, comparator, date);
          }};
}

Piece StatePiece() {
  const Application::State state = OneOf(kStates);
  const bool equal = Perhaps();
  const std::string name = EnumNameOf(state);
  return {absl::StrCat("state", equal ? " = " : " != ", name.empty() ? "\"\"" : name),
          [=](const Application& row) { return (row.state() == state) == equal; }};
}

// A text within another message too.
Piece TextPiece() {
  const bool within = Perhaps();
  const std::string path = within ? "agreement_terms.reference" : "display_name";
  const auto read = [within](const Application& row) {
    return within ? row.agreement_terms().reference() : row.display_name();
  };
  const std::string text = OneOf(kTexts);
  const std::string folded = Fold(text);
  if (absl::StrContains(text, "*")) {
    return {absl::StrCat(path, ":*"), [=](const Application& row) { return !read(row).empty(); }};
  }
  switch (*rc::gen::inRange(0, 4)) {
    case 0: {
      const std::string comparator = Comparator();
      return {absl::StrCat(path, comparator, Quoted(text)),
              [=](const Application& row) { return Holds(Fold(read(row)), comparator, folded); }};
    }
    case 1:
      return {absl::StrCat(path, ":", Quoted(text)),
              [=](const Application& row) { return absl::StrContains(Fold(read(row)), folded); }};
    case 2:
      return {absl::StrCat(path, " = ", Quoted(text + "*")),
              [=](const Application& row) { return absl::StartsWith(Fold(read(row)), folded); }};
    default:
      return {absl::StrCat(path, " = ", Quoted("*" + text)),
              [=](const Application& row) { return absl::EndsWith(Fold(read(row)), folded); }};
  }
}

Piece SetPiece() {
  switch (*rc::gen::inRange(0, 5)) {
    case 0:
      return {"requested_amount:*",
              [](const Application& row) { return row.has_requested_amount(); }};
    case 1:
      return {"expected_decision_date:*",
              [](const Application& row) { return row.has_expected_decision_date(); }};
    case 2:
      return {"history:*", [](const Application& row) { return row.history_size() > 0; }};
    case 3:
      return {"state:*", [](const Application& row) { return row.state() != 0; }};
    default:
      return {"likelihood_basis_points:*",
              [](const Application& row) { return row.has_likelihood_basis_points(); }};
  }
}

Piece AndPiece(int depth);

Piece TermPiece(int depth) {
  const int kind = *rc::gen::inRange(0, depth > 0 ? 10 : 6);
  switch (kind) {
    case 0:
      return NumberPiece();
    case 1:
      return AmountPiece();
    case 2:
      return DatePiece();
    case 3:
      return StatePiece();
    case 4:
      return TextPiece();
    case 5:
      return SetPiece();
    case 6:
    case 7: {
      const Piece inner = TermPiece(depth - 1);
      return {(kind == 6 ? "NOT " : "-") + inner.text,
              [holds = inner.holds](const Application& row) { return !holds(row); }};
    }
    default: {
      Piece inner = AndPiece(depth - 1);
      return {"(" + inner.text + ")", inner.holds};
    }
  }
}

// As the grammar has it: AND of ORs of terms.
Piece OrPiece(int depth) {
  Piece all = TermPiece(depth);
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
    const Piece next = TermPiece(depth);
    absl::StrAppend(&all.text, " OR ", next.text);
    all.holds = [a = all.holds, b = next.holds](const Application& row) {
      return a(row) || b(row);
    };
  }
  return all;
}

Piece AndPiece(int depth) {
  Piece all = OrPiece(depth);
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
    const Piece next = OrPiece(depth);
    absl::StrAppend(&all.text, Perhaps() ? " AND " : "  ", next.text);
    all.holds = [a = all.holds, b = next.holds](const Application& row) {
      return a(row) && b(row);
    };
  }
  return all;
}

class FilterProperties : public StoreTest {
 protected:
  // Every text with everything else in turn, so that the rows differ in all.
  void AddRows() {
    EXPECT_THAT(Write([&](db::Transaction& tx) -> absl::Status {
                  for (size_t i = 0; i < 4 * kTexts.size(); ++i) {
                    Application& row = rows_.emplace_back();
                    row.set_name(absl::StrCat("projects/p/applications/x", i));
                    row.set_display_name(kTexts[i % kTexts.size()]);
                    if (i % 5 != 4) row.set_likelihood_basis_points(static_cast<int>(i % 5) - 2);
                    if (i % 3 != 0) *row.mutable_requested_amount() = Euros(kAmounts[i % 8]);
                    if (i % 5 != 0) *row.mutable_expected_decision_date() = On(kDates[i % 4]);
                    row.set_state(kStates[i % 4]);
                    if (i % 7 == 0) {
                      row.mutable_agreement_terms()->set_reference(kTexts[i / 7 % kTexts.size()]);
                    }
                    if (i % 6 == 0) row.add_history()->set_verb("SUBMIT");
                    COFI_RETURN_IF_ERROR(Applications().Insert(tx, &row));
                  }
                  return absl::OkStatus();
                }),
                IsOk());
  }

  std::vector<Application> rows_;
};

TEST_F(FilterProperties, SqlMatchesAndTheGrammarAgree) {
  AddRows();
  EXPECT_TRUE(rc::check("SQL, Matches and the grammar agree", [&] {
    const Piece filter = AndPiece(/*depth=*/4);
    const auto parsed = db::Filter::Parse(Applications(), filter.text);
    if (!parsed.ok()) RC_FAIL(filter.text + ": " + std::string(parsed.status().message()));
    const auto listed =
        List(Applications(), {.parent = "projects/p", .page_size = 1'000, .filter = filter.text});
    if (!listed.ok()) RC_FAIL(filter.text + ": " + std::string(listed.status().message()));
    for (const Application& row : rows_) {
      const bool expected = filter.holds(row);
      const bool found =
          std::find(listed->names.begin(), listed->names.end(), row.name()) != listed->names.end();
      if (parsed->Matches(row) != expected || found != expected) {
        RC_FAIL(absl::StrCat(filter.text, "\nMatches ", parsed->Matches(row), ", SQL ", found,
                             ", meant ", expected, " for\n", row.DebugString()));
      }
    }
  }));
}

// Whatever bytes come, the answer is a filter or one refusal about it.
RC_GTEST_PROP(FilterText, OfAnyKindIsReadOrRefused, ()) {
  static const std::vector<std::string> kTokens = {
      "state", "=",  "!=",   "<=",  ":",   "*",  "(",          ")",       "\"",
      "'",     "\\", "-",    "NOT", "AND", "OR", " ",          "AWARDED", "requested_amount",
      "12.5",  "é",  "note", ".",   "😀",   "\n", "2018-03-23", "$1",      ";"};
  std::string text;
  for (const std::string& token :
       *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kTokens))) {
    text += token;
  }
  const auto filter = db::Filter::Parse(Applications(), text);
  if (filter.ok()) {
    std::vector<db::Value> parameters;
    if (!filter->empty()) RC_ASSERT(!filter->ToSql(&parameters).empty());
    (void)filter->Matches(Application());
  } else {
    RC_ASSERT(ViolationsOf(filter.status()).size() == 1u);
    RC_ASSERT(ReasonOf(filter.status()) == type::v1::REASON_FILTER_MALFORMED);
  }
}

}  // namespace
}  // namespace cofi
