// What a report says of dates that are no working days.
#ifndef COFI_SERVICES_REPORTING_NON_WORKING_H_
#define COFI_SERVICES_REPORTING_NON_WORKING_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/dates.h"
#include "base/language.h"
#include "base/readable.h"
#include "services/reporting/layout.h"
#include "services/reporting/words.h"

namespace cofi::reporting {

// So many dates, the next of them, are enough: files have all.
inline constexpr size_t kNonWorkingMax = 5;

// `; no working day (Saturday): at the latest on 2018-06-29`; nothing of a working day.
template <typename Row>
std::string LastWorkingDayText(const Row& row, Language language) {
  return row.has_last_working_date()
             ? Say(words::kLastWorkingDay, language, EnumLabel(row.non_working(), language),
                   DateText(row.last_working_date(), language))
             : "";
}

// `Not a working day: 2018-06-30 (saturday) → 2018-06-29`, of what is ahead; each date once. The
// rows stand by date.
template <typename Rows>
void AddNonWorking(const Rows& rows, Language language, v1::Document* document) {
  std::vector<std::string> parts;
  std::string last;
  for (const auto& row : rows) {
    if (!row.has_last_working_date() || row.days_left() < 0) continue;
    std::string date = DateText(row.date(), language);
    if (date == last || parts.size() == kNonWorkingMax) continue;
    const std::string moved =
        Say(words::kWorkingBefore, language, date, EnumLabel(row.non_working(), language),
            DateText(row.last_working_date(), language));
    parts.push_back(parts.empty() ? Say(words::kNonWorking, language, moved) : moved);
    last = std::move(date);
  }
  AddParagraph(std::move(parts), /*warning=*/false, document);
}

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_NON_WORKING_H_
