// Moments of a journal as people write and read them.
#ifndef COFI_CLIENTS_CLI_TYPED_MOMENTS_H_
#define COFI_CLIENTS_CLI_TYPED_MOMENTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/fields.h"
#include "cofi/type/v1/moment.pb.h"

namespace cofi::cli {

// Whether the field holds a Moment.
bool IsMoment(const FieldDescriptor* field);

// `2018-03-23 10:00`, `2018-03-23T10:00:00Z`, a date, which is the end of its day (or
// `now`, while the day lasts), or `42`, a journal sequence. Times without a zone
// are in `zone`. VALUE_MALFORMED otherwise.
absl::StatusOr<type::v1::Moment> ParseMoment(absl::string_view text, absl::Time now,
                                             const absl::TimeZone& zone);

// `2018-03-23 10:00`, in the local time zone.
std::string TimeText(const google::protobuf::Timestamp& time, Language language);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_TYPED_MOMENTS_H_
