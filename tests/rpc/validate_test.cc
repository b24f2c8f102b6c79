// What the protos say of fields is enforced, whatever the message: these go through all
// descriptors, so that a message to come is among them.
#include "services/rpc/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/fields.h"
#include "clients/methods.h"
#include "cofi/applications/v1/calls.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/lines.pb.h"
#include "cofi/journal/v1/journal.pb.h"
#include "cofi/projects/v1/organizations.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"

namespace cofi::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Every message of ours that a request holds, itself included; what only the server sets in
// it is not looked into, unless `all`.
void Collect(const Descriptor* type, bool all, std::set<const Descriptor*>* types) {
  if (!absl::StartsWith(type->full_name(), "cofi.") || !types->insert(type).second) return;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->message_type() == nullptr) continue;
    if (all || !HasBehavior(field, google::api::OUTPUT_ONLY)) {
      Collect(field->message_type(), all, types);
    }
  }
}

std::set<const Descriptor*> Settable() {
  std::set<const Descriptor*> types;
  for (const auto* service : clients::AllServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      Collect(service->method(i)->input_type(), /*all=*/false, &types);
    }
  }
  return types;
}

std::set<const Descriptor*> All() {
  std::set<const Descriptor*> types;
  for (const auto* service : clients::AllServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      Collect(service->method(i)->input_type(), /*all=*/true, &types);
      Collect(service->method(i)->output_type(), /*all=*/true, &types);
    }
  }
  return types;
}

void ForEachField(const std::set<const Descriptor*>& types,
                  const std::function<void(const FieldDescriptor*)>& visit) {
  for (const Descriptor* type : types) {
    for (int i = 0; i < type->field_count(); ++i) visit(type->field(i));
  }
}

bool IsSetByCaller(const FieldDescriptor* field) {
  return !HasBehavior(field, google::api::OUTPUT_ONLY) &&
         !HasBehavior(field, google::api::IDENTIFIER);
}

// The reason and the path of each violation in a message of which little is set.
std::vector<std::string> Violations(const Message& message) {
  std::vector<std::string> violations;
  for (const auto& info : ViolationsOf(Validate(message, "it", Required::kEnforced))) {
    violations.push_back(absl::StrCat(info.reason(), " ", info.metadata().at("field")));
  }
  return violations;
}

// A date or an amount, the larger the later.
void SetNth(Message* message, const FieldDescriptor* field, int n) {
  Message* value = message->GetReflection()->MutableMessage(message, field);
  if (IsDate(field)) {
    *static_cast<Date*>(value) = DateFromDay(absl::CivilDay(2018, 1, 1) + n);
  } else {
    *static_cast<Money*>(value) = MoneyFromMinor(n, "EUR");
  }
}

// Names for the two ends of something, in parts of a field's name.
constexpr std::pair<absl::string_view, absl::string_view> kEnds[] = {
    {"end", "start"},  {"close", "open"}, {"ceiling", "floor"},
    {"last", "first"}, {"until", "from"}, {"max", "min"}};

TEST(FieldsOfTheApi, ThatArePairsSayWhichIsNotBelowWhich) {
  int pairs = 0;
  ForEachField(All(), [&](const FieldDescriptor* field) {
    if (!IsDate(field) && !IsMoney(field)) return;
    const std::string padded = absl::StrCat("_", field->name(), "_");
    for (const auto& [high, low] : kEnds) {
      const std::string other = absl::StrReplaceAll(
          padded, {{absl::StrCat("_", high, "_"), absl::StrCat("_", low, "_")}});
      if (other == padded) continue;
      const FieldDescriptor* sibling =
          field->containing_type()->FindFieldByName(other.substr(1, other.size() - 2));
      if (sibling == nullptr || sibling->message_type() != field->message_type()) continue;
      ++pairs;
      EXPECT_EQ(FactsOf(field).at_least(), sibling->name()) << field->full_name();
    }
  });
  EXPECT_GE(pairs, 7);
}

