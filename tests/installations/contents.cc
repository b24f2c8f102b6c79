#include "tests/installations/contents.h"

#include <gtest/gtest.h>

#include <random>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "clients/cli/sent/transfer.h"
#include "clients/methods.h"
#include "tests/installations/everything.h"
#include "tests/installations/process.h"
#include "tests/installations/programs.h"

namespace cofi::end_to_end {
namespace {

using attachments::v1::DownloadContentRequest;
using attachments::v1::DownloadContentResponse;
using attachments::v1::UploadContentRequest;
using attachments::v1::UploadContentResponse;

constexpr size_t kMessageBytes = size_t{128} << 10;

cli::Settings Patient() {
  cli::Settings settings;
  settings.timeout = kGuard;
  settings.principal = "test";
  return settings;
}

std::string PathTo(const Message& request) {
  return clients::PathOf(clients::MethodOf(request.GetDescriptor()));
}

}  // namespace

std::string Sha256Of(const std::string& bytes) { return absl::BytesToHexString(Sha256(bytes)); }

std::string BytesOf(size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (char& each : bytes) each = static_cast<char>(random());
  return bytes;
}

grpc::Status Upload(const std::shared_ptr<grpc::Channel>& channel, const std::string& bytes,
                    UploadContentResponse* kept, const std::string& expected) {
  UploadContentRequest request;
  size_t at = 0;
  bool first = true;
  return UploadMessages(channel, kept, &request, [&](bool* more) {
    request.Clear();
    if (first) request.set_sha256(expected);
    *more = first || at < bytes.size();
    request.set_data(bytes.substr(at, kMessageBytes));
    at += request.data().size();
    first = false;
    return grpc::Status::OK;
  });
}

grpc::Status UploadMessages(const std::shared_ptr<grpc::Channel>& channel,
                            UploadContentResponse* kept, UploadContentRequest* request,
                            const std::function<grpc::Status(bool* more)>& next) {
  return cli::Upload(channel, Patient(), PathTo(*request), request, next, kept);
}

UploadContentResponse MustUpload(const Installation& cofi, const std::string& bytes,
                                 const std::string& expected) {
  UploadContentResponse kept;
  const grpc::Status status = Upload(cofi.channel("attachments"), bytes, &kept, expected);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return kept;
}

grpc::Status Download(const std::shared_ptr<grpc::Channel>& channel, const std::string& name,
                      std::string* bytes, DownloadContentResponse* first) {
  DownloadContentRequest request;
  request.set_name(name);
  DownloadContentResponse piece;
  bool begun = false;
  return cli::Download(channel, Patient(), PathTo(request), request, &piece, [&] {
    EXPECT_LE(piece.data().size(), kMessageBytes);
    if (!begun && first != nullptr) *first = piece;
    begun = true;
    *bytes += piece.data();
    return grpc::Status::OK;
  });
}

grpc::Status DownloadFirst(const std::shared_ptr<grpc::Channel>& channel, const std::string& name) {
  DownloadContentRequest request;
  request.set_name(name);
  DownloadContentResponse piece;
  return cli::Download(channel, Patient(), PathTo(request), request, &piece,
                       [] { return grpc::Status::CANCELLED; });
}

void AttachToCase(const Installation& cofi) {
  const Outcome attached = AttachCase(cofi);
  EXPECT_EQ(attached.code, 0) << attached.err;
  Must(cofi, "CreatePaper",
       absl::StrCat("parent: 'organizations/mairie-mordelles' paper_id: 'statuts' paper {"
                    " display_name: 'statuts.pdf' kind: KIND_STATUTES sha256: '",
                    MustUpload(cofi, "%PDF-1.7 of the case").sha256(), "' }"));
}

}  // namespace cofi::end_to_end
