#include "clients/cli/printed/text_table.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/text.h"
#include "clients/cli/typed/text.h"

namespace cofi::cli {
namespace {

constexpr int kGap = 2;
// Text is not shortened to less: a few letters say nothing.
constexpr int kTextWidthMin = 10;

// Ends the header where columns are left out.
constexpr char kMore[] = " …";

// Columns that are left out, of width 0, have no gap either.
int Total(absl::Span<const int> widths) {
  int total = 0;
  for (const int width : widths) total += width == 0 ? 0 : width + kGap;
  return std::max(0, total - kGap);
}

}  // namespace

void TextTable::Row(std::vector<std::string> cells) {
  COFI_CHECK(cells.size() == columns_.size(), "a cell for each column");
  for (std::string& cell : cells) cell = Printable(cell);
  rows_.push_back(std::move(cells));
}

void TextTable::DropEmptyColumns() {
  for (size_t i = columns_.size(); i-- > 0;) {
    const bool used = std::any_of(rows_.begin(), rows_.end(),
                                  [&](const auto& row) { return !row.empty() && !row[i].empty(); });
    if (used) continue;
    columns_.erase(columns_.begin() + i);
    for (auto& row : rows_) {
      if (!row.empty()) row.erase(row.begin() + i);
    }
  }
}

std::vector<int> TextTable::Widths(int width) const {
  std::vector<int> widths;
  for (size_t i = 0; i < columns_.size(); ++i) {
    int most = Width(columns_[i].header);
    for (const auto& row : rows_) {
      if (!row.empty()) most = std::max(most, Width(row[i]));
    }
    widths.push_back(std::max(most, 1));
  }
  if (width == 0) return widths;

  const auto least = [&] {
    std::vector<int> shortened = widths;
    for (size_t i = 0; i < widths.size(); ++i) {
      if (columns_[i].align == TextColumn::kLeft) shortened[i] = std::min(widths[i], kTextWidthMin);
    }
    return Total(shortened);
  };
  for (size_t i = columns_.size(); i-- > 0 && least() > width;) {
    if (columns_[i].spare) widths[i] = 0;
  }
  if (std::count(widths.begin(), widths.end(), 0) > 0) width -= Width(kMore);
  // A column at a time from the widest text: what is short stays whole.
  for (int excess = Total(widths) - width; excess > 0; --excess) {
    int widest = -1;
    for (size_t i = 0; i < widths.size(); ++i) {
      if (columns_[i].align != TextColumn::kLeft || widths[i] <= kTextWidthMin) continue;
      if (widest < 0 || widths[i] > widths[widest]) widest = static_cast<int>(i);
    }
    if (widest < 0) break;
    --widths[widest];
  }
  return widths;
}

int TextTable::WidthWithin(int width) const { return Total(Widths(width)); }

std::string TextTable::Text(int width, bool styled) const {
  const std::vector<int> widths = Widths(width);
  const auto line = [&](const auto& cell_of) {
    std::string text;
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (widths[i] == 0) continue;
      const std::string cell = Shorten(cell_of(i), widths[i]);
      absl::StrAppend(&text, i == 0 ? "" : std::string(kGap, ' '),
                      columns_[i].align == TextColumn::kRight ? PadLeft(cell, widths[i])
                                                              : PadRight(cell, widths[i]));
    }
    return std::string(absl::StripTrailingAsciiWhitespace(text));
  };

  std::string header = line([&](size_t i) { return columns_[i].header; });
  if (std::count(widths.begin(), widths.end(), 0) > 0) absl::StrAppend(&header, kMore);
  std::string text = absl::StrCat(Bold(header, styled), "\n");
  for (const auto& row : rows_) {
    if (row.empty()) {
      for (int i = 0; i < Total(widths); ++i) absl::StrAppend(&text, "─");
      absl::StrAppend(&text, "\n");
    } else {
      absl::StrAppend(&text, line([&](size_t i) { return row[i]; }), "\n");
    }
  }
  return text;
}

std::string Bold(absl::string_view text, bool styled) {
  return styled ? absl::StrCat("\x1b[1m", text, "\x1b[0m") : std::string(text);
}

}  // namespace cofi::cli
