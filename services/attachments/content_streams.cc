// Contents on their way in and out.
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/digest.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "cofi/attachments/v1/contents.pb.h"
#include "services/attachments/contents.h"
#include "services/attachments/service.h"
#include "services/attachments/tables.h"
#include "services/rpc/wire.h"

namespace cofi::attachments {
namespace {

using v1::DownloadContentRequest;
using v1::DownloadContentResponse;
using v1::UploadContentRequest;
using v1::UploadContentResponse;

// What a message carries at most.
constexpr size_t kDataBytes = size_t{128} << 10;

// As a phrase says it.
static_assert(kContentBytesMax == 33'554'432);
absl::Status WrongLength(int64_t size) {
  return InField("data",
                 Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                        {{"value", absl::StrCat(size)}, {"accepted", "1 to 33,554,432 bytes"}}));
}

db::Cause CauseOf(const rpc::Caller& caller, absl::string_view verb, absl::string_view root = "") {
  db::Cause cause;
  cause.root = std::string(root);
  cause.principal = caller.principal;
  cause.verb = std::string(verb);
  return cause;
}

// A content that comes in, piece by piece into the store. Until it is whole nothing refers to its
// pieces, and they go when it is cut off, or after a day.
class ContentUpload final : public rpc::ClientStream {
 public:
  explicit ContentUpload(db::Store* store) : store_(store), upload_(NewUuid()) {}

 private:
  void Take(const Message& message) override {
    const auto& request = static_cast<const UploadContentRequest&>(message);
    if (std::exchange(first_, false) && !request.sha256().empty()) {
      expected_ = request.sha256();
      return AskWhetherKnown(request.data());
    }
    TakeData(request.data());
  }

  void TakeEnd() override {
    if (size_ == 0) return End(WrongLength(size_));
    KeptContent content{absl::BytesToHexString(digest_.Finish()), size_, upload_};
    if (!expected_.empty() && content.sha256 != expected_) {
      return End(InField("sha256", Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                                          {{"value", expected_}, {"accepted", content.sha256}})));
    }
    const auto self = Self<ContentUpload>();
    const auto known = std::make_shared<bool>(false);
    store_->Write(
        CauseOf(caller(), "UploadContent", kSharedRoot),
        [self, content, known](db::Transaction& tx) -> absl::Status {
          COFI_RETURN_IF_ERROR(self->AddRest(tx));
          COFI_ASSIGN_OR_RETURN(*known, KeepContent(tx, content));
          return absl::OkStatus();
        },
        [self, content, known](const absl::Status& status) {
          if (!status.ok()) return self->End(status);
          self->AnswerWith(content, *known);
        });
  }

  void OnEnd(const absl::Status& status) override {
    if (status.ok() || pieces_ == 0) return;
    store_->Write(
        CauseOf(caller(), "UploadContent"),
        [upload = upload_](db::Transaction& tx) { return DropUpload(tx, upload); },
        // What stays for now goes after a day.
        [](const absl::Status&) {});
  }

  // What is there need not be sent.
  void AskWhetherKnown(const std::string& data) {
    const auto self = Self<ContentUpload>();
    const auto found = std::make_shared<std::optional<KeptContent>>();
    store_->Write(
        CauseOf(caller(), "UploadContent", kSharedRoot),
        [self, found](db::Transaction& tx) -> absl::Status {
          COFI_ASSIGN_OR_RETURN(const bool known, WantContent(tx, self->expected_));
          if (!known) return absl::OkStatus();
          COFI_ASSIGN_OR_RETURN(*found, FindContent(tx, self->expected_));
          return absl::OkStatus();
        },
        [self, found, data](const absl::Status& status) {
          if (!status.ok()) return self->End(status);
          if (!found->has_value()) return self->TakeData(data);
          self->AnswerWith(**found, /*known=*/true);
        });
  }

  void TakeData(const std::string& data) {
    size_ += static_cast<int64_t>(data.size());
    if (size_ > kContentBytesMax) return End(WrongLength(size_));
    digest_.Add(data);
    rest_ += data;
    if (rest_.size() < kPieceBytes) return More();
    const auto self = Self<ContentUpload>();
    store_->Write(
        CauseOf(caller(), "UploadContent"),
        [self](db::Transaction& tx) { return self->AddRest(tx); },
        [self](const absl::Status& status) {
          if (!status.ok()) return self->End(status);
          ++self->pieces_;
          self->rest_.clear();
          self->More();
        });
  }

  // May run again.
  absl::Status AddRest(db::Transaction& tx) const {
    return rest_.empty() ? absl::OkStatus() : AddPiece(tx, upload_, pieces_, rest_);
  }

