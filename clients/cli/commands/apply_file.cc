#include "clients/cli/commands/apply_file.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/identifiers.h"
#include "base/refusal.h"
#include "base/status.h"
#include "clients/cli/typed/requests.h"
#include "clients/cli/typed/text.h"
#include "clients/cli/typed/values.h"
#include "clients/cli/typed/words.h"

namespace cofi::cli {
namespace {

// What the apply file does not say: each run sets them itself.
constexpr absl::string_view kNotDeclared[] = {"name", "etag", "request_id", "validate_only"};

bool IsDeclarable(const FieldDescriptor* field) {
  return IsInput(field) && std::find(std::begin(kNotDeclared), std::end(kNotDeclared),
                                     field->name()) == std::end(kNotDeclared);
}

std::vector<std::string> DeclarableNames(const Descriptor* type) {
  std::vector<std::string> names;
  for (int i = 0; i < type->field_count(); ++i) {
    if (IsDeclarable(type->field(i))) names.push_back(type->field(i)->name());
  }
  return names;
}

// What is known of an item so far: what its references are completed from, and what it
// declares.
struct Told {
  Identifiers known;
  std::vector<std::string> declared;
};

class Reader {
 public:
  Reader(absl::string_view file, Language language) : file_(file), language_(language) {}

  absl::StatusOr<std::vector<ApplyItem>> Read(const std::string& text) const {
    YAML::Node root;
    try {
      root = YAML::Load(text);
    } catch (const YAML::Exception& error) {
      return At(error.mark, error.msg);
    }
    std::vector<ApplyItem> items;
    if (root.IsNull()) return items;
    if (!root.IsSequence()) return At(root.Mark(), words::kApplyNotAList.In(language_));
    std::map<std::string, int> times;
    for (const YAML::Node& node : root) {
      COFI_ASSIGN_OR_RETURN(ApplyItem item, ReadItem(node, &times));
      items.push_back(std::move(item));
    }
    return items;
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

  // `times` tells how often each request was read before.
  absl::StatusOr<ApplyItem> ReadItem(const YAML::Node& node,
                                     std::map<std::string, int>* times) const {
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
    COFI_RETURN_IF_ERROR(ReadFields(node, true, "", item.message.get(), &told));
    for (const std::string& path : told.declared) {
      item.declared.push_back(FieldPath::Find(item.message->GetDescriptor(), path));
    }
    if (item.verb != nullptr) {
      // The same for the same words: when they are applied again, the server knows the
      // request and answers as it did before. Said again in one file, it happened again.
      std::string said = absl::StrCat(item.noun->name, " ", item.verb->name, " ",
                                      item.message->SerializeAsString());
      if (const int time = ++(*times)[said]; time > 1) absl::StrAppend(&said, " #", time);
      SetStringField(item.message.get(), "request_id", UuidFrom(said));
    }
    if (absl::Status size = CheckSize(*item.message, language_); !size.ok()) {
      return At(node.Mark(), size.message());
    }
    return item;
  }

  // The noun and the verb of an item's first key.
  absl::Status Choose(const YAML::Node& what, ApplyItem* item) const {
    if (!what.IsScalar()) return At(what.Mark(), words::kApplyNotAnItem.In(language_));
    const std::vector<std::string> given = absl::StrSplit(what.Scalar(), ' ', absl::SkipEmpty());
    const std::string noun = given.empty() ? "" : given[0];
    item->noun = FindNoun(noun);
    if (item->noun == nullptr) {
      return At(what.Mark(), Say(words::kUnknownNoun, language_, Printable(noun),
                                 absl::StrJoin(NounNames(), ", ")) +
                                 DidYouMean(noun, NounNames(), language_));
    }
    if (given.size() == 1) return absl::OkStatus();
    std::vector<std::string> verbs;
    for (const Verb& verb : item->noun->verbs) {
      if (verb.kind == Verb::Kind::kCustom) verbs.push_back(verb.name);
    }
    item->verb = given.size() == 2 ? item->noun->Find(given[1]) : nullptr;
    if (item->verb == nullptr || item->verb->kind != Verb::Kind::kCustom) {
      const std::string rest = Printable(what.Scalar().substr(what.Scalar().find(' ') + 1));
      return At(what.Mark(), Say(words::kUnknownVerb, language_, rest, item->noun->name,
                                 absl::StrJoin(verbs, ", ")) +
                                 DidYouMean(rest, verbs, language_));
    }
    return absl::OkStatus();
  }

  // The keys of `node` into `message`, which stands at `path` of the item's own.
  absl::Status ReadFields(const YAML::Node& node, bool first_is_name, const std::string& path,
                          Message* message, Told* told) const {
    const Descriptor* type = message->GetDescriptor();
    std::set<std::string> seen;
    for (auto entry = node.begin(); entry != node.end(); ++entry) {
      if (first_is_name && entry == node.begin()) continue;
      const std::string key = entry->first.IsScalar() ? entry->first.Scalar() : "";
      const FieldDescriptor* field = type->FindFieldByName(key);
      if (field == nullptr || !IsDeclarable(field)) {
        const std::vector<std::string> names = DeclarableNames(type);
        return At(entry->first.Mark(),
                  Say(words::kUnknownField, language_, Printable(key), absl::StrJoin(names, ", ")) +
                      DidYouMean(key, names, language_));
      }
      if (!seen.insert(key).second) {
        return At(entry->first.Mark(), Say(words::kGivenTwice, language_, key));
      }
    }
    // In the order of the fields: a reference is completed from those before it.
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor* field = type->field(i);
      if (seen.count(field->name()) == 0) continue;
      COFI_RETURN_IF_ERROR(ReadField(node[field->name()], path, field, message, told));
    }
    return absl::OkStatus();
  }

