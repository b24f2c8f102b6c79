#include "clients/cli/printed/lanes.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/documents.h"
#include "base/text.h"
#include "clients/cli/printed/text_table.h"
#include "clients/cli/typed/text.h"

namespace cofi::cli {
namespace {

using reporting::v1::Column;
using reporting::v1::Row;
using reporting::v1::Table;

// Between two lanes.
constexpr int kLaneGap = 2;
// Texts that are longer are shortened.
constexpr int kTextMax = 26;

struct LaneLine {
  std::string text;
  bool bold = false;
  bool red = false;
};

struct TextLane {
  std::vector<LaneLine> lines;
  int width = 0;
};

TextLane LaneOf(const Table& table, Language language, int width) {
  TextLane lane;
  const auto add = [&](std::string text, bool bold, bool red) {
    if (width > 0) text = Shorten(text, width);
    lane.width = std::max(lane.width, Width(text));
    lane.lines.push_back({std::move(text), bold, red});
  };
  add(Printable(table.title()), /*bold=*/true, /*red=*/false);
  const size_t rule = lane.lines.size();
  const std::vector<bool> shown = ShownColumns(table);
  for (const Row& row : table.rows()) {
    if (&row != &table.rows(0)) lane.lines.emplace_back();
    bool first = true;
    for (int i = 0; i < table.columns_size() && i < row.cells_size(); ++i) {
      const Column& column = table.columns(i);
      if (!shown[i] || IsEmpty(row.cells(i))) continue;
      const std::string text = Printable(CellText(row.cells(i), column, language));
      add(column.kind() == Column::KIND_TEXT ? Shorten(text, kTextMax) : text, first,
          row.warning());
      first = false;
    }
  }
  std::string line;
  for (int i = 0; i < lane.width; ++i) line += "─";
  lane.lines.insert(lane.lines.begin() + static_cast<std::ptrdiff_t>(rule), {std::move(line)});
  return lane;
}

// How many lanes from `first` on stand side by side: at least one.
size_t FittingFrom(const std::vector<TextLane>& lanes, size_t first, int width) {
  int taken = 0;
  size_t end = first;
  for (; end < lanes.size(); ++end) {
    taken += lanes[end].width + (end == first ? 0 : kLaneGap);
    if (width > 0 && end > first && taken > width) break;
  }
  return end - first;
}

std::string SideBySide(const std::vector<TextLane>& lanes, size_t first, size_t count,
                       bool styled) {
  size_t height = 0;
  for (size_t i = first; i < first + count; ++i) height = std::max(height, lanes[i].lines.size());
  std::string text;
  for (size_t at = 0; at < height; ++at) {
    std::string line;
    for (size_t i = first; i < first + count; ++i) {
      const TextLane& lane = lanes[i];
      const LaneLine& shown = at < lane.lines.size() ? lane.lines[at] : LaneLine();
      const bool last = i + 1 == first + count;
      const int rest = last ? 0 : lane.width - Width(shown.text) + kLaneGap;
      absl::StrAppend(&line,
                      shown.text.empty()
                          ? ""
                          : Bold(Red(shown.text, styled && shown.red), styled && shown.bold),
                      std::string(static_cast<size_t>(rest), ' '));
    }
    absl::StripTrailingAsciiWhitespace(&line);
    absl::StrAppend(&text, line, "\n");
  }
  return text;
}

}  // namespace

std::string LanesText(const std::vector<const Table*>& tables, Language language, int width,
                      bool styled) {
  std::vector<TextLane> lanes;
  lanes.reserve(tables.size());
  for (const Table* table : tables) lanes.push_back(LaneOf(*table, language, width));
  std::string text;
  for (size_t first = 0; first < lanes.size();) {
    const size_t count = FittingFrom(lanes, first, width);
    absl::StrAppend(&text, first == 0 ? "" : "\n", SideBySide(lanes, first, count, styled));
    first += count;
  }
  return text;
}

}  // namespace cofi::cli
