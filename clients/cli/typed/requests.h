// The flags of a verb and the request that they make, both read from the fields
// of the request message.
#ifndef COFI_CLIENTS_CLI_TYPED_REQUESTS_H_
#define COFI_CLIENTS_CLI_TYPED_REQUESTS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/fields.h"
#include "clients/cli/typed/command_line.h"
#include "clients/cli/typed/names.h"
#include "clients/cli/typed/nouns.h"
#include "google/protobuf/message.h"

namespace cofi::cli {

// One flag a field: `--requested-amount`, `--start-condition.secured-percent`.
std::vector<Flag> FlagsOf(const Noun& noun, const Verb& verb);

// Whether the verb can be said of all that a filter chooses: `--filter`, `--project` and `--yes`,
// which are no fields of its request (commands/bulk.h).
bool TakesFilter(const Noun& noun, const Verb& verb);

// Whether a resource is a file that was uploaded, and so is made by `--file`.
bool IsUploaded(const Descriptor* resource);

// The flags of a request that is no resource's, such as a report's, without the
// fields in `without`.
std::vector<Flag> FlagsOf(const Descriptor* request, const std::vector<std::string>& without);

// What the words of a verb are: `PROJECT/APPLICATION`, `PROJECT [EXPENSE]`.
std::string WordsOf(const Noun& noun, const Verb& verb);

// Sets the fields of `request` that flags were given for. INVALID_ARGUMENT as of
// MakeRequest if a value is not one of its field's.
absl::Status SetFromFlags(const std::vector<Flag>& flags, const Arguments& arguments,
                          Language language, Identifiers* known, Message* request);

// The request of `cofi NOUN VERB`, complete: the names in full, the mask of an
// update made of the flags given, a new request id. INVALID_ARGUMENT, in the user's
// language or with violations whose fields are flags, if the words make no name, a
// value is not one of its field's, an update changes nothing, or it is too large.
absl::StatusOr<std::unique_ptr<Message>> MakeRequest(const Noun& noun, const Verb& verb,
                                                     const std::vector<Flag>& flags,
                                                     const Arguments& arguments, Language language);

// The field at the end of a path as refusals write it, which may go through lists:
// `expense.shares[0].grant`. Null if there is none.
const FieldDescriptor* FieldAt(const Descriptor* type, absl::string_view path);

// A field of a request as it was typed: `--share`, in French with what it is called,
// `--share (subvention)`; `path` is as refusals have it, `expense.shares[0].grant`. The path itself
// where no flag gives it.
std::string AsTyped(const std::vector<Flag>& flags, const Descriptor* request,
                    const std::string& path, Language language);

// What is to be made before the request is sent, because it refers to it.
struct MadeFirst {
  const FieldDescriptor* reference;  // in the resource of the request
  const Noun* noun;
  std::unique_ptr<Message> request;
};

// Those for which flags were given: `--organization.kind` of a funder. What it is called is what
// the resource is, where it is not said. INVALID_ARGUMENT as of MakeRequest.
absl::StatusOr<std::vector<MadeFirst>> MakeFirst(const Verb& verb, const std::vector<Flag>& flags,
                                                 const Arguments& arguments, const Message& request,
                                                 Language language);

// Adds `path` to the `update_mask` of `request`.
void AddToMask(const std::string& path, Message* request);

// The largest page that a server gives: the fewest calls for a whole list.
inline constexpr int32_t kPageSizeMax = 1'000;

// Sets the `page_size` of a request for a list, or lowers it.
void LimitPage(int32_t most, Message* request);

// `--limit NUMBER`: how many are listed at most.
Flag LimitFlag();
// 0 when it was not given. INVALID_ARGUMENT, in the user's language, if it is not a
// whole number above zero.
absl::StatusOr<int32_t> LimitOf(const Arguments& arguments, Language language);

// The most that a server receives.
inline constexpr size_t kRequestBytesMax = 256 << 10;

// An error that names the limit if the request is larger than a server takes.
absl::Status CheckSize(const Message& request, Language language);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_TYPED_REQUESTS_H_
