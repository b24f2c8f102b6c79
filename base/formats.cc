#include "base/formats.h"

#include <unicode/ucurr.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "base/dates.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/refusal.h"

namespace cofi {
namespace {

bool AreDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

bool IsInseeCode(absl::string_view text) {
  if (text.size() != 5 || !AreDigits(text.substr(2))) return false;
  const absl::string_view department = text.substr(0, 2);
  return AreDigits(department) || department == "2A" || department == "2B";
}

bool IsAccount(absl::string_view text) {
  return text == "indirect" || (text.size() >= 2 && text.size() <= 8 && AreDigits(text) &&
                                (text[0] == '2' || (text[0] >= '6' && text[0] <= '8')));
}

bool IsHexDigest(absl::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f');
         });
}

// Two decimals: an amount in yen would be a hundred times too large.
bool IsCurrency(absl::string_view text) {
  if (text.size() != 3 || !std::all_of(text.begin(), text.end(), absl::ascii_isupper)) return false;
  const char16_t code[] = {char16_t(text[0]), char16_t(text[1]), char16_t(text[2]), 0};
  UErrorCode error = U_ZERO_ERROR;
  return ucurr_getNumericCode(code) != 0 && ucurr_getDefaultFractionDigits(code, &error) == 2;
}

struct Form {
  type::v1::Format format;
  bool (*fits)(absl::string_view);
  Reason reason;
  const char* accepted;
};

constexpr Form kForms[] = {
    {type::v1::FORMAT_SIRET, &IsSiret, type::v1::REASON_SIRET_INVALID, ""},
    {type::v1::FORMAT_RNA, &IsRna, type::v1::REASON_RNA_INVALID, ""},
    {type::v1::FORMAT_CURRENCY, &IsCurrency, type::v1::REASON_VALUE_MALFORMED, "EUR, CHF, …"},
    {type::v1::FORMAT_TIME_ZONE, &IsTimeZone, type::v1::REASON_VALUE_MALFORMED,
     "Europe/Paris, Indian/Reunion, …"},
    {type::v1::FORMAT_SHA256, &IsHexDigest, type::v1::REASON_VALUE_MALFORMED,
     "64 lowercase hexadecimal digits"},
    {type::v1::FORMAT_INSEE_CODE, &IsInseeCode, type::v1::REASON_VALUE_MALFORMED,
     "an INSEE code such as 35196"},
    {type::v1::FORMAT_ACCOUNT, &IsAccount, type::v1::REASON_VALUE_MALFORMED,
     "an account of class 2, 6, 7 or 8, or indirect"},
    {type::v1::FORMAT_UUID, &IsUuid, type::v1::REASON_VALUE_MALFORMED, "a UUID"},
    {type::v1::FORMAT_ID, &IsResourceId, type::v1::REASON_NAME_MALFORMED, "{id}"},
};

}  // namespace

bool IsSiret(absl::string_view text) {
  if (text.size() != 14 || !AreDigits(text)) return false;
  int luhn = 0, sum = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const int digit = text[i] - '0';
    sum += digit;
    // Doubled are the digits at even places from the right, which for 14 digits
    // are the first, third, …
    const int doubled = i % 2 == 0 ? 2 * digit : digit;
    luhn += doubled > 9 ? doubled - 9 : doubled;
  }
  return luhn % 10 == 0 || (absl::StartsWith(text, "356000000") && sum % 5 == 0);
}

bool IsRna(absl::string_view text) {
  return text.size() == 10 && text[0] == 'W' && absl::ascii_isdigit(text[1]) &&
         (absl::ascii_isdigit(text[2]) || absl::ascii_isupper(text[2])) &&
         AreDigits(text.substr(3));
}

std::string Normalized(type::v1::Format format, absl::string_view text) {
  enum class Case { kKept, kUpper, kLower };
  static constexpr std::pair<type::v1::Format, Case> kWritten[] = {
      {type::v1::FORMAT_SIRET, Case::kKept},     {type::v1::FORMAT_RNA, Case::kUpper},
      {type::v1::FORMAT_CURRENCY, Case::kUpper}, {type::v1::FORMAT_INSEE_CODE, Case::kUpper},
      {type::v1::FORMAT_ACCOUNT, Case::kLower},
  };
  for (const auto& [each, letters] : kWritten) {
    if (each != format) continue;
    std::string plain =
        absl::StrReplaceAll(text, {{" ", ""}, {"\u00A0", ""}, {"\u202F", ""}, {"\u2009", ""}});
    // A register's number is checked: what else parts it means nothing. An account of `60-2` would
    // be another one.
    if (format == type::v1::FORMAT_SIRET)
      plain = absl::StrReplaceAll(plain, {{".", ""}, {"-", ""}});
    if (letters == Case::kUpper) absl::AsciiStrToUpper(&plain);
    if (letters == Case::kLower) absl::AsciiStrToLower(&plain);
    return plain;
  }
  return std::string(text);
}

absl::Status CheckFormat(type::v1::Format format, absl::string_view text) {
  if (text.empty()) return absl::OkStatus();
  for (const Form& form : kForms) {
    if (form.format != format || form.fits(text)) continue;
    return Refuse(form.reason, {{"value", std::string(text)}, {"accepted", form.accepted}});
  }
  return absl::OkStatus();
}

}  // namespace cofi
