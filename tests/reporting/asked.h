// What tests ask of the reports, and the sums of movements that budgets gives them for it.
#ifndef COFI_TESTS_REPORTING_ASKED_H_
#define COFI_TESTS_REPORTING_ASKED_H_

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/dates.h"
#include "base/rules/fiscal_years.h"
#include "services/reporting/facts_rules.h"
#include "services/reporting/group_rules.h"
#include "services/reporting/movement_rules.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {

// A status by these dimensions.
inline v1::GetBudgetStatusRequest By(const std::vector<GroupBy>& groups) {
  v1::GetBudgetStatusRequest request;
  for (const GroupBy each : groups) request.add_group_by(each);
  return request;
}

// Of a period; an empty end is open.
template <typename Request>
Request Between(const std::string& from, const std::string& to, Request request) {
  if (!from.empty()) *request.mutable_from_date() = On(from);
  if (!to.empty()) *request.mutable_to_date() = On(to);
  return request;
}

// What was moved on a day; of no year.
struct DatedMovement {
  std::string date;
  MovementSum moved;
};

// Sums the movements as budgets does, which are then those of the facts.
inline void SumMovements(const std::vector<DatedMovement>& ledger,
                         const std::optional<MovementsAsked>& asked, ProjectFacts* facts) {
  facts->movements.clear();
  facts->movements_before.clear();
  if (!asked.has_value()) return;
  std::map<std::tuple<std::string, std::string, int>, MovementSum> sums, before;
  for (const auto& [date, moved] : ledger) {
    const absl::CivilDay day = Day(On(date));
    const bool late = asked->has_to_date() && day > Day(asked->to_date());
    if (late || day > facts->as_of) continue;
    const bool early = asked->has_from_date() && day < Day(asked->from_date());
    const int year =
        asked->by_year() && !early ? rules::FiscalYearOf(day, asked->fiscal_year_start_month()) : 0;
    MovementSum& sum = (early ? before : sums)[{moved.line(), moved.grant(), year}];
    sum.set_line(moved.line());
    sum.set_grant(moved.grant());
    sum.set_year(year);
    sum.set_committed_minor(sum.committed_minor() + moved.committed_minor());
    sum.set_spent_minor(sum.spent_minor() + moved.spent_minor());
    sum.set_paid_minor(sum.paid_minor() + moved.paid_minor());
    sum.set_received_minor(sum.received_minor() + moved.received_minor());
    sum.set_in_kind_minor(sum.in_kind_minor() + moved.in_kind_minor());
  }
  const auto tell = [](const auto& from, std::vector<MovementSum>* to) {
    for (const auto& [of, sum] : from) {
      const bool nothing = sum.committed_minor() == 0 && sum.spent_minor() == 0 &&
                           sum.paid_minor() == 0 && sum.received_minor() == 0 &&
                           sum.in_kind_minor() == 0;
      if (!nothing) to->push_back(sum);
    }
  };
  tell(sums, &facts->movements);
  tell(before, &facts->movements_before);
}

}  // namespace cofi::reporting

#endif  // COFI_TESTS_REPORTING_ASKED_H_
