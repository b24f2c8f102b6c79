// Charts along time: what happens when, and how amounts go.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "absl/time/civil_time.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/readable.h"
#include "services/reporting/render/charts_drawing.h"
#include "services/reporting/render/words.h"

namespace cofi::reporting {
namespace {

using Chart = v1::Chart;
using absl::CivilDay;
using absl::CivilMonth;

constexpr int64_t kInset = 8 * kPixel;
constexpr int64_t kBaseline = 19 * kPixel;
// Between two texts beside each other.
constexpr int64_t kGap = 8 * kPixel;
constexpr int64_t kLaneHeight = 18 * kPixel;
constexpr int64_t kSpanHeight = 12 * kPixel;
constexpr int64_t kFineLineHeight = 16 * kPixel;
// More names than this below a lane, and the rest are left to the table.
constexpr int64_t kFineLines = 4;
constexpr int64_t kCurveHeight = 220 * kPixel;
// From the line that a fine text stands on to the bottom of its line.
constexpr int64_t kUnder = 4 * kPixel;
constexpr int kMonthsOfYear = 12;
// An axis has at most so many dates, or amounts.
constexpr int64_t kTicksMax = 6;

// Where a text begins that stands around `x`, or as near to it as the drawing has room.
int64_t StartAround(int64_t x, int64_t width) {
  return std::clamp<int64_t>(x - width / 2, 0, std::max<int64_t>(kDrawingWidth - width, 0));
}

// Texts in a line, each around its place: none is written into another.
class LineOfTexts {
 public:
  LineOfTexts(int64_t y, Drawing* drawing) : y_(y), drawing_(*drawing) {}

  // On a narrow screen only if there is room.
  void Write(int64_t x, absl::string_view text) {
    const int64_t narrow_width = NarrowTextWidth(text);
    const int64_t narrow_start = StartAround(x, narrow_width);
    const bool fine = narrow_start < narrow_end_ + kGap;
    const int64_t width = TextWidth(text);
    // One that is at an edge there is at that edge here.
    const int64_t edge = fine ? StartAround(x, width) : narrow_start;
    const int64_t centered = x - (fine ? width : narrow_width) / 2;
    const Anchor anchor = edge > centered   ? Anchor::kStart
                          : edge < centered ? Anchor::kEnd
                                            : Anchor::kMiddle;
    const int64_t start = anchor == Anchor::kStart ? 0
                          : anchor == Anchor::kEnd ? kDrawingWidth - width
                                                   : x - width / 2;
    if (start < end_ + kGap) return;
    end_ = start + width;
    if (!fine) narrow_end_ = narrow_start + narrow_width;
    const int64_t at = anchor == Anchor::kStart ? 0 : anchor == Anchor::kEnd ? kDrawingWidth : x;
    drawing_.Write(
        at, y_, text,
        {.anchor = anchor, .shown = fine ? Screens::kFine : Screens::kAlways, .soft = true});
  }

 private:
  const int64_t y_;
  Drawing& drawing_;
  int64_t end_ = -kGap;
  int64_t narrow_end_ = -kGap;
};

// Days from left to right.
class TimeAxis {
 public:
  TimeAxis(CivilDay first, CivilDay last, int64_t left, int64_t right)
      : from_(CivilMonth(first)),
        to_(CivilMonth(last) + 1),
        step_(StepOf(to_ - from_)),
        left_(left),
        right_(right) {}

  int64_t At(CivilDay day) const {
    return left_ + Scaled(day - CivilDay(from_), CivilDay(to_) - CivilDay(from_), right_ - left_);
  }

  // A line for each date, and one on which all stands.
  void DrawGrid(int64_t top, int64_t bottom, Drawing* drawing) const {
    for (const CivilMonth& tick : Ticks()) {
      drawing->Line(At(CivilDay(tick)), top, At(CivilDay(tick)), bottom, "cofi-grid");
    }
    drawing->Line(left_, bottom, right_, bottom, "cofi-axis");
  }

  // Which dates they are.
  void DrawDates(Drawing* drawing) const {
    LineOfTexts line(drawing->Take(kLineHeight) + kBaseline, drawing);
    for (const CivilMonth& tick : Ticks()) {
      line.Write(At(CivilDay(tick)), DateOf(tick, drawing->language()));
    }
  }

