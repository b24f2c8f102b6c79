// Each application with all that is known of it, laid out: one wide table, most of which a narrow
// page leaves out.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/string_view.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/names.h"
#include "base/readable.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/reporting/v1/application_overview.pb.h"
#include "services/reporting/funding_lines.h"
#include "services/reporting/layout.h"
#include "services/reporting/layouts.h"
#include "services/reporting/words.h"

namespace cofi::reporting {
namespace {

using applications::v1::Application;
using v1::ApplicationOverview;
using v1::ApplicationRow;

// The amounts and the dates, in their order; what a page without room does without first has the
// highest priority.
struct AmountField {
  int number;
  const Money& (ApplicationRow::*of)() const;
  // What `cofi explain` knows it as; empty for what it does not.
  absl::string_view figure;
  int32_t priority;
};
constexpr AmountField kAmounts[] = {
    {ApplicationRow::kRequestedFieldNumber, &ApplicationRow::requested, "requested", 0},
    {ApplicationRow::kExpectedFieldNumber, &ApplicationRow::expected, "expected", 5},
    {ApplicationRow::kAwardedFieldNumber, &ApplicationRow::awarded, "", 0},
    {ApplicationRow::kConditionalFieldNumber, &ApplicationRow::conditional, "conditional", 6},
    {ApplicationRow::kSpentFieldNumber, &ApplicationRow::spent, "spent", 4},
    {ApplicationRow::kReceivedFieldNumber, &ApplicationRow::received, "received", 3},
    {ApplicationRow::kReceivableFieldNumber, &ApplicationRow::receivable, "", 2},
};
struct DateField {
  int number;
  const Date& (ApplicationRow::*of)() const;
  int32_t priority;
};
constexpr DateField kDates[] = {
    {ApplicationRow::kSubmissionDateFieldNumber, &ApplicationRow::submission_date, 7},
    {ApplicationRow::kExpectedDecisionDateFieldNumber, &ApplicationRow::expected_decision_date, 8},
    {ApplicationRow::kDecisionDateFieldNumber, &ApplicationRow::decision_date, 8},
    {ApplicationRow::kAgreementDateFieldNumber, &ApplicationRow::agreement_date, 9},
    {ApplicationRow::kEligibleStartDateFieldNumber, &ApplicationRow::eligible_start_date, 10},
    {ApplicationRow::kEligibleEndDateFieldNumber, &ApplicationRow::eligible_end_date, 10},
};
constexpr int32_t kStagePriority = 1;
constexpr int32_t kLikelihoodPriority = 5;

// What few applications have: each is a column only where one of them does.
struct RareField {
  int number;
  v1::Column::Kind kind;
  bool (*has)(const ApplicationRow& row);
  v1::Cell (*cell)(const ApplicationRow& row);
};
constexpr int32_t kRarePriority = 11;
const RareField kRare[] = {
    {ApplicationRow::kLockedFieldNumber, v1::Column::KIND_AMOUNT,
     [](const ApplicationRow& row) { return Minor(row.locked()) != 0; },
     [](const ApplicationRow& row) { return AmountUnlessZero(row.locked()); }},
    {ApplicationRow::kFunderStatusFieldNumber, v1::Column::KIND_TEXT,
     [](const ApplicationRow& row) { return !row.funder_status().empty(); },
     [](const ApplicationRow& row) { return Said(row.funder_status()); }},
    {ApplicationRow::kFunderStatusDateFieldNumber, v1::Column::KIND_TEXT,
     [](const ApplicationRow& row) { return row.has_funder_status_date(); },
     [](const ApplicationRow& row) { return OnDate(row.funder_status_date()); }},
    {ApplicationRow::kResubmitsFieldNumber, v1::Column::KIND_NAME,
     [](const ApplicationRow& row) { return !row.resubmits().empty(); },
     [](const ApplicationRow& row) { return Said(IdOf(row.resubmits()), row.resubmits()); }},
};

std::vector<RareField> RareFieldsOf(const ApplicationOverview& overview) {
  std::vector<RareField> had;
  for (const RareField& field : kRare) {
    if (absl::c_any_of(overview.rows(), field.has)) had.push_back(field);
  }
  return had;
}

void AddColumns(const std::vector<RareField>& rare, TableLayout* table) {
  const auto column = [table](int number, ColumnOptions options) {
    table->Column<ApplicationRow>(number, std::move(options));
  };
  column(ApplicationRow::kProjectFieldNumber, {.kind = v1::Column::KIND_NAME});
  column(ApplicationRow::kApplicationFieldNumber, {.kind = v1::Column::KIND_NAME});
  column(ApplicationRow::kDisplayNameFieldNumber, {.id = "label", .files_only = true});
  column(ApplicationRow::kFunderFieldNumber, {});
  column(ApplicationRow::kCallDisplayNameFieldNumber, {.id = "call", .files_only = true});
  column(ApplicationRow::kStateFieldNumber, {});
  column(ApplicationRow::kStageDisplayNameFieldNumber, {.id = "stage", .priority = kStagePriority});
  column(ApplicationRow::kStagesPassedFieldNumber, {.files_only = true});
  column(ApplicationRow::kStageCountFieldNumber, {.files_only = true});
  column(ApplicationRow::kLikelihoodBasisPointsFieldNumber,
         {.id = "likelihood", .priority = kLikelihoodPriority});
  for (const AmountField& field : kAmounts) column(field.number, {.priority = field.priority});
  for (const DateField& field : kDates) column(field.number, {.priority = field.priority});
  for (const RareField& field : rare) {
    column(field.number, {.kind = field.kind, .priority = kRarePriority});
  }
}

// What a draft is going to ask is not yet requested, as figures count it; and no figure is of the
// applications alone.
std::string RefOf(const ApplicationRow& row, const AmountField& field) {
  // What is going to be asked, or never was, is no figure of the plan.
  const bool is_to_be =
      (row.state() == Application::STATE_DRAFT || row.state() == Application::STATE_WITHDRAWN) &&
      field.number == ApplicationRow::kRequestedFieldNumber;
  if (field.figure.empty() || row.application().empty() || is_to_be) return "";
  return Ref(row.project(), field.figure, {Of("application", IdOf(row.application()))});
}

// Of one project, which the title says, its name is not told again.
std::vector<v1::Cell> CellsOf(const ApplicationRow& row, const std::vector<RareField>& rare,
                              bool of_several, Language language) {
  std::vector<v1::Cell> cells = {
      of_several ? Said(IdOf(row.project()), row.project()) : Nothing(),
      Said(IdOf(row.application()), row.application()),
      Said(row.display_name()),
      Said(row.funder_display_name(), row.funder()),
      Said(row.call_display_name()),
      Said(EnumLabel(row.state(), language)),
      Said(row.stage_display_name()),
      row.stage_count() == 0 ? Nothing() : CountCell(row.stages_passed()),
      row.stage_count() == 0 ? Nothing() : CountCell(row.stage_count()),
      row.has_likelihood_basis_points() ? ShareCell(row.likelihood_basis_points()) : Nothing()};
  for (const AmountField& field : kAmounts) {
    cells.push_back(AmountUnlessZero((row.*field.of)(), RefOf(row, field)));
  }
  for (const DateField& field : kDates) cells.push_back(OnDate((row.*field.of)()));
  for (const RareField& field : rare) cells.push_back(field.cell(row));
  return cells;
}

}  // namespace

v1::Document LayOut(const ApplicationOverview& overview,
                    const v1::GetApplicationOverviewRequest& /*request*/, const Part& part,
                    Language language) {
  v1::Document document;
  const std::string as_of = AsOfText(overview, language);
  document.set_title(overview.project_display_name().empty() ? words::kPipeline.In(language)
                                                             : overview.project_display_name());
  AddFact(as_of, &document);
  if (overview.rows().empty() && part.first && part.last) {
    AddParagraph({Say(words::kNoApplications, language, as_of)}, /*warning=*/false, &document);
    return document;
  }
  TableLayout table("applications", "", language, &document, /*continued=*/!part.first);
  const std::vector<RareField> rare = RareFieldsOf(overview);
  AddColumns(rare, &table);
  const bool of_several = overview.project().empty();
  for (const ApplicationRow& row : overview.rows()) {
    table.Row(CellsOf(row, rare, of_several, language));
  }
  if (!part.last) return document;
  for (const v1::ApplicationTotal& total : overview.totals()) {
    std::vector<v1::Cell> cells = CellsOf(total.sums(), rare, /*of_several=*/false, language);
    cells[1] = Said(Say(words::kTotalOf, language, total.count()));
    table.Row(std::move(cells), v1::Row::ROLE_TOTAL);
  }
  for (const ApplicationRow& row : overview.rows()) {
    const std::string application =
        of_several ? TypedName(row.application()) : std::string(IdOf(row.application()));
    if (row.has_stale_disclosure()) {
      AddStaleDisclosure(row.stale_disclosure(), application, row.funder_display_name(), language,
                         &document);
    }
    for (const v1::UnlockMismatch& mismatch : row.unlock_mismatches()) {
      AddParagraph(
          {Say(words::kUnlockMismatch, language, application, mismatch.display_name(),
               AmountText(mismatch.said(), language), AmountText(mismatch.scheduled(), language))},
          /*warning=*/true, &document);
    }
  }
  return document;
}

}  // namespace cofi::reporting
