// A sum of a column over rows of many projects, which may be more than 64 bits hold: it is taken in
// two parts.
//
//   const WideSum spent("spent");
//   tx.Run(StrCat("SELECT ", spent.sql(), " FROM …"), {}, [&](const Row& row) {
//     COFI_ASSIGN_OR_RETURN(*total, spent.Read(row, 0, "EUR"));
#ifndef COFI_DB_WIDE_SUM_H_
#define COFI_DB_WIDE_SUM_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/strings/substitute.h"
#include "base/money.h"
#include "base/refusal.h"
#include "db/connection.h"

namespace cofi::db {

class WideSum {
 public:
  // Of an SQL expression of minor units.
  explicit WideSum(absl::string_view expression)
      : sql_(absl::Substitute("CAST(SUM(($0) / $1) AS BIGINT), CAST(SUM(($0) % $1) AS BIGINT)",
                              expression, kPart)) {}

  // Two columns of a SELECT.
  const std::string& sql() const { return sql_; }

  // From these two, the first of which is `column`; nothing is 0. AMOUNT_OVERFLOW if it cannot be
  // told exactly.
  absl::StatusOr<Money> Read(const Row& row, int column, absl::string_view currency) const {
    if (row.IsNull(column)) return MoneyFromMinor(0, currency);
    const __int128 sum = static_cast<__int128>(row.Int(column)) * kPart + row.Int(column + 1);
    if (sum > kMinorMax || sum < -kMinorMax) {
      return Refuse(type::v1::REASON_AMOUNT_OVERFLOW, {{"limit", DecimalFromMinor(kMinorMax)}});
    }
    return MoneyFromMinor(static_cast<int64_t>(sum), currency);
  }

 private:
  static constexpr int64_t kPart = 1'000'000;
  std::string sql_;
};

}  // namespace cofi::db

#endif  // COFI_DB_WIDE_SUM_H_