 private:
  // Months from one date to the next.
  static int64_t StepOf(int64_t months) {
    constexpr int64_t kSteps[] = {1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200};
    for (const int64_t step : kSteps) {
      if (months / step <= kTicksMax) return step;
    }
    return (months / kTicksMax / kMonthsOfYear + 1) * kMonthsOfYear;
  }
  std::vector<CivilMonth> Ticks() const {
    std::vector<CivilMonth> ticks;
    ticks.reserve(kTicksMax + 1);
    CivilMonth month = from_;
    while (!IsTick(month)) ++month;
    for (; month <= to_; month += step_) ticks.push_back(month);
    return ticks;
  }
  bool IsTick(CivilMonth month) const {
    if (step_ < kMonthsOfYear) return (month.month() - 1) % step_ == 0;
    return month.month() == 1 && month.year() % (step_ / kMonthsOfYear) == 0;
  }
  std::string DateOf(CivilMonth month, Language language) const {
    if (step_ >= kMonthsOfYear) return absl::StrCat(month.year());
    return absl::StrCat(words::kMonths[month.month() - 1].In(language), " ", month.year());
  }

  const CivilMonth from_;
  const CivilMonth to_;
  const int64_t step_;
  const int64_t left_;
  const int64_t right_;
};

// From the first day to the last of those that are drawn; none if none is.
std::optional<TimeAxis> AxisOf(const Chart& chart, int64_t left) {
  CivilDay first = CivilDay::max();
  CivilDay last = CivilDay::min();
  const auto take = [&](const Date& date) {
    if (!IsSet(date)) return;
    first = std::min(first, Day(date));
    last = std::max(last, Day(date));
  };
  for (const Chart::Track& track : chart.tracks()) {
    for (const Chart::Mark& mark : track.marks()) {
      if (!IsSet(mark.date())) continue;
      take(mark.date());
      take(mark.end_date());
    }
  }
  if (first > last) return std::nullopt;
  take(chart.today());
  return TimeAxis(first, last, left, kDrawingWidth - kInset);
}

// Those that have a date, in the order of time.
std::vector<const Chart::Mark*> InTime(const Chart::Track& track) {
  std::vector<const Chart::Mark*> marks;
  marks.reserve(track.marks_size());
  for (const Chart::Mark& mark : track.marks()) {
    if (IsSet(mark.date())) marks.push_back(&mark);
  }
  std::stable_sort(marks.begin(), marks.end(), [](const Chart::Mark* a, const Chart::Mark* b) {
    return Day(a->date()) < Day(b->date());
  });
  return marks;
}

// Takes the line above what is drawn, and says there which day it is, if that is known.
void WriteToday(const Chart& chart, const TimeAxis& axis, Drawing* drawing) {
  if (!IsSet(chart.today())) return;
  const Language language = drawing->language();
  LineOfTexts(drawing->Take(kLineHeight) + kBaseline, drawing)
      .Write(axis.At(Day(chart.today())),
             absl::Substitute(words::kToday.In(language), DateText(chart.today(), language)));
}

void DrawToday(const Chart& chart, const TimeAxis& axis, int64_t top, int64_t bottom,
               Drawing* drawing) {
  if (!IsSet(chart.today())) return;
  const int64_t x = axis.At(Day(chart.today()));
  drawing->Line(x, top, x, bottom, "cofi-today");
}

// The name of a mark, in one of the lines below its lane.
struct PlacedName {
  int64_t x;
  int64_t line;
  std::string text;
};

struct LaneNames {
  std::vector<PlacedName> names;
  int64_t lines = 0;
};

// Each name begins at its mark, in the first line that has room.
LaneNames PlaceNames(const std::vector<const Chart::Mark*>& marks, const TimeAxis& axis) {
  LaneNames lane;
  std::vector<int64_t> ends(kFineLines, -kGap);
  for (const Chart::Mark* const mark : marks) {
    const std::string text = CutText(mark->label(), kDrawingWidth / kCharacterWidth);
    if (text.empty()) continue;
    const int64_t width = TextWidth(text);
    const int64_t x =
        std::clamp<int64_t>(axis.At(Day(mark->date())) - kInset, 0, kDrawingWidth - width);
    for (int64_t line = 0; line < kFineLines; ++line) {
      if (ends[line] + kGap > x) continue;
      ends[line] = x + width;
      lane.lines = std::max(lane.lines, line + 1);
      lane.names.push_back({x, line, text});
      break;
    }
  }
  return lane;
}

void DrawMarks(const std::vector<const Chart::Mark*>& marks, const TimeAxis& axis, int64_t y,
               Drawing* drawing) {
  drawing->Line(kInset, y, kDrawingWidth - kInset, y, "cofi-grid");
  for (const Chart::Mark* const mark : marks) {
    const int64_t x = axis.At(Day(mark->date()));
    const std::string what = MarkText(*mark, drawing->language());
    const int64_t end = IsSet(mark->end_date()) ? axis.At(Day(mark->end_date())) : x;
    if (end > x) {
      drawing->Box(x, y - kSpanHeight / 2, end - x, kSpanHeight, mark->style(), what);
    } else {
      drawing->Point(x, y, mark->style(), what);
    }
  }
}

// What the shapes mean, of those that are there.
std::vector<LegendEntry> StylesOf(const Chart& chart, Language language) {
  std::vector<LegendEntry> legend;
  for (const Text& text : words::kStyles) {
    const auto style = static_cast<Chart::Style>(Chart::STYLE_SURE + (&text - words::kStyles));
    for (const Chart::Track& track : chart.tracks()) {
      const auto mark = std::find_if(
          track.marks().begin(), track.marks().end(),
          [style](const Chart::Mark& each) { return each.style() == style && IsSet(each.date()); });
      if (mark == track.marks().end()) continue;
      legend.push_back(
          {.sample = LegendEntry::Sample::kPoint, .text = text.In(language), .style = style});
      break;
    }
  }
  return legend;
}

}  // namespace

void DrawTimeline(const Chart& chart, Drawing* drawing) {
  const std::optional<TimeAxis> axis = AxisOf(chart, kInset);
  if (!axis.has_value()) return;
  struct TimeLane {
    const Chart::Track* track;
    std::vector<const Chart::Mark*> marks;
    LaneNames names;
  };
  std::vector<TimeLane> lanes;
  lanes.reserve(chart.tracks_size());
  int64_t height = 0;
  for (const Chart::Track& track : chart.tracks()) {
    const std::vector<const Chart::Mark*> marks = InTime(track);
    if (marks.empty()) continue;
    lanes.push_back({&track, marks, PlaceNames(marks, *axis)});
    height += kLineHeight + kLaneHeight + lanes.back().names.lines * kFineLineHeight;
  }
  // What is behind the lanes is drawn before them.
  WriteToday(chart, *axis, drawing);
  const int64_t top = drawing->height();
  axis->DrawGrid(top, top + height + kGap, drawing);
  DrawToday(chart, *axis, top, top + height + kGap, drawing);
  for (const TimeLane& lane : lanes) {
    drawing->Paper(0, drawing->height() + kGap / 2,
                   std::min(TextWidth(lane.track->label()), kDrawingWidth), kFineLineHeight);
    drawing->WriteLine(lane.track->label());
    DrawMarks(lane.marks, *axis, drawing->Take(kLaneHeight) + kLaneHeight / 2, drawing);
    const int64_t names = drawing->Take(lane.names.lines * kFineLineHeight);
    for (const PlacedName& name : lane.names.names) {
      const int64_t y = names + name.line * kFineLineHeight;
      drawing->Paper(name.x, y, TextWidth(name.text), kFineLineHeight);
      drawing->Write(name.x, y + kFineLineHeight - kUnder, name.text,
                     {.shown = Screens::kFine, .soft = true});
    }
  }
  drawing->Take(kGap);
  axis->DrawDates(drawing);
  drawing->Legend(StylesOf(chart, drawing->language()));
}

namespace {

// Amounts from the bottom up, between round ones.
struct AmountAxis {
  int64_t from;
  int64_t to;
  int64_t step;
  int64_t top = 0;

