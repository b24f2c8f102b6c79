#include "services/applications/application_rules.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/overridden.h"
#include "base/rules/application_states.h"
#include "base/states.h"
#include "services/applications/due_date_rules.h"

namespace cofi::applications {
namespace {

using v1::Application;
using v1::Stage;

constexpr Transition<Application::State> kApplicationTransitions[] = {
    {Application::STATE_DRAFT, "SUBMIT", Application::STATE_SUBMITTED},
    {Application::STATE_DRAFT, "WITHDRAW", Application::STATE_WITHDRAWN},

    {Application::STATE_SUBMITTED, "PASS_STAGE", Application::STATE_IN_SELECTION, MovedBy::kItself},
    {Application::STATE_SUBMITTED, "REQUEST_INFORMATION", Application::STATE_INFORMATION_REQUESTED},
    {Application::STATE_SUBMITTED, "AWARD", Application::STATE_AWARDED},
    {Application::STATE_SUBMITTED, "AWARD_CONDITIONALLY", Application::STATE_AWARDED_CONDITIONALLY},
    {Application::STATE_SUBMITTED, "REJECT", Application::STATE_REJECTED},
    {Application::STATE_SUBMITTED, "WITHDRAW", Application::STATE_WITHDRAWN},
    {Application::STATE_SUBMITTED, "HOLD", Application::STATE_ON_HOLD},

    {Application::STATE_IN_SELECTION, "PASS_STAGE", Application::STATE_IN_SELECTION,
     MovedBy::kItself},
    {Application::STATE_IN_SELECTION, "REQUEST_INFORMATION",
     Application::STATE_INFORMATION_REQUESTED},
    {Application::STATE_IN_SELECTION, "AWARD", Application::STATE_AWARDED},
    {Application::STATE_IN_SELECTION, "AWARD_CONDITIONALLY",
     Application::STATE_AWARDED_CONDITIONALLY},
    {Application::STATE_IN_SELECTION, "REJECT", Application::STATE_REJECTED},
    {Application::STATE_IN_SELECTION, "WITHDRAW", Application::STATE_WITHDRAWN},
    {Application::STATE_IN_SELECTION, "HOLD", Application::STATE_ON_HOLD},

    // These two go back to where they came from (kWaysBack).
    {Application::STATE_INFORMATION_REQUESTED, "PROVIDE_INFORMATION",
     Application::STATE_IN_SELECTION},
    {Application::STATE_INFORMATION_REQUESTED, "AWARD", Application::STATE_AWARDED},
    {Application::STATE_INFORMATION_REQUESTED, "AWARD_CONDITIONALLY",
     Application::STATE_AWARDED_CONDITIONALLY},
    {Application::STATE_INFORMATION_REQUESTED, "REJECT", Application::STATE_REJECTED},
    {Application::STATE_INFORMATION_REQUESTED, "WITHDRAW", Application::STATE_WITHDRAWN},
    {Application::STATE_INFORMATION_REQUESTED, "HOLD", Application::STATE_ON_HOLD},

    {Application::STATE_ON_HOLD, "RESUME", Application::STATE_SUBMITTED},
    {Application::STATE_ON_HOLD, "AWARD", Application::STATE_AWARDED},
    {Application::STATE_ON_HOLD, "AWARD_CONDITIONALLY", Application::STATE_AWARDED_CONDITIONALLY},
    {Application::STATE_ON_HOLD, "REJECT", Application::STATE_REJECTED},
    {Application::STATE_ON_HOLD, "WITHDRAW", Application::STATE_WITHDRAWN},

    // An award may be told anew, with another amount from then on.
    {Application::STATE_AWARDED, "AWARD", Application::STATE_AWARDED},
    {Application::STATE_AWARDED, "SIGN_AGREEMENT", Application::STATE_AGREED},
    {Application::STATE_AWARDED, "WITHDRAW", Application::STATE_WITHDRAWN},
    {Application::STATE_AWARDED_CONDITIONALLY, "AWARD", Application::STATE_AWARDED},
    {Application::STATE_AWARDED_CONDITIONALLY, "AWARD_CONDITIONALLY",
     Application::STATE_AWARDED_CONDITIONALLY},
    {Application::STATE_AWARDED_CONDITIONALLY, "SIGN_AGREEMENT", Application::STATE_AGREED},
    {Application::STATE_AWARDED_CONDITIONALLY, "REJECT", Application::STATE_REJECTED},
    {Application::STATE_AWARDED_CONDITIONALLY, "WITHDRAW", Application::STATE_WITHDRAWN},
    {Application::STATE_AGREED, "CLOSE", Application::STATE_CLOSED},

    // Nothing is final: these go back to where it was before (kWaysBack).
    {Application::STATE_REJECTED, "RECONSIDER", Application::STATE_SUBMITTED},
    {Application::STATE_WITHDRAWN, "REOPEN", Application::STATE_SUBMITTED},
    {Application::STATE_CLOSED, "REOPEN", Application::STATE_AGREED},
};

// The verb that begins another round of a stage.
constexpr char kReturn[] = "RETURN";

constexpr Transition<Stage::State> kStageTransitions[] = {
    {Stage::STATE_UPCOMING, "OPEN", Stage::STATE_OPEN, MovedBy::kItself},
    {Stage::STATE_UPCOMING, "SKIP", Stage::STATE_SKIPPED},
    {Stage::STATE_OPEN, "SUBMIT", Stage::STATE_SUBMITTED},
    {Stage::STATE_OPEN, "PASS", Stage::STATE_PASSED},
    {Stage::STATE_OPEN, "FAIL", Stage::STATE_FAILED},
    {Stage::STATE_OPEN, "SKIP", Stage::STATE_SKIPPED},
    // The funder asks for another version; what was sent is kept (revisions.h).
    {Stage::STATE_SUBMITTED, kReturn, Stage::STATE_OPEN},
    {Stage::STATE_SUBMITTED, "PASS", Stage::STATE_PASSED},
    {Stage::STATE_SUBMITTED, "FAIL", Stage::STATE_FAILED},
    {Stage::STATE_SUBMITTED, "SKIP", Stage::STATE_SKIPPED},
};

// What a verb of a stage does to its application; another does nothing to it.
struct Leading {
  absl::string_view stage_verb, verb;
};
constexpr Leading kLeading[] = {
    {"PASS", "PASS_STAGE"},
    {"FAIL", "REJECT"},
};

// What a verb of the application does to the stage in hand, and that it leaves
// out those to come; or, to the first one only, whether it is in hand or not.
struct Following {
  absl::string_view verb;
  Stage::State state;
  bool first_only = false;
};
constexpr Following kFollowing[] = {
    {"SUBMIT", Stage::STATE_SUBMITTED, /*first_only=*/true},
    {"AWARD", Stage::STATE_PASSED},
    {"AWARD_CONDITIONALLY", Stage::STATE_PASSED},
    {"REJECT", Stage::STATE_FAILED},
    {"WITHDRAW", Stage::STATE_SKIPPED},
};

// A verb that leads back to where another one came from, which only the history knows: the verb
// named, or the last one.
struct WayBack {
  absl::string_view verb, from;
};
constexpr WayBack kWaysBack[] = {
    {"PROVIDE_INFORMATION", "REQUEST_INFORMATION"},
    {"RESUME", "HOLD"},
    {"RECONSIDER", ""},
    {"REOPEN", ""},
};

// Verbs that an application may take again and again: each of kWaysBack leads to one of them.
constexpr absl::string_view kAgain[] = {"HOLD", "PASS_STAGE", "REQUEST_INFORMATION", "RECONSIDER",
                                        "REOPEN"};

// What may be learnt late, and then find its place between what came before and after it: nothing
// else moves with it.
constexpr absl::string_view kLearntLate[] = {"HOLD", "RESUME", "REQUEST_INFORMATION",
                                             "PROVIDE_INFORMATION"};

template <size_t n>
bool IsOneOf(absl::string_view verb, const absl::string_view (&verbs)[n]) {
  return std::find(std::begin(verbs), std::end(verbs), verb) != std::end(verbs);
}

Application::State StateNamed(const std::string& state) {
  return static_cast<Application::State>(
      EnumValue(Application::State_descriptor(), state)->number());
}

// Puts an application that has just moved in the state that it had before the last `from`, or
// before the last verb if that is empty.
void GoBack(absl::string_view from, Application* application) {
  auto& history = *application->mutable_history();
  int at = history.size() - 2;
  while (at >= 0 && !from.empty() && history[at].verb() != from) --at;
  if (at < 0) return;
  const std::string state =
      at == 0 ? EnumNameOf(Application::STATE_DRAFT) : history[at - 1].state();
  history.rbegin()->set_state(state);
  application->set_state(StateNamed(state));
}

// One verb after the others.
absl::Status MoveOn(Application* application, absl::string_view verb, const Date& date,
                    absl::string_view note) {
  COFI_RETURN_IF_ERROR(Move(application, kApplicationTransitions, verb, date, note));
  for (const WayBack& back : kWaysBack) {
    if (verb == back.verb) GoBack(back.from, application);
  }
  return absl::OkStatus();
}

// Puts a verb that was learnt late in its place, if all that came after it is possible then too.
absl::Status MoveBetween(Application* application, absl::string_view verb, const Date& date,
                         absl::string_view note) {
  Application replayed = *application;
  replayed.clear_history();
  replayed.set_state(Application::STATE_DRAFT);
  bool placed = false;
  for (const auto& each : application->history()) {
    if (!placed && Day(each.date()) > Day(date)) {
      if (const absl::Status moved = MoveOn(&replayed, verb, date, note); !moved.ok()) {
        return Allows<Application::State>(kApplicationTransitions, application->state(), verb)
                   ? CheckOrder(*application, date)
                   : moved;
      }
      placed = true;
    }
    // What came later is known to be so: it is the date that cannot be.
    if (!MoveOn(&replayed, each.verb(), each.date(), each.note()).ok()) {
      return CheckOrder(*application, date);
    }
    CopyOverridden(each, &*replayed.mutable_history()->rbegin());
  }
  *application = std::move(replayed);
  return absl::OkStatus();
}

}  // namespace

absl::Span<const Transition<Application::State>> ApplicationTransitions() {
  return kApplicationTransitions;
}

absl::Span<const Transition<Stage::State>> StageTransitions() { return kStageTransitions; }

absl::string_view ApplicationVerbOf(absl::string_view stage_verb) {
  for (const Leading& each : kLeading) {
    if (each.stage_verb == stage_verb) return each.verb;
  }
  return "";
}

VerbList AllowedOnStage(const Stage& stage, const Application& application) {
  VerbList allowed = AllowedVerbs<Stage::State>(kStageTransitions, stage.state());
  std::erase_if(allowed, [&](absl::string_view verb) {
    const absl::string_view leads = ApplicationVerbOf(verb);
    return !leads.empty() &&
           !Allows<Application::State>(kApplicationTransitions, application.state(), leads);
  });
  return allowed;
}

absl::Status MoveApplication(Application* application, absl::string_view verb, const Date& date,
                             absl::string_view note) {
  const bool again = IsOneOf(verb, kAgain) ||
                     (absl::StartsWith(verb, "AWARD") && rules::IsAwarded(application->state()));
  if (again) {
    COFI_RETURN_IF_ERROR(CheckRoom(application->name(), "history", application->history()));
  }
  const bool late =
      !application->history().empty() && Day(application->history().rbegin()->date()) > Day(date);
  if (late && IsOneOf(verb, kLearntLate)) return MoveBetween(application, verb, date, note);
  COFI_RETURN_IF_ERROR(MoveOn(application, verb, date, note));
  if (verb == "RECONSIDER" && !application->has_awarded_amount()) {
    application->clear_decision_date();
  }
  // An award that is taken back keeps its date: the money was secured since then.
  if (application->state() == Application::STATE_REJECTED && !application->has_decision_date()) {
    *application->mutable_decision_date() = date;
  }
  return absl::OkStatus();
}

absl::Status CheckNotClosed(const Application& application) {
  if (application.state() != Application::STATE_CLOSED) return absl::OkStatus();
  return Refuse(type::v1::REASON_CLOSED,
                {{"name", application.name()}, {"state", EnumNameOf(application.state())}});
}

absl::Status CheckBounds(const v1::Call& call, const char* field, const Money& amount,
                         Bounded bounded) {
  const auto compared = [&](bool has, v1::AmountBase base, const Money& bound) {
    const bool own = base == v1::AMOUNT_BASE_UNSPECIFIED || base == v1::AMOUNT_BASE_OWN_AID;
    return has && own && bound.currency_code() == amount.currency_code();
  };
  const bool has_floor =
      bounded == Bounded::kAsked &&
      compared(call.has_award_floor(), call.award_floor_base(), call.award_floor());
  const bool has_ceiling =
      compared(call.has_award_ceiling(), call.award_ceiling_base(), call.award_ceiling());
  const bool low = has_floor && Minor(amount) < Minor(call.award_floor());
  const bool high = has_ceiling && Minor(amount) > Minor(call.award_ceiling());
  if (!low && !high) return absl::OkStatus();
  const std::string floor = has_floor ? DecimalFromMoney(call.award_floor()) : "";
  const std::string ceiling = has_ceiling ? DecimalFromMoney(call.award_ceiling()) : "";
  return InField(field, Refuse(type::v1::REASON_OUTSIDE_CALL_BOUNDS,
                               {{"value", DecimalFromMoney(amount)},
                                {"call", call.name()},
                                {"accepted", !has_floor     ? "at most {most:money}"
                                             : !has_ceiling ? "at least {least:money}"
                                                            : "{least:money} to {most:money}"},
                                {"least", floor},
                                {"most", ceiling}}));
}

absl::Status MoveStage(Stage* stage, absl::string_view verb, const Date& date,
                       absl::string_view note) {
  if (verb == kReturn) {
    COFI_RETURN_IF_ERROR(CheckRoom(stage->name(), "history", stage->history()));
  }
  return Move(stage, kStageTransitions, verb, date, note);
}

void TellRound(Stage* stage) {
  const auto returns = std::count_if(stage->history().begin(), stage->history().end(),
                                     [](const auto& each) { return each.verb() == kReturn; });
  stage->set_round(static_cast<int32_t>(returns) + 1);
}

namespace {

// What ended stages together with their application, and what takes that back.
constexpr absl::string_view kEnding[] = {"FAIL", "REJECT", "WITHDRAW"};
constexpr absl::string_view kTakingUp[] = {"RECONSIDER", "REOPEN"};

// Stages that ended with their application are where they were before.
absl::StatusOr<std::vector<Stage*>> TakeUp(absl::string_view verb, const Date& date,
                                           std::vector<Stage>* stages) {
  std::vector<Stage*> changed;
  for (Stage& stage : *stages) {
    if (stage.history().empty() || !IsOneOf(stage.history().rbegin()->verb(), kEnding)) continue;
    COFI_RETURN_IF_ERROR(CheckOrder(stage, date));
    changed.push_back(&stage);
  }
  for (Stage* stage : changed) {
    const int before = stage->history_size() - 2;
    const std::string state =
        before < 0 ? EnumNameOf(Stage::STATE_UPCOMING) : stage->history(before).state();
    Enter(stage, static_cast<Stage::State>(EnumValue(Stage::State_descriptor(), state)->number()),
          verb, date, "");
  }
  return changed;
}

}  // namespace

absl::StatusOr<std::vector<Stage*>> FollowApplication(absl::string_view verb, const Date& date,
                                                      std::vector<Stage>* stages) {
  if (IsOneOf(verb, kTakingUp)) return TakeUp(verb, date, stages);
  const auto* following = std::find_if(std::begin(kFollowing), std::end(kFollowing),
                                       [&](const Following& each) { return each.verb == verb; });
  std::vector<Stage*> changed;
  if (following == std::end(kFollowing)) return changed;
  for (Stage& stage : *stages) {
    if (rules::IsOver(stage.state())) continue;
    COFI_RETURN_IF_ERROR(CheckOrder(stage, date));
    changed.push_back(&stage);
    if (following->first_only) break;
  }
  for (Stage* stage : changed) {
    const bool in_hand = following->first_only || stage->state() != Stage::STATE_UPCOMING;
    Enter(stage, in_hand ? following->state : Stage::STATE_SKIPPED, verb, date, "");
  }
  return changed;
}

Stage* OpenNext(const Date& date, std::vector<Stage>* stages) {
  Stage* next = nullptr;
  for (Stage& stage : *stages) {
    if (rules::IsOver(stage.state())) continue;
    if (stage.state() != Stage::STATE_UPCOMING) return nullptr;
    if (next == nullptr) next = &stage;
  }
  if (next != nullptr) Enter(next, Stage::STATE_OPEN, "OPEN", date, "");
  return next;
}

std::string CurrentStage(const Application& application, const std::vector<Stage>& stages) {
  if (!rules::IsOpen(application.state())) return "";
  for (const Stage& stage : stages) {
    if (!rules::IsOver(stage.state())) return stage.name();
  }
  return "";
}

void ApplicationOn(absl::CivilDay day, Application* application) {
  const auto later = [&](const Date& date) { return IsSet(date) && Day(date) > day; };
  StateOn(day, Application::STATE_DRAFT, application);
  if (later(application->submit_date())) application->clear_submit_date();
  if (later(application->decision_date())) {
    application->clear_decision_date();
    application->clear_decision_reference();
    application->clear_conditions();
    // Of one that was awarded by a version before amounts had dates.
    application->clear_awarded_amount();
  }
  // Corrected since, they may be said of days before there was an award.
  if (!application->has_awarded_amount()) application->clear_year_amounts();
  if (application->state() == Application::STATE_AWARDED_CONDITIONALLY) {
    // A final award took the conditions away; its note is what it once asked.
    application->set_conditions(application->history().rbegin()->note());
  }
  if (later(application->agreement_terms().signature_date())) application->clear_agreement_terms();
  if (later(application->declared_cofunding_date())) {
    application->clear_declared_cofunding_date();
    application->clear_declared_cofunding_amount();
  }
  if (later(application->acknowledgement_date())) application->clear_acknowledgement_date();
  if (later(application->funder_status_date())) {
    application->clear_funder_status_date();
    application->clear_funder_status();
  }
}

void StageOn(absl::CivilDay day, Stage* stage) {
  StateOn(day, Stage::STATE_UPCOMING, stage);
  if (!rules::IsOver(stage->state())) stage->clear_outcome_note();
  DueDateOn(day, stage);
}

}  // namespace cofi::applications
