// What is awarded by fiscal year. Pure.
#ifndef COFI_SERVICES_APPLICATIONS_YEAR_RULES_H_
#define COFI_SERVICES_APPLICATIONS_YEAR_RULES_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/type/v1/year_amounts.pb.h"

namespace cofi::applications {

using YearAmounts = google::protobuf::RepeatedPtrField<type::v1::YearAmount>;

// The field of applications, agreements and what is asked of them.
inline constexpr char kYearAmounts[] = "year_amounts";

bool SameYears(const YearAmounts& a, const YearAmounts& b);

// That an application says either nothing by fiscal year, or each year once and sums to its award,
// on each day on which something is awarded: the past and what lies ahead too. Where nothing ever
// is, it says nothing for any day.
// YEARS_DIFFER, with both sums and the day, or VALUE_MALFORMED; in `field`.
absl::Status CheckYears(const v1::Application& application, absl::string_view field);

}  // namespace cofi::applications

#endif  // COFI_SERVICES_APPLICATIONS_YEAR_RULES_H_
