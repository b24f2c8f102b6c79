// The page of `cofi pipeline`: where the applications stand.

#include <set>

#include "absl/strings/str_cat.h"
#include "clients/cli/printed/cells.h"
#include "clients/cli/printed/report_lines.h"
#include "clients/cli/printed/report_pages.h"
#include "clients/cli/printed/text_table.h"
#include "clients/cli/printed/words_reports.h"
#include "clients/cli/typed/names.h"
#include "clients/cli/typed/words.h"

namespace cofi::cli {
namespace {

using reporting::v1::Pipeline;
using reporting::v1::PipelineEntry;
using reporting::v1::PipelineTotal;

// `2/4 full application`: passed, of how many, and the one in hand.
std::string StageText(const PipelineEntry& entry) {
  if (entry.stage_count() == 0) return "";
  return absl::StrCat(entry.stages_passed(), "/", entry.stage_count(),
                      entry.stage_display_name().empty() ? "" : " ", entry.stage_display_name());
}

TextTable EntriesTable(const Pipeline& pipeline, Language language) {
  const FieldColumns<PipelineEntry> column(language);
  TextTable table({column(PipelineEntry::kApplicationFieldNumber, TextColumn::kWhole),
                   column(PipelineEntry::kFunderFieldNumber, TextColumn::kLeft, /*spare=*/true),
                   column(PipelineEntry::kStateFieldNumber),
                   {words::kStages.In(language)},
                   column(PipelineEntry::kRequestedFieldNumber, TextColumn::kRight),
                   column(PipelineEntry::kAwardedFieldNumber, TextColumn::kRight),
                   column(PipelineEntry::kLikelihoodBasisPointsFieldNumber, TextColumn::kRight,
                          /*spare=*/true),
                   column(PipelineEntry::kNextStepFieldNumber),
                   column(PipelineEntry::kNextDateFieldNumber, TextColumn::kWhole),
                   {"", TextColumn::kWhole},
                   column(PipelineEntry::kAsOfDateFieldNumber, TextColumn::kWhole)});
  std::set<std::string> projects;
  for (const PipelineEntry& entry : pipeline.entries()) projects.insert(entry.project());
  for (const PipelineEntry& entry : pipeline.entries()) {
    table.Row({ShortName(entry.application(), projects.size() > 1 ? "projects/-" : entry.project()),
               entry.funder_display_name(), EnumLabel(entry.state(), language), StageText(entry),
               AmountCell(entry.requested(), language),
               Minor(entry.awarded()) == 0 ? "" : AmountCell(entry.awarded(), language),
               entry.likelihood_basis_points() == 0
                   ? ""
                   : PercentText(entry.likelihood_basis_points(), language),
               entry.next_step(), DateText(entry.next_date(), language),
               entry.overdue() ? DaysText(entry.days_left(), language) : "",
               OwnDayText(entry, pipeline, language)});
  }
  table.DropEmptyColumns();
  return table;
}

}  // namespace

std::string PipelineText(const Pipeline& pipeline, const Settings& settings) {
  const Language language = settings.language;
  const std::string as_of = AsOfText(pipeline, language);
  if (pipeline.entries().empty()) return Say(words::kNoApplications, language, as_of) + "\n";

  const TextTable table = EntriesTable(pipeline, language);
  std::string text = Heading(words::kPipeline.In(language), {as_of},
                             table.WidthWithin(settings.width), settings.styled);
  absl::StrAppend(&text, table.Text(settings.width, settings.styled));
  std::vector<std::string> parts;
  for (const PipelineTotal& total : pipeline.totals()) {
    const bool awarded = Minor(total.awarded()) != 0;
    parts.push_back(
        absl::StrCat(EnumLabel(total.state(), language), " ", total.count(), " (",
                     AmountCell(awarded ? total.awarded() : total.requested(), language), ")"));
  }
  if (!parts.empty()) absl::StrAppend(&text, Parts(parts, settings.width));
  return text;
}

}  // namespace cofi::cli
