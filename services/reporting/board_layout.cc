// The applications as cards: a lane for each state, from the draft to what is over.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/names.h"
#include "base/readable.h"
#include "cofi/applications/v1/applications.pb.h"
#include "services/reporting/layout.h"
#include "services/reporting/layouts.h"
#include "services/reporting/words.h"
#include "services/reporting/words_pipeline.h"

namespace cofi::reporting {
namespace {

using applications::v1::Application;
using v1::PipelineEntry;

// Of the states that share a lane, the first is the one that it is called after; where another
// stands is said on its card.
struct BoardLane {
  const char* id;
  const Text& title;
  std::vector<Application::State> states;
};

const std::vector<BoardLane>& BoardLanes() {
  static const auto* const lanes = new std::vector<BoardLane>{
      {"draft", words::kLaneDraft, {Application::STATE_DRAFT}},
      {"submitted", words::kLaneSubmitted, {Application::STATE_SUBMITTED}},
      {"in_selection",
       words::kLaneSelection,
       {Application::STATE_IN_SELECTION, Application::STATE_INFORMATION_REQUESTED,
        Application::STATE_ON_HOLD}},
      {"awarded",
       words::kLaneAwarded,
       {Application::STATE_AWARDED, Application::STATE_AWARDED_CONDITIONALLY}},
      {"agreed", words::kLaneAgreed, {Application::STATE_AGREED}},
      {"over",
       words::kLaneOver,
       {Application::STATE_UNSPECIFIED, Application::STATE_CLOSED, Application::STATE_REJECTED,
        Application::STATE_WITHDRAWN}},
  };
  return *lanes;
}

// `complement requested, dossier`: what the lane does not say yet.
std::string StandingText(const PipelineEntry& entry, const BoardLane& lane, Language language) {
  const bool own = entry.state() == lane.states.front();
  const std::string state = own ? "" : EnumLabel(entry.state(), language);
  const std::string& stage = entry.stage_display_name();
  return absl::StrCat(state, state.empty() || stage.empty() ? "" : ", ", stage);
}

// What was awarded, or else is asked.
v1::Cell AmountOn(const PipelineEntry& entry) {
  return AmountUnlessZero(Minor(entry.awarded()) != 0 ? entry.awarded() : entry.requested());
}

void AddLane(const BoardLane& lane, const std::vector<const PipelineEntry*>& entries, bool several,
             Language language, v1::Document* document) {
  TableLayout table(
      lane.id,
      Say(lane.title, language, FormatCount(static_cast<int64_t>(entries.size()), language)),
      language, document);
  document->mutable_blocks()->rbegin()->mutable_table()->set_cards(true);
  table.Column<PipelineEntry>(PipelineEntry::kApplicationFieldNumber,
                              {.kind = v1::Column::KIND_NAME});
  table.Column<PipelineEntry>(PipelineEntry::kFunderFieldNumber);
  table.Column({.id = "standing", .label = words::kStanding.In(language), .priority = 2});
  table.Column(
      {.id = "amount", .label = words::kAmount.In(language), .kind = v1::Column::KIND_AMOUNT});
  table.Column<PipelineEntry>(PipelineEntry::kNextDateFieldNumber);
  table.Column({.id = "late", .priority = 1});
  table.Column<PipelineEntry>(PipelineEntry::kDisplayNameFieldNumber, {.files_only = true});
  for (const PipelineEntry* entry : entries) {
    const std::string name =
        several ? TypedName(entry->application()) : std::string(IdOf(entry->application()));
    table
        .Row({Said(name, entry->application()), Said(entry->funder_display_name(), entry->funder()),
              Said(StandingText(*entry, lane, language)), AmountOn(*entry),
              OnDate(entry->next_date()),
              entry->overdue() ? Said(DaysText(entry->days_left(), language)) : Nothing(),
              Said(entry->display_name())})
        ->set_warning(entry->overdue());
  }
}

}  // namespace

v1::Document LayOut(const v1::Pipeline& pipeline, const v1::GetBoardRequest& request, const Part&,
                    Language language) {
  v1::Document document;
  const std::string as_of = AsOfText(pipeline, language);
  if (pipeline.entries().empty()) {
    AddParagraph({Say(words::kNoApplications, language, as_of)}, /*warning=*/false, &document);
    return document;
  }
  document.set_title(words::kBoard.In(language));
  AddFact(as_of, &document);
  const bool several = HasWildcard(request.parent());
  for (const BoardLane& lane : BoardLanes()) {
    std::vector<const PipelineEntry*> entries;
    for (const PipelineEntry& entry : pipeline.entries()) {
      if (std::find(lane.states.begin(), lane.states.end(), entry.state()) != lane.states.end()) {
        entries.push_back(&entry);
      }
    }
    if (!entries.empty()) AddLane(lane, entries, several, language, &document);
  }
  return document;
}

}  // namespace cofi::reporting
