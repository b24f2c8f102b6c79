#include "db/transaction.h"

#include <exception>

#include "base/refusal.h"
#include "base/status.h"

namespace cofi::db {

absl::Status RunGuarded(const Function& function, Transaction& tx) {
  try {
    return function(tx);
  } catch (const std::exception& error) {
    return Refuse(type::v1::REASON_INTERNAL, {{"detail", error.what()}});
  }
}

absl::StatusOr<int64_t> Transaction::Number(absl::string_view sql,
                                            absl::Span<const Value> parameters) {
  int64_t number = 0;
  COFI_RETURN_IF_ERROR(Run(sql, parameters, [&](const Row& row) {
    if (!row.IsNull(0)) number = row.Int(0);
    return absl::OkStatus();
  }));
  return number;
}

}  // namespace cofi::db
