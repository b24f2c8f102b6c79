#include "clients/cli/printed/text_table.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "base/check.h"
#include "base/text.h"
#include "clients/cli/printed/sentences.h"
#include "clients/cli/typed/text.h"

namespace cofi::cli {
namespace {

constexpr int kGap = 2;
// Text is not shortened to less as long as a column can be left out: a few letters say nothing.
constexpr int kTextWidthMin = 10;
// Nor to less than this at all.
constexpr int kTextWidthLeast = 4;

// Ends the header where columns are left out.
constexpr char kMore[] = " …";

// Between a label and its value. No line ends before a French colon.
constexpr Text kLabelled{": ", "\u00A0: "};

// Columns that are left out, of width 0, have no gap either.
int Total(absl::Span<const int> widths) {
  int total = 0;
  for (const int width : widths) total += width == 0 ? 0 : width + kGap;
  return std::max(0, total - kGap);
}

std::string RuleOf(int width) {
  std::string rule;
  for (int i = 0; i < width; ++i) absl::StrAppend(&rule, "─");
  return absl::StrCat(rule, "\n");
}

std::string Styled(const std::string& text, const RowOptions& options, bool styled) {
  return Bold(Red(text, styled && options.red), styled && options.bold);
}

// `641-26 Salaires…` for a text that is set in as it was.
std::string WithId(const std::string& text, const std::string& id) {
  const size_t begin = std::min(text.find_first_not_of(' '), text.size());
  return absl::StrCat(text.substr(0, begin), id, " ", text.substr(begin));
}

}  // namespace

void TextTable::Row(std::vector<std::string> cells, RowOptions options) {
  COFI_CHECK(cells.size() == columns_.size(), "a cell for each column");
  COFI_CHECK(options.ids.empty() || options.ids.size() == cells.size(), "an id for each cell");
  for (std::string& cell : cells) cell = Printable(cell);
  for (std::string& id : options.ids) id = Printable(id);
  rows_.push_back({std::move(cells), std::move(options)});
}

void TextTable::DropEmptyColumns() {
  for (size_t i = columns_.size(); i-- > 0;) {
    const bool used = std::any_of(rows_.begin(), rows_.end(), [&](const TableRow& row) {
      return !row.cells.empty() && !row.cells[i].empty();
    });
    if (used) continue;
    const auto drop = [i](auto& each) {
      if (!each.empty()) each.erase(each.begin() + static_cast<std::ptrdiff_t>(i));
    };
    drop(columns_);
    for (TableRow& row : rows_) {
      drop(row.cells);
      drop(row.options.ids);
    }
  }
}

int TextTable::FirstToLeave(const std::vector<int>& widths) const {
  int found = -1;
  for (size_t i = 0; i < widths.size(); ++i) {
    if (widths[i] == 0 || columns_[i].priority == 0) continue;
    if (found < 0 || columns_[i].priority >= columns_[found].priority) found = static_cast<int>(i);
  }
  return found;
}

std::vector<int> TextTable::Widths(int width) const {
  std::vector<int> widths;
  widths.reserve(columns_.size());
  for (size_t i = 0; i < columns_.size(); ++i) {
    int most = Width(columns_[i].header);
    for (const TableRow& row : rows_) {
      if (!row.cells.empty()) most = std::max(most, Width(row.cells[i]));
    }
    widths.push_back(std::max(most, 1));
  }
  if (width == 0) return widths;

  const auto least = [&](int text_min) {
    std::vector<int> shortened = widths;
    for (size_t i = 0; i < widths.size(); ++i) {
      if (columns_[i].align == TextColumn::kLeft) shortened[i] = std::min(widths[i], text_min);
    }
    return Total(shortened);
  };
  int room = width;
  for (int leaving; least(kTextWidthMin) > room && (leaving = FirstToLeave(widths)) >= 0;) {
    widths[leaving] = 0;
    room = width - Width(kMore);
  }
  const int text_min = least(kTextWidthMin) > room ? kTextWidthLeast : kTextWidthMin;
  if (least(text_min) > room) return {};
  // A column at a time from the widest text: what is short stays whole.
  for (int excess = Total(widths) - room; excess > 0; --excess) {
    int widest = -1;
    for (size_t i = 0; i < widths.size(); ++i) {
      if (columns_[i].align != TextColumn::kLeft) continue;
      if (widest < 0 || widths[i] > widths[widest]) widest = static_cast<int>(i);
    }
    --widths[widest];
  }
  return widths;
}

int TextTable::WidthWithin(int width) const {
  const std::vector<int> widths = Widths(width);
  return widths.empty() ? width : Total(widths);
}

std::vector<std::string> TextTable::Shown(size_t column, int width) const {
  std::vector<std::string> shown;
  shown.reserve(rows_.size());
  // Where a few letters are all that is seen, they are not spent on setting it in.
  const auto fit = [width](absl::string_view text) {
    if (width < kTextWidthMin && Width(text) > width)
      text = absl::StripLeadingAsciiWhitespace(text);
    return Shorten(text, width);
  };
  std::map<std::string, std::set<std::string>> texts;  // by what is shown of them
  for (const TableRow& row : rows_) {
    shown.push_back(row.cells.empty() ? "" : fit(row.cells[column]));
    if (!row.cells.empty()) texts[shown.back()].insert(row.cells[column]);
  }
  for (size_t i = 0; i < rows_.size(); ++i) {
    const auto& [cells, options] = rows_[i];
    if (options.ids.empty() || options.ids[column].empty() || texts[shown[i]].size() < 2) continue;
    shown[i] = fit(WithId(cells[column], options.ids[column]));
  }
  return shown;
}

std::string TextTable::LabelledRows(int width, bool styled) const {
  std::string text;
  bool parted = true;  // from what stands above
  for (const auto& [cells, options] : rows_) {
    if (cells.empty()) {
      absl::StrAppend(&text, RuleOf(width));
      parted = true;
      continue;
    }
    if (!parted) absl::StrAppend(&text, "\n");
    parted = false;
    for (size_t i = 0; i < cells.size(); ++i) {
      const absl::string_view label = absl::StripAsciiWhitespace(columns_[i].header);
      const absl::string_view value = absl::StripAsciiWhitespace(cells[i]);
      if (value.empty()) continue;
      const std::string line =
          label.empty() ? std::string(value) : absl::StrCat(label, kLabelled.In(language_), value);
      for (const std::string& piece : WrapParts({line}, width)) {
        absl::StrAppend(&text, Styled(piece, options, styled), "\n");
      }
    }
  }
  return text;
}

std::string TextTable::Text(int width, bool styled) const {
  const std::vector<int> widths = Widths(width);
  if (widths.empty()) return LabelledRows(width, styled);
  std::vector<std::vector<std::string>> shown;
  shown.reserve(widths.size());
  for (size_t i = 0; i < widths.size(); ++i) {
    shown.push_back(widths[i] == 0 ? std::vector<std::string>() : Shown(i, widths[i]));
  }
  const auto line = [&](const auto& cell_of) {
    std::string text;
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (widths[i] == 0) continue;
      const std::string cell = cell_of(i);
      absl::StrAppend(&text, text.empty() ? "" : std::string(kGap, ' '),
                      columns_[i].align == TextColumn::kRight ? PadLeft(cell, widths[i])
                                                              : PadRight(cell, widths[i]));
    }
    return std::string(absl::StripTrailingAsciiWhitespace(text));
  };

  std::string header = line([&](size_t i) { return Shorten(columns_[i].header, widths[i]); });
  if (std::count(widths.begin(), widths.end(), 0) > 0) absl::StrAppend(&header, kMore);
  std::string text = absl::StrCat(Bold(header, styled), "\n");
  for (size_t i = 0; i < rows_.size(); ++i) {
    if (rows_[i].cells.empty()) {
      absl::StrAppend(&text, RuleOf(Total(widths)));
    } else {
      absl::StrAppend(
          &text,
          Styled(line([&](size_t column) { return shown[column][i]; }), rows_[i].options, styled),
          "\n");
    }
  }
  return text;
}

std::string Bold(absl::string_view text, bool styled) {
  return styled ? absl::StrCat("\x1b[1m", text, "\x1b[0m") : std::string(text);
}

std::string Red(absl::string_view text, bool styled) {
  return styled ? absl::StrCat("\x1b[31m", text, "\x1b[0m") : std::string(text);
}

}  // namespace cofi::cli
