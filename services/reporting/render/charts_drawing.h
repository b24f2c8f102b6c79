// What charts are drawn with: boxes, lines and texts in the house's patterns, from the top down.
//
// Lengths are integers, in hundredths of a pixel, so that the same chart has the same bytes on
// every machine. A text is 13 px high; on a narrow screen, where all of a drawing shrinks, it is
// set at 21 px, for which each line has room, and what is `fine` is left out.
#ifndef COFI_SERVICES_REPORTING_RENDER_CHARTS_DRAWING_H_
#define COFI_SERVICES_REPORTING_RENDER_CHARTS_DRAWING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/language.h"
#include "cofi/reporting/v1/documents.pb.h"
#include "services/reporting/render/markup.h"

namespace cofi::reporting {

inline constexpr int64_t kPixel = 100;
inline constexpr int64_t kDrawingWidth = 560 * kPixel;
// Of a text, on a screen that is wide enough.
inline constexpr int64_t kLineHeight = 26 * kPixel;
inline constexpr int64_t kCharacterWidth = 780;

// `value` of `range`, as a part of `length`. A range that is none has no length.
int64_t Scaled(int64_t value, int64_t range, int64_t length);

// So many characters of a text, the last of them `…` if it has more.
std::string CutText(absl::string_view text, int64_t characters);

// How long a text is, about; and how long on a narrow screen.
int64_t TextWidth(absl::string_view text);
int64_t NarrowTextWidth(absl::string_view text);

// What is said of a mark where it cannot be seen: its label, amount and dates.
std::string MarkText(const v1::Chart::Mark& mark, Language language);

enum class Anchor { kStart, kMiddle, kEnd };

// On which screens something is shown: what is fine is left out on a narrow one.
enum class Screens { kAlways, kFine, kNarrow };

struct Lettering {
  Anchor anchor = Anchor::kStart;
  Screens shown = Screens::kAlways;
  bool strong = false;
  bool soft = false;
  // All of a text that was cut, for whoever points at it.
  std::string whole = "";
};

struct LegendEntry {
  enum class Sample { kBox, kPoint, kTick, kCurve };
  Sample sample;
  std::string text;
  // At the end of the line, if any.
  std::string amount = "";
  v1::Chart::Style style = v1::Chart::STYLE_UNSPECIFIED;
  // Of a curve, which of them.
  int curve = 0;
};

// One drawing.
class Drawing {
 public:
  // The chart must stay.
  Drawing(const v1::Chart& chart, Language language);

  // Takes so much of the height; returns where that begins.
  int64_t Take(int64_t height);
  int64_t height() const { return height_; }
  Language language() const { return language_; }

  // `y` is the line that the text stands on.
  void Write(int64_t x, int64_t y, absl::string_view text, const Lettering& lettering = {});
  // A label, cut where it is too long, and what ends its line, if anything.
  void WriteLine(absl::string_view label, absl::string_view end = "", const Lettering& of_end = {},
                 int64_t end_x = kDrawingWidth);
  void Line(int64_t from_x, int64_t from_y, int64_t to_x, int64_t to_y, const char* kind);
  // In the pattern of a style.
  void Box(int64_t x, int64_t y, int64_t width, int64_t height, v1::Chart::Style style,
           absl::string_view what);
  // Of which nothing is filled yet.
  void EmptyBox(int64_t x, int64_t y, int64_t width, int64_t height);
  // Behind a fine text, where lines would cross it.
  void Paper(int64_t x, int64_t y, int64_t width, int64_t height);
  // An event: its shape says the style.
  void Point(int64_t x, int64_t y, v1::Chart::Style style, absl::string_view what);
  struct DrawnPoint {
    int64_t x;
    int64_t y;
  };
  void Curve(const std::vector<DrawnPoint>& points, int which);
  void Legend(const std::vector<LegendEntry>& entries);

  // All of it as SVG.
  std::string Finish() const;

 private:
  void Sample(const LegendEntry& entry, int64_t x, int64_t y);
  // A text that begins at `x`, cut to the width that is left on either kind of screen.
  void WriteCut(int64_t x, int64_t y, absl::string_view text, int64_t width, int64_t narrow_width,
                bool strong);
  void Patterns(Markup* markup) const;
  std::string Data() const;
  std::string IdOf(absl::string_view part) const;

  const v1::Chart& chart_;
  const Language language_;
  int64_t height_ = 0;
  std::string drawn_;
  Markup markup_;
};

// The kinds (charts_bars.cc, charts_time.cc). Nothing is drawn where there is nothing to draw.
void DrawStack(const v1::Chart& chart, Drawing* drawing);
void DrawBars(const v1::Chart& chart, Drawing* drawing);
void DrawTimeline(const v1::Chart& chart, Drawing* drawing);
void DrawCurve(const v1::Chart& chart, Drawing* drawing);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_RENDER_CHARTS_DRAWING_H_
