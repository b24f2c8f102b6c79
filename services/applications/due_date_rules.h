// Due dates: worked out from a rule, moved by extensions, never by being
// overdue. Pure.
#ifndef COFI_SERVICES_APPLICATIONS_DUE_DATE_RULES_H_
#define COFI_SERVICES_APPLICATIONS_DUE_DATE_RULES_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "base/dates.h"
#include "base/states.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "google/protobuf/util/message_differencer.h"

namespace cofi::applications {

// FIELD_REQUIRED unless there is a due date or a rule, and in the rule all that
// its anchor needs; VALUE_OUT_OF_RANGE for more than ten years, before or after it or from one to
// the next. In the fields of `obligation`.
absl::Status CheckDueRule(const v1::Obligation& obligation);

// The same of a rule by itself, in the fields of `field`.
absl::Status CheckRule(const v1::DueRule& rule, const std::string& field);

// Works out the due date of an obligation that has a rule, with the anchor that
// the application gives; leaves it as it is while the anchor is not known. An
// extension takes precedence over the rule. VALUE_OUT_OF_RANGE if the date would
// be none that we keep.
absl::Status ApplyDueRule(const v1::Application& application, v1::Obligation* obligation);

// As above, after an update of `before`: a rule that was changed takes precedence
// over the extensions before it, and so does one whose date was cleared. A rule
// that stays has nothing to say to another due date: that is an extension.
absl::Status ApplyUpdatedRule(const v1::Application& application, const v1::Obligation& before,
                              v1::Obligation* after);

// The one that follows an obligation that comes back, without a name: it is pending, of the same
// kind, for the same people and with the same evidence, and due `every_months` later by its rule,
// whatever extensions this one had. Nothing if it does not come back, or has come back for the last
// time.
std::optional<v1::Obligation> NextOf(const v1::Application& application,
                                     const v1::Obligation& obligation);

// The identifier of one that follows: `report` is followed by `report-2`, then `report-3`. A number
// in the name of the first is a part of it.
std::string NextId(absl::string_view id, int32_t occurrence, int32_t next);

// Moves the due date of a stage or an obligation, or takes it away if it is not
// set, and keeps the one before. What CheckRoom says; DATE_OUT_OF_ORDER if `date` is before that of
// the last extension.
template <typename Resource>
absl::Status Extend(Resource* resource, const Date& due_date, const Date& date,
                    absl::string_view note) {
  COFI_RETURN_IF_ERROR(CheckRoom(resource->name(), "extensions", resource->extensions()));
  COFI_RETURN_IF_ERROR(CheckOrder(resource->name(), resource->extensions(), date));
  auto* extension = resource->add_extensions();
  if (resource->has_due_date()) *extension->mutable_previous_date() = resource->due_date();
  *extension->mutable_date() = date;
  extension->set_note(std::string(note));
  resource->clear_due_date();
  if (!IsSet(due_date)) return absl::OkStatus();
  *extension->mutable_due_date() = due_date;
  *resource->mutable_due_date() = due_date;
  return absl::OkStatus();
}

// Keeps a due date that an update changed as an extension of `today`.
template <typename Resource>
absl::Status KeepChangedDueDate(const Resource& before, const Date& today, Resource* after) {
  if (!before.has_due_date() ||
      google::protobuf::util::MessageDifferencer::Equals(before.due_date(), after->due_date())) {
    return absl::OkStatus();
  }
  const Date wanted = after->due_date();
  *after->mutable_due_date() = before.due_date();
  return Extend(after, wanted, today, "");
}

// The due date as it was on `day`: extensions granted later are taken back.
template <typename Resource>
void DueDateOn(absl::CivilDay day, Resource* resource) {
  auto* extensions = resource->mutable_extensions();
  while (!extensions->empty() && Day(extensions->rbegin()->date()) > day) {
    *resource->mutable_due_date() = extensions->rbegin()->previous_date();
    extensions->RemoveLast();
  }
  if (!IsSet(resource->due_date())) resource->clear_due_date();
}

}  // namespace cofi::applications

#endif  // COFI_SERVICES_APPLICATIONS_DUE_DATE_RULES_H_
