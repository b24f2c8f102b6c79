#include "clients/cli/commands/apply_file.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/dates.h"
#include "base/identifiers.h"
#include "base/refusal.h"
#include "base/resources.h"
#include "base/status.h"
#include "clients/cli/commands/words_apply.h"
#include "clients/cli/typed/requests.h"
#include "clients/cli/typed/values.h"
#include "clients/cli/typed/words.h"
#include "clients/cli/typed/words_mistakes.h"

namespace cofi::cli {
namespace {

std::vector<std::string> DeclarableNames(const Descriptor* type) {
  std::vector<std::string> names;
  for (int i = 0; i < type->field_count(); ++i) {
    if (IsDeclarable(type->field(i))) names.push_back(KeyOf(type->field(i)));
  }
  return names;
}

// What is known of an item so far: what its references are completed from, and what it
// declares.
struct Told {
  Identifiers known;
  std::vector<std::string> declared;
};

class ApplyFileReader {
 public:
  ApplyFileReader(absl::string_view file, Language language) : file_(file), language_(language) {}

  absl::StatusOr<std::vector<ApplyItem>> Read(const std::string& text) {
    std::vector<YAML::Node> documents;
    try {
      documents = YAML::LoadAll(text);
    } catch (const YAML::Exception& error) {
      return At(error.mark, Quoted(error.msg));
    }
    std::vector<ApplyItem> items;
    for (const YAML::Node& document : documents) {
      if (document.IsNull()) continue;
      if (!document.IsSequence()) {
        Keep(At(document.Mark(), words::kApplyNotAList.In(language_)));
        continue;
      }
      for (const YAML::Node& node : document) {
        if (mistakes_.size() >= kMistakesMax) break;
        absl::StatusOr<ApplyItem> item = ReadItem(node);
        item.ok() ? items.push_back(*std::move(item)) : Keep(item.status());
      }
    }
    if (mistakes_.empty()) return items;
    // Each on a line of its own, as others are.
    return absl::InvalidArgumentError(absl::StrJoin(mistakes_, "\n! "));
  }

 private:
  std::string Place(const YAML::Mark& mark) const {
    return absl::StrCat(file_, ":", mark.line + 1);
  }

  absl::Status At(const YAML::Mark& mark, absl::string_view sentence) const {
    // yaml-cpp marks what has no place in the text with -1.
    return absl::InvalidArgumentError(absl::StrCat(file_, ":", std::max(0, mark.line) + 1, ":",
                                                   std::max(0, mark.column) + 1, ": ", sentence));
  }

  // Keeps a mistake, so that those after it are told too.
  void Keep(const absl::Status& mistake) {
    if (!mistake.ok() && mistakes_.size() < kMistakesMax) mistakes_.emplace_back(mistake.message());
  }

  // What is wrong with its fields is kept.
  absl::StatusOr<ApplyItem> ReadItem(const YAML::Node& node) {
    if (!node.IsMap() || node.size() == 0) {
      return At(node.Mark(), words::kApplyNotAnItem.In(language_));
    }
    const YAML::Node what = node.begin()->first;
    const YAML::Node name = node.begin()->second;
    ApplyItem item;
    item.place = Place(what.Mark());
    COFI_RETURN_IF_ERROR(Choose(what, &item));
    if (!name.IsScalar()) {
      return At(name.Mark(), Say(words::kNameMissing, language_,
                                 ShortForm(NamePattern::Of(item.noun->resource))));
    }
    const NamePattern& pattern = NamePattern::Of(item.noun->resource);
    const std::vector<std::string> ids = absl::StrSplit(name.Scalar(), ' ', absl::SkipEmpty());
    const absl::StatusOr<std::string> full = ExpandName(pattern, ids, language_);
    if (!full.ok()) return At(name.Mark(), Describe(full.status(), language_));
    item.title =
        absl::StrCat(item.noun->name, item.verb == nullptr ? "" : " ",
                     item.verb == nullptr ? "" : item.verb->name, " ", ShortName(*full, ""));

    item.message = NewMessage(item.verb == nullptr ? item.noun->resource : item.verb->request());
    SetStringField(item.message.get(), "name", *full);
    Told told;
    Learn(pattern, *full, &told.known);
    ReadFields(node, true, "", item.message.get(), &told);
    for (const std::string& path : told.declared) {
      item.declared.push_back(FieldPath::Find(item.message->GetDescriptor(), path));
    }
    if (item.verb != nullptr) Count(&item);
    if (absl::Status size = CheckSize(*item.message, language_); !size.ok()) {
      return At(node.Mark(), size.message());
    }
    return item;
  }

  // Gives a verb its request id, and tells which of its kind it is.
  void Count(ApplyItem* item) {
    const std::string verb = absl::StrCat(item->noun->name, " ", item->verb->name, " ");
    // The same for the same words: when they are applied again, the server knows the
    // request and answers as it did before. Said again in one file, it happened again.
    std::string said = absl::StrCat(verb, item->message->SerializeAsString());
    if (const int time = ++times_[said]; time > 1) absl::StrAppend(&said, " #", time);
    SetStringField(item->message.get(), "request_id", UuidFrom(said));

    const Message* date = MessageField(*item->message, "effective_date");
    if (date == nullptr) date = MessageField(*item->message, "due_date");
    item->time = ++times_on_date_[absl::StrCat(
        verb, StringField(*item->message, "name"), " ",
        date == nullptr ? "" : IsoDate(static_cast<const Date&>(*date)))];
  }

