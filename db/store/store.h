// A service's store: its calls one after the other, its reads beside them.
//
//   store.Write({.cause = …}, [](db::Transaction& tx) { return Reserve(tx, …); },
//               [](const absl::Status& status) { answer(status); });
//
// Writes queue up; the writer runs all that wait in one transaction, commits
// once, and only then are their `done` called. So one fsync is shared by all that
// came in meanwhile, and nothing is answered before it is durable. A function that
// fails leaves nothing behind and takes no other with it: if it had written
// something, the batch is rolled back and each of its functions run again, in a
// savepoint of its own.
//
// An embedded store stops for good when the disk fails it, whichever statement
// notices: writes are refused from then on (docs/decisions/0009). One on a server
// opens another connection and runs the functions again; a write whose commit may
// or may not have counted finds out by its request id.
#ifndef COFI_DB_STORE_STORE_H_
#define COFI_DB_STORE_STORE_H_

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "base/clock.h"
#include "db/engine.h"
#include "db/store/clock_guard.h"
#include "db/store/writer.h"
#include "db/transaction.h"
#include "db/verify_schema.h"

namespace cofi::db {

struct StoreOptions {
  // Where the database is: see MakeEngine (db/engine.h).
  std::string database;
  // The folder that holds it if it is embedded; locked while the store is open.
  std::string folder;
  // The service, which also names the file.
  std::string service;
  int readers = 2;
  // How long a read whose caller has a deadline may run while others wait.
  absl::Duration turn = absl::Seconds(5);
  // Connections that write, where the database allows more than one.
  int writers = 4;
  // Writes that may wait for each writer, and reads; more are refused as OVERLOADED.
  size_t queue_max = 8'192;
  // Writes committed together at most.
  size_t batch_max = 512;
  // Called once, when the store has failed and stopped for good: the process
  // should end, because only opening it anew tells what is on the disk. On a
  // thread of the store's; must not block. May be null.
  std::function<void(const absl::Status&)> on_failure;
  // Called when the database cannot be reached any more, with why, and with OK once it can.
  // On a thread of the store's; must not block. May be null.
  std::function<void(const absl::Status&)> on_reach;
  // What dates all that is written and read.
  Clock clock;
  // What else each function writes at its end (db/tables/kept.h). May be null.
  KeepUpFunction keep_up;
  // Whether the clock is believed although the journal has entries that are later
  // (db/store/clock_guard.h).
  bool accept_clock = false;
  // Called when the clock begins to be wrong, with the refusal of all writes, and with OK
  // when it is right again. On a thread of the store's; must not block. May be null.
  std::function<void(const absl::Status&)> on_clock;
};

class Store {
 public:
  using Function = db::Function;
  using Done = std::function<void(const absl::Status&)>;

  struct Migration {
    absl::string_view name;
    absl::string_view sql;
    // Instead of SQL, what is done at each opening, once all SQL was applied.
    absl::Status (*step)(Connection& connection) = nullptr;
  };

  // Opens the store and brings its tables up to date with the migrations of
  // the service (db/store/migrations.h).
  //
  // STORE_FAILED if another process has the folder, if the file cannot be
  // opened with the settings that durability needs, or if it was written by a
  // newer version; SCHEMA_DIFFERS if somebody changed what it is made of.
  static absl::StatusOr<std::unique_ptr<Store>> Open(const StoreOptions& options,
                                                     absl::Span<const Migration> migrations);

  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  const std::string& service() const { return options_.service; }
  // Runs `use` on a connection that reads what is committed. It has another number
  // once it was lost and opened again, or the database was replaced. For one thread
  // only, that of the past (db/store/past.h).
  using ReadsPast = absl::FunctionRef<absl::Status(Connection&, int64_t connection_number)>;
  absl::Status UsePastReader(ReadsPast use);

  // Queues `function` for the writer, which refuses it while the clock is wrong
  // (CLOCK_JUMPED). `done` runs after the commit, on a thread of
  // the store's, or at once with the refusal of a store that is full or has
  // stopped; it must not block.
  void Write(Cause cause, Function function, Done done);

  // Queues `function` for a reader, which sees one snapshot. As Write, but `done`
  // runs on the reader's thread. Runs it again if its connection is lost.
  //
  // Once nobody waits for the answer (Cause::over) it is not begun, and ends where it
  // is: DEADLINE_EXCEEDED. OVERLOADED if it took longer than its turn.
  void Read(Cause cause, Function function, Done done);

  // As above, and waits. Not for a thread of the store's or of gRPC's.
  absl::Status WriteAndWait(Cause cause, Function function);
  absl::Status ReadAndWait(Cause cause, Function function);

  // Calls `done` once everything that was begun before on the root of `cause`, by other
  // processes too, is committed or taken back; the shared root stands for all. Holds up
  // no writer of theirs. DEADLINE_EXCEEDED once nobody waits any more.
  void Settle(Cause cause, Done done);

  std::function<absl::Time()> clock() const { return options_.clock.now; }

  // Whether other processes write to the same tables.
  bool shared() const { return engine_->shared(); }

  // Calls `listener` after every commit, of other processes too, until the returned
  // guard is dropped; one call may then still be under way, so it holds what it needs
  // itself, or weakly. On a thread of the store's; must not block.
  std::shared_ptr<void> OnCommit(std::function<void()> listener);

