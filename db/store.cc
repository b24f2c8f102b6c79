#include "db/store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <limits>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "base/failpoint.h"
#include "base/refusal.h"
#include "base/status.h"
#include "db/migrations.h"
#include "db/sqlite.h"

namespace cofi::db {
namespace {

absl::Status Failed(std::string detail) {
  return Refuse(type::v1::REASON_STORE_FAILED, {{"detail", std::move(detail)}});
}

constexpr char kFailedBefore[] = "it failed before, and the server stops";

// How many batches are run call by call after one that had to be run again.
constexpr int kCarefulBatches = 16;

// A commit that failed may yet be found whole in the log by whoever opens it.
absl::Status Committed(const absl::Status& status) {
  for (google::rpc::ErrorInfo& info : ViolationsOf(status)) {
    info.set_reason(std::string(ReasonName(type::v1::REASON_OUTCOME_UNKNOWN)));
    return RefusalOf(info);
  }
  return status;
}

// Locks the service's part of the folder for as long as the file is open.
absl::StatusOr<int> LockFolder(const StoreOptions& options) {
  std::error_code error;
  std::filesystem::create_directories(options.folder, error);
  const std::string path = absl::StrCat(options.folder, "/", options.service, ".lock");
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return Failed(absl::StrCat(path, ": ", strerror(errno)));
  if (flock(file, LOCK_EX | LOCK_NB) != 0) {
    close(file);
    return Failed(absl::StrCat("another cofid serves ", options.service, " from ", options.folder,
                               "; stop it or give another --data"));
  }
  return file;
}

// Copies that were being made or received when the process ended.
void RemoveParts(const StoreOptions& options) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(options.folder, error)) {
    const std::string name = entry.path().filename().string();
    if (!absl::StartsWith(name, absl::StrCat(options.service, ".sqlite.part-"))) continue;
    std::filesystem::remove(entry.path(), error);
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> Store::Open(const StoreOptions& options,
                                                   absl::Span<const Migration> migrations) {
  std::unique_ptr<Store> store(new Store(options, migrations));
  COFI_ASSIGN_OR_RETURN(store->lock_, LockFolder(options));
  RemoveParts(options);
  COFI_RETURN_IF_ERROR(store->OpenConnections());
  store->writes_.threads.emplace_back([raw = store.get()] { raw->WriteLoop(); });
  store->answers_.threads.emplace_back([raw = store.get()] { raw->AnswerLoop(); });
  for (size_t reader = 0; reader < store->readers_.size(); ++reader) {
    store->reads_.threads.emplace_back([raw = store.get(), reader] { raw->ReadLoop(reader); });
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
  if (lock_ >= 0) close(lock_);
}

void Store::Stop() {
  Finish(writes_);
  Finish(answers_);
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

absl::Status Store::RunBatch(Connection& connection, std::deque<Work>& batch) {
  COFI_RETURN_IF_ERROR(connection.Run("BEGIN IMMEDIATE"));
  if (careful_ == 0) {
    COFI_ASSIGN_OR_RETURN(const bool whole, RunTogether(connection, batch));
    if (whole) return absl::OkStatus();
    careful_ = kCarefulBatches;
    heads_.Clear();
    COFI_RETURN_IF_ERROR(connection.Run("ROLLBACK"));
    COFI_RETURN_IF_ERROR(connection.Run("BEGIN IMMEDIATE"));
  }
  --careful_;
  for (Work& work : batch) COFI_RETURN_IF_ERROR(RunInSavepoint(connection, work));
  return absl::OkStatus();
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
    Connection& connection = *writer_;
    PassFailpoint(options_.service, "before BEGIN");
    absl::Status status = failed_ ? Failed(kFailedBefore) : RunBatch(connection, batch);
    PassFailpoint(options_.service, "before COMMIT");
    if (status.ok()) status = Committed(connection.Run("COMMIT"));
    PassFailpoint(options_.service, "after COMMIT");
    if (!status.ok()) {
      Fail(status);
      (void)connection.Run("ROLLBACK");
      for (Work& work : batch) work.status = status;
    } else if (const absl::Status failure = connection.failure(); !failure.ok()) {
      // What follows a commit can fail too, and takes nothing back.
      Fail(failure);
    }
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
  Connection& connection = *readers_[reader];
  work.status = connection.Run("BEGIN");
  if (work.status.ok()) {
    work.cause.time = absl::Now();
    Transaction transaction(connection, work.cause);
    work.status = work.function(transaction);
    (void)connection.Run("ROLLBACK");
  }
  if (const absl::Status failure = connection.failure(); !failure.ok()) {
    Fail(failure);
    work.status = failure;
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
    COFI_ASSIGN_OR_RETURN(past_reader_, OpenSqlite(path(), Access::kRead));
  }
  return use(*past_reader_, generation_);
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

std::shared_ptr<void> Store::OnCommit(std::function<void()> listener) {
  auto guard = std::make_shared<std::function<void()>>(std::move(listener));
  absl::MutexLock lock(&listeners_mutex_);
  listeners_.push_back(guard);
  return guard;
}

}  // namespace cofi::db
