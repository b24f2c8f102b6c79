#include "clients/methods.h"

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/check.h"
#include "cofi/proto_files.h"

namespace cofi::clients {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

struct Index {
  std::vector<const ServiceDescriptor*> services;
  absl::flat_hash_map<const Descriptor*, const MethodDescriptor*> by_request;
};

void Add(const ServiceDescriptor* service, Index* index) {
  index->services.push_back(service);
  for (int i = 0; i < service->method_count(); ++i) {
    index->by_request.emplace(service->method(i)->input_type(), service->method(i));
  }
}

Index* MakeIndex() {
  auto* index = new Index;
  for (const char* name : kProtoFiles) {
    const auto* file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(name);
    COFI_CHECK(file != nullptr, name);
    for (int i = 0; i < file->service_count(); ++i) Add(file->service(i), index);
  }
  return index;
}

const Index& TheIndex() {
  static const Index* const index = MakeIndex();
  return *index;
}

}  // namespace

const std::vector<const ServiceDescriptor*>& AllServices() { return TheIndex().services; }

const MethodDescriptor* MethodOf(const Descriptor* request) {
  const auto found = TheIndex().by_request.find(request);
  return found == TheIndex().by_request.end() ? nullptr : found->second;
}

std::string PathOf(const MethodDescriptor* method) {
  return absl::StrCat("/", method->service()->full_name(), "/", method->name());
}

std::string OwnerOf(const google::protobuf::FileDescriptor* file) {
  const std::vector<std::string> parts = absl::StrSplit(file->package(), '.');
  COFI_CHECK(parts.size() >= 3, file->package());
  return parts[1];
}

bool IsInternal(const google::protobuf::FileDescriptor* file) {
  return absl::StrContains(file->package(), ".internal.");
}

}  // namespace cofi::clients
