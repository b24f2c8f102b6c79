// What a store notes of names between services (docs/decisions/0020): of others' resources,
// that they are being deleted, or gone; of its own, how often they were asked for since.
#ifndef COFI_DB_RETIRED_H_
#define COFI_DB_RETIRED_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "db/transaction.h"

namespace cofi::db {

// Notes that the owner of `name` is about to delete it, in the try `deletion`.
absl::Status Retire(Transaction& tx, absl::string_view name, absl::string_view deletion);

// The try in which `name` was retired last; empty if it is not.
absl::StatusOr<std::string> DeletionOf(Transaction& tx, absl::string_view name);

// Takes that back, unless another try has retired it since.
absl::Status Unretire(Transaction& tx, absl::string_view name, absl::string_view deletion);

// How often a name of the store's own was reinstated.
absl::StatusOr<int64_t> TimesReinstated(Transaction& tx, absl::string_view name);
absl::Status CountReinstated(Transaction& tx, absl::string_view name);

}  // namespace cofi::db

#endif  // COFI_DB_RETIRED_H_
