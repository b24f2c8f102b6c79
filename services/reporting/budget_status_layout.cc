// What is left on each line, laid out: rows with a bar each, or rows crossed with columns.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/money.h"
#include "base/names.h"
#include "base/readable.h"
#include "base/rules/fiscal_years.h"
#include "services/reporting/figures_rules.h"
#include "services/reporting/funding_lines.h"
#include "services/reporting/in_kind_layout.h"
#include "services/reporting/layout.h"
#include "services/reporting/layouts.h"
#include "services/reporting/words.h"

namespace cofi::reporting {
namespace {

using v1::BudgetRow;
using v1::BudgetStatus;
using v1::GetBudgetStatusRequest;
using GroupBy = GetBudgetStatusRequest::GroupBy;
using Keys = std::vector<std::string>;

// More bars than these are no picture.
constexpr int kBarsMax = 12;
constexpr int32_t kAllBasisPoints = 10'000;
constexpr int32_t kOnePercent = 100;

constexpr char kSpent[] = "spent";

// The amounts of a row, in their order. However narrow a terminal is: what is left stays.
struct StatusFigure {
  int field;
  const Money& (BudgetRow::*of)() const;
  absl::string_view name;
  int32_t priority;
  // A zero of it says something.
  bool zeros;
};
constexpr StatusFigure kFigures[] = {
    {BudgetRow::kPlannedFieldNumber, &BudgetRow::planned, "planned", 1, true},
    {BudgetRow::kTheoreticalFieldNumber, &BudgetRow::theoretical, "", 7, false},
    {BudgetRow::kCommittedFieldNumber, &BudgetRow::committed, "committed", 4, false},
    {BudgetRow::kSpentBeforeFieldNumber, &BudgetRow::spent_before, "", 5, false},
    {BudgetRow::kSpentFieldNumber, &BudgetRow::spent, kSpent, 3, false},
    {BudgetRow::kPaidFieldNumber, &BudgetRow::paid, "paid", 6, false},
    {BudgetRow::kAvailableFieldNumber, &BudgetRow::available, "available", 0, true},
    {BudgetRow::kRemainingFieldNumber, &BudgetRow::remaining, "remaining", 0, true},
    // What makes these, the claims say.
    {BudgetRow::kClaimableFieldNumber, &BudgetRow::claimable, "", 7, false},
    {BudgetRow::kClaimedFieldNumber, &BudgetRow::claimed, "", 8, false},
    {BudgetRow::kReceivableFieldNumber, &BudgetRow::receivable, "", 9, false},
};
constexpr int32_t kUsedPriority = 2;
constexpr int32_t kRatePriority = 8;

// What a source was asked to pay, and still may be.
bool IsOfClaims(const StatusFigure& figure) {
  return figure.field == BudgetRow::kClaimableFieldNumber ||
         figure.field == BudgetRow::kClaimedFieldNumber ||
         figure.field == BudgetRow::kReceivableFieldNumber;
}

bool IsTold(const Money& money) { return !money.currency_code().empty(); }

// `line=62`; nothing after the sign is what has none: own funds, no phase.
std::string KeyText(GroupBy group_by, absl::string_view key) {
  return absl::StrCat(absl::AsciiStrToLower(EnumNameOf(group_by)), "=", key);
}

class StatusLayout {
 public:
  StatusLayout(const BudgetStatus& status, Language language, v1::Document* document)
      : status_(status), language_(language), document_(document) {}

