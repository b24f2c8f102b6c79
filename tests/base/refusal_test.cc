#include "base/refusal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

absl::Status NoFunds() {
  return Refuse(type::v1::REASON_INSUFFICIENT_FUNDS,
                {{"line", "64 Charges de personnel"},
                 {"available", "400.00 EUR"},
                 {"asked", "1400.01 EUR"},
                 {"hint", "release a commitment or adopt a new budget version"}});
}

TEST(Refusal, CarriesReasonCodeAndValues) {
  const absl::Status status = NoFunds();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), type::v1::REASON_INSUFFICIENT_FUNDS);
  ASSERT_EQ(ViolationsOf(status).size(), 1u);
  const google::rpc::ErrorInfo info = ViolationsOf(status)[0];
  EXPECT_EQ(info.domain(), "cofi.dev");
  EXPECT_EQ(info.reason(), "INSUFFICIENT_FUNDS");
  EXPECT_THAT(info.metadata(),
              UnorderedElementsAre(Pair("line", "64 Charges de personnel"),
                                   Pair("available", "400.00 EUR"), Pair("asked", "1400.01 EUR"),
                                   Pair("hint",
                                        "release a commitment or adopt a new budget"
                                        " version")));
}

// A phrase is words of ours, which may speak of values in turn; a value is not.
TEST(Refusal, APhraseHasValuesOfItsOwn) {
  const auto refusal = [](const char* hint) {
    return Describe(Refuse(type::v1::REASON_INSUFFICIENT_FUNDS, {{"line", "62"},
                                                                 {"available", "1.00 EUR"},
                                                                 {"asked", "2.00 EUR"},
                                                                 {"name", "{line}"},
                                                                 {"hint", hint}}),
                    Language::kFrench);
  };
  EXPECT_EQ(refusal("{name:the} plans less than is committed and spent already"),
            "62 : 1,00\u00A0€ disponibles, 2,00\u00A0€ demandés ; {line} prévoit moins que ce qui"
            " est déjà engagé et dépensé");
  EXPECT_EQ(refusal("{line}"), "62 : 1,00\u00A0€ disponibles, 2,00\u00A0€ demandés ; {line}");
}

TEST(Refusal, IsDescribedInBothLanguages) {
  EXPECT_EQ(Describe(NoFunds(), Language::kEnglish),
            "64 Charges de personnel: €400.00 available, €1,400.01 asked; release a commitment or"
            " adopt a new budget version");
  EXPECT_EQ(Describe(NoFunds(), Language::kFrench),
            "64 Charges de personnel : 400,00\u00A0€ disponibles, 1\u202F400,01\u00A0€ demandés ;"
            " libérez un engagement ou adoptez une nouvelle version du budget");
  EXPECT_EQ(NoFunds().message(), Describe(NoFunds(), Language::kEnglish));
}

TEST(Refusal, DatesAreWrittenAsTheLanguageDoes) {
  const absl::Status status =
      Refuse(type::v1::REASON_DATE_OUT_OF_ORDER,
             {{"name", "projects/p"}, {"previous", "2018-03-23"}, {"value", "2018-03-22"}});
  EXPECT_EQ(Describe(status, Language::kEnglish),
            "project p last changed on 2018-03-23; 2018-03-22 is before that");
  EXPECT_EQ(Describe(status, Language::kFrench),
            "le projet p a changé pour la dernière fois le 23/03/2018 ; le 22/03/2018 est avant");
}

// A limit is a date as the language writes it, and so is what goes beyond it.
TEST(Refusal, AValueMayBeADate) {
  const absl::Status status =
      Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE, {{"field", "close_date"},
                                                   {"value", "2018-04-30"},
                                                   {"accepted", "on {limit:date} or after"},
                                                   {"limit", "2018-05-01"}});
  EXPECT_EQ(Describe(status, Language::kEnglish),
            "close_date is 2018-04-30; accepted: on 2018-05-01 or after");
  EXPECT_EQ(Describe(status, Language::kFrench),
            "close_date vaut 30/04/2018 ; accepté : le 01/05/2018 au plus tôt");
}

// A value is never read as part of the sentence.
TEST(Refusal, ValuesAreSaidAsTheyAre) {
  const absl::Status braces =
      Refuse(type::v1::REASON_VALUE_MALFORMED,
             {{"field", "note"}, {"value", "{accepted} {"}, {"accepted", "no { or }"}});
  EXPECT_EQ(Describe(braces, Language::kEnglish), "note is \"{accepted} {\"; accepted: no { or }");
  const absl::Status no_money =
      Refuse(type::v1::REASON_AMOUNT_NEGATIVE, {{"field", "amount"}, {"value", "a lot"}});
  EXPECT_EQ(Describe(no_money, Language::kEnglish), "amount is a lot; it must not be below zero");
}

