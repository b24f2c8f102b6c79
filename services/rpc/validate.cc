#include "services/rpc/validate.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/formats.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/resources.h"
#include "base/text.h"
#include "clients/method_facts.h"
#include "clients/methods.h"
#include "google/api/resource.pb.h"
#include "services/rpc/batch.h"

namespace cofi::rpc {
namespace {

constexpr int kTextMax = 256;
constexpr int kItemsMax = 100;

// A single amount: 10^12, more than any project has, and less than a number of 14 digits
// (a SIRET) that stands in the wrong place. The sum of ninety of them is still in the range
// of base/money.h.
constexpr int64_t kAmountMinorMax = 100'000'000'000'000;

// The beginning of the pattern of all that belongs to a project.
constexpr absl::string_view kInProject = "projects/{project}/";

// What is checked of one field, worked out once from its options.
struct FieldPlan {
  const FieldDescriptor* field;
  bool required;
  // Not checked: set by the server, or checked where the resource is looked up.
  bool skipped;
  bool output_only;
  bool money, date;
  // A message of ours, to be checked in turn.
  bool message;
  type::v1::Format format;
  size_t text_max;
  int items_max;
  // The requests of a batch.
  bool items;
  // What this one must not be below; null if there is no such field.
  const FieldDescriptor* at_least;
  // Without all of which this one is required; none of most.
  std::vector<const FieldDescriptor*> required_without = {};
  // Of a list: what must differ from item to item, the item itself or a field of it.
  const FieldDescriptor* identifier = nullptr;
  // For a reference: the forms of the name, or that of which it is a parent.
  absl::Span<const NamePattern> names = {};
  const NamePattern* child = nullptr;
  // Whether `-` may stand for any identifier.
  bool wildcards;
};
using Plan = std::vector<FieldPlan>;

const FieldDescriptor* IdentifierOf(const FieldDescriptor* list) {
  if (FactsOf(list).format() == type::v1::FORMAT_ID) return list;
  const Descriptor* item = list->message_type();
  for (int i = 0; item != nullptr && i < item->field_count(); ++i) {
    if (FactsOf(item->field(i)).format() == type::v1::FORMAT_ID) return item->field(i);
  }
  return nullptr;
}

// The forms in which a field may name a resource. To read one each will do; what changes it knows
// it by its own name, and what refers to it by the one that stays.
absl::Span<const NamePattern> FormsIn(const FieldDescriptor* field, const Descriptor* resource) {
  const absl::Span<const NamePattern> all = NamePattern::AllOf(resource);
  const auto* const getter = clients::GetterOf(resource);
  if (getter != nullptr && getter->input_type() == field->containing_type()) return all;
  const auto* const method = clients::MethodOf(field->containing_type());
  // What a verb is told besides, as an expense its line, is only referred to.
  const bool changes =
      method != nullptr && (clients::MethodFacts::Of(method).kind != clients::MethodKind::kVerb ||
                            field->name() == "name");
  return changes ? all.first(1) : all.last(1);
}

// What is listed or reported on may be that of all parents.
bool TakesWildcards(const Descriptor* type) {
  const auto* method = clients::MethodOf(type);
  return method != nullptr &&
         (clients::MethodFacts::Of(method).kind == clients::MethodKind::kList ||
          clients::OwnerOf(type) == "reporting");
}

Plan MakePlan(const Descriptor* type) {
  const bool wildcards = TakesWildcards(type);
  Plan plan;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const type::v1::Field& facts = FactsOf(field);
    FieldPlan each{.field = field,
                   .required = HasBehavior(field, google::api::REQUIRED),
                   .skipped = HasBehavior(field, google::api::OUTPUT_ONLY) ||
                              HasBehavior(field, google::api::IDENTIFIER),
                   .output_only = HasBehavior(field, google::api::OUTPUT_ONLY),
                   .money = IsMoney(field),
                   .date = IsDate(field),
                   .message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
                              absl::StartsWith(field->message_type()->full_name(), "cofi."),
                   .format = facts.format(),
                   .text_max = facts.max_length() == 0 ? kTextMax : size_t(facts.max_length()),
                   .items_max = facts.max_items() == 0 ? kItemsMax : facts.max_items(),
                   .items = IsOfBatch(field),
                   .at_least = type->FindFieldByName(facts.at_least()),
                   .wildcards = wildcards};
    const auto& reference = field->options().GetExtension(google::api::resource_reference);
    if (const Descriptor* resource = ResourceOf(reference.type())) {
      each.names = FormsIn(field, resource);
    }
    if (const Descriptor* resource = ResourceOf(reference.child_type())) {
      each.child = &NamePattern::Of(resource);
    }
    if (field->is_repeated()) each.identifier = IdentifierOf(field);
    for (const absl::string_view other :
         absl::StrSplit(facts.required_without(), ',', absl::SkipEmpty())) {
      each.required_without.push_back(type->FindFieldByName(std::string(other)));
    }
    plan.push_back(std::move(each));
  }
  return plan;
}

const Plan& PlanOf(const Descriptor* type) {
  static absl::Mutex mutex(absl::kConstInit);
  static auto* const plans ABSL_GUARDED_BY(mutex) =
      new absl::flat_hash_map<const Descriptor*, std::unique_ptr<const Plan>>();
  thread_local absl::flat_hash_map<const Descriptor*, const Plan*> seen;
  const Plan*& mine = seen[type];
  if (mine == nullptr) {
    absl::MutexLock lock(&mutex);
    auto& shared = (*plans)[type];
    if (shared == nullptr) shared = std::make_unique<const Plan>(MakePlan(type));
    mine = shared.get();
  }
  return *mine;
}

std::string Path(absl::string_view prefix, const FieldDescriptor* field, int index = -1) {
  std::string path = absl::StrCat(prefix, prefix.empty() ? "" : ".", field->name());
  if (index >= 0) absl::StrAppend(&path, "[", index, "]");
  return path;
}

// Most fields are right, and no path is made for them.
void AddAt(absl::string_view prefix, const FieldDescriptor* field, int index,
           const absl::Status& status, Violations* violations) {
  if (!status.ok()) violations->Add(InField(Path(prefix, field, index), status));
}

absl::Status OutOfRange(std::string value, std::string accepted) {
  return Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                {{"value", std::move(value)}, {"accepted", std::move(accepted)}});
}

