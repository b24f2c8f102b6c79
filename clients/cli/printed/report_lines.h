// The lines that reports share: the heading, the funding in one line, what comes
// next.
#ifndef COFI_CLIENTS_CLI_PRINTED_REPORT_LINES_H_
#define COFI_CLIENTS_CLI_PRINTED_REPORT_LINES_H_

#include <string>
#include <vector>

#include "base/dates.h"
#include "base/language.h"
#include "clients/cli/typed/settings.h"
#include "cofi/reporting/v1/reports.pb.h"

namespace cofi::cli {

// `title` in bold, `facts` at the right end of `width` columns, or below the
// title where both do not fit.
std::string Heading(const std::string& title, const std::vector<std::string>& facts, int width,
                    bool styled);

// `2018-03-23`, or empty if it is not set.
std::string DateText(const Date& date, Language language);

// `as of 2018-03-23`, and `, as known at 2018-03-20 10:00` where a time is given.
std::string AsOfText(const Date& as_of, const google::protobuf::Timestamp* known_at,
                     Language language);

// The same, of a report.
template <typename Report>
std::string AsOfText(const Report& report, Language language) {
  return AsOfText(report.as_of_date(), report.has_known_at() ? &report.known_at() : nullptr,
                  language);
}

// The day of which a row speaks, where that is not the day of the whole report: empty
// but where it is another day already, or still.
template <typename Row, typename Report>
std::string OwnDayText(const Row& row, const Report& report, Language language) {
  return Day(row.as_of_date()) == Day(report.as_of_date()) ? ""
                                                           : DateText(row.as_of_date(), language);
}

// `in 42 days`, `today`, `3 days overdue`.
std::string DaysText(int32_t days_left, Language language);

// `Secured 144,000.00 of 180,000.00 (80%), of which 48,000.00 under conditions ·
// pending … · own funds … · gap …`
std::string FundingLine(const reporting::v1::FundingSummary& funding, const Settings& settings);

// `2018-06-30 interim report, Fondation de France (in 42 days)`
std::string DeadlineText(const reporting::v1::Deadline& deadline, Language language);

// `2 overdue, the oldest 2018-01-15 …`; nothing of none.
std::string LateLine(int count, const reporting::v1::Deadline& oldest, const Settings& settings);
// `Next: 2018-06-30 …`
std::string NextLine(const reporting::v1::Deadline& deadline, const Settings& settings);

// Both, of a report: what is late is not hidden behind what is next.
template <typename Report>
std::string LateAndNextLines(const Report& report, const Settings& settings) {
  return LateLine(report.overdue_count(), report.oldest_overdue(), settings) +
         (report.has_next_deadline() ? NextLine(report.next_deadline(), settings) : "");
}

// Joined by ` · ` on as many lines as they take, with a newline at the end.
std::string Parts(const std::vector<std::string>& parts, int width);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_PRINTED_REPORT_LINES_H_
