#include "base/refusal.h"

#include <cstdint>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/money.h"
#include "base/names.h"
#include "base/readable.h"
#include "base/reasons.h"
#include "base/resources.h"
#include "base/text.h"

namespace cofi {
namespace {

// Violation n is the payload of this URL and n: a status keeps one payload a URL.
constexpr absl::string_view kPayloadUrl = "type.googleapis.com/google.rpc.ErrorInfo#";

absl::Status StatusOf(const std::vector<google::rpc::ErrorInfo>& violations,
                      absl::StatusCode code) {
  absl::Status status(code, absl::StrJoin(violations, "; ",
                                          [](std::string* out, const google::rpc::ErrorInfo& info) {
                                            out->append(Describe(info, Language::kEnglish));
                                          }));
  for (size_t i = 0; i < violations.size(); ++i) {
    status.SetPayload(absl::StrCat(kPayloadUrl, i), absl::Cord(violations[i].SerializeAsString()));
  }
  return status;
}

std::string Filled(absl::string_view text, const google::rpc::ErrorInfo& violation,
                   Language language);

std::string Datum(const google::rpc::ErrorInfo& violation, const std::string& key) {
  const auto found = violation.metadata().find(key);
  return found == violation.metadata().end() ? "" : found->second;
}

// A whole number, or nothing.
std::optional<int64_t> CountIn(absl::string_view value) {
  int64_t count = 0;
  if (absl::SimpleAtoi(value, &count)) return count;
  return std::nullopt;
}

// `calls (2)`, a collection and how many of it; several, parted by commas.
std::string CountedInWords(absl::string_view value, Language language) {
  if (absl::StrContains(value, ", ")) {
    std::vector<std::string> all;
    for (const absl::string_view each : absl::StrSplit(value, ", ")) {
      all.push_back(CountedInWords(each, language));
    }
    return absl::StrJoin(all, ", ");
  }
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(value, absl::MaxSplits(" (", 1));
  const auto count = CountIn(absl::StripSuffix(parts.second, ")"));
  for (const google::protobuf::Descriptor* const resource : AllResources()) {
    if (count.has_value() && NamePattern::Of(resource).collection() == parts.first) {
      return Counted(*count, resource, language);
    }
  }
  return Quoted(value);
}

std::string StateInWords(const std::string& state, const std::string& name, Language language) {
  const google::protobuf::Descriptor* const resource = ResourceOfName(name);
  const FieldDescriptor* const field =
      resource == nullptr ? nullptr : resource->FindFieldByName("state");
  if (field == nullptr || field->enum_type() == nullptr) return Quoted(state);
  const EnumValueDescriptor* const value = EnumValue(field->enum_type(), state);
  return value == nullptr ? Quoted(state) : LabelOf(value, language);
}

// `SEEK_FUNDING` as the command line has it.
std::string VerbInWords(absl::string_view verb) {
  return Quoted(absl::StrReplaceAll(absl::AsciiStrToLower(verb), {{"_", "-"}}));
}

std::string VerbsInWords(absl::string_view verbs, Language language) {
  constexpr Text kPossible{"possible: ", "possible : "};
  constexpr Text kNothing{"nothing more can be done with it", "plus aucune action n'est possible"};
  return verbs == "—" ? kNothing.In(language)
                      : absl::StrCat(kPossible.In(language), VerbInWords(verbs));
}

// Of two words the one that agrees, with a count or with what a name is one of.
std::string Agreeing(absl::string_view value, absl::string_view words, Language language) {
  const std::pair<absl::string_view, absl::string_view> both = absl::StrSplit(words, '|');
  if (const auto count = CountIn(value); count.has_value()) {
    return std::string(IsSingular(*count, language) ? both.first : both.second);
  }
  const google::protobuf::Descriptor* const resource = ResourceOfName(value);
  const bool feminine = resource != nullptr && ResourceFacts(resource).fr_feminine();
  return std::string(feminine ? both.second : both.first);
}

std::string Formed(absl::string_view value, absl::string_view form,
                   const google::rpc::ErrorInfo& violation, Language language) {
  if (form == "money" || form == "figure") {
    const auto money = ParseMoney(value, "");
    // A figure may be any: a number alone is no amount then.
    if (money.ok() && (form == "money" || !money->currency_code().empty())) {
      return FormatAmount(Minor(*money), money->currency_code(), language);
    }
  }
  if (form == "date" || form == "figure") {
    if (auto date = ParseDate(value); date.ok()) return FormatDate(Day(*date), language);
  }
  if (form == "percent") {
    int32_t basis_points = 0;
    if (absl::SimpleAtoi(value, &basis_points)) return PercentText(basis_points, language);
  }
  if (form == "phrase") {
    for (const Text& phrase : Phrases()) {
      if (phrase.en == value) return Filled(phrase.In(language), violation, language);
    }
  }
  if (form == "the") return InWords(value, language);
  if (form == "counted") return CountedInWords(value, language);
  if (form == "state") return StateInWords(std::string(value), Datum(violation, "name"), language);
  if (form == "verb") return VerbInWords(value);
  if (form == "verbs") return VerbsInWords(value, language);
  if (absl::StrContains(form, '|')) return Agreeing(value, form, language);
  return Quoted(value);
}

// The text with the values of the refusal in place of their keys.
std::string Filled(absl::string_view text, const google::rpc::ErrorInfo& violation,
                   Language language) {
  std::string words;
  for (absl::string_view rest = text; !rest.empty();) {
    const size_t open = rest.find('{');
    absl::StrAppend(&words, rest.substr(0, open));
    if (open == rest.npos) break;
    const size_t close = rest.find('}', open);
    const std::pair<absl::string_view, absl::string_view> key_form =
        absl::StrSplit(rest.substr(open + 1, close - open - 1), absl::MaxSplits(':', 1));
    const auto found = violation.metadata().find(std::string(key_form.first));
    if (found != violation.metadata().end()) {
      absl::StrAppend(&words, Formed(found->second, key_form.second, violation, language));
    } else if (key_form.first == "field") {
      absl::StrAppend(&words, Text{"the value", "la valeur"}.In(language));
    }
    rest.remove_prefix(close + 1);
  }
  return words;
}

}  // namespace

absl::Status Refuse(Reason reason, std::initializer_list<Metadatum> metadata) {
  google::rpc::ErrorInfo info;
  info.set_domain("cofi.dev");
  info.set_reason(std::string(ReasonName(reason)));
  for (const Metadatum& datum : metadata) {
    (*info.mutable_metadata())[std::string(datum.key)] = datum.value;
  }
  return StatusOf({info}, TextOf(reason).code);
}

absl::Status RefusalOf(const google::rpc::ErrorInfo& violation) {
  Reason reason;
  if (!type::v1::Reason_Parse(absl::StrCat("REASON_", violation.reason()), &reason) ||
      reason == type::v1::REASON_UNSPECIFIED) {
    reason = type::v1::REASON_INTERNAL;
  }
  return StatusOf({violation}, TextOf(reason).code);
}

absl::Status InField(absl::string_view field, const absl::Status& refusal) {
  std::vector<google::rpc::ErrorInfo> violations = ViolationsOf(refusal);
  if (violations.empty()) return refusal;
  for (google::rpc::ErrorInfo& info : violations) {
    std::string& path = (*info.mutable_metadata())["field"];
    path = path.empty() ? std::string(field) : absl::StrCat(field, ".", path);
  }
  return StatusOf(violations, refusal.code());
}

void Violations::Add(const absl::Status& refusal) {
  if (refusal.ok()) return;
  std::vector<google::rpc::ErrorInfo> all = ViolationsOf(status_);
  for (google::rpc::ErrorInfo& info : ViolationsOf(refusal)) all.push_back(std::move(info));
  status_ = all.empty() ? refusal : StatusOf(all, status_.ok() ? refusal.code() : status_.code());
}

std::vector<google::rpc::ErrorInfo> ViolationsOf(const absl::Status& status) {
  std::vector<google::rpc::ErrorInfo> violations;
  while (auto payload = status.GetPayload(absl::StrCat(kPayloadUrl, violations.size()))) {
    if (!violations.emplace_back().ParseFromString(std::string(*payload))) break;
  }
  return violations;
}

Reason ReasonOf(const absl::Status& status) {
  const auto violations = ViolationsOf(status);
  Reason reason = type::v1::REASON_UNSPECIFIED;
  if (!violations.empty()) {
    type::v1::Reason_Parse(absl::StrCat("REASON_", violations[0].reason()), &reason);
  }
  return reason;
}

absl::string_view ReasonName(Reason reason) {
  return absl::StripPrefix(type::v1::Reason_Name(reason), "REASON_");
}

std::string Describe(const google::rpc::ErrorInfo& violation, Language language) {
  Reason reason;
  if (!type::v1::Reason_Parse(absl::StrCat("REASON_", violation.reason()), &reason) ||
      reason == type::v1::REASON_UNSPECIFIED) {
    return Quoted(violation.reason());
  }
  return Filled(TextOf(reason).text.In(language), violation, language);
}

std::string Describe(const absl::Status& status, Language language) {
  const auto violations = ViolationsOf(status);
  if (violations.empty()) return std::string(status.message());
  constexpr Text kBetween{"; ", " ; "};
  return absl::StrJoin(violations, kBetween.In(language),
                       [&](std::string* out, const google::rpc::ErrorInfo& info) {
                         out->append(Describe(info, language));
                       });
}

}  // namespace cofi
