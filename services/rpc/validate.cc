#include "services/rpc/validate.h"

#include <algorithm>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/fold.h"
#include "base/formats.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "clients/methods.h"
#include "google/api/resource.pb.h"

namespace cofi::rpc {
namespace {

constexpr int kTextMax = 256;

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
  // For a reference: the form of the name, as itself or as a parent.
  const NamePattern* name = nullptr;
  const NamePattern* child = nullptr;
  // Whether `-` may stand for any identifier, or for that of the budget.
  bool wildcards, any_budget = false;
};
using Plan = std::vector<FieldPlan>;

Plan MakePlan(const Descriptor* type) {
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
                   // What is listed or reported on may be that of all parents.
                   .wildcards = absl::StartsWith(type->name(), "List") ||
                                clients::OwnerOf(type) == "reporting"};
    const auto& reference = field->options().GetExtension(google::api::resource_reference);
    if (const Descriptor* resource = clients::ResourceOf(reference.type())) {
      each.name = &NamePattern::Of(resource);
      each.any_budget = reference.type() == "cofi/Line";
    }
    if (const Descriptor* resource = clients::ResourceOf(reference.child_type())) {
      each.child = &NamePattern::Of(resource);
    }
    plan.push_back(each);
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

absl::Status CheckText(const FieldPlan& plan, const std::string& text) {
  // There are no more characters than bytes, so most texts need not be counted.
  const size_t length = text.size() <= plan.text_max ? 0 : CountCharacters(text);
  if (length > plan.text_max) {
    return Refuse(type::v1::REASON_VALUE_TOO_LONG,
                  {{"value", absl::StrCat(length)}, {"limit", absl::StrCat(plan.text_max)}});
  }
  const bool control = std::any_of(text.begin(), text.end(), [](unsigned char c) {
    return (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
  });
  if (control) {
    return Refuse(
        type::v1::REASON_VALUE_MALFORMED,
        {{"value", absl::CHexEscape(text)}, {"accepted", "text without control characters"}});
  }
  if (text.empty()) return absl::OkStatus();
  if (plan.name != nullptr) {
    const bool any_budget = plan.any_budget && !absl::EndsWith(RootOf(text), "/-");
    return plan.name->Check(text, plan.wildcards || any_budget);
  }
  if (plan.child != nullptr) return plan.child->CheckParent(text, plan.wildcards);
  return CheckFormat(plan.format, text);
}

absl::Status CheckNumber(const FieldPlan& plan, int64_t number) {
  const bool percent = plan.format == type::v1::FORMAT_PERCENT;
  if ((percent && (number < 0 || number > 100)) ||
      (plan.format == type::v1::FORMAT_NOT_NEGATIVE && number < 0)) {
    return Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                  {{"value", absl::StrCat(number)}, {"accepted", percent ? "0…100" : "≥ 0"}});
  }
  return absl::OkStatus();
}

absl::Status CheckMoney(const FieldPlan& plan, const Money& money) {
  const absl::StatusOr<int64_t> minor = MinorFromMoney(money);
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

void Check(const Message& message, absl::string_view prefix, Required required,
           Violations* violations);

void CheckMessage(const FieldPlan& plan, const Message& value, const std::string& path,
                  Required required, Violations* violations) {
  if (plan.money) {
    violations->Add(InField(path, CheckMoney(plan, static_cast<const Money&>(value))));
  } else if (plan.date) {
    const absl::Status status = DayFromDate(static_cast<const Date&>(value)).status();
    violations->Add(InField(path, status));
  } else if (plan.message) {
    Check(value, path, required, violations);
  }
}

void CheckRepeated(const FieldPlan& plan, const Message& message, absl::string_view prefix,
                   Violations* violations) {
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < reflection->FieldSize(message, plan.field); ++i) {
    const std::string path = Path(prefix, plan.field, i);
    if (plan.field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      violations->Add(
          InField(path, CheckText(plan, reflection->GetRepeatedString(message, plan.field, i))));
    } else if (plan.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      CheckMessage(plan, reflection->GetRepeatedMessage(message, plan.field, i), path,
                   Required::kEnforced, violations);
    }
  }
}

void Check(const Message& message, absl::string_view prefix, Required required,
           Violations* violations) {
  const auto* reflection = message.GetReflection();
  std::string scratch;
  for (const FieldPlan& plan : PlanOf(message.GetDescriptor())) {
    if (plan.skipped) continue;
    if (plan.field->is_repeated()) {
      CheckRepeated(plan, message, prefix, violations);
      continue;
    }
    if (!reflection->HasField(message, plan.field)) {
      if (plan.required && required == Required::kEnforced) {
        violations->Add(InField(Path(prefix, plan.field), Refuse(type::v1::REASON_FIELD_REQUIRED)));
      }
      continue;
    }
    absl::Status status;
    switch (plan.field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        status = CheckText(plan, reflection->GetStringReference(message, plan.field, &scratch));
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        status = CheckNumber(plan, reflection->GetInt32(message, plan.field));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        status = CheckNumber(plan, reflection->GetInt64(message, plan.field));
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        // A number that this version does not know.
        if (plan.field->enum_type()->FindValueByNumber(
                reflection->GetEnumValue(message, plan.field)) == nullptr) {
          status = Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                          {{"value", absl::StrCat(reflection->GetEnumValue(message, plan.field))},
                           {"accepted", EnumNames(plan.field->enum_type())}});
        }
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        CheckMessage(plan, reflection->GetMessage(message, plan.field), Path(prefix, plan.field),
                     required, violations);
        break;
      default:
        break;
    }
    if (!status.ok()) violations->Add(InField(Path(prefix, plan.field), status));
  }
}

