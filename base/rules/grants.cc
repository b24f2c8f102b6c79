#include "base/rules/grants.h"

#include <algorithm>

#include "base/dated_facts.h"
#include "base/dates.h"
#include "base/money.h"

namespace cofi::rules {
namespace {

using budgets::v1::Grant;

// What it pays on a day, firm and under conditions.
struct Payable {
  int64_t firm_minor = 0;
  int64_t conditional_minor = 0;
};

Payable PayableOn(absl::CivilDay day, const Grant& grant) {
  if (grant.has_award_date() && Day(grant.award_date()) > day) return {};
  Grant then = grant;
  FactsOn(day, &then);
  if (then.has_lost_date() && Day(then.lost_date()) > day) then.clear_lost_date();
  const int64_t minor = PayableMinor(then);
  return then.conditional() ? Payable{0, minor} : Payable{minor, 0};
}

}  // namespace

int64_t AwardedMinor(const Grant& grant) {
  return grant.has_lost_date() ? 0 : Minor(grant.awarded_amount());
}

int64_t PayableMinor(const Grant& grant) {
  const int64_t awarded = AwardedMinor(grant);
  return grant.has_ceiling() ? std::min(awarded, Minor(grant.ceiling())) : awarded;
}

std::vector<StartFacts::Award> AwardSteps(const Grant& grant) {
  std::vector<absl::CivilDay> days = ChangeDays(grant);
  days.push_back(Day(grant.award_date()));
  if (grant.has_lost_date()) days.push_back(Day(grant.lost_date()));
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());

  std::vector<StartFacts::Award> steps;
  Payable before;
  for (const absl::CivilDay day : days) {
    const Payable now = PayableOn(day, grant);
    const auto add = [&](int64_t minor, bool conditional) {
      if (minor != 0) steps.push_back({grant.application(), day, minor, conditional});
    };
    add(now.conditional_minor - before.conditional_minor, /*conditional=*/true);
    add(now.firm_minor - before.firm_minor, /*conditional=*/false);
    before = now;
  }
  return steps;
}

}  // namespace cofi::rules
