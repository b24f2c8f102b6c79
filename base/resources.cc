#include "base/resources.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/check.h"
#include "base/names.h"
#include "base/text.h"
#include "cofi/proto_files.h"
#include "google/api/resource.pb.h"

namespace cofi {
namespace {

using google::protobuf::Descriptor;

struct ResourceIndex {
  std::vector<const Descriptor*> all;
  absl::flat_hash_map<std::string, const Descriptor*> by_type;
};

const ResourceIndex& TheIndex() {
  static const auto* const index = [] {
    auto* const made = new ResourceIndex;
    for (const char* name : kProtoFiles) {
      const auto* file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(name);
      COFI_CHECK(file != nullptr, name);
      for (int i = 0; i < file->message_type_count(); ++i) {
        const Descriptor* const message = file->message_type(i);
        const auto& resource = message->options().GetExtension(google::api::resource);
        if (resource.type().empty()) continue;
        made->all.push_back(message);
        made->by_type.emplace(resource.type(), message);
      }
    }
    return made;
  }();
  return *index;
}

// `project update` for `projectUpdate`.
std::string WordsOfCamel(absl::string_view camel) {
  std::string words;
  for (const char c : camel) {
    if (absl::ascii_isupper(c)) words += ' ';
    words += absl::ascii_tolower(c);
  }
  return words;
}

// Before which `le` and `de` lose their vowel. No term of Cofi's begins with an aspirated h.
bool BeginsWithVowel(absl::string_view term) {
  const std::string folded = Fold(term);
  return !folded.empty() && absl::StrContains("aeiouyh", folded.substr(0, 1));
}

std::string FrenchArticle(const Descriptor* resource, Article article) {
  const type::v1::Resource& facts = ResourceFacts(resource);
  const bool elided = BeginsWithVowel(facts.fr());
  switch (article) {
    case Article::kThe:
      return elided ? "l'" : facts.fr_feminine() ? "la " : "le ";
    case Article::kOf:
      return elided ? "de l'" : facts.fr_feminine() ? "de la " : "du ";
    case Article::kA:
      return facts.fr_feminine() ? "une " : "un ";
  }
  return "";
}

// Whether the name has the pattern's words where those are. Asked before what explains a refusal,
// which takes as long as a posting, once for each resource that there is.
bool HasCollections(absl::string_view name, const NamePattern& pattern) {
  const std::vector<absl::string_view> words = absl::StrSplit(pattern.text(), '/');
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  return std::equal(words.begin(), words.end(), parts.begin(), parts.end(),
                    [](absl::string_view word, absl::string_view part) {
                      return absl::StartsWith(word, "{") || word == part;
                    });
}

}  // namespace

const std::vector<const Descriptor*>& AllResources() { return TheIndex().all; }

const Descriptor* ResourceOf(absl::string_view type) {
  const auto found = TheIndex().by_type.find(type);
  return found == TheIndex().by_type.end() ? nullptr : found->second;
}

const Descriptor* ResourceOfName(absl::string_view name) {
  for (const Descriptor* const resource : AllResources()) {
    for (const NamePattern& pattern : NamePattern::AllOf(resource)) {
      if (HasCollections(name, pattern) && pattern.Check(name, true).ok()) return resource;
    }
  }
  return nullptr;
}

const type::v1::Resource& ResourceFacts(const Descriptor* resource) {
  return resource->options().GetExtension(type::v1::resource);
}

std::string CommandOf(const Descriptor* resource) {
  const std::string& command = ResourceFacts(resource).command();
  return command.empty()
             ? absl::StrReplaceAll(NamePattern::Of(resource).variables().back(), {{"_", "-"}})
             : command;
}

std::string TermOf(const Descriptor* resource, Language language) {
  if (language == Language::kFrench) return ResourceFacts(resource).fr();
  return WordsOfCamel(resource->options().GetExtension(google::api::resource).singular());
}

std::string PluralOf(const Descriptor* resource, Language language) {
  if (language == Language::kFrench) return ResourceFacts(resource).fr_plural();
  return WordsOfCamel(resource->options().GetExtension(google::api::resource).plural());
}

std::string Counted(int64_t count, const Descriptor* resource, Language language) {
  return absl::StrCat(
      FormatCount(count, language), " ",
      IsSingular(count, language) ? TermOf(resource, language) : PluralOf(resource, language));
}

std::string WithArticle(const Descriptor* resource, Article article, Language language) {
  const std::string term = TermOf(resource, language);
  if (language == Language::kFrench) return absl::StrCat(FrenchArticle(resource, article), term);
  if (article != Article::kA) return absl::StrCat("the ", term);
  return absl::StrCat(absl::StrContains("aeiou", term.substr(0, 1)) ? "an " : "a ", term);
}

std::string InWords(absl::string_view name, Language language) {
  const Descriptor* const resource = ResourceOfName(name);
  if (resource == nullptr) return Quoted(name);
  // `projects/p/budgets/v1/lines/62`: the last is its own.
  const std::vector<std::string>* variables = nullptr;
  std::vector<std::string> ids;
  for (const NamePattern& pattern : NamePattern::AllOf(resource)) {
    if (!pattern.Check(name, true).ok()) continue;
    variables = &pattern.variables();
    ids = pattern.Ids(name);
    break;
  }
  std::vector<std::string> own;
  for (size_t i = 0; i < ids.size(); ++i) {
    const bool known = (*variables)[i] == "project" || (*variables)[i] == "budget";
    if (i + 1 == ids.size() || !known) own.push_back(ids[i]);
  }
  const std::string of = absl::StrJoin(own, "/");
  // A name has no article in English.
  return absl::StrCat(language == Language::kFrench ? WithArticle(resource, Article::kThe, language)
                                                    : TermOf(resource, language),
                      " ", of);
}

}  // namespace cofi
