// The table behind base/refusal.h: what each reason means in gRPC and in words.
#ifndef COFI_BASE_REASONS_H_
#define COFI_BASE_REASONS_H_

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "base/language.h"
#include "cofi/type/v1/reasons.pb.h"

namespace cofi {

struct ReasonText {
  type::v1::Reason reason;
  absl::StatusCode code;
  // `{key}` is replaced by the metadata of that key. With a form behind a colon:
  //   money, date   as the language writes them
  //   figure        the same, of what may be neither
  //   phrase        in the language if it is one of Phrases, which may have keys of their own
  //   the           a resource of this name in a sentence: `la ligne 62`
  //   counted       `calls (2)` as `2 appels à projets`; of several, parted by commas, each
  //   state         a state of the resource `name`, as people call it
  //   verb, verbs   as the command line calls them
  //   est|sont      the first where the value is a count of one; of a resource's name, the first
  //                 where it is masculine
  Text text;
};

// In the order of the enum; every reason has one (a test says so).
absl::Span<const ReasonText> ReasonTexts();

// Words that stand where a value would: `a UUID`.
absl::Span<const Text> Phrases();

const ReasonText& TextOf(type::v1::Reason reason);

}  // namespace cofi

#endif  // COFI_BASE_REASONS_H_
