#include "clients/cli/printed/document_text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/documents.h"
#include "base/language.h"
#include "base/names.h"
#include "base/text.h"
#include "clients/cli/printed/lanes.h"
#include "clients/cli/printed/sentences.h"
#include "clients/cli/printed/text_table.h"
#include "clients/cli/typed/text.h"

namespace cofi::cli {
namespace {

using reporting::v1::Block;
using reporting::v1::Cell;
using reporting::v1::Column;
using reporting::v1::Document;
using reporting::v1::Row;
using reporting::v1::Table;

// Between the title and the facts at its right.
constexpr int kGap = 2;
// Bars are drawn on terminals of so many columns.
constexpr int kBarsFrom = 100;
constexpr int kBarCells = 10;
// A row may be set in more, but nobody sees how much.
constexpr int kDepthMax = 8;
constexpr int kIndent = 2;

// `██▌`: a tenth of all is a block, an eighth of that the least there is; past all, an arrow.
std::string BarText(int32_t basis_points) {
  constexpr int32_t kAll = 10'000;
  constexpr const char* kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  constexpr int kEighthsOfCell = 8;
  if (basis_points <= 0) return "";
  // Nothing and all only where it is so.
  const int eighths = std::max(1, std::min(basis_points, kAll) * kBarCells * kEighthsOfCell / kAll);
  const bool over = basis_points > kAll;
  std::string bar;
  for (int i = over ? 1 : 0; i < eighths / kEighthsOfCell; ++i) absl::StrAppend(&bar, "█");
  return absl::StrCat(bar, over ? "▶" : kEighths[eighths % kEighthsOfCell]);
}

// How many rows of a table come before the rule that sets apart what is late: those at its head
// that are warnings, if no other is and nothing is summed; 0 for no rule.
int RowsSetApart(const Table& table) {
  if (!std::all_of(table.rows().begin(), table.rows().end(), IsDetail)) return 0;
  const auto is_warning = [](const Row& row) { return row.warning(); };
  const auto first = std::find_if_not(table.rows().begin(), table.rows().end(), is_warning);
  const bool others = std::any_of(first, table.rows().end(), is_warning);
  return others || first == table.rows().end() ? 0 : static_cast<int>(first - table.rows().begin());
}

TextColumn::Align AlignOf(const Column& column) {
  if (IsNumber(column)) return TextColumn::kRight;
  return column.kind() == Column::KIND_NAME || column.kind() == Column::KIND_DATE
             ? TextColumn::kWhole
             : TextColumn::kLeft;
}

bool IsSum(const Row& row) {
  return row.role() == Row::ROLE_SUBTOTAL || row.role() == Row::ROLE_TOTAL;
}

// Fills a TextTable from a table.
class TableText {
 public:
  TableText(const Table& table, Language language, bool bars)
      : table_(table), language_(language), bars_(bars), shown_(ShownColumns(table)) {
    for (int i = 0; i < table.columns_size(); ++i) {
      marks_ = marks_ || (shown_[i] && table.columns(i).whole_percents() &&
                          std::any_of(table.rows().begin(), table.rows().end(),
                                      [](const Row& row) { return row.warning(); }));
    }
  }

  TextTable Made() const {
    TextTable made(Columns(), language_);
    const int set_apart = marks_ ? 0 : RowsSetApart(table_);
    bool summed = false;
    for (int i = 0; i < table_.rows_size(); ++i) {
      const Row& row = table_.rows(i);
      const bool total = row.role() == Row::ROLE_TOTAL;
      if ((total && !summed) || (i > 0 && i == set_apart)) made.Rule();
      summed = total;
      Add(row, &made);
    }
    return made;
  }

 private:
  bool IsMarked(const Column& column) const { return marks_ && column.whole_percents(); }
  bool HasBar(const Column& column) const { return bars_ && column.bar(); }

  std::vector<TextColumn> Columns() const {
    std::vector<TextColumn> columns;
    columns.reserve(table_.columns_size());
    for (int i = 0; i < table_.columns_size(); ++i) {
      if (!shown_[i]) continue;
      const Column& column = table_.columns(i);
      columns.push_back({absl::StrCat(Printable(column.label()), IsMarked(column) ? "  " : ""),
                         AlignOf(column), column.priority()});
      if (HasBar(column)) columns.push_back({"", TextColumn::kWhole});
    }
    return columns;
  }

  // What stands in a cell; `first` in its row.
  std::string TextOf(const Cell& cell, const Column& column, const Row& row, bool first) const {
    std::string text = CellText(cell, column, language_);
    if (first && !text.empty() && AlignOf(column) != TextColumn::kRight) {
      const int depth = std::clamp(row.depth(), 0, kDepthMax);
      text.insert(0, static_cast<size_t>(depth * kIndent), ' ');
    }
    if (!IsMarked(column)) return text;
    // Those without a mark end before its place, so that the digits stand below each other.
    if (!row.warning()) return text.empty() ? text : absl::StrCat(text, "  ");
    return text.empty() ? "!" : absl::StrCat(text, " !");
  }

