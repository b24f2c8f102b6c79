// Due dates: worked out from a rule, moved by extensions, never by being
// overdue. Pure.
#ifndef COFI_SERVICES_APPLICATIONS_DUE_DATE_RULES_H_
#define COFI_SERVICES_APPLICATIONS_DUE_DATE_RULES_H_

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "base/dates.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "google/protobuf/util/message_differencer.h"

namespace cofi::applications {

// Works out the due date of an obligation that has a rule, with the anchor that
// the application gives; leaves it unset while the anchor is not known. An
// extension takes precedence over the rule.
void ApplyDueRule(const v1::Application& application, v1::Obligation* obligation);

// Moves the due date of a stage or an obligation and keeps the one before.
template <typename Resource>
void Extend(Resource* resource, const Date& due_date, const Date& date, absl::string_view note) {
  auto* extension = resource->add_extensions();
  if (resource->has_due_date()) *extension->mutable_previous_date() = resource->due_date();
  *extension->mutable_due_date() = due_date;
  *extension->mutable_date() = date;
  extension->set_note(std::string(note));
  *resource->mutable_due_date() = due_date;
}

// Keeps a due date that an update changed as an extension of `today`.
template <typename Resource>
void KeepChangedDueDate(const Resource& before, const Date& today, Resource* after) {
  if (!before.has_due_date() ||
      google::protobuf::util::MessageDifferencer::Equals(before.due_date(), after->due_date())) {
    return;
  }
  const Date wanted = after->due_date();
  *after->mutable_due_date() = before.due_date();
  Extend(after, wanted, today, "");
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
