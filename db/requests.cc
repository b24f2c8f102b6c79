#include "db/requests.h"

#include "base/refusal.h"
#include "base/status.h"

namespace cofi::db {

absl::StatusOr<std::optional<std::string>> FindAnswer(Transaction& tx, absl::string_view root,
                                                      absl::string_view digest) {
  std::optional<std::string> answer;
  COFI_RETURN_IF_ERROR(tx.Run(
      "SELECT digest, answer FROM request WHERE root = $1 AND principal = $2 AND request_id = $3",
      {root, absl::string_view(tx.cause().principal), absl::string_view(tx.cause().request_id)},
      [&](const Row& row) -> absl::Status {
        if (row.Text(0) != digest) {
          return InField("request_id", Refuse(type::v1::REASON_REQUEST_ID_REUSED,
                                              {{"value", tx.cause().request_id}}));
        }
        answer = std::string(row.Text(1));
        return absl::OkStatus();
      }));
  return answer;
}

absl::Status KeepAnswer(Transaction& tx, absl::string_view root, absl::string_view digest,
                        absl::string_view answer) {
  return tx.Run(
      "INSERT INTO request (root, principal, request_id, digest, answer, commit_time)"
      " VALUES ($1, $2, $3, $4, $5, $6)",
      {root, absl::string_view(tx.cause().principal), absl::string_view(tx.cause().request_id),
       BlobView{digest}, BlobView{answer}, absl::ToUnixMicros(tx.now())});
}

}  // namespace cofi::db