  void AddRows() {
    TableLayout table("rows", "", language_, document_);
    AddHeads(&table);
    std::vector<const StatusFigure*> shown;
    for (const StatusFigure& figure : kFigures) {
      if (IsShown(figure)) shown.push_back(&figure);
    }
    for (const StatusFigure* figure : shown) {
      table.Column<BudgetRow>(figure->field, {.priority = figure->priority});
    }
    table.Column({.id = "used",
                  .label = words::kUsed.In(language_),
                  .kind = v1::Column::KIND_SHARE,
                  .priority = kUsedPriority,
                  .bar = true,
                  .whole_percents = true});
    const bool has_rates = absl::c_any_of(
        status_.rows(), [](const BudgetRow& row) { return row.has_observed_rate_basis_points(); });
    if (has_rates) {
      table.Column<BudgetRow>(BudgetRow::kObservedRateBasisPointsFieldNumber,
                              {.priority = kRatePriority});
    }
    const auto add_figures = [&](const BudgetRow& row, std::vector<v1::Cell> cells,
                                 const std::optional<Keys>& keys, v1::Row::Role role) {
      const bool is_total = role != v1::Row::ROLE_DETAIL;
      for (const StatusFigure* figure : shown) {
        const Money& money = (row.*figure->of)();
        // What funders plan is income.
        const bool income = is_total && rows_by() == GetBudgetStatusRequest::GROUP_BY_FUNDER &&
                            figure->field == BudgetRow::kPlannedFieldNumber;
        const bool of_year = !is_total && rows_by() == GetBudgetStatusRequest::GROUP_BY_YEAR;
        const Keys asked = income ? Keys({"account=7"}) : keys.value_or(Keys());
        const std::string ref = of_year            ? YearRef(*figure, row.key())
                                : keys.has_value() ? RefOf(*figure, asked)
                                                   : "";
        cells.push_back(figure->zeros || is_total ? Amount(money, ref)
                                                  : AmountUnlessZero(money, ref));
      }
      cells.push_back(UsedCell(row));
      if (has_rates) {
        cells.push_back(row.has_observed_rate_basis_points()
                            ? ShareCell(row.observed_rate_basis_points())
                            : Nothing());
      }
      table.Row(std::move(cells), role)->set_warning(row.overrun());
    };
    const auto add_section = [&](bool investment) {
      for (const BudgetRow& row : status_.rows()) {
        if (row.is_investment() != investment) continue;
        add_figures(row, HeadCells(row, /*is_total=*/false), Keys({KeyText(rows_by(), row.key())}),
                    v1::Row::ROLE_DETAIL);
      }
    };
    const auto add_headed = [&](bool investment, const Text& head, const Text& sum,
                                const BudgetRow& row, const std::optional<Keys>& keys) {
      table.Row({Nothing(), Said(head.In(language_))}, v1::Row::ROLE_GROUP);
      add_section(investment);
      std::vector<v1::Cell> cells = HeadCells(row, /*is_total=*/true);
      cells[1] = Said(sum.In(language_));
      add_figures(row, std::move(cells), keys, v1::Row::ROLE_SUBTOTAL);
    };
    if (status_.has_investment()) {
      // Charges of an account and indirect ones together are no figure of their own.
      add_headed(/*investment=*/false, words::kOperation, words::kTotalOperation,
                 status_.operation(), std::nullopt);
      add_headed(/*investment=*/true, words::kInvestment, words::kTotalInvestment,
                 status_.investment(), Keys({"account=2"}));
    } else {
      add_section(/*investment=*/false);
    }
    add_figures(status_.total(), HeadCells(status_.total(), /*is_total=*/true), Keys(),
                v1::Row::ROLE_TOTAL);
  }

  // `Over its plan: 62 Services, 6,700.00 of 6,000.00, 700.00 too much`
  void AddOverruns() {
    for (const budgets::v1::LineOverrun& each : status_.overruns()) {
      AddParagraph({Say(words::kOverrun, language_, each.account(), each.display_name(),
                        AmountText(each.used(), language_), AmountText(each.planned(), language_),
                        AmountText(each.over(), language_))},
                   /*warning=*/true, document_);
    }
  }

