#include "db/store/writer.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "base/failpoint.h"
#include "base/refusal.h"
#include "base/status.h"

namespace cofi::db {
namespace {

// How many batches are run call by call after one that had to be run again.
constexpr int kCarefulBatches = 16;

// A commit that failed may yet be found whole in the log by whoever opens it.
absl::Status InDoubt(const absl::Status& status) {
  for (google::rpc::ErrorInfo& info : ViolationsOf(status)) {
    info.set_reason(std::string(ReasonName(type::v1::REASON_OUTCOME_UNKNOWN)));
    return RefusalOf(info);
  }
  return status;
}

// How long a batch is tried on a database that asks for it to be run again, or
// cannot be reached; and the pause before the next try, at first and at most.
constexpr absl::Duration kPatience = absl::Seconds(20);
constexpr absl::Duration kPauseMin = absl::Milliseconds(5);
constexpr absl::Duration kPauseMax = absl::Milliseconds(500);

}  // namespace

absl::Status Contested() {
  return StoreFailed("another process writes to its journal; see who else has the files open");
}

absl::Status Writer::Open() {
  epoch_ = engine_->epoch();
  COFI_ASSIGN_OR_RETURN(connection_, engine_->Open(Access::kWrite));
  return absl::OkStatus();
}

void Writer::Close() {
  connection_.reset();
  heads_.Clear();
}

void Writer::BeCareful() { careful_ = std::max(careful_, 1); }

absl::Status Writer::RunFunction(Work& work) {
  work.status = absl::OkStatus();
  // Whether one in doubt is written already, only running it again tells.
  if (!in_doubt_ && work.cause.over()) work.status = Refuse(type::v1::REASON_DEADLINE_EXCEEDED);
  if (work.function == nullptr || !work.status.ok()) return absl::OkStatus();
  work.cause.time = clock_->now();
  work.status = clock_->Check(work.cause.time);
  if (!work.status.ok()) return absl::OkStatus();
  Transaction transaction(*connection_, work.cause, &heads_);
  work.status = RunGuarded(work.function, transaction);
  if (work.status.ok() && keep_up_ != nullptr && !heads_.changed_names().empty()) {
    const std::vector<std::string> changed = heads_.changed_names();
    work.status = RunGuarded([&](Transaction& tx) { return keep_up_(tx, changed); }, transaction);
  }
  if (work.status.ok()) {
    heads_.Keep();
  } else {
    heads_.Undo();
  }
  if (heads_.contested()) return Contested();
  PassFailpoint(service_, "after a call");
  // A function may take a failing disk for a row that is not there.
  return connection_->failed();
}

absl::Status Writer::RunInSavepoint(Work& work) {
  COFI_RETURN_IF_ERROR(connection_->Savepoint());
  COFI_RETURN_IF_ERROR(RunFunction(work));
  return connection_->Release(/*keep=*/work.status.ok());
}

absl::StatusOr<bool> Writer::RunTogether(std::deque<Work>& batch) {
  for (Work& work : batch) {
    if (work.cause.tentative) {
      COFI_RETURN_IF_ERROR(RunInSavepoint(work));
      continue;
    }
    const int64_t before = connection_->changes();
    COFI_RETURN_IF_ERROR(RunFunction(work));
    if (!work.status.ok() && connection_->changes() != before) return false;
  }
  return true;
}

absl::Status Writer::Begin(const std::deque<Work>& batch) {
  COFI_RETURN_IF_ERROR(connection_->Begin(Access::kWrite));
  if (engine_->shared()) heads_.Clear();
  std::vector<absl::string_view> roots;
  for (const Work& work : batch) {
    if (!work.cause.root.empty()) roots.push_back(work.cause.root);
    roots.insert(roots.end(), work.cause.others.begin(), work.cause.others.end());
  }
  // Everybody in the same order, so that nobody waits in a circle.
  std::sort(roots.begin(), roots.end());
  roots.erase(std::unique(roots.begin(), roots.end()), roots.end());
  COFI_RETURN_IF_ERROR(connection_->Lock(roots));
  changes_before_ = connection_->changes();
  return absl::OkStatus();
}

absl::Status Writer::RunBatch(std::deque<Work>& batch) {
  COFI_RETURN_IF_ERROR(Begin(batch));
  if (careful_ == 0) {
    COFI_ASSIGN_OR_RETURN(const bool whole, RunTogether(batch));
    if (whole) return absl::OkStatus();
    careful_ = kCarefulBatches;
    heads_.Clear();
    COFI_RETURN_IF_ERROR(connection_->Rollback());
    COFI_RETURN_IF_ERROR(Begin(batch));
  }
  --careful_;
  for (Work& work : batch) COFI_RETURN_IF_ERROR(RunInSavepoint(work));
  return absl::OkStatus();
}

absl::Status Writer::Renew() {
  if (epoch_ == engine_->epoch()) return absl::OkStatus();
  const int64_t epoch = engine_->epoch();
  auto opened = engine_->Open(Access::kWrite);
  if (!opened.ok()) return opened.status();
  connection_ = *std::move(opened);
  epoch_ = epoch;
  return absl::OkStatus();
}

absl::Status Writer::TryCommit(std::deque<Work>& batch) {
  PassFailpoint(service_, "before BEGIN");
  COFI_RETURN_IF_ERROR(RunBatch(batch));
  PassFailpoint(service_, "before COMMIT");
  const absl::string_view confirm = connection_->dialect().confirm;
  if (connection_->changes() == changes_before_ && !confirm.empty()) {
    COFI_RETURN_IF_ERROR(connection_->Run(confirm));
  }
  const absl::Status committed = connection_->Commit();
  in_doubt_ |= !committed.ok() &&
               (connection_->CallsFor(Remedy::kReopen) || connection_->CallsFor(Remedy::kStop));
  return committed;
}

absl::Status Writer::Commit(std::deque<Work>& batch, std::deque<Work>* answered) {
  const absl::Status status = CommitTogether(batch, answered);
  // A statement of the whole batch was wrong, perhaps by what a single one brought: that
  // one costs the others nothing. Where no connection is to be had, nobody would fare better.
  const bool away = epoch_ != engine_->epoch();
  if (status.ok() || away || connection_->failure() || contested_ || batch.size() < 2) {
    return status;
  }
  std::deque<Work> done;
  for (Work& work : batch) {
    std::deque<Work> alone;
    alone.push_back(std::move(work));
    const absl::Status own = CommitTogether(alone, answered);
    if (alone.empty()) continue;
    if (!own.ok()) alone.front().status = own;
    done.push_back(std::move(alone.front()));
  }
  batch = std::move(done);
  return absl::OkStatus();
}

absl::Status Writer::CommitTogether(std::deque<Work>& batch, std::deque<Work>* answered) {
  in_doubt_ = false;
  absl::Duration pause = kPauseMin;
  const absl::Time give_up = absl::Now() + kPatience;
  while (true) {
    const absl::Status renewed = Renew();
    const absl::Status status = renewed.ok() ? TryCommit(batch) : renewed;
    if (status.ok()) return status;
    const absl::Status refusal = in_doubt_ ? InDoubt(status) : status;
    // A statement that was wrong would be again.
    const bool again = heads_.contested() && !std::exchange(contested_, true);
    const Remedy remedy = again                    ? Remedy::kRunAgain
                          : !renewed.ok()          ? Remedy::kReopen
                          : connection_->failure() ? connection_->failure()->remedy
                                                   : Remedy::kRefuse;
    if (renewed.ok()) (void)connection_->Rollback();
    heads_.Clear();
    if (remedy == Remedy::kStop || remedy == Remedy::kRefuse) return refusal;
    if (ReasonOf(status) == type::v1::REASON_STORE_FOREIGN) return refusal;
    // Perhaps it was one that failed by itself, and did not say so.
    BeCareful();
    if (remedy == Remedy::kReopen) {
      // Those without a request id cannot be told from others when they run again.
      for (Work& work : batch) work.status = refusal;
      const auto first = std::stable_partition(batch.begin(), batch.end(), [&](const Work& work) {
        return !in_doubt_ || !work.cause.request_id.empty();
      });
      std::move(first, batch.end(), std::back_inserter(*answered));
      batch.erase(first, batch.end());
      if (batch.empty()) return absl::OkStatus();
      if (renewed.ok()) engine_->Lose(epoch_);
    }
    if (absl::Now() > give_up) return refusal;
    absl::SleepFor(pause);
    pause = std::min(2 * pause, kPauseMax);
  }
}

}  // namespace cofi::db
