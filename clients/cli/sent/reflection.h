// The descriptors of a server, asked from the server itself (gRPC reflection,
// v1alpha), so that `cofi call` knows methods that this program does not.
#ifndef COFI_CLIENTS_CLI_SENT_REFLECTION_H_
#define COFI_CLIENTS_CLI_SENT_REFLECTION_H_

#include <set>
#include <string>
#include <vector>

#include "clients/cli/sent/session.h"
#include "google/protobuf/descriptor_database.h"
#include "grpcpp/support/status.h"

namespace cofi::cli {

// Asks for a file when a descriptor pool needs it.
class ReflectedFiles : public google::protobuf::DescriptorDatabase {
 public:
  // Of the server that has the service of this full name.
  ReflectedFiles(Session& session, absl::string_view service)
      : channel_(session.ChannelTo(service)), settings_(session.settings()) {}

  bool FindFileByName(const std::string& name,
                      google::protobuf::FileDescriptorProto* file) override;
  bool FindFileContainingSymbol(const std::string& symbol,
                                google::protobuf::FileDescriptorProto* file) override;
  // Only options would need one, and nobody reads those here.
  bool FindFileContainingExtension(const std::string&, int,
                                   google::protobuf::FileDescriptorProto*) override {
    return false;
  }

  std::vector<std::string> Services();

  // What went wrong with the last question; OK if the server answered it.
  const grpc::Status& status() const { return status_; }

 private:
  // Asks for what `field` of the request names; keeps the files of the answer.
  // The name of the first, empty if there is none.
  std::string Ask(const char* field, const std::string& value);

  const std::shared_ptr<grpc::Channel> channel_;
  const Settings settings_;
  google::protobuf::SimpleDescriptorDatabase files_;
  std::set<std::string> known_;
  std::vector<std::string> services_;
  grpc::Status status_;
};

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_SENT_REFLECTION_H_
