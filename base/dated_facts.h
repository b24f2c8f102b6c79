// Facts with dates: fields that the protos call `dated` and whose changes have a day from which on
// they count. What they were and will be stands in the resource's `dated_values`; the fields
// themselves have what counts today. Works on any message that has such a list, and does nothing
// to another.
//
//   COFI_RETURN_IF_ERROR(ChangeFacts(before, {"awarded_amount"},
//                                    {.effective_date = date, .reference = "avenant n° 1"},
//                                    tx.today(), &application));
//   FactsOn(day, &application);    // As it was, or will be.
#ifndef COFI_BASE_DATED_FACTS_H_
#define COFI_BASE_DATED_FACTS_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "base/dates.h"
#include "base/fields.h"

namespace cofi {

// How facts change.
struct FactChange {
  // From which day on.
  Date effective_date;
  // Whether what counted on that day was wrong, since it began to count.
  bool correction = false;
  std::string reference;
  std::string note;
};

// The dated fields of a type; none if it keeps no dated values.
const std::vector<const FieldDescriptor*>& DatedFields(const Descriptor* type);

// Makes the fields of `after` that are called `fields` (all of them dated) facts from the change's
// date on, where they are not so already, beside all that `before` had; later changes stay. The
// fields of `after` are then what counts `today`. What CheckRoom says of `dated_values`.
absl::Status ChangeFacts(const Message& before, const std::vector<std::string>& fields,
                         const FactChange& change, absl::CivilDay today, Message* after);

// Makes the facts of `to` that have these names those of `from`, past and future ones too; these
// fields are then what counts `today`. Whether the day of another has come is not for this to say:
// what hangs on it would not follow.
void CopyFacts(const Message& from, const std::vector<std::string>& fields, absl::CivilDay today,
               Message* to);

// Whether two resources of a type say the same of a dated field, past and future.
bool SameFact(const Message& a, const Message& b, const std::string& field);

// Makes of the resource's facts what they were on `day`; what changed later is not told any more.
void FactsOn(absl::CivilDay day, Message* resource);

// Makes the fields what counts on `day`, and keeps all that is told.
void TakeEffect(absl::CivilDay day, Message* resource);

// From which day on `after` says something else than `before`; nothing if it does not, or if that
// has no day.
std::optional<Date> ChangedFrom(const Message& before, const Message& after);

// The days on which a dated field of that name changes; all of them if it is empty. In order,
// each once.
std::vector<absl::CivilDay> ChangeDays(const Message& resource, absl::string_view field = "");

}  // namespace cofi

#endif  // COFI_BASE_DATED_FACTS_H_
