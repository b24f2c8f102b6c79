#include "db/postgres/postgres_values.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace cofi::db {
namespace {

struct Family {
  const char* sqlstate;  // Its beginning.
  Meaning meaning;
};
// https://www.postgresql.org/docs/15/errcodes-appendix.html; the longer ones first.
constexpr Family kFamilies[] = {
    {"23505", Meaning::kTaken},       // unique_violation
    {"23514", Meaning::kOutOfRange},  // check_violation
    {"22003", Meaning::kOutOfRange},  // numeric_value_out_of_range
    {"25006", Meaning::kLost},        // read_only_sql_transaction: a standby
    {"25P03", Meaning::kLost},        // idle_in_transaction_session_timeout
    {"57014", Meaning::kRefused},     // query_canceled, also by statement_timeout
    {"42501", Meaning::kRefused},     // insufficient_privilege: of the role that we are
    {"40003", Meaning::kLost},        // statement_completion_unknown
    {"55P03", Meaning::kAgain},       // lock_not_available
    {"08", Meaning::kLost},           // connection exception
    {"40", Meaning::kAgain},          // transaction rollback: serialization, deadlock
    {"53", Meaning::kRefused},        // insufficient resources: disk full, memory
    {"54", Meaning::kRefused},        // program limit exceeded
    {"57", Meaning::kLost},           // operator intervention: shutdown, starting up
    {"58", Meaning::kRefused},        // system error: I/O
    {"F0", Meaning::kRefused},        // configuration file error
    {"XX", Meaning::kRefused},        // internal error, data corrupted
};

// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/include/catalog/pg_type.dat
constexpr Oid kNumbers[] = {16, 20, 21, 23};                    // bool, int8, int2, int4
constexpr Oid kTexts[] = {17, 19, 25, 1042, 1043, 2278, 3220};  // bytea to varchar, void, pg_lsn

template <size_t n>
bool IsOneOf(Oid type, const Oid (&types)[n]) {
  return std::find(std::begin(types), std::end(types), type) != std::end(types);
}

}  // namespace

Meaning MeaningOf(absl::string_view sqlstate, Access access) {
  // Without a code it was libpq that lost the server.
  if (sqlstate.empty()) return Meaning::kLost;
  // A transaction of ours that only reads was asked to write.
  if (sqlstate == "25006" && access == Access::kRead) return Meaning::kWrong;
  for (const Family& family : kFamilies) {
    if (absl::StartsWith(sqlstate, family.sqlstate)) return family.meaning;
  }
  return Meaning::kWrong;
}

int UnreadColumn(const PGresult* result) {
  for (int i = 0; i < PQnfields(result); ++i) {
    if (!IsOneOf(PQftype(result, i), kNumbers) && !IsOneOf(PQftype(result, i), kTexts)) return i;
  }
  return -1;
}

absl::string_view PostgresRow::Bytes(int column) const {
  return {PQgetvalue(result_, row_, column),
          static_cast<size_t>(PQgetlength(result_, row_, column))};
}

int64_t PostgresRow::Int(int column) const {
  const absl::string_view bytes = Bytes(column);
  if (!IsOneOf(PQftype(result_, column), kNumbers)) {
    int64_t number = 0;
    return absl::SimpleAtoi(bytes, &number) ? number : 0;
  }
  // Of 1, 2, 4 or 8 bytes, the highest first.
  if (bytes.empty() || bytes.size() > 8) return 0;
  uint64_t number = static_cast<int8_t>(bytes[0]) < 0 ? ~uint64_t{0} : 0;
  for (const char byte : bytes) number = number << 8 | static_cast<uint8_t>(byte);
  return static_cast<int64_t>(number);
}

absl::string_view PostgresRow::Text(int column) const {
  if (!IsOneOf(PQftype(result_, column), kNumbers) || IsNull(column)) return Bytes(column);
  return texts_.emplace_back(absl::StrCat(Int(column)));
}

Parameters::Parameters(absl::Span<const Value> values) {
  for (const Value& value : values) {
    if (const auto* number = std::get_if<int64_t>(&value)) {
      const std::string& text = texts_.emplace_back(absl::StrCat(*number));
      Add(text, /*binary=*/0);
    } else if (const auto* view = std::get_if<absl::string_view>(&value)) {
      Add(*view, 1);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      Add(*text, 1);
    } else if (const auto* blob = std::get_if<Blob>(&value)) {
      Add(blob->bytes, 1);
    } else if (const auto* bytes = std::get_if<BlobView>(&value)) {
      Add(bytes->bytes, 1);
    } else {
      values_.push_back(nullptr);
      lengths_.push_back(0);
      formats_.push_back(1);
    }
  }
}

void Parameters::Add(absl::string_view bytes, int binary) {
  // An empty view may have no address, which would make it NULL.
  values_.push_back(bytes.empty() ? "" : bytes.data());
  lengths_.push_back(static_cast<int>(bytes.size()));
  formats_.push_back(binary);
}

}  // namespace cofi::db
