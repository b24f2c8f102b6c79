#include "services/budgets/ledger_past.h"

namespace cofi::budgets {
namespace {

absl::Status FillEntries(db::Connection& from, db::Transaction& to, const db::Position& position) {
  return from.Run(
      "SELECT root, sequence, part, date, line, grant_id, source, committed, spent, paid, received"
      " FROM ledger_entry WHERE root = $1 AND sequence <= $2",
      {absl::string_view(position.root), position.sequence}, [&](const db::Row& row) {
        return to.Run(
            "INSERT INTO ledger_entry (root, sequence, part, date, line, grant_id, source,"
            " committed, spent, paid, received)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            {row.Text(0), row.Int(1), row.Int(2), row.Text(3), row.Text(4), row.Text(5),
             row.Text(6), row.Int(7), row.Int(8), row.Int(9), row.Int(10)});
      });
}

absl::Status FillTotals(db::Connection& from, db::Transaction& to, const db::Position& position) {
  return from.Run(
      "SELECT root, line, grant_id, CAST(SUM(committed) AS BIGINT), CAST(SUM(spent) AS BIGINT),"
      " CAST(SUM(paid) AS BIGINT), CAST(SUM(received) AS BIGINT) FROM ledger_entry"
      " WHERE root = $1 AND sequence <= $2 GROUP BY root, line, grant_id",
      {absl::string_view(position.root), position.sequence}, [&](const db::Row& row) {
        return to.Run(
            "INSERT INTO ledger_total (root, line, grant_id, committed, spent, paid, received)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            {row.Text(0), row.Text(1), row.Text(2), row.Int(3), row.Int(4), row.Int(5),
             row.Int(6)});
      });
}

}  // namespace

db::PastTable PastLedgerEntries() { return {"ledger_entry", &FillEntries}; }

db::PastTable PastLedgerTotals() { return {"ledger_total", &FillTotals}; }

}  // namespace cofi::budgets
