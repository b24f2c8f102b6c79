#include "base/rules/start_condition.h"

#include <algorithm>
#include <limits>

namespace cofi::rules {
namespace {

using projects::v1::StartCondition;
using Wide = __int128;

bool Counts(const StartCondition& condition, const StartFacts::Award& award) {
  return !award.conditional || !condition.unconditional_only();
}

// Whether its grant can pay something on that day.
bool IsAwarded(const StartCondition& condition, const StartFacts& facts,
               const std::string& application, absl::CivilDay day) {
  Wide sum = 0;
  for (const StartFacts::Award& award : facts.awards) {
    if (award.application == application && award.awarded <= day && Counts(condition, award)) {
      sum += award.amount_minor;
    }
  }
  return sum > 0;
}

const StartFacts::Plan* PlanOn(const StartFacts& facts, absl::CivilDay day) {
  const StartFacts::Plan* in_force = nullptr;
  for (const StartFacts::Plan& plan : facts.plans) {
    if (plan.adopted > day || (in_force != nullptr && plan.adopted < in_force->adopted)) continue;
    in_force = &plan;
  }
  return in_force;
}

// In 128 bits and without a division, so that exactly 80 % is 80 %.
bool IsShareSecured(const StartCondition& condition, const StartFacts& facts, absl::CivilDay day) {
  if (condition.secured_basis_points() == 0) return true;
  const StartFacts::Plan* plan = PlanOn(facts, day);
  if (plan == nullptr) return false;
  Wide secured = 0;
  for (const StartFacts::Award& award : facts.awards) {
    if (award.awarded <= day && Counts(condition, award)) secured += award.amount_minor;
  }
  return secured * 10'000 >=
         static_cast<Wide>(condition.secured_basis_points()) * plan->expenses_minor;
}

bool HoldsOn(const StartCondition& condition, const StartFacts& facts, absl::CivilDay day) {
  return IsShareSecured(condition, facts, day) &&
         std::all_of(
             condition.awarded_applications().begin(), condition.awarded_applications().end(),
             [&](const std::string& wanted) { return IsAwarded(condition, facts, wanted, day); });
}

}  // namespace

std::optional<absl::CivilDay> HoldsSince(const StartCondition& condition, const StartFacts& facts) {
  // It can only change on the dates of the facts.
  std::vector<absl::CivilDay> days = {absl::CivilDay::min()};
  for (const StartFacts::Plan& plan : facts.plans) days.push_back(plan.adopted);
  for (const StartFacts::Award& award : facts.awards) days.push_back(award.awarded);
  std::sort(days.begin(), days.end());
  std::optional<absl::CivilDay> since;
  for (const absl::CivilDay day : days) {
    if (!HoldsOn(condition, facts, day)) {
      since.reset();
    } else if (!since.has_value()) {
      since = day;
    }
  }
  return since;
}

StartFigures FiguresOf(const StartCondition& condition, const StartFacts& facts) {
  constexpr absl::CivilDay kAlways = absl::CivilDay::max();
  StartFigures figures;
  Wide secured = 0;
  for (const StartFacts::Award& award : facts.awards) {
    if (Counts(condition, award)) secured += award.amount_minor;
  }
  figures.secured_minor =
      static_cast<int64_t>(std::min<Wide>(secured, std::numeric_limits<int64_t>::max()));
  if (const StartFacts::Plan* plan = PlanOn(facts, kAlways)) {
    const Wide scaled = static_cast<Wide>(condition.secured_basis_points()) * plan->expenses_minor;
    figures.required_minor = static_cast<int64_t>((scaled + 9'999) / 10'000);
  }
  for (const std::string& wanted : condition.awarded_applications()) {
    if (!IsAwarded(condition, facts, wanted, kAlways))
      figures.missing_applications.push_back(wanted);
  }
  return figures;
}

}  // namespace cofi::rules
