// Money is an integer of minor units (cents) with an ISO 4217 currency. At the
// edge it is google.type.Money; inside it is int64_t, named `…_minor`.
//
// Range: up to 90 071 992 547 409.91 either way, so that any sum of a thousand
// amounts still fits, and a spreadsheet still shows each of them exactly.
#ifndef COFI_BASE_MONEY_H_
#define COFI_BASE_MONEY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/type/money.pb.h"

namespace cofi {

using Money = google::type::Money;

inline constexpr int64_t kMinorMax = 9'007'199'254'740'991;

// Minor units of `money`.
//
// AMOUNT_SUB_CENT if its nanos are no whole cents, AMOUNT_OVERFLOW if it is out
// of range, VALUE_MALFORMED if units and nanos have different signs.
absl::StatusOr<int64_t> MinorFromMoney(const Money& money);

// Minor units of money that has already passed MinorFromMoney.
int64_t Minor(const Money& money);

Money MoneyFromMinor(int64_t minor, absl::string_view currency);

// The sum, or AMOUNT_OVERFLOW.
absl::StatusOr<int64_t> AddMinor(int64_t a, int64_t b);

// `139197.10`, with two decimals always, and back.
std::string DecimalFromMinor(int64_t minor);

// `139197.10 EUR`, the form used in error metadata.
std::string DecimalFromMoney(const Money& money);
std::string DecimalAmount(int64_t minor, absl::string_view currency);

// What a person types, or either language prints: `1234.56`, `1 234,56 €`, `€1,234.56`,
// `1234 EUR`, `34 euros`, `4k`, `-5`. Nothing is guessed: what parts thousands stands between
// groups of three only, and `1,000` is refused with both of its readings. `currency_default` where
// none is given. VALUE_MALFORMED, AMOUNT_SUB_CENT or AMOUNT_OVERFLOW, without a field.
absl::StatusOr<Money> ParseMoney(absl::string_view text, absl::string_view currency_default);

// Splits `total_minor` in proportion to `weights` by largest remainders: the
// parts always sum to the whole. Weights are zero or more, one at least is not.
std::vector<int64_t> SplitMinor(int64_t total_minor, absl::Span<const int64_t> weights);

// So many hundredths of a percent of `minor`, rounded half away from zero.
int64_t ShareOf(int64_t minor, int64_t basis_points);

// `part` in hundredths of a percent of `whole`; 0 when the whole is 0. Rounded
// down, or half up when `nearest`. What is beyond 32 bits is the nearest that is not.
int32_t BasisPoints(int64_t part, int64_t whole, bool nearest);

}  // namespace cofi

#endif  // COFI_BASE_MONEY_H_
