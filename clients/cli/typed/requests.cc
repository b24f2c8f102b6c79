#include "clients/cli/typed/requests.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "base/refusal.h"
#include "base/status.h"
#include "clients/cli/typed/placeholders.h"
#include "clients/cli/typed/templates.h"
#include "clients/cli/typed/values.h"
#include "clients/cli/typed/words.h"
#include "clients/cli/typed/words_flags.h"
#include "clients/cli/typed/words_mistakes.h"
#include "google/protobuf/field_mask.pb.h"

namespace cofi::cli {
namespace {

// Adds a flag for each field of `type`, which stands at `path` in `request`. `optional` is
// the beginning of the flags of the innermost group that may be left out.
void AddFlags(const Descriptor* request, const Descriptor* type, const std::string& path,
              const std::string& prefix, const std::string& optional, bool update,
              std::vector<Flag>* flags) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (!IsInput(field) || (update && HasBehavior(field, google::api::IMMUTABLE))) continue;
    const std::string field_path = absl::StrCat(path, path.empty() ? "" : ".", field->name());
    Flag flag;
    flag.name = absl::StrCat(prefix, Kebab(KeyOf(field)));
    if (IsGroup(field) && !field->is_repeated()) {
      const std::string inner = flag.name + ".";
      AddFlags(request, field->message_type(), field_path, inner,
               HasBehavior(field, google::api::REQUIRED) ? optional : inner, update, flags);
      continue;
    }
    flag.value = PlaceholderOf(field, Language::kEnglish);
    flag.repeated = field->is_repeated();
    // An id for the request is made where none is given.
    if (!update && HasBehavior(field, google::api::REQUIRED) && field->name() != "request_id") {
      flag.required = optional.empty();
      flag.required_with = optional;
    }
    if (!update) {
      flag.required_without =
          absl::StrReplaceAll(Kebab(FactsOf(field).required_without()), {{",", ", --"}});
    }
    flag.path = FieldPath::Find(request, field_path);
    if (field->is_repeated() && absl::EndsWith(flag.name, "s")) {
      flag.aliases.push_back(flag.name.substr(0, flag.name.size() - 1));
    }
    const std::string& shorter = FactsOf(field).flag();
    if (flag.name == "as-of-date" || !shorter.empty()) {
      flag.aliases.push_back(flag.name);
      flag.name = shorter.empty() ? "as-of" : absl::StrCat(prefix, shorter);
    }
    flags->push_back(std::move(flag));
  }
}

// Sets the field that says what the request is about, and learns from it.
absl::Status SetTarget(const Noun& noun, const Verb& verb, const Arguments& arguments,
                       Language language, Identifiers* known, Message* request) {
  const NamePattern& pattern = NamePattern::Of(noun.resource);
  switch (verb.kind) {
    case Verb::Kind::kList: {
      COFI_ASSIGN_OR_RETURN(std::string parent, ExpandParent(pattern, arguments.words, language));
      if (!parent.empty()) SetStringField(request, "parent", std::move(parent));
      return absl::OkStatus();
    }
    case Verb::Kind::kCreate: {
      COFI_ASSIGN_OR_RETURN(auto parent_and_id,
                            ExpandParentAndId(pattern, arguments.words, language));
      const FieldDescriptor* resource = verb.body();
      auto& [parent, id] = parent_and_id;
      if (!parent.empty()) {
        Learn(NamePattern(pattern.parent_text()), parent, known);
        SetStringField(request, "parent", std::move(parent));
      }
      if (!id.empty()) SetStringField(request, resource->name() + "_id", std::move(id));
      // There even when no field is given, so that the server names what it misses.
      request->GetReflection()->MutableMessage(request, resource);
      return absl::OkStatus();
    }
    default: {
      COFI_ASSIGN_OR_RETURN(std::string name, ExpandName(pattern, arguments.words, language));
      Learn(pattern, name, known);
      const FieldDescriptor* resource = verb.body();
      Message* holder = resource == nullptr
                            ? request
                            : request->GetReflection()->MutableMessage(request, resource);
      SetStringField(holder, "name", std::move(name));
      return absl::OkStatus();
    }
  }
}

}  // namespace

