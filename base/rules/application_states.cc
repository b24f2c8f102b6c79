#include "base/rules/application_states.h"

namespace cofi::rules {
namespace {

using applications::v1::Application;
using applications::v1::Stage;

// How far an application has come.
enum class Course { kDraft, kOpen, kAwarded, kEnded };

constexpr struct {
  Application::State state;
  Course course;
} kCourses[] = {
    {Application::STATE_DRAFT, Course::kDraft},
    {Application::STATE_SUBMITTED, Course::kOpen},
    {Application::STATE_IN_SELECTION, Course::kOpen},
    {Application::STATE_INFORMATION_REQUESTED, Course::kOpen},
    {Application::STATE_ON_HOLD, Course::kOpen},
    {Application::STATE_AWARDED, Course::kAwarded},
    {Application::STATE_AWARDED_CONDITIONALLY, Course::kAwarded},
    {Application::STATE_AGREED, Course::kAwarded},
    {Application::STATE_CLOSED, Course::kAwarded},
    {Application::STATE_REJECTED, Course::kEnded},
    {Application::STATE_WITHDRAWN, Course::kEnded},
};

Course CourseOf(Application::State state) {
  for (const auto& each : kCourses) {
    if (each.state == state) return each.course;
  }
  // Of a newer server; it counts as nothing that this one does not know to be right.
  return Course::kEnded;
}

}  // namespace

bool IsOpen(Application::State state) { return CourseOf(state) == Course::kOpen; }

bool IsUndecided(Application::State state) {
  return IsOpen(state) || CourseOf(state) == Course::kDraft;
}

bool IsAwarded(Application::State state) { return CourseOf(state) == Course::kAwarded; }

// Of one that ended without an award, its submission says whether it was ever requested.
bool IsRequested(const Application& application) {
  switch (CourseOf(application.state())) {
    case Course::kDraft:
      return false;
    case Course::kOpen:
    case Course::kAwarded:
      return true;
    case Course::kEnded:
      return application.has_submit_date();
  }
  return false;
}

bool IsOver(Stage::State state) {
  return state == Stage::STATE_PASSED || state == Stage::STATE_FAILED ||
         state == Stage::STATE_SKIPPED;
}

}  // namespace cofi::rules
