// Messages in an Any, as journals have them.
#ifndef COFI_BASE_PACKED_H_
#define COFI_BASE_PACKED_H_

#include <memory>

#include "google/protobuf/any.pb.h"
#include "google/protobuf/message.h"

namespace cofi {

// The message in an Any; null when it is empty or of a type that this program does not know.
std::unique_ptr<google::protobuf::Message> Unpacked(const google::protobuf::Any& any);

}  // namespace cofi

#endif  // COFI_BASE_PACKED_H_