absl::Status CheckText(const FieldPlan& plan, const std::string& text) {
  // There are no more characters than bytes, so most texts need not be counted.
  const size_t length = text.size() <= plan.text_max ? 0 : CountCharacters(text);
  if (length > plan.text_max) {
    return Refuse(type::v1::REASON_VALUE_TOO_LONG,
                  {{"value", absl::StrCat(length)}, {"limit", absl::StrCat(plan.text_max)}});
  }
  if (plan.field->type() == FieldDescriptor::TYPE_BYTES) return absl::OkStatus();
  if (HasControls(text)) {
    return Refuse(
        type::v1::REASON_VALUE_MALFORMED,
        {{"value", absl::CHexEscape(text)}, {"accepted", "text without control characters"}});
  }
  if (text.empty()) return absl::OkStatus();
  if (!plan.names.empty()) return CheckName(plan.names, text, plan.wildcards);
  if (plan.child != nullptr) return plan.child->CheckParent(text, plan.wildcards);
  return CheckFormat(plan.format, text);
}

// The numbers that a format takes, and what a refusal says of them.
struct NumberForm {
  type::v1::Format format;
  int64_t first, last;
  const char* accepted;
};
constexpr NumberForm kNumberForms[] = {
    {type::v1::FORMAT_BASIS_POINTS, 0, 10'000, "0…10000"},
    {type::v1::FORMAT_NOT_NEGATIVE, 0, std::numeric_limits<int64_t>::max(), "≥ 0"},
    {type::v1::FORMAT_FISCAL_YEAR, 1900, 2999, "1900…2999"},
    {type::v1::FORMAT_HUNDREDTHS, 0, 100'000'000, "0…100000000"},
    {type::v1::FORMAT_MONTH, 1, 12, "1…12"},
};

absl::Status CheckNumber(const FieldPlan& plan, int64_t number) {
  for (const NumberForm& form : kNumberForms) {
    if (plan.format != form.format) continue;
    if (number >= form.first && number <= form.last) continue;
    return OutOfRange(absl::StrCat(number), form.accepted);
  }
  return absl::OkStatus();
}

absl::Status CheckMoney(const FieldPlan& plan, const Money& money) {
  const absl::StatusOr<int64_t> minor = MinorFromMoney(money);
  // What has a format is one amount that somebody gives; what has none may be a sum.
  const bool single = plan.format != type::v1::FORMAT_UNSPECIFIED;
  if (single && (ReasonOf(minor.status()) == type::v1::REASON_AMOUNT_OVERFLOW ||
                 (minor.ok() && std::abs(*minor) > kAmountMinorMax))) {
    return Refuse(type::v1::REASON_AMOUNT_OVERFLOW,
                  {{"limit", DecimalAmount(kAmountMinorMax, money.currency_code())}});
  }
  if (!minor.ok()) return minor.status();
  if (const absl::Status currency = CheckFormat(type::v1::FORMAT_CURRENCY, money.currency_code());
      !currency.ok()) {
    return InField("currency_code", currency);
  }
  if (plan.format == type::v1::FORMAT_POSITIVE && *minor <= 0) {
    return Refuse(type::v1::REASON_AMOUNT_NOT_POSITIVE, {{"value", DecimalFromMoney(money)}});
  }
  if (plan.format == type::v1::FORMAT_NOT_NEGATIVE && *minor < 0) {
    return Refuse(type::v1::REASON_AMOUNT_NEGATIVE, {{"value", DecimalFromMoney(money)}});
  }
  return absl::OkStatus();
}

// Those of a batch that is only rehearsed are looked at one by one, and have a verdict each.
bool IsPassedOver(const FieldPlan& plan, const Message& message) {
  return plan.skipped || (plan.items && IsRehearsed(message));
}

// Where `batch` is not null, what is a field of that too is checked there.
void Check(const Message& message, absl::string_view prefix, Required required,
           Violations* violations, const Descriptor* batch = nullptr);

// The value of a field, or its item `index` where that is not negative.
void CheckMessage(const FieldPlan& plan, const Message& value, absl::string_view prefix, int index,
                  Required required, Violations* violations) {
  if (plan.money) {
    AddAt(prefix, plan.field, index, CheckMoney(plan, static_cast<const Money&>(value)),
          violations);
  } else if (plan.date) {
    AddAt(prefix, plan.field, index, DayFromDate(static_cast<const Date&>(value)).status(),
          violations);
  } else if (plan.message) {
    Check(value, Path(prefix, plan.field, index), required, violations);
  }
}

// Checks a value that is no message: that of a field, or an item of a list.
absl::Status CheckScalar(const FieldPlan& plan, const Message& message, int item) {
  const auto* reflection = message.GetReflection();
  const FieldDescriptor* field = plan.field;
  const bool repeated = field->is_repeated();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      return CheckText(
          plan, repeated ? reflection->GetRepeatedStringReference(message, field, item, &scratch)
                         : reflection->GetStringReference(message, field, &scratch));
    }
    case FieldDescriptor::CPPTYPE_INT32:
      return CheckNumber(plan, repeated ? reflection->GetRepeatedInt32(message, field, item)
                                        : reflection->GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_INT64:
      return CheckNumber(plan, repeated ? reflection->GetRepeatedInt64(message, field, item)
                                        : reflection->GetInt64(message, field));
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int number = repeated ? reflection->GetRepeatedEnumValue(message, field, item)
                                  : reflection->GetEnumValue(message, field);
      // One that this version does not know.
      if (field->enum_type()->FindValueByNumber(number) != nullptr) return absl::OkStatus();
      return OutOfRange(absl::StrCat(number), EnumNames(field->enum_type()));
    }
    default:
      return absl::OkStatus();
  }
}

