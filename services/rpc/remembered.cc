#include "services/rpc/remembered.h"

#include "absl/strings/str_cat.h"

namespace cofi::rpc {

absl::StatusOr<std::string> SnapshotId(db::Transaction& tx) {
  std::string id;
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT hash FROM journal WHERE rowid = (SELECT MAX(rowid) FROM journal)", {},
             [&](const db::Row& row) {
               id = std::string(row.Text(0));
               return absl::OkStatus();
             }));
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT service, cursor FROM follower ORDER BY service", {}, [&](const db::Row& row) {
        absl::StrAppend(&id, " ", row.Text(0), "=", row.Text(1));
        return absl::OkStatus();
      }));
  return id;
}

}  // namespace cofi::rpc
