// Field paths of messages (`agreement.reference`), and what is said about
// fields in the protos. The storage, the validator and the command line all
// read messages through this, so that none of them knows a resource.
#ifndef COFI_BASE_FIELDS_H_
#define COFI_BASE_FIELDS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/language.h"
#include "cofi/type/v1/annotations.pb.h"
#include "google/api/field_behavior.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace cofi {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// A way from a message to one of its fields. Only the last may be repeated.
class FieldPath {
 public:
  // Empty if `type` has no such path.
  static FieldPath Find(const Descriptor* type, absl::string_view path);

  bool empty() const { return fields_.empty(); }
  // All fields on the way, the leaf last.
  const std::vector<const FieldDescriptor*>& fields() const { return fields_; }
  const FieldDescriptor* leaf() const { return fields_.back(); }
  const std::string& text() const { return text_; }

  // Whether a value is there: set for messages, not the default for the rest.
  bool Has(const Message& message) const;
  // The message that holds the leaf; nullptr when it is not set.
  const Message* Holder(const Message& message) const;
  Message* MutableHolder(Message* message) const;
  void Clear(Message* message) const;
  // Makes `to` the same as `from` at this path.
  void Copy(const Message& from, Message* to) const;

 private:
  std::string text_;
  std::vector<const FieldDescriptor*> fields_;
};

bool IsMoney(const FieldDescriptor* field);
bool IsDate(const FieldDescriptor* field);
bool IsTimestamp(const FieldDescriptor* field);
bool HasBehavior(const FieldDescriptor* field, google::api::FieldBehavior behavior);
// What the protos say of a field; where they say nothing, what StandardFields says of all that
// are called so.
const type::v1::Field& FactsOf(const FieldDescriptor* field);

// `AWARDED` for `STATE_AWARDED`, and back (with or without the prefix, in any case, or as people
// call it in either language); nullptr if there is none. The unset value is the empty text.
std::string EnumName(const EnumValueDescriptor* value);
const EnumValueDescriptor* EnumValue(const EnumDescriptor* type, absl::string_view name);
// As people type one of its values: `sign-agreement`, `signature-de-la-convention`.
std::string TypedName(const EnumValueDescriptor* value, Language language);
// Every name of an enum, parted by commas.
std::string EnumNames(const EnumDescriptor* type);

// Every field name of a message, parted by commas.
std::string FieldNames(const Descriptor* type);

// What people call them.
std::string LabelOf(const FieldDescriptor* field, Language language);
std::string LabelOf(const EnumValueDescriptor* value, Language language);

template <typename E>
std::string EnumNameOf(E value) {
  return EnumName(google::protobuf::GetEnumDescriptor<E>()->FindValueByNumber(value));
}

// A new message of a type that is linked into the program.
std::unique_ptr<Message> NewMessage(const Descriptor* type);

// The text of the field `name`; empty when the message has no such field, or it
// is no text.
std::string StringField(const Message& message, absl::string_view name);
void SetStringField(Message* message, absl::string_view name, std::string value);
// The message field `name`; nullptr when there is none or it is not set.
const Message* MessageField(const Message& message, absl::string_view name);
// The same, which must be there, and is set by this.
Message* MutableMessageField(Message* message, absl::string_view name);
// False when the message has no such field; CHECKs that it is a bool.
bool BoolField(const Message& message, absl::string_view name);

// Takes out of a message the whole number that an earlier version put in its field `number`, which
// there is no more; nothing if it has none.
std::optional<int64_t> TakeReserved(Message* message, int number);

}  // namespace cofi

#endif  // COFI_BASE_FIELDS_H_
