#include "db/retired.h"

#include "base/names.h"
#include "base/status.h"

namespace cofi::db {

absl::Status Retire(Transaction& tx, absl::string_view name, absl::string_view deletion) {
  if (tx.heads() != nullptr) tx.heads()->SetUnretired(name, false);
  return tx.Write(
      "INSERT INTO retired (root, name, deletion) VALUES ($1, $2, $3)"
      " ON CONFLICT (root, name) DO UPDATE SET deletion = excluded.deletion",
      {RootOf(name), name, deletion});
}

absl::StatusOr<std::string> DeletionOf(Transaction& tx, absl::string_view name) {
  std::string deletion;
  if (tx.heads() != nullptr && tx.heads()->IsUnretired(name)) return deletion;
  COFI_RETURN_IF_ERROR(tx.Run("SELECT deletion FROM retired WHERE root = $1 AND name = $2",
                              {RootOf(name), name}, [&](const Row& row) {
                                deletion = std::string(row.Text(0));
                                return absl::OkStatus();
                              }));
  if (tx.heads() != nullptr && deletion.empty()) tx.heads()->SetUnretired(name, true);
  return deletion;
}

absl::Status Unretire(Transaction& tx, absl::string_view name, absl::string_view deletion) {
  return tx.Write("DELETE FROM retired WHERE root = $1 AND name = $2 AND deletion = $3",
                  {RootOf(name), name, deletion});
}

absl::StatusOr<int64_t> TimesReinstated(Transaction& tx, absl::string_view name) {
  return tx.Number("SELECT times FROM reinstated WHERE root = $1 AND name = $2",
                   {RootOf(name), name});
}

absl::Status CountReinstated(Transaction& tx, absl::string_view name) {
  return tx.Write(
      "INSERT INTO reinstated (root, name, times) VALUES ($1, $2, 1)"
      " ON CONFLICT (root, name) DO UPDATE SET times = reinstated.times + 1",
      {RootOf(name), name});
}

}  // namespace cofi::db
