#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/documents.h"
#include "base/refusal.h"
#include "services/reporting/render/html.h"
#include "services/reporting/render/print.h"
#include "services/reporting/render/renderer.h"

namespace cofi::reporting {
namespace {

// WeasyPrint takes 3 s for 120 rows and 15 s for 1,000.
constexpr int64_t kPrintedRowsMax = 500;

class PdfRenderer final : public Renderer {
 public:
  absl::Status Add(const v1::Document& part, std::string* /*out*/) override {
    AppendPart(part, &whole_);
    if (RowCount(whole_) <= kPrintedRowsMax) return absl::OkStatus();
    return Refuse(type::v1::REASON_FORMAT_UNAVAILABLE,
                  {{"format", "PDF"},
                   {"why", "it has more than {limit} rows: take a spreadsheet"},
                   {"limit", absl::StrCat(kPrintedRowsMax)}});
  }
  absl::Status Finish(std::string* out) override {
    const absl::StatusOr<std::string> pdf = PrintPage(HtmlPage(whole_), Day(whole_.as_of_date()));
    if (!pdf.ok()) return pdf.status();
    *out += *pdf;
    return absl::OkStatus();
  }

 private:
  v1::Document whole_;
};

}  // namespace

std::unique_ptr<Renderer> MakePdfRenderer() { return std::make_unique<PdfRenderer>(); }

}  // namespace cofi::reporting
