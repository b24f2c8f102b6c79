#include "clients/cli/comments.h"

#include <map>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "base/check.h"
#include "embedded/api_descriptors.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/io/coded_stream.h"

namespace cofi::cli {
namespace {

using Comments = std::map<std::vector<int>, std::string>;

// The file of that name in the embedded set. Only this one is parsed: help is
// about a few messages, and the whole set takes as long as all the rest.
google::protobuf::FileDescriptorProto FindFile(const std::string& name) {
  const auto& text = embedded::ApiDescriptors()[0].text;
  google::protobuf::io::CodedInputStream set(reinterpret_cast<const uint8_t*>(text.data()),
                                             static_cast<int>(text.size()));
  google::protobuf::FileDescriptorProto file;
  while (set.ReadTag() != 0) {
    const google::protobuf::io::CodedInputStream::Limit limit = set.ReadLengthAndPushLimit();
    const int begin = set.CurrentPosition(), size = set.BytesUntilLimit();
    // The name is the first field that protoc writes.
    std::string own;
    uint32_t length = 0;
    COFI_CHECK(set.ReadTag() != 0 && set.ReadVarint32(&length) &&
                   set.ReadString(&own, static_cast<int>(length)),
               "cofi.binpb");
    if (own == name) {
      COFI_CHECK(file.ParseFromArray(text.data() + begin, size), name);
      return file;
    }
    set.Skip(set.BytesUntilLimit());
    set.PopLimit(limit);
  }
  return file;
}

const Comments& CommentsOf(const std::string& file) {
  static auto* const files = new std::map<std::string, Comments>();
  const auto [found, is_new] = files->try_emplace(file);
  if (!is_new) return found->second;
  const google::protobuf::FileDescriptorProto descriptor = FindFile(file);
  for (const auto& location : descriptor.source_code_info().location()) {
    if (location.leading_comments().empty()) continue;
    std::string text = absl::StrReplaceAll(location.leading_comments(), {{"\n", " "}});
    absl::RemoveExtraAsciiWhitespace(&text);
    found->second.emplace(std::vector<int>(location.path().begin(), location.path().end()),
                          std::move(text));
  }
  return found->second;
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

std::vector<int> PathOf(const google::protobuf::EnumDescriptor* type) {
  if (type->containing_type() == nullptr) return {File::kEnumTypeFieldNumber, type->index()};
  std::vector<int> path = PathOf(type->containing_type());
  path.insert(path.end(), {Type::kEnumTypeFieldNumber, type->index()});
  return path;
}

std::vector<int> PathOf(const google::protobuf::EnumValueDescriptor* value) {
  std::vector<int> path = PathOf(value->type());
  path.insert(path.end(),
              {google::protobuf::EnumDescriptorProto::kValueFieldNumber, value->index()});
  return path;
}

template <typename D>
const google::protobuf::FileDescriptor* FileOf(const D* descriptor) {
  return descriptor->file();
}
const google::protobuf::FileDescriptor* FileOf(const google::protobuf::EnumValueDescriptor* value) {
  return value->type()->file();
}

template <typename D>
std::string Find(const D* descriptor) {
  const Comments& comments = CommentsOf(FileOf(descriptor)->name());
  const auto comment = comments.find(PathOf(descriptor));
  return comment == comments.end() ? "" : comment->second;
}

}  // namespace

std::string CommentOf(const google::protobuf::FieldDescriptor* field) { return Find(field); }
std::string CommentOf(const google::protobuf::MethodDescriptor* method) { return Find(method); }
std::string CommentOf(const google::protobuf::Descriptor* message) { return Find(message); }
std::string CommentOf(const google::protobuf::EnumValueDescriptor* value) { return Find(value); }

}  // namespace cofi::cli
