// What takes effect on a day takes effect on that day: the fields of a resource say what counts
// today, and when a dated value's day has come (base/dated_facts.h), in the time zone of its
// project, they are written anew, with all that follows from them. Reads do not wait for that:
// they work out what counts.
#ifndef COFI_SERVICES_RPC_DAY_TURN_H_
#define COFI_SERVICES_RPC_DAY_TURN_H_

#include <functional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "db/store/store.h"
#include "db/tables/kept.h"
#include "services/rpc/standard.h"

namespace cofi::rpc {

// The days on which dated fields change, which a service with dated facts keeps.
const db::KeptTable& Coming();

// Those of a resource, as rows of that.
db::KeptTable::Rows ComingRows(const Message& resource);

template <typename M, const db::Table<M>& (*table)()>
absl::StatusOr<db::KeptTable::Rows> ComingOf(db::Transaction& tx, const std::string& source) {
  const absl::StatusOr<M> resource = table().Get(tx, source);
  if (absl::IsNotFound(resource.status())) return db::KeptTable::Rows();
  COFI_RETURN_IF_ERROR(resource.status());
  return ComingRows(*resource);
}
template <typename M, const db::Table<M>& (*table)()>
db::KeptRule ComingRule() {
  return {
      .table = &Coming(), .of = {M::descriptor()}, .source = &table(), .make = &ComingOf<M, table>};
}

// Whether any of them has dated facts.
bool HasDatedFacts(const Resources& resources);

// What the journal calls it.
inline constexpr char kTakeEffect[] = "TakeEffect";

class DayTurn {
 public:
  // Of the service whose resources these are; both must stay. `upgrade` is done first; it may be
  // null.
  DayTurn(db::Store* store, const Resources* resources, std::function<absl::Status()> upgrade);
  ~DayTurn();

  void Start();
  void Stop();

  // Makes what has come since `last` take effect; a failure is tried again. Returns the last day
  // that has come everywhere.
  absl::StatusOr<absl::CivilDay> Sweep(absl::CivilDay last);

 private:
  void Run();

  db::Store* const store_;
  const Resources* const resources_;
  std::function<absl::Status()> upgrade_;
  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_DAY_TURN_H_
