#include "services/budgets/ledger.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"

namespace cofi::budgets {
namespace {

absl::StatusOr<Amounts> Sum(db::Transaction& tx, absl::string_view project,
                            absl::string_view column, absl::string_view id,
                            const absl::CivilDay* as_of) {
  Amounts sum;
  const auto visit = [&](const db::Row& row) {
    if (!row.IsNull(0)) sum = {row.Int(0), row.Int(1), row.Int(2), row.Int(3)};
    return absl::OkStatus();
  };
  constexpr absl::string_view kSelect =
      "SELECT CAST(SUM(committed) AS BIGINT), CAST(SUM(spent) AS BIGINT),"
      " CAST(SUM(paid) AS BIGINT), CAST(SUM(received) AS BIGINT) FROM ";
  if (as_of == nullptr) {
    COFI_RETURN_IF_ERROR(
        tx.Run(absl::StrCat(kSelect, "ledger_total WHERE root = $1 AND ", column, " = $2"),
               {project, id}, visit));
  } else {
    COFI_RETURN_IF_ERROR(tx.Run(
        absl::StrCat(kSelect, "ledger_entry WHERE root = $1 AND ", column, " = $2 AND date <= $3"),
        {project, id, absl::FormatCivilTime(*as_of)}, visit));
  }
  return sum;
}

}  // namespace

absl::Status Post(db::Transaction& tx, absl::string_view source, const Movement& movement) {
  const Amounts& amounts = movement.amounts;
  if (amounts.IsZero()) return absl::OkStatus();
  const absl::string_view root = RootOf(source);
  COFI_RETURN_IF_ERROR(
      tx.Run("INSERT INTO ledger_entry (root, sequence, date, line, grant_id, source, committed,"
             " spent, paid, received) VALUES ($1, (SELECT COALESCE(MAX(sequence), 0) + 1 FROM"
             " ledger_entry WHERE root = $1), $2, $3, $4, $5, $6, $7, $8, $9)",
             {root, IsoDate(movement.date), movement.line, movement.grant, source,
              amounts.committed, amounts.spent, amounts.paid, amounts.received}));
  return tx.Run(
      "INSERT INTO ledger_total (root, line, grant_id, committed, spent, paid, received)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (root, line, grant_id) DO UPDATE SET"
      " committed = ledger_total.committed + excluded.committed,"
      " spent = ledger_total.spent + excluded.spent,"
      " paid = ledger_total.paid + excluded.paid,"
      " received = ledger_total.received + excluded.received"
      " RETURNING committed, spent, paid, received",
      {root, movement.line, movement.grant, amounts.committed, amounts.spent, amounts.paid,
       amounts.received},
      [](const db::Row& row) -> absl::Status {
        for (int i = 0; i < 4; ++i) COFI_RETURN_IF_ERROR(AddMinor(row.Int(i), 0).status());
        return absl::OkStatus();
      });
}

absl::StatusOr<Amounts> SumOfLine(db::Transaction& tx, absl::string_view project,
                                  absl::string_view line, const absl::CivilDay* as_of) {
  return Sum(tx, project, "line", line, as_of);
}

absl::StatusOr<Amounts> SumOfGrant(db::Transaction& tx, absl::string_view project,
                                   absl::string_view grant, const absl::CivilDay* as_of) {
  return Sum(tx, project, "grant_id", grant, as_of);
}

}  // namespace cofi::budgets
