// What is in files, carried to a server and back as a client does.
#ifndef COFI_TESTS_INSTALLATIONS_CONTENTS_H_
#define COFI_TESTS_INSTALLATIONS_CONTENTS_H_

#include <functional>
#include <memory>
#include <string>

#include "cofi/attachments/v1/contents.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/support/status.h"
#include "tests/installations/installation.h"

namespace cofi::end_to_end {

// In 64 digits.
std::string Sha256Of(const std::string& bytes);

// So many bytes that are like no others of another `seed`.
std::string BytesOf(size_t size, unsigned seed);

// Uploads in messages of 128 KiB; the first says what the SHA-256 must be, where that is given.
grpc::Status Upload(const std::shared_ptr<grpc::Channel>& channel, const std::string& bytes,
                    attachments::v1::UploadContentResponse* kept, const std::string& expected = "");
// Uploads what `next` puts into `request`, while there is `*more`; its error calls it off.
grpc::Status UploadMessages(const std::shared_ptr<grpc::Channel>& channel,
                            attachments::v1::UploadContentResponse* kept,
                            attachments::v1::UploadContentRequest* request,
                            const std::function<grpc::Status(bool* more)>& next);
// As Upload, expecting that it is granted.
attachments::v1::UploadContentResponse MustUpload(const Installation& cofi,
                                                  const std::string& bytes,
                                                  const std::string& expected = "");

// Appends what came, also if it was cut off; the first message to `first` unless null.
grpc::Status Download(const std::shared_ptr<grpc::Channel>& channel, const std::string& name,
                      std::string* bytes,
                      attachments::v1::DownloadContentResponse* first = nullptr);

// Reads one message and calls it off.
grpc::Status DownloadFirst(const std::shared_ptr<grpc::Channel>& channel, const std::string& name);

// The files of the reference case, among them `precarisation/convention-pdf`, and a paper
// `mairie-mordelles/statuts`. The help's examples name them.
void AttachToCase(const Installation& cofi);

}  // namespace cofi::end_to_end

#endif  // COFI_TESTS_INSTALLATIONS_CONTENTS_H_
