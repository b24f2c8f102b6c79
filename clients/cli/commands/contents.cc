#include "clients/cli/commands/contents.h"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/time/time.h"
#include "base/digest.h"
#include "base/fields.h"
#include "base/refusal.h"
#include "base/status.h"
#include "clients/cli/commands/words_contents.h"
#include "clients/cli/printed/output_file.h"
#include "clients/cli/printed/progress.h"
#include "clients/cli/printed/text_table.h"
#include "clients/cli/sent/failures.h"
#include "clients/cli/sent/journal_services.h"
#include "clients/cli/sent/transfer.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/cli/typed/input.h"
#include "clients/cli/typed/names.h"
#include "clients/cli/typed/requests.h"
#include "clients/cli/typed/words.h"
#include "clients/cli/typed/words_mistakes.h"
#include "clients/methods.h"
#include "clients/peer.h"
#include "cofi/attachments/v1/attachments.pb.h"
#include "cofi/attachments/v1/contents.pb.h"
#include "cofi/budgets/v1/claims.pb.h"
#include "cofi/reporting/v1/claim_pack.pb.h"

namespace cofi::cli {
namespace {

using attachments::v1::DownloadContentRequest;
using attachments::v1::DownloadContentResponse;
using attachments::v1::UploadContentRequest;
using attachments::v1::UploadContentResponse;
using reporting::v1::DownloadClaimPackRequest;
using reporting::v1::DownloadClaimPackResponse;

constexpr size_t kPieceBytes = 128 << 10;
// Over a slow line, where nobody said how long it may take.
constexpr absl::Duration kUploadMax = absl::Minutes(10);
constexpr char kService[] = "attachments";

// What a server takes (contents.proto); so much more is read that it shows.
constexpr size_t kContentBytesMax = size_t{32} << 20;
constexpr size_t kContentRead = kContentBytesMax + 1;

// Read once, so that it is the same to its end, and may be a pipe.
std::string ReadContent(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string content;
  while (file.good() && content.size() < kContentRead) {
    std::string piece(kPieceBytes, '\0');
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    content.append(piece, 0, file.gcount());
  }
  return content;
}

// Said of the file, before anything is sent: the server would speak of the bytes that it got.
absl::Status CheckLength(const std::string& content) {
  if (!content.empty() && content.size() <= kContentBytesMax) return absl::OkStatus();
  return InField("--file", Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                                  {{"value", content.empty() ? "0" : "> 33,554,432"},
                                   {"accepted", "1 to 33,554,432 bytes"}}));
}

std::string SumOf(const std::string& content) {
  Digest digest;
  digest.Add(content);
  return absl::BytesToHexString(digest.Finish());
}

// Sends it, unless the server has it already.
grpc::Status SendContent(Session& session, const Settings& settings, const std::string& shown,
                         const std::string& content, UploadContentResponse* response) {
  ProgressBar bar(session.err(), session.settings().progress);
  bool first = true;
  size_t sent = 0;
  UploadContentRequest request;
  return Upload(
      ChannelTo(session, kService), settings, PathOf(request), &request,
      [&](bool* more) {
        request.Clear();
        *more = first || sent < content.size();
        // Alone, so that nothing is sent that is there.
        if (std::exchange(first, false)) {
          request.set_sha256(SumOf(content));
          return grpc::Status::OK;
        }
        request.set_data(content.substr(sent, kPieceBytes));
        sent += request.data().size();
        bar.Show(shown, static_cast<int64_t>(sent), static_cast<int64_t>(content.size()));
        return grpc::Status::OK;
      },
      response);
}

// Where a content goes: a file, or the standard output.
class Target {
 public:
  Target(Session& session, const Arguments& arguments)
      : session_(session), path_(arguments.Value("o")) {}

  // By its own name, if no other was said.
  absl::Status Open(const std::string& display_name) {
    if (path_ == "-") return absl::OkStatus();
    if (path_.empty()) {
      path_ = std::filesystem::path(display_name).filename().string();
      std::error_code error;
      if (std::filesystem::exists(path_, error)) {
        return Mistake(words::kFileExists, session_.language(), path_);
      }
    }
    file_.emplace(path_);
    return Written();
  }

  absl::Status Write(absl::string_view bytes) {
    if (!file_.has_value()) {
      session_.out() << bytes;
      return absl::OkStatus();
    }
    file_->Write(bytes);
    return Written();
  }

  absl::Status Finish() {
    if (!file_.has_value()) return absl::OkStatus();
    file_->Finish();
    return Written();
  }

  // Empty for the standard output.
  std::string path() const { return path_ == "-" ? "" : path_; }

 private:
  absl::Status Written() const {
    return file_->error() == 0 ? absl::OkStatus()
                               : CannotWrite(path_, file_->error(), session_.language());
  }

