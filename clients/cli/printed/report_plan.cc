// The page of `cofi plan`: who pays what, and whether the project may start.

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/names.h"
#include "clients/cli/printed/cells.h"
#include "clients/cli/printed/report_lines.h"
#include "clients/cli/printed/report_pages.h"
#include "clients/cli/printed/table.h"
#include "clients/cli/typed/words.h"

namespace cofi::cli {
namespace {

using reporting::v1::FundingPlan;
using reporting::v1::PlanSource;
using reporting::v1::StartConditionVerdict;

Table PlanTable(const FundingPlan& plan, Language language) {
  const FieldColumns<PlanSource> column(language);
  Table table({{words::kSource.In(language)},
               column(PlanSource::kStateFieldNumber, Table::kLeft),
               column(PlanSource::kPlannedFieldNumber, Table::kRight),
               column(PlanSource::kRequestedFieldNumber, Table::kRight, /*spare=*/true),
               column(PlanSource::kSecuredFieldNumber, Table::kRight),
               column(PlanSource::kPendingFieldNumber, Table::kRight),
               column(PlanSource::kLikelihoodPercentFieldNumber, Table::kRight, /*spare=*/true),
               column(PlanSource::kExpectedFieldNumber, Table::kRight),
               column(PlanSource::kReceivedFieldNumber, Table::kRight, /*spare=*/true),
               column(PlanSource::kSpentFieldNumber, Table::kRight, /*spare=*/true),
               {words::kShare.In(language), Table::kRight}});
  // A zero says nothing here: the eye looks for the amounts that are there.
  const auto amount = [&](const Money& money) {
    return Minor(money) == 0 ? "" : AmountCell(money, language);
  };
  for (const PlanSource& source : plan.sources()) {
    const bool open = Minor(source.pending()) != 0;
    table.Row(
        {source.display_name().empty() ? words::kOwnFunds.In(language) : source.display_name(),
         EnumLabel(source.state(), language), amount(source.planned()), amount(source.requested()),
         amount(source.secured()), amount(source.pending()),
         open ? PercentText(source.likelihood_percent() * 100, language) : "",
         amount(source.expected()), amount(source.received()), amount(source.spent()),
         source.share_basis_points() == 0 ? ""
                                          : PercentText(source.share_basis_points(), language)});
  }
  table.Rule();
  // Only what the report itself sums: the client counts nothing.
  const auto& funding = plan.funding();
  table.Row({words::kTotal.In(language), "", AmountCell(funding.expenses(), language), "",
             AmountCell(funding.secured(), language), AmountCell(funding.pending(), language), "",
             AmountCell(funding.expected(), language), amount(funding.received()), "", ""});
  table.DropEmptyColumns();
  return table;
}

std::string StartLine(const StartConditionVerdict& verdict, const Settings& settings) {
  const Language language = settings.language;
  std::vector<std::string> parts;
  if (verdict.required_percent() > 0) {
    parts.push_back(Say(words::kStartThreshold, language,
                        PercentText(verdict.required_percent() * 100, language),
                        AmountCell(verdict.required_amount(), language)));
  }
  if (verdict.met()) {
    parts.push_back(IsSet(verdict.since_date())
                        ? Say(words::kMetSince, language, DateText(verdict.since_date(), language))
                        : words::kMet.In(language));
  } else if (Minor(verdict.missing_amount()) != 0) {
    parts.push_back(
        Say(words::kNotMetMissing, language, AmountCell(verdict.missing_amount(), language)));
  } else {
    parts.push_back(words::kNotMet.In(language));
  }
  if (verdict.missing_applications_size() > 0) {
    std::vector<absl::string_view> names;
    for (const std::string& name : verdict.missing_applications()) names.push_back(IdOf(name));
    parts.push_back(Say(words::kMissingApplications, language, absl::StrJoin(names, ", ")));
  }
  parts[0] = absl::StrCat(words::kStartCondition.In(language), " ", parts[0]);
  return Parts(parts, settings.width);
}

}  // namespace

std::string PlanText(const FundingPlan& plan, const Settings& settings) {
  const Language language = settings.language;
  const Table table = PlanTable(plan, language);
  const std::string state = EnumLabel(plan.project_state(), language);
  std::string text = Heading(plan.project_display_name(), {state, AsOfText(plan, language)},
                             table.WidthWithin(settings.width), settings.styled);
  absl::StrAppend(&text, table.Text(settings.width, settings.styled),
                  FundingLine(plan.funding(), settings));
  if (plan.has_start_condition()) {
    absl::StrAppend(&text, StartLine(plan.start_condition(), settings));
  }
  if (plan.has_next_deadline()) absl::StrAppend(&text, NextLine(plan.next_deadline(), settings));
  return text;
}

}  // namespace cofi::cli
