#include "services/reporting/claim_pack.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/dates.h"
#include "base/digest.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "clients/download.h"
#include "clients/methods.h"
#include "cofi/attachments/v1/contents.pb.h"
#include "cofi/budgets/v1/claims.pb.h"
#include "cofi/reporting/v1/claim_pack.pb.h"
#include "services/reporting/claim_pack_files.h"
#include "services/reporting/inquiry.h"
#include "services/reporting/render/renderer.h"
#include "services/reporting/render/temporary_folder.h"
#include "services/reporting/render/zip.h"
#include "services/reporting/reports.h"
#include "services/rpc/wire.h"

namespace cofi::reporting {
namespace {

using attachments::v1::DownloadContentRequest;
using attachments::v1::DownloadContentResponse;
using v1::ClaimStatement;
using v1::DownloadClaimPackRequest;
using v1::DownloadClaimPackResponse;

// What a message carries at most, and how many wait for their caller at once.
constexpr size_t kDataBytes = size_t{128} << 10;
constexpr int kPiecesAtOnce = 8;

absl::Status NotWritten() {
  return absl::InternalError("claim pack: its files cannot be written to the temporary folder");
}

absl::Status WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  file.close();
  return file.good() ? absl::OkStatus() : NotWritten();
}

absl::Status Render(const v1::Document& document, std::unique_ptr<Renderer> renderer,
                    std::string* bytes) {
  COFI_RETURN_IF_ERROR(renderer->Add(document, bytes));
  return renderer->Finish(bytes);
}

std::string Sha256(const std::string& bytes) {
  Digest digest;
  digest.Add(bytes);
  return absl::BytesToHexString(digest.Finish());
}

// One archive: made as a whole, so that what is missing refuses it before anything is sent, and
// then read piece by piece. However many files there are, it has one piece in memory.
class ClaimPackStream final : public rpc::ServerStream {
 public:
  ClaimPackStream(std::shared_ptr<const Reports> reports, const rpc::Peers* peers,
                  rpc::Workshop* workshop, const DownloadClaimPackRequest& request)
      : reports_(std::move(reports)), peers_(peers), workshop_(workshop), claim_(request.claim()) {
    v1::GetClaimStatementRequest& asked = *query_.mutable_claim_statement();
    asked.set_parent(std::string(RootOf(claim_)));
    asked.set_claim(claim_);
    if (request.has_as_of_date()) *asked.mutable_as_of_date() = request.as_of_date();
    if (request.has_known_at()) *asked.mutable_known_at() = request.known_at();
  }

  // RESOURCE_NAME_MALFORMED of what is no claim's name.
  absl::Status Prepare() {
    COFI_RETURN_IF_ERROR(
        InField("claim", NamePattern::Of(budgets::v1::Claim::descriptor()).Check(claim_)));
    COFI_ASSIGN_OR_RETURN(report_, reports_->Find(query_, &asked_));
    return absl::OkStatus();
  }

 private:
  void Next() override {
    // While it is made, or read, the server must not go.
    if (!Hold()) return;
    const auto self = Self<ClaimPackStream>();
    if (archive_.is_open()) return Work([self] { self->SendPieces(); });
    report_->make(caller(), *asked_, &memory_, &statement_, [self](const absl::Status& status) {
      self->Work([self, status] { self->Got(status); });
    });
  }

  void Work(std::function<void()> work) {
    workshop_->Post([self = Self<ClaimPackStream>(), work = std::move(work)] {
      work();
      self->LetGo();
    });
  }

  // In the workshop, as all that follows.
  void Got(const absl::Status& status) {
    if (ending()) return Send({}, /*more=*/false);
    const absl::Status made = status.ok() ? Make() : status;
    if (!made.ok()) return End(made);
    SendPieces();
  }

  absl::Status Make() {
    COFI_RETURN_IF_ERROR(CheckAllHere(statement_));
    const TemporaryFolder folder;
    if (!folder.IsThere()) return NotWritten();
    const v1::Document document =
        DocumentOf(*report_, statement_, *asked_, Part(), caller().language);
    std::string paper, workbook, manifest;
    const absl::Status printed = Render(document, MakePdfRenderer(), &paper);
    // A page where there is nothing to print with, or too much to be printed.
    const bool is_page = ReasonOf(printed) == type::v1::REASON_FORMAT_UNAVAILABLE;
    if (!printed.ok() && !is_page) return printed;
    if (is_page) {
      paper.clear();
      COFI_RETURN_IF_ERROR(Render(document, MakeHtmlRenderer(), &paper));
    }
    COFI_RETURN_IF_ERROR(Render(document, MakeXlsxRenderer(), &workbook));
    const std::vector<std::string> made = {std::move(paper), std::move(workbook)};
    std::vector<PackedFile> files =
        PackedFilesOf(statement_, {is_page ? "html" : "pdf", "xlsx"}, caller().language);
    for (size_t i = 0; i < made.size(); ++i) {
      files[i].sha256 = Sha256(made[i]);
      files[i].size_bytes = static_cast<int64_t>(made[i].size());
      COFI_RETURN_IF_ERROR(WriteFile(folder.PathOf(files[i].name), made[i]));
    }
    for (size_t i = made.size(); i < files.size(); ++i) {
      if (ending()) return absl::CancelledError();
      COFI_RETURN_IF_ERROR(Fetch(files[i], folder.PathOf(files[i].name)));
    }
    COFI_RETURN_IF_ERROR(Render(ManifestOf(files, caller().language),
                                MakeCsvRenderer(/*for_excel=*/false), &manifest));
    COFI_RETURN_IF_ERROR(WriteFile(folder.PathOf(kManifestName), manifest));
    return Archive(files, folder);
  }

