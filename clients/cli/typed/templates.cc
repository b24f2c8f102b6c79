#include "clients/cli/typed/templates.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "clients/cli/typed/input.h"
#include "clients/cli/typed/words.h"
#include "clients/cli/typed/words_flags.h"
#include "clients/cli/typed/words_mistakes.h"
#include "cofi/applications/v1/calls.pb.h"
#include "embedded/call_templates.h"
#include "embedded/file.h"

namespace cofi::cli {
namespace {

std::span<const embedded::File> ShippedFor(const Noun& noun) {
  return noun.resource == applications::v1::Call::descriptor() ? embedded::CallTemplates()
                                                               : std::span<const embedded::File>();
}

std::string NameOf(const embedded::File& file) {
  return std::string(absl::StripSuffix({file.name.data(), file.name.size()}, ".yaml"));
}

}  // namespace

std::vector<std::string> TemplateNames(const Noun& noun) {
  std::vector<std::string> names;
  for (const embedded::File& file : ShippedFor(noun)) names.push_back(NameOf(file));
  return names;
}

Flag TemplateFlag(const Noun& noun) {
  std::vector<std::string> values = TemplateNames(noun);
  values.emplace_back("FILE.yaml");
  return {"from", absl::StrJoin(values, "|"), words::kTemplateHelp, {}};
}

absl::StatusOr<std::string> TemplateText(const Noun& noun, const std::string& from,
                                         Language language) {
  const std::vector<std::string> names = TemplateNames(noun);
  for (const embedded::File& file : ShippedFor(noun)) {
    if (NameOf(file) == from) return std::string(file.text.data(), file.text.size());
  }
  const bool is_file =
      names.empty() || from == "-" || absl::StrContains(from, '/') || absl::StrContains(from, '.');
  if (is_file) return ReadInput(from, language);
  return absl::InvalidArgumentError(
      Say(words::kUnknownTemplate, language, from, absl::StrJoin(names, ", ")) +
      DidYouMean(from, names, language));
}

}  // namespace cofi::cli