  void AnswerWith(const KeptContent& content, bool known) {
    UploadContentResponse response;
    response.set_sha256(content.sha256);
    response.set_size_bytes(content.size);
    response.set_known(known);
    Answer(response);
  }

  db::Store* const store_;
  const std::string upload_;
  bool first_ = true;
  std::string expected_;
  Digest digest_;
  int64_t size_ = 0;
  // What has come and is not in the store yet, and how much is.
  std::string rest_;
  std::atomic<int64_t> pieces_ = 0;
};

// A content that goes out, a stored piece at a time, and is proved on the way.
class ContentDownload final : public rpc::ServerStream {
 public:
  ContentDownload(db::Store* store, std::string name) : store_(store), name_(std::move(name)) {}

 private:
  void Next() override {
    if (content_.has_value() && sent_ >= content_->size) return End(Proved());
    const auto self = Self<ContentDownload>();
    const auto piece = std::make_shared<std::optional<std::string>>();
    store_->Read(
        CauseOf(caller(), "DownloadContent"),
        [self, piece](db::Transaction& tx) -> absl::Status {
          // It may be deleted on the way.
          COFI_RETURN_IF_ERROR(self->Find(tx));
          COFI_ASSIGN_OR_RETURN(*piece, ReadPiece(tx, *self->content_, self->pieces_));
          return piece->has_value() ? absl::OkStatus() : self->Damaged(self->content_->sha256, "");
        },
        [self, piece](const absl::Status& status) {
          if (!status.ok()) return self->End(status);
          self->SendPiece(**piece);
        });
  }

  absl::Status Find(db::Transaction& tx) {
    const bool is_paper = Papers().pattern().Check(name_).ok();
    std::string sha256;
    if (is_paper) {
      COFI_ASSIGN_OR_RETURN(const v1::Paper paper, Papers().Get(tx, name_));
      sha256 = paper.sha256();
      display_name_ = paper.display_name();
      content_type_ = paper.content_type();
    } else {
      COFI_RETURN_IF_ERROR(InField("name", Attachments().pattern().Check(name_)));
      COFI_ASSIGN_OR_RETURN(const v1::Attachment attachment, Attachments().Get(tx, name_));
      if (!attachment.location().empty()) {
        return Refuse(type::v1::REASON_KEPT_ELSEWHERE,
                      {{"name", name_}, {"location", attachment.location()}});
      }
      sha256 = attachment.sha256();
      display_name_ = attachment.display_name();
      content_type_ = attachment.content_type();
    }
    COFI_ASSIGN_OR_RETURN(content_, FindContent(tx, sha256));
    return content_.has_value() ? absl::OkStatus() : Damaged(sha256, "");
  }

  void SendPiece(const std::string& piece) {
    std::vector<grpc::ByteBuffer> messages;
    for (size_t at = 0; at < piece.size(); at += kDataBytes) {
      DownloadContentResponse response;
      response.set_data(piece.substr(at, kDataBytes));
      response.set_total(content_->size);
      if (pieces_ == 0 && at == 0) {
        response.set_display_name(display_name_);
        response.set_content_type(content_type_);
      }
      messages.push_back(rpc::BytesOf(response));
    }
    digest_.Add(piece);
    sent_ += static_cast<int64_t>(piece.size());
    ++pieces_;
    Send(std::move(messages), /*more=*/true);
  }

  absl::Status Proved() {
    const std::string sum = absl::BytesToHexString(digest_.Finish());
    const bool whole = sum == content_->sha256 && sent_ == content_->size;
    return whole ? absl::OkStatus() : Damaged(content_->sha256, sum);
  }

  absl::Status Damaged(const std::string& expected, const std::string& found) const {
    return Refuse(type::v1::REASON_STORE_DAMAGED, {{"name", name_},
                                                   {"what", "content"},
                                                   {"root", std::string(RootOf(name_))},
                                                   {"sequence", "0"},
                                                   {"expected", expected},
                                                   {"found", found}});
  }

  db::Store* const store_;
  const std::string name_;
  std::optional<KeptContent> content_;
  std::string display_name_, content_type_;
  Digest digest_;
  int64_t sent_ = 0;
  int64_t pieces_ = 0;
};

}  // namespace

void ServeContents(const rpc::StreamParts& parts) {
  parts.uploads->Serve<UploadContentRequest>(
      [store = parts.store] { return std::make_shared<ContentUpload>(store); });
  parts.streams->Serve<DownloadContentRequest>(
      [store = parts.store](const DownloadContentRequest& request)
          -> absl::StatusOr<std::shared_ptr<rpc::ServerStream>> {
        return std::make_shared<ContentDownload>(store, request.name());
      });
}

}  // namespace cofi::attachments
