// Figures of a report. Whatever is summed is summed in 128 bits, so that no sum can
// go wrong; what cannot be told exactly is found where it is told, in the report.
#ifndef COFI_SERVICES_REPORTING_FIGURES_RULES_H_
#define COFI_SERVICES_REPORTING_FIGURES_RULES_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/language.h"
#include "base/money.h"
#include "google/protobuf/message.h"

namespace cofi::reporting {

// Minor units.
using Wide = __int128;

// A figure out of the range of base/money.h becomes the nearest beyond it, which
// CheckFigures finds.
Money Told(Wide minor, absl::string_view currency);
bool CanBeTold(Wide minor);

// `part` of `whole`, where all of it is `full` (100 in percent, 10,000 in hundredths
// of one); 0 of nothing. Rounded half up, but never to or across none and all: what
// is some is at least 1, what is not all is less than `full`, what is more is more.
// What is beyond 32 bits is the nearest that is not.
int32_t PartOf(Wide part, Wide whole, int32_t full);

// The label of the first money in `report`, in any depth, that was too large to be
// told; nothing if all are exact.
std::optional<std::string> FigureTooLarge(const google::protobuf::Message& report,
                                          Language language);

// AMOUNT_OVERFLOW that says which figure: `requested`, or `projects/p: requested`.
absl::Status RefuseFigure(absl::string_view figure);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_FIGURES_RULES_H_
