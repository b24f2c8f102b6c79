#include "services/applications/resubmission_rules.h"

#include <vector>

#include "absl/algorithm/container.h"
#include "absl/time/civil_time.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/rules/application_states.h"

namespace cofi::applications {
namespace {

using v1::Application;

// From the first day on which it counted to the first on which it did not any more.
struct Span {
  absl::CivilDay from, to;
};

std::vector<Span> SpansOf(const Application& application) {
  std::vector<Span> spans;
  bool counted = false;
  for (const auto& change : application.history()) {
    const auto state = static_cast<Application::State>(
        EnumValue(Application::State_descriptor(), change.state())->number());
    const bool counts = rules::IsOpen(state) || rules::IsAwarded(state);
    if (counts && !counted) spans.push_back({Day(change.date()), absl::CivilDay::max()});
    if (!counts && counted) spans.back().to = Day(change.date());
    counted = counts;
  }
  // As of a day counts what was so at its end.
  std::erase_if(spans, [](const Span& span) { return span.from >= span.to; });
  return spans;
}

}  // namespace

bool Stands(const Application& application) {
  return rules::IsUndecided(application.state()) || rules::IsAwarded(application.state());
}

bool CountedTogether(const Application& one, const Application& other) {
  const std::vector<Span> others = SpansOf(other);
  return absl::c_any_of(SpansOf(one), [&](const Span& a) {
    return absl::c_any_of(others, [&](const Span& b) { return a.from < b.to && b.from < a.to; });
  });
}

}  // namespace cofi::applications
