#include "clients/cli/printed/report_lines.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "base/text.h"
#include "clients/cli/printed/cells.h"
#include "clients/cli/printed/text_table.h"
#include "clients/cli/printed/words_reports.h"
#include "clients/cli/typed/moments.h"
#include "clients/cli/typed/text.h"
#include "clients/cli/typed/words.h"

namespace cofi::cli {
namespace {

constexpr char kDot[] = " · ";

}  // namespace

std::string Heading(const std::string& title, const std::vector<std::string>& facts, int width,
                    bool styled) {
  std::vector<std::string> given;
  for (const std::string& fact : facts) {
    if (!fact.empty()) given.push_back(fact);
  }
  const std::string right = absl::StrJoin(given, kDot);
  const std::string left = Printable(title);
  const int gap = width - Width(left) - Width(right);
  if (right.empty()) return Bold(left, styled) + "\n";
  if (gap < 2) return absl::StrCat(Bold(left, styled), "\n", right, "\n");
  return absl::StrCat(Bold(left, styled), std::string(gap, ' '), right, "\n");
}

std::string DateText(const Date& date, Language language) {
  return IsSet(date) ? FormatDate(Day(date), language) : "";
}

std::string AsOfText(const Date& as_of, const google::protobuf::Timestamp* known_at,
                     Language language) {
  const std::string date = DateText(as_of, language);
  return known_at == nullptr
             ? Say(words::kAsOf, language, date)
             : Say(words::kAsOfKnownAt, language, date, TimeText(*known_at, language));
}

std::string PercentText(int32_t basis_points, Language language) {
  const bool french = language == Language::kFrench;
  std::string text = absl::StrCat(basis_points / 100);
  if (basis_points % 100 != 0) {
    absl::StrAppendFormat(&text, "%s%02d", french ? "," : ".", std::abs(basis_points % 100));
  }
  return absl::StrCat(text, french ? "\u202F%" : "%");
}

std::string DaysText(int32_t days_left, Language language) {
  const int32_t days = std::abs(days_left);
  if (days == 0) return words::kToday.In(language);
  const bool one = days == 1;
  const Text& text = days_left < 0 ? (one ? words::kDayOverdue : words::kDaysOverdue)
                                   : (one ? words::kInDay : words::kInDays);
  return Say(text, language, FormatCount(days, language));
}

std::string FundingLine(const reporting::v1::FundingSummary& funding, const Settings& settings) {
  const Language language = settings.language;
  const std::string conditional =
      Minor(funding.conditional()) == 0
          ? ""
          : Say(words::kConditional, language, AmountCell(funding.conditional(), language));
  std::vector<std::string> parts = {
      Say(words::kSecuredOf, language, AmountCell(funding.secured(), language),
          AmountCell(funding.expenses(), language),
          PercentText(funding.secured_basis_points(), language), conditional)};
  const auto add = [&](const Text& text, const Money& amount) {
    parts.push_back(Say(text, language, AmountCell(amount, language)));
  };
  add(words::kPending, funding.pending());
  if (Minor(funding.to_request()) != 0) add(words::kToRequest, funding.to_request());
  if (Minor(funding.expected()) != 0) add(words::kExpected, funding.expected());
  if (Minor(funding.own_funds()) != 0) add(words::kOwnFundsOf, funding.own_funds());
  const int64_t gap = Minor(funding.gap());
  if (gap >= 0) {
    add(words::kGap, funding.gap());
  } else if (Minor(funding.expenses()) != 0) {  // Without a budget nobody knows of a surplus.
    add(words::kSurplus, MoneyFromMinor(-gap, funding.gap().currency_code()));
  }
  if (Minor(funding.received()) != 0) add(words::kReceived, funding.received());
  return Parts(parts, settings.width);
}

std::string DeadlineText(const reporting::v1::Deadline& deadline, Language language) {
  const std::string& funder = deadline.funder_display_name();
  return absl::StrCat(DateText(deadline.date(), language), " ", Printable(deadline.display_name()),
                      funder.empty() ? "" : ", ", Printable(funder), " (",
                      DaysText(deadline.days_left(), language), ")");
}

std::string NextLine(const reporting::v1::Deadline& deadline, const Settings& settings) {
  return Say(words::kNext, settings.language, DeadlineText(deadline, settings.language)) + "\n";
}

std::string LateLine(int count, const reporting::v1::Deadline& oldest, const Settings& settings) {
  const Language language = settings.language;
  if (count == 0) return "";
  return Say(count == 1 ? words::kOneLate : words::kLate, language, FormatCount(count, language),
             DeadlineText(oldest, language)) +
         "\n";
}

std::string Parts(const std::vector<std::string>& parts, int width) {
  std::string text, line;
  for (const std::string& part : parts) {
    if (!line.empty() && width > 0 && Width(line) + Width(kDot) + Width(part) > width) {
      absl::StrAppend(&text, line, "\n");
      line = absl::StrCat("  ", part);
    } else {
      absl::StrAppend(&line, line.empty() ? "" : kDot, part);
    }
  }
  return absl::StrCat(text, line, "\n");
}

}  // namespace cofi::cli
