#include "db/store/store.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "base/failpoint.h"
#include "base/refusal.h"
#include "base/status.h"
#include "db/journal.h"
#include "db/schema.h"
#include "db/store/migrations.h"

namespace cofi::db {
namespace {

constexpr char kFailedBefore[] = "it failed before, and the server stops";

// How long a read is tried on a database that cannot be reached, and the pause
// before the next try.
constexpr absl::Duration kPatience = absl::Seconds(20);
constexpr absl::Duration kPause = absl::Milliseconds(500);

// How often one looks for commits of other processes, and, in looks, for those that stand
// still.
constexpr absl::Duration kLookEvery = absl::Milliseconds(100);
constexpr int kLooksForStanding = 20;

// The first pause between two looks at who still writes.
constexpr absl::Duration kSettlePause = absl::Milliseconds(1);

// How often one looks whether the file is still there: what is answered in between may be in
// one that nobody finds any more.
constexpr absl::Duration kWatchEvery = absl::Seconds(2);

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> Store::Open(const StoreOptions& options,
                                                   absl::Span<const Migration> migrations) {
  std::unique_ptr<Store> store(new Store(options, migrations));
  COFI_ASSIGN_OR_RETURN(store->engine_,
                        MakeEngine(options.database, options.folder, options.service));
  COFI_RETURN_IF_ERROR(store->OpenConnections());
  for (const auto& lane : store->writes_) {
    lane->threads.emplace_back([raw = store.get(), each = lane.get()] { raw->WriteLoop(*each); });
  }
  store->answers_.threads.emplace_back([raw = store.get()] { raw->AnswerLoop(); });
  for (size_t reader = 0; reader < store->readers_.size(); ++reader) {
    store->reads_.threads.emplace_back([raw = store.get(), reader] { raw->ReadLoop(reader); });
  }
  store->looks_.threads.emplace_back([raw = store.get()] { raw->LookLoop(); });
  if (store->shared()) {
    store->settles_.threads.emplace_back([raw = store.get()] { raw->SettleLoop(); });
  }
  store->watches_.threads.emplace_back([raw = store.get()] { raw->WatchLoop(); });
  return store;
}

absl::Status Store::OpenConnections() {
  const size_t writers = shared() ? options_.writers : 1;
  while (writes_.size() < writers) {
    writes_.push_back(std::make_unique<WriteLane>(engine_.get(), options_, &clock_));
  }
  for (const auto& lane : writes_) COFI_RETURN_IF_ERROR(lane->writer.Open());
  Connection& first = *writes_[0]->writer.connection();
  COFI_RETURN_IF_ERROR(engine_->Recognize(first));
  COFI_RETURN_IF_ERROR(Migrate(first, options_.service, migrations_));
  COFI_ASSIGN_OR_RETURN(const std::vector<std::string> tables, TablesOf(first));
  if (std::count(tables.begin(), tables.end(), "move") > 0) {
    return StoreFailed("it was not moved to its end: run cofid migrate again");
  }
  if (schema_.objects.empty()) {
    COFI_ASSIGN_OR_RETURN(schema_, SchemaOf(first, options_.service, migrations_));
  }
  COFI_RETURN_IF_ERROR(VerifySchema(first, schema_));
  COFI_RETURN_IF_ERROR(engine_->Prepare(first));
  absl::Time last_commit = absl::InfinitePast();
  if (!options_.accept_clock) {
    COFI_ASSIGN_OR_RETURN(last_commit, LastCommit(first));
  }
  clock_.Open(last_commit);
  for (int i = 0; i < options_.readers; ++i) {
    COFI_RETURN_IF_ERROR(Renew(readers_.emplace_back()));
  }
  return absl::OkStatus();
}

Store::~Store() {
  Stop();
  // The last connection to close checkpoints; readers go first, so that it is
  // the writer.
  past_reader_ = {};
  readers_.clear();
  for (const auto& lane : writes_) lane->writer.Close();
}

void Store::Stop() {
  for (const auto& lane : writes_) Finish(*lane);
  Finish(answers_);
  Finish(looks_);
  Finish(watches_);
  Finish(settles_);
  Finish(reads_);
}

bool Store::Pause(Lane& lane, absl::Duration pause) {
  const auto stopping = [&lane]() ABSL_SHARED_LOCKS_REQUIRED(lane.mutex) { return lane.stopping; };
  absl::MutexLock lock(&lane.mutex);
  return lane.mutex.AwaitWithTimeout(absl::Condition(&stopping), pause);
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
  // The same in every process, so that two wait for each other on one lane only.
  WriteLane& lane = *writes_[std::hash<std::string>()(cause.root) % writes_.size()];
  Enqueue(lane, {std::move(cause), std::move(function), std::move(done), {}});
}

void Store::Read(Cause cause, Function function, Done done) {
  Enqueue(reads_, {std::move(cause), std::move(function), std::move(done), {}});
}

void Store::Enqueue(Lane& lane, Work work) {
  absl::Status refusal;
  {
    absl::MutexLock lock(&lane.mutex);
    if (lane.stopping || failed_) {
      refusal = StoreFailed(failed_ ? kFailedBefore : "the server is stopping");
    } else if (lane.queue.size() >= options_.queue_max) {
      refusal = Refuse(type::v1::REASON_OVERLOADED, {{"limit", absl::StrCat(options_.queue_max)}});
    } else {
      lane.queue.push_back(std::move(work));
      return;
    }
  }
  work.done(refusal);
}

std::deque<Work> Store::Take(Lane& lane, size_t max) {
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

void Store::WriteLoop(WriteLane& lane) {
  while (true) {
    std::deque<Work> batch = Take(lane, options_.batch_max);
    const bool more = RunChore(lane);
    if (batch.empty()) {
      if (more) continue;
      return;
    }
    std::deque<Work> answered;
    const bool stopped = failed_ || lane.writer.connection() == nullptr;
    const absl::Status status =
        stopped ? StoreFailed(kFailedBefore) : lane.writer.Commit(batch, &answered);
    PassFailpoint(options_.service, "after COMMIT");
    if (!status.ok()) {
      for (Work& work : batch) work.status = status;
    }
    // They have their answer; whoever else writes does it past the lock.
    if (lane.writer.contested()) Fail(Contested());
    if (ReasonOf(status) == type::v1::REASON_STORE_FOREIGN) Fail(status);
    // What follows a commit can fail too, and takes nothing back.
    if (!stopped && lane.writer.connection()->CallsFor(Remedy::kStop)) {
      Fail(lane.writer.connection()->failed());
    }
    std::move(answered.begin(), answered.end(), std::back_inserter(batch));
    if (Waiting(lane) == 0) {
      Answer(batch);
      continue;
    }
    absl::MutexLock lock(&answers_.mutex);
    std::move(batch.begin(), batch.end(), std::back_inserter(answers_.queue));
  }
}

size_t Store::Waiting(Lane& lane) {
  absl::MutexLock lock(&lane.mutex);
  return lane.queue.size();
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
    work.status = StoreFailed(kFailedBefore);
    return;
  }
  Reader& own = readers_[reader];
  absl::Time began = absl::InfiniteFuture();
  // Why it is not carried out to its end. What it answers all the same is not believed: it
  // may have taken a statement that was ended for a row that is not there.
  absl::Status ended;
  const auto ends = [&] {
    if (ended.ok()) ended = MayGoOn(work.cause, began);
    return !ended.ok();
  };
  for (const absl::Time give_up = absl::Now() + kPatience; !ends();) {
    work.status = Renew(own);
    if (!work.status.ok()) {
      Reach(work.status);
      if (failed_ || absl::Now() > give_up || Pause(reads_, kPause)) return;
      continue;
    }
    Connection& connection = *own.connection;
    began = absl::Now();
    connection.EndWhen(ends);
    work.status = connection.Begin(Access::kRead);
    if (work.status.ok()) {
      work.cause.time = clock_.now();
      Transaction transaction(connection, work.cause);
      work.status = RunGuarded(work.function, transaction);
    }
    connection.EndWhen(nullptr);
    (void)connection.Rollback();
    const std::optional<Failure> failure = connection.failure();
    if (!failure.has_value()) {
      Reach(absl::OkStatus());
      break;
    }
    work.status = failure->status;
    const Remedy remedy = failure->remedy;
    GiveUp(own, *failure);
    const bool again = remedy == Remedy::kReopen || remedy == Remedy::kRunAgain;
    if (!again || absl::Now() > give_up) break;
  }
  if (!ended.ok()) work.status = ended;
}

absl::Status Store::MayGoOn(const Cause& cause, absl::Time began) {
  if (cause.over()) return Refuse(type::v1::REASON_DEADLINE_EXCEEDED);
  // Nobody's slow filter costs others their answers.
  if (cause.deadline == absl::InfiniteFuture() || absl::Now() - began <= options_.turn) {
    return absl::OkStatus();
  }
  const size_t waiting = Waiting(reads_);
  return waiting == 0 ? absl::OkStatus()
                      : Refuse(type::v1::REASON_OVERLOADED, {{"limit", absl::StrCat(waiting)}});
}

void Store::Reach(const absl::Status& status) {
  const bool unreached = !status.ok();
  // One that failed stays so.
  if (failed_ || unreached_ == unreached) return;
  // What is said last is what is so.
  absl::MutexLock lock(&reach_mutex_);
  if (unreached_.exchange(unreached) == unreached) return;
  if (options_.on_reach) options_.on_reach(status);
}

absl::Status Store::Renew(Reader& reader) {
  if (reader.connection != nullptr && reader.epoch == engine_->epoch()) return absl::OkStatus();
  // Of before it is opened, and only once it is: the old one is not used again.
  const int64_t epoch = engine_->epoch();
  auto opened = engine_->Open(Access::kRead);
  if (ReasonOf(opened.status()) == type::v1::REASON_STORE_FOREIGN) Fail(opened.status());
  COFI_RETURN_IF_ERROR(opened.status());
  reader.connection = *std::move(opened);
  reader.epoch = epoch;
  return absl::OkStatus();
}

void Store::GiveUp(Reader& reader, const Failure& failure) {
  if (failure.remedy == Remedy::kStop) return Fail(failure.status);
  if (failure.remedy == Remedy::kReopen) engine_->Lose(reader.epoch);
  reader.connection.reset();
}

void Store::LookLoop() {
  int64_t seen = 0;
  for (int look = 0; !Pause(looks_, kLookEvery); ++look) {
    if (!shared() && !unreached_) continue;
    int64_t last = seen;
    const absl::Status looked = ReadAndWait({}, [&](Transaction& tx) -> absl::Status {
      if (shared() && look % kLooksForStanding == 0) {
        COFI_RETURN_IF_ERROR(tx.Run(tx.dialect().end_standing));
      }
      COFI_ASSIGN_OR_RETURN(last, LastPosition(tx));
      return absl::OkStatus();
    });
    if (!looked.ok() || last == seen) continue;
    seen = last;
    TellListeners();
  }
}

void Store::WatchLoop() {
  while (!Pause(watches_, kWatchEvery)) {
    absl::ReaderMutexLock lock(&swap_);
    const absl::Status there = engine_->CheckPlace();
    if (!there.ok()) return Fail(there);
  }
}

void Store::SettleLoop() {
  while (true) {
    std::deque<Work> batch = Take(settles_, std::numeric_limits<size_t>::max());
    if (batch.empty()) return;
    const absl::Status status = SettleAll(batch);
    for (Work& work : batch) work.done(status);
  }
}

absl::Status Store::SettleAll(std::deque<Work>& batch) {
  std::optional<std::vector<std::string>> left;
  for (absl::Duration pause = kSettlePause;; pause = std::min(2 * pause, kPause)) {
    std::vector<std::string> writers;
    COFI_RETURN_IF_ERROR(ReadAndWait({}, [&](Transaction& tx) {
      writers.clear();
      return tx.Run(tx.dialect().writers, {}, [&](const Row& row) {
        writers.emplace_back(row.Text(0));
        return absl::OkStatus();
      });
    }));
    if (!left.has_value()) left = writers;
    std::erase_if(*left, [&](const std::string& each) {
      return std::count(writers.begin(), writers.end(), each) == 0;
    });
    if (left->empty()) return absl::OkStatus();
    std::erase_if(batch, [](const Work& work) {
      if (!work.cause.over()) return false;
      work.done(Refuse(type::v1::REASON_DEADLINE_EXCEEDED));
      return true;
    });
    if (batch.empty()) return absl::OkStatus();
    if (Pause(settles_, pause)) return StoreFailed("the server is stopping");
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

absl::Status Store::UsePastReader(ReadsPast use) {
  absl::ReaderMutexLock lock(&swap_);
  const Connection* const before = past_reader_.connection.get();
  COFI_RETURN_IF_ERROR(Renew(past_reader_));
  if (past_reader_.connection.get() != before) ++past_connections_;
  const absl::Status status = use(*past_reader_.connection, past_connections_);
  const std::optional<Failure> failure = past_reader_.connection->failure();
  if (!failure.has_value()) return status;
  GiveUp(past_reader_, *failure);
  return failure->status;
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

void Store::Settle(Cause cause, Done done) {
  // Where one writes at a time, it has its turn behind those that wait.
  if (!shared()) return Write(std::move(cause), nullptr, std::move(done));
  Enqueue(settles_, {std::move(cause), nullptr, std::move(done), {}});
}

std::shared_ptr<void> Store::OnCommit(std::function<void()> listener) {
  auto guard = std::make_shared<std::function<void()>>(std::move(listener));
  absl::MutexLock lock(&listeners_mutex_);
  listeners_.push_back(guard);
  return guard;
}

}  // namespace cofi::db
