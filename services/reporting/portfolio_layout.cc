// All projects side by side, laid out.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "base/money.h"
#include "base/names.h"
#include "base/readable.h"
#include "services/reporting/layout.h"
#include "services/reporting/layouts.h"
#include "services/reporting/words.h"

namespace cofi::reporting {
namespace {

using v1::Portfolio;
using v1::PortfolioRow;

// The amounts, in their order. However narrow a terminal is: what is missing and what is left
// stays.
struct PortfolioFigure {
  int field;
  const Money& (PortfolioRow::*of)() const;
  absl::string_view name;
  int32_t priority;
  // A zero of it says something.
  bool zeros = false;
  bool files_only = false;
};
constexpr PortfolioFigure kFigures[] = {
    {PortfolioRow::kPlannedFieldNumber, &PortfolioRow::planned, "planned", 1, true},
    {PortfolioRow::kOwnFundsFieldNumber, &PortfolioRow::own_funds, "own-funds", 0, false, true},
    {PortfolioRow::kSecuredFieldNumber, &PortfolioRow::secured, "secured", 2},
    {PortfolioRow::kPendingFieldNumber, &PortfolioRow::pending, "pending", 5},
    {PortfolioRow::kGapFieldNumber, &PortfolioRow::gap, "gap", 0, true},
    {PortfolioRow::kCommittedFieldNumber, &PortfolioRow::committed, "committed", 6},
    {PortfolioRow::kSpentFieldNumber, &PortfolioRow::spent, "spent", 3},
    {PortfolioRow::kPaidFieldNumber, &PortfolioRow::paid, "paid", 0, false, true},
    {PortfolioRow::kAvailableFieldNumber, &PortfolioRow::available, "available", 0, true},
    {PortfolioRow::kReceivedFieldNumber, &PortfolioRow::received, "received", 8},
};

void AddColumns(Language language, TableLayout* table) {
  table->Column<PortfolioRow>(PortfolioRow::kProjectFieldNumber, {.kind = v1::Column::KIND_NAME});
  table->Column<PortfolioRow>(PortfolioRow::kDisplayNameFieldNumber, {.files_only = true});
  table->Column<PortfolioRow>(PortfolioRow::kStateFieldNumber);
  for (const PortfolioFigure& figure : kFigures) {
    table->Column<PortfolioRow>(figure.field,
                                {.priority = figure.priority, .files_only = figure.files_only});
  }
  table->Column<PortfolioRow>(PortfolioRow::kNextDeadlineFieldNumber,
                              {.id = "next_date", .kind = v1::Column::KIND_DATE, .priority = 3});
  table->Column({.id = "next_deadline", .label = words::kWhat.In(language), .priority = 7});
  table->Column({.id = "late", .priority = 4});
  table->Column<PortfolioRow>(PortfolioRow::kOverrunsFieldNumber,
                              {.kind = v1::Column::KIND_TEXT, .priority = 9});
}

// `62 Services 700.00, 64 Salaries 12.00`: which lines are over their plan, and by how much.
std::string OverrunsText(const PortfolioRow& row, Language language) {
  return absl::StrJoin(row.overruns(), ", ",
                       [&](std::string* text, const budgets::v1::LineOverrun& each) {
                         absl::StrAppend(text, each.account(), " ", each.display_name(), " ",
                                         AmountText(each.over(), language));
                       });
}

void AddRow(const PortfolioRow& row, Language language, TableLayout* table) {
  const v1::Deadline& next = row.next_deadline();
  std::vector<v1::Cell> cells = {Said(IdOf(row.project()), row.project()), Said(row.display_name()),
                                 Said(EnumLabel(row.state(), language))};
  for (const PortfolioFigure& figure : kFigures) {
    const std::string ref = Ref(row.project(), figure.name);
    const Money& money = (row.*figure.of)();
    cells.push_back(figure.zeros ? Amount(money, ref) : AmountUnlessZero(money, ref));
  }
  cells.push_back(OnDate(next.date()));
  cells.push_back(Said(next.display_name(), next.resource()));
  cells.push_back(next.overdue() ? Said(DaysText(next.days_left(), language)) : Nothing());
  cells.push_back(Said(OverrunsText(row, language)));
  table->Row(std::move(cells))
      ->set_warning(row.over_budget() || next.overdue() || !row.overruns().empty());
}

// One for each currency.
void AddTotal(const v1::PortfolioTotal& total, Language language, TableLayout* table) {
  std::vector<v1::Cell> cells = {
      Said(Say(words::kTotalOf, language, FormatCount(total.count(), language))), Nothing(),
      Nothing()};
  for (const PortfolioFigure& figure : kFigures)
    cells.push_back(Amount((total.sums().*figure.of)()));
  table->Row(std::move(cells), v1::Row::ROLE_TOTAL);
}

}  // namespace

v1::Document LayOut(const Portfolio& portfolio, const v1::GetPortfolioRequest& /*request*/,
                    const Part& part, Language language) {
  v1::Document document;
  if (portfolio.rows().empty() && part.first && part.last) {
    AddParagraph({words::kNoProjects.In(language)}, /*warning=*/false, &document);
    return document;
  }
  if (part.first) {
    document.set_title(words::kPortfolio.In(language));
    AddFact(AsOfText(portfolio.as_of_date(), nullptr, "", language), &document);
  }
  TableLayout table("projects", "", language, &document, !part.first);
  AddColumns(language, &table);
  for (const PortfolioRow& row : portfolio.rows()) AddRow(row, language, &table);
  if (part.last) {
    for (const v1::PortfolioTotal& total : portfolio.totals()) AddTotal(total, language, &table);
  }
  return document;
}

}  // namespace cofi::reporting