TEST(FieldsOfTheApi, NameSiblingsThatAreThere) {
  ForEachField(All(), [&](const FieldDescriptor* field) {
    const type::v1::Field& facts = FactsOf(field);
    if (!facts.at_least().empty()) {
      const FieldDescriptor* other = field->containing_type()->FindFieldByName(facts.at_least());
      ASSERT_NE(other, nullptr) << field->full_name();
      EXPECT_EQ(other->message_type(), field->message_type()) << field->full_name();
      EXPECT_TRUE(IsDate(field) || IsMoney(field)) << field->full_name();
      EXPECT_NE(other, field) << field->full_name();
    }
    for (const absl::string_view name : absl::StrSplit(facts.moved_by(), ',', absl::SkipEmpty())) {
      const std::string mover = std::string(absl::StripAsciiWhitespace(name));
      const FieldDescriptor* other = field->containing_type()->FindFieldByName(mover);
      ASSERT_NE(other, nullptr) << field->full_name() << ": " << mover;
      EXPECT_TRUE(other->is_repeated() || other->message_type() != nullptr) << field->full_name();
    }
    EXPECT_TRUE(facts.max_items() == 0 || field->is_repeated()) << field->full_name();
  });
}

// Those without are sums that services tell each other: to them the ceiling of a single
// amount does not apply.
TEST(FieldsOfTheApi, ThatAreAmountsOfACallerSayWhichAreTaken) {
  const std::set<std::string> sums = {
      "cofi.projects.v1.Funding.planned_expenses", "cofi.projects.v1.Award.amount",
      "cofi.reporting.v1.Deadline.unlocked_amount", "cofi.reporting.v1.Deadline.expected_amount",
      "cofi.reporting.v1.Deadline.received_amount"};
  ForEachField(Settable(), [&](const FieldDescriptor* field) {
    if (!IsMoney(field) || !IsSetByCaller(field)) return;
    EXPECT_EQ(FactsOf(field).format() == type::v1::FORMAT_UNSPECIFIED,
              sums.contains(field->full_name()))
        << field->full_name();
  });
}

TEST(Validation, RefusesAnEndBeforeItsStart) {
  ForEachField(Settable(), [&](const FieldDescriptor* field) {
    const std::string& at_least = FactsOf(field).at_least();
    if (at_least.empty() || !IsSetByCaller(field)) return;
    const Descriptor* type = field->containing_type();
    const std::unique_ptr<Message> message = NewMessage(type);
    const std::string refused = absl::StrCat("VALUE_OUT_OF_RANGE it.", field->name());
    SetNth(message.get(), type->FindFieldByName(at_least), 10);
    EXPECT_THAT(Violations(*message), Not(::testing::Contains(refused))) << field->full_name();
    SetNth(message.get(), field, 9);
    EXPECT_THAT(Violations(*message), ::testing::Contains(refused)) << field->full_name();
    // The fields of an update are judged once they are with the others.
    EXPECT_THAT(Validate(*message, "it", Required::kIgnored), IsOk()) << field->full_name();
    SetNth(message.get(), field, 10);
    EXPECT_THAT(Violations(*message), Not(::testing::Contains(refused))) << field->full_name();
  });
}

TEST(Validation, SaysWhatAnEndMayBe) {
  auto call = FromText<applications::v1::Call>(R"pb(
    display_name: "x"
    open_date { year: 2018 month: 5 day: 2 }
    close_date { year: 2018 month: 5 day: 1 }
    award_floor { currency_code: "EUR" units: 5000 }
    award_ceiling { currency_code: "EUR" units: 4999 nanos: 990000000 }
  )pb");
  const absl::Status refused = Validate(call, "call", Required::kEnforced);
  EXPECT_EQ(Describe(refused, Language::kEnglish),
            "call.close_date is 2018-05-01; accepted: on 2018-05-02 or after; call.award_ceiling is"
            " €4,999.99; accepted: at least €5,000.00");
  EXPECT_THAT(
      Describe(refused, Language::kFrench),
      HasSubstr("call.close_date vaut 01/05/2018 ; accepté : le 02/05/2018 au plus tôt ; "));
}

