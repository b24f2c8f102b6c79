// The page of `cofi deadlines`: what is due when.

#include <algorithm>
#include <set>

#include "base/names.h"
#include "clients/cli/printed/cells.h"
#include "clients/cli/printed/report_lines.h"
#include "clients/cli/printed/report_pages.h"
#include "clients/cli/printed/text_table.h"
#include "clients/cli/printed/words_reports.h"
#include "clients/cli/typed/words.h"

namespace cofi::cli {
namespace {

using reporting::v1::Deadline;
using reporting::v1::DeadlineList;
using reporting::v1::ListDeadlinesRequest;

// `Nothing due until 2026-12-06; the next: 2026-12-12 …`: never as if there were
// nothing at all, when it is only not what was asked for.
std::string NothingText(const ListDeadlinesRequest& request, const DeadlineList& list,
                        Language language) {
  const std::string as_of = AsOfText(list, language);
  std::string text =
      request.overdue_only() ? Say(words::kNothingOverdue, language, as_of)
      : request.within_days() == 0
          ? Say(words::kNoDeadlines, language, as_of)
          : Say(words::kNoDeadlinesUntil, language,
                FormatDate(Day(list.as_of_date()) + request.within_days(), language));
  if (!list.has_next_beyond()) return text + ".\n";
  return text + Say(words::kTheNext, language, DeadlineText(list.next_beyond(), language)) + "\n";
}

// An obligation is known by its own kind.
std::string KindText(const Deadline& deadline, Language language) {
  return deadline.obligation_kind() == applications::v1::Obligation::KIND_UNSPECIFIED
             ? EnumLabel(deadline.kind(), language)
             : EnumLabel(deadline.obligation_kind(), language);
}

}  // namespace

std::string DeadlinesText(const ListDeadlinesRequest& request, const DeadlineList& list,
                          const Settings& settings) {
  const Language language = settings.language;
  const std::string as_of = AsOfText(list, language);
  if (list.deadlines().empty()) return NothingText(request, list, language);

  const FieldColumns<Deadline> column(language);
  TextTable table({column(Deadline::kDateFieldNumber, TextColumn::kWhole),
                   {words::kWhen.In(language), TextColumn::kRight},
                   column(Deadline::kKindFieldNumber, TextColumn::kLeft, /*spare=*/true),
                   {words::kWhat.In(language)},
                   column(Deadline::kFunderFieldNumber, TextColumn::kLeft, /*spare=*/true),
                   column(Deadline::kProjectFieldNumber),
                   column(Deadline::kAsOfDateFieldNumber, TextColumn::kWhole)});
  std::set<std::string> projects;
  for (const Deadline& deadline : list.deadlines()) projects.insert(deadline.project());
  const bool overdue = list.deadlines(0).overdue();
  bool ruled = !overdue;
  for (const Deadline& deadline : list.deadlines()) {
    // Between what is late and what is to come.
    if (!ruled && !deadline.overdue()) {
      table.Rule();
      ruled = true;
    }
    table.Row({DateText(deadline.date(), language), DaysText(deadline.days_left(), language),
               KindText(deadline, language), deadline.display_name(),
               deadline.funder_display_name(),
               projects.size() > 1 ? std::string(IdOf(deadline.project())) : "",
               OwnDayText(deadline, list, language)});
  }
  table.DropEmptyColumns();
  return Heading(words::kDeadlines.In(language), {as_of}, table.WidthWithin(settings.width),
                 settings.styled) +
         table.Text(settings.width, settings.styled);
}

}  // namespace cofi::cli
