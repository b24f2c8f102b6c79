#include "base/formats.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/ascii.h"
#include "base/identifiers.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

bool Fits(type::v1::Format format, absl::string_view text) {
  return CheckFormat(format, text).ok();
}

TEST(Formats, ASiretHasACheckDigit) {
  EXPECT_TRUE(IsSiret("73282932000074"));
  EXPECT_TRUE(IsSiret("21350238800019"));
  for (const char* text : {"", "7328293200007", "732829320000740", "73282932000075",
                           "732 829 320 00074", "7328293200007A", "７３２８２９３２０"}) {
    EXPECT_FALSE(IsSiret(text)) << text;
  }
}

TEST(Formats, OneWrongDigitNeverMakesAnotherSiret) {
  const std::string right = "73282932000074";
  for (size_t i = 0; i < right.size(); ++i) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string text = right;
      text[i] = digit;
      EXPECT_EQ(IsSiret(text), text == right) << text;
    }
  }
}

TEST(Formats, AnEstablishmentOfLaPosteMaySumToAMultipleOfFive) {
  EXPECT_TRUE(IsSiret("35600000000048"));   // By the common rule.
  EXPECT_TRUE(IsSiret("35600000049837"));   // By its own.
  EXPECT_FALSE(IsSiret("35600000012345"));  // By neither.
  // The same sum does not help anyone else.
  EXPECT_FALSE(IsSiret("35600001049836"));
}

TEST(Formats, AnRnaNumberIsWAndNineCharacters) {
  EXPECT_TRUE(IsRna("W353000123"));
  EXPECT_TRUE(IsRna("W9R1000123"));
  for (const char* text : {"", "w353000123", "W35300012", "W3530001234", "1353000123", "W9r1000123",
                           "WR91000123", "W3530 0123", "W35300012X"}) {
    EXPECT_FALSE(IsRna(text)) << text;
  }
}

// What is written for the eye, or by hand.
TEST(Formats, AreKeptWithoutSpacesDotsAndHyphens) {
  for (const char* text : {"73282932000074", "732 829 320 00074", "732\u00A0829\u202F320.000-74"}) {
    EXPECT_EQ(Normalized(type::v1::FORMAT_SIRET, text), "73282932000074") << text;
  }
  EXPECT_EQ(Normalized(type::v1::FORMAT_RNA, "w353 000 123"), "W353000123");
  EXPECT_EQ(Normalized(type::v1::FORMAT_INSEE_CODE, "2a 004"), "2A004");
  EXPECT_EQ(Normalized(type::v1::FORMAT_CURRENCY, "eur"), "EUR");
  EXPECT_EQ(Normalized(type::v1::FORMAT_ACCOUNT, "Indirect"), "indirect");
  // Of these each sign counts: what is one account with a hyphen is another without.
  EXPECT_EQ(Normalized(type::v1::FORMAT_ACCOUNT, "60-2"), "60-2");
  EXPECT_EQ(Normalized(type::v1::FORMAT_TIME_ZONE, "Europe/Paris"), "Europe/Paris");
  EXPECT_EQ(Normalized(type::v1::FORMAT_UNSPECIFIED, "Un - deux"), "Un - deux");
}

TEST(Formats, AMunicipalityHasAnInseeCode) {
  for (const char* code : {"35196", "01001", "2A004", "2B033", "97411"}) {
    EXPECT_TRUE(Fits(type::v1::FORMAT_INSEE_CODE, code)) << code;
  }
  for (const char* code : {"3519", "351960", "2C004", "2a004", "A2004", "35A96", "Rennes"}) {
    EXPECT_FALSE(Fits(type::v1::FORMAT_INSEE_CODE, code)) << code;
  }
}

TEST(Formats, AnAccountIsOfClassTwoOrSixToEight) {
  for (const char* account : {"62", "641", "7412345", "86400000", "2184", "indirect"}) {
    EXPECT_TRUE(Fits(type::v1::FORMAT_ACCOUNT, account)) << account;
  }
  for (const char* account : {"6", "640000000", "512", "91", "64a", "-64", "Indirect", "6 4"}) {
    EXPECT_FALSE(Fits(type::v1::FORMAT_ACCOUNT, account)) << account;
  }
}

TEST(Formats, ACurrencyExistsAndHasTwoDecimals) {
  for (const char* code : {"EUR", "CHF", "GBP", "USD", "PLN"}) {
    EXPECT_TRUE(Fits(type::v1::FORMAT_CURRENCY, code)) << code;
  }
  // Yen have no decimals, Kuwaiti dinars three, and ABC is none.
  for (const char* code : {"eur", "EU", "EURO", "€", "JPY", "KWD", "ABC"}) {
    EXPECT_FALSE(Fits(type::v1::FORMAT_CURRENCY, code)) << code;
  }
}

TEST(Formats, ADigestIsLowercaseHexadecimal) {
  const std::string digest(64, 'a');
  EXPECT_TRUE(Fits(type::v1::FORMAT_SHA256, digest));
  EXPECT_FALSE(Fits(type::v1::FORMAT_SHA256, absl::AsciiStrToUpper(digest)));
  EXPECT_FALSE(Fits(type::v1::FORMAT_SHA256, digest.substr(1)));
  EXPECT_FALSE(Fits(type::v1::FORMAT_SHA256, digest.substr(1) + "g"));
}

TEST(Formats, ARequestIdIsAUuid) {
  EXPECT_TRUE(Fits(type::v1::FORMAT_UUID, "d8bd6e5f-4c3c-4b68-9d53-6d6a1f0d9a11"));
  EXPECT_TRUE(Fits(type::v1::FORMAT_UUID, NewUuid()));
  EXPECT_TRUE(Fits(type::v1::FORMAT_UUID, NewRequestId()));
  for (const char* text :
       {"00000000-0000-0000-0000-000000000000", "d8bd6e5f-4c3c-4b68-1d53-6d6a1f0d9a11",
        "d8bd6e5f4c3c4b689d536d6a1f0d9a11", "d8bd6e5f-4c3c-4b68-9d53-6d6a1f0d9a1",
        "x8bd6e5f-4c3c-4b68-9d53-6d6a1f0d9a11", "{8bd6e5f-4c3c-4b68-9d53-6d6a1f0d9a1}"}) {
    EXPECT_FALSE(Fits(type::v1::FORMAT_UUID, text)) << text;
  }
}

TEST(Formats, TheRefusalNamesWhatIsAccepted) {
  EXPECT_THAT(CheckFormat(type::v1::FORMAT_SIRET, "1"),
              IsReasonWith(type::v1::REASON_SIRET_INVALID, "value", "1"));
  EXPECT_THAT(CheckFormat(type::v1::FORMAT_RNA, "1"), IsReason(type::v1::REASON_RNA_INVALID));
  EXPECT_THAT(CheckFormat(type::v1::FORMAT_TIME_ZONE, "Mars/Olympus"),
              IsReasonWith(type::v1::REASON_VALUE_MALFORMED, "accepted",
                           "Europe/Paris, Indian/Reunion, …"));
}

TEST(Formats, AnEmptyTextHasEveryForm) {
  for (int format = type::v1::Format_MIN; format <= type::v1::Format_MAX; ++format) {
    EXPECT_TRUE(Fits(static_cast<type::v1::Format>(format), "")) << format;
  }
}

}  // namespace
}  // namespace cofi
