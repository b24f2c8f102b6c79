// How `cofi` says something in its own words, in both languages. The words stand in a words_*.h
// beside those who say them, so that another sentence is compiled by them alone. What is said about
// resources, fields and refusals comes from the protos and base/reasons.cc.
#ifndef COFI_CLIENTS_CLI_TYPED_WORDS_H_
#define COFI_CLIENTS_CLI_TYPED_WORDS_H_

#include <string>
#include <type_traits>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/strings/substitute.h"
#include "absl/types/span.h"
#include "base/language.h"
#include "base/text.h"

namespace cofi::cli {

// A text is quoted (base/text.h), whoever typed it or sent it; numbers are as they are.
template <typename Arg>
auto AsQuoted(const Arg& arg) {
  if constexpr (std::is_convertible_v<const Arg&, absl::string_view>) {
    return Quoted(arg);
  } else {
    return arg;
  }
}

// The text with `$0`, `$1` … replaced by what is quoted of `args`.
template <typename... Args>
std::string Say(const Text& text, Language language, const Args&... args) {
  return absl::Substitute(text.In(language), AsQuoted(args)...);
}

// A mistake found before anything is sent, as a sentence for the user.
template <typename... Args>
absl::Status Mistake(const Text& text, Language language, const Args&... args) {
  return absl::InvalidArgumentError(Say(text, language, args...));
}

// That `file` cannot be read or written, and why: `error` is an errno.
absl::Status CannotRead(const std::string& file, int error, Language language);
absl::Status CannotWrite(const std::string& file, int error, Language language);

// `; did you mean submit?` where one of `names` is near what was given, else empty.
std::string DidYouMean(const std::string& given, absl::Span<const std::string> names,
                       Language language);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_TYPED_WORDS_H_
