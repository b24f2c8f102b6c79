#include "services/reporting/spread_rules.h"

#include <algorithm>
#include <cstdint>

#include "base/dates.h"
#include "base/money.h"
#include "base/rules/fiscal_years.h"

namespace cofi::reporting {
namespace {

std::optional<Spread> DefaultOf(const ProjectFacts& facts, const Line& line) {
  const Project& project = facts.project;
  const bool planned = project.has_planned_start_date() && project.has_planned_end_date();
  std::optional<Spread> period;
  if (planned) period = {Day(project.planned_start_date()), Day(project.planned_end_date())};
  if (!line.has_fiscal_year()) return period;
  const rules::FiscalPeriod of_year =
      rules::FiscalPeriodOf(line.fiscal_year(), facts.fiscal_year_start_month);
  const Spread year = {of_year.first, of_year.last};
  if (!period.has_value()) return year;
  const Spread both = {std::max(year.first, period->first), std::min(year.last, period->last)};
  // A year in which the project is not planned is all that is said of such a line.
  return both.first <= both.last ? both : year;
}

}  // namespace

std::optional<Spread> SpreadOf(const ProjectFacts& facts, const Line& line) {
  std::optional<Spread> spread = DefaultOf(facts, line);
  const bool starts = line.has_spread_start_date(), ends = line.has_spread_end_date();
  if (!spread.has_value() && !(starts && ends)) return std::nullopt;
  if (!spread.has_value()) spread.emplace();
  if (starts) spread->first = Day(line.spread_start_date());
  if (ends) spread->last = Day(line.spread_end_date());
  // One end alone may lie beyond the other's default: it is all on that day then.
  if (spread->last < spread->first) {
    if (starts) {
      spread->last = spread->first;
    } else {
      spread->first = spread->last;
    }
  }
  return spread;
}

std::optional<Wide> TheoreticalMinor(const ProjectFacts& facts, const Line& line) {
  const int64_t planned = Minor(line.planned_amount());
  // One of another version of the budget, of which nothing is planned, has no time either.
  if (planned == 0) return 0;
  const std::optional<Spread> spread = SpreadOf(facts, line);
  if (!spread.has_value()) return std::nullopt;
  const int64_t days = spread->last - spread->first + 1;
  const int64_t passed = std::clamp<int64_t>(facts.as_of - spread->first + 1, 0, days);
  return SplitMinor(planned, {passed, days - passed}).front();
}

}  // namespace cofi::reporting
