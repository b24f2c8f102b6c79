#include "services/reporting/budget_form_rules.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <tuple>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/strings/string_view.h"
#include "base/money.h"
#include "services/reporting/in_kind_rules.h"

namespace cofi::reporting {
namespace {

// What stands below a heading, in the making.
struct FormDetail {
  // Of what is in kind, the account of the form.
  const Account* account = nullptr;
  const Line* line = nullptr;
  Wide planned = 0, realised = 0;
};

std::vector<const Line*> PlannedOn(const std::vector<Line>& lines, Line::Side side) {
  std::vector<const Line*> planned;
  for (const Line& line : lines) {
    const bool says = Minor(line.planned_amount()) != 0 || Minor(line.in_kind_amount()) != 0;
    if (line.side() == side && says) planned.push_back(&line);
  }
  std::stable_sort(planned.begin(), planned.end(),
                   [](const Line* a, const Line* b) { return a->position() < b->position(); });
  return planned;
}

// The form has its own rows for what is in kind, and no room for others; what it has none for
// stands as it is.
FormDetail DetailOf(const Line& line, ChartVersion chart) {
  FormDetail detail{nullptr, &line, Minor(line.planned_amount()), Minor(line.in_kind_amount())};
  if (!IsInKind(line.side())) return detail;
  const Account* account = FindAccount(chart, line.account());
  if (account != nullptr && !IsHeading(account->number)) detail.account = account;
  return detail;
}

void Add(const FormDetail& detail, std::vector<FormDetail>* details) {
  const auto same = std::find_if(details->begin(), details->end(), [&](const FormDetail& each) {
    return detail.account != nullptr && each.account == detail.account;
  });
  if (same == details->end()) {
    details->push_back(detail);
  } else {
    same->planned += detail.planned;
    same->realised += detail.realised;
  }
}

v1::BudgetFormRow RowOf(const ProjectFacts& facts, const FormDetail& detail, Language language) {
  v1::BudgetFormRow row;
  row.set_depth(1);
  *row.mutable_planned() = AmountIn(facts, detail.planned);
  if (IsInKind(detail.line->side())) *row.mutable_realised() = AmountIn(facts, detail.realised);
  if (detail.account != nullptr) {
    row.set_account(std::string(detail.account->number));
    row.set_display_name(detail.account->text.In(language));
    return row;
  }
  row.set_account(detail.line->account());
  row.set_display_name(detail.line->display_name());
  row.set_line(detail.line->name());
  if (!detail.line->funder().empty()) {
    row.set_funder_display_name(FunderNameOf(*facts.catalogue, detail.line->funder()));
  }
  return row;
}

// Moves the rows of a side into the form, and says their sum.
Wide Take(std::vector<v1::BudgetFormRow> rows,
          google::protobuf::RepeatedPtrField<v1::BudgetFormRow>* side) {
  Wide sum = 0;
  for (v1::BudgetFormRow& row : rows) {
    if (row.depth() == 0) sum += Minor(row.planned());
    *side->Add() = std::move(row);
  }
  return sum;
}

}  // namespace

std::vector<v1::BudgetFormRow> FormRows(const ProjectFacts& facts, const std::vector<Line>& lines,
                                        Line::Side side, ChartVersion chart, Language language) {
  // Digits sort before letters: indirect charges come last, as they do on the form.
  absl::btree_map<std::string, std::vector<FormDetail>, FormOrder> headings;
  for (const absl::string_view heading : HeadingsOf(side)) headings[std::string(heading)];
  for (const Line* line : PlannedOn(lines, side)) {
    Add(DetailOf(*line, chart), &headings[HeadingOf(line->account())]);
  }
  std::vector<v1::BudgetFormRow> rows;
  for (auto& [heading, details] : headings) {
    // In kind, in the order of the form, what it has no row for last.
    std::stable_sort(details.begin(), details.end(), [](const FormDetail& a, const FormDetail& b) {
      return std::make_tuple(a.account == nullptr, a.account) <
             std::make_tuple(b.account == nullptr, b.account);
    });
    Wide sum = 0, realised = 0;
    for (const FormDetail& detail : details) {
      sum += detail.planned;
      realised += detail.realised;
    }
    v1::BudgetFormRow& row = rows.emplace_back();
    row.set_account(heading);
    row.set_display_name(HeadingText(chart, heading, language));
    *row.mutable_planned() = AmountIn(facts, sum);
    if (IsInKind(side)) *row.mutable_realised() = AmountIn(facts, realised);
    for (const FormDetail& detail : details) rows.push_back(RowOf(facts, detail, language));
  }
  return rows;
}

v1::BudgetForm MakeBudgetForm(const ProjectFacts& facts, const Budget& budget,
                              const std::vector<Line>& lines, Language language) {
  v1::BudgetForm form;
  form.set_project(facts.project.name());
  form.set_project_display_name(facts.project.display_name());
  if (budget.name().empty()) return form;
  form.set_budget(budget.name());
  form.set_budget_version(budget.version());
  if (budget.has_adoption_date()) *form.mutable_adoption_date() = budget.adoption_date();
  const ChartVersion chart = ChartVersionOf(lines, budget, facts.as_of);
  form.set_chart_of_accounts(std::string(NameOf(chart)));
  const auto take = [&](Line::Side side, auto* rows) {
    return AmountIn(facts, Take(FormRows(facts, lines, side, chart, language), rows));
  };
  // Investments are no charges, and the form has no room for them.
  std::vector<v1::BudgetFormRow> charges =
      FormRows(facts, lines, Line::SIDE_EXPENSE, chart, language);
  const auto behind =
      std::find_if(charges.begin(), charges.end(),
                   [](const v1::BudgetFormRow& row) { return IsInvestment(row.account()); });
  std::vector<v1::BudgetFormRow> investments(std::make_move_iterator(behind),
                                             std::make_move_iterator(charges.end()));
  charges.erase(behind, charges.end());
  *form.mutable_total_charges() = AmountIn(facts, Take(std::move(charges), form.mutable_charges()));
  if (!investments.empty()) {
    *form.mutable_total_investments() =
        AmountIn(facts, Take(std::move(investments), form.mutable_investments()));
  }
  *form.mutable_total_produits() = take(Line::SIDE_INCOME, form.mutable_produits());
  take(Line::SIDE_IN_KIND_USE, form.mutable_in_kind_uses());
  take(Line::SIDE_IN_KIND_SOURCE, form.mutable_in_kind_sources());
  return form;
}

}  // namespace cofi::reporting
