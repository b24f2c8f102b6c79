// The last days of grants, laid out: rows, and the same as days of a calendar.
#include <string>

#include "absl/strings/str_cat.h"
#include "base/fields.h"
#include "base/names.h"
#include "base/readable.h"
#include "services/reporting/layout.h"
#include "services/reporting/layouts.h"
#include "services/reporting/non_working.h"
#include "services/reporting/words.h"
#include "services/reporting/words_backward.h"

namespace cofi::reporting {
namespace {

using v1::BackwardCalendar;
using v1::BackwardStep;

// As of a deadline.
constexpr int32_t kReminderDays[] = {7, 1};

// Nobody is late with what was only proposed.
std::string WhenText(const BackwardStep& step, Language language) {
  return step.passed() && step.basis() == BackwardStep::BASIS_PROPOSED
             ? words::kPassed.In(language)
             : DaysText(step.days_left(), language);
}

// `last claim: Bilan financier`
std::string StepText(const BackwardStep& step, Language language) {
  const std::string kind = EnumLabel(step.kind(), language);
  return step.display_name().empty()
             ? kind
             : Say(words::kClaimCalled, language, kind, step.display_name());
}

void AddRows(const BackwardCalendar& calendar, Language language, v1::Document* document) {
  TableLayout table("steps", "", language, document);
  table.Column<BackwardStep>(BackwardStep::kDateFieldNumber);
  table.Column({.id = "when", .label = words::kWhen.In(language), .priority = 1});
  table.Column<BackwardStep>(BackwardStep::kKindFieldNumber, {.id = "step"});
  table.Column<BackwardStep>(BackwardStep::kBasisFieldNumber);
  table.Column<BackwardStep>(BackwardStep::kGrantFieldNumber, {.kind = v1::Column::KIND_NAME});
  table.Column<BackwardStep>(BackwardStep::kFunderFieldNumber, {.priority = 2});
  table.Column<BackwardStep>(BackwardStep::kDaysLeftFieldNumber, {.files_only = true});
  table.Column<BackwardStep>(BackwardStep::kLastWorkingDateFieldNumber, {.files_only = true});
  table.Column<BackwardStep>(BackwardStep::kNonWorkingFieldNumber, {.files_only = true});
  table.Column<BackwardStep>(BackwardStep::kResourceFieldNumber,
                             {.kind = v1::Column::KIND_NAME, .files_only = true});
  for (const BackwardStep& step : calendar.steps()) {
    table
        .Row({OnDate(step.date()), Said(WhenText(step, language)),
              Said(StepText(step, language), step.resource()),
              Said(EnumLabel(step.basis(), language)), Said(IdOf(step.grant()), step.grant()),
              Said(step.funder_display_name(), step.funder()), CountCell(step.days_left()),
              OnDate(step.last_working_date()), Said(EnumLabel(step.non_working(), language)),
              Said(TypedName(step.resource()))})
        ->set_warning(step.passed());
  }
}

void AddEvents(const BackwardCalendar& calendar, Language language, v1::Document* document) {
  v1::Events* const events = document->add_blocks()->mutable_events();
  for (const BackwardStep& step : calendar.steps()) {
    const std::string basis = EnumLabel(step.basis(), language);
    v1::Events::Event* const event = events->add_events();
    event->set_uid(absl::StrCat(step.grant(), "#", EnumNameOf(step.kind())));
    *event->mutable_date() = step.date();
    event->set_title(absl::StrCat(StepText(step, language), " – ", step.grant_display_name()));
    event->set_description(
        absl::StrCat(step.funder_display_name(), ", ", basis, LastWorkingDayText(step, language)));
    event->set_category(basis);
    event->set_resource(step.resource());
    for (const int32_t days : kReminderDays) event->add_reminder_days(days);
  }
}

}  // namespace

v1::Document LayOut(const BackwardCalendar& calendar,
                    const v1::GetBackwardCalendarRequest& /*request*/, const Part& /*part*/,
                    Language language) {
  v1::Document document;
  const std::string as_of = AsOfText(calendar, language);
  document.set_title(words::kBackward.In(language));
  AddFact(calendar.project_display_name(), &document);
  AddFact(as_of, &document);
  if (calendar.steps().empty()) {
    AddParagraph({Say(words::kNoEnds, language, as_of)}, /*warning=*/false, &document);
  } else {
    AddRows(calendar, language, &document);
    AddNonWorking(calendar.steps(), language, &document);
    AddParagraph(
        {Say(words::kProposed, language, calendar.order_lead_days(), calendar.payment_lead_days())},
        /*warning=*/false, &document);
  }
  AddEvents(calendar, language, &document);
  return document;
}

}  // namespace cofi::reporting
