#include "base/packed.h"

#include <string>
#include <utility>

#include "base/fields.h"

namespace cofi {

std::unique_ptr<Message> Unpacked(const google::protobuf::Any& any) {
  const std::string type = any.type_url().substr(any.type_url().rfind('/') + 1);
  const Descriptor* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
  if (descriptor == nullptr) return nullptr;
  std::unique_ptr<Message> message = NewMessage(descriptor);
  return message->ParseFromString(any.value()) ? std::move(message) : nullptr;
}

}  // namespace cofi
