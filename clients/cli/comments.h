// The comments of the protos, which are the English help. They come from the
// descriptor set inside the binary: the descriptors compiled into a program have
// none. Only help reads it.
#ifndef COFI_CLIENTS_CLI_COMMENTS_H_
#define COFI_CLIENTS_CLI_COMMENTS_H_

#include <string>

#include "google/protobuf/descriptor.h"

namespace cofi::cli {

// On one line, without a final newline; empty if there is none.
std::string CommentOf(const google::protobuf::FieldDescriptor* field);
std::string CommentOf(const google::protobuf::MethodDescriptor* method);
std::string CommentOf(const google::protobuf::EnumValueDescriptor* value);
std::string CommentOf(const google::protobuf::Descriptor* message);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMENTS_H_
