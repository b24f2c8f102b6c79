// One connection that writes, and how a batch of functions becomes one commit on it.
#ifndef COFI_DB_STORE_WRITER_H_
#define COFI_DB_STORE_WRITER_H_

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "db/engine.h"
#include "db/journal_heads.h"
#include "db/store/clock_guard.h"
#include "db/transaction.h"

namespace cofi::db {

// A function that waits for its turn, and whom to tell what became of it.
struct Work {
  Cause cause;
  // Null if it only waits for its turn.
  std::function<absl::Status(Transaction&)> function;
  std::function<void(const absl::Status&)> done;
  absl::Status status;
};

// What else a function writes, at its end: what follows from the resources that it changed.
using KeepUpFunction =
    std::function<absl::Status(Transaction&, absl::Span<const std::string> changed)>;

// STORE_FAILED: another process writes where this one should be alone.
absl::Status Contested();

class Writer {
 public:
  // `clock` dates what is written, and must stay. `keep_up` may be null.
  Writer(Engine* engine, std::string service, ClockGuard* clock, KeepUpFunction keep_up)
      : engine_(engine),
        service_(std::move(service)),
        clock_(clock),
        keep_up_(std::move(keep_up)) {}

  absl::Status Open();
  void Close();
  // Null while it is closed.
  Connection* connection() const { return connection_.get(); }

  // Runs the functions until they are committed, or must be refused with the status
  // that is returned; each has its own then. Those for which it is not known whether
  // they were committed, and that must not run again, go to `answered`.
  absl::Status Commit(std::deque<Work>& batch, std::deque<Work>* answered);

  // Whether another process was seen to write where this one is alone.
  bool contested() const { return contested_; }

  // The next batch is not rolled back as a whole.
  void BeCareful();

 private:
  absl::Status CommitTogether(std::deque<Work>& batch, std::deque<Work>* answered);
  absl::Status TryCommit(std::deque<Work>& batch);
  // Opens the connection again if one was lost since it was opened.
  absl::Status Renew();
  absl::Status Begin(const std::deque<Work>& batch);
  absl::Status RunBatch(std::deque<Work>& batch);
  // False if a function failed after it had written something.
  absl::StatusOr<bool> RunTogether(std::deque<Work>& batch);
  absl::Status RunInSavepoint(Work& work);
  absl::Status RunFunction(Work& work);

  Engine* const engine_;
  const std::string service_;
  ClockGuard* const clock_;
  const KeepUpFunction keep_up_;
  std::unique_ptr<Connection> connection_;
  int64_t epoch_ = 0;
  JournalHeads heads_;
  // For how many batches each function has a savepoint, because one of a batch
  // before had to be undone.
  int careful_ = 0;
  // Connection::changes when the transaction began.
  int64_t changes_before_ = 0;
  bool contested_ = false;
  // Whether the last COMMIT of this batch may have counted.
  bool in_doubt_ = false;
};

}  // namespace cofi::db

#endif  // COFI_DB_STORE_WRITER_H_