TEST(Refusal, AValueThatIsMissingLeavesNoBraces) {
  EXPECT_EQ(Describe(Refuse(type::v1::REASON_FIELD_REQUIRED), Language::kEnglish),
            "the value is required");
  EXPECT_EQ(Describe(Refuse(type::v1::REASON_FIELD_REQUIRED), Language::kFrench),
            "la valeur est obligatoire");
  EXPECT_EQ(Describe(Refuse(type::v1::REASON_RESOURCE_EXISTS), Language::kEnglish), " exists");
}

TEST(Refusal, AFieldStaysBehindTheOuterOne) {
  absl::Status status = Refuse(type::v1::REASON_FIELD_REQUIRED);
  for (const char* field : {"currency_code", "amount", "receipt"}) status = InField(field, status);
  EXPECT_THAT(status, IsReasonWith(type::v1::REASON_FIELD_REQUIRED, "field",
                                   "receipt.amount.currency_code"));
  EXPECT_EQ(status.message(), "receipt.amount.currency_code is required");
  EXPECT_EQ(InField("receipt", absl::OkStatus()), absl::OkStatus());
  EXPECT_EQ(InField("receipt", absl::InternalError("x")), absl::InternalError("x"));
}

TEST(Refusal, ViolationsAreGatheredInOrder) {
  Violations violations;
  violations.Add(absl::OkStatus());
  EXPECT_THAT(violations.ToStatus(), IsOk());
  // More than ten, because their payloads are numbered.
  for (int i = 0; i < 12; ++i) {
    violations.Add(InField(absl::StrCat("field_", i), Refuse(type::v1::REASON_FIELD_REQUIRED)));
    violations.Add(absl::OkStatus());
  }
  violations.Add(NoFunds());
  const absl::Status status = violations.ToStatus();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const auto all = ViolationsOf(status);
  ASSERT_EQ(all.size(), 13u);
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(all[i].metadata().at("field"), absl::StrCat("field_", i));
  }
  EXPECT_EQ(all[12].reason(), "INSUFFICIENT_FUNDS");
}

TEST(Refusal, ViolationsAreDescribedTogether) {
  Violations violations;
  violations.Add(InField("amount", Refuse(type::v1::REASON_FIELD_REQUIRED)));
  violations.Add(InField("kind", Refuse(type::v1::REASON_FIELD_IMMUTABLE)));
  EXPECT_EQ(Describe(violations.ToStatus(), Language::kFrench),
            "amount est obligatoire ; kind ne se fixe qu'à la création");
  EXPECT_THAT(InField("receipt", violations.ToStatus()),
              IsReasonWith(type::v1::REASON_FIELD_REQUIRED, "field", "receipt.amount"));
}

TEST(Refusal, AForeignErrorIsNoRefusal) {
  const absl::Status foreign = absl::UnavailableError("connection refused");
  EXPECT_THAT(ViolationsOf(foreign), IsEmpty());
  EXPECT_EQ(ReasonOf(foreign), type::v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Describe(foreign, Language::kFrench), "connection refused");
  Violations violations;
  violations.Add(foreign);
  EXPECT_EQ(violations.ToStatus(), foreign);
}

TEST(Refusal, OfAPeerIsTheSame) {
  const absl::Status there = InField("line", NoFunds());
  const absl::Status here = RefusalOf(ViolationsOf(there)[0]);
  EXPECT_EQ(here.code(), there.code());
  EXPECT_EQ(here.message(), there.message());
  EXPECT_THAT(here, IsReasonWith(type::v1::REASON_INSUFFICIENT_FUNDS, "field", "line"));
}

// A newer peer, or one that is not Cofi, must not stop this process.
TEST(Refusal, OfAPeerMayHaveAnyReason) {
  for (const char* reason : {"SOMETHING_NEWER", "UNSPECIFIED", ""}) {
    google::rpc::ErrorInfo info;
    info.set_reason(reason);
    const absl::Status status = RefusalOf(info);
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal) << reason;
    EXPECT_EQ(Describe(status, Language::kEnglish), reason);
  }
}

}  // namespace
}  // namespace cofi
