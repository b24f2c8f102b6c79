// Text into fields, for the flags of a command and the values of an apply file
// alike: amounts, dates, enums by their short names, short references.
#ifndef COFI_CLIENTS_CLI_TYPED_VALUES_H_
#define COFI_CLIENTS_CLI_TYPED_VALUES_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/fields.h"
#include "clients/cli/typed/names.h"

namespace cofi::cli {

// Whether a person may give a value for the field: Cofi sets the others.
bool IsInput(const FieldDescriptor* field);

// Whether a file that declares a resource may say it: each run sets the others itself.
bool IsDeclarable(const FieldDescriptor* field);

// Whether the field holds a message with fields of its own to give, unlike money
// and dates, which are one text.
bool IsGroup(const FieldDescriptor* field);

// Sets `field`, or adds to it when it is repeated. Empty text clears it. A
// reference is completed from `known`, and adds what it names to it.
//
// The error has no place: the caller knows the flag or the line.
absl::Status SetFromText(Message* message, const FieldDescriptor* field, absl::string_view text,
                         Language language, Identifiers* known);

// Days of `60`, `60d` (`60j` in French), `8w` (`8s`) or `2m` of thirty days each, up to a hundred
// years.
std::optional<int32_t> DaysOf(absl::string_view text);

// What `true`, `yes`, `oui` or `1` says, or its contrary, in any case; nothing if the
// text is neither.
std::optional<bool> BoolOf(absl::string_view text);

// The key by which people name a field in files and flags: its name, with `percent` where the
// field counts in basis points, because there people write percents, and without `hundredths`, as
// they write decimals.
std::string KeyOf(const FieldDescriptor* field);
// The field of that key; null if there is none.
const FieldDescriptor* FieldOfKey(const Descriptor* type, absl::string_view key);

// A rate in hundredths of a percent, as people write it: `26.32 %`, `26,32%`, `80`.
std::optional<int32_t> RateOf(absl::string_view text);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_TYPED_VALUES_H_
