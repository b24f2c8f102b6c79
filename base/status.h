// Two macros for functions that return absl::Status or absl::StatusOr.
//
//   COFI_RETURN_IF_ERROR(CheckPeriod(expense, grant));
//   COFI_ASSIGN_OR_RETURN(Line line, lines.Get(tx, name));
#ifndef COFI_BASE_STATUS_H_
#define COFI_BASE_STATUS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define COFI_CONCAT_INNER(a, b) a##b
#define COFI_CONCAT(a, b) COFI_CONCAT_INNER(a, b)

#define COFI_RETURN_IF_ERROR(expression)                                                \
  do {                                                                                  \
    if (absl::Status cofi_status = (expression); !cofi_status.ok()) return cofi_status; \
  } while (false)

#define COFI_ASSIGN_OR_RETURN(target, expression) \
  COFI_ASSIGN_OR_RETURN_INNER(COFI_CONCAT(cofi_or_, __LINE__), target, expression)
#define COFI_ASSIGN_OR_RETURN_INNER(holder, target, expression) \
  auto holder = (expression);                                   \
  if (!holder.ok()) return std::move(holder).status();          \
  target = *std::move(holder)

#endif  // COFI_BASE_STATUS_H_
