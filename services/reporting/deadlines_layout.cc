// What is due when, laid out: rows, and the same as days of a calendar.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/money.h"
#include "base/names.h"
#include "base/readable.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "services/reporting/funding_lines.h"
#include "services/reporting/layout.h"
#include "services/reporting/layouts.h"
#include "services/reporting/non_working.h"
#include "services/reporting/words.h"

namespace cofi::reporting {
namespace {

using v1::Deadline;
using v1::DeadlineList;
using v1::ListDeadlinesRequest;

// Somebody should think of it a week before, and on the day before.
constexpr int32_t kReminderDays[] = {7, 1};

// `Nothing due until 2026-12-06; the next: 2026-12-12 …`: never as if there were nothing at all,
// when it is only not what was asked for.
std::string NothingText(const DeadlineList& list, const ListDeadlinesRequest& request,
                        Language language) {
  const std::string as_of = AsOfText(list, language);
  const std::string text =
      request.overdue_only() ? Say(words::kNothingOverdue, language, as_of)
      : request.within_days() == 0
          ? Say(words::kNoDeadlines, language, as_of)
          : Say(words::kNoDeadlinesUntil, language,
                FormatDate(Day(list.as_of_date()) + request.within_days(), language));
  if (!list.has_next_beyond()) return text + ".";
  return text + Say(words::kTheNext, language, DeadlineText(list.next_beyond(), language));
}

// A paper is told from those of other organizations by whose it is.
std::string WhatText(const Deadline& deadline, bool several, Language language) {
  return several && deadline.kind() == Deadline::KIND_PAPER_EXPIRY
             ? absl::StrCat(deadline.display_name(), " – ", IdOf(ParentOf(deadline.resource())))
             : WhatIsDue(deadline, language);
}

// An obligation is known by its own kind.
std::string KindText(const Deadline& deadline, Language language) {
  return deadline.obligation_kind() == applications::v1::Obligation::KIND_UNSPECIFIED
             ? EnumLabel(deadline.kind(), language)
             : EnumLabel(deadline.obligation_kind(), language);
}

// `, unlocks 15,000.00`; nothing where nothing hangs on it.
std::string UnlocksText(const Deadline& deadline, Language language) {
  return Minor(deadline.unlocked_amount()) == 0
             ? ""
             : Say(words::kUnlocks, language, AmountText(deadline.unlocked_amount(), language));
}

// `, 30,000.00 expected, nothing received`; nothing where it is no payment.
std::string ExpectsText(const Deadline& deadline, Language language) {
  return deadline.kind() != Deadline::KIND_PAYMENT_EXPECTED
             ? ""
             : Say(words::kExpects, language, WholeAmountText(deadline.expected_amount(), language),
                   ReceivedText(deadline.received_amount(), language));
}

// A call has its sessions, and a grant its payments, on days of their own.
std::string EventId(const Deadline& deadline) {
  return absl::StrCat(deadline.resource(), "#", EnumNameOf(deadline.kind()),
                      deadline.session().empty() ? "" : "#", deadline.session());
}

// `31 days overdue`, and of what is overdue for long that it is.
std::string WhenText(const Deadline& deadline, Language language) {
  if (!deadline.very_late()) return DaysText(deadline.days_left(), language);
  return Say(words::kVeryLate, language, FormatCount(-deadline.days_left(), language));
}

void AddRows(const DeadlineList& list, bool several, const Part& part, Language language,
             v1::Document* document) {
  TableLayout table("deadlines", "", language, document, !part.first);
  table.Column<Deadline>(Deadline::kDateFieldNumber);
  table.Column({.id = "when", .label = words::kWhen.In(language)});
  table.Column<Deadline>(Deadline::kKindFieldNumber, {.priority = 4});
  table.Column({.id = "what", .label = words::kWhat.In(language)});
  table.Column<Deadline>(Deadline::kFunderFieldNumber, {.priority = 3});
  table.Column<Deadline>(Deadline::kProjectFieldNumber,
                         {.kind = v1::Column::KIND_NAME, .priority = 1});
  table.Column<Deadline>(Deadline::kAsOfDateFieldNumber, {.priority = 2});
  table.Column<Deadline>(Deadline::kUnlockedAmountFieldNumber, {.priority = 5});
  table.Column<Deadline>(Deadline::kExpectedAmountFieldNumber, {.priority = 6});
  table.Column<Deadline>(Deadline::kReceivedAmountFieldNumber, {.priority = 7});
  table.Column<Deadline>(Deadline::kDaysLeftFieldNumber, {.files_only = true});
  table.Column<Deadline>(Deadline::kResourceFieldNumber,
                         {.kind = v1::Column::KIND_NAME, .files_only = true});
  table.Column<Deadline>(Deadline::kLastWorkingDateFieldNumber, {.files_only = true});
  table.Column<Deadline>(Deadline::kNonWorkingFieldNumber, {.files_only = true});
  for (const Deadline& deadline : list.deadlines()) {
    table
        .Row({OnDate(deadline.date()), Said(WhenText(deadline, language)),
              Said(KindText(deadline, language)),
              Said(WhatText(deadline, several, language), deadline.resource()),
              Said(deadline.funder_display_name(), deadline.funder()),
              several ? Said(IdOf(deadline.project()), deadline.project()) : Nothing(),
              OwnDay(deadline, list), AmountUnlessZero(deadline.unlocked_amount()),
              AmountUnlessZero(deadline.expected_amount()),
              AmountUnlessZero(deadline.received_amount()), CountCell(deadline.days_left()),
              Said(TypedName(deadline.resource())), OnDate(deadline.last_working_date()),
              Said(EnumLabel(deadline.non_working(), language))})
        ->set_warning(deadline.overdue());
  }
}

void AddEvents(const DeadlineList& list, Language language, v1::Document* document) {
  // A calendar that is empty is one too: who subscribed to it is to see that nothing is due.
  v1::Events* const events = document->add_blocks()->mutable_events();
  for (const Deadline& deadline : list.deadlines()) {
    const std::string kind = KindText(deadline, language);
    const std::string& funder = deadline.funder_display_name();
    v1::Events::Event* const event = events->add_events();
    event->set_uid(EventId(deadline));
    *event->mutable_date() = deadline.date();
    // In a calendar there are other projects' days too.
    event->set_title(absl::StrCat(WhatText(deadline, /*several=*/true, language),
                                  deadline.project().empty() ? "" : " – ",
                                  IdOf(deadline.project())));
    event->set_description(
        absl::StrCat(funder, funder.empty() ? "" : ", ", kind, UnlocksText(deadline, language),
                     ExpectsText(deadline, language), LastWorkingDayText(deadline, language)));
    event->set_category(kind);
    event->set_resource(deadline.resource());
    for (const int32_t days : kReminderDays) event->add_reminder_days(days);
  }
}

}  // namespace

v1::Document LayOut(const DeadlineList& list, const ListDeadlinesRequest& request, const Part& part,
                    Language language) {
  v1::Document document;
  if (list.deadlines().empty() && part.first && part.last) {
    AddParagraph({NothingText(list, request, language)}, /*warning=*/false, &document);
    AddEvents(list, language, &document);
    return document;
  }
  if (part.first) {
    document.set_title(words::kDeadlines.In(language));
    AddFact(AsOfText(list, language), &document);
  }
  AddRows(list, HasWildcard(request.parent()), part, language, &document);
  // Of more pages than one it would stand between their rows.
  if (part.first && part.last) AddNonWorking(list.deadlines(), language, &document);
  AddEvents(list, language, &document);
  return document;
}

}  // namespace cofi::reporting
