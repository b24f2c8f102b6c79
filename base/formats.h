// Forms of identifiers that people copy from papers: registers, accounts, codes.
#ifndef COFI_BASE_FORMATS_H_
#define COFI_BASE_FORMATS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "cofi/type/v1/annotations.pb.h"

namespace cofi {

// 14 digits whose Luhn sum is a multiple of 10. The establishments of La Poste
// (SIREN 356000000) may instead have digits that sum to a multiple of 5.
// Source: INSEE, Sirene.
bool IsSiret(absl::string_view text);

// `W`, a digit, a digit or (overseas) a letter, and seven digits.
// Source: répertoire national des associations.
bool IsRna(absl::string_view text);

// As Cofi keeps what people write with spaces for their eyes (a SIRET also with dots or hyphens),
// or in lower case: a SIRET, an RNA, an INSEE code, an account, a currency.
std::string Normalized(type::v1::Format format, absl::string_view text);

// Whether a text has the form that a field asks for: SIRET_INVALID, RNA_INVALID,
// NAME_MALFORMED or VALUE_MALFORMED, without a field. An empty text always passes.
absl::Status CheckFormat(type::v1::Format format, absl::string_view text);

}  // namespace cofi

#endif  // COFI_BASE_FORMATS_H_
