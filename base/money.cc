#include "base/money.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "base/refusal.h"

namespace cofi {
namespace {

constexpr int64_t kNanosPerMinor = 10'000'000;
using Wide = __int128;

bool InRange(Wide minor) { return minor <= kMinorMax && minor >= -kMinorMax; }

}  // namespace

absl::StatusOr<int64_t> MinorFromMoney(const Money& money) {
  if ((money.units() > 0 && money.nanos() < 0) || (money.units() < 0 && money.nanos() > 0) ||
      money.nanos() <= -1'000'000'000 || money.nanos() >= 1'000'000'000) {
    return Refuse(type::v1::REASON_VALUE_MALFORMED,
                  {{"value", absl::StrCat(money.units(), " units, ", money.nanos(), " nanos")},
                   {"accepted", "units and nanos of the same sign, nanos below one unit"}});
  }
  if (money.nanos() % kNanosPerMinor != 0) {
    return Refuse(type::v1::REASON_AMOUNT_SUB_CENT,
                  {{"value", absl::StrFormat(
                                 "%s%d.%09d %s", money.units() == 0 && money.nanos() < 0 ? "-" : "",
                                 money.units(), std::abs(money.nanos()), money.currency_code())}});
  }
  const Wide minor = static_cast<Wide>(money.units()) * 100 + money.nanos() / kNanosPerMinor;
  if (!InRange(minor)) {
    return Refuse(type::v1::REASON_AMOUNT_OVERFLOW,
                  {{"limit", DecimalAmount(kMinorMax, money.currency_code())}});
  }
  return static_cast<int64_t>(minor);
}

int64_t Minor(const Money& money) { return money.units() * 100 + money.nanos() / kNanosPerMinor; }

Money MoneyFromMinor(int64_t minor, absl::string_view currency) {
  Money money;
  money.set_currency_code(std::string(currency));
  money.set_units(minor / 100);
  money.set_nanos(static_cast<int32_t>(minor % 100 * kNanosPerMinor));
  return money;
}

absl::StatusOr<int64_t> AddMinor(int64_t a, int64_t b) {
  const Wide sum = static_cast<Wide>(a) + b;
  if (!InRange(sum)) {
    return Refuse(type::v1::REASON_AMOUNT_OVERFLOW, {{"limit", DecimalFromMinor(kMinorMax)}});
  }
  return static_cast<int64_t>(sum);
}

std::string DecimalFromMinor(int64_t minor) {
  return absl::StrFormat("%s%d.%02d", minor < 0 ? "-" : "", std::abs(minor / 100),
                         std::abs(minor % 100));
}

std::string DecimalAmount(int64_t minor, absl::string_view currency) {
  return absl::StrCat(DecimalFromMinor(minor), " ", currency);
}

std::string DecimalFromMoney(const Money& money) {
  return DecimalAmount(Minor(money), money.currency_code());
}

absl::StatusOr<Money> ParseMoney(absl::string_view text, absl::string_view currency_default) {
  const auto malformed = [&] {
    return Refuse(type::v1::REASON_VALUE_MALFORMED,
                  {{"value", std::string(text)}, {"accepted", "1234.56, 1 234,56, 1234,56 €"}});
  };
  // Spaces, no-break spaces and narrow no-break spaces part thousands in French.
  std::string digits = absl::StrReplaceAll(
      text, {{" ", ""}, {"\u00A0", ""}, {"\u202F", ""}, {"\u2009", ""}, {"€", "EUR"}, {",", "."}});
  std::string currency(currency_default);
  absl::string_view rest = digits;
  for (const bool at_end : {true, false}) {
    if (rest.size() <= 3) break;
    const absl::string_view code = at_end ? rest.substr(rest.size() - 3) : rest.substr(0, 3);
    if (std::all_of(code.begin(), code.end(), absl::ascii_isupper)) {
      currency = std::string(code);
      rest = at_end ? rest.substr(0, rest.size() - 3) : rest.substr(3);
      break;
    }
  }
  const bool negative = absl::ConsumePrefix(&rest, "-");
  const size_t point = rest.find('.');
  const absl::string_view units = rest.substr(0, point);
  absl::string_view cents = point == rest.npos ? "" : rest.substr(point + 1);
  const auto all_digits = [](absl::string_view part) {
    return std::all_of(part.begin(), part.end(), absl::ascii_isdigit);
  };
  if (units.empty() || !all_digits(units) || !all_digits(cents) ||
      (point != rest.npos && cents.empty())) {
    return malformed();
  }
  // Not even zeros: `1,000` means a thousand where the comma parts thousands.
  if (cents.size() > 2) {
    return Refuse(type::v1::REASON_AMOUNT_SUB_CENT, {{"value", std::string(text)}});
  }
  Wide minor = 0;
  for (const char digit : absl::StrCat(units, absl::StrCat(cents, "00").substr(0, 2))) {
    minor = minor * 10 + (digit - '0');
    if (!InRange(minor)) {
      return Refuse(type::v1::REASON_AMOUNT_OVERFLOW,
                    {{"limit", DecimalAmount(kMinorMax, currency)}});
    }
  }
  return MoneyFromMinor(static_cast<int64_t>(negative ? -minor : minor), currency);
}

std::vector<int64_t> SplitMinor(int64_t total_minor, absl::Span<const int64_t> weights) {
  Wide sum = 0;
  for (const int64_t weight : weights) {
    COFI_CHECK(weight >= 0, "a weight below zero");
    sum += weight;
  }
  COFI_CHECK(sum > 0, "all weights are zero");
  const Wide total = total_minor < 0 ? -static_cast<Wide>(total_minor) : total_minor;
  std::vector<int64_t> parts(weights.size());
  std::vector<Wide> remainders(weights.size());
  Wide left = total;
  for (size_t i = 0; i < weights.size(); ++i) {
    parts[i] = static_cast<int64_t>(total * weights[i] / sum);
    remainders[i] = total * weights[i] % sum;
    left -= parts[i];
  }
  std::vector<size_t> order(weights.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return remainders[a] > remainders[b]; });
  for (size_t i = 0; left > 0; ++i, --left) ++parts[order[i]];
  if (total_minor < 0) {
    for (int64_t& part : parts) part = -part;
  }
  return parts;
}

int64_t PercentOf(int64_t minor, int64_t percent) {
  const Wide product = static_cast<Wide>(minor) * percent;
  return static_cast<int64_t>((product + (product < 0 ? -50 : 50)) / 100);
}

int32_t BasisPoints(int64_t part, int64_t whole, bool nearest) {
  if (whole == 0) return 0;
  const Wide scaled = static_cast<Wide>(part) * 10'000 + (nearest ? whole / 2 : 0);
  return static_cast<int32_t>(std::clamp<Wide>(scaled / whole, std::numeric_limits<int32_t>::min(),
                                               std::numeric_limits<int32_t>::max()));
}

}  // namespace cofi
