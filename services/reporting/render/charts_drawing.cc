#include "services/reporting/render/charts_drawing.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "base/readable.h"
#include "base/text.h"
#include "services/reporting/render/embedded_text.h"

namespace cofi::reporting {
namespace {

using Chart = v1::Chart;
// The product of two lengths or amounts.
using Wide = __int128;

// The text of a line stands so far below its top.
constexpr int64_t kBaseline = 19 * kPixel;
// As kCharacterWidth, on a narrow screen.
constexpr int64_t kNarrowCharacterWidth = 1'260;
// Between two texts of one line.
constexpr int64_t kBetween = 12 * kPixel;
constexpr int64_t kSampleWidth = 20 * kPixel;
constexpr int64_t kSampleHeight = 14 * kPixel;
constexpr int64_t kBehindSample = 7 * kPixel;
// Of a point, from its middle.
constexpr int64_t kRadius = 6 * kPixel;
// Names of two things fit beside each other in a legend up to so many characters.
constexpr size_t kBesideMax = 20;
// Curves that look different; the next looks like the first.
constexpr int kCurveKinds = 4;

// A pattern: what lies beneath, and what is drawn on it, in a tile.
struct Pattern {
  const char* name;
  int tile_pixels;
  const char* ink;
};
// By style, from STYLE_SURE on; that is solid.
constexpr Pattern kPatterns[] = {
    {"sure", 0, ""},
    {"reserved", 8, R"(<path class="cofi-reserved-ink" d="M-2 2l4-4M-1 9l10-10M6 10l4-4"/>)"},
    {"open", 7, R"(<circle class="cofi-open-ink" cx="3.5" cy="3.5" r="1.6"/>)"},
    {"own", 6, R"(<path class="cofi-own-ink" d="M0 3h6M3 0v6"/>)"},
    {"missing", 10, R"(<path class="cofi-missing-ink" d="M-2 8l4 4M-1-1l12 12M8-2l4 4"/>)"},
};

const Pattern& PatternOf(Chart::Style style) {
  return kPatterns[style < Chart::STYLE_SURE || style > Chart::STYLE_MISSING
                       ? 0
                       : style - Chart::STYLE_SURE];
}

// `12`, `12.5`, `-0.25`.
std::string Pixels(int64_t length) {
  const int64_t size = std::abs(length);
  std::string text = absl::StrCat(length < 0 ? "-" : "", size / kPixel);
  if (const int64_t rest = size % kPixel; rest != 0) {
    absl::StrAppendFormat(&text, ".%02d", rest);
    if (text.back() == '0') text.pop_back();
  }
  return text;
}

const char* AnchorText(Anchor anchor) {
  switch (anchor) {
    case Anchor::kMiddle:
      return "middle";
    case Anchor::kEnd:
      return "end";
    case Anchor::kStart:
      break;
  }
  return "";
}

const char* ShownClass(Screens shown) {
  switch (shown) {
    case Screens::kFine:
      return " cofi-fine";
    case Screens::kNarrow:
      return " cofi-narrow";
    case Screens::kAlways:
      break;
  }
  return "";
}

std::string CurveClass(int which) {
  which %= kCurveKinds;
  return which == 0 ? "cofi-curve" : absl::StrCat("cofi-curve cofi-curve", which);
}

}  // namespace

int64_t Scaled(int64_t value, int64_t range, int64_t length) {
  if (range <= 0) return 0;
  return static_cast<int64_t>(static_cast<Wide>(value) * length / range);
}

std::string CutText(absl::string_view text, int64_t characters) {
  std::string visible = Visible(text);
  if (static_cast<int64_t>(CountCharacters(visible)) <= characters) return visible;
  const auto left = static_cast<size_t>(std::max<int64_t>(characters - 1, 0));
  return absl::StrCat(absl::StripTrailingAsciiWhitespace(FirstCharacters(visible, left)), "…");
}

int64_t TextWidth(absl::string_view text) {
  return static_cast<int64_t>(CountCharacters(text)) * kCharacterWidth;
}

int64_t NarrowTextWidth(absl::string_view text) {
  return static_cast<int64_t>(CountCharacters(text)) * kNarrowCharacterWidth;
}

std::string MarkText(const Chart::Mark& mark, Language language) {
  std::string text = mark.label();
  const std::string dates =
      absl::StrCat(DateText(mark.date(), language), IsSet(mark.end_date()) ? " – " : "",
                   DateText(mark.end_date(), language));
  for (const std::string& each : {AmountText(mark.amount(), language), dates}) {
    if (!each.empty()) absl::StrAppend(&text, text.empty() ? "" : " ", each);
  }
  return text;
}

Drawing::Drawing(const Chart& chart, Language language)
    : chart_(chart), language_(language), markup_(&drawn_) {}

int64_t Drawing::Take(int64_t height) {
  height_ += height;
  return height_ - height;
}

void Drawing::Write(int64_t x, int64_t y, absl::string_view text, const Lettering& lettering) {
  if (!lettering.whole.empty()) {
    markup_.Begin("g");
    markup_.Whole("title", lettering.whole);
  }
  markup_.Whole("text", text,
                {{"class", absl::StrCat("cofi-t", ShownClass(lettering.shown),
                                        lettering.strong ? " cofi-strong" : "",
                                        lettering.soft ? " cofi-soft" : "")},
                 {"x", Pixels(x)},
                 {"y", Pixels(y)},
                 {"text-anchor", AnchorText(lettering.anchor)}});
  if (!lettering.whole.empty()) markup_.End();
}

void Drawing::WriteCut(int64_t x, int64_t y, absl::string_view text, int64_t width,
                       int64_t narrow_width, bool strong) {
  const std::string all = Visible(text);
  const std::string cut = CutText(all, width / kCharacterWidth);
  const std::string narrow = CutText(all, narrow_width / kNarrowCharacterWidth);
  const bool same = cut == narrow;
  Write(x, y, cut,
        {.shown = same ? Screens::kAlways : Screens::kFine,
         .strong = strong,
         .whole = cut == all ? "" : all});
  if (same) return;
  Write(x, y, narrow, {.shown = Screens::kNarrow, .strong = strong, .whole = all});
}

void Drawing::WriteLine(absl::string_view label, absl::string_view end, const Lettering& of_end,
                        int64_t end_x) {
  const int64_t y = Take(kLineHeight) + kBaseline;
  int64_t width = kDrawingWidth;
  int64_t narrow_width = kDrawingWidth;
  if (!end.empty()) {
    Lettering lettering = of_end;
    lettering.anchor = Anchor::kEnd;
    Write(end_x, y, end, lettering);
    width = end_x - TextWidth(end) - kBetween;
    if (of_end.shown != Screens::kFine) narrow_width = end_x - NarrowTextWidth(end) - kBetween;
  }
  WriteCut(0, y, label, width, narrow_width, /*strong=*/true);
}

void Drawing::Line(int64_t from_x, int64_t from_y, int64_t to_x, int64_t to_y, const char* kind) {
  markup_.Empty("path", {{"class", kind},
                         {"d", absl::StrCat("M", Pixels(from_x), " ", Pixels(from_y), "L",
                                            Pixels(to_x), " ", Pixels(to_y))}});
}

void Drawing::Box(int64_t x, int64_t y, int64_t width, int64_t height, Chart::Style style,
                  absl::string_view what) {
  const Pattern& pattern = PatternOf(style);
  markup_.Begin("g");
  if (!what.empty()) markup_.Whole("title", what);
  const bool solid = pattern.tile_pixels == 0;
  markup_.Empty("rect", {{"class", solid ? "cofi-box cofi-sure" : "cofi-box"},
                         {"x", Pixels(x)},
                         {"y", Pixels(y)},
                         {"width", Pixels(width)},
                         {"height", Pixels(height)},
                         {"fill", solid ? "" : absl::StrCat("url(#", IdOf(pattern.name), ")")}});
  markup_.End();
}

void Drawing::EmptyBox(int64_t x, int64_t y, int64_t width, int64_t height) {
  markup_.Empty("rect", {{"class", "cofi-empty"},
                         {"x", Pixels(x)},
                         {"y", Pixels(y)},
                         {"width", Pixels(width)},
                         {"height", Pixels(height)}});
}

void Drawing::Paper(int64_t x, int64_t y, int64_t width, int64_t height) {
  markup_.Empty("rect", {{"class", "cofi-paper cofi-fine"},
                         {"x", Pixels(x)},
                         {"y", Pixels(y)},
                         {"width", Pixels(width)},
                         {"height", Pixels(height)},
                         {"fill-opacity", "0.85"}});
}

void Drawing::Point(int64_t x, int64_t y, Chart::Style style, absl::string_view what) {
  const auto from = [&](int64_t right, int64_t down) {
    return absl::StrCat(Pixels(x + right), " ", Pixels(y + down));
  };
  constexpr int64_t r = kRadius;
  markup_.Begin("g");
  if (!what.empty()) markup_.Whole("title", what);
  switch (style) {
    case Chart::STYLE_RESERVED:
      markup_.Empty("path", {{"class", "cofi-box cofi-reserved"},
                             {"d", absl::StrCat("M", from(0, -r), "L", from(r, 0), "L", from(0, r),
                                                "L", from(-r, 0), "Z")}});
      break;
    case Chart::STYLE_OWN:
      markup_.Empty("path", {{"class", "cofi-box cofi-own"},
                             {"d", absl::StrCat("M", from(-r, -r), "L", from(r, -r), "L",
                                                from(r, r), "L", from(-r, r), "Z")}});
      break;
    case Chart::STYLE_MISSING:
      markup_.Empty("path", {{"class", "cofi-missing-ink"},
                             {"d", absl::StrCat("M", from(-r, -r), "L", from(r, r), "M",
                                                from(-r, r), "L", from(r, -r))}});
      break;
    default:
      markup_.Empty("circle", {{"class", style == Chart::STYLE_OPEN ? "cofi-box cofi-paper"
                                                                    : "cofi-box cofi-sure"},
                               {"cx", Pixels(x)},
                               {"cy", Pixels(y)},
                               {"r", Pixels(r)}});
  }
  markup_.End();
}

void Drawing::Curve(const std::vector<DrawnPoint>& points, int which) {
  std::string path;
  for (const DrawnPoint& point : points) {
    absl::StrAppend(&path, path.empty() ? "M" : "L", Pixels(point.x), " ", Pixels(point.y));
  }
  markup_.Empty("path", {{"class", CurveClass(which)}, {"d", path}});
}

void Drawing::Sample(const LegendEntry& entry, int64_t x, int64_t y) {
  const int64_t middle = y + kLineHeight / 2;
  switch (entry.sample) {
    case LegendEntry::Sample::kBox:
      Box(x + kPixel, middle - kSampleHeight / 2, kSampleWidth - kPixel, kSampleHeight, entry.style,
          "");
      break;
    case LegendEntry::Sample::kPoint:
      Point(x + kSampleWidth / 2, middle, entry.style, "");
      break;
    case LegendEntry::Sample::kTick:
      Line(x + kSampleWidth / 2, middle - kSampleHeight / 2, x + kSampleWidth / 2,
           middle + kSampleHeight / 2, "cofi-tick");
      break;
    case LegendEntry::Sample::kCurve:
      Curve({{x, middle}, {x + kSampleWidth, middle}}, entry.curve);
      break;
  }
}

void Drawing::Legend(const std::vector<LegendEntry>& entries) {
  // Two beside each other, if all are that short.
  const bool beside = std::all_of(entries.begin(), entries.end(), [](const LegendEntry& entry) {
    return entry.amount.empty() && CountCharacters(entry.text) <= kBesideMax;
  });
  const int64_t width = beside ? kDrawingWidth / 2 : kDrawingWidth;
  for (size_t i = 0; i < entries.size(); ++i) {
    const LegendEntry& entry = entries[i];
    const bool second = beside && i % 2 == 1;
    const int64_t x = second ? width : 0;
    const int64_t y = second ? height_ - kLineHeight : Take(kLineHeight);
    Sample(entry, x, y);
    const int64_t left =
        width - kSampleWidth - kBehindSample - (entry.amount.empty() ? 0 : kBetween);
    WriteCut(x + kSampleWidth + kBehindSample, y + kBaseline, entry.text,
             left - TextWidth(entry.amount), left - NarrowTextWidth(entry.amount),
             /*strong=*/false);
    if (!entry.amount.empty()) {
      Write(kDrawingWidth, y + kBaseline, entry.amount, {.anchor = Anchor::kEnd});
    }
  }
}

// An id of the page, whatever the chart is called.
std::string Drawing::IdOf(absl::string_view part) const {
  std::string id = "cofi-";
  for (const char c : chart_.id()) {
    if (absl::ascii_isalnum(c) || c == '-') {
      id += c;
    } else {
      absl::StrAppendFormat(&id, "_%02x", static_cast<unsigned char>(c));
    }
  }
  return absl::StrCat(id, "-", part);
}

void Drawing::Patterns(Markup* markup) const {
  markup->Begin("defs");
  for (const Pattern& pattern : kPatterns) {
    const std::string id = IdOf(pattern.name);
    if (!absl::StrContains(drawn_, absl::StrCat("url(#", id, ")"))) continue;
    const std::string tile = absl::StrCat(pattern.tile_pixels);
    markup->Begin(
        "pattern",
        {{"id", id}, {"width", tile}, {"height", tile}, {"patternUnits", "userSpaceOnUse"}});
    markup->Empty(
        "rect",
        {{"class", absl::StrCat("cofi-", pattern.name)}, {"width", tile}, {"height", tile}});
    markup->Raw(pattern.ink);
    markup->End();
  }
  markup->End();
}

// What it says, in words.
std::string Drawing::Data() const {
  std::string data = chart_.caption();
  for (const Chart::Track& track : chart_.tracks()) {
    std::string said = track.label();
    if (const std::string whole = AmountText(track.whole(), language_); !whole.empty()) {
      absl::StrAppend(&said, said.empty() ? "" : " ", "(", whole, ")");
    }
    std::vector<std::string> marks;
    marks.reserve(track.marks_size());
    for (const Chart::Mark& mark : track.marks()) marks.push_back(MarkText(mark, language_));
    const char* const colon = Text{": ", " : "}.In(language_);
    absl::StrAppend(&data, data.empty() ? "" : " ", said, said.empty() ? "" : colon,
                    absl::StrJoin(marks, ", "), ".");
  }
  return data;
}

std::string Drawing::Finish() const {
  std::string svg;
  Markup markup(&svg);
  const std::string title = IdOf("title");
  const std::string data = IdOf("data");
  // A point or line at the edge is not cut in half.
  constexpr int64_t kEdge = kPixel;
  markup.Begin("svg",
               {{"xmlns", "http://www.w3.org/2000/svg"},
                {"viewBox", absl::StrCat(Pixels(-kEdge), " 0 ", Pixels(kDrawingWidth + 2 * kEdge),
                                         " ", Pixels(height_ + kEdge))},
                {"width", "100%"},
                {"role", "img"},
                {"aria-labelledby", title},
                {"aria-describedby", data}});
  markup.Whole("title", chart_.title(), {{"id", title}});
  markup.Whole("desc", Data(), {{"id", data}});
  markup.Begin("style");
  markup.Raw(EmbeddedText("chart.css"));
  markup.End();
  Patterns(&markup);
  markup.Raw(drawn_);
  markup.End();
  return svg;
}

}  // namespace cofi::reporting
