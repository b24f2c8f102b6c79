#include "base/rules/fiscal_years.h"

#include <algorithm>

namespace cofi::rules {
namespace {

int StartOf(int start_month) { return std::max(start_month, kJanuary); }

}  // namespace

int FiscalYearOf(absl::CivilDay day, int start_month) {
  const auto year = static_cast<int>(day.year());
  return day.month() < StartOf(start_month) ? year - 1 : year;
}

FiscalPeriod FiscalPeriodOf(int year, int start_month) {
  const absl::CivilMonth first(year, StartOf(start_month));
  return {absl::CivilDay(first), absl::CivilDay(first + 12) - 1};
}

}  // namespace cofi::rules
