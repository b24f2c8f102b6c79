// The fiscal years of an organization: twelve months from the first day of one of them on, called
// after the calendar year in which they begin, as people here say `the year 2026` of one that ends
// in August 2027. Pure.
#ifndef COFI_BASE_RULES_FISCAL_YEARS_H_
#define COFI_BASE_RULES_FISCAL_YEARS_H_

#include "absl/time/civil_time.h"

namespace cofi::rules {

// What an organization that says nothing has, and nobody at all.
inline constexpr int kJanuary = 1;

// Both days are in it.
struct FiscalPeriod {
  absl::CivilDay first, last;
};

// The year in which a day is, where years begin with the month `start_month`; 0 is January.
int FiscalYearOf(absl::CivilDay day, int start_month);

FiscalPeriod FiscalPeriodOf(int year, int start_month);

}  // namespace cofi::rules

#endif  // COFI_BASE_RULES_FISCAL_YEARS_H_
