#include "services/reporting/render/renderer.h"

#include "base/refusal.h"

namespace cofi::reporting {

absl::StatusOr<std::unique_ptr<Renderer>> MakeRenderer(const v1::RenderReportRequest& request) {
  switch (request.format()) {
    case v1::RenderReportRequest::FORMAT_CSV:
      return MakeCsvRenderer(request.for_excel());
    case v1::RenderReportRequest::FORMAT_XLSX:
      return MakeXlsxRenderer();
    case v1::RenderReportRequest::FORMAT_HTML:
      return MakeHtmlRenderer();
    case v1::RenderReportRequest::FORMAT_PDF:
      return MakePdfRenderer();
    case v1::RenderReportRequest::FORMAT_ICS:
      return MakeIcsRenderer();
    default:
      return Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                    {{"field", "format"},
                     {"value", v1::RenderReportRequest::Format_Name(request.format())},
                     {"accepted", "CSV, XLSX, HTML, PDF, ICS"}});
  }
}

}  // namespace cofi::reporting
