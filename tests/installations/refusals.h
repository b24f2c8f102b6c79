// How a refusal looks to a caller, whole and exact.
#ifndef COFI_TESTS_INSTALLATIONS_REFUSALS_H_
#define COFI_TESTS_INSTALLATIONS_REFUSALS_H_

#include <gmock/gmock.h>

#include <string>

#include "google/protobuf/message.h"
#include "grpcpp/support/status.h"
#include "tests/installations/installation.h"

namespace cofi::end_to_end {

struct Refusal {
  std::string code;    // FAILED_PRECONDITION
  std::string reason;  // INSUFFICIENT_FUNDS
  std::string field;   // That BadRequest names; empty for none.
  // Whole sentences, with plain spaces in place of no-break ones; `…` at the end
  // stands for a list that is not worth repeating.
  std::string english;
  std::string french;
};

// What a status says, in one line: `CODE REASON field: sentence`. A status that
// is no well-formed refusal says instead what it lacks.
std::string Said(const grpc::Status& status, Language language = Language::kEnglish);

// Asks in both languages, expects this refusal, and that no byte of any
// database changed.
void ExpectRefused(const Installation& cofi, const google::protobuf::Message& request,
                   const Refusal& refusal);

// Equal to the sentence, or to its beginning when that ends with `…`.
::testing::Matcher<std::string> Reads(const std::string& sentence);

// With no-break spaces made plain.
std::string Plain(const std::string& text);

}  // namespace cofi::end_to_end

#endif  // COFI_TESTS_INSTALLATIONS_REFUSALS_H_
