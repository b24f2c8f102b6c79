// Messages as JSON for scripts. The form is stable: snake_case keys in the order
// of the fields, every field always there, money as {"amount": "139197.10",
// "currency": "EUR"}, dates as "2018-03-23", enums by their short names, null
// for what is not set, bytes in base64; any message is an object with its type as "@type".
//
// It is not protobuf's own JSON, which `cofi call` prints: that one splits money
// into units and nanos and leaves out what is zero.
#ifndef COFI_CLIENTS_CLI_PRINTED_JSON_H_
#define COFI_CLIENTS_CLI_PRINTED_JSON_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/fields.h"
#include "google/protobuf/any.pb.h"

namespace cofi::cli {

// Indented, with a newline at the end.
std::string JsonText(const Message& message);
std::string JsonText(const std::vector<const Message*>& messages);

// On one line, for a cell.
std::string JsonOfField(const Message& message, const FieldDescriptor* field);

// Writes values one after the other: what is no message, with messages in it.
//
//   JsonWriter json(/*indented=*/true);
//   json.Open('{');
//   json.Key("item");
//   json.String("project p");
//   json.Close('}');
//   out << json.Take();
class JsonWriter {
 public:
  // Indented, or all on one line.
  explicit JsonWriter(bool indented) : indented_(indented) {}

  // `{` or `[`; what stands in it is indented unless `indented` is false.
  void Open(char bracket, bool indented = true);
  void Close(char bracket);
  // Before each element of a list.
  void Next();
  // Before each value of an object.
  void Key(absl::string_view key);

  void String(absl::string_view value);
  void Bool(bool value);
  void Null();
  void Value(const Message& message);
  // The value of a field, a list if it is repeated.
  void Field(const Message& message, const FieldDescriptor* field);

  std::string Take() { return std::move(text_); }

 private:
  struct Level {
    bool indented;
    bool empty;
  };

  void NewLine();
  void Fields(const Message& message);
  // The field, or its element `i` where that is not negative.
  void Element(const Message& message, const FieldDescriptor* field, int i);
  void Inner(const FieldDescriptor* field, const Message& value);
  void Packed(const google::protobuf::Any& any);

  const bool indented_;
  std::vector<Level> levels_;
  std::string text_;
};

// `text` in quotes, with what JSON asks to be escaped.
std::string JsonString(absl::string_view text);

// `2018-03-23T10:00:00.123456Z`
std::string Rfc3339(const Message& timestamp);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_PRINTED_JSON_H_