  // Rows by one, columns by another.
  void AddCrossings() {
    TableLayout table("rows", "", language_, document_);
    AddHeads(&table);
    for (int i = 0; i < status_.columns_size(); ++i) {
      const v1::BudgetColumn& column = status_.columns(i);
      table.Column({.id = KeyText(columns_by(), column.key()),
                    .label = NameOf(columns_by(), column.key(), column.display_name()),
                    .kind = v1::Column::KIND_AMOUNT,
                    .priority = i + 1});
    }
    table.Column<BudgetRow>(BudgetRow::kCrossingTotalFieldNumber,
                            {.id = "total", .label = words::kTotal.In(language_)});
    const auto add = [&](const BudgetRow& row, bool is_total) {
      const Crossed of = is_total ? Crossed() : Crossed({{rows_by(), row.key()}});
      std::vector<v1::Cell> cells = HeadCells(row, is_total);
      for (int i = 0; i < row.crossings_size(); ++i) {
        Crossed both = of;
        if (i < status_.columns_size()) both.emplace_back(columns_by(), status_.columns(i).key());
        const std::string ref = CrossingRef(both);
        cells.push_back(is_total ? Amount(row.crossings(i), ref)
                                 : AmountUnlessZero(row.crossings(i), ref));
      }
      cells.push_back(Amount(row.crossing_total(), CrossingRef(of)));
      table.Row(std::move(cells), is_total ? v1::Row::ROLE_TOTAL : v1::Row::ROLE_DETAIL);
    };
    for (const BudgetRow& row : status_.rows()) add(row, /*is_total=*/false);
    add(status_.total(), /*is_total=*/true);
  }

  // Each row against what was planned. What was spent in a period is not to be held against the
  // time that has passed, and so has none.
  void AddBars() {
    const BudgetRow& total = status_.total();
    if (Minor(total.planned()) == 0 || HasPeriod()) return;
    std::vector<const BudgetRow*> rows;
    rows.reserve(status_.rows_size());
    for (const BudgetRow& row : status_.rows()) rows.push_back(&row);
    const bool cut = rows.size() > kBarsMax;
    if (cut) {
      std::stable_sort(rows.begin(), rows.end(), [](const BudgetRow* a, const BudgetRow* b) {
        return Minor(a->planned()) > Minor(b->planned());
      });
      rows.resize(kBarsMax);
    }
    v1::Chart* const chart = document_->add_blocks()->mutable_chart();
    chart->set_id("spending");
    chart->set_kind(v1::Chart::KIND_BARS);
    chart->set_title(cut ? Say(words::kSpendingOfLargest, language_, kBarsMax)
                         : words::kSpending.In(language_));
    chart->set_caption(SpendingText());
    *chart->mutable_today() = status_.as_of_date();
    if (status_.has_elapsed_basis_points()) {
      chart->set_elapsed_basis_points(status_.elapsed_basis_points());
    }
    for (const BudgetRow* row : rows) AddBar(*row, chart);
  }

  // What came in of no grant, line by line.
  void AddIncome() {
    if (status_.income().empty()) return;
    TableLayout table("income", words::kOtherIncome.In(language_), language_, document_);
    table.Column<v1::IncomeRow>(v1::IncomeRow::kKeyFieldNumber,
                                {.id = "id", .kind = v1::Column::KIND_NAME});
    table.Column<v1::IncomeRow>(v1::IncomeRow::kDisplayNameFieldNumber, {.id = "label"});
    table.Column<v1::IncomeRow>(v1::IncomeRow::kAccountFieldNumber,
                                {.kind = v1::Column::KIND_NAME, .priority = 2});
    table.Column<v1::IncomeRow>(v1::IncomeRow::kPlannedFieldNumber, {.priority = 1});
    table.Column<v1::IncomeRow>(v1::IncomeRow::kReceivedFieldNumber);
    for (const v1::IncomeRow& row : status_.income()) {
      table.Row({Said(row.key(), absl::StrCat(status_.project(), "/lines/", row.key())),
                 Said(row.display_name()), Said(row.account()), Amount(row.planned()),
                 AmountUnlessZero(row.received())});
    }
  }

