// On which day a project is, as it is where it is.
#ifndef COFI_SERVICES_REPORTING_OWN_DAYS_H_
#define COFI_SERVICES_REPORTING_OWN_DAYS_H_

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/dates.h"
#include "cofi/projects/internal/v1/facts.pb.h"

namespace cofi::reporting {

// The first and the last day that it is anywhere now.
inline absl::CivilDay FirstDayAnywhere() {
  return absl::ToCivilDay(absl::Now(), absl::FixedTimeZone(-12 * 60 * 60));
}
inline absl::CivilDay LastDayAnywhere() {
  return absl::ToCivilDay(absl::Now(), absl::FixedTimeZone(14 * 60 * 60));
}

// Today of projects, by name: those that are there.
using OwnDays = absl::flat_hash_map<std::string, absl::CivilDay>;

inline OwnDays DaysOf(const projects::internal::v1::ReadProjectsResponse& response) {
  OwnDays days;
  for (const projects::v1::Project& project : response.projects()) {
    days.emplace(project.name(), TodayIn(project.time_zone(), absl::Now()));
  }
  return days;
}

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_OWN_DAYS_H_
