#include "base/rules/application_states.h"

namespace cofi::rules {
namespace {

using applications::v1::Application;
using applications::v1::Stage;

enum class Meaning { kDraft, kOpen, kAwarded, kEnded };

constexpr struct {
  Application::State state;
  Meaning meaning;
} kMeanings[] = {
    {Application::STATE_DRAFT, Meaning::kDraft},
    {Application::STATE_SUBMITTED, Meaning::kOpen},
    {Application::STATE_IN_SELECTION, Meaning::kOpen},
    {Application::STATE_INFORMATION_REQUESTED, Meaning::kOpen},
    {Application::STATE_ON_HOLD, Meaning::kOpen},
    {Application::STATE_AWARDED, Meaning::kAwarded},
    {Application::STATE_AWARDED_CONDITIONALLY, Meaning::kAwarded},
    {Application::STATE_AGREED, Meaning::kAwarded},
    {Application::STATE_CLOSED, Meaning::kAwarded},
    {Application::STATE_REJECTED, Meaning::kEnded},
    {Application::STATE_WITHDRAWN, Meaning::kEnded},
};

Meaning MeaningOf(Application::State state) {
  for (const auto& each : kMeanings) {
    if (each.state == state) return each.meaning;
  }
  // Of a newer server; it counts as nothing that this one does not know to be right.
  return Meaning::kEnded;
}

}  // namespace

bool IsOpen(Application::State state) { return MeaningOf(state) == Meaning::kOpen; }

bool IsUndecided(Application::State state) {
  return IsOpen(state) || MeaningOf(state) == Meaning::kDraft;
}

bool IsAwarded(Application::State state) { return MeaningOf(state) == Meaning::kAwarded; }

// Of one that ended without an award, its submission says whether it was ever requested.
bool IsRequested(const Application& application) {
  switch (MeaningOf(application.state())) {
    case Meaning::kDraft:
      return false;
    case Meaning::kOpen:
    case Meaning::kAwarded:
      return true;
    case Meaning::kEnded:
      return application.has_submit_date();
  }
  return false;
}

bool IsOver(Stage::State state) {
  return state == Stage::STATE_PASSED || state == Stage::STATE_FAILED ||
         state == Stage::STATE_SKIPPED;
}

}  // namespace cofi::rules
