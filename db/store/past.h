// Reads of a store as it was known at a moment.
//
//   past.Read(cause, "projects/p", moment, [](db::Transaction& tx) { … }, done);
//
// The function is one that could read the store; it gets a snapshot of what the
// journal held at the moment (db/store/snapshot.h). The last few snapshots are kept,
// since pages of a list and parts of a report ask for the same one. One thread
// makes and reads them all, so that the past never holds up the present.
#ifndef COFI_DB_STORE_PAST_H_
#define COFI_DB_STORE_PAST_H_

#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "cofi/type/v1/moment.pb.h"
#include "db/store/snapshot.h"
#include "db/store/store.h"

namespace cofi::db {

// The root that stands for all of them.
inline constexpr char kEveryRoot[] = "projects/-";

class Past {
 public:
  // `tables` are all that a read may name, besides the journal.
  Past(Store* store, std::vector<PastTable> tables);
  // Finishes what is queued.
  ~Past();
  Past(const Past&) = delete;
  Past& operator=(const Past&) = delete;

  // Runs `function` on what was known of `root` at `moment`, then `done`, both on
  // the thread of the past; `done` must not block.
  //
  // In the field `known_at`: VALUE_OUT_OF_RANGE for a moment that is still to come,
  // VALUE_MALFORMED for one that is none, or a sequence where all roots are meant.
  // OVERLOADED when too many reads wait.
  void Read(Cause cause, std::string root, const type::v1::Moment& moment, Store::Function function,
            Store::Done done);

 private:
  struct PastRead {
    Cause cause;
    std::string root;
    type::v1::Moment moment;
    Store::Function function;
    Store::Done done;
  };
  struct KeptSnapshot {
    std::string key;
    std::unique_ptr<Snapshot> snapshot;
  };

  void Enqueue(PastRead read);
  void Loop();
  // DEADLINE_EXCEEDED once nobody waits for the answer, also in its midst.
  absl::Status Serve(PastRead& read);
  absl::Status RunRead(PastRead& read, const std::function<bool()>& ends);
  // Where each root that the read is about stood at its moment.
  absl::StatusOr<std::vector<Position>> PositionsOf(const PastRead& read, Connection& reader);
  // From those that are kept, else made.
  absl::StatusOr<Snapshot*> SnapshotAt(std::vector<Position> positions, Connection& reader);

  Store* const store_;
  const std::vector<PastTable> tables_;
  // Of the thread alone; the snapshots read through the store's connection of this
  // number.
  int64_t connection_number_ = 0;
  std::list<KeptSnapshot> kept_;  // The last one used first.

  absl::Mutex mutex_;
  std::deque<PastRead> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace cofi::db

#endif  // COFI_DB_STORE_PAST_H_
