#include "base/fields.h"

#include <gtest/gtest.h>

#include <string>

#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/stages.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/budgets/v1/receipts.pb.h"
#include "google/protobuf/util/message_differencer.h"

namespace cofi {
namespace {

using applications::v1::Application;
using applications::v1::Stage;
using budgets::v1::Grant;
using budgets::v1::Receipt;
using google::protobuf::util::MessageDifferencer;

FieldPath Path(absl::string_view path) { return FieldPath::Find(Application::descriptor(), path); }

Application Agreed() {
  Application application;
  application.set_display_name("FSE");
  application.set_state(Application::STATE_AGREED);
  application.mutable_awarded_amount()->set_units(104'000);
  application.mutable_agreement_terms()->set_reference("2018-17");
  application.mutable_agreement_terms()->mutable_signature_date()->set_year(2018);
  for (const char* verb : {"SUBMIT", "AWARD"}) application.add_history()->set_verb(verb);
  return application;
}

TEST(FieldPaths, LeadIntoMessages) {
  EXPECT_EQ(Path("agreement_terms.reference").leaf()->name(), "reference");
  EXPECT_EQ(Path("agreement_terms.signature_date.year").leaf()->name(), "year");
  EXPECT_EQ(Path("history").text(), "history");
}

TEST(FieldPaths, ThatLeadNowhereAreEmpty) {
  for (const char* path : {"", ".", "nothing", "agreement_terms.nothing", "agreement.",
                           ".agreement", "display_name.length", "history.verb", "Agreement"}) {
    EXPECT_TRUE(Path(path).empty()) << path;
  }
  EXPECT_TRUE(FieldPath::Find(nullptr, "name").empty());
}

TEST(FieldPaths, KnowWhetherAValueIsThere) {
  const Application full = Agreed(), none;
  for (const char* path :
       {"display_name", "state", "awarded_amount", "agreement_terms", "agreement_terms.reference",
        "agreement_terms.signature_date.year", "history"}) {
    EXPECT_TRUE(Path(path).Has(full)) << path;
    EXPECT_FALSE(Path(path).Has(none)) << path;
  }
  EXPECT_EQ(Path("agreement_terms.reference").Holder(none), nullptr);
}

TEST(FieldPaths, CopyAFieldOfAnyKindAndNoOther) {
  for (const char* path :
       {"display_name", "state", "awarded_amount", "agreement_terms", "agreement_terms.reference",
        "agreement_terms.signature_date", "history"}) {
    Application to;
    to.set_note("stays");
    to.mutable_agreement_terms()->mutable_eligible_end_date()->set_year(2019);
    to.add_history()->set_verb("before");
    Path(path).Copy(Agreed(), &to);
    EXPECT_EQ(to.note(), "stays") << path;
    EXPECT_TRUE(Path(path).Has(to)) << path;
    // What was copied is the same, and what was not stays as it was.
    Application expected;
    expected.set_note("stays");
    expected.mutable_agreement_terms()->mutable_eligible_end_date()->set_year(2019);
    expected.add_history()->set_verb("before");
    if (std::string(path) == "display_name") expected.set_display_name("FSE");
    if (std::string(path) == "state") expected.set_state(Application::STATE_AGREED);
    if (std::string(path) == "awarded_amount") {
      *expected.mutable_awarded_amount() = Agreed().awarded_amount();
    }
    if (std::string(path) == "agreement_terms")
      *expected.mutable_agreement_terms() = Agreed().agreement_terms();
    if (std::string(path) == "agreement_terms.reference") {
      expected.mutable_agreement_terms()->set_reference("2018-17");
    }
    if (std::string(path) == "agreement_terms.signature_date") {
      expected.mutable_agreement_terms()->mutable_signature_date()->set_year(2018);
    }
    if (std::string(path) == "history") *expected.mutable_history() = Agreed().history();
    EXPECT_TRUE(MessageDifferencer::Equals(to, expected)) << path << "\n" << to.DebugString();
  }
}

TEST(FieldPaths, CopyReplacesARepeatedFieldAsAWhole) {
  Application to = Agreed();
  Application from;
  from.add_history()->set_verb("WITHDRAW");
  Path("history").Copy(from, &to);
  ASSERT_EQ(to.history_size(), 1);
  EXPECT_EQ(to.history(0).verb(), "WITHDRAW");
}

TEST(FieldPaths, CopyOfNothingClears) {
  for (const char* path :
       {"display_name", "agreement_terms", "agreement_terms.reference", "history"}) {
    Application to = Agreed();
    Path(path).Copy(Application(), &to);
    EXPECT_FALSE(Path(path).Has(to)) << path;
  }
}

TEST(FieldPaths, ClearLeavesNoTraceOfAHolderThatIsNotSet) {
  Application none;
  Path("agreement_terms.reference").Clear(&none);
  EXPECT_FALSE(none.has_agreement_terms());
  Application full = Agreed();
  Path("agreement_terms.reference").Clear(&full);
  EXPECT_TRUE(full.agreement_terms().has_signature_date());
  EXPECT_EQ(full.agreement_terms().reference(), "");
}

TEST(FieldPaths, AMessageThatIsSetButEmptyIsCopiedAsSuch) {
  Application from, to;
  from.mutable_agreement_terms();
  Path("agreement_terms").Copy(from, &to);
  EXPECT_TRUE(to.has_agreement_terms());
}

TEST(EnumNames, DropThePrefix) {
  EXPECT_EQ(EnumNameOf(Application::STATE_AWARDED_CONDITIONALLY), "AWARDED_CONDITIONALLY");
  EXPECT_EQ(EnumNameOf(Application::STATE_UNSPECIFIED), "");
  EXPECT_EQ(EnumName(nullptr), "");
  EXPECT_EQ(EnumNames(Receipt::Kind_descriptor()), "ADVANCE, INTERIM, BALANCE, OTHER_INCOME");
}

TEST(EnumNames, AreReadWithOrWithoutThePrefixInAnyCase) {
  const auto* type = Application::State_descriptor();
  for (const char* name : {"AWARDED_CONDITIONALLY", "awarded-conditionally",
                           "STATE_AWARDED_CONDITIONALLY", "State_Awarded_Conditionally"}) {
    ASSERT_NE(EnumValue(type, name), nullptr) << name;
    EXPECT_EQ(EnumValue(type, name)->number(), Application::STATE_AWARDED_CONDITIONALLY) << name;
  }
  // As people call it in French.
  for (const char* name : {"accordée sous condition", "Accordee-sous-condition"}) {
    ASSERT_NE(EnumValue(type, name), nullptr) << name;
    EXPECT_EQ(EnumValue(type, name)->number(), Application::STATE_AWARDED_CONDITIONALLY) << name;
  }
  EXPECT_EQ(EnumValue(type, "")->number(), 0);
  EXPECT_EQ(EnumValue(type, "AWARD"), nullptr);
  EXPECT_EQ(EnumValue(type, "6"), nullptr);
}

TEST(EnumNames, AreTypedAsPeopleCallThem) {
  const auto* state = Application::State_descriptor()->FindValueByName("STATE_IN_SELECTION");
  EXPECT_EQ(TypedName(state, Language::kEnglish), "in-selection");
  EXPECT_EQ(TypedName(state, Language::kFrench), "en-sélection");
}

// Every name of every enum of a resource comes back as itself.
TEST(EnumNames, OfEveryValueAreReadBack) {
  for (const auto* type :
       {Application::State_descriptor(), Stage::State_descriptor(), Receipt::Kind_descriptor()}) {
    for (int i = 0; i < type->value_count(); ++i) {
      EXPECT_EQ(EnumValue(type, EnumName(type->value(i))), type->value(i))
          << type->value(i)->full_name();
    }
  }
}

TEST(Labels, AreWhatPeopleCallAField) {
  const auto label = [](const char* field, Language language) {
    return LabelOf(Application::descriptor()->FindFieldByName(field), language);
  };
  EXPECT_EQ(label("requested_amount", Language::kFrench), "demandé");
  EXPECT_EQ(label("requested_amount", Language::kEnglish), "requested");
  EXPECT_EQ(label("likelihood_basis_points", Language::kEnglish), "likelihood");
  EXPECT_EQ(LabelOf(Receipt::descriptor()->FindFieldByName("amount"), Language::kEnglish),
            "amount");
  const auto* state = Application::State_descriptor()->FindValueByName("STATE_IN_SELECTION");
  EXPECT_EQ(LabelOf(state, Language::kFrench), "en sélection");
  EXPECT_EQ(LabelOf(state, Language::kEnglish), "in selection");
}

TEST(Fields, AreKnownByTheirType) {
  const auto* type = Grant::descriptor();
  EXPECT_TRUE(IsMoney(type->FindFieldByName("awarded_amount")));
  EXPECT_TRUE(IsDate(type->FindFieldByName("award_date")));
  EXPECT_TRUE(IsTimestamp(type->FindFieldByName("create_time")));
  EXPECT_FALSE(IsMoney(type->FindFieldByName("rate")));
  EXPECT_FALSE(IsDate(type->FindFieldByName("display_name")));
  EXPECT_TRUE(HasBehavior(type->FindFieldByName("name"), google::api::IDENTIFIER));
  EXPECT_FALSE(HasBehavior(type->FindFieldByName("display_name"), google::api::IMMUTABLE));
  EXPECT_EQ(FactsOf(Receipt::descriptor()->FindFieldByName("amount")).format(),
            type::v1::FORMAT_POSITIVE);
}

// What the protos say of one is said once for all of its name.
TEST(Fields, ThatAreStandardHaveTheFactsOfTheirName) {
  const FieldDescriptor* etag = Receipt::descriptor()->FindFieldByName("etag");
  EXPECT_FALSE(etag->options().HasExtension(type::v1::field));
  EXPECT_EQ(FactsOf(etag).fr(), "révision");
  EXPECT_EQ(LabelOf(etag, Language::kFrench), "révision");
  EXPECT_EQ(FactsOf(Grant::descriptor()->FindFieldByName("rate")).fr(), "taux");
  const auto* request = applications::v1::CreateApplicationRequest::descriptor();
  EXPECT_EQ(FactsOf(request->FindFieldByName("request_id")).format(), type::v1::FORMAT_UUID);
}

TEST(Fields, AreReadByName) {
  Application application = Agreed();
  EXPECT_EQ(StringField(application, "display_name"), "FSE");
  EXPECT_EQ(StringField(application, "nothing"), "");
  SetStringField(&application, "note", "n");
  EXPECT_EQ(application.note(), "n");
  EXPECT_EQ(MessageField(application, "agreement_terms"), &application.agreement_terms());
  EXPECT_EQ(MessageField(application, "requested_amount"), nullptr);
  EXPECT_EQ(MessageField(application, "nothing"), nullptr);
  applications::v1::CreateApplicationRequest request;
  EXPECT_FALSE(BoolField(request, "validate_only"));
  request.set_validate_only(true);
  EXPECT_TRUE(BoolField(request, "validate_only"));
  EXPECT_FALSE(BoolField(application, "validate_only"));
}

TEST(Fields, OfAMessageAreNamedInItsOrder) {
  EXPECT_EQ(FieldNames(type::v1::Rate::descriptor()), "basis_points, base");
}

TEST(FieldsDeathTest, AFieldThatIsNotThereIsNotSet) {
  Application application;
  EXPECT_DEATH(SetStringField(&application, "nothing", ""), "nothing");
}

}  // namespace
}  // namespace cofi
