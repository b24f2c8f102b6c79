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
  // `{key}` is replaced by the metadata of that key; `{key:money}` and
  // `{key:date}` are also written as the language does, `{key:figure}` is so if it is an
  // amount with its currency, `{key:phrase}` is translated if it is one of Phrases, which
  // may have keys of their own.
  Text text;
};

// In the order of the enum; every reason has one (a test says so).
absl::Span<const ReasonText> ReasonTexts();

// Words that stand where a value would: `a UUID`.
absl::Span<const Text> Phrases();

const ReasonText& TextOf(type::v1::Reason reason);

}  // namespace cofi

#endif  // COFI_BASE_REASONS_H_