// An empty currency is that of the first amount.
void CheckCurrencies(const Message& message, absl::string_view prefix, std::string* currency,
                     Violations* violations) {
  const auto* reflection = message.GetReflection();
  const auto check = [&](const FieldPlan& plan, const Message& value, const std::string& path) {
    if (!plan.money) return CheckCurrencies(value, path, currency, violations);
    const std::string& code = static_cast<const Money&>(value).currency_code();
    if (currency->empty()) *currency = code;
    if (code == *currency) return;
    violations->Add(
        InField(path, Refuse(type::v1::REASON_CURRENCY_MISMATCH,
                             {{"value", code.empty() ? "—" : code}, {"accepted", *currency}})));
  };
  for (const FieldPlan& plan : PlanOf(message.GetDescriptor())) {
    if ((!plan.money && !plan.message) || plan.skipped) continue;
    if (plan.field->is_repeated()) {
      for (int i = 0; i < reflection->FieldSize(message, plan.field); ++i) {
        check(plan, reflection->GetRepeatedMessage(message, plan.field, i),
              Path(prefix, plan.field, i));
      }
    } else if (reflection->HasField(message, plan.field)) {
      check(plan, reflection->GetMessage(message, plan.field), Path(prefix, plan.field));
    }
  }
}

void CheckRoots(const Message& message, absl::string_view prefix, absl::string_view root,
                Violations* violations) {
  const auto* reflection = message.GetReflection();
  for (const FieldPlan& plan : PlanOf(message.GetDescriptor())) {
    const bool in_project = plan.name != nullptr && absl::StartsWith(plan.name->text(), kInProject);
    if ((!in_project && !plan.message) || plan.skipped) continue;
    const bool repeated = plan.field->is_repeated();
    const int count = repeated ? reflection->FieldSize(message, plan.field)
                               : reflection->HasField(message, plan.field);
    for (int i = 0; i < count; ++i) {
      const std::string path = Path(prefix, plan.field, repeated ? i : -1);
      if (plan.message) {
        CheckRoots(repeated ? reflection->GetRepeatedMessage(message, plan.field, i)
                            : reflection->GetMessage(message, plan.field),
                   path, root, violations);
        continue;
      }
      const std::string name = repeated ? reflection->GetRepeatedString(message, plan.field, i)
                                        : reflection->GetString(message, plan.field);
      if (name.empty() || RootOf(name) == root) continue;
      violations->Add(
          InField(path, Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", name}})));
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

void ClearOutputOnly(Message* message) {
  const auto* reflection = message->GetReflection();
  for (const FieldPlan& plan : PlanOf(message->GetDescriptor())) {
    if (plan.output_only) {
      reflection->ClearField(message, plan.field);
    } else if (plan.message && !plan.field->is_repeated() &&
               reflection->HasField(*message, plan.field)) {
      ClearOutputOnly(reflection->MutableMessage(message, plan.field));
    }
  }
}

}  // namespace cofi::rpc
