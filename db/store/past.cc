#include "db/store/past.h"

#include <algorithm>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/dates.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "db/journal.h"

namespace cofi::db {
namespace {

// Each keeps at most 8 MiB in memory.
constexpr size_t kSnapshotsMax = 8;
constexpr size_t kQueueMax = 256;
// A write that has its time may still wait for its commit; none waits so long.
constexpr absl::Duration kSettled = absl::Minutes(1);

absl::Status OutOfRange(std::string value, std::string accepted) {
  return InField("known_at",
                 Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                        {{"value", std::move(value)}, {"accepted", std::move(accepted)}}));
}

absl::Status Malformed(std::string value, std::string accepted) {
  return InField("known_at",
                 Refuse(type::v1::REASON_VALUE_MALFORMED,
                        {{"value", std::move(value)}, {"accepted", std::move(accepted)}}));
}

std::string Rfc3339(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", time, absl::UTCTimeZone());
}

// The time of a moment that has one.
absl::StatusOr<absl::Time> TimeOf(const type::v1::Moment& moment) {
  // protobuf's range: the years 1 to 9999.
  constexpr int64_t kFirst = -62'135'596'800, kLast = 253'402'300'799;
  const google::protobuf::Timestamp& time = moment.time();
  if (time.seconds() < kFirst || time.seconds() > kLast || time.nanos() < 0 ||
      time.nanos() > 999'999'999) {
    return Malformed(absl::StrCat(time.seconds(), "s ", time.nanos(), "ns"),
                     "a time of the years 1 to 9999");
  }
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

// Whether the moment can be asked about at all.
absl::Status Check(const type::v1::Moment& moment, bool every_root) {
  switch (moment.at_case()) {
    case type::v1::Moment::kTime: {
      COFI_ASSIGN_OR_RETURN(const absl::Time time, TimeOf(moment));
      const absl::Time now = absl::Now();
      if (time <= now) return absl::OkStatus();
      return OutOfRange(
          Rfc3339(time),
          absl::StrCat("≤ ", Rfc3339(absl::FromUnixSeconds(absl::ToUnixSeconds(now)))));
    }
    case type::v1::Moment::kJournalSequence:
      if (!every_root) return absl::OkStatus();
      return Malformed(absl::StrCat("journal_sequence ", moment.journal_sequence()),
                       "a time, because this reads several journals");
    default:
      return Malformed("", "a time or a journal_sequence");
  }
}

}  // namespace

Past::Past(Store* store, std::vector<PastTable> tables)
    : store_(store), tables_(std::move(tables)), thread_([this] { Loop(); }) {}

Past::~Past() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void Past::Read(Cause cause, std::string root, const type::v1::Moment& moment,
                Store::Function function, Store::Done done) {
  if (const absl::Status status = Check(moment, root == kEveryRoot); !status.ok()) {
    return done(status);
  }
  auto read = std::make_shared<PastRead>(
      PastRead{std::move(cause), std::move(root), moment, std::move(function), std::move(done)});
  const bool settled = !moment.has_time() || *TimeOf(moment) < absl::Now() - kSettled;
  if (settled) return Enqueue(std::move(*read));
  // What got its time before the moment must be there before the moment is read.
  Cause settling = read->cause;
  settling.root = read->root == kEveryRoot ? kSharedRoot : read->root;
  store_->Settle(std::move(settling), [this, read](const absl::Status& status) {
    if (!status.ok()) return read->done(status);
    Enqueue(std::move(*read));
  });
}

void Past::Enqueue(PastRead read) {
  absl::Status refusal;
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_) {
      refusal = StoreFailed("the server is stopping");
    } else if (queue_.size() >= kQueueMax) {
      refusal = Refuse(type::v1::REASON_OVERLOADED, {{"limit", absl::StrCat(kQueueMax)}});
    } else {
      queue_.push_back(std::move(read));
      return;
    }
  }
  read.done(refusal);
}