  int64_t At(int64_t minor) const { return top + Scaled(to - minor, to - from, kCurveHeight); }
};

// 1, 2 or 5, and zeros behind it.
int64_t RoundStep(int64_t range) {
  for (int64_t power = 1;; power *= 10) {
    for (const int64_t digit : {1, 2, 5}) {
      if (range / (digit * power) < kTicksMax) return digit * power;
    }
  }
}

AmountAxis AmountAxisOf(const Chart& chart) {
  int64_t least = 0;
  int64_t most = 0;
  for (const Chart::Track& track : chart.tracks()) {
    for (const Chart::Mark& mark : track.marks()) {
      least = std::min(least, Minor(mark.amount()));
      most = std::max(most, Minor(mark.amount()));
    }
  }
  // Nothing but zeros: a euro above.
  if (least == most) most = least + 100;
  const int64_t step = RoundStep(most - least);
  const int64_t below = least % step == 0 ? least / step : least / step - 1;
  const int64_t above = most % step == 0 ? most / step : most / step + 1;
  return {below * step, above * step, step};
}

std::string CurrencyOf(const Chart& chart) {
  for (const Chart::Track& track : chart.tracks()) {
    for (const Chart::Mark& mark : track.marks()) return mark.amount().currency_code();
  }
  return "";
}

// The amounts of the axis, in the language.
std::vector<std::pair<int64_t, std::string>> AmountTicks(const Chart& chart, const AmountAxis& axis,
                                                         Language language) {
  std::vector<std::pair<int64_t, std::string>> ticks;
  ticks.reserve(kTicksMax + 2);
  const std::string currency = CurrencyOf(chart);
  for (int64_t minor = axis.from; minor <= axis.to; minor += axis.step) {
    ticks.emplace_back(minor, AmountText(MoneyFromMinor(minor, currency), language));
  }
  return ticks;
}

// Says where the money is least; below that there is nothing in the way.
void WriteLowest(const Chart& chart, const TimeAxis& time, const AmountAxis& amounts,
                 Drawing* drawing) {
  const Chart::Mark* lowest = nullptr;
  for (const Chart::Track& track : chart.tracks()) {
    for (const Chart::Mark* const mark : InTime(track)) {
      if (lowest == nullptr || Minor(mark->amount()) < Minor(lowest->amount())) lowest = mark;
    }
  }
  if (lowest == nullptr) return;
  const Language language = drawing->language();
  const std::string text =
      absl::Substitute(words::kLowest.In(language), AmountText(lowest->amount(), language),
                       DateText(lowest->date(), language));
  const int64_t x = time.At(Day(lowest->date()));
  const int64_t y = amounts.At(Minor(lowest->amount()));
  const int64_t width = TextWidth(text);
  const int64_t left = StartAround(x, width);
  drawing->Point(x, y, Chart::STYLE_OPEN, MarkText(*lowest, language));
  drawing->Paper(left, y + kGap, width, kFineLineHeight);
  drawing->Write(left, y + kGap + kFineLineHeight - kUnder, text,
                 {.shown = Screens::kFine, .strong = true});
}

}  // namespace

void DrawCurve(const Chart& chart, Drawing* drawing) {
  const Language language = drawing->language();
  AmountAxis amounts = AmountAxisOf(chart);
  const std::vector<std::pair<int64_t, std::string>> ticks = AmountTicks(chart, amounts, language);
  int64_t margin = 0;
  for (const auto& [minor, text] : ticks) margin = std::max(margin, TextWidth(text) + kGap);
  const std::optional<TimeAxis> time = AxisOf(chart, margin);
  if (!time.has_value()) return;

  WriteToday(chart, *time, drawing);
  const int64_t above = drawing->Take(kGap);
  amounts.top = drawing->Take(kCurveHeight);
  const int64_t bottom = drawing->Take(kLineHeight) + kLineHeight;
  time->DrawGrid(above, bottom, drawing);
  for (const auto& [minor, text] : ticks) {
    const int64_t y = amounts.At(minor);
    drawing->Line(margin, y, kDrawingWidth - kInset, y, minor == 0 ? "cofi-axis" : "cofi-grid");
    drawing->Write(margin - kGap, y + kUnder, text,
                   {.anchor = Anchor::kEnd, .shown = Screens::kFine, .soft = true});
  }
  DrawToday(chart, *time, above, bottom, drawing);
  std::vector<LegendEntry> legend;
  legend.reserve(chart.tracks_size());
  for (int i = 0; i < chart.tracks_size(); ++i) {
    std::vector<Drawing::DrawnPoint> points;
    for (const Chart::Mark* const mark : InTime(chart.tracks(i))) {
      points.push_back({time->At(Day(mark->date())), amounts.At(Minor(mark->amount()))});
    }
    if (points.empty()) continue;
    drawing->Curve(points, i);
    legend.push_back(
        {.sample = LegendEntry::Sample::kCurve, .text = chart.tracks(i).label(), .curve = i});
  }
  WriteLowest(chart, *time, amounts, drawing);
  time->DrawDates(drawing);
  drawing->Legend(legend);
}

}  // namespace cofi::reporting
