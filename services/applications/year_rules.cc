#include "services/applications/year_rules.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "base/dated_facts.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/refusal.h"
#include "base/status.h"
#include "google/protobuf/util/message_differencer.h"

namespace cofi::applications {
namespace {

using v1::Application;

absl::Status CheckEachOnce(const YearAmounts& years, absl::string_view field) {
  std::set<int32_t> seen;
  for (int i = 0; i < years.size(); ++i) {
    if (seen.insert(years[i].fiscal_year()).second) continue;
    return InField(
        absl::StrCat(field, "[", i, "].fiscal_year"),
        Refuse(type::v1::REASON_VALUE_MALFORMED, {{"value", absl::StrCat(years[i].fiscal_year())},
                                                  {"accepted", "each fiscal year once"}}));
  }
  return absl::OkStatus();
}

// Of an application as it is on a day; `since` is the day of which a refusal speaks, if any.
absl::Status CheckSum(const Application& application, const Date& since, absl::string_view field) {
  const YearAmounts& years = application.year_amounts();
  if (years.empty()) return absl::OkStatus();
  COFI_RETURN_IF_ERROR(CheckEachOnce(years, field));
  int64_t sum = 0;
  for (const type::v1::YearAmount& each : years) sum += Minor(each.amount());
  const int64_t awarded = Minor(application.awarded_amount());
  if (application.has_awarded_amount() && sum == awarded) return absl::OkStatus();
  const std::string& currency = years[0].amount().currency_code();
  return InField(field, Refuse(type::v1::REASON_YEARS_DIFFER,
                               {{"value", DecimalAmount(sum, currency)},
                                {"awarded", DecimalAmount(awarded, currency)},
                                {"when", IsSet(since) ? " from {date:date} on" : ""},
                                {"date", IsSet(since) ? IsoDate(since) : ""}}));
}

}  // namespace

bool SameYears(const YearAmounts& a, const YearAmounts& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& one, const auto& other) {
    return google::protobuf::util::MessageDifferencer::Equals(one, other);
  });
}

absl::Status CheckYears(const Application& application, absl::string_view field) {
  if (application.year_amounts().empty() && ChangeDays(application, kYearAmounts).empty()) {
    return absl::OkStatus();
  }
  // What was never changed counts from the beginning.
  std::set<absl::CivilDay> days = {absl::CivilDay::min()};
  for (const char* dated : {"awarded_amount", kYearAmounts}) {
    for (const absl::CivilDay day : ChangeDays(application, dated)) days.insert(day);
  }
  const auto on = [&](absl::CivilDay day) {
    Application then = application;
    FactsOn(day, &then);
    return then;
  };
  const bool is_awarded = std::any_of(
      days.begin(), days.end(), [&](absl::CivilDay day) { return on(day).has_awarded_amount(); });
  for (const absl::CivilDay day : days) {
    const Application then = on(day);
    // Before an award they count for nothing; where there is none, nobody says them of any day.
    if (is_awarded && !then.has_awarded_amount()) continue;
    const bool is_first = day == absl::CivilDay::min();
    COFI_RETURN_IF_ERROR(
        CheckSum(then, is_first ? application.decision_date() : DateFromDay(day), field));
  }
  return absl::OkStatus();
}

}  // namespace cofi::applications