bool IsUploaded(const Descriptor* resource) {
  for (int i = 0; i < resource->field_count(); ++i) {
    if (FactsOf(resource->field(i)).uploaded()) return true;
  }
  return false;
}

std::vector<Flag> FlagsOf(const Descriptor* request, const std::vector<std::string>& without) {
  std::vector<Flag> flags;
  AddFlags(request, request, "", "", "", false, &flags);
  flags.erase(std::remove_if(flags.begin(), flags.end(),
                             [&](const Flag& flag) {
                               return std::find(without.begin(), without.end(), flag.path.text()) !=
                                      without.end();
                             }),
              flags.end());
  return flags;
}

namespace {

// For what may be made with the resource that refers to it.
void AddMadeFirst(const Noun& noun, std::vector<Flag>* flags) {
  for (int i = 0; i < noun.resource->field_count(); ++i) {
    const FieldDescriptor* const field = noun.resource->field(i);
    if (!FactsOf(field).made_with()) continue;
    const Noun* const made = NounOfType(ReferredType(field));
    const Verb* const create = made->Find(Verb::Kind::kCreate);
    std::vector<Flag> own;
    AddFlags(create->request(), made->resource, create->body()->name(),
             absl::StrCat(Kebab(field->name()), "."), "", false, &own);
    for (Flag& flag : own) {
      if (absl::EndsWith(flag.name, ".etag")) continue;
      flag.required = false;
      flag.made_for = field;
      flags->push_back(std::move(flag));
    }
  }
}

// For what has something that was uploaded: the file itself, which tells that and what it is
// called.
void AddFile(const Noun& noun, std::vector<Flag>* flags) {
  if (!IsUploaded(noun.resource)) return;
  for (Flag& flag : *flags) {
    const bool told = !flag.path.empty() && (FactsOf(flag.path.leaf()).uploaded() ||
                                             flag.path.leaf()->name() == "display_name");
    if (!told) continue;
    flag.required = false;
    flag.required_without = "file";
  }
  flags->insert(flags->begin(), Flag{"file", "FILE", words::kFileHelp, {}});
}

}  // namespace

namespace {

bool IsInProject(const Noun& noun) {
  const NamePattern& pattern = NamePattern::Of(noun.resource);
  return pattern.variables().size() > 1 && pattern.variables()[0] == "project";
}

}  // namespace

bool TakesFilter(const Noun& noun, const Verb& verb) {
  const bool moves = verb.kind == Verb::Kind::kVerb || verb.kind == Verb::Kind::kDelete;
  return moves && noun.Find(Verb::Kind::kList) != nullptr &&
         verb.request()->FindFieldByName("name") != nullptr &&
         verb.request()->FindFieldByName("validate_only") != nullptr;
}

std::vector<Flag> FlagsOf(const Noun& noun, const Verb& verb) {
  const FieldDescriptor* resource = verb.body();
  std::vector<Flag> flags;
  if (resource != nullptr) {
    AddFlags(verb.request(), noun.resource, resource->name(), "", "",
             verb.kind == Verb::Kind::kUpdate, &flags);
    // Last, as in the requests of the other verbs; what is made has no version yet.
    const auto etag = std::stable_partition(flags.begin(), flags.end(),
                                            [](const Flag& flag) { return flag.name != "etag"; });
    if (verb.kind == Verb::Kind::kCreate) flags.erase(etag, flags.end());
  }
  std::vector<Flag> own;
  AddFlags(verb.request(), verb.request(), "", "", "", false, &own);
  for (Flag& flag : own) {
    const std::string& path = flag.path.text();
    if (path == "name" || path == "parent") continue;
    if (resource != nullptr && absl::StartsWith(path, resource->name() + ".")) continue;
    if (resource != nullptr && path == resource->name() + "_id") {
      flag.aliases.push_back(flag.name);
      flag.name = "id";
      flag.value = "ID";
    }
    flags.push_back(std::move(flag));
  }
  if (verb.kind == Verb::Kind::kList) flags.push_back(LimitFlag());
  if (verb.kind == Verb::Kind::kCreate) {
    AddFile(noun, &flags);
    AddMadeFirst(noun, &flags);
    flags.push_back(TemplateFlag(noun));
  }
  if (TakesFilter(noun, verb)) {
    flags.push_back({"filter", "TEXT", words::kBulkFilterHelp, {}});
    if (IsInProject(noun)) flags.push_back({"project", "PROJECT", words::kBulkProjectHelp, {}});
    flags.push_back({"yes", "", words::kBulkYesHelp, {}});
  }
  return flags;
}

