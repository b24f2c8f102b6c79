#include "clients/cli/comments.h"

#include <algorithm>
#include <map>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "base/check.h"
#include "embedded/api_descriptors.h"
#include "google/protobuf/descriptor.pb.h"

namespace cofi::cli {
namespace {

using Comments = std::map<std::vector<int>, std::string>;

std::map<std::string, Comments> ReadComments() {
  google::protobuf::FileDescriptorSet set;
  const absl::string_view bytes(embedded::ApiDescriptors()[0].text.data(),
                                embedded::ApiDescriptors()[0].text.size());
  COFI_CHECK(set.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())), "cofi.binpb");
  std::map<std::string, Comments> files;
  for (const auto& file : set.file()) {
    Comments& comments = files[file.name()];
    for (const auto& location : file.source_code_info().location()) {
      if (location.leading_comments().empty()) continue;
      std::string text = absl::StrReplaceAll(location.leading_comments(), {{"\n", " "}});
      absl::RemoveExtraAsciiWhitespace(&text);
      comments.emplace(std::vector<int>(location.path().begin(), location.path().end()),
                       std::move(text));
    }
  }
  return files;
}

// Where a descriptor stands in its file: field numbers of descriptor.proto and
// indices, which is how the comments are keyed.
using File = google::protobuf::FileDescriptorProto;
using Type = google::protobuf::DescriptorProto;

std::vector<int> PathOf(const google::protobuf::Descriptor* message) {
  if (message->containing_type() == nullptr) {
    return {File::kMessageTypeFieldNumber, message->index()};
  }
  std::vector<int> path = PathOf(message->containing_type());
  path.insert(path.end(), {Type::kNestedTypeFieldNumber, message->index()});
  return path;
}

std::vector<int> PathOf(const google::protobuf::FieldDescriptor* field) {
  std::vector<int> path = PathOf(field->containing_type());
  path.insert(path.end(), {Type::kFieldFieldNumber, field->index()});
  return path;
}

std::vector<int> PathOf(const google::protobuf::MethodDescriptor* method) {
  return {File::kServiceFieldNumber, method->service()->index(),
          google::protobuf::ServiceDescriptorProto::kMethodFieldNumber, method->index()};
}

template <typename D>
std::string Find(const D* descriptor) {
  static const auto* const files = new std::map<std::string, Comments>(ReadComments());
  const auto file = files->find(descriptor->file()->name());
  if (file == files->end()) return "";
  const auto comment = file->second.find(PathOf(descriptor));
  return comment == file->second.end() ? "" : comment->second;
}

}  // namespace

std::string CommentOf(const google::protobuf::FieldDescriptor* field) { return Find(field); }
std::string CommentOf(const google::protobuf::MethodDescriptor* method) { return Find(method); }
std::string CommentOf(const google::protobuf::Descriptor* message) { return Find(message); }

}  // namespace cofi::cli