  // `Paid for by Fondation de France 17,850.00 · … · own funds 1,250.00`
  void AddFinancing() {
    std::vector<std::string> parts;
    for (const v1::SourceRow& source : status_.financing()) {
      if (Minor(source.spent()) == 0) continue;
      const std::string name =
          source.display_name().empty() ? words::kOwnFunds.In(language_) : source.display_name();
      parts.push_back(absl::StrCat(parts.empty() ? words::kPaidForBy.In(language_) : "",
                                   parts.empty() ? " " : "", name, " ",
                                   AmountText(source.spent(), language_)));
    }
    AddParagraph(std::move(parts), /*warning=*/false, document_);
  }

 private:
  using Crossed = std::vector<std::pair<GroupBy, std::string>>;

  GroupBy rows_by() const {
    return status_.group_by().empty() ? GetBudgetStatusRequest::GROUP_BY_LINE : status_.group_by(0);
  }
  GroupBy columns_by() const { return status_.group_by(1); }
  bool HasPeriod() const { return IsSet(status_.from_date()) || IsSet(status_.to_date()); }

  // Not what no row has; and what is paid is what is spent, unless an invoice waits.
  bool IsShown(const StatusFigure& figure) const {
    if (figure.field == BudgetRow::kPaidFieldNumber) {
      return std::any_of(status_.rows().begin(), status_.rows().end(), [](const BudgetRow& row) {
        return IsTold(row.paid()) && Minor(row.paid()) != Minor(row.spent());
      });
    }
    if (IsOfClaims(figure)) {
      return std::any_of(status_.rows().begin(), status_.rows().end(),
                         [&](const BudgetRow& row) { return Minor((row.*figure.of)()) != 0; });
    }
    return IsTold((status_.total().*figure.of)()) ||
           std::any_of(status_.rows().begin(), status_.rows().end(),
                       [&](const BudgetRow& row) { return IsTold((row.*figure.of)()); });
  }

  // What is typed back, and what it is called.
  void AddHeads(TableLayout* table) const {
    table->Column(
        {.id = "id", .label = EnumLabel(rows_by(), language_), .kind = v1::Column::KIND_NAME});
    table->Column({.id = "label", .label = words::kLabel.In(language_)});
    if (rows_by() == GetBudgetStatusRequest::GROUP_BY_LINE) {
      table->Column<BudgetRow>(BudgetRow::kAccountFieldNumber,
                               {.kind = v1::Column::KIND_NAME, .files_only = true});
    }
  }

  std::vector<v1::Cell> HeadCells(const BudgetRow& row, bool is_total) const {
    std::vector<v1::Cell> cells;
    if (is_total) {
      cells = {Nothing(), Said(words::kTotal.In(language_))};
    } else {
      cells = {Said(row.key(), ResourceOf(row)), Said(RowLabel(row))};
    }
    if (rows_by() == GetBudgetStatusRequest::GROUP_BY_LINE) cells.push_back(Said(row.account()));
    return cells;
  }

  std::string ResourceOf(const BudgetRow& row) const {
    if (row.key().empty()) return "";
    switch (rows_by()) {
      case GetBudgetStatusRequest::GROUP_BY_LINE:
        return absl::StrCat(status_.project(), "/lines/", row.key());
      case GetBudgetStatusRequest::GROUP_BY_PHASE:
        return absl::StrCat(status_.project(), "/phases/", row.key());
      case GetBudgetStatusRequest::GROUP_BY_FUNDER:
        return absl::StrCat("funders/", row.key());
      default:
        return "";
    }
  }

  // What it is called; without a name of its own, what it is known by.
  std::string NameOf(GroupBy group_by, const std::string& key, const std::string& name) const {
    if (!name.empty()) return name;
    if (!key.empty()) return key;
    return group_by == GetBudgetStatusRequest::GROUP_BY_FUNDER ? words::kOwnFunds.In(language_)
                                                               : words::kNone.In(language_);
  }

