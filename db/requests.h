// Exactly once: the answer to a request id is kept in the transaction of the
// change, and given again when the request comes again.
#ifndef COFI_DB_REQUESTS_H_
#define COFI_DB_REQUESTS_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "db/transaction.h"

namespace cofi::db {

// The answer kept for the cause's principal and request id on `root`, if any.
// REQUEST_ID_REUSED if it was kept for a request of another digest.
absl::StatusOr<std::optional<std::string>> FindAnswer(Transaction& tx, absl::string_view root,
                                                      absl::string_view digest);

// What is kept of a request that was carried out.
struct KeptRequest {
  std::string root;
  // What it asked for, for instance `CreateExpense`.
  std::string verb;
  std::string answer;
  absl::Time commit_time;
};

// The request of the cause's principal with this id, on whichever root; the last
// one where the principal used the id on several.
absl::StatusOr<std::optional<KeptRequest>> FindRequest(Transaction& tx,
                                                       absl::string_view request_id);

// Keeps the answer.
absl::Status KeepAnswer(Transaction& tx, absl::string_view root, absl::string_view digest,
                        absl::string_view answer);

}  // namespace cofi::db

#endif  // COFI_DB_REQUESTS_H_
