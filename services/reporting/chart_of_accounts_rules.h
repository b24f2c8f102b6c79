// The chart of accounts of associations in each of its versions, and the headings that the forms
// for subsidies print of it. Numbers are told apart by version: 875 is gifts in kind in one and
// volunteer work in the next.
//
//   const ChartVersion chart = ChartVersionOf(lines, budget, facts.as_of);
//   FindAccount(chart, "6411")->text.In(language);  // That of 641, the nearest that it has.
//
// Named as rules are, so that the house keeps it as pure as those who read it.
#ifndef COFI_SERVICES_REPORTING_CHART_OF_ACCOUNTS_RULES_H_
#define COFI_SERVICES_REPORTING_CHART_OF_ACCOUNTS_RULES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "base/language.h"
#include "services/reporting/facts_rules.h"

namespace cofi::reporting {

// The versions, the oldest first.
enum class ChartVersion { kCrc9901, kAnc201806, kAnc202206 };

// `anc-2018-06`.
absl::string_view NameOf(ChartVersion chart);

// The version of a fiscal year, and that of a budget: of the year that all its lines name; else of
// the year in which it was adopted; else of that of the day.
ChartVersion ChartVersionOf(int fiscal_year);
ChartVersion ChartVersionOf(const std::vector<Line>& lines, const Budget& budget,
                            absl::CivilDay as_of);

// An account, or `indirect`, by what the forms call it; by the chart's own words where they have
// no row for it.
struct Account {
  absl::string_view number;
  Text text;
  // The versions that have it so.
  ChartVersion first = ChartVersion::kCrc9901;
  ChartVersion last = ChartVersion::kAnc202206;
};

// The account, or the nearest above it that the version has; null if it has none. Of two that are
// found, the one that the forms print first is less.
const Account* FindAccount(ChartVersion chart, absl::string_view number);

// Whether it is a heading of the forms: two digits, or `indirect`.
bool IsHeading(absl::string_view account);

// Whether it is one of assets: class 2, which a budget plans to invest.
bool IsInvestment(absl::string_view account);

// The heading of an account: `64` of 6411; indirect charges are their own.
std::string HeadingOf(absl::string_view account);

// Headings in the order of the forms, assets behind them: for maps.
struct FormOrder {
  bool operator()(absl::string_view a, absl::string_view b) const;
};

// The headings that the forms print of a side of the budget, in their order, used or not.
absl::Span<const absl::string_view> HeadingsOf(Line::Side side);

// What the forms, or the chart where these have no room for it, call a heading; empty of one that
// there is not. Those of charges are the same in all versions.
std::string HeadingText(ChartVersion chart, absl::string_view heading, Language language);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_CHART_OF_ACCOUNTS_RULES_H_