  // Beside the identifier, which is not said again: `6063 Cuisine` of a line `cuisine`.
  std::string RowLabel(const BudgetRow& row) const {
    const std::string name = NameOf(rows_by(), row.key(), row.display_name());
    const std::string& account = row.account();
    const std::string own = name == row.key() ? "" : name;
    // Indirect charges have no account, only a name.
    if (account.empty() || account == row.key() || !absl::ascii_isdigit(account[0])) return own;
    return absl::StrCat(account, own.empty() ? "" : " ", own);
  }

  // Narrows a period to a fiscal year of the lead. Dates as texts sort, and one that is not set
  // comes first. No period ends after the day.
  void NarrowTo(const std::string& year, std::string* from, std::string* to) const {
    int number = 0;
    if (!absl::SimpleAtoi(year, &number)) return;
    const rules::FiscalPeriod period =
        rules::FiscalPeriodOf(number, status_.fiscal_year_start_month());
    *from = std::max(*from, absl::FormatCivilTime(period.first));
    *to = std::min(to->empty() ? IsoDate(status_.as_of_date()) : *to,
                   absl::FormatCivilTime(period.last));
  }

  // By year, what was moved is of its date and what is planned of the year that lines say, so that
  // no entries of one kind make what is left.
  std::string YearRef(const StatusFigure& figure, const std::string& year) const {
    const bool moved =
        figure.field == BudgetRow::kSpentFieldNumber || figure.field == BudgetRow::kPaidFieldNumber;
    if (figure.field == BudgetRow::kAvailableFieldNumber ||
        figure.field == BudgetRow::kTheoreticalFieldNumber) {
      return "";
    }
    if (!moved) {
      return Ref(status_.project(), figure.name,
                 {KeyText(GetBudgetStatusRequest::GROUP_BY_YEAR, year)});
    }
    if (year.empty()) return "";
    std::string from = IsoDate(status_.from_date()), to = IsoDate(status_.to_date());
    NarrowTo(year, &from, &to);
    return Ref(status_.project(), figure.name, {Of("from", from), Of("to", to)});
  }

  // What is planned, reserved and left is of the day; what was spent and paid is of the period.
  std::string RefOf(const StatusFigure& figure, Keys keys) const {
    // Worked out of days, it is made of no entries.
    if (figure.field == BudgetRow::kTheoreticalFieldNumber) return "";
    const std::string from = IsoDate(status_.from_date());
    if (figure.field == BudgetRow::kSpentBeforeFieldNumber) {
      if (from.empty()) return "";
      keys.push_back(Of("to", IsoDate(DateFromDay(Day(status_.from_date()) - 1))));
      return Ref(status_.project(), kSpent, keys);
    }
    if (IsOfClaims(figure)) return "";
    if (figure.field == BudgetRow::kSpentFieldNumber ||
        figure.field == BudgetRow::kPaidFieldNumber) {
      keys.push_back(Of("from", from));
      keys.push_back(Of("to", IsoDate(status_.to_date())));
    }
    return Ref(status_.project(), figure.name, keys);
  }

  // A year that is crossed with something is one of movements, and so a period.
  std::string CrossingRef(const Crossed& of) const {
    Keys keys;
    std::string from = IsoDate(status_.from_date()), to = IsoDate(status_.to_date());
    for (const auto& [group_by, key] : of) {
      if (group_by != GetBudgetStatusRequest::GROUP_BY_YEAR) {
        keys.push_back(KeyText(group_by, key));
        continue;
      }
      NarrowTo(key, &from, &to);
    }
    keys.push_back(Of("from", from));
    keys.push_back(Of("to", to));
    const bool paid = status_.measure() == GetBudgetStatusRequest::MEASURE_PAID;
    return Ref(status_.project(), paid ? "paid" : kSpent, keys);
  }

