#include "services/projects/start_condition_rules.h"

#include <algorithm>

#include "base/dates.h"
#include "base/money.h"

namespace cofi::projects {
namespace {

using v1::Award;
using v1::Project;

bool IsAwardedBy(const Award& award, absl::CivilDay day) { return Day(award.award_date()) <= day; }

bool HoldsOn(const Project& project, absl::CivilDay day) {
  const auto& condition = project.start_condition();
  const auto& funding = project.funding();
  if (condition.secured_percent() > 0) {
    if (!IsSet(funding.adoption_date()) || Day(funding.adoption_date()) > day) return false;
    // In 128 bits and without a division, so that exactly 80 % is 80 %.
    __int128 secured = 0;
    for (const Award& award : funding.awards()) {
      if (IsAwardedBy(award, day)) secured += Minor(award.amount());
    }
    if (secured * 100 <
        static_cast<__int128>(condition.secured_percent()) * Minor(funding.planned_expenses())) {
      return false;
    }
  }
  return std::all_of(condition.awarded_applications().begin(),
                     condition.awarded_applications().end(), [&](const std::string& wanted) {
                       return std::any_of(funding.awards().begin(), funding.awards().end(),
                                          [&](const Award& award) {
                                            return award.application() == wanted &&
                                                   IsAwardedBy(award, day);
                                          });
                     });
}

}  // namespace

std::optional<absl::CivilDay> ConditionHoldsSince(const Project& project) {
  // It can only change on the dates of the facts.
  std::vector<absl::CivilDay> days = {absl::CivilDay::min()};
  if (IsSet(project.funding().adoption_date())) {
    days.push_back(Day(project.funding().adoption_date()));
  }
  for (const Award& award : project.funding().awards()) days.push_back(Day(award.award_date()));
  std::sort(days.begin(), days.end());
  // Facts only add up, so once it holds it holds on all later dates.
  const auto first = std::find_if(days.begin(), days.end(),
                                  [&](absl::CivilDay day) { return HoldsOn(project, day); });
  if (first == days.end()) return std::nullopt;
  return *first;
}

StartFigures FiguresOf(const Project& project) {
  StartFigures figures;
  for (const Award& award : project.funding().awards())
    figures.secured_minor += Minor(award.amount());
  const __int128 hundredfold = static_cast<__int128>(project.start_condition().secured_percent()) *
                               Minor(project.funding().planned_expenses());
  figures.required_minor = static_cast<int64_t>((hundredfold + 99) / 100);
  for (const std::string& wanted : project.start_condition().awarded_applications()) {
    const bool awarded =
        std::any_of(project.funding().awards().begin(), project.funding().awards().end(),
                    [&](const Award& award) { return award.application() == wanted; });
    if (!awarded) figures.missing_applications.push_back(wanted);
  }
  return figures;
}

}  // namespace cofi::projects
