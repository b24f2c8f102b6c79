// What is missing from the files of applications, laid out: a row for each required document, and
// beneath, the evidence that obligations ask, and what is done or spent and has no proof.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/names.h"
#include "base/readable.h"
#include "cofi/reporting/v1/requirements.pb.h"
#include "services/reporting/layout.h"
#include "services/reporting/layouts.h"
#include "services/reporting/words_requirements.h"

namespace cofi::reporting {
namespace {

using v1::ApplicationRequirements;
using v1::ObligationRequirements;
using v1::Requirement;
using v1::Requirements;
using v1::StageRequirements;
using v1::UnprovedObligation;

// An application or an obligation, and who asks for it.
template <typename Asked>
std::string WithFunder(const Asked& asked) {
  const std::string& funder = asked.funder_display_name();
  return absl::StrCat(asked.display_name(), funder.empty() ? "" : " – ", funder);
}

void AddDocument(std::vector<v1::Cell> cells, const Requirement& requirement, TableLayout* table) {
  v1::Row* const row = table->Row(std::move(cells));
  row->set_depth(1);
  row->set_warning(requirement.state() == Requirement::STATE_MISSING ||
                   requirement.state() == Requirement::STATE_EXPIRED);
}

// The first round goes without saying.
std::string WithRound(const StageRequirements& stage, Language language) {
  return stage.round() > 1 ? Say(words::kRound, language, stage.display_name(), stage.round())
                           : stage.display_name();
}

void AddApplication(const ApplicationRequirements& application, Language language,
                    TableLayout* table) {
  const v1::Cell name = Said(IdOf(application.application()), application.application());
  const auto add = [&](const Requirement& each, const v1::Cell& stage) {
    AddDocument({name, Said(each.display_name()), stage, Said(EnumLabel(each.state(), language)),
                 Said(each.file_display_name(), each.file()), OnDate(each.expire_date()),
                 Said(TypedName(each.file()))},
                each, table);
  };
  table->Row({Nothing(), Said(WithFunder(application), application.application())},
             v1::Row::ROLE_GROUP);
  for (const Requirement& each : application.requirements()) add(each, Nothing());
  for (const StageRequirements& stage : application.stages()) {
    const v1::Cell of_stage = Said(WithRound(stage, language), stage.stage());
    for (const Requirement& each : stage.requirements()) add(each, of_stage);
  }
  table->Row({Nothing(), Said(Say(words::kPresentOf, language, application.present_count(),
                                  application.required_count(),
                                  PercentText(application.present_basis_points(), language)))},
             v1::Row::ROLE_SUBTOTAL);
}

void AddApplications(const Requirements& requirements, Language language, v1::Document* document) {
  if (requirements.applications().empty()) {
    return AddParagraph({words::kNothingRequired.In(language)}, /*warning=*/false, document);
  }
  TableLayout table("requirements", "", language, document);
  table.Column<ApplicationRequirements>(ApplicationRequirements::kApplicationFieldNumber,
                                        {.kind = v1::Column::KIND_NAME, .files_only = true});
  table.Column<Requirement>(Requirement::kDisplayNameFieldNumber,
                            {.id = "requirement", .label = words::kRequiredDocument.In(language)});
  table.Column<StageRequirements>(StageRequirements::kStageFieldNumber, {.priority = 1});
  table.Column<Requirement>(Requirement::kStateFieldNumber);
  table.Column<Requirement>(Requirement::kFileDisplayNameFieldNumber,
                            {.id = "file_name", .label = words::kFile.In(language), .priority = 1});
  table.Column<Requirement>(Requirement::kExpireDateFieldNumber,
                            {.label = words::kValidUntil.In(language), .priority = 2});
  table.Column<Requirement>(Requirement::kFileFieldNumber,
                            {.kind = v1::Column::KIND_NAME, .files_only = true});
  for (const ApplicationRequirements& each : requirements.applications()) {
    AddApplication(each, language, &table);
  }
}

void AddEvidence(const Requirements& requirements, Language language, v1::Document* document) {
  if (requirements.obligations().empty()) return;
  TableLayout table("evidence", words::kEvidence.In(language), language, document);
  table.Column<ObligationRequirements>(ObligationRequirements::kObligationFieldNumber,
                                       {.kind = v1::Column::KIND_NAME, .files_only = true});
  table.Column<Requirement>(Requirement::kDisplayNameFieldNumber,
                            {.id = "requirement", .label = words::kRequiredEvidence.In(language)});
  table.Column<Requirement>(Requirement::kStateFieldNumber);
  table.Column<Requirement>(Requirement::kFileDisplayNameFieldNumber,
                            {.id = "file_name", .label = words::kFile.In(language), .priority = 1});
  table.Column<ObligationRequirements>(ObligationRequirements::kDueDateFieldNumber,
                                       {.priority = 2});
  table.Column<Requirement>(Requirement::kFileFieldNumber,
                            {.kind = v1::Column::KIND_NAME, .files_only = true});
  for (const ObligationRequirements& owed : requirements.obligations()) {
    table.Row({Nothing(), Said(WithFunder(owed), owed.obligation())}, v1::Row::ROLE_GROUP);
    for (const Requirement& each : owed.requirements()) {
      AddDocument(
          {Said(TypedName(owed.obligation())), Said(each.display_name()),
           Said(EnumLabel(each.state(), language)), Said(each.file_display_name(), each.file()),
           OnDate(owed.due_date()), Said(TypedName(each.file()))},
          each, &table);
    }
  }
}

void AddObligations(const Requirements& requirements, Language language, v1::Document* document) {
  if (requirements.unproved_obligations().empty()) return;
  TableLayout table("obligations", words::kDoneUnproved.In(language), language, document);
  table.Column<UnprovedObligation>(UnprovedObligation::kDoneDateFieldNumber,
                                   {.label = words::kDoneOn.In(language)});
  table.Column<UnprovedObligation>(UnprovedObligation::kDisplayNameFieldNumber,
                                   {.id = "label", .label = words::kObligation.In(language)});
  table.Column<UnprovedObligation>(UnprovedObligation::kFunderFieldNumber, {.priority = 1});
  table.Column<UnprovedObligation>(UnprovedObligation::kObligationFieldNumber,
                                   {.kind = v1::Column::KIND_NAME, .files_only = true});
  table.Column<UnprovedObligation>(UnprovedObligation::kMissingDocumentsFieldNumber,
                                   {.label = words::kStillMissing.In(language)});
  for (const UnprovedObligation& each : requirements.unproved_obligations()) {
    table
        .Row({OnDate(each.done_date()), Said(each.display_name(), each.obligation()),
              Said(each.funder_display_name(), each.funder()), Said(TypedName(each.obligation())),
              Said(absl::StrJoin(each.missing_documents(), ", "))})
        ->set_warning(true);
  }
}

void AddExpenses(const Requirements& requirements, Language language, v1::Document* document) {
  if (requirements.unproved_expense_count() == 0) return;
  TableLayout table("expenses", words::kSpentUnproved.In(language), language, document);
  table.Column(
      {.id = "count", .label = words::kCount.In(language), .kind = v1::Column::KIND_COUNT});
  table.Column({.id = "amount",
                .label = words::kUnprovedAmount.In(language),
                .kind = v1::Column::KIND_AMOUNT});
  table
      .Row({CountCell(requirements.unproved_expense_count()),
            Amount(requirements.unproved_expenses())})
      ->set_warning(true);
}

}  // namespace

v1::Document LayOut(const Requirements& requirements, const v1::GetRequirementsRequest& /*request*/,
                    const Part& /*part*/, Language language) {
  v1::Document document;
  document.set_title(Say(words::kRequirementsOf, language, requirements.project_display_name()));
  AddFact(AsOfText(requirements, language), &document);
  AddApplications(requirements, language, &document);
  AddEvidence(requirements, language, &document);
  AddObligations(requirements, language, &document);
  AddExpenses(requirements, language, &document);
  return document;
}

}  // namespace cofi::reporting