TEST(Validation, RefusesTooManyItemsOfAnyList) {
  int lists = 0;
  ForEachField(Settable(), [&](const FieldDescriptor* field) {
    if (!field->is_repeated() || !IsSetByCaller(field)) return;
    ++lists;
    const int limit = FactsOf(field).max_items() == 0 ? 100 : FactsOf(field).max_items();
    const std::unique_ptr<Message> message = NewMessage(field->containing_type());
    const auto* reflection = message->GetReflection();
    const std::string refused = absl::StrCat("TOO_MANY_ITEMS it.", field->name());
    const auto add = [&] {
      if (field->message_type() != nullptr) {
        reflection->AddMessage(message.get(), field);
      } else if (field->enum_type() != nullptr) {
        reflection->AddEnumValue(message.get(), field, 1);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
        reflection->AddInt32(message.get(), field, 1);
      } else {
        ASSERT_EQ(field->cpp_type(), FieldDescriptor::CPPTYPE_STRING) << field->full_name();
        reflection->AddString(message.get(), field, "x");
      }
    };
    for (int i = 0; i < limit; ++i) add();
    EXPECT_THAT(Violations(*message), Not(::testing::Contains(refused))) << field->full_name();
    add();
    EXPECT_THAT(Violations(*message), ::testing::Contains(refused)) << field->full_name();
  });
  EXPECT_GE(lists, 6);
}

TEST(Validation, LeavesWhatTheServerKeepsUnbounded) {
  projects::v1::Project project;
  project.set_display_name("x");
  for (int i = 0; i < 1000; ++i) project.add_history()->set_verb("START");
  EXPECT_THAT(Violations(project), IsEmpty());
}

std::string StageIds(const std::vector<std::string>& ids) {
  applications::v1::Call call;
  call.set_display_name("x");
  for (const std::string& id : ids) {
    auto* each = call.add_stage_template();
    each->set_stage_id(id);
    each->set_display_name("x");
    each->set_kind(applications::v1::STAGE_KIND_COMMITTEE);
  }
  return std::string(Describe(Validate(call, "call", Required::kEnforced), Language::kEnglish));
}

TEST(Validation, RefusesIdentifiersThatNoNameMayHave) {
  EXPECT_EQ(StageIds({"dossier", "comite-2"}), "");
  for (const char* id : {"Étape 1", "a/b", "-a", "A", "a_b", "a b", "-"}) {
    EXPECT_THAT(StageIds({"dossier", id}),
                HasSubstr(absl::StrCat("call.stage_template[1].stage_id is \"", id, "\"")))
        << id;
  }
  EXPECT_THAT(StageIds({std::string(64, 'a')}), HasSubstr("call.stage_template[0].stage_id"));
}

TEST(Validation, RefusesTheSameIdentifierTwiceInAList) {
  const std::string said = StageIds({"dossier", "comite", "dossier", "comite"});
  EXPECT_THAT(said, HasSubstr("call.stage_template[2].stage_id"));
  EXPECT_THAT(said, HasSubstr("call.stage_template[3].stage_id"));
  EXPECT_THAT(said, HasSubstr("each identifier once"));
}

TEST(Validation, TakesTheMonthsOfTheYear) {
  projects::v1::Organization organization;
  for (const int month : {1, 12}) {
    organization.set_fiscal_year_start_month(month);
    EXPECT_THAT(Violations(organization),
                Not(::testing::Contains(HasSubstr("fiscal_year_start_month"))))
        << month;
  }
  for (const int month : {0, 13, -1}) {
    organization.set_fiscal_year_start_month(month);
    EXPECT_THAT(Violations(organization),
                ::testing::Contains("VALUE_OUT_OF_RANGE it.fiscal_year_start_month"))
        << month;
  }
}