void CheckRepeated(const FieldPlan& plan, const Message& message, absl::string_view prefix,
                   Violations* violations) {
  const auto* reflection = message.GetReflection();
  const int size = reflection->FieldSize(message, plan.field);
  if (size > plan.items_max) {
    return violations->Add(
        InField(Path(prefix, plan.field),
                Refuse(type::v1::REASON_TOO_MANY_ITEMS,
                       {{"value", absl::StrCat(size)}, {"limit", absl::StrCat(plan.items_max)}})));
  }
  if (IsPassedOver(plan, message)) return;
  absl::flat_hash_set<std::string> identifiers;
  for (int i = 0; i < size; ++i) {
    const bool is_message = plan.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (plan.items) {
      Check(reflection->GetRepeatedMessage(message, plan.field, i), Path(prefix, plan.field, i),
            Required::kEnforced, violations, message.GetDescriptor());
    } else if (is_message) {
      CheckMessage(plan, reflection->GetRepeatedMessage(message, plan.field, i), prefix, i,
                   Required::kEnforced, violations);
    } else {
      AddAt(prefix, plan.field, i, CheckScalar(plan, message, i), violations);
    }
    if (plan.identifier == nullptr) continue;
    std::string path = Path(prefix, plan.field, i);
    std::string identifier;
    if (is_message) {
      const Message& each = reflection->GetRepeatedMessage(message, plan.field, i);
      identifier = each.GetReflection()->GetString(each, plan.identifier);
      path = Path(path, plan.identifier);
    } else {
      identifier = reflection->GetRepeatedString(message, plan.field, i);
    }
    if (identifier.empty() || identifiers.insert(identifier).second) continue;
    violations->Add(InField(
        path, Refuse(type::v1::REASON_VALUE_MALFORMED,
                     {{"value", std::move(identifier)}, {"accepted", "each identifier once"}})));
  }
}

