#include "clients/cli/typed/placeholders.h"

#include <map>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/names.h"
#include "base/resources.h"
#include "base/text.h"
#include "clients/cli/typed/moments.h"
#include "clients/cli/typed/nouns.h"
#include "clients/cli/typed/values.h"

namespace cofi::cli {
namespace {

// What is no resource.
constexpr Text kPlaceholders[] = {
    {"ADDRESS", "ADRESSE"}, {"AMOUNT", "MONTANT"}, {"COMMAND", "COMMANDE"},
    {"CURSOR", "CURSEUR"},  {"DURATION", "DURÉE"}, {"FIGURE", "CHIFFRE"},
    {"FILE", "FICHIER"},    {"FOLDER", "DOSSIER"}, {"FOLLOWER", "SUIVEUR"},
    {"METHOD", "MÉTHODE"},  {"MONTH", "MOIS"},     {"NAME", "NOM"},
    {"NOUN", "NOM"},        {"NUMBER", "NOMBRE"},  {"REQUEST_ID", "REQUÊTE"},
    {"SEQUENCE", "NUMÉRO"}, {"TEXT", "TEXTE"},     {"TIME", "INSTANT"},
    {"VERB", "VERBE"},      {"YEAR", "ANNÉE"}};

std::string Upper(absl::string_view text) {
  return absl::AsciiStrToUpper(absl::StrReplaceAll(text, {{"_", "-"}}));
}

using WordPairs = std::map<std::string, std::pair<std::string, std::string>, std::less<>>;

// By the word in English.
const WordPairs& AllWords() {
  static const auto* const words = [] {
    auto* const made = new WordPairs;
    for (const Text& each : kPlaceholders) made->insert({each.en, {each.en, each.fr}});
    for (const Descriptor* const resource : AllResources()) {
      const std::string command = Upper(CommandOf(resource));
      const std::string term = TermOf(resource, Language::kFrench);
      const std::string french = UpperCase(term.substr(0, term.find(' ')));
      made->insert({command, {command, french}});
      // As its name has it.
      made->insert({Upper(NamePattern::Of(resource).variables().back()), {command, french}});
    }
    return made;
  }();
  return *words;
}

bool IsOfWord(char c) { return absl::ascii_isupper(c) || c == '_' || c == '-'; }

}  // namespace

std::string PlaceholderIn(absl::string_view shown, Language language) {
  std::string text;
  while (!shown.empty()) {
    size_t size = 0;
    while (size < shown.size() && IsOfWord(shown[size])) ++size;
    const absl::string_view word = shown.substr(0, size);
    const auto found = AllWords().find(word);
    if (found != AllWords().end()) {
      absl::StrAppend(&text,
                      language == Language::kFrench ? found->second.second : found->second.first);
    } else {
      absl::StrAppend(&text, word);
    }
    shown.remove_prefix(size);
    if (shown.empty()) break;
    text += shown[0];
    shown.remove_prefix(1);
  }
  return text;
}

std::string PlaceholderOf(const Flag& flag, Language language) {
  const bool is_values = !flag.path.empty() && flag.path.leaf()->enum_type() != nullptr;
  return is_values ? PlaceholderOf(flag.path.leaf(), language)
                   : PlaceholderIn(flag.value, language);
}

std::string PlaceholderOf(const FieldDescriptor* field, Language language) {
  if (IsMoney(field)) return PlaceholderIn("AMOUNT", language);
  if (IsDate(field)) return "DATE";
  if (IsMoment(field)) return PlaceholderIn("TIME|SEQUENCE", language);
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      std::vector<std::string> keys, required, values;
      for (int i = 0; i < field->message_type()->field_count(); ++i) {
        const FieldDescriptor* const part = field->message_type()->field(i);
        if (!IsInput(part)) continue;
        keys.push_back(absl::StrCat(Kebab(KeyOf(part)), "=…"));
        if (HasBehavior(part, google::api::REQUIRED)) required.push_back(keys.back());
        values.push_back(PlaceholderOf(part, language));
      }
      // Of two, the keys can be left out; and of what begins with whose amount it is.
      const Descriptor* const type = field->message_type();
      if (values.size() == 2) return absl::StrJoin(values, "=");
      if (values.size() > 2 && !ReferredType(type->field(0)).empty() && IsMoney(type->field(1))) {
        return absl::StrCat(values[0], "=", values[1]);
      }
      // Of many, those that cannot; of many of these, the first: the help has an example.
      constexpr size_t kLong = 42;
      for (const std::vector<std::string>& some : {keys, required}) {
        const std::string text =
            absl::StrCat(absl::StrJoin(some, ","), some.size() < keys.size() ? ",…" : "");
        if (!some.empty() && CountCharacters(text) <= kLong) return text;
      }
      return absl::StrCat((required.empty() ? keys : required).front(), ",…");
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      std::vector<std::string> values;
      for (int i = 1; i < field->enum_type()->value_count(); ++i) {
        values.push_back(TypedName(field->enum_type()->value(i), language));
      }
      return absl::StrJoin(values, "|");
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      return "";
    case FieldDescriptor::CPPTYPE_STRING: {
      if (field->type() == FieldDescriptor::TYPE_BYTES) return "BASE64";
      const Noun* const noun = NounOfType(ReferredType(field));
      return PlaceholderIn(noun == nullptr ? "TEXT" : Upper(noun->name), language);
    }
    default:
      if (absl::EndsWith(field->name(), "_days")) {
        return language == Language::kFrench ? "60j" : "60d";
      }
      return PlaceholderIn("NUMBER", language);
  }
}

}  // namespace cofi::cli
