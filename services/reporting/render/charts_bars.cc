// Charts of amounts beside each other: one bar of several pieces, and bars against what was
// planned.

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "base/money.h"
#include "base/readable.h"
#include "services/reporting/render/charts_drawing.h"
#include "services/reporting/render/words.h"

namespace cofi::reporting {
namespace {

using Chart = v1::Chart;

constexpr int64_t kStackHeight = 30 * kPixel;
constexpr int64_t kBarHeight = 16 * kPixel;
constexpr int64_t kBelowBar = 8 * kPixel;
// What a mark across a bar stands out.
constexpr int64_t kOut = 4 * kPixel;
constexpr int32_t kAll = 10'000;
// Bars end here, however much more there is; the amount beyond is said beside them.
constexpr int32_t kShareMax = 15'000;

// What can be drawn of a mark: nothing of less than nothing.
int64_t Drawable(const Chart::Mark& mark) { return std::max<int64_t>(Minor(mark.amount()), 0); }

// As far as integers go: a chart is no place to fail.
int64_t SumOf(const Chart::Track& track) {
  int64_t sum = 0;
  for (const Chart::Mark& mark : track.marks()) {
    const absl::StatusOr<int64_t> more = AddMinor(sum, Drawable(mark));
    sum = more.ok() ? *more : kMinorMax;
  }
  return sum;
}

bool HasMarks(const Chart& chart) {
  return std::any_of(chart.tracks().begin(), chart.tracks().end(),
                     [](const Chart::Track& track) { return !track.marks().empty(); });
}

const std::string& CurrencyOf(const Chart::Track& track) {
  return track.marks().empty() || !track.whole().currency_code().empty()
             ? track.whole().currency_code()
             : track.marks(0).amount().currency_code();
}

// How much of the whole is there, one without a whole being all beyond it.
int32_t ShareOfWhole(const Chart::Track& track) {
  const int64_t sum = SumOf(track);
  const int64_t whole = Minor(track.whole());
  if (whole <= 0) return sum > 0 ? kShareMax : 0;
  return BasisPoints(sum, whole, /*nearest=*/true);
}

// The marks of a bar, one after the other: as far as `end` in their patterns, and from there to
// `last` in that of what is too much.
void DrawPieces(const Chart::Track& track, int64_t y, int64_t height, int64_t whole, int64_t end,
                int64_t last, Drawing* drawing) {
  int64_t sum = 0;
  for (const Chart::Mark& mark : track.marks()) {
    const std::string what = MarkText(mark, drawing->language());
    const int64_t from = whole > 0 ? Scaled(sum, whole, end) : end;
    sum = std::min(sum + Drawable(mark), kMinorMax);
    const int64_t to = whole > 0 ? std::min(Scaled(sum, whole, end), last) : last;
    if (Drawable(mark) == 0 || from >= to) continue;
    if (from < end) drawing->Box(from, y, std::min(to, end) - from, height, mark.style(), what);
    if (to > end) {
      const int64_t beyond = std::max(from, end);
      drawing->Box(beyond, y, to - beyond, height, Chart::STYLE_MISSING, what);
    }
  }
}

}  // namespace

void DrawStack(const Chart& chart, Drawing* drawing) {
  if (!HasMarks(chart)) return;
  const Language language = drawing->language();
  for (const Chart::Track& track : chart.tracks()) {
    const int64_t whole = Minor(track.whole());
    const int64_t sum = SumOf(track);
    const int64_t all = std::max(whole, sum);
    const std::string whole_text = AmountText(track.whole(), language);
    if (!track.label().empty() || !whole_text.empty()) {
      // Where there is more than all, it stands at the mark.
      const int64_t x = sum > whole ? Scaled(whole, all, kDrawingWidth) : kDrawingWidth;
      drawing->WriteLine(track.label(), whole_text, {.strong = true},
                         std::max(x, kDrawingWidth / 2));
    }
    const int64_t y = drawing->Take(kStackHeight);
    drawing->EmptyBox(0, y, Scaled(whole, all, kDrawingWidth), kStackHeight);
    int64_t done = 0;
    std::vector<LegendEntry> legend;
    legend.reserve(track.marks_size());
    for (const Chart::Mark& mark : track.marks()) {
      const int64_t from = Scaled(done, all, kDrawingWidth);
      done = std::min(done + Drawable(mark), kMinorMax);
      const int64_t to = Scaled(done, all, kDrawingWidth);
      if (from < to) {
        drawing->Box(from, y, to - from, kStackHeight, mark.style(), MarkText(mark, language));
      }
      legend.push_back({.sample = LegendEntry::Sample::kBox,
                        .text = mark.label(),
                        .amount = AmountText(mark.amount(), language),
                        .style = mark.style()});
    }
    if (whole > 0 && sum > whole) {
      const int64_t x = Scaled(whole, all, kDrawingWidth);
      drawing->Line(x, y - kOut, x, y + kStackHeight + kOut, "cofi-tick");
    }
    drawing->Take(kBelowBar);
    drawing->Legend(legend);
    drawing->Take(kBelowBar);
  }
}

namespace {

// What stands at the end of a bar's line: `33,102.90 / 180,000.00`, and what is too much.
std::string AgainstWhole(const Chart::Track& track, Language language) {
  const int64_t sum = SumOf(track);
  const int64_t whole = Minor(track.whole());
  const auto text = [&](int64_t minor) {
    return AmountText(MoneyFromMinor(minor, CurrencyOf(track)), language);
  };
  std::string against = absl::StrCat(text(sum), " / ", text(whole));
  if (sum > whole) {
    absl::StrAppend(&against, " · ",
                    absl::Substitute(words::kOverBy.In(language), text(sum - whole)));
  }
  return against;
}

// Each style once, by the first mark that has it.
std::vector<LegendEntry> LegendOf(const Chart& chart) {
  std::vector<LegendEntry> legend;
  for (const Chart::Track& track : chart.tracks()) {
    for (const Chart::Mark& mark : track.marks()) {
      if (mark.label().empty() ||
          std::any_of(legend.begin(), legend.end(),
                      [&mark](const LegendEntry& entry) { return entry.style == mark.style(); })) {
        continue;
      }
      legend.push_back(
          {.sample = LegendEntry::Sample::kBox, .text = mark.label(), .style = mark.style()});
    }
  }
  return legend;
}

}  // namespace

void DrawBars(const Chart& chart, Drawing* drawing) {
  if (!HasMarks(chart)) return;
  const Language language = drawing->language();
  int32_t share_max = kAll;
  for (const Chart::Track& track : chart.tracks()) {
    share_max = std::max(share_max, ShareOfWhole(track));
  }
  const bool over = share_max > kAll;
  share_max = std::min(share_max, kShareMax);
  // Where every bar is full.
  const int64_t full = Scaled(kAll, share_max, kDrawingWidth);
  const int64_t elapsed = std::min(Scaled(chart.elapsed_basis_points(), kAll, full), kDrawingWidth);

  for (const Chart::Track& track : chart.tracks()) {
    drawing->WriteLine(track.label(), AgainstWhole(track, language),
                       {.shown = Screens::kFine, .strong = ShareOfWhole(track) > kAll});
    const int64_t y = drawing->Take(kBarHeight);
    drawing->EmptyBox(0, y, full, kBarHeight);
    DrawPieces(track, y, kBarHeight, Minor(track.whole()), full, kDrawingWidth, drawing);
    if (chart.has_elapsed_basis_points()) {
      drawing->Line(elapsed, y - kOut, elapsed, y + kBarHeight + kOut, "cofi-tick");
    }
    drawing->Take(kBelowBar);
  }
  std::vector<LegendEntry> legend = LegendOf(chart);
  if (over) {
    legend.push_back({.sample = LegendEntry::Sample::kBox,
                      .text = words::kOver.In(language),
                      .style = Chart::STYLE_MISSING});
  }
  if (chart.has_elapsed_basis_points()) {
    legend.push_back(
        {.sample = LegendEntry::Sample::kTick,
         .text = absl::Substitute(words::kElapsed.In(language),
                                  PercentText(chart.elapsed_basis_points(), language))});
  }
  drawing->Take(kBelowBar);
  drawing->Legend(legend);
}

}  // namespace cofi::reporting
