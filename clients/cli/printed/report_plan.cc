// The page of `cofi plan`: who pays what, and whether the project may start.

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/names.h"
#include "clients/cli/printed/cells.h"
#include "clients/cli/printed/report_lines.h"
#include "clients/cli/printed/report_pages.h"
#include "clients/cli/printed/text_table.h"
#include "clients/cli/printed/words_reports.h"
#include "clients/cli/typed/words.h"

namespace cofi::cli {
namespace {

using reporting::v1::FundingPlan;
using reporting::v1::PlanSource;
using reporting::v1::StartConditionVerdict;

std::string SourceLabel(const PlanSource& source, Language language) {
  return source.display_name().empty() ? words::kOwnFunds.In(language) : source.display_name();
}

// The state of the application; of a funder without one, that it has not been asked.
std::string StateLabel(const PlanSource& source, Language language) {
  return source.application().empty() && Minor(source.to_request()) != 0
             ? words::kNotAskedYet.In(language)
             : EnumLabel(source.state(), language);
}

TextTable PlanTable(const FundingPlan& plan, Language language) {
  const FieldColumns<PlanSource> column(language);
  const auto money = [&](int field, bool spare) {
    return column(field, TextColumn::kRight, spare);
  };
  TextTable table({{words::kSource.In(language)},
                   column(PlanSource::kStateFieldNumber, TextColumn::kLeft),
                   money(PlanSource::kPlannedFieldNumber, false),
                   money(PlanSource::kToRequestFieldNumber, false),
                   money(PlanSource::kRequestedFieldNumber, true),
                   money(PlanSource::kSecuredFieldNumber, false),
                   money(PlanSource::kConditionalFieldNumber, true),
                   money(PlanSource::kPendingFieldNumber, false),
                   money(PlanSource::kLikelihoodPercentFieldNumber, true),
                   money(PlanSource::kExpectedFieldNumber, true),
                   money(PlanSource::kReceivedFieldNumber, true),
                   money(PlanSource::kSpentFieldNumber, true),
                   {words::kShare.In(language), TextColumn::kRight}});
  // A zero says nothing here: the eye looks for the amounts that are there.
  const auto amount = [&](const Money& money) {
    return Minor(money) == 0 ? "" : AmountCell(money, language);
  };
  const auto percent = [&](int32_t basis_points) {
    return basis_points == 0 ? "" : PercentText(basis_points, language);
  };
  const auto add = [&](std::string label, std::string state, const PlanSource& source) {
    const bool open = Minor(source.pending()) != 0;
    table.Row({std::move(label), std::move(state), amount(source.planned()),
               amount(source.to_request()), amount(source.requested()), amount(source.secured()),
               amount(source.conditional()), amount(source.pending()),
               open ? percent(source.likelihood_percent() * 100) : "", amount(source.expected()),
               amount(source.received()), amount(source.spent()),
               percent(source.share_basis_points())});
  };
  for (const PlanSource& source : plan.sources()) {
    add(SourceLabel(source, language), StateLabel(source, language), source);
  }
  table.Rule();
  add(words::kTotal.In(language), "", plan.total());
  table.DropEmptyColumns();
  return table;
}

std::string StartLine(const FundingPlan& plan, const Settings& settings) {
  const StartConditionVerdict& verdict = plan.start_condition();
  const Language language = settings.language;
  std::vector<std::string> parts;
  if (verdict.required_percent() > 0) {
    parts.push_back(Say(words::kStartThreshold, language,
                        PercentText(verdict.required_percent() * 100, language),
                        AmountCell(verdict.required_amount(), language)));
  }
  if (Minor(plan.funding().conditional()) != 0) {
    parts.push_back(Say(words::kCountsConditional, language,
                        AmountCell(plan.funding().conditional(), language)));
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
    parts.push_back(
        absl::StrCat(words::kMissingApplications.In(language), " ", absl::StrJoin(names, ", ")));
  }
  parts[0] = absl::StrCat(words::kStartCondition.In(language), " ", parts[0]);
  return Parts(parts, settings.width);
}

}  // namespace

std::string PlanText(const FundingPlan& plan, const Settings& settings) {
  const Language language = settings.language;
  const TextTable table = PlanTable(plan, language);
  const std::string state = EnumLabel(plan.project_state(), language);
  std::string text = Heading(plan.project_display_name(), {state, AsOfText(plan, language)},
                             table.WidthWithin(settings.width), settings.styled);
  absl::StrAppend(&text, table.Text(settings.width, settings.styled),
                  FundingLine(plan.funding(), settings));
  if (plan.has_start_condition()) {
    absl::StrAppend(&text, StartLine(plan, settings));
  }
  absl::StrAppend(&text, LateAndNextLines(plan, settings));
  return text;
}

}  // namespace cofi::cli
