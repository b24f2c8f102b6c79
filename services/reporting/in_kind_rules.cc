#include "services/reporting/in_kind_rules.h"

#include <cstdint>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/names.h"
#include "services/reporting/statement_rules.h"

namespace cofi::reporting {
namespace {

constexpr int32_t kAll = 10'000;

struct InKindFigures {
  Wide planned = 0, before = 0, realised = 0;
};

v1::InKindRow RowOf(const ProjectFacts& facts, const InKindFigures& figures, bool has_period) {
  const Wide given = figures.before + figures.realised;
  v1::InKindRow row;
  *row.mutable_planned() = AmountIn(facts, figures.planned);
  *row.mutable_realised() = AmountIn(facts, figures.realised);
  if (has_period) *row.mutable_realised_before() = AmountIn(facts, figures.before);
  *row.mutable_left() = AmountIn(facts, figures.planned - given);
  row.set_used_basis_points(PartOf(given, figures.planned, kAll));
  return row;
}

}  // namespace

bool IsInKind(Line::Side side) {
  return side == Line::SIDE_IN_KIND_USE || side == Line::SIDE_IN_KIND_SOURCE;
}

std::vector<Line> LinesOfPeriod(const ProjectFacts& facts) {
  absl::flat_hash_map<absl::string_view, int64_t> given;
  for (const MovementSum& sum : facts.movements) given[sum.line()] += sum.in_kind_minor();
  std::vector<Line> lines = facts.lines;
  for (Line& line : lines) {
    if (!IsInKind(line.side())) continue;
    const auto found = given.find(IdOf(line.name()));
    *line.mutable_in_kind_amount() = AmountIn(facts, found == given.end() ? 0 : found->second);
  }
  return lines;
}

void AddInKind(const ProjectFacts& facts, bool has_period, v1::BudgetStatus* status) {
  // The lines have what was given by the day of the facts, which may be after the period.
  absl::flat_hash_map<absl::string_view, Wide> before, within;
  if (has_period) {
    for (const MovementSum& sum : facts.movements_before) {
      before[sum.line()] += sum.in_kind_minor();
    }
    for (const MovementSum& sum : facts.movements) within[sum.line()] += sum.in_kind_minor();
  }
  const auto add = [&](Line::Side side, auto* rows, auto mutable_total) {
    const std::vector<const Line*> lines = LinesOn(facts, side);
    if (lines.empty()) return;
    InKindFigures total;
    for (const Line* line : lines) {
      const absl::string_view id = IdOf(line->name());
      InKindFigures figures{.planned = Minor(line->planned_amount()), .before = before[id]};
      figures.realised = has_period ? within[id] : Minor(line->in_kind_amount());
      total.planned += figures.planned;
      total.before += figures.before;
      total.realised += figures.realised;
      v1::InKindRow& row = *rows->Add();
      row = RowOf(facts, figures, has_period);
      row.set_key(std::string(id));
      row.set_account(line->account());
      row.set_display_name(line->display_name());
    }
    *(status->*mutable_total)() = RowOf(facts, total, has_period);
  };
  add(Line::SIDE_IN_KIND_USE, status->mutable_in_kind_uses(),
      &v1::BudgetStatus::mutable_in_kind_uses_total);
  add(Line::SIDE_IN_KIND_SOURCE, status->mutable_in_kind_sources(),
      &v1::BudgetStatus::mutable_in_kind_sources_total);
}

std::string ContributionFilter(const FigureName& figure) {
  std::vector<std::string> filter;
  const auto add = [&](const char* comparison, const Date& date) {
    if (IsSet(date))
      filter.push_back(absl::StrCat("contribution_date ", comparison, " ", IsoDate(date)));
  };
  add(">=", figure.from);
  add("<=", figure.to);
  const std::string on_line = OnLine(figure.project, figure.line.value_or(""));
  if (!on_line.empty()) filter.push_back(absl::StrCat("(", on_line, " OR source_", on_line, ")"));
  return absl::StrJoin(filter, " AND ");
}

}  // namespace cofi::reporting
