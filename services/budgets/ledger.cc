#include "services/budgets/ledger.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "services/budgets/fiscal_years.h"
#include "services/budgets/portfolio.h"

namespace cofi::budgets {
namespace {

// Of `e` among `rows`.
absl::StatusOr<Amounts> SumIn(db::Transaction& tx, absl::string_view rows,
                              absl::Span<const db::Value> parameters) {
  static const auto* const sums = new std::string(MeasureList("CAST(SUM(e.$0) AS BIGINT)"));
  Amounts sum;
  COFI_RETURN_IF_ERROR(
      tx.Run(absl::StrCat("SELECT ", *sums, " FROM ", rows), parameters, [&](const db::Row& row) {
        if (!row.IsNull(0)) sum = Amounts(row, 0);
        return absl::OkStatus();
      }));
  return sum;
}

}  // namespace

std::string MeasureList(absl::string_view form) {
  return absl::StrJoin(kMeasures, ", ", [&](std::string* out, absl::string_view name) {
    absl::SubstituteAndAppend(out, form, name);
  });
}

std::string Amounts::Text() const {
  std::string text;
  for (size_t i = 0; i < minors_.size(); ++i) {
    if (minors_[i] == 0) continue;
    absl::StrAppend(&text, text.empty() ? "" : " ", kMeasures[i], "=", minors_[i]);
  }
  return text.empty() ? "0" : text;
}

// CROSS: SQLite goes through the totals first then, which are few.
std::string PeriodRows(absl::string_view column) {
  return absl::StrCat(
      "ledger_total AS t CROSS JOIN ledger_period AS e WHERE e.root = t.root AND e.line = t.line"
      " AND e.grant_id = t.grant_id AND t.root = $1 AND t.",
      column, " = $2 AND e.period > $3 AND e.period < $4");
}

std::string MonthOf(absl::string_view iso_date) {
  return absl::StrCat("m", iso_date.substr(0, std::strlen("2018-03")));
}
std::string DayOf(absl::string_view iso_date) { return absl::StrCat("d", iso_date); }

namespace {

// As of a date, what was moved later is taken off the total: that of the months behind it, and of
// the days of its month. So the past costs about what today costs, with any number of entries.
absl::StatusOr<Amounts> Sum(db::Transaction& tx, absl::string_view project,
                            absl::string_view column, absl::string_view id,
                            const absl::CivilDay* as_of) {
  COFI_ASSIGN_OR_RETURN(
      Amounts sum,
      SumIn(tx, absl::StrCat("ledger_total AS e WHERE root = $1 AND ", column, " = $2"),
            {project, id}));
  if (as_of == nullptr) return sum;
  const std::string date = absl::FormatCivilTime(*as_of);
  const std::string rows = PeriodRows(column);
  const std::string month = MonthOf(date), day = DayOf(date);
  // Behind all months, and behind all days of the month.
  const std::string months_end = "n", days_end = absl::StrCat("d", month.substr(1), "-99");
  COFI_ASSIGN_OR_RETURN(const Amounts months, SumIn(tx, rows, {project, id, month, months_end}));
  COFI_ASSIGN_OR_RETURN(const Amounts days, SumIn(tx, rows, {project, id, day, days_end}));
  return (sum -= months) -= days;
}

// What a change adds to one sum. One statement may not meet a row twice.
struct Total {
  absl::string_view line;
  absl::string_view grant;
  // Empty: of all time.
  std::string period;
  Amounts sum;
};

void AddTo(std::vector<Total>* totals, const Movement& movement, std::string period) {
  const auto same = [&](const Total& total) {
    return total.line == movement.line && total.grant == movement.grant && total.period == period;
  };
  auto total = std::find_if(totals->begin(), totals->end(), same);
  if (total == totals->end()) {
    total = totals->insert(
        total, {.line = movement.line, .grant = movement.grant, .period = std::move(period)});
  }
  total->sum += movement.amounts;
}

// Inserts `rows` rows of these columns and the measures. The first parameters are those of the
// `shared` first columns, which are the same in each row.
std::string InsertSql(absl::string_view table, absl::Span<const absl::string_view> columns,
                      size_t shared, size_t rows) {
  std::string sql = absl::StrCat("INSERT INTO ", table, " (", absl::StrJoin(columns, ", "), ", ",
                                 MeasureList(), ") VALUES ");
  size_t next = shared;
  for (size_t row = 0; row < rows; ++row) {
    for (size_t i = 0; i < columns.size() + std::size(kMeasures); ++i) {
      absl::StrAppend(&sql, i > 0 ? ", $" : row > 0 ? "), ($" : "($", i < shared ? i + 1 : ++next);
    }
  }
  return sql + ")";
}

}  // namespace

namespace {

// A statement takes so many parameters; an invoice on a hundred lines may have more movements.
constexpr size_t kMovementsPerWrite = 500;

// Of a change whose movements before were `*part` many.
absl::Status PostSome(db::Transaction& tx, const Source& source,
                      absl::Span<const Movement> movements, int64_t* part) {
  std::vector<db::Value> entries = {RootOf(source.name), source.sequence, source.name};
  std::vector<Total> totals, periods;
  const int64_t before = *part;
  for (const Movement& movement : movements) {
    const Amounts& amounts = movement.amounts;
    if (amounts.IsZero()) continue;
    entries.insert(entries.end(),
                   {(*part)++, IsoDate(movement.date), movement.line, movement.grant});
    entries.insert(entries.end(), amounts.begin(), amounts.end());
    AddTo(&totals, movement, "");
    const std::string date = IsoDate(movement.date);
    AddTo(&periods, movement, MonthOf(date));
    AddTo(&periods, movement, DayOf(date));
  }
  if (totals.empty()) return absl::OkStatus();
  COFI_RETURN_IF_ERROR(tx.Write(
      InsertSql("ledger_entry", {"root", "sequence", "source", "part", "date", "line", "grant_id"},
                /*shared=*/3, *part - before),
      entries));

  std::vector<db::Value> parts = {RootOf(source.name)};
  for (const Total& total : periods) {
    parts.insert(parts.end(), {total.line, total.grant, absl::string_view(total.period)});
    parts.insert(parts.end(), total.sum.begin(), total.sum.end());
  }
  COFI_RETURN_IF_ERROR(
      tx.Write(absl::StrCat(InsertSql("ledger_period", {"root", "line", "grant_id", "period"},
                                      /*shared=*/1, periods.size()),
                            " ON CONFLICT (root, line, grant_id, period) DO UPDATE SET ",
                            MeasureList("$0 = ledger_period.$0 + excluded.$0")),
               parts));

  std::vector<db::Value> sums = {RootOf(source.name)};
  Amounts of_project;
  for (const Total& total : totals) {
    of_project += total.sum;
    sums.insert(sums.end(), {total.line, total.grant});
    sums.insert(sums.end(), total.sum.begin(), total.sum.end());
  }
  const absl::Status added = tx.Write(
      absl::StrCat(
          InsertSql("ledger_total", {"root", "line", "grant_id"}, /*shared=*/1, totals.size()),
          " ON CONFLICT (root, line, grant_id) DO UPDATE SET ",
          MeasureList("$0 = ledger_total.$0 + excluded.$0")),
      sums);
  if (added.ok()) return AddToPortfolio(tx, RootOf(source.name), of_project);
  if (!absl::IsOutOfRange(added)) return added;
  return Refuse(type::v1::REASON_AMOUNT_OVERFLOW, {{"limit", DecimalFromMinor(kMinorMax)}});
}

}  // namespace

absl::Status Post(db::Transaction& tx, const Source& source, absl::Span<const Movement> movements,
                  std::optional<absl::CivilDay> open) {
  // That of all movements is in closed accounts if that of any is.
  Date earliest;
  for (const Movement& movement : movements) {
    const bool earlier = !IsSet(earliest) || Day(movement.date) < Day(earliest);
    if (!movement.amounts.IsZero() && earlier) earliest = movement.date;
  }
  // What is open is so to the end of all days.
  if (!open.has_value() || (IsSet(earliest) && Day(earliest) < *open)) {
    COFI_RETURN_IF_ERROR(CheckDateOpen(tx, source.name, earliest, ""));
  }
  int64_t part = 0;
  do {
    COFI_RETURN_IF_ERROR(PostSome(
        tx, source, movements.first(std::min(movements.size(), kMovementsPerWrite)), &part));
    movements.remove_prefix(std::min(movements.size(), kMovementsPerWrite));
  } while (!movements.empty());
  return absl::OkStatus();
}

absl::StatusOr<Amounts> SumOfLine(db::Transaction& tx, absl::string_view project,
                                  absl::string_view line, const absl::CivilDay* as_of) {
  return Sum(tx, project, "line", line, as_of);
}

absl::StatusOr<Amounts> SumOfMonths(db::Transaction& tx, absl::string_view project,
                                    absl::string_view first, absl::string_view last) {
  return SumIn(tx,
               "ledger_total AS t CROSS JOIN ledger_period AS e WHERE e.root = t.root"
               " AND e.line = t.line AND e.grant_id = t.grant_id AND t.root = $1"
               " AND e.period >= $2 AND e.period <= $3",
               {project, MonthOf(first), MonthOf(last)});
}

absl::StatusOr<Amounts> SumOfGrant(db::Transaction& tx, absl::string_view project,
                                   absl::string_view grant, const absl::CivilDay* as_of) {
  return Sum(tx, project, "grant_id", grant, as_of);
}

}  // namespace cofi::budgets