// Both are set. One that is malformed is refused by itself.
absl::Status CheckAtLeast(const FieldPlan& plan, const Message& value, const Message& least) {
  if (plan.date) {
    const auto first = DayFromDate(static_cast<const Date&>(least));
    const auto last = DayFromDate(static_cast<const Date&>(value));
    if (!first.ok() || !last.ok() || *last >= *first) return absl::OkStatus();
    return Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE, {{"value", absl::FormatCivilTime(*last)},
                                                        {"accepted", "on {limit:date} or after"},
                                                        {"limit", absl::FormatCivilTime(*first)}});
  }
  const auto& floor = static_cast<const Money&>(least);
  const auto& ceiling = static_cast<const Money&>(value);
  const auto low = MinorFromMoney(floor), high = MinorFromMoney(ceiling);
  if (!low.ok() || !high.ok() || floor.currency_code() != ceiling.currency_code() ||
      *high >= *low) {
    return absl::OkStatus();
  }
  return Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE, {{"value", DecimalFromMoney(ceiling)},
                                                      {"accepted", "at least {least:money}"},
                                                      {"least", DecimalFromMoney(floor)}});
}

// Whether a field that is not set is required because none of those is that would say it.
bool IsMissed(const FieldPlan& plan, const Message& message) {
  const auto* reflection = message.GetReflection();
  const auto given = [&](const FieldDescriptor* other) {
    return other->is_repeated() ? reflection->FieldSize(message, other) > 0
                                : reflection->HasField(message, other);
  };
  return !plan.required_without.empty() && absl::c_none_of(plan.required_without, given);
}

void Check(const Message& message, absl::string_view prefix, Required required,
           Violations* violations, const Descriptor* batch) {
  const auto* reflection = message.GetReflection();
  for (const FieldPlan& plan : PlanOf(message.GetDescriptor())) {
    if (plan.skipped) continue;
    if (batch != nullptr && batch->FindFieldByName(plan.field->name()) != nullptr) continue;
    if (plan.field->is_repeated()) {
      CheckRepeated(plan, message, prefix, violations);
      continue;
    }
    if (!reflection->HasField(message, plan.field)) {
      const bool needed = plan.required || IsMissed(plan, message);
      if (needed && required == Required::kEnforced) {
        AddAt(prefix, plan.field, -1, Refuse(type::v1::REASON_FIELD_REQUIRED), violations);
      }
      continue;
    }
    if (plan.field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      AddAt(prefix, plan.field, -1, CheckScalar(plan, message, 0), violations);
      continue;
    }
    const Message& value = reflection->GetMessage(message, plan.field);
    CheckMessage(plan, value, prefix, -1, required, violations);
    // Of an update, the other one may not count: the resource that results is checked.
    if (plan.at_least == nullptr || required == Required::kIgnored ||
        !reflection->HasField(message, plan.at_least)) {
      continue;
    }
    AddAt(prefix, plan.field, -1,
          CheckAtLeast(plan, value, reflection->GetMessage(message, plan.at_least)), violations);
  }
}

