#include "services/reporting/rendering.h"

#include <algorithm>
#include <deque>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/documents.h"
#include "base/refusal.h"
#include "base/status.h"
#include "cofi/reporting/v1/rendering.pb.h"
#include "services/reporting/render/renderer.h"
#include "services/reporting/reports.h"
#include "services/rpc/wire.h"

namespace cofi::reporting {
namespace {

// Small enough that none is refused for its size, large enough that there are few; and so many
// that wait for their caller at once.
constexpr size_t kPieceBytes = 64 << 10;
constexpr size_t kPiecesAtOnce = 16;
constexpr int kPageRowsMax = 1'000;

const FieldDescriptor* FieldOf(const Message& message, const char* name) {
  return message.GetDescriptor()->FindFieldByName(name);
}

// Page after page: each is asked for, laid out and rendered while its caller reads the one before,
// and none is asked for that nobody waits for.
class RenderingStream final : public rpc::ServerStream {
 public:
  RenderingStream(std::shared_ptr<const Reports> reports, rpc::Workshop* workshop,
                  const v1::RenderReportRequest& request)
      : reports_(std::move(reports)), workshop_(workshop), request_(request) {}

  // FIELD_REQUIRED without a report, VALUE_OUT_OF_RANGE of a format that there is not.
  absl::Status Prepare() {
    const Message* asked = nullptr;
    COFI_ASSIGN_OR_RETURN(report_, reports_->Find(request_.query(), &asked));
    asked_.reset(asked->New());
    asked_->CopyFrom(*asked);
    const FieldDescriptor* const size = FieldOf(*asked_, "page_size");
    if (size != nullptr && asked_->GetReflection()->GetInt32(*asked_, size) == 0) {
      asked_->GetReflection()->SetInt32(asked_.get(), size, kPageRowsMax);
    }
    if (request_.format() == v1::RenderReportRequest::FORMAT_DOCUMENT) return absl::OkStatus();
    COFI_ASSIGN_OR_RETURN(renderer_, MakeRenderer(request_));
    return absl::OkStatus();
  }

 private:
  void Next() override {
    if (!ready_.empty()) return SendReady();
    if (complete_) return End(absl::OkStatus());
    // While others are asked, the server must not go.
    if (!Hold()) return;
    answer_.reset(report_->answer->New());
    report_->make(caller(), *asked_, &memory_, answer_.get(),
                  [self = Self<RenderingStream>()](const absl::Status& status) {
                    self->workshop_->Post([self, status] {
                      self->Got(status);
                      self->LetGo();
                    });
                  });
  }

  // In the workshop, as all that follows.
  void Got(const absl::Status& status) {
    if (ending()) return Send({}, /*more=*/false);
    absl::Status done = status;
    if (done.ok()) done = Render();
    if (!done.ok()) return End(done);
    SendReady();
  }

  absl::Status Render() {
    const std::string token = StringField(*answer_, "next_page_token");
    complete_ = token.empty() || request_.one_page();
    const Part part{.first = first_, .last = complete_};
    v1::Document document = DocumentOf(*report_, *answer_, *asked_, part, caller().language);
    answer_.reset();
    COFI_RETURN_IF_ERROR(CheckSameMoment(document));
    if (!complete_) SetStringField(asked_.get(), "page_token", token);
    const int64_t rows = RowCount(document);
    rows_ += rows;
    // A page may be empty while there are more: it says nothing, not even that there is nothing.
    if (!complete_ && rows == 0) return absl::OkStatus();
    first_ = false;
    v1::RenderedPiece piece;
    if (complete_) piece.set_next_page_token(token);
    if (renderer_ == nullptr) {
      document.clear_next_page_token();
      *piece.mutable_document() = std::move(document);
      AddPiece(std::move(piece));
      return absl::OkStatus();
    }
    std::string bytes;
    COFI_RETURN_IF_ERROR(renderer_->Add(document, &bytes));
    if (complete_) COFI_RETURN_IF_ERROR(renderer_->Finish(&bytes));
    Cut(bytes, std::move(piece));
    return absl::OkStatus();
  }

  // A file is of one moment, as far as it is about one project.
  absl::Status CheckSameMoment(const v1::Document& document) {
    if (document.project().empty()) return absl::OkStatus();
    std::string moment = document.as_of_date().SerializeAsString();
    for (const auto& position : document.journal_positions()) {
      moment += position.SerializeAsString();
    }
    if (moment_.empty()) moment_ = moment;
    if (moment == moment_) return absl::OkStatus();
    return Refuse(type::v1::REASON_REPORT_CHANGED, {{"name", document.project()}});
  }

  // One piece at least, so that a caller sees how far it is. The first is `piece`.
  void Cut(const std::string& bytes, v1::RenderedPiece piece) {
    for (size_t at = 0; at < bytes.size() || at == 0; at += kPieceBytes) {
      piece.set_data(bytes.substr(at, kPieceBytes));
      AddPiece(std::move(piece));
      piece.Clear();
    }
  }

  void AddPiece(v1::RenderedPiece piece) {
    piece.set_rows_done(rows_);
    ready_.push_back(rpc::BytesOf(piece));
  }

  void SendReady() {
    const size_t count = std::min(kPiecesAtOnce, ready_.size());
    std::vector<grpc::ByteBuffer> pieces(std::make_move_iterator(ready_.begin()),
                                         std::make_move_iterator(ready_.begin() + count));
    ready_.erase(ready_.begin(), ready_.begin() + count);
    Send(std::move(pieces), /*more=*/true);
  }

  const std::shared_ptr<const Reports> reports_;
  rpc::Workshop* const workshop_;
  const v1::RenderReportRequest request_;
  // All these only between Next and its answer.
  const Report* report_ = nullptr;
  std::unique_ptr<Message> asked_, answer_;
  std::unique_ptr<Renderer> renderer_;
  PageMemory memory_;
  std::deque<grpc::ByteBuffer> ready_;
  std::string moment_;
  int64_t rows_ = 0;
  bool first_ = true, complete_ = false;
};

}  // namespace

void ServeRendering(const rpc::StreamParts& parts) {
  parts.streams->Serve<v1::RenderReportRequest>(
      [reports = std::make_shared<const Reports>(parts.peers),
       workshop = parts.workshop](const v1::RenderReportRequest& request)
          -> absl::StatusOr<std::shared_ptr<rpc::ServerStream>> {
        auto stream = std::make_shared<RenderingStream>(reports, workshop, request);
        COFI_RETURN_IF_ERROR(stream->Prepare());
        return stream;
      });
}

}  // namespace cofi::reporting