  absl::Status ReadField(const YAML::Node& value, const std::string& parent,
                         const FieldDescriptor* field, Message* message, Told* told) const {
    const std::string path = absl::StrCat(parent, parent.empty() ? "" : ".", field->name());
    if (IsGroup(field) && !field->is_repeated()) {
      if (!value.IsMap()) return At(value.Mark(), Say(words::kNotAMap, language_, field->name()));
      return ReadFields(value, false, path,
                        message->GetReflection()->MutableMessage(message, field), told);
    }
    told->declared.push_back(path);
    if (!value.IsSequence()) return ReadValue(value, field, message, told);
    if (!field->is_repeated()) {
      return At(value.Mark(), Say(words::kNotAValue, language_, field->name()));
    }
    for (const YAML::Node& element : value) {
      COFI_RETURN_IF_ERROR(ReadValue(element, field, message, told));
    }
    return absl::OkStatus();
  }

  absl::Status ReadValue(const YAML::Node& value, const FieldDescriptor* field, Message* message,
                         Told* told) const {
    if (IsGroup(field) && value.IsMap()) {
      Told within{told->known, {}};
      return ReadFields(value, false, "", message->GetReflection()->AddMessage(message, field),
                        &within);
    }
    if (!value.IsScalar() && !value.IsNull()) {
      return At(value.Mark(), Say(words::kNotAValue, language_, field->name()));
    }
    const std::string text = value.IsNull() ? "" : value.Scalar();
    const absl::Status set = SetFromText(message, field, text, language_, &told->known);
    if (set.ok()) return set;
    return At(value.Mark(), ViolationsOf(set).empty()
                                ? absl::StrCat(field->name(), ": ", set.message())
                                : Describe(InField(field->name(), set), language_));
  }

  const std::string file_;
  const Language language_;
};

}  // namespace

absl::StatusOr<std::vector<ApplyItem>> ReadApplyFile(const std::string& text,
                                                     absl::string_view name, Language language) {
  return Reader(name, language).Read(text);
}

}  // namespace cofi::cli
