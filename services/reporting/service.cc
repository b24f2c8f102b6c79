#include "services/reporting/service.h"

#include <utility>

#include "base/status.h"
#include "cofi/reporting/v1/documents.pb.h"
#include "cofi/reporting/v1/rendering.pb.h"
#include "services/reporting/claim_pack.h"
#include "services/reporting/reminders.h"
#include "services/reporting/render/renderer.h"
#include "services/reporting/rendering.h"
#include "services/reporting/reports.h"

namespace cofi::reporting {
namespace {

// A report on its way to be a document.
struct AskedReport {
  const Report* report = nullptr;
  const Message* request = nullptr;
  std::unique_ptr<Message> answer;
};

void DrawCharts(Language language, v1::Document* document) {
  for (v1::Block& block : *document->mutable_blocks()) {
    if (block.has_chart()) {
      block.mutable_chart()->set_svg(DrawChart(block.chart(), language));
    }
  }
}

}  // namespace

std::unique_ptr<rpc::Host> MakeHost(const rpc::Peers* peers) {
  const auto reports = std::make_shared<const Reports>(peers);
  auto host = std::make_unique<rpc::Host>("reporting", nullptr, peers);
  for (const Report& report : reports->all()) report.offer(host.get());
  host->Async<v1::GetReportDocumentRequest, v1::Document>(
      [reports](const rpc::Caller& caller, const v1::GetReportDocumentRequest& request,
                v1::Document* document, const Answered& done) {
        const auto asked = std::make_shared<AskedReport>();
        const auto found = reports->Find(request.query(), &asked->request);
        if (!found.ok()) return done(found.status());
        asked->report = *found;
        asked->answer.reset(asked->report->answer->New());
        asked->report->make(caller, *asked->request, /*memory=*/nullptr, asked->answer.get(),
                            [=, &request, language = caller.language](const absl::Status& status) {
                              if (!status.ok()) return done(status);
                              *document = DocumentOf(*asked->report, *asked->answer,
                                                     *asked->request, Part(), language);
                              if (request.draw_charts()) DrawCharts(language, document);
                              done(absl::OkStatus());
                            });
      });
  return host;
}

void ServeStreams(const rpc::StreamParts& parts) {
  ServeRendering(parts);
  ServeReminders(parts);
  ServeClaimPacks(parts);
}

}  // namespace cofi::reporting