  // A dash where something is used and nothing was planned.
  static v1::Cell UsedCell(const BudgetRow& row) {
    const bool used = Minor(row.committed()) != 0 || Minor(row.spent()) != 0;
    return used && Minor(row.planned()) == 0 ? Said("–") : ShareCell(row.used_basis_points());
  }

  void AddBar(const BudgetRow& row, v1::Chart* chart) const {
    const auto mark = [&](int field, v1::Chart::Style style, const Money& amount,
                          v1::Chart::Track* track) {
      if (Minor(amount) == 0) return;
      v1::Chart::Mark* const made = track->add_marks();
      made->set_label(LabelOf(BudgetRow::descriptor()->FindFieldByNumber(field), language_));
      made->set_style(style);
      *made->mutable_amount() = amount;
    };
    v1::Chart::Track* const track = chart->add_tracks();
    const std::string label = RowLabel(row);
    track->set_label(absl::StrCat(row.key(), row.key().empty() || label.empty() ? "" : " ", label));
    *track->mutable_whole() = row.planned();
    mark(BudgetRow::kSpentFieldNumber, v1::Chart::STYLE_SURE, row.spent(), track);
    mark(BudgetRow::kCommittedFieldNumber, v1::Chart::STYLE_RESERVED, row.committed(), track);
  }

  // `18% of the budget is spent and 4% committed, while 41% of the time has passed.`
  std::string SpendingText() const {
    const auto percent = [&](int32_t basis_points) {
      return PercentText(WholePercents(basis_points) * kOnePercent, language_);
    };
    const BudgetRow& total = status_.total();
    const auto part = [&](const Money& of) {
      return percent(PartOf(Minor(of), Minor(total.planned()), kAllBasisPoints));
    };
    const std::string committed =
        Minor(total.committed()) == 0
            ? ""
            : Say(words::kCommittedShare, language_, part(total.committed()));
    const std::string elapsed =
        status_.has_elapsed_basis_points()
            ? Say(words::kElapsedShare, language_, percent(status_.elapsed_basis_points()))
            : "";
    return Say(words::kSpentShare, language_, part(total.spent()), committed, elapsed);
  }

  const BudgetStatus& status_;
  const Language language_;
  v1::Document* const document_;
};

}  // namespace

v1::Document LayOut(const BudgetStatus& status, const GetBudgetStatusRequest& /*request*/,
                    const Part& /*part*/, Language language) {
  v1::Document document;
  StatusLayout layout(status, language, &document);
  const bool crossed = status.group_by_size() > 1;
  document.set_title(status.project_display_name());
  AddFact(EnumLabel(status.project_state(), language), &document);
  if (!status.budget().empty()) {
    AddFact(Say(words::kBudgetAdopted, language, status.budget_version(),
                DateText(status.adoption_date(), language)),
            &document);
    if (crossed) AddFact(EnumLabel(status.measure(), language), &document);
    AddFact(PeriodText(status.from_date(), status.to_date(), language), &document);
  }
  AddFact(AsOfText(status, language), &document);
  if (status.budget().empty()) {
    AddParagraph({words::kNoBudget.In(language)}, /*warning=*/false, &document);
    AddLateAndNext(status, language, &document);
    return document;
  }
  if (crossed) {
    layout.AddCrossings();
  } else {
    layout.AddRows();
    layout.AddOverruns();
    // Nothing in kind is a funder's money.
    if (status.group_by().empty() ||
        status.group_by(0) != GetBudgetStatusRequest::GROUP_BY_FUNDER) {
      AddInKindTables(status, language, &document);
    }
    layout.AddBars();
  }
  AddFunding(status.funding(), status.project(), language, &document);
  layout.AddFinancing();
  layout.AddIncome();
  AddLateAndNext(status, language, &document);
  return document;
}

}  // namespace cofi::reporting