  // Copies the store to the file `path`, where nothing must be, while others write:
  // some pages between two commits. The copy has all that was committed before
  // `done`, which runs on the writer's thread, or at once if the store has stopped; it
  // is not made sure to be on the disk. STORE_FAILED if it cannot be written. `go_on` is asked
  // before it begins and between its steps, on that thread too, unless null; its error ends it.
  using GoOn = std::function<absl::Status()>;
  void BackUp(const std::string& path, Done done, GoOn go_on = nullptr);

  // Puts the database at `path`, checked before (db/store/backup.h), in the place of the
  // store's, which is kept beside it as `kept`. Calls that wait go on afterwards.
  // Without `kept` it only tells whether it would. Both tell how many entries are
  // lost.
  //
  // `go_on` is asked by the writer as the last thing before, unless null: after its error
  // nothing happens. BACKUP_STALE unless exactly `losing` entries are lost; STORE_FAILED if the
  // files cannot be changed. Nothing has happened then, unless the store stops for good: then
  // either of them may be in place when it is opened again.
  void Replace(const std::string& path, const std::string& kept, int64_t losing,
               std::function<void(const absl::StatusOr<int64_t>&)> done, GoOn go_on = nullptr);

  // Counts the replacements: what was read before one may not hold after it.
  int64_t generation() const { return generation_; }
  const std::vector<Migration>& migrations() const { return migrations_; }
  // What its database is made of.
  const Schema& schema() const { return schema_; }
  // The database file; empty if it is not embedded.
  std::string path() const { return engine_->path(); }

  // Refuses new work, finishes what is queued, and stops. Also by destruction.
  void Stop();

 private:
  // Called again until it returns false; with why it must end, if it must.
  using Chore = std::function<bool(const absl::Status& stop)>;

  // A queue and the threads that serve it.
  struct Lane {
    absl::Mutex mutex;
    std::deque<Work> queue ABSL_GUARDED_BY(mutex);
    bool stopping ABSL_GUARDED_BY(mutex) = false;
    // Work of a writer between two commits, one after the other.
    std::deque<Chore> chores ABSL_GUARDED_BY(mutex);
    std::vector<std::thread> threads;
  };
  struct WriteLane : Lane {
    WriteLane(Engine* engine, const StoreOptions& options, ClockGuard* clock)
        : writer(engine, options.service, clock, options.keep_up) {}
    Writer writer;
  };

  struct Reader {
    std::unique_ptr<Connection> connection;
    int64_t epoch = 0;  // In which it was opened.
  };

  Store(const StoreOptions& options, absl::Span<const Migration> migrations)
      : options_(options),
        migrations_(migrations.begin(), migrations.end()),
        clock_(options.clock, options.on_clock) {}

  void Enqueue(Lane& lane, Work work);
  // Up to `max` pieces of work; none when the lane has stopped.
  static std::deque<Work> Take(Lane& lane, size_t max);
  static size_t Waiting(Lane& lane);
  // Waits; true at once when the lane stops.
  static bool Pause(Lane& lane, absl::Duration pause);
  static void Finish(Lane& lane);

  void AddChore(Chore chore);
  // Whether there was one.
  bool RunChore(WriteLane& lane);
  absl::StatusOr<int64_t> Swap(const std::string& path, const std::string& kept, int64_t losing);
  absl::Status OpenConnections();

  void WriteLoop(WriteLane& lane);
  void AnswerLoop();
  void Answer(std::deque<Work>& batch);
  void ReadLoop(size_t reader);
  void RunRead(size_t reader, Work& work);
  // Whether a read goes on that began its work then, or why it ends.
  absl::Status MayGoOn(const Cause& cause, absl::Time began);
  // Opens the connection unless it is there, and none was lost since.
  absl::Status Renew(Reader& reader);
  // What the failure of its connection calls for.
  void GiveUp(Reader& reader, const Failure& failure);
  // Notes whether the database was reached.
  void Reach(const absl::Status& status);
  // Looks out for what other processes commit, for those that stand still, and for a database
  // that could not be reached.
  void LookLoop();
  // Looks whether the file of an embedded database is still there.
  void WatchLoop();
  // Waits, for all that ask at a time, until those who write by then do so no more.
  void SettleLoop();
  absl::Status SettleAll(std::deque<Work>& batch);
  void TellListeners();
  void Fail(const absl::Status& status);

  const StoreOptions options_;
  const std::vector<Migration> migrations_;
  Schema schema_;
  ClockGuard clock_;
  std::unique_ptr<Engine> engine_;
  // Held by each reader while it reads, and alone while the database is replaced.
  absl::Mutex swap_;
  std::atomic<int64_t> generation_ = 0;
  std::vector<Reader> readers_;
  Reader past_reader_;
  int64_t past_connections_ = 0;  // How many there were.
  // One where the database has one writer; else those of a root have the same, so
  // that they keep their order.
  std::vector<std::unique_ptr<WriteLane>> writes_;
  Lane answers_;
  Lane reads_;
  Lane looks_;
  Lane watches_;
  Lane settles_;
  // Set when the disk failed: what is on it is not known any more.
  std::atomic<bool> failed_ = false;
  std::atomic<bool> unreached_ = false;
  absl::Mutex reach_mutex_;

  absl::Mutex listeners_mutex_;
  std::vector<std::weak_ptr<std::function<void()>>> listeners_ ABSL_GUARDED_BY(listeners_mutex_);
};

}  // namespace cofi::db

#endif  // COFI_DB_STORE_STORE_H_