  // The content of an attachment, which its service proves on the way.
  absl::Status Fetch(const PackedFile& file, const std::string& path) {
    const auto channel = peers_->Channel(kAttachments);
    if (channel == nullptr) {
      return Refuse(
          type::v1::REASON_PEER_UNAVAILABLE,
          {{"peer", kAttachments}, {"detail", "not connected; --peers says where it is"}});
    }
    DownloadContentRequest request;
    request.set_name(file.attachment);
    DownloadContentResponse piece;
    std::ofstream out(path, std::ios::binary);
    const grpc::Status status = clients::Download(
        channel, rpc::OptionsFor(caller()),
        clients::PathOf(clients::MethodOf(DownloadContentRequest::descriptor())), request, &piece,
        [&] {
          out << piece.data();
          return out.good() && !ending() ? grpc::Status::OK : grpc::Status::CANCELLED;
        });
    out.close();
    if (!out.good()) return NotWritten();
    return clients::FromPeer(kAttachments, status);
  }

  absl::Status Archive(const std::vector<PackedFile>& files, const TemporaryFolder& folder) {
    std::vector<ArchivedFile> archived = {{kManifestName, folder.PathOf(kManifestName)}};
    for (const PackedFile& file : files) archived.push_back({file.name, folder.PathOf(file.name)});
    const v1::StatedClaim& claim = statement_.claims(0);
    const Date& day = claim.has_state_date() ? claim.state_date() : statement_.as_of_date();
    const std::string path = folder.PathOf("claim-pack.zip");
    COFI_RETURN_IF_ERROR(WriteArchive(path, archived, Day(day)));
    std::error_code error;
    total_ = static_cast<int64_t>(std::filesystem::file_size(path, error));
    // What is open can be read when its name is gone, and its space is free when it is closed.
    archive_.open(path, std::ios::binary);
    return !error && archive_.is_open() ? absl::OkStatus() : NotWritten();
  }

  void SendPieces() {
    if (ending()) return Send({}, /*more=*/false);
    std::vector<grpc::ByteBuffer> pieces;
    while (sent_ < total_ && pieces.size() < kPiecesAtOnce) {
      DownloadClaimPackResponse response;
      std::string bytes(kDataBytes, '\0');
      archive_.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
      bytes.resize(static_cast<size_t>(archive_.gcount()));
      if (bytes.empty()) return End(NotWritten());
      if (sent_ == 0) {
        response.set_display_name(PackNameOf(claim_));
        *response.mutable_evidence() = statement_.evidence();
      }
      sent_ += static_cast<int64_t>(bytes.size());
      response.set_data(std::move(bytes));
      response.set_total(total_);
      pieces.push_back(rpc::BytesOf(response));
    }
    if (pieces.empty()) return End(absl::OkStatus());
    Send(std::move(pieces), /*more=*/true);
  }

  const std::shared_ptr<const Reports> reports_;
  const rpc::Peers* const peers_;
  rpc::Workshop* const workshop_;
  const std::string claim_;
  v1::ReportQuery query_;
  // All these only between Next and its answer.
  const Report* report_ = nullptr;
  const Message* asked_ = nullptr;
  PageMemory memory_;
  ClaimStatement statement_;
  std::ifstream archive_;
  int64_t total_ = 0, sent_ = 0;
};

}  // namespace

void ServeClaimPacks(const rpc::StreamParts& parts) {
  parts.streams->Serve<DownloadClaimPackRequest>(
      [reports = std::make_shared<const Reports>(parts.peers), peers = parts.peers,
       workshop = parts.workshop](const DownloadClaimPackRequest& request)
          -> absl::StatusOr<std::shared_ptr<rpc::ServerStream>> {
        auto stream = std::make_shared<ClaimPackStream>(reports, peers, workshop, request);
        COFI_RETURN_IF_ERROR(stream->Prepare());
        return stream;
      });
}

}  // namespace cofi::reporting
