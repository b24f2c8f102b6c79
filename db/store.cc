#include "db/store.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "base/failpoint.h"
#include "base/refusal.h"
#include "base/status.h"
#include "db/journal.h"

namespace cofi::db {
namespace {

absl::Status Failed(std::string detail) {
  return Refuse(type::v1::REASON_STORE_FAILED, {{"detail", std::move(detail)}});
}

constexpr char kFailedBefore[] = "it failed before, and the server stops";

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

// How often one looks for commits of other processes.
constexpr absl::Duration kLookEvery = absl::Milliseconds(100);

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> Store::Open(const StoreOptions& options,
                                                   absl::Span<const Migration> migrations) {
  std::unique_ptr<Store> store(new Store(options, migrations));
  COFI_ASSIGN_OR_RETURN(store->engine_,
                        MakeEngine(options.database, options.folder, options.service));
  COFI_RETURN_IF_ERROR(store->OpenConnections());
  store->writes_.threads.emplace_back([raw = store.get()] { raw->WriteLoop(); });
  store->answers_.threads.emplace_back([raw = store.get()] { raw->AnswerLoop(); });
  for (size_t reader = 0; reader < store->readers_.size(); ++reader) {
    store->reads_.threads.emplace_back([raw = store.get(), reader] { raw->ReadLoop(reader); });
  }
  if (store->shared()) {
    store->looks_.threads.emplace_back([raw = store.get()] { raw->LookLoop(); });
  }
  return store;
}

Store::~Store() {
  Stop();
  // The last connection to close checkpoints; readers go first, so that it is
  // the writer.
  past_reader_.reset();
  readers_.clear();
  writer_.reset();
}

void Store::Stop() {
  Finish(writes_);
  Finish(answers_);
  Finish(looks_);
  Finish(reads_);
}

void Store::Finish(Lane& lane) {
  {
    absl::MutexLock lock(&lane.mutex);
    lane.stopping = true;
  }
  for (std::thread& thread : lane.threads) thread.join();
  lane.threads.clear();
}

void Store::Write(Cause cause, Function function, Done done) {
  Enqueue(writes_, {std::move(cause), std::move(function), std::move(done), {}});
}

void Store::Read(Cause cause, Function function, Done done) {
  Enqueue(reads_, {std::move(cause), std::move(function), std::move(done), {}});
}

void Store::Enqueue(Lane& lane, Work work) {
  absl::Status refusal;
  {
    absl::MutexLock lock(&lane.mutex);
    if (lane.stopping || failed_) {
      refusal = Failed(failed_ ? kFailedBefore : "the server is stopping");
    } else if (lane.queue.size() >= options_.queue_max) {
      refusal = Refuse(type::v1::REASON_OVERLOADED, {{"limit", absl::StrCat(options_.queue_max)}});
    } else {
      lane.queue.push_back(std::move(work));
      return;
    }
  }
  work.done(refusal);
}

std::deque<Store::Work> Store::Take(Lane& lane, size_t max) {
  const auto has_work = [&lane]() ABSL_SHARED_LOCKS_REQUIRED(lane.mutex) {
    return lane.stopping || !lane.queue.empty() || !lane.chores.empty();
  };
  absl::MutexLock lock(&lane.mutex, absl::Condition(&has_work));
  std::deque<Work> taken;
  if (lane.queue.size() <= max) {
    taken.swap(lane.queue);
  } else {
    for (size_t i = 0; i < max; ++i) {
      taken.push_back(std::move(lane.queue.front()));
      lane.queue.pop_front();
    }
  }
  return taken;
}

void Store::Fail(const absl::Status& status) {
  if (!failed_.exchange(true) && options_.on_failure) options_.on_failure(status);
}

absl::Status Store::RunFunction(Connection& connection, Work& work) {
  work.cause.time = absl::Now();
  Transaction transaction(connection, work.cause, &heads_);
  work.status = work.function(transaction);
  if (work.status.ok()) {
    heads_.Keep();
  } else {
    heads_.Undo();
  }
  PassFailpoint(options_.service, "after a call");
  // A function may take a failing disk for a row that is not there.
  return connection.failure();
}

absl::Status Store::RunInSavepoint(Connection& connection, Work& work) {
  COFI_RETURN_IF_ERROR(connection.Run("SAVEPOINT call"));
  COFI_RETURN_IF_ERROR(RunFunction(connection, work));
  if (!work.status.ok()) COFI_RETURN_IF_ERROR(connection.Run("ROLLBACK TO SAVEPOINT call"));
  return connection.Run("RELEASE SAVEPOINT call");
}

absl::StatusOr<bool> Store::RunTogether(Connection& connection, std::deque<Work>& batch) {
  for (Work& work : batch) {
    if (work.cause.tentative) {
      COFI_RETURN_IF_ERROR(RunInSavepoint(connection, work));
      continue;
    }
    const int64_t before = connection.changes();
    COFI_RETURN_IF_ERROR(RunFunction(connection, work));
    if (!work.status.ok() && connection.changes() != before) return false;
  }
  return true;
}

absl::Status Store::Begin(Connection& connection, const std::deque<Work>& batch) {
  COFI_RETURN_IF_ERROR(connection.Run(connection.dialect().begin_write));
  if (shared()) heads_.Clear();
  std::vector<absl::string_view> roots;
  for (const Work& work : batch) {
    if (!work.cause.root.empty()) roots.push_back(work.cause.root);
  }
  // Everybody in the same order, so that nobody waits in a circle.
  std::sort(roots.begin(), roots.end());
  roots.erase(std::unique(roots.begin(), roots.end()), roots.end());
  return connection.Lock(roots);
}

absl::Status Store::RunBatch(Connection& connection, std::deque<Work>& batch) {
  COFI_RETURN_IF_ERROR(Begin(connection, batch));
  if (careful_ == 0) {
    COFI_ASSIGN_OR_RETURN(const bool whole, RunTogether(connection, batch));
    if (whole) return absl::OkStatus();
    careful_ = kCarefulBatches;
    heads_.Clear();
    COFI_RETURN_IF_ERROR(connection.Run("ROLLBACK"));
    COFI_RETURN_IF_ERROR(Begin(connection, batch));
  }
  --careful_;
  for (Work& work : batch) COFI_RETURN_IF_ERROR(RunInSavepoint(connection, work));
  return absl::OkStatus();
}

absl::Status Store::TryCommit(std::deque<Work>& batch) {
  Connection& connection = *writer_;
  PassFailpoint(options_.service, "before BEGIN");
  const int64_t before = connection.changes();
  COFI_RETURN_IF_ERROR(RunBatch(connection, batch));
  PassFailpoint(options_.service, "before COMMIT");
  const absl::string_view confirm = connection.dialect().confirm;
  if (connection.changes() == before && !confirm.empty()) {
    COFI_RETURN_IF_ERROR(connection.Run(confirm));
  }
  const absl::Status committed = connection.Run("COMMIT");
  in_doubt_ |= !committed.ok() &&
               (connection.remedy() == Remedy::kReopen || connection.remedy() == Remedy::kStop);
  return committed;
}

absl::Status Store::Commit(std::deque<Work>& batch, std::deque<Work>* answered) {
  in_doubt_ = false;
  absl::Duration pause = kPauseMin;
  const absl::Time give_up = absl::Now() + kPatience;
  while (true) {
    const absl::Status status = TryCommit(batch);
    if (status.ok()) return status;
    const absl::Status refusal = in_doubt_ ? InDoubt(status) : status;
    (void)writer_->Run("ROLLBACK");
    heads_.Clear();
    const Remedy remedy = writer_->remedy();
    if (remedy == Remedy::kStop) Fail(refusal);
    if (remedy == Remedy::kStop || remedy == Remedy::kRefuse) return refusal;
    if (remedy == Remedy::kReopen) {
      // Those without a request id cannot be told from others when they run again.
      for (Work& work : batch) work.status = refusal;
      const auto first = std::stable_partition(batch.begin(), batch.end(), [&](const Work& work) {
        return !in_doubt_ || !work.cause.request_id.empty();
      });
      std::move(first, batch.end(), std::back_inserter(*answered));
      batch.erase(first, batch.end());
      if (batch.empty()) return absl::OkStatus();
      auto opened = engine_->Open(Access::kWrite);
      if (opened.ok()) writer_ = *std::move(opened);
    }
    if (absl::Now() > give_up) return refusal;
    absl::SleepFor(pause);
    pause = std::min(2 * pause, kPauseMax);
  }
}

void Store::WriteLoop() {
  while (true) {
    std::deque<Work> batch = Take(writes_, options_.batch_max);
    const bool more = RunChore();
    if (batch.empty()) {
      if (more) continue;
      return;
    }
    if (writer_ == nullptr) {
      for (Work& work : batch) work.status = Failed(kFailedBefore);
      Answer(batch);
      continue;
    }
    std::deque<Work> answered;
    const absl::Status status = failed_ ? Failed(kFailedBefore) : Commit(batch, &answered);
    PassFailpoint(options_.service, "after COMMIT");
    if (!status.ok()) {
      for (Work& work : batch) work.status = status;
    } else if (const absl::Status failure = writer_->failure();
               !failure.ok() && writer_->remedy() == Remedy::kStop) {
      // What follows a commit can fail too, and takes nothing back.
      Fail(failure);
    }
    std::move(answered.begin(), answered.end(), std::back_inserter(batch));
    if (IsIdle(writes_)) {
      Answer(batch);
      continue;
    }
    absl::MutexLock lock(&answers_.mutex);
    std::move(batch.begin(), batch.end(), std::back_inserter(answers_.queue));
  }
}

bool Store::IsIdle(Lane& lane) {
  absl::MutexLock lock(&lane.mutex);
  return lane.queue.empty();
}

void Store::AnswerLoop() {
  while (true) {
    std::deque<Work> batch = Take(answers_, std::numeric_limits<size_t>::max());
    if (batch.empty()) return;
    Answer(batch);
  }
}

void Store::Answer(std::deque<Work>& batch) {
  for (Work& work : batch) work.done(work.status);
  TellListeners();
}

void Store::TellListeners() {
  absl::MutexLock lock(&listeners_mutex_);
  std::erase_if(listeners_, [](const auto& listener) { return listener.expired(); });
  for (const auto& weak : listeners_) {
    if (const auto listener = weak.lock()) (*listener)();
  }
}

void Store::ReadLoop(size_t reader) {
  while (true) {
    std::deque<Work> batch = Take(reads_, 1);
    if (batch.empty()) return;
    Work& work = batch.front();
    RunRead(reader, work);
    work.done(work.status);
  }
}

void Store::RunRead(size_t reader, Work& work) {
  absl::ReaderMutexLock lock(&swap_);
  if (reader >= readers_.size()) {
    work.status = Failed(kFailedBefore);
    return;
  }
  for (absl::Time give_up = absl::Now() + kPatience;;) {
    Connection& connection = *readers_[reader];
    work.status = connection.Run(connection.dialect().begin_read);
    if (work.status.ok()) {
      work.cause.time = absl::Now();
      Transaction transaction(connection, work.cause);
      work.status = work.function(transaction);
      (void)connection.Run("ROLLBACK");
    }
    const absl::Status failure = connection.failure();
    if (failure.ok()) return;
    work.status = failure;
    if (connection.remedy() == Remedy::kStop) Fail(failure);
    if (connection.remedy() != Remedy::kReopen || absl::Now() > give_up) return;
    auto opened = engine_->Open(Access::kRead);
    if (opened.ok()) {
      readers_[reader] = *std::move(opened);
    } else {
      absl::SleepFor(kPauseMax);
    }
  }
}

void Store::LookLoop() {
  const auto stopping = [this]()
                            ABSL_SHARED_LOCKS_REQUIRED(looks_.mutex) { return looks_.stopping; };
  int64_t seen = 0;
  while (true) {
    {
      absl::MutexLock lock(&looks_.mutex);
      if (looks_.mutex.AwaitWithTimeout(absl::Condition(&stopping), kLookEvery)) return;
    }
    int64_t last = seen;
    const absl::Status looked = ReadAndWait({}, [&](Transaction& tx) -> absl::Status {
      COFI_ASSIGN_OR_RETURN(last, LastPosition(tx));
      return absl::OkStatus();
    });
    if (!looked.ok() || last == seen) continue;
    seen = last;
    TellListeners();
  }
}

absl::Status Store::WriteAndWait(Cause cause, Function function) {
  absl::Notification finished;
  absl::Status result;
  Write(std::move(cause), std::move(function), [&](const absl::Status& status) {
    result = status;
    finished.Notify();
  });
  finished.WaitForNotification();
  return result;
}

absl::Status Store::UsePastReader(Use use) {
  absl::ReaderMutexLock lock(&swap_);
  if (past_reader_ == nullptr) {
    COFI_ASSIGN_OR_RETURN(past_reader_, engine_->Open(Access::kRead));
    ++past_generation_;
  }
  const absl::Status status = use(*past_reader_, past_generation_);
  if (past_reader_->failure().ok()) return status;
  const absl::Status failure = past_reader_->failure();
  past_reader_.reset();
  return failure;
}

absl::Status Store::ReadAndWait(Cause cause, Function function) {
  absl::Notification finished;
  absl::Status result;
  Read(std::move(cause), std::move(function), [&](const absl::Status& status) {
    result = status;
    finished.Notify();
  });
  finished.WaitForNotification();
  return result;
}

void Store::Settle(const std::string& root, Done done) {
  // Behind those that wait here, it gets the lock of the root after the others.
  Write(
      {.root = root}, [](Transaction&) { return absl::OkStatus(); }, std::move(done));
}

std::shared_ptr<void> Store::OnCommit(std::function<void()> listener) {
  auto guard = std::make_shared<std::function<void()>>(std::move(listener));
  absl::MutexLock lock(&listeners_mutex_);
  listeners_.push_back(guard);
  return guard;
}

}  // namespace cofi::db