  void Add(const Row& row, TextTable* made) const {
    std::vector<std::string> cells;
    cells.reserve(table_.columns_size());
    RowOptions options = {.bold = row.role() == Row::ROLE_GROUP || IsSum(row),
                          .red = row.warning()};
    options.ids.reserve(table_.columns_size());
    for (int i = 0; i < table_.columns_size(); ++i) {
      if (!shown_[i]) continue;
      const Column& column = table_.columns(i);
      const Cell& cell = i < row.cells_size() ? row.cells(i) : Cell::default_instance();
      cells.push_back(TextOf(cell, column, row, cells.empty()));
      options.ids.emplace_back(IdOf(cell.resource()));
      if (!HasBar(column)) continue;
      cells.push_back(BarText(cell.basis_points()));
      options.ids.emplace_back();
    }
    made->Row(std::move(cells), std::move(options));
  }

  const Table& table_;
  const Language language_;
  const bool bars_;
  const std::vector<bool> shown_;
  bool marks_ = false;
};

// Whether people get to see anything of it.
bool IsShown(const Block& block) {
  const std::vector<bool> shown = ShownColumns(block.table());
  return std::find(shown.begin(), shown.end(), true) != shown.end();
}

TextTable TextTableOf(const Table& table, Language language, int width) {
  if (width >= kBarsFrom) {
    TextTable with_bars = TableText(table, language, /*bars=*/true).Made();
    // Nothing is shortened or left out for them.
    if (with_bars.WidthWithin(0) <= width) return with_bars;
  }
  return TableText(table, language, /*bars=*/false).Made();
}

enum class Look { kPlain, kBold, kRed };

std::string LinesOf(const std::vector<std::string>& parts, Look look, const Settings& settings) {
  std::string text;
  for (const std::string& line : WrapParts(parts, settings.width)) {
    absl::StrAppend(&text,
                    Bold(Red(line, settings.styled && look == Look::kRed),
                         settings.styled && look == Look::kBold),
                    "\n");
  }
  return text;
}

template <typename Strings>
std::vector<std::string> PrintableOf(const Strings& strings) {
  std::vector<std::string> printable;
  printable.reserve(strings.size());
  for (const auto& each : strings) {
    if (!each.empty()) printable.push_back(Printable(each));
  }
  return printable;
}

std::string Heading(const Document& document, int table_width, const Settings& settings) {
  const std::string title = Printable(document.title());
  const std::vector<std::string> facts = PrintableOf(document.facts());
  const std::string right = absl::StrJoin(facts, kDot);
  const int gap = table_width - Width(title) - Width(right);
  if (title.empty() || right.empty() || gap < kGap) {
    return LinesOf({title}, Look::kBold, settings) + LinesOf(facts, Look::kPlain, settings);
  }
  return absl::StrCat(Bold(title, settings.styled), std::string(gap, ' '), right, "\n");
}

std::string SentencesOf(const reporting::v1::Figures& figures, const Settings& settings) {
  std::vector<std::string> sentences;
  sentences.reserve(figures.figures_size());
  for (const auto& figure : figures.figures()) sentences.push_back(Printable(figure.sentence()));
  return LinesOf(sentences, Look::kPlain, settings);
}

}  // namespace

std::string DocumentText(const Document& document, const Settings& settings) {
  const Language language = cofi::LanguageOf(document);
  std::string text;
  int table_width = settings.width;
  bool tabled = false;
  std::vector<const Table*> lanes;
  const auto end_lanes = [&] {
    if (lanes.empty()) return;
    absl::StrAppend(&text, tabled ? "\n" : "",
                    LanesText(lanes, language, settings.width, settings.styled));
    tabled = true;
    lanes.clear();
  };
  for (const Block& block : document.blocks()) {
    if (block.table().cards()) {
      lanes.push_back(&block.table());
      continue;
    }
    end_lanes();
    if (block.has_figures()) absl::StrAppend(&text, SentencesOf(block.figures(), settings));
    if (block.has_paragraph()) {
      absl::StrAppend(&text,
                      LinesOf(PrintableOf(block.paragraph().parts()),
                              block.paragraph().warning() ? Look::kRed : Look::kPlain, settings));
    }
    if (!IsShown(block)) continue;
    const TextTable table = TextTableOf(block.table(), language, settings.width);
    if (tabled) {
      absl::StrAppend(&text, "\n");
    } else {
      table_width = table.WidthWithin(settings.width);
    }
    tabled = true;
    absl::StrAppend(&text, LinesOf({Printable(block.table().title())}, Look::kBold, settings),
                    table.Text(settings.width, settings.styled));
  }
  end_lanes();
  return Heading(document, table_width, settings) + text;
}

}  // namespace cofi::cli