TEST(Validation, TakesFiscalYearsOfOurTimes) {
  budgets::v1::Line line;
  for (const int year : {1900, 2018, 2999}) {
    line.set_fiscal_year(year);
    EXPECT_THAT(Violations(line), Not(::testing::Contains(HasSubstr("fiscal_year")))) << year;
  }
  for (const int year : {-1, 0, 7, 18, 1899, 3000, 20180}) {
    line.set_fiscal_year(year);
    EXPECT_THAT(Violations(line), ::testing::Contains("VALUE_OUT_OF_RANGE it.fiscal_year")) << year;
  }
}

TEST(Validation, RefusesAnAmountThatIsNone) {
  ForEachField(Settable(), [&](const FieldDescriptor* field) {
    if (!IsMoney(field) || !IsSetByCaller(field) ||
        FactsOf(field).format() == type::v1::FORMAT_UNSPECIFIED) {
      return;
    }
    const std::unique_ptr<Message> message = NewMessage(field->containing_type());
    auto* money =
        static_cast<Money*>(message->GetReflection()->MutableMessage(message.get(), field));
    money->set_currency_code("EUR");
    const std::string refused = absl::StrCat("AMOUNT_OVERFLOW it.", field->name());
    money->set_units(1'000'000'000'000);
    EXPECT_THAT(Violations(*message), Not(::testing::Contains(refused))) << field->full_name();
    money->set_nanos(10'000'000);
    EXPECT_THAT(Violations(*message), ::testing::Contains(refused)) << field->full_name();
    money->set_nanos(0);
    // A SIRET; and more than any amount of ours.
    for (const int64_t units : {55'203'253'400'646, 9'000'000'000'000'000'000}) {
      money->set_units(units);
      EXPECT_THAT(Violations(*message), ::testing::Contains(refused)) << field->full_name();
    }
  });
  budgets::v1::Line line;
  *line.mutable_planned_amount() = Eur("55203253400646");
  EXPECT_THAT(Describe(Validate(line, "line", Required::kIgnored), Language::kEnglish),
              HasSubstr("line.planned_amount is too large; the limit is €1,000,000,000,000.00"));
}

TEST(Validation, TakesAnyBytes) {
  journal::v1::VerifyJournalRequest request;
  request.set_journal("journals/budgets");
  request.add_heads()->set_hash(std::string("\0\1\x7f\xff", 4));
  EXPECT_THAT(Violations(request), IsEmpty());
  request.mutable_heads(0)->set_hash(std::string(257, '\0'));
  EXPECT_THAT(Violations(request), ::testing::ElementsAre("VALUE_TOO_LONG it.heads[0].hash"));
}

TEST(Validation, ClearsWhatTheServerSetsInListsToo) {
  ForEachField(Settable(), [&](const FieldDescriptor* list) {
    if (!list->is_repeated() || list->message_type() == nullptr || !IsSetByCaller(list)) return;
    for (int i = 0; i < list->message_type()->field_count(); ++i) {
      const FieldDescriptor* field = list->message_type()->field(i);
      if (!HasBehavior(field, google::api::OUTPUT_ONLY) || field->is_repeated() ||
          field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
        continue;
      }
      const std::unique_ptr<Message> message = NewMessage(list->containing_type());
      Message* item = message->GetReflection()->AddMessage(message.get(), list);
      item->GetReflection()->SetString(item, field, "x");
      KeepInput(message.get());
      EXPECT_FALSE(item->GetReflection()->HasField(*item, field)) << field->full_name();
    }
  });
}

TEST(Validation, ForgetsWhatItDoesNotKnow) {
  budgets::v1::CreateExpenseRequest request;
  budgets::v1::Expense& expense = *request.mutable_expense();
  const std::vector<Message*> all = {&request, &expense, expense.mutable_amount(),
                                     expense.mutable_invoice_date(),
                                     expense.add_shares()->mutable_amount()};
  for (Message* message : all) {
    message->GetReflection()->MutableUnknownFields(message)->AddVarint(4711, 1);
  }
  KeepInput(&request);
  for (const Message* message : all) {
    EXPECT_TRUE(message->GetReflection()->GetUnknownFields(*message).empty())
        << message->GetTypeName();
  }
}

}  // namespace
}  // namespace cofi::rpc
