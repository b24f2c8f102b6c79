#include "services/budgets/ledger.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"

namespace cofi::budgets {
namespace {

// Of `of`, which stands among `rows`.
absl::StatusOr<Amounts> SumIn(db::Transaction& tx, absl::string_view of, absl::string_view rows,
                              absl::Span<const db::Value> parameters) {
  Amounts sum;
  COFI_RETURN_IF_ERROR(
      tx.Run(absl::StrCat("SELECT CAST(SUM(", of, ".committed) AS BIGINT), CAST(SUM(", of,
                          ".spent) AS BIGINT), CAST(SUM(", of, ".paid) AS BIGINT), CAST(SUM(", of,
                          ".received) AS BIGINT) FROM ", rows),
             parameters, [&](const db::Row& row) {
               if (!row.IsNull(0)) sum = {row.Int(0), row.Int(1), row.Int(2), row.Int(3)};
               return absl::OkStatus();
             }));
  return sum;
}

}  // namespace

// CROSS: SQLite goes through the totals first then, which are few.
std::string LaterRows(absl::string_view column) {
  return absl::StrCat(
      "ledger_total AS t CROSS JOIN ledger_entry AS e WHERE e.root = t.root AND e.line = t.line"
      " AND e.grant_id = t.grant_id AND t.root = $1 AND t.",
      column, " = $2 AND e.date > $3");
}

namespace {

// As of a date, what was moved later is taken off the total: mostly little, so that
// a status of today costs the same with any number of entries.
absl::StatusOr<Amounts> Sum(db::Transaction& tx, absl::string_view project,
                            absl::string_view column, absl::string_view id,
                            const absl::CivilDay* as_of) {
  COFI_ASSIGN_OR_RETURN(
      Amounts sum,
      SumIn(tx, "ledger_total", absl::StrCat("ledger_total WHERE root = $1 AND ", column, " = $2"),
            {project, id}));
  if (as_of == nullptr) return sum;
  COFI_ASSIGN_OR_RETURN(const Amounts later, SumIn(tx, "e", LaterRows(column),
                                                   {project, id, absl::FormatCivilTime(*as_of)}));
  return sum -= later;
}

// What a change adds to one sum. One statement may not meet a row twice.
struct Total {
  absl::string_view line;
  absl::string_view grant;
  Amounts sum;
};

void AddTo(std::vector<Total>* totals, const Movement& movement) {
  const auto same = [&](const Total& total) {
    return total.line == movement.line && total.grant == movement.grant;
  };
  auto total = std::find_if(totals->begin(), totals->end(), same);
  if (total == totals->end()) {
    total = totals->insert(total, {.line = movement.line, .grant = movement.grant});
  }
  total->sum += movement.amounts;
}

// `rows` tuples of parameters behind the first `shared` ones, which each repeats.
std::string Rows(int64_t rows, absl::string_view shared, int next, int own) {
  std::string sql;
  for (int64_t row = 0; row < rows; ++row) {
    absl::StrAppend(&sql, row == 0 ? "(" : ", (", shared);
    for (int i = 0; i < own; ++i) absl::StrAppend(&sql, ", $", next++);
    sql += ")";
  }
  return sql;
}

// Statements are kept by their text, which is made once for each number of rows.
const std::string& EntriesSql(size_t rows) {
  thread_local std::vector<std::string> texts;
  for (size_t n = texts.size(); n <= rows; ++n) {
    texts.push_back(absl::StrCat(
        "INSERT INTO ledger_entry (root, sequence, source, part, date, line, grant_id, committed,"
        " spent, paid, received) VALUES ",
        Rows(n, "$1, $2, $3", 4, 8)));
  }
  return texts[rows];
}

const std::string& TotalsSql(size_t rows) {
  thread_local std::vector<std::string> texts;
  for (size_t n = texts.size(); n <= rows; ++n) {
    texts.push_back(absl::StrCat(
        "INSERT INTO ledger_total (root, line, grant_id, committed, spent, paid, received) VALUES ",
        Rows(n, "$1", 2, 6),
        " ON CONFLICT (root, line, grant_id) DO UPDATE SET"
        " committed = ledger_total.committed + excluded.committed,"
        " spent = ledger_total.spent + excluded.spent,"
        " paid = ledger_total.paid + excluded.paid,"
        " received = ledger_total.received + excluded.received"));
  }
  return texts[rows];
}

}  // namespace

Amounts& Amounts::operator+=(const Amounts& other) {
  committed += other.committed;
  spent += other.spent;
  paid += other.paid;
  received += other.received;
  return *this;
}

Amounts& Amounts::operator-=(const Amounts& other) {
  committed -= other.committed;
  spent -= other.spent;
  paid -= other.paid;
  received -= other.received;
  return *this;
}

absl::Status Post(db::Transaction& tx, const Source& source, absl::Span<const Movement> movements) {
  std::vector<db::Value> entries = {RootOf(source.name), source.sequence, source.name};
  std::vector<Total> totals;
  int64_t part = 0;
  for (const Movement& movement : movements) {
    const Amounts& amounts = movement.amounts;
    if (amounts.IsZero()) continue;
    entries.insert(entries.end(),
                   {part++, IsoDate(movement.date), movement.line, movement.grant,
                    amounts.committed, amounts.spent, amounts.paid, amounts.received});
    AddTo(&totals, movement);
  }
  if (totals.empty()) return absl::OkStatus();
  COFI_RETURN_IF_ERROR(tx.Write(EntriesSql(part), entries));

  std::vector<db::Value> sums = {RootOf(source.name)};
  for (const Total& total : totals) {
    sums.insert(sums.end(), {total.line, total.grant, total.sum.committed, total.sum.spent,
                             total.sum.paid, total.sum.received});
  }
  const absl::Status added = tx.Write(TotalsSql(totals.size()), sums);
  if (!absl::IsOutOfRange(added)) return added;
  return Refuse(type::v1::REASON_AMOUNT_OVERFLOW, {{"limit", DecimalFromMinor(kMinorMax)}});
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
