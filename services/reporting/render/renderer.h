// What makes a file of a document. A renderer knows no report: whatever a report says, it says by
// documents.proto; whatever a format needs beyond that is in the format's renderer.
//
//   auto renderer = MakeRenderer(request);
//   for (const v1::Document& part : parts) (*renderer)->Add(part, &bytes);
//   (*renderer)->Finish(&bytes);
#ifndef COFI_SERVICES_REPORTING_RENDER_RENDERER_H_
#define COFI_SERVICES_REPORTING_RENDER_RENDERER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/language.h"
#include "cofi/reporting/v1/documents.pb.h"
#include "cofi/reporting/v1/rendering.pb.h"

namespace cofi::reporting {

// Of one file. Not thread-safe; may take its time, and so runs on no thread of gRPC's.
class Renderer {
 public:
  virtual ~Renderer() = default;

  // Takes the next part of the document, and appends to `out` what is ready of the file.
  virtual absl::Status Add(const v1::Document& part, std::string* out) = 0;
  // Appends the rest, after the last part.
  virtual absl::Status Finish(std::string* out) = 0;
};

// Of every format but DOCUMENT. Each may refuse in Add or Finish with FORMAT_UNAVAILABLE.
std::unique_ptr<Renderer> MakeCsvRenderer(bool for_excel);
std::unique_ptr<Renderer> MakeXlsxRenderer();
std::unique_ptr<Renderer> MakeHtmlRenderer();
std::unique_ptr<Renderer> MakePdfRenderer();
std::unique_ptr<Renderer> MakeIcsRenderer();

// The one that a request asks for. VALUE_OUT_OF_RANGE of a format that there is not.
absl::StatusOr<std::unique_ptr<Renderer>> MakeRenderer(const v1::RenderReportRequest& request);

// Draws a chart as SVG, in the language given: patterns and not only colours, text of 12 px at
// least, dark where the reader's screen is, with its title and caption for those who do not see it.
std::string DrawChart(const v1::Chart& chart, Language language);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_RENDER_RENDERER_H_
