#include "clients/cli/sent/reflection.h"

#include <algorithm>
#include <memory>

#include "base/check.h"
#include "base/fields.h"
#include "clients/cli/sent/exchange.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/text_format.h"

namespace cofi::cli {
namespace {

using google::protobuf::FileDescriptorProto;

constexpr char kPath[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

// What is used of grpc/reflection/v1alpha/reflection.proto, which Debian ships
// in no file.
constexpr char kProtocol[] = R"(
  name: "reflection" syntax: "proto3"
  message_type { name: "Request"
    field { name: "file_by_filename" number: 3 type: TYPE_STRING label: LABEL_OPTIONAL }
    field { name: "file_containing_symbol" number: 4 type: TYPE_STRING label: LABEL_OPTIONAL }
    field { name: "list_services" number: 7 type: TYPE_STRING label: LABEL_OPTIONAL } }
  message_type { name: "Response"
    field { name: "files" number: 4 type: TYPE_MESSAGE type_name: "Files" label: LABEL_OPTIONAL }
    field { name: "services" number: 6 type: TYPE_MESSAGE type_name: "Services"
            label: LABEL_OPTIONAL } }
  message_type { name: "Files"
    field { name: "file" number: 1 type: TYPE_BYTES label: LABEL_REPEATED } }
  message_type { name: "Services"
    field { name: "service" number: 1 type: TYPE_MESSAGE type_name: "Service"
            label: LABEL_REPEATED } }
  message_type { name: "Service"
    field { name: "name" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL } }
)";

std::unique_ptr<Message> NewOf(const char* type) {
  static auto* const pool = new google::protobuf::DescriptorPool();
  static auto* const factory = new google::protobuf::DynamicMessageFactory();
  static const auto* const file = [] {
    FileDescriptorProto protocol;
    COFI_CHECK(google::protobuf::TextFormat::ParseFromString(kProtocol, &protocol), "protocol");
    return pool->BuildFile(protocol);
  }();
  return std::unique_ptr<Message>(factory->GetPrototype(file->FindMessageTypeByName(type))->New());
}

}  // namespace

std::string ReflectedFiles::Ask(const char* field, const std::string& value) {
  const std::unique_ptr<Message> request = NewOf("Request");
  const std::unique_ptr<Message> response = NewOf("Response");
  SetStringField(request.get(), field, value);
  std::string first;
  status_ = Exchange(channel_, settings_, kPath, *request, response.get(), [&] {
    if (const Message* services = MessageField(*response, "services")) {
      const FieldDescriptor* each = services->GetDescriptor()->field(0);
      for (int i = 0; i < services->GetReflection()->FieldSize(*services, each); ++i) {
        services_.push_back(
            StringField(services->GetReflection()->GetRepeatedMessage(*services, each, i), "name"));
      }
    }
    const Message* files = MessageField(*response, "files");
    if (files == nullptr) return grpc::Status::OK;
    const FieldDescriptor* each = files->GetDescriptor()->field(0);
    for (int i = 0; i < files->GetReflection()->FieldSize(*files, each); ++i) {
      FileDescriptorProto file;
      if (!file.ParseFromString(files->GetReflection()->GetRepeatedString(*files, each, i))) {
        continue;
      }
      if (first.empty()) first = file.name();
      if (known_.insert(file.name()).second) files_.Add(file);
    }
    return grpc::Status::OK;
  });
  return first;
}

bool ReflectedFiles::FindFileByName(const std::string& name, FileDescriptorProto* file) {
  if (known_.count(name) == 0) Ask("file_by_filename", name);
  return known_.count(name) > 0 && files_.FindFileByName(name, file);
}

bool ReflectedFiles::FindFileContainingSymbol(const std::string& symbol,
                                              FileDescriptorProto* file) {
  if (files_.FindFileContainingSymbol(symbol, file)) return true;
  const std::string name = Ask("file_containing_symbol", symbol);
  return !name.empty() && files_.FindFileByName(name, file);
}

std::vector<std::string> ReflectedFiles::Services() {
  services_.clear();
  Ask("list_services", "*");
  // A service of two parts in the server, such as one whose methods differ in kind, is told twice.
  std::sort(services_.begin(), services_.end());
  services_.erase(std::unique(services_.begin(), services_.end()), services_.end());
  return services_;
}

}  // namespace cofi::cli
