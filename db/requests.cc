#include "db/requests.h"

#include <algorithm>

#include "base/refusal.h"
#include "base/status.h"
#include "db/journal.h"

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

absl::StatusOr<std::optional<KeptRequest>> FindRequest(Transaction& tx,
                                                       absl::string_view request_id) {
  std::optional<KeptRequest> found;
  // From root to root by the key: there are few of them, and many requests.
  COFI_RETURN_IF_ERROR(
      tx.Run("WITH RECURSIVE roots (root) AS (SELECT MIN(root) FROM request UNION ALL"
             " SELECT (SELECT MIN(request.root) FROM request WHERE request.root > roots.root)"
             " FROM roots WHERE roots.root IS NOT NULL)"
             " SELECT request.root, verb, answer, commit_time FROM roots JOIN request"
             " ON request.root = roots.root AND principal = $1 AND request_id = $2"
             " ORDER BY commit_time DESC LIMIT 1",
             {absl::string_view(tx.cause().principal), request_id}, [&](const Row& row) {
               found = KeptRequest{.root = std::string(row.Text(0)),
                                   .verb = std::string(row.Text(1)),
                                   .answer = std::string(row.Text(2)),
                                   .commit_time = absl::FromUnixMicros(row.Int(3))};
               return absl::OkStatus();
             }));
  return found;
}

absl::Status KeepAnswer(Transaction& tx, absl::string_view root, absl::string_view digest,
                        absl::string_view answer) {
  // As of its entries: neither goes back when a clock does, so that a move which goes
  // by time passes over none.
  COFI_ASSIGN_OR_RETURN(const JournalHead head, HeadOf(tx, root));
  const int64_t commit_time = std::max(absl::ToUnixMicros(tx.now()), head.commit_time);
  return tx.Write(
      "INSERT INTO request (root, principal, request_id, digest, answer, commit_time, verb)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {root, absl::string_view(tx.cause().principal), absl::string_view(tx.cause().request_id),
       BlobView{digest}, BlobView{answer}, commit_time, absl::string_view(tx.cause().verb)});
}

}  // namespace cofi::db
