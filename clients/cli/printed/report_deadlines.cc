// The page of `cofi deadlines`: what is due when.

#include <algorithm>
#include <set>

#include "base/names.h"
#include "clients/cli/printed/cells.h"
#include "clients/cli/printed/report_lines.h"
#include "clients/cli/printed/report_pages.h"
#include "clients/cli/printed/table.h"
#include "clients/cli/typed/words.h"

namespace cofi::cli {

using reporting::v1::Deadline;

std::string DeadlinesText(const reporting::v1::DeadlineList& list, const Settings& settings) {
  const Language language = settings.language;
  const std::string as_of = AsOfText(list, language);
  if (list.deadlines().empty()) return Say(words::kNoDeadlines, language, as_of) + "\n";

  const FieldColumns<Deadline> column(language);
  Table table({column(Deadline::kDateFieldNumber, Table::kWhole),
               {words::kWhen.In(language), Table::kRight},
               column(Deadline::kKindFieldNumber, Table::kLeft, /*spare=*/true),
               {words::kWhat.In(language)},
               column(Deadline::kFunderFieldNumber, Table::kLeft, /*spare=*/true),
               column(Deadline::kProjectFieldNumber)});
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
               EnumLabel(deadline.kind(), language), deadline.display_name(),
               deadline.funder_display_name(),
               projects.size() > 1 ? std::string(IdOf(deadline.project())) : ""});
  }
  table.DropEmptyColumns();
  return Heading(words::kDeadlines.In(language), {as_of}, table.WidthWithin(settings.width),
                 settings.styled) +
         table.Text(settings.width, settings.styled);
}

}  // namespace cofi::cli
