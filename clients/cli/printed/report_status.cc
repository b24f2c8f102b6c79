// The page of `cofi status`: what is left on each line.

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/names.h"
#include "base/text.h"
#include "clients/cli/printed/cells.h"
#include "clients/cli/printed/report_lines.h"
#include "clients/cli/printed/report_pages.h"
#include "clients/cli/printed/text_table.h"
#include "clients/cli/printed/words_reports.h"
#include "clients/cli/typed/words.h"

namespace cofi::cli {
namespace {

using reporting::v1::BudgetRow;
using reporting::v1::BudgetStatus;
using reporting::v1::GetBudgetStatusRequest;
using reporting::v1::SourceRow;

// `60 Achats`; a row without a name of its own is known by its key.
std::string RowLabel(const BudgetRow& row, const BudgetStatus& status, Language language) {
  switch (status.group_by()) {
    case GetBudgetStatusRequest::GROUP_BY_FUNDER:
      if (row.key().empty() && row.display_name().empty()) return words::kOwnFunds.In(language);
      [[fallthrough]];
    case GetBudgetStatusRequest::GROUP_BY_PHASE:
    case GetBudgetStatusRequest::GROUP_BY_YEAR:
      if (!row.display_name().empty()) return row.display_name();
      return row.key().empty() || row.key() == "0" ? words::kNone.In(language)
                                                   : std::string(IdOf(row.key()));
    default: {
      const std::string& code = row.account().empty() ? row.key() : row.account();
      if (row.display_name().empty()) return code;
      // Indirect charges have no account, only a name.
      if (!absl::ascii_isdigit(code[0])) return row.display_name();
      return absl::StrCat(code, " ", row.display_name());
    }
  }
}

// `29`, or a dash where something is used and nothing was planned.
std::string UsedText(const BudgetRow& row) {
  const bool used = Minor(row.committed()) != 0 || Minor(row.spent()) != 0;
  return used && Minor(row.planned()) == 0 ? "–" : absl::StrCat(row.used_percent());
}

TextTable StatusTable(const BudgetStatus& status, Language language) {
  // What is paid is what is spent, unless an invoice waits.
  const bool paid_differs =
      std::any_of(status.rows().begin(), status.rows().end(),
                  [](const BudgetRow& row) { return Minor(row.paid()) != Minor(row.spent()); });
  const FieldColumns<BudgetRow> column(language);
  std::vector<TextColumn> columns = {{""},
                                     column(BudgetRow::kPlannedFieldNumber, TextColumn::kRight),
                                     column(BudgetRow::kCommittedFieldNumber, TextColumn::kRight),
                                     column(BudgetRow::kSpentFieldNumber, TextColumn::kRight)};
  if (paid_differs) columns.push_back(column(BudgetRow::kPaidFieldNumber, TextColumn::kRight));
  columns.push_back(column(BudgetRow::kAvailableFieldNumber, TextColumn::kRight));
  columns.push_back(column(BudgetRow::kRemainingFieldNumber, TextColumn::kRight));
  columns.push_back({words::kUsed.In(language), TextColumn::kRight});
  columns.push_back({""});

  TextTable table(std::move(columns));
  const auto add = [&](std::string label, const BudgetRow& row) {
    std::vector<std::string> cells = {std::move(label), AmountCell(row.planned(), language),
                                      AmountCell(row.committed(), language),
                                      AmountCell(row.spent(), language)};
    if (paid_differs) cells.push_back(AmountCell(row.paid(), language));
    cells.push_back(AmountCell(row.available(), language));
    cells.push_back(AmountCell(row.remaining(), language));
    cells.push_back(UsedText(row));
    cells.push_back(row.overrun() ? "!" : "");
    table.Row(std::move(cells));
  };
  for (const BudgetRow& row : status.rows()) add(RowLabel(row, status, language), row);
  table.Rule();
  add(words::kTotal.In(language), status.total());
  table.DropEmptyColumns();
  return table;
}

// `Paid for by Fondation de France 17,850.00 · … · own funds 1,250.00`
std::string FinancingLine(const BudgetStatus& status, const Settings& settings) {
  std::vector<std::string> parts;
  for (const SourceRow& source : status.financing()) {
    if (Minor(source.spent()) == 0) continue;
    const std::string name = source.display_name().empty() ? words::kOwnFunds.In(settings.language)
                                                           : Printable(source.display_name());
    parts.push_back(absl::StrCat(name, " ", AmountCell(source.spent(), settings.language)));
  }
  if (parts.empty()) return "";
  parts[0] = absl::StrCat(words::kPaidForBy.In(settings.language), " ", parts[0]);
  return Parts(parts, settings.width);
}

}  // namespace

std::string StatusText(const BudgetStatus& status, const Settings& settings) {
  const Language language = settings.language;
  const std::string as_of = AsOfText(status, language);
  const std::string state = EnumLabel(status.project_state(), language);
  if (status.budget().empty()) {
    return absl::StrCat(
        Heading(status.project_display_name(), {state, as_of}, settings.width, settings.styled),
        words::kNoBudget.In(language), "\n");
  }
  const TextTable table = StatusTable(status, language);
  const std::string budget =
      Say(words::kBudgetAdopted, language, absl::StrCat(status.budget_version()),
          DateText(status.adoption_date(), language));
  std::string text = Heading(status.project_display_name(), {state, budget, as_of},
                             table.WidthWithin(settings.width), settings.styled);
  absl::StrAppend(&text, table.Text(settings.width, settings.styled),
                  FundingLine(status.funding(), settings), FinancingLine(status, settings),
                  LateAndNextLines(status, settings));
  return text;
}

}  // namespace cofi::cli