void Past::Loop() {
  const auto has_work = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !queue_.empty();
  };
  while (true) {
    PastRead read;
    {
      absl::MutexLock lock(&mutex_, absl::Condition(&has_work));
      if (queue_.empty()) break;
      read = std::move(queue_.front());
      queue_.pop_front();
    }
    read.done(Serve(read));
  }
}

absl::Status Past::Serve(PastRead& read) {
  // What was ended is no answer, whatever the function makes of it.
  bool over = false;
  const auto ends = [&] { return over = over || read.cause.over(); };
  const absl::Status status = ends() ? absl::OkStatus() : RunRead(read, ends);
  return over ? Refuse(type::v1::REASON_DEADLINE_EXCEEDED) : status;
}

absl::Status Past::RunRead(PastRead& read, const std::function<bool()>& ends) {
  return store_->UsePastReader([&](Connection& reader, int64_t number) -> absl::Status {
    // Another database may stand in the place of the one that the snapshots read.
    if (number != connection_number_) kept_.clear();
    connection_number_ = number;
    reader.EndWhen(ends);
    const auto ended = absl::MakeCleanup([&] { reader.EndWhen(nullptr); });
    COFI_ASSIGN_OR_RETURN(std::vector<Position> positions, PositionsOf(read, reader));
    COFI_ASSIGN_OR_RETURN(Snapshot* const snapshot, SnapshotAt(std::move(positions), reader));
    read.cause.time = absl::Now();
    Transaction tx(*snapshot, read.cause);
    snapshot->EndWhen(ends);
    absl::Status status = RunGuarded(read.function, tx);
    snapshot->EndWhen(nullptr);
    if (snapshot->broken()) kept_.pop_front();
    return status;
  });
}

absl::StatusOr<std::vector<Position>> Past::PositionsOf(const PastRead& read, Connection& reader) {
  Transaction tx(reader, read.cause);
  std::vector<Position> positions;
  if (read.moment.has_journal_sequence()) {
    const int64_t sequence = read.moment.journal_sequence();
    COFI_ASSIGN_OR_RETURN(const int64_t last, JournalSequence(tx, read.root));
    if (sequence < 0 || sequence > last) {
      return OutOfRange(absl::StrCat(sequence), absl::StrCat("0…", last));
    }
    positions.push_back({read.root, sequence});
    return positions;
  }
  if (read.root == kEveryRoot) {
    COFI_ASSIGN_OR_RETURN(const std::vector<std::string> roots, JournalRoots(tx));
    for (const std::string& root : roots) positions.push_back({root});
  } else {
    positions.push_back({read.root});
  }
  COFI_ASSIGN_OR_RETURN(const absl::Time time, TimeOf(read.moment));
  for (Position& position : positions) {
    COFI_ASSIGN_OR_RETURN(position.sequence, JournalSequenceAt(tx, position.root, time));
  }
  return positions;
}

absl::StatusOr<Snapshot*> Past::SnapshotAt(std::vector<Position> positions, Connection& reader) {
  std::string key;
  for (const Position& position : positions) {
    absl::StrAppend(&key, position.root, "@", position.sequence, "\n");
  }
  // Of all roots it may be long.
  key = Sha256(key);
  const auto found = std::find_if(kept_.begin(), kept_.end(),
                                  [&](const KeptSnapshot& each) { return each.key == key; });
  if (found != kept_.end()) {
    kept_.splice(kept_.begin(), kept_, found);
    return kept_.front().snapshot.get();
  }
  COFI_ASSIGN_OR_RETURN(std::unique_ptr<Snapshot> snapshot,
                        Snapshot::Make(*store_, reader, tables_, std::move(positions)));
  if (kept_.size() >= kSnapshotsMax) kept_.pop_back();
  kept_.push_front({std::move(key), std::move(snapshot)});
  return kept_.front().snapshot.get();
}

}  // namespace cofi::db