  // The noun and the verb of an item's first key.
  absl::Status Choose(const YAML::Node& what, ApplyItem* item) const {
    if (!what.IsScalar()) return At(what.Mark(), words::kApplyNotAnItem.In(language_));
    const std::vector<std::string> given = absl::StrSplit(what.Scalar(), ' ', absl::SkipEmpty());
    const std::string noun = given.empty() ? "" : given[0];
    item->noun = FindNoun(noun);
    if (item->noun == nullptr) {
      return At(what.Mark(),
                Say(words::kUnknownNoun, language_, noun, absl::StrJoin(NounNames(), ", ")) +
                    DidYouMean(noun, NounNames(), language_));
    }
    if (given.size() == 1) return absl::OkStatus();
    std::vector<std::string> verbs;
    for (const Verb& verb : item->noun->verbs) {
      if (verb.kind == Verb::Kind::kVerb) verbs.push_back(verb.name);
    }
    item->verb = given.size() == 2 ? item->noun->Find(given[1]) : nullptr;
    if (item->verb == nullptr || item->verb->kind != Verb::Kind::kVerb) {
      const std::string rest = what.Scalar().substr(what.Scalar().find(' ') + 1);
      return At(what.Mark(), Say(words::kUnknownVerb, language_, rest, item->noun->name,
                                 absl::StrJoin(verbs, ", ")) +
                                 DidYouMean(rest, verbs, language_));
    }
    return absl::OkStatus();
  }

  // The keys of `node` into `message`, which stands at `path` of the item's own.
  void ReadFields(const YAML::Node& node, bool first_is_name, const std::string& path,
                  Message* message, Told* told) {
    const Descriptor* type = message->GetDescriptor();
    std::set<std::string> seen;
    for (auto entry = node.begin(); entry != node.end(); ++entry) {
      if (first_is_name && entry == node.begin()) continue;
      const std::string key = entry->first.IsScalar() ? entry->first.Scalar() : "";
      const FieldDescriptor* field = FieldOfKey(type, key);
      if (field == nullptr || !IsDeclarable(field)) {
        const std::vector<std::string> names = DeclarableNames(type);
        Keep(At(entry->first.Mark(),
                Say(words::kUnknownField, language_, key, absl::StrJoin(names, ", ")) +
                    DidYouMean(key, names, language_)));
      } else if (!seen.insert(key).second) {
        Keep(At(entry->first.Mark(), Say(words::kGivenTwice, language_, key)));
      }
    }
    // In the order of the fields: a reference is completed from those before it.
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor* field = type->field(i);
      const std::string key = KeyOf(field);
      if (seen.count(key) == 0) continue;
      ReadField(node[key], path, field, message, told);
    }
  }

  void ReadField(const YAML::Node& value, const std::string& parent, const FieldDescriptor* field,
                 Message* message, Told* told) {
    const std::string path = absl::StrCat(parent, parent.empty() ? "" : ".", field->name());
    if (IsGroup(field) && !field->is_repeated()) {
      if (!value.IsMap()) {
        return Keep(At(value.Mark(), Say(words::kNotAMap, language_, field->name())));
      }
      return ReadFields(value, false, path,
                        message->GetReflection()->MutableMessage(message, field), told);
    }
    told->declared.push_back(path);
    if (!value.IsSequence()) return ReadValue(value, field, message, told);
    if (!field->is_repeated()) {
      return Keep(At(value.Mark(), Say(words::kNotAValue, language_, field->name())));
    }
    for (const YAML::Node& element : value) ReadValue(element, field, message, told);
  }

  void ReadValue(const YAML::Node& value, const FieldDescriptor* field, Message* message,
                 Told* told) {
    if (IsGroup(field) && value.IsMap()) {
      Told within{told->known, {}};
      return ReadFields(value, false, "", message->GetReflection()->AddMessage(message, field),
                        &within);
    }
    if (!value.IsScalar() && !value.IsNull()) {
      return Keep(At(value.Mark(), Say(words::kNotAValue, language_, field->name())));
    }
    const std::string text = value.IsNull() ? "" : value.Scalar();
    const absl::Status set = SetFromText(message, field, text, language_, &told->known);
    if (set.ok()) return;
    Keep(At(value.Mark(), ViolationsOf(set).empty()
                              ? absl::StrCat(KeyOf(field), ": ", set.message())
                              : Describe(InField(field->name(), set), language_)));
  }

  const std::string file_;
  const Language language_;
  std::vector<std::string> mistakes_;
  std::map<std::string, int> times_, times_on_date_;
};

}  // namespace

std::string InWords(const ApplyItem& item, Language language) {
  if (language == Language::kEnglish) return item.title;
  const std::string name = ShortName(StringField(*item.message, "name"), "");
  if (item.verb == nullptr) {
    return absl::StrCat(TermOf(item.noun->resource, language), " ", name);
  }
  return absl::StrCat(item.verb->method->options().GetExtension(type::v1::verb).fr_action(), " ",
                      WithArticle(item.noun->resource, Article::kOf, language), " ", name);
}

std::string AsDeclared(const ApplyItem& item, const std::string& path, Language language) {
  const std::vector<std::string> steps = absl::StrSplit(path, '.');
  // From the first that the item has: those before it say where the item is in a request.
  for (size_t i = 0; i < steps.size(); ++i) {
    const std::string own =
        absl::StrJoin(steps.begin() + static_cast<ptrdiff_t>(i), steps.end(), ".");
    const FieldDescriptor* const field = FieldAt(item.message->GetDescriptor(), own);
    if (field == nullptr) continue;
    return language == Language::kFrench ? absl::StrCat(own, " (", LabelOf(field, language), ")")
                                         : own;
  }
  return path;
}

absl::StatusOr<std::vector<ApplyItem>> ReadApplyFile(const std::string& text,
                                                     absl::string_view name, Language language) {
  return ApplyFileReader(name, language).Read(text);
}

}  // namespace cofi::cli
