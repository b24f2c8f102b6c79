// Where the applications stand, laid out: rows, and what comes next on a line of time.
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/names.h"
#include "base/readable.h"
#include "cofi/applications/v1/applications.pb.h"
#include "services/reporting/layout.h"
#include "services/reporting/layouts.h"
#include "services/reporting/pipeline_graph_layout.h"
#include "services/reporting/words.h"

namespace cofi::reporting {
namespace {

using v1::Pipeline;
using v1::PipelineEntry;

// More lines of time than these are no picture.
constexpr size_t kTracksMax = 12;

// `2/4 full application`: passed, of how many, and the one in hand.
std::string StageText(const PipelineEntry& entry) {
  if (entry.stage_count() == 0) return "";
  return absl::StrCat(entry.stages_passed(), "/", entry.stage_count(),
                      entry.stage_display_name().empty() ? "" : " ", entry.stage_display_name());
}

// What can be typed back: `fdf` of one project, `precarisation/fdf` among several.
std::string ApplicationText(const PipelineEntry& entry, bool several) {
  return several ? TypedName(entry.application()) : std::string(IdOf(entry.application()));
}

// Of a draft it is what is going to be asked, which no figure counts; and maybe of one that was
// withdrawn.
std::string RequestedRef(const PipelineEntry& entry) {
  using applications::v1::Application;
  if (entry.state() == Application::STATE_DRAFT || entry.state() == Application::STATE_WITHDRAWN) {
    return "";
  }
  return Ref(entry.project(), "requested", {Of("application", IdOf(entry.application()))});
}

void AddRows(const Pipeline& pipeline, bool several, const Part& part, Language language,
             v1::Document* document) {
  TableLayout table("applications", "", language, document, !part.first);
  table.Column<PipelineEntry>(PipelineEntry::kApplicationFieldNumber,
                              {.kind = v1::Column::KIND_NAME});
  table.Column<PipelineEntry>(PipelineEntry::kFunderFieldNumber, {.priority = 4});
  table.Column<PipelineEntry>(PipelineEntry::kStateFieldNumber);
  table.Column({.id = "stages", .label = words::kStages.In(language), .priority = 5});
  table.Column<PipelineEntry>(PipelineEntry::kRequestedFieldNumber);
  table.Column<PipelineEntry>(PipelineEntry::kAwardedFieldNumber);
  table.Column<PipelineEntry>(PipelineEntry::kLikelihoodBasisPointsFieldNumber, {.priority = 6});
  table.Column<PipelineEntry>(PipelineEntry::kNextStepFieldNumber);
  table.Column<PipelineEntry>(PipelineEntry::kNextDateFieldNumber);
  table.Column({.id = "late", .priority = 2});
  table.Column<PipelineEntry>(PipelineEntry::kAsOfDateFieldNumber, {.priority = 3});
  table.Column<PipelineEntry>(PipelineEntry::kDisplayNameFieldNumber, {.files_only = true});
  for (const PipelineEntry& entry : pipeline.entries()) {
    const int32_t likelihood = entry.likelihood_basis_points();
    table
        .Row({Said(ApplicationText(entry, several), entry.application()),
              Said(entry.funder_display_name(), entry.funder()),
              Said(EnumLabel(entry.state(), language)), Said(StageText(entry)),
              Amount(entry.requested(), RequestedRef(entry)), AmountUnlessZero(entry.awarded()),
              likelihood == 0 ? Nothing() : ShareCell(likelihood), Said(entry.next_step()),
              OnDate(entry.next_date()),
              entry.overdue() ? Said(DaysText(entry.days_left(), language)) : Nothing(),
              OwnDay(entry, pipeline), Said(entry.display_name())})
        ->set_warning(entry.overdue());
  }
}

// `awarded 2 (105,000.00) · in selection 1 (24,000.00)`
void AddTotals(const Pipeline& pipeline, Language language, v1::Document* document) {
  std::vector<std::string> parts;
  parts.reserve(pipeline.totals_size());
  for (const v1::PipelineTotal& total : pipeline.totals()) {
    const bool awarded = Minor(total.awarded()) != 0;
    parts.push_back(absl::StrCat(
        EnumLabel(total.state(), language), " ", FormatCount(total.count(), language), " (",
        AmountText(awarded ? total.awarded() : total.requested(), language), ")"));
  }
  AddParagraph(std::move(parts), /*warning=*/false, document);
}

// What comes next of each application that waits for a day, the earliest first.
void AddTimeline(const Pipeline& pipeline, Language language, v1::Document* document) {
  std::vector<const PipelineEntry*> dated;
  dated.reserve(pipeline.entries_size());
  for (const PipelineEntry& entry : pipeline.entries()) {
    if (IsSet(entry.next_date())) dated.push_back(&entry);
  }
  if (dated.empty()) return;
  std::stable_sort(dated.begin(), dated.end(), [](const PipelineEntry* a, const PipelineEntry* b) {
    return Day(a->next_date()) < Day(b->next_date());
  });
  const auto late = std::count_if(dated.begin(), dated.end(),
                                  [](const PipelineEntry* entry) { return entry->overdue(); });
  const auto next = std::find_if(dated.begin(), dated.end(),
                                 [](const PipelineEntry* entry) { return !entry->overdue(); });
  std::vector<std::string> caption;
  if (late > 0) {
    caption.push_back(Say(words::kStepsLate, language, FormatCount(late, language)));
  }
  if (next != dated.end()) {
    caption.push_back(Say(words::kNextStep, language, DateText((*next)->next_date(), language),
                          (*next)->next_step(), IdOf((*next)->application())));
  }
  v1::Chart* const chart = document->add_blocks()->mutable_chart();
  chart->set_id("next_steps");
  chart->set_kind(v1::Chart::KIND_TIMELINE);
  chart->set_title(words::kNextSteps.In(language));
  chart->set_caption(absl::StrJoin(caption, " "));
  *chart->mutable_today() = pipeline.as_of_date();
  dated.resize(std::min(dated.size(), kTracksMax));
  for (const PipelineEntry* entry : dated) {
    v1::Chart::Track* const track = chart->add_tracks();
    track->set_label(std::string(IdOf(entry->application())));
    v1::Chart::Mark* const mark = track->add_marks();
    mark->set_label(entry->next_step());
    mark->set_style(entry->overdue() ? v1::Chart::STYLE_MISSING : v1::Chart::STYLE_OPEN);
    *mark->mutable_date() = entry->next_date();
  }
}

}  // namespace

v1::Document LayOut(const Pipeline& pipeline, const v1::GetPipelineRequest& request,
                    const Part& part, Language language) {
  v1::Document document;
  if (pipeline.entries().empty() && part.first && part.last) {
    AddParagraph({Say(words::kNoApplications, language, AsOfText(pipeline, language))},
                 /*warning=*/false, &document);
    return document;
  }
  const bool several = HasWildcard(request.parent());
  if (part.first) {
    document.set_title(words::kPipeline.In(language));
    AddFact(AsOfText(pipeline, language), &document);
  }
  AddRows(pipeline, several, part, language, &document);
  // Of several projects, or of more pages than one, it would show a part as if it were all.
  if (!several && part.first && part.last) AddTimeline(pipeline, language, &document);
  if (part.last) AddTotals(pipeline, language, &document);
  if (part.last && request.graph()) AddGraph(pipeline, language, &document);
  return document;
}

}  // namespace cofi::reporting
