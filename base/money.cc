#include "base/money.h"

#include <unicode/ucurr.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "base/refusal.h"
#include "base/text.h"

namespace cofi {
namespace {

constexpr int64_t kNanosPerMinor = 10'000'000;
using Wide = __int128;

bool InRange(Wide minor) { return minor <= kMinorMax && minor >= -kMinorMax; }

absl::Status Malformed(absl::string_view text) {
  return Refuse(type::v1::REASON_VALUE_MALFORMED,
                {{"value", std::string(text)}, {"accepted", "1234.56, 1 234,56, 1234,56 €"}});
}

// Spaces that people and spreadsheets write: plain, no-break, narrow no-break, thin.
constexpr absl::string_view kSpaces[] = {" ", "\u00A0", "\u202F", "\u2009"};

bool TakeSpace(absl::string_view* rest) {
  return std::any_of(std::begin(kSpaces), std::end(kSpaces),
                     [rest](absl::string_view space) { return absl::ConsumePrefix(rest, space); });
}

absl::string_view WithoutSpace(absl::string_view text) {
  bool more = true;
  while (more) more = TakeSpace(&text);
  const auto take_last = [&text](absl::string_view space) {
    return absl::ConsumeSuffix(&text, space);
  };
  for (more = true; more;) more = std::any_of(std::begin(kSpaces), std::end(kSpaces), take_last);
  return text;
}

// The tables write a hyphen, spreadsheets also U+2212.
bool TakeMinus(absl::string_view* rest) {
  return absl::ConsumePrefix(rest, "-") || absl::ConsumePrefix(rest, "\u2212");
}

// The code of what the tables write for a currency, such as `€`, `US$` or `$US`; empty if
// it stands for none, or for several.
std::string CodeOf(absl::string_view symbol) {
  static const auto* const codes = [] {
    auto* const made = new std::map<std::string, std::string, std::less<>>();
    UErrorCode error = U_ZERO_ERROR;
    UEnumeration* const all = ucurr_openISOCurrencies(UCURR_ALL, &error);
    while (const char* code = uenum_next(all, nullptr, &error)) {
      icu::UnicodeString wide(code);
      for (const char* locale : {"en_GB", "fr_FR"}) {
        int32_t size = 0;
        UBool is_choice = false;
        UErrorCode failed = U_ZERO_ERROR;
        const UChar* name = ucurr_getName(wide.getTerminatedBuffer(), locale, UCURR_SYMBOL_NAME,
                                          &is_choice, &size, &failed);
        std::string utf8;
        icu::UnicodeString(name, size).toUTF8String(utf8);
        const auto [found, is_new] = made->try_emplace(utf8, code);
        if (!is_new && found->second != code) found->second.clear();
      }
    }
    uenum_close(all);
    return made;
  }();
  const auto found = codes->find(symbol);
  return found == codes->end() ? "" : found->second;
}

// Takes the currency off one end, where there is one; false if it is none.
// `k€` counts in thousands of them, in which budgets are spoken of.
bool TakeCurrency(absl::string_view* rest, std::string* currency, bool* thousands) {
  const auto is_figure = [](char c) { return absl::ascii_isdigit(c); };
  const size_t begin = std::find_if(rest->begin(), rest->end(), is_figure) - rest->begin();
  const size_t end = rest->rend() - std::find_if(rest->rbegin(), rest->rend(), is_figure);
  if (begin == rest->size()) return false;
  absl::string_view before = rest->substr(0, begin);
  if (const size_t minus = std::min(before.find('-'), before.find("\u2212"));
      minus != before.npos) {
    before = before.substr(0, minus);
  }
  absl::string_view symbol = WithoutSpace(before.empty() ? rest->substr(end) : before);
  if (before.empty()) {
    *rest = rest->substr(0, end);
  } else {
    *rest = WithoutSpace(rest->substr(before.size()));
  }
  absl::string_view of = symbol;
  *thousands = before.empty() && (absl::ConsumePrefix(&of, "k") || absl::ConsumePrefix(&of, "K")) &&
               (WithoutSpace(of).empty() || WithoutSpace(of) == "€" || Fold(of) == "euros");
  if (*thousands) symbol = WithoutSpace(of);
  if (symbol.empty()) return true;
  const bool is_code =
      symbol.size() == 3 && std::all_of(symbol.begin(), symbol.end(), absl::ascii_isupper);
  const std::string word = is_code ? "" : Fold(symbol);
  *currency = is_code                             ? std::string(symbol)
              : word == "euro" || word == "euros" ? "EUR"
                                                  : CodeOf(symbol);
  return !currency->empty();
}

// The digits of an amount, once it is known which of its marks parts what.
struct Written {
  std::string units;
  std::string cents;
  bool grouped = false;
};

// False unless there are digits alone, in groups of three where they are parted: by
// spaces, apostrophes, or the one of `.` and `,` that is not before the decimals. A mark
// that stands once is before decimals.
bool Split(absl::string_view text, Written* written) {
  std::vector<std::string> groups(1);
  std::string marks;  // One letter each: a space of any kind is ' '.
  while (!text.empty()) {
    if (absl::ascii_isdigit(text[0])) {
      groups.back() += text[0];
      text.remove_prefix(1);
      continue;
    }
    if (groups.back().empty()) return false;
    if (TakeSpace(&text)) {
      marks += ' ';
    } else if (absl::ConsumePrefix(&text, "'") || absl::ConsumePrefix(&text, "\u2019")) {
      marks += '\'';
    } else if (text[0] == '.' || text[0] == ',') {
      marks += text[0];
      text.remove_prefix(1);
    } else {
      return false;
    }
    groups.emplace_back();
  }
  if (groups.back().empty()) return false;
  const char last = marks.empty() ? ' ' : marks.back();
  if ((last == '.' || last == ',') && std::count(marks.begin(), marks.end(), last) == 1) {
    written->cents = groups.back();
    groups.pop_back();
    marks.pop_back();
  }
  for (size_t i = 0; i < groups.size(); ++i) {
    const bool first = i == 0;
    const bool whole = marks.empty() || (first ? groups[i].size() <= 3 : groups[i].size() == 3);
    if (!whole || (!first && marks[i - 1] != marks[0])) return false;
    written->units += groups[i];
  }
  written->grouped = !marks.empty();
  return true;
}

}  // namespace

absl::StatusOr<int64_t> MinorFromMoney(const Money& money) {
  if ((money.units() > 0 && money.nanos() < 0) || (money.units() < 0 && money.nanos() > 0) ||
      money.nanos() <= -1'000'000'000 || money.nanos() >= 1'000'000'000) {
    return Refuse(type::v1::REASON_VALUE_MALFORMED,
                  {{"value", absl::StrCat("units: ", money.units(), " nanos: ", money.nanos())},
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
  std::string currency(currency_default);
  absl::string_view rest = WithoutSpace(text);
  bool negative = TakeMinus(&rest);
  bool thousands = false;
  if (!TakeCurrency(&rest, &currency, &thousands)) return Malformed(text);
  if (!negative) negative = TakeMinus(&rest);
  Written written;
  if (!Split(rest, &written)) return Malformed(text);
  // Not even zeros: `1,000` means a thousand where the comma parts thousands.
  if (written.cents.size() > 2) {
    const bool may_be_thousands = written.cents.size() == 3 && !written.grouped &&
                                  written.units.size() <= 3 && written.units[0] != '0';
    const std::string units = absl::StrCat(negative ? "-" : "", written.units);
    return Refuse(
        type::v1::REASON_AMOUNT_SUB_CENT,
        {{"value", std::string(text)},
         {"readings", may_be_thousands ? absl::StrCat(" (", units, written.cents, "? ", units, ".",
                                                      written.cents.substr(0, 2), "?)")
                                       : ""}});
  }
  Wide minor = 0;
  for (const char digit : absl::StrCat(
           written.units, absl::StrCat(written.cents, "00").substr(0, 2), thousands ? "000" : "")) {
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

int64_t ShareOf(int64_t minor, int64_t basis_points) {
  const Wide product = static_cast<Wide>(minor) * basis_points;
  return static_cast<int64_t>((product + (product < 0 ? -5'000 : 5'000)) / 10'000);
}

int32_t BasisPoints(int64_t part, int64_t whole, bool nearest) {
  if (whole == 0) return 0;
  const Wide scaled = static_cast<Wide>(part) * 10'000 + (nearest ? whole / 2 : 0);
  return static_cast<int32_t>(std::clamp<Wide>(scaled / whole, std::numeric_limits<int32_t>::min(),
                                               std::numeric_limits<int32_t>::max()));
}

}  // namespace cofi