std::string WordsOf(const Noun& noun, const Verb& verb) {
  const NamePattern& pattern = NamePattern::Of(noun.resource);
  const std::string parent = ShortFormOfParent(pattern);
  switch (verb.kind) {
    case Verb::Kind::kList:
      return parent.empty() ? "" : absl::StrCat("[", parent, "]");
    case Verb::Kind::kCreate:
      return absl::StrCat(parent, parent.empty() ? "" : " ", "[",
                          ShortForm(pattern).substr(parent.size() + (parent.empty() ? 0 : 1)), "]");
    default:
      return ShortForm(pattern);
  }
}

namespace {

// Of a list of values of an enum, several may be given at once: `--by line,funder`.
std::vector<std::string> PartsOf(const Flag& flag, const std::vector<std::string>& given) {
  if (!flag.repeated || flag.path.leaf()->cpp_type() != FieldDescriptor::CPPTYPE_ENUM) return given;
  std::vector<std::string> parts;
  for (const std::string& each : given) {
    for (const absl::string_view part : absl::StrSplit(each, ',')) parts.emplace_back(part);
  }
  return parts;
}

}  // namespace

absl::Status SetFromFlags(const std::vector<Flag>& flags, const Arguments& arguments,
                          Language language, Identifiers* known, Message* request) {
  Violations violations;
  // In the order of the fields, not of the command line: a reference is completed
  // from those before it.
  for (const Flag& flag : flags) {
    const auto given = arguments.flags.find(flag.name);
    if (flag.path.empty() || flag.path.fields()[0]->containing_type() != request->GetDescriptor() ||
        given == arguments.flags.end()) {
      continue;
    }
    for (const std::string& text : PartsOf(flag, given->second)) {
      const absl::Status set =
          SetFromText(flag.path.MutableHolder(request), flag.path.leaf(), text, language, known);
      if (!set.ok() && ViolationsOf(set).empty()) {
        return absl::InvalidArgumentError(
            absl::StrCat(Dashed(ShortestOf(flag)), ": ", set.message()));
      }
      violations.Add(InField(Dashed(ShortestOf(flag)), set));
    }
  }
  return violations.ToStatus();
}

absl::StatusOr<std::unique_ptr<Message>> MakeRequest(const Noun& noun, const Verb& verb,
                                                     const std::vector<Flag>& flags,
                                                     const Arguments& arguments,
                                                     Language language) {
  std::unique_ptr<Message> request = NewMessage(verb.request());
  Identifiers known;
  COFI_RETURN_IF_ERROR(SetTarget(noun, verb, arguments, language, &known, request.get()));
  COFI_RETURN_IF_ERROR(SetFromFlags(flags, arguments, language, &known, request.get()));
  if (verb.kind == Verb::Kind::kUpdate) {
    const std::string prefix = verb.body()->name() + ".";
    bool any = false;
    for (const Flag& flag : flags) {
      if (flag.path.empty() || !arguments.Has(flag.name)) continue;
      const absl::string_view path = flag.path.text();
      // The etag is not a change but a condition of it.
      if (!absl::StartsWith(path, prefix) || path == prefix + "etag") continue;
      AddToMask(std::string(absl::StripPrefix(path, prefix)), request.get());
      any = true;
    }
    if (!any) return Mistake(words::kNothingToUpdate, language);
  }
  const FieldDescriptor* id = verb.request()->FindFieldByName("request_id");
  if (id != nullptr && StringField(*request, "request_id").empty()) {
    SetStringField(request.get(), "request_id", NewRequestId());
  }
  COFI_RETURN_IF_ERROR(CheckSize(*request, language));
  return request;
}

const FieldDescriptor* FieldAt(const Descriptor* type, absl::string_view path) {
  const FieldDescriptor* field = nullptr;
  for (const absl::string_view part : absl::StrSplit(path, '.')) {
    if (type == nullptr) return nullptr;
    field = type->FindFieldByName(std::string(part.substr(0, part.find('['))));
    if (field == nullptr) return nullptr;
    type = field->message_type();
  }
  return field;
}

