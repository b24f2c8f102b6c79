// State moves by verbs, from a table of (state, verb, next). Works on any
// resource with `state`, `state_date` and `history`.
//
//   constexpr Transition<Budget::State> kTransitions[] = {
//       {Budget::STATE_DRAFT, "ADOPT", Budget::STATE_ADOPTED},
//       {Budget::STATE_ADOPTED, "SUPERSEDE", Budget::STATE_SUPERSEDED, MovedBy::kItself},
//   };
//   COFI_RETURN_IF_ERROR(Move(&budget, kTransitions, "ADOPT", date, ""));
#ifndef COFI_BASE_STATES_H_
#define COFI_BASE_STATES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/refusal.h"
#include "base/status.h"

namespace cofi {

// Whether a verb is there for callers, or what happens by itself when they do
// something else.
enum class MovedBy { kCaller, kItself };

template <typename State>
struct Transition {
  State from;
  const char* verb;
  State to;
  MovedBy by = MovedBy::kCaller;
};

// As tables have them, which stay.
using VerbList = std::vector<absl::string_view>;

// Whether a state allows a verb, to callers or to what happens by itself.
template <typename State>
bool Allows(absl::Span<const Transition<State>> transitions, State state, absl::string_view verb) {
  return absl::c_any_of(transitions, [&](const Transition<State>& each) {
    return each.from == state && each.verb == verb;
  });
}

// The verbs that callers have, each once.
template <typename State>
VerbList CallersVerbs(absl::Span<const Transition<State>> transitions) {
  VerbList verbs;
  for (const Transition<State>& each : transitions) {
    if (each.by == MovedBy::kCaller && !absl::c_linear_search(verbs, each.verb)) {
      verbs.push_back(each.verb);
    }
  }
  return verbs;
}

// Those that a state allows to callers.
template <typename State>
VerbList AllowedVerbs(absl::Span<const Transition<State>> transitions, State state) {
  VerbList verbs;
  for (const Transition<State>& each : transitions) {
    if (each.from == state && each.by == MovedBy::kCaller) verbs.push_back(each.verb);
  }
  return verbs;
}

// VERB_NOT_ALLOWED, which names the verbs that are: `—` if there is none.
template <typename Resource>
absl::Status NotAllowed(const Resource& resource,
                        absl::Span<const Transition<typename Resource::State>> transitions,
                        absl::string_view verb) {
  const VerbList allowed = AllowedVerbs(transitions, resource.state());
  return Refuse(type::v1::REASON_VERB_NOT_ALLOWED,
                {{"name", resource.name()},
                 {"state", EnumNameOf(resource.state())},
                 {"verb", std::string(verb)},
                 {"accepted", allowed.empty() ? "—" : absl::StrJoin(allowed, ", ")}});
}

// What verbs did to a resource is kept with it for ever, so verbs that may come again and
// again are refused once there is so much of it. Those that lead on, or back from where such
// a verb led, never are: there are few of them, whatever the history.
inline constexpr int kChangesMax = 1'000;
inline constexpr size_t kChangesBytesMax = size_t{128} << 10;

// TOO_MANY_ITEMS or RESOURCE_TOO_LARGE if there is no room for another of these changes of
// `name`, which stand in its field `list`.
template <typename Changes>
absl::Status CheckRoom(const std::string& name, const char* list, const Changes& changes) {
  if (changes.size() >= kChangesMax) {
    return InField(
        list, Refuse(type::v1::REASON_TOO_MANY_ITEMS, {{"name", name},
                                                       {"value", absl::StrCat(changes.size() + 1)},
                                                       {"limit", absl::StrCat(kChangesMax)}}));
  }
  size_t bytes = 0;
  for (const auto& each : changes) bytes += each.ByteSizeLong();
  if (bytes < kChangesBytesMax) return absl::OkStatus();
  return InField(list, Refuse(type::v1::REASON_RESOURCE_TOO_LARGE,
                              {{"name", absl::StrCat(name, " (", list, ")")},
                               {"value", absl::StrCat(bytes)},
                               {"limit", absl::StrCat(kChangesBytesMax)}}));
}

// Puts the resource in `state` on `date` and notes it in its history.
template <typename Resource>
void Enter(Resource* resource, typename Resource::State state, absl::string_view verb,
           const Date& date, absl::string_view note) {
  resource->set_state(state);
  *resource->mutable_state_date() = date;
  auto* change = resource->add_history();
  change->set_verb(std::string(verb));
  change->set_state(EnumNameOf(state));
  *change->mutable_date() = date;
  change->set_note(std::string(note));
}

// DATE_OUT_OF_ORDER if `date` is before the last of these dated changes of `name`.
template <typename Changes>
absl::Status CheckOrder(const std::string& name, const Changes& changes, const Date& date) {
  if (changes.empty()) return absl::OkStatus();
  const Date& previous = changes.rbegin()->date();
  if (Day(date) >= Day(previous)) return absl::OkStatus();
  return Refuse(type::v1::REASON_DATE_OUT_OF_ORDER,
                {{"name", name}, {"previous", IsoDate(previous)}, {"value", IsoDate(date)}});
}

// DATE_OUT_OF_ORDER if `date` is before the last change of the resource's state.
template <typename Resource>
absl::Status CheckOrder(const Resource& resource, const Date& date) {
  return CheckOrder(resource.name(), resource.history(), date);
}

// Moves the resource by `verb`. VERB_NOT_ALLOWED, which names the verbs that
// are, or DATE_OUT_OF_ORDER; the resource is then unchanged.
template <typename Resource, size_t n>
absl::Status Move(Resource* resource, const Transition<typename Resource::State> (&transitions)[n],
                  absl::string_view verb, const Date& date, absl::string_view note) {
  for (const auto& each : transitions) {
    if (each.from != resource->state() || verb != each.verb) continue;
    COFI_RETURN_IF_ERROR(CheckOrder(*resource, date));
    Enter(resource, each.to, verb, date, note);
    return absl::OkStatus();
  }
  return NotAllowed<Resource>(*resource, transitions, verb);
}

// Makes the resource what it was on `day`: what came later leaves its history,
// and its state is that of the last change left, or `initial`.
template <typename Resource>
void StateOn(absl::CivilDay day, typename Resource::State initial, Resource* resource) {
  while (!resource->history().empty() && Day(resource->history().rbegin()->date()) > day) {
    resource->mutable_history()->RemoveLast();
  }
  resource->set_state(initial);
  resource->clear_state_date();
  if (resource->history().empty()) return;
  const auto& last = *resource->history().rbegin();
  const EnumValueDescriptor* state =
      EnumValue(google::protobuf::GetEnumDescriptor<typename Resource::State>(), last.state());
  resource->set_state(static_cast<typename Resource::State>(state->number()));
  *resource->mutable_state_date() = last.date();
}

}  // namespace cofi

#endif  // COFI_BASE_STATES_H_
