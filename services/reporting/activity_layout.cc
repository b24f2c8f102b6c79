// What happened, laid out: a row for each change; of several projects, those of each below its
// title.
#include <string>

#include "base/names.h"
#include "cofi/reporting/v1/activity.pb.h"
#include "services/reporting/layout.h"
#include "services/reporting/layouts.h"
#include "services/reporting/words.h"
#include "services/reporting/words_entries.h"

namespace cofi::reporting {
namespace {

using v1::Activity;
using v1::Happening;

// `fdf`, and `leader/instruction` for what is below something: the project is known.
std::string TypedInProject(const Happening& happening) {
  const std::string typed = TypedName(happening.resource());
  const std::string project = TypedName(happening.project());
  return project.empty() || typed == project ? typed : typed.substr(project.size() + 1);
}

void AddRows(const Activity& activity, bool several, Language language, v1::Document* document) {
  TableLayout table("happenings", "", language, document);
  table.Column<Happening>(Happening::kRecordDateFieldNumber,
                          {.label = words::kRecorded.In(language)});
  table.Column<Happening>(Happening::kPrincipalFieldNumber, {.priority = 3});
  table.Column<Happening>(Happening::kActionFieldNumber);
  table.Column<Happening>(Happening::kDisplayNameFieldNumber, {.priority = 1});
  table.Column({.id = "resource",
                .label = words::kIdentifier.In(language),
                .kind = v1::Column::KIND_NAME,
                .priority = 4});
  table.Column<Happening>(Happening::kEffectiveDateFieldNumber, {.priority = 5});
  table.Column<Happening>(Happening::kAmountFieldNumber, {.priority = 2});
  table.Column<Happening>(Happening::kProjectFieldNumber,
                          {.kind = v1::Column::KIND_NAME, .files_only = true});
  table.Column<Happening>(Happening::kVerbFieldNumber,
                          {.kind = v1::Column::KIND_NAME, .files_only = true});
  const Happening* before = nullptr;
  for (const Happening& each : activity.happenings()) {
    if (several && (before == nullptr || before->project() != each.project())) {
      const std::string title =
          each.project().empty() ? words::kInNoProject.In(language) : each.project_display_name();
      table.Row({Nothing(), Nothing(), Said(title, each.project())}, v1::Row::ROLE_GROUP);
    }
    before = &each;
    table
        .Row({OnDate(each.record_date()), Said(each.principal()), Said(each.action()),
              Said(each.display_name()), Said(TypedInProject(each), each.resource()),
              OnDate(each.effective_date()), Amount(each.amount()),
              Said(IdOf(each.project()), each.project()), Said(each.verb())})
        ->set_depth(several ? 1 : 0);
  }
}

}  // namespace

v1::Document LayOut(const Activity& activity, const v1::GetActivityRequest& request,
                    const Part& /*part*/, Language language) {
  v1::Document document;
  document.set_title(words::kActivity.In(language));
  AddFact(activity.project_display_name(), &document);
  AddFact(PeriodText(activity.from_date(), activity.to_date(), language), &document);
  if (!request.principal().empty()) {
    AddFact(Say(words::kBy, language, request.principal()), &document);
  }
  if (activity.happenings().empty()) {
    AddParagraph({words::kNothingHappened.In(language)}, /*warning=*/false, &document);
  } else {
    AddRows(activity, HasWildcard(request.parent()), language, &document);
  }
  return document;
}

}  // namespace cofi::reporting