  Session& session_;
  std::string path_;
  std::optional<OutputFile> file_;
};

// Writes what the server answers `request` with, in pieces, to where it is to go. The exit code;
// says what went wrong. `first` sees the first piece.
template <typename Piece>
int Receive(
    Session& session, const Arguments& arguments, const Message& request, const std::string& name,
    const std::function<void(const Piece&)>& first = [](const Piece&) {}) {
  const Language language = session.language();
  Target target(session, arguments);
  Piece piece;
  ProgressBar bar(session.err(), session.settings().progress);
  absl::Status written;
  int64_t received = 0;
  const std::string service = clients::OwnerOf(request.GetDescriptor());
  const grpc::Status status = Download(
      ChannelTo(session, service), session.settings(), PathOf(request), request, &piece, [&] {
        if (received == 0) {
          first(piece);
          written = target.Open(piece.display_name());
        }
        if (written.ok()) written = target.Write(piece.data());
        received += static_cast<int64_t>(piece.data().size());
        bar.Show(name, received, piece.total());
        return written.ok() ? grpc::Status::OK : grpc::Status::CANCELLED;
      });
  bar.Clear();
  if (written.ok() && !status.ok()) return Explain(status, session.settings(), session.err());
  if (written.ok()) written = target.Finish();
  if (!written.ok()) return Explain(written, language, session.err());
  if (!target.path().empty()) {
    session.err() << Say(words::kDownloaded, language, FormatCount(received, language),
                         target.path())
                  << "\n";
  }
  return kDone;
}

}  // namespace

int UploadFirst(Session& session, const Verb& verb, const Arguments& arguments, Message* request,
                std::optional<UnsentFile>* unsent) {
  if (!arguments.Has("file")) {
    const bool missing = verb.kind == Verb::Kind::kCreate && verb.body() != nullptr &&
                         IsUploaded(verb.body()->message_type()) && !arguments.Has("sha256") &&
                         !arguments.Has("location");
    return missing ? Explain(Mistake(words::kValueMissing, session.language(), "--file"),
                             session.language(), session.err())
                   : kDone;
  }
  const std::string path = arguments.Value("file");
  const absl::Status readable = CheckReadable(path, session.language());
  if (!readable.ok()) return Explain(readable, session.language(), session.err());
  const std::string file_name = std::filesystem::path(path).filename().string();
  const std::string content = ReadContent(path);
  const absl::Status length = CheckLength(content);
  if (!length.ok()) return Explain(length, session.language(), session.err());
  Message* const body = MutableMessageField(request, verb.body()->name());
  if (BoolField(*request, "validate_only")) {
    *unsent = UnsentFile{file_name, SumOf(content), static_cast<int64_t>(content.size())};
    SetStringField(body, "sha256", (*unsent)->sha256);
  } else {
    Settings settings = session.settings();
    if (!arguments.Has("timeout")) settings.timeout = kUploadMax;
    UploadContentResponse kept;
    const grpc::Status sent = SendContent(session, settings, file_name, content, &kept);
    if (!sent.ok()) return Explain(sent, session.settings(), session.err());
    SetStringField(body, "sha256", kept.sha256());
  }
  if (StringField(*body, "display_name").empty()) {
    SetStringField(body, "display_name", file_name);
  }
  return kDone;
}

int TryUnsent(Session& session, const UnsentFile& file, const Message& request, Message* response) {
  const grpc::Status status = session.Call(request, response);
  const auto violations = ViolationsOf(clients::FromPeer("", status));
  const bool only_missing =
      violations.size() == 1 &&
      violations[0].reason() == ReasonName(type::v1::REASON_REFERENCE_NOT_FOUND) &&
      violations[0].metadata().contains("name") &&
      violations[0].metadata().at("name") == file.sha256;
  if (!status.ok() && !only_missing) {
    return Explain(status, session.settings(), session.err(), session.named());
  }
  if (only_missing) {
    response->Clear();
    session.err() << Say(words::kWouldUpload, session.language(), file.name,
                         FormatCount(file.size_bytes, session.language()))
                  << "\n";
  }
  return kDone;
}

std::vector<Flag> DownloadFlags() { return {{"o", "FILE", words::kOutputFileHelp, {"output"}}}; }

int RunDownload(Session& session, const Arguments& arguments) {
  DownloadContentRequest request;
  // A paper is named in full.
  if (absl::StartsWith(arguments.words[0], "organizations/")) {
    request.set_name(arguments.words[0]);
  } else {
    const auto name = ExpandName(NamePattern::Of(attachments::v1::Attachment::descriptor()),
                                 arguments.words, session.language());
    if (!name.ok()) return Explain(name.status(), session.language(), session.err());
    request.set_name(*name);
  }
  return Receive<DownloadContentResponse>(session, arguments, request, request.name());
}

int RunClaimPack(Session& session, const Arguments& arguments) {
  const Language language = session.language();
  const auto name =
      ExpandName(NamePattern::Of(budgets::v1::Claim::descriptor()), arguments.words, language);
  if (!name.ok()) return Explain(name.status(), language, session.err());
  DownloadClaimPackRequest request;
  request.set_claim(*name);
  reporting::v1::ClaimEvidence evidence;
  const int code = Receive<DownloadClaimPackResponse>(
      session, arguments, request, *name,
      [&](const DownloadClaimPackResponse& first) { evidence = first.evidence(); });
  if (code == kDone) {
    session.err() << Say(words::kEvidence, language, FormatCount(evidence.proved_count(), language),
                         FormatCount(evidence.entry_count(), language))
                  << "\n";
  }
  return code;
}

}  // namespace cofi::cli
