// The page of `cofi portfolio`: all projects side by side.

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/names.h"
#include "clients/cli/printed/cells.h"
#include "clients/cli/printed/report_lines.h"
#include "clients/cli/printed/report_pages.h"
#include "clients/cli/printed/text_table.h"
#include "clients/cli/printed/words_reports.h"
#include "clients/cli/typed/words.h"

namespace cofi::cli {
namespace {

using reporting::v1::Portfolio;
using reporting::v1::PortfolioRow;
using reporting::v1::PortfolioTotal;

// The amounts that are shown, in their order; the first to go where the terminal is narrow is the
// last of those that are spare.
constexpr struct {
  int field;
  bool spare;
} kAmounts[] = {
    {PortfolioRow::kPlannedFieldNumber, false},   {PortfolioRow::kSecuredFieldNumber, true},
    {PortfolioRow::kPendingFieldNumber, true},    {PortfolioRow::kGapFieldNumber, false},
    {PortfolioRow::kCommittedFieldNumber, true},  {PortfolioRow::kSpentFieldNumber, true},
    {PortfolioRow::kAvailableFieldNumber, false}, {PortfolioRow::kReceivedFieldNumber, true},
};

void AddAmounts(const PortfolioRow& row, Language language, std::vector<std::string>* cells) {
  for (const auto& each : kAmounts) {
    cells->push_back(
        Cell(row, PortfolioRow::descriptor()->FindFieldByNumber(each.field), language));
  }
}

std::string NextText(const PortfolioRow& row, Language language) {
  if (!row.has_next_deadline()) return "";
  return absl::StrCat(DateText(row.next_deadline().date(), language), " ",
                      row.next_deadline().display_name());
}

}  // namespace

std::string PortfolioText(const Portfolio& portfolio, const Settings& settings) {
  const Language language = settings.language;
  if (portfolio.rows().empty()) return absl::StrCat(words::kNoProjects.In(language), "\n");
  const FieldColumns<PortfolioRow> column(language);
  std::vector<TextColumn> columns = {column(PortfolioRow::kProjectFieldNumber, TextColumn::kWhole),
                                     column(PortfolioRow::kStateFieldNumber)};
  for (const auto& each : kAmounts) {
    columns.push_back(column(each.field, TextColumn::kRight, each.spare));
  }
  columns.push_back(column(PortfolioRow::kNextDeadlineFieldNumber, TextColumn::kLeft,
                           /*spare=*/true));
  columns.push_back({"", TextColumn::kWhole, /*spare=*/true});
  TextTable table(std::move(columns));
  for (const PortfolioRow& row : portfolio.rows()) {
    std::vector<std::string> cells = {std::string(IdOf(row.project())),
                                      EnumLabel(row.state(), language)};
    AddAmounts(row, language, &cells);
    cells.push_back(NextText(row, language));
    cells.push_back(
        row.next_deadline().overdue() ? DaysText(row.next_deadline().days_left(), language) : "");
    table.Row(std::move(cells));
  }
  table.Rule();
  for (const PortfolioTotal& total : portfolio.totals()) {
    std::vector<std::string> cells = {Say(words::kTotalOf, language, total.count()), ""};
    AddAmounts(total.sums(), language, &cells);
    cells.insert(cells.end(), {"", ""});
    table.Row(std::move(cells));
  }
  table.DropEmptyColumns();
  return Heading(words::kPortfolio.In(language),
                 {AsOfText(portfolio.as_of_date(), nullptr, language)},
                 table.WidthWithin(settings.width), settings.styled) +
         table.Text(settings.width, settings.styled);
}

}  // namespace cofi::cli
