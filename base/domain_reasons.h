// The rows of base/reasons.h for what projects, applications and money refuse.
#ifndef COFI_BASE_DOMAIN_REASONS_H_
#define COFI_BASE_DOMAIN_REASONS_H_

#include "absl/types/span.h"
#include "base/reasons.h"

namespace cofi {

absl::Span<const ReasonText> DomainReasonTexts();

}  // namespace cofi

#endif  // COFI_BASE_DOMAIN_REASONS_H_
