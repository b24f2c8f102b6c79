#include "services/budgets/movements.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "base/dates.h"
#include "base/status.h"
#include "services/budgets/ledger.h"
#include "services/rpc/facts.h"

namespace cofi::budgets {
namespace {

using internal::v1::MovementsAsked;
using internal::v1::MovementSum;
using internal::v1::ReadFactsRequest;
using Told = google::protobuf::RepeatedPtrField<MovementSum>;

// Periods as they are kept, both included.
struct Periods {
  std::string first, last;
};
Periods MonthsOf(absl::CivilMonth first, absl::CivilMonth last) {
  return {MonthOf(absl::FormatCivilTime(first)), MonthOf(absl::FormatCivilTime(last))};
}
Periods DaysOf(absl::CivilDay first, absl::CivilDay last) {
  return {DayOf(absl::FormatCivilTime(first)), DayOf(absl::FormatCivilTime(last))};
}

// The days from `first` to `last`, which is not before it: the months that are whole, and the days
// of those that are not.
std::vector<Periods> PeriodsOf(absl::CivilDay first, absl::CivilDay last) {
  // The first month that begins by then, and the first that is not over by then.
  const absl::CivilMonth begin = absl::CivilMonth(first - 1) + 1, end(last + 1);
  if (begin >= end) return {DaysOf(first, last)};
  std::vector<Periods> periods = {MonthsOf(begin, end - 1)};
  if (first < absl::CivilDay(begin)) periods.push_back(DaysOf(first, absl::CivilDay(begin) - 1));
  if (last >= absl::CivilDay(end)) periods.push_back(DaysOf(absl::CivilDay(end), last));
  return periods;
}

// Of a line, a grant and a year.
using Sums = absl::btree_map<std::tuple<std::string, std::string, int32_t>, Amounts>;

// CROSS: SQLite goes through the totals first then, which are few, and for each to its periods.
// What comes before the month with which a fiscal year begins ($4) is of the one before.
absl::Status AddPeriods(db::Transaction& tx, absl::string_view project, const Periods& periods,
                        bool by_year, absl::string_view start_month, Sums* sums) {
  static const auto* const sql = new std::string(absl::StrCat(
      "SELECT e.line, e.grant_id, CAST(SUBSTR(e.period, 2, 4) AS BIGINT)"
      " - CASE WHEN SUBSTR(e.period, 7, 2) < $4 THEN 1 ELSE 0 END, ",
      MeasureList("CAST(SUM(e.$0) AS BIGINT)"),
      " FROM ledger_total AS t CROSS JOIN ledger_period AS e WHERE e.root = t.root"
      " AND e.line = t.line AND e.grant_id = t.grant_id AND t.root = $1 AND e.period >= $2"
      " AND e.period <= $3 GROUP BY 1, 2, 3"));
  return tx.Run(
      *sql,
      {project, absl::string_view(periods.first), absl::string_view(periods.last), start_month},
      [&](const db::Row& row) {
        const auto year = static_cast<int32_t>(by_year ? row.Int(2) : 0);
        (*sums)[{std::string(row.Text(0)), std::string(row.Text(1)), year}] += Amounts(row, 3);
        return absl::OkStatus();
      });
}

absl::Status Tell(db::Transaction& tx, absl::string_view project, absl::CivilDay first,
                  absl::CivilDay last, bool by_year, int start_month, Told* told) {
  if (first > last) return absl::OkStatus();
  Sums sums;
  const std::string month = absl::StrCat(absl::Dec(start_month, absl::kZeroPad2));
  for (const Periods& periods : PeriodsOf(first, last)) {
    COFI_RETURN_IF_ERROR(AddPeriods(tx, project, periods, by_year, month, &sums));
  }
  for (const auto& [of, amounts] : sums) {
    if (amounts.IsZero()) continue;
    MovementSum* const sum = told->Add();
    sum->set_line(std::get<0>(of));
    sum->set_grant(std::get<1>(of));
    sum->set_year(std::get<2>(of));
    sum->set_committed_minor(amounts[Measure::kCommitted]);
    sum->set_spent_minor(amounts[Measure::kSpent]);
    sum->set_paid_minor(amounts[Measure::kPaid]);
    sum->set_received_minor(amounts[Measure::kReceived]);
    sum->set_claimed_minor(amounts[Measure::kClaimed]);
    sum->set_accepted_minor(amounts[Measure::kAccepted]);
    sum->set_in_kind_minor(amounts[Measure::kInKind]);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status AddMovements(db::Transaction& tx, const ReadFactsRequest& request,
                          internal::v1::BudgetFacts* facts) {
  if (!request.has_movements()) return absl::OkStatus();
  const MovementsAsked& asked = request.movements();
  const absl::CivilDay day = rpc::FactsDay(tx, request, tx.cause().time_zone);
  const absl::CivilDay from = asked.has_from_date() ? Day(asked.from_date()) : kFirstDay;
  const absl::CivilDay to = asked.has_to_date() ? std::min(Day(asked.to_date()), day) : day;
  COFI_RETURN_IF_ERROR(Tell(tx, request.name(), from, to, asked.by_year(),
                            asked.fiscal_year_start_month(), facts->mutable_movements()));
  return Tell(tx, request.name(), kFirstDay, std::min(from - 1, day), /*by_year=*/false,
              /*start_month=*/0, facts->mutable_movements_before());
}

absl::StatusOr<std::vector<MovementSum>> MovementsWithin(db::Transaction& tx,
                                                         absl::string_view project,
                                                         absl::CivilDay first,
                                                         absl::CivilDay last) {
  Told told;
  COFI_RETURN_IF_ERROR(Tell(tx, project, first, last, /*by_year=*/false, /*start_month=*/0, &told));
  return std::vector<MovementSum>(told.begin(), told.end());
}

}  // namespace cofi::budgets