// An empty currency is that of the first amount.
void CheckCurrencies(const Message& message, absl::string_view prefix, std::string* currency,
                     Violations* violations) {
  const auto* reflection = message.GetReflection();
  const auto check = [&](const FieldPlan& plan, const Message& value, int index) {
    if (!plan.money) {
      return CheckCurrencies(value, Path(prefix, plan.field, index), currency, violations);
    }
    const std::string& code = static_cast<const Money&>(value).currency_code();
    if (currency->empty()) *currency = code;
    if (code == *currency) return;
    AddAt(prefix, plan.field, index,
          Refuse(type::v1::REASON_CURRENCY_MISMATCH,
                 {{"value", code.empty() ? "—" : code}, {"accepted", *currency}}),
          violations);
  };
  for (const FieldPlan& plan : PlanOf(message.GetDescriptor())) {
    if ((!plan.money && !plan.message) || IsPassedOver(plan, message)) continue;
    if (plan.field->is_repeated()) {
      for (int i = 0; i < reflection->FieldSize(message, plan.field); ++i) {
        check(plan, reflection->GetRepeatedMessage(message, plan.field, i), i);
      }
    } else if (reflection->HasField(message, plan.field)) {
      check(plan, reflection->GetMessage(message, plan.field), -1);
    }
  }
}

void CheckRoots(const Message& message, absl::string_view prefix, absl::string_view root,
                Violations* violations) {
  const auto* reflection = message.GetReflection();
  for (const FieldPlan& plan : PlanOf(message.GetDescriptor())) {
    const bool in_project =
        !plan.names.empty() && absl::StartsWith(plan.names[0].text(), kInProject);
    if ((!in_project && !plan.message) || IsPassedOver(plan, message)) continue;
    if (prefix.empty() && plan.field->name() == "copy_from") continue;
    const bool repeated = plan.field->is_repeated();
    const int count = repeated ? reflection->FieldSize(message, plan.field)
                               : reflection->HasField(message, plan.field);
    for (int i = 0; i < count; ++i) {
      const int index = repeated ? i : -1;
      if (plan.message) {
        CheckRoots(repeated ? reflection->GetRepeatedMessage(message, plan.field, i)
                            : reflection->GetMessage(message, plan.field),
                   Path(prefix, plan.field, index), root, violations);
        continue;
      }
      const std::string name = repeated ? reflection->GetRepeatedString(message, plan.field, i)
                                        : reflection->GetString(message, plan.field);
      if (name.empty() || RootOf(name) == root) continue;
      AddAt(prefix, plan.field, index,
            Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", name}}), violations);
    }
  }
}

}  // namespace

absl::Status Validate(const Message& message, absl::string_view prefix, Required required) {
  Violations violations;
  Check(message, prefix, required, &violations);
  return violations.ToStatus();
}

absl::Status CheckCurrency(const Message& message, absl::string_view prefix,
                           absl::string_view currency) {
  Violations violations;
  std::string only(currency);
  CheckCurrencies(message, prefix, &only, &violations);
  return violations.ToStatus();
}

absl::Status CheckOneCurrency(const Message& message, absl::string_view prefix) {
  return CheckCurrency(message, prefix, "");
}

absl::Status CheckRoot(const Message& message, absl::string_view root) {
  Violations violations;
  CheckRoots(message, "", root, &violations);
  return violations.ToStatus();
}

void KeepInput(Message* message) {
  const auto* reflection = message->GetReflection();
  if (!reflection->GetUnknownFields(*message).empty()) {
    reflection->MutableUnknownFields(message)->Clear();
  }
  for (const FieldPlan& plan : PlanOf(message->GetDescriptor())) {
    if (plan.output_only) {
      reflection->ClearField(message, plan.field);
    } else if (plan.field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      continue;
    } else if (plan.field->is_repeated()) {
      for (int i = 0; i < reflection->FieldSize(*message, plan.field); ++i) {
        KeepInput(reflection->MutableRepeatedMessage(message, plan.field, i));
      }
    } else if (reflection->HasField(*message, plan.field)) {
      KeepInput(reflection->MutableMessage(message, plan.field));
    }
  }
}

}  // namespace cofi::rpc
