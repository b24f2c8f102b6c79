#include "services/reporting/render/charts_drawing.h"
#include "services/reporting/render/renderer.h"

namespace cofi::reporting {

std::string DrawChart(const v1::Chart& chart, Language language) {
  Drawing drawing(chart, language);
  switch (chart.kind()) {
    case v1::Chart::KIND_STACK:
      DrawStack(chart, &drawing);
      break;
    case v1::Chart::KIND_BARS:
      DrawBars(chart, &drawing);
      break;
    case v1::Chart::KIND_TIMELINE:
      DrawTimeline(chart, &drawing);
      break;
    case v1::Chart::KIND_CURVE:
      DrawCurve(chart, &drawing);
      break;
    default:
      // Of a newer version's kind, the table beside it says what there is.
      break;
  }
  return drawing.height() == 0 ? "" : drawing.Finish();
}

}  // namespace cofi::reporting