std::string AsTyped(const std::vector<Flag>& flags, const Descriptor* request,
                    const std::string& path, Language language) {
  // Which of a list's items, the message says.
  std::string plain;
  std::string item;
  for (size_t i = 0; i < path.size(); ++i) {
    if (path[i] != '[') {
      plain += path[i];
      continue;
    }
    const size_t end = std::min(path.find(']', i), path.size());
    item = path.substr(i + 1, end - i - 1);
    i = end;
  }
  for (const Flag& flag : flags) {
    const std::string& own = flag.path.text();
    if (own.empty() || !absl::StartsWith(plain, own)) continue;
    if (plain.size() > own.size() && plain[own.size()] != '.') continue;
    std::vector<std::string> beside;
    int64_t number = 0;
    if (absl::SimpleAtoi(item, &number) && number > 0) {
      beside.push_back(absl::StrCat(Text{"no. ", "n° "}.In(language), number + 1));
    }
    const FieldDescriptor* const leaf = FieldAt(request, plain);
    if (leaf == nullptr) return path;
    // In English a flag is what its field is called.
    if (language == Language::kFrench || leaf != flag.path.leaf()) {
      beside.push_back(LabelOf(leaf, language));
    }
    return absl::StrCat(Dashed(ShortestOf(flag)), beside.empty() ? "" : " (",
                        absl::StrJoin(beside, ", "), beside.empty() ? "" : ")");
  }
  return path;
}

absl::StatusOr<std::vector<MadeFirst>> MakeFirst(const Verb& verb, const std::vector<Flag>& flags,
                                                 const Arguments& arguments, const Message& request,
                                                 Language language) {
  std::vector<MadeFirst> made;
  for (const Flag& flag : flags) {
    if (flag.made_for == nullptr || !arguments.Has(flag.name)) continue;
    if (!made.empty() && made.back().reference == flag.made_for) continue;
    const Noun* const noun = NounOfType(ReferredType(flag.made_for));
    const Verb* const create = noun->Find(Verb::Kind::kCreate);
    MadeFirst first{flag.made_for, noun, NewMessage(create->request())};
    Identifiers known;
    COFI_RETURN_IF_ERROR(SetFromFlags(flags, arguments, language, &known, first.request.get()));
    Message* const body = MutableMessageField(first.request.get(), create->body()->name());
    if (StringField(*body, "display_name").empty()) {
      SetStringField(body, "display_name",
                     StringField(*MessageField(request, verb.body()->name()), "display_name"));
    }
    SetStringField(first.request.get(), "request_id", NewRequestId());
    made.push_back(std::move(first));
  }
  return made;
}

void AddToMask(const std::string& path, Message* request) {
  const FieldDescriptor* field = request->GetDescriptor()->FindFieldByName("update_mask");
  static_cast<google::protobuf::FieldMask*>(
      request->GetReflection()->MutableMessage(request, field))
      ->add_paths(path);
}

void LimitPage(int32_t most, Message* request) {
  const FieldDescriptor* field = request->GetDescriptor()->FindFieldByName("page_size");
  const int32_t size = request->GetReflection()->GetInt32(*request, field);
  if (size == 0 || size > most) request->GetReflection()->SetInt32(request, field, most);
}

Flag LimitFlag() { return {"limit", "NUMBER", words::kLimitHelp, {}}; }

absl::StatusOr<int32_t> LimitOf(const Arguments& arguments, Language language) {
  if (!arguments.Has("limit")) return 0;
  const std::string text = arguments.Value("limit");
  int32_t limit = 0;
  if (absl::SimpleAtoi(text, &limit) && limit > 0) return limit;
  return Mistake(words::kNotOneOf, language, "--limit", text, "1, 2, 3 …");
}

absl::Status CheckSize(const Message& request, Language language) {
  const size_t bytes = request.ByteSizeLong();
  if (bytes <= kRequestBytesMax) return absl::OkStatus();
  return Mistake(words::kRequestTooLarge, language,
                 FormatCount(static_cast<int64_t>(bytes), language),
                 FormatCount(kRequestBytesMax, language));
}

}  // namespace cofi::cli
