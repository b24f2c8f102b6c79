// What changes from one version of a budget to another, laid out: side by side of the budget, the
// lines with what was and what is planned.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/names.h"
#include "base/readable.h"
#include "services/reporting/layout.h"
#include "services/reporting/layouts.h"
#include "services/reporting/words.h"
#include "services/reporting/words_forms.h"

namespace cofi::reporting {
namespace {

using v1::BudgetChangeRow;
using v1::BudgetChanges;

// `v2 (adopted 2018-06-01)`, `v3 (draft)`, as it is typed.
std::string VersionText(const v1::BudgetVersion& version, Language language) {
  if (version.budget().empty()) return words::kNone.In(language);
  std::string standing = EnumLabel(version.state(), language);
  if (version.has_adoption_date()) {
    // The date is of its adoption, whatever it is since.
    standing = absl::StrCat(EnumLabel(budgets::v1::Budget::STATE_ADOPTED, language), " ",
                            DateText(version.adoption_date(), language));
  }
  return absl::StrCat(IdOf(version.budget()), " (", standing, ")");
}

std::string LineOf(const BudgetChanges& changes, const BudgetChangeRow& row) {
  const bool is_left = row.change() == BudgetChangeRow::CHANGE_REMOVED;
  const v1::BudgetVersion& version = is_left ? changes.before() : changes.after();
  return absl::StrCat(version.budget(), "/lines/", row.key());
}

// `6064 (before 6063)`
std::string AccountText(const BudgetChangeRow& row, Language language) {
  if (row.previous_account().empty()) return row.account();
  return Say(words::kAccountBefore, language, row.account(), row.previous_account());
}

void AddTable(const BudgetChanges& changes, Language language, v1::Document* document) {
  TableLayout table("rows", "", language, document);
  table.Column<BudgetChangeRow>(BudgetChangeRow::kSideFieldNumber, {.priority = 4});
  table.Column<BudgetChangeRow>(BudgetChangeRow::kKeyFieldNumber,
                                {.id = "id", .kind = v1::Column::KIND_NAME});
  table.Column<BudgetChangeRow>(BudgetChangeRow::kAccountFieldNumber, {.priority = 3});
  table.Column<BudgetChangeRow>(BudgetChangeRow::kDisplayNameFieldNumber, {.id = "label"});
  table.Column<BudgetChangeRow>(BudgetChangeRow::kPlannedBeforeFieldNumber, {.priority = 1});
  table.Column<BudgetChangeRow>(BudgetChangeRow::kPlannedAfterFieldNumber);
  table.Column<BudgetChangeRow>(BudgetChangeRow::kDifferenceFieldNumber);
  table.Column<BudgetChangeRow>(BudgetChangeRow::kChangeFieldNumber, {.priority = 2});
  for (const BudgetChangeRow& row : changes.rows()) {
    const bool changes_nothing = row.change() == BudgetChangeRow::CHANGE_UNSPECIFIED;
    table.Row({Said(EnumLabel(row.side(), language)), Said(row.key(), LineOf(changes, row)),
               Said(AccountText(row, language)), Said(row.display_name()),
               Amount(row.planned_before()), Amount(row.planned_after()),
               AmountUnlessZero(row.difference()),
               changes_nothing ? Nothing() : Said(EnumLabel(row.change(), language))});
  }
}

// The sides of a budget are no parts of one sum, and so have a table of their own.
void AddTotals(const BudgetChanges& changes, Language language, v1::Document* document) {
  TableLayout table("totals", words::kTotals.In(language), language, document);
  table.Column<BudgetChangeRow>(BudgetChangeRow::kSideFieldNumber);
  table.Column<BudgetChangeRow>(BudgetChangeRow::kPlannedBeforeFieldNumber);
  table.Column<BudgetChangeRow>(BudgetChangeRow::kPlannedAfterFieldNumber);
  table.Column<BudgetChangeRow>(BudgetChangeRow::kDifferenceFieldNumber);
  for (const BudgetChangeRow& row : changes.totals()) {
    table.Row({Said(EnumLabel(row.side(), language)), Amount(row.planned_before()),
               Amount(row.planned_after()), Amount(row.difference())});
  }
}

}  // namespace

v1::Document LayOut(const BudgetChanges& changes, const v1::GetBudgetChangesRequest& /*request*/,
                    const Part& /*part*/, Language language) {
  v1::Document document;
  document.set_title(Say(words::kBudgetChangesTitle, language, changes.project_display_name()));
  AddFact(Say(words::kFromVersionTo, language, VersionText(changes.before(), language),
              VersionText(changes.after(), language)),
          &document);
  AddFact(AsOfText(changes, language), &document);
  if (changes.before().budget().empty() || changes.after().budget().empty()) {
    AddParagraph({words::kNoOtherVersion.In(language)}, /*warning=*/false, &document);
  }
  if (changes.rows().empty()) return document;
  AddTable(changes, language, &document);
  AddTotals(changes, language, &document);
  return document;
}

}  // namespace cofi::reporting
