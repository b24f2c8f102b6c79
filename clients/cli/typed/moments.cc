#include "clients/cli/typed/moments.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/dates.h"
#include "base/refusal.h"
#include "base/written_dates.h"

namespace cofi::cli {
namespace {

constexpr const char* kTimeForms[] = {
    "%Y-%m-%dT%H:%M:%E*S%Ez", "%Y-%m-%dT%H:%M%Ez", "%Y-%m-%dT%H:%M:%E*S", "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M:%E*S",    "%Y-%m-%d %H:%M",    "%d/%m/%Y %H:%M:%E*S", "%d/%m/%Y %H:%M"};

bool IsNumber(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// `28/11/26 9h58`, `hier à 9h58`, and `9h58` of today.
std::optional<absl::Time> TimeAsWritten(absl::string_view text, absl::CivilDay today,
                                        const absl::TimeZone& zone) {
  const std::vector<absl::string_view> words = absl::StrSplit(text, ' ', absl::SkipEmpty());
  // The time may have spaces of its own: `9 h 58`.
  for (size_t day_words = 0; day_words < words.size(); ++day_words) {
    std::vector<absl::string_view> day(words.begin(), words.begin() + day_words);
    if (!day.empty() && (day.back() == "à" || day.back() == "at")) day.pop_back();
    const auto time =
        TimeOfDayAsWritten(absl::StrJoin(absl::MakeConstSpan(words).subspan(day_words), " "));
    const absl::StatusOr<Date> date =
        day.empty() ? DateFromDay(today) : DateAsWritten(absl::StrJoin(day, " "), today);
    if (time.has_value() && date.ok()) return absl::FromCivil(Day(*date), zone) + *time;
  }
  return std::nullopt;
}

type::v1::Moment At(absl::Time time) {
  type::v1::Moment moment;
  *moment.mutable_time() = TimestampFromTime(time);
  return moment;
}

}  // namespace

bool IsMoment(const FieldDescriptor* field) {
  return field->message_type() == type::v1::Moment::descriptor();
}

absl::StatusOr<type::v1::Moment> ParseMoment(absl::string_view text, absl::Time now,
                                             const absl::TimeZone& zone) {
  int64_t sequence = 0;
  if (IsNumber(text) && absl::SimpleAtoi(text, &sequence)) {
    type::v1::Moment moment;
    moment.set_journal_sequence(sequence);
    return moment;
  }
  const absl::CivilDay today = absl::ToCivilDay(now, zone);
  if (const auto date = DateAsWritten(text, today); date.ok()) {
    const absl::CivilDay day = Day(*date);
    // What was written that day was known on that day.
    const absl::Time end = absl::FromCivil(day + 1, zone) - absl::Microseconds(1);
    return At(absl::FromCivil(day, zone) <= now ? std::min(end, now) : end);
  }
  for (const char* form : kTimeForms) {
    absl::Time time;
    std::string error;
    if (absl::ParseTime(form, text, zone, &time, &error)) return At(time);
  }
  if (const auto written = TimeAsWritten(text, today, zone)) return At(*written);
  return Refuse(type::v1::REASON_VALUE_MALFORMED,
                {{"value", std::string(text)},
                 {"accepted", "2018-03-23, 2018-03-23 10:00, 9:58, 2018-03-23T10:00:00Z, 42"}});
}

std::string TimeText(const google::protobuf::Timestamp& time, Language language) {
  const absl::Time moment = absl::FromUnixSeconds(time.seconds());
  return absl::StrCat(FormatDate(absl::ToCivilDay(moment, absl::LocalTimeZone()), language), " ",
                      absl::FormatTime("%H:%M", moment, absl::LocalTimeZone()));
}

}  // namespace cofi::cli
