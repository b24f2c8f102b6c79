// Who pays what, laid out: a row for each source, and all of them as one bar.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/money.h"
#include "base/names.h"
#include "base/readable.h"
#include "services/reporting/funding_lines.h"
#include "services/reporting/layout.h"
#include "services/reporting/layouts.h"
#include "services/reporting/words.h"

namespace cofi::reporting {
namespace {

using v1::FundingPlan;
using v1::FundingSummary;
using v1::PlanPayment;
using v1::PlanSource;
using v1::PlanYear;

// Whose an amount of a source is, where the source has one.
enum class Whose { kFunder, kApplication, kGrant };

// The amounts of a source, in their order. However narrow a terminal is: what is secured stays.
struct PlanFigure {
  int field;
  const Money& (PlanSource::*of)() const;
  absl::string_view name;
  Whose whose;
  int32_t priority;
  // Of the period, if one was asked for.
  bool moved = false;
};
constexpr PlanFigure kFigures[] = {
    {PlanSource::kPlannedFieldNumber, &PlanSource::planned, "planned", Whose::kFunder, 1},
    {PlanSource::kToRequestFieldNumber, &PlanSource::to_request, "to-request", Whose::kFunder, 3},
    {PlanSource::kRequestedFieldNumber, &PlanSource::requested, "requested", Whose::kApplication,
     5},
    {PlanSource::kSecuredFieldNumber, &PlanSource::secured, "secured", Whose::kGrant, 0},
    {PlanSource::kConditionalFieldNumber, &PlanSource::conditional, "conditional", Whose::kGrant,
     7},
    {PlanSource::kPendingFieldNumber, &PlanSource::pending, "pending", Whose::kApplication, 2},
    {PlanSource::kExpectedFieldNumber, &PlanSource::expected, "expected", Whose::kApplication, 9},
    {PlanSource::kReceivedFieldNumber, &PlanSource::received, "received", Whose::kGrant, 4, true},
    {PlanSource::kSpentFieldNumber, &PlanSource::spent, "spent", Whose::kGrant, 6, true},
    // What makes these, the claims say.
    {PlanSource::kClaimableFieldNumber, &PlanSource::claimable, "", Whose::kGrant, 11},
    {PlanSource::kClaimedFieldNumber, &PlanSource::claimed, "", Whose::kGrant, 12},
    {PlanSource::kReceivableFieldNumber, &PlanSource::receivable, "", Whose::kGrant, 13},
};
constexpr int32_t kSharePriority = 8;
constexpr int32_t kLikelihoodPriority = 10;

// The likelihood stands before what it makes of the amount.
bool ComesAfterLikelihood(const PlanFigure& figure) {
  return figure.field == PlanSource::kExpectedFieldNumber;
}

// The state of the application; of a funder without one, that it has not been asked.
std::string StateText(const PlanSource& source, Language language) {
  return source.application().empty() && Minor(source.to_request()) != 0
             ? words::kNotAskedYet.In(language)
             : EnumLabel(source.state(), language);
}

std::string SourceText(const PlanSource& source, Language language) {
  return source.display_name().empty() ? words::kOwnFunds.In(language) : source.display_name();
}

std::string ResourceOf(const PlanSource& source) {
  for (const std::string* name : {&source.application(), &source.grant(), &source.funder()}) {
    if (!name->empty()) return *name;
  }
  return "";
}

// What an amount of a source is of: `application=fdf`, and `funder=` of own funds.
std::string KeyText(const PlanSource& source, Whose whose) {
  if (whose == Whose::kApplication && !source.application().empty()) {
    return Of("application", IdOf(source.application()));
  }
  if (whose == Whose::kGrant && !source.grant().empty()) return Of("grant", IdOf(source.grant()));
  return absl::StrCat("funder=", IdOf(source.funder()));
}

v1::Cell ShareUnlessZero(int32_t basis_points) {
  return basis_points == 0 ? Nothing() : ShareCell(basis_points);
}

void AddSources(const FundingPlan& plan, Language language, v1::Document* document) {
  TableLayout table("sources", "", language, document);
  table.Column({.id = "source", .label = words::kSource.In(language)});
  table.Column<PlanSource>(PlanSource::kStateFieldNumber);
  for (const PlanFigure& figure : kFigures) {
    if (ComesAfterLikelihood(figure)) {
      table.Column<PlanSource>(PlanSource::kLikelihoodBasisPointsFieldNumber,
                               {.priority = kLikelihoodPriority});
    }
    table.Column<PlanSource>(figure.field, {.priority = figure.priority});
  }
  table.Column<PlanSource>(PlanSource::kShareBasisPointsFieldNumber,
                           {.label = words::kShare.In(language), .priority = kSharePriority});
  for (const int field : {PlanSource::kFunderFieldNumber, PlanSource::kApplicationFieldNumber,
                          PlanSource::kGrantFieldNumber}) {
    table.Column<PlanSource>(field, {.kind = v1::Column::KIND_NAME, .files_only = true});
  }
  const auto add = [&](std::vector<v1::Cell> cells, const PlanSource& source, bool is_total) {
    for (const PlanFigure& figure : kFigures) {
      std::vector<std::string> of;
      if (!is_total) of.push_back(KeyText(source, figure.whose));
      // What sources plan is income.
      if (is_total && figure.field == PlanSource::kPlannedFieldNumber) of.push_back("account=7");
      if (figure.moved) {
        of.push_back(Of("from", IsoDate(plan.from_date())));
        of.push_back(Of("to", IsoDate(plan.to_date())));
      }
      if (ComesAfterLikelihood(figure)) {
        const bool open = !is_total && Minor(source.pending()) != 0;
        cells.push_back(open ? ShareUnlessZero(source.likelihood_basis_points()) : Nothing());
      }
      const std::string ref = figure.name.empty() ? "" : Ref(plan.project(), figure.name, of);
      cells.push_back(AmountUnlessZero((source.*figure.of)(), ref));
    }
    cells.push_back(ShareUnlessZero(source.share_basis_points()));
    for (const std::string* name : {&source.funder(), &source.application(), &source.grant()}) {
      cells.push_back(Said(IdOf(*name), *name));
    }
    table.Row(std::move(cells), is_total ? v1::Row::ROLE_TOTAL : v1::Row::ROLE_DETAIL);
  };
  for (const PlanSource& source : plan.sources()) {
    add({Said(SourceText(source, language), ResourceOf(source)), Said(StateText(source, language))},
        source,
        /*is_total=*/false);
  }
  add({Said(words::kTotal.In(language)), Nothing()}, plan.total(), /*is_total=*/true);
}

// A year is a word: nothing is counted.
ColumnOptions YearColumn(Language language) {
  return {
      .id = "fiscal_year",
      .label = LabelOf(PlanYear::descriptor()->FindFieldByNumber(PlanYear::kFiscalYearFieldNumber),
                       language)};
}

v1::Cell YearCell(const PlanYear& year, Language language) {
  return Said(year.has_fiscal_year() ? absl::StrCat(year.fiscal_year())
                                     : words::kNotByYear.In(language));
}

// What is secured of each source by fiscal year, and then of all of them together.
void AddYears(const FundingPlan& plan, Language language, v1::Document* document) {
  if (plan.years().empty()) return;
  TableLayout sources("source_years", words::kAwardsByYear.In(language), language, document);
  sources.Column({.id = "source", .label = words::kSource.In(language)});
  sources.Column(YearColumn(language));
  sources.Column<PlanYear>(PlanYear::kSecuredFieldNumber);
  for (const PlanSource& source : plan.sources()) {
    for (const PlanYear& year : source.years()) {
      sources.Row({Said(SourceText(source, language), ResourceOf(source)), YearCell(year, language),
                   Amount(year.secured())});
    }
  }
  TableLayout years("years", words::kByYear.In(language), language, document);
  years.Column(YearColumn(language));
  years.Column<PlanYear>(PlanYear::kSecuredFieldNumber);
  for (const PlanYear& year : plan.years()) {
    years.Row({YearCell(year, language), Amount(year.secured())});
  }
  years.Row({Said(words::kTotal.In(language)),
             Amount(plan.total().secured(), Ref(plan.project(), "secured"))},
            v1::Row::ROLE_TOTAL);
}

// Each payment that is promised; and below, in a sentence each, those that are late.
void AddPayments(const FundingPlan& plan, Language language, v1::Document* document) {
  if (plan.payments().empty()) return;
  TableLayout table("payments", words::kExpectedPayments.In(language), language, document);
  table.Column<PlanPayment>(PlanPayment::kFunderDisplayNameFieldNumber, {.id = "funder"});
  table.Column<PlanPayment>(PlanPayment::kKindFieldNumber, {.priority = 3});
  table.Column<PlanPayment>(PlanPayment::kExpectedDateFieldNumber);
  table.Column<PlanPayment>(PlanPayment::kExpectedFieldNumber, {.priority = 1});
  table.Column<PlanPayment>(PlanPayment::kReceivedFieldNumber, {.priority = 2});
  table.Column<PlanPayment>(PlanPayment::kMissingFieldNumber);
  table.Column<PlanPayment>(PlanPayment::kGrantFieldNumber,
                            {.kind = v1::Column::KIND_NAME, .files_only = true});
  for (const PlanPayment& payment : plan.payments()) {
    table
        .Row({Said(payment.funder_display_name(), payment.grant()),
              Said(EnumLabel(payment.kind(), language)), OnDate(payment.expected_date()),
              Amount(payment.expected()), AmountUnlessZero(payment.received()),
              AmountUnlessZero(payment.missing()), Said(IdOf(payment.grant()), payment.grant())})
        ->set_warning(payment.late());
  }
  for (const PlanPayment& payment : plan.payments()) {
    if (!payment.late()) continue;
    AddParagraph(
        {Say(words::kPaymentLate, language, payment.funder_display_name(),
             EnumLabel(payment.kind(), language), WholeAmountText(payment.expected(), language),
             DateText(payment.expected_date(), language),
             ReceivedText(payment.received(), language))},
        /*warning=*/true, document);
  }
}

// `Secured 135,000.00 of 180,000.00 (75%); 33,000.00 missing, 33,000.00 pending.`
std::string FundingText(const FundingSummary& funding, Language language) {
  const std::string secured = SecuredText(funding, language);
  if (Minor(funding.gap()) <= 0) return Say(words::kNothingMissing, language, secured);
  const auto part = [&](const Text& text, const Money& amount) {
    return Minor(amount) == 0 ? "" : Say(text, language, AmountText(amount, language));
  };
  return Say(words::kMissing, language, secured, AmountText(funding.gap(), language),
             part(words::kMissingPending, funding.pending()),
             part(words::kMissingToRequest, funding.to_request()));
}

// What pays for the planned expenses, from what is sure to what nobody has been asked for. What is
// pending may be more than what is missing; the pieces are then more than the whole.
void AddStack(const FundingPlan& plan, Language language, v1::Document* document) {
  const FundingSummary& funding = plan.funding();
  if (Minor(funding.expenses()) == 0) return;
  v1::Chart* const chart = document->add_blocks()->mutable_chart();
  chart->set_id("funding");
  chart->set_kind(v1::Chart::KIND_STACK);
  chart->set_title(words::kFunding.In(language));
  chart->set_caption(FundingText(funding, language));
  *chart->mutable_today() = plan.as_of_date();
  v1::Chart::Track* const track = chart->add_tracks();
  track->set_label(plan.project_display_name());
  *track->mutable_whole() = funding.expenses();
  const auto add = [&](const std::string& label, v1::Chart::Style style, int64_t minor) {
    if (minor <= 0) return;
    v1::Chart::Mark* const mark = track->add_marks();
    mark->set_label(label);
    mark->set_style(style);
    *mark->mutable_amount() = MoneyFromMinor(minor, funding.expenses().currency_code());
  };
  const auto label = [&](int field) {
    return LabelOf(FundingSummary::descriptor()->FindFieldByNumber(field), language);
  };
  const int64_t conditional = Minor(funding.conditional());
  const int64_t pending = Minor(funding.pending());
  const int64_t to_request = Minor(funding.to_request());
  add(label(FundingSummary::kSecuredFieldNumber), v1::Chart::STYLE_SURE,
      Minor(funding.secured()) - conditional);
  add(words::kUnderConditions.In(language), v1::Chart::STYLE_RESERVED, conditional);
  add(label(FundingSummary::kOwnFundsFieldNumber), v1::Chart::STYLE_OWN,
      Minor(funding.own_funds()));
  add(label(FundingSummary::kPendingFieldNumber), v1::Chart::STYLE_OPEN, pending);
  add(label(FundingSummary::kToRequestFieldNumber), v1::Chart::STYLE_MISSING, to_request);
  add(words::kNotCovered.In(language), v1::Chart::STYLE_MISSING,
      Minor(funding.gap()) - pending - to_request);
}

void AddStartCondition(const FundingPlan& plan, Language language, v1::Document* document) {
  const v1::StartConditionVerdict& verdict = plan.start_condition();
  std::vector<std::string> parts;
  if (verdict.required_basis_points() > 0) {
    parts.push_back(Say(words::kStartThreshold, language,
                        PercentText(verdict.required_basis_points(), language),
                        AmountText(verdict.required_amount(), language)));
  }
  if (Minor(plan.funding().conditional()) != 0) {
    parts.push_back(Say(words::kCountsConditional, language,
                        AmountText(plan.funding().conditional(), language)));
  }
  if (verdict.met()) {
    parts.push_back(IsSet(verdict.since_date())
                        ? Say(words::kMetSince, language, DateText(verdict.since_date(), language))
                        : words::kMet.In(language));
  } else if (Minor(verdict.missing_amount()) != 0) {
    parts.push_back(
        Say(words::kNotMetMissing, language, AmountText(verdict.missing_amount(), language)));
  } else {
    parts.push_back(words::kNotMet.In(language));
  }
  if (verdict.missing_applications_size() > 0) {
    std::vector<absl::string_view> names;
    names.reserve(verdict.missing_applications_size());
    for (const std::string& name : verdict.missing_applications()) names.push_back(IdOf(name));
    parts.push_back(
        absl::StrCat(words::kMissingApplications.In(language), " ", absl::StrJoin(names, ", ")));
  }
  parts[0] = absl::StrCat(words::kStartCondition.In(language), " ", parts[0]);
  AddParagraph(std::move(parts), /*warning=*/false, document);
}

}  // namespace

v1::Document LayOut(const FundingPlan& plan, const v1::GetFundingPlanRequest& /*request*/,
                    const Part& /*part*/, Language language) {
  v1::Document document;
  document.set_title(plan.project_display_name());
  AddFact(EnumLabel(plan.project_state(), language), &document);
  AddFact(PeriodText(plan.from_date(), plan.to_date(), language), &document);
  AddFact(AsOfText(plan, language), &document);
  AddSources(plan, language, &document);
  AddStack(plan, language, &document);
  AddFunding(plan.funding(), plan.project(), language, &document);
  if (plan.has_start_condition()) AddStartCondition(plan, language, &document);
  AddYears(plan, language, &document);
  AddPayments(plan, language, &document);
  for (const PlanSource& source : plan.sources()) {
    if (!source.has_stale_disclosure()) continue;
    AddStaleDisclosure(source.stale_disclosure(), IdOf(source.application()), source.display_name(),
                       language, &document);
  }
  AddLateAndNext(plan, language, &document);
  return document;
}

}  // namespace cofi::reporting
