#include "services/rpc/follower.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "base/check.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "clients/methods.h"
#include "clients/peer.h"
#include "clients/services.h"
#include "google/protobuf/empty.pb.h"
#include "google/protobuf/unknown_field_set.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/support/client_callback.h"
#include "services/rpc/log.h"

namespace cofi::rpc {
namespace {

using journal::v1::Change;
using journal::v1::WatchChangesRequest;
using Traits = grpc::SerializationTraits<google::protobuf::Message>;

constexpr absl::Duration kPauseMax = absl::Seconds(2);
// Acted on at once by who keeps what is.
constexpr size_t kAtOnceMax = 256;

absl::StatusOr<std::string> LoadCursor(db::Store* store, const std::string& name) {
  std::string cursor;
  COFI_RETURN_IF_ERROR(store->ReadAndWait({}, [&](db::Transaction& tx) {
    return tx.Run("SELECT cursor FROM follower WHERE root = $1 AND service = $2",
                  {absl::string_view(kSharedRoot), name}, [&](const db::Row& row) {
                    cursor = std::string(row.Text(0));
                    return absl::OkStatus();
                  });
  }));
  return cursor;
}

}  // namespace

// The feed, change by change. A reactor rather than a blocking reader, whose
// thread would do gRPC's polling for the whole process.
class Follower::Stream final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  Stream(std::shared_ptr<grpc::ChannelInterface> channel, const std::string& service,
         const std::vector<std::string>& types, bool latest_only, const std::string& cursor)
      : stub_(std::move(channel)) {
    WatchChangesRequest request;
    request.set_journal(clients::JournalOf(service));
    request.set_cursor(cursor);
    request.mutable_types()->Assign(types.begin(), types.end());
    request.set_latest_only(latest_only);
    bool own = false;
    Traits::Serialize(request, &request_, &own);
    context_.AddMetadata(clients::kPrincipalKey, clients::kPeerPrincipal);
    stub_.PrepareBidiStreamingCall(
        &context_, clients::PathOf(clients::MethodOf(WatchChangesRequest::descriptor())), {}, this);
    StartWriteLast(&request_, {});
    StartRead(&response_);
    StartCall();
  }

  ~Stream() override {
    const auto done = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return done_; };
    absl::MutexLock lock(&mutex_, absl::Condition(&done));
  }

  // Waits for the next change, and takes it with those behind it that are there, at most so
  // many; false when the stream is over.
  bool Next(size_t max, std::vector<Change>* changes) {
    const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return !changes_.empty() || over_;
    };
    absl::MutexLock lock(&mutex_, absl::Condition(&ready));
    changes->clear();
    while (!changes_.empty() && changes->size() < max) {
      changes->push_back(std::move(changes_.front()));
      changes_.pop_front();
    }
    return !changes->empty();
  }

  // Waits a while; whether it is still open then, with nothing to tell.
  bool StaysOpen() {
    const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return !changes_.empty() || over_;
    };
    absl::MutexLock lock(&mutex_);
    return !mutex_.AwaitWithTimeout(absl::Condition(&ready), kAWhile);
  }

  void Cancel() { context_.TryCancel(); }

  // The cursor of the change that could not be read, as far as that can be told.
  std::string unread_cursor() {
    absl::MutexLock lock(&mutex_);
    return unread_cursor_;
  }

  // Reads on from here only: gRPC may end the call while another thread starts a
  // read. Whoever is too far behind takes the stream up again from his cursor.
  void OnReadDone(bool ok) override {
    Change change;
    grpc::ByteBuffer bytes = response_;
    const bool whole = ok && Traits::Deserialize(&response_, &change).ok();
    bool more = false;
    {
      absl::MutexLock lock(&mutex_);
      if (whole) changes_.push_back(std::move(change));
      unreadable_ = ok && !whole;
      if (unreadable_) unread_cursor_ = CursorIn(&bytes);
      more = whole && changes_.size() < kChangesMax;
      over_ = !more;
    }
    if (more) {
      StartRead(&response_);
    } else {
      context_.TryCancel();
    }
  }

  void OnDone(const grpc::Status& status) override {
    absl::MutexLock lock(&mutex_);
    over_ = done_ = true;
    end_ = status;
  }

  // Once it is over: why, if it was not cancelled by us.
  grpc::Status end() {
    const auto done = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return done_; };
    absl::MutexLock lock(&mutex_, absl::Condition(&done));
    if (unreadable_) return {grpc::StatusCode::INTERNAL, "the next change cannot be read"};
    return end_;
  }

 private:
  static constexpr size_t kChangesMax = 1'024;
  static constexpr absl::Duration kAWhile = absl::Seconds(2);

  // Of a change whose other fields are no such: it comes first, and is read by itself.
  static std::string CursorIn(grpc::ByteBuffer* bytes) {
    google::protobuf::Empty any;
    if (!Traits::Deserialize(bytes, &any).ok()) return "";
    const google::protobuf::UnknownFieldSet& fields = any.GetReflection()->GetUnknownFields(any);
    for (int i = 0; i < fields.field_count(); ++i) {
      const google::protobuf::UnknownField& field = fields.field(i);
      if (field.number() == Change::kCursorFieldNumber &&
          field.type() == google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED) {
        return field.length_delimited();
      }
    }
    return "";
  }

  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::ByteBuffer request_, response_;
  absl::Mutex mutex_;
  std::deque<Change> changes_ ABSL_GUARDED_BY(mutex_);
  // Nothing more is read.
  bool over_ ABSL_GUARDED_BY(mutex_) = false;
  bool done_ ABSL_GUARDED_BY(mutex_) = false;
  // It ended with a change that is none.
  bool unreadable_ ABSL_GUARDED_BY(mutex_) = false;
  std::string unread_cursor_ ABSL_GUARDED_BY(mutex_);
  grpc::Status end_ ABSL_GUARDED_BY(mutex_);
};

absl::Status TakeStep(db::Transaction& tx, const std::string& name, const Step& step) {
  bool taken = false;
  // Where none is stored, only the first step begins.
  COFI_RETURN_IF_ERROR(
      tx.Run("INSERT INTO follower (root, service, cursor) SELECT $4, $1, $2"
             " WHERE $3 = '' OR EXISTS (SELECT 1 FROM follower WHERE root = $4"
             " AND service = $1) ON CONFLICT (root, service) DO UPDATE SET cursor ="
             " excluded.cursor WHERE follower.cursor = $3 RETURNING cursor",
             {name, step.to(), step.from, absl::string_view(kSharedRoot)}, [&](const db::Row&) {
               taken = true;
               return absl::OkStatus();
             }));
  return taken ? absl::OkStatus() : absl::AbortedError("another process has taken this step");
}

Follower::Follower(std::string name, std::string service, std::vector<std::string> types,
                   std::shared_ptr<grpc::ChannelInterface> channel, db::Store* store, Action action,
                   FollowOptions options)
    : name_(std::move(name)),
      service_(std::move(service)),
      types_(std::move(types)),
      channel_(std::move(channel)),
      store_(store),
      action_(std::move(action)),
      options_(std::move(options)) {}

Follower::~Follower() { Stop(); }

void Follower::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Follower::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    if (stream_ != nullptr) stream_->Cancel();
  }
  if (thread_.joinable()) thread_.join();
}

void Follower::Hold() {
  absl::MutexLock lock(&mutex_);
  ++holds_;
  if (stream_ != nullptr) stream_->Cancel();
}

void Follower::AwaitRest() {
  const auto at_rest = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !acting_; };
  absl::MutexLock lock(&mutex_, absl::Condition(&at_rest));
}

void Follower::Restart() {
  absl::MutexLock lock(&mutex_);
  if (stream_ != nullptr) stream_->Cancel();
}

void Follower::LetGo() {
  absl::MutexLock lock(&mutex_);
  COFI_CHECK(holds_ > 0, name_);
  --holds_;
}

Follower::Standing Follower::standing() {
  absl::MutexLock lock(&mutex_);
  return standing_;
}

bool Follower::stopping() {
  absl::MutexLock lock(&mutex_);
  return stopping_;
}

bool Follower::SetActing(bool acting) {
  absl::MutexLock lock(&mutex_);
  acting_ = acting && !stopping_ && holds_ == 0;
  return acting_;
}

void Follower::Run() {
  absl::Duration pause = absl::Milliseconds(50);
  const auto free = [this]()
                        ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || holds_ == 0; };
  std::string stood_at;
  while (!stopping()) {
    { absl::MutexLock lock(&mutex_, absl::Condition(&free)); }
    absl::StatusOr<std::string> cursor = LoadCursor(store_, name_);
    if (cursor.ok()) {
      const std::string before = *cursor;
      // Somebody led it on.
      if (before != stood_at) Tell(absl::OkStatus(), "");
      std::string next;
      absl::Status status = Follow(&*cursor, &next);
      bool moved = *cursor != before;
      if (options_.on_lost && ReasonOf(status) == type::v1::REASON_CURSOR_LOST) {
        status = options_.on_lost(*cursor);
        moved |= status.ok();
      }
      pause = moved ? absl::Milliseconds(50) : std::min(2 * pause, kPauseMax);
      // Another process has taken the step, or a server is being started or stopped:
      // nothing stands still by that.
      const bool goes_on = moved || absl::IsAborted(status);
      Tell(goes_on ? absl::OkStatus() : status, goes_on ? "" : next);
      stood_at = *cursor;
    }
    const auto woken = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_; };
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&woken), pause);
  }
}

absl::Status Follower::Act(const Step& step) {
  if (std::any_of(step.changes.begin(), step.changes.end(),
                  [](const Change& each) { return each.has_entry(); })) {
    return action_(step);
  }
  // So much was passed over that is none of its types.
  return store_->WriteAndWait({}, [&](db::Transaction& tx) { return TakeStep(tx, name_, step); });
}

absl::Status Follower::Follow(std::string* cursor, std::string* next) {
  Stream stream(channel_, service_, types_, options_.latest_only, *cursor);
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_ || holds_ > 0) stream.Cancel();
    stream_ = &stream;
  }
  // Nothing needs to come for it to follow.
  if (stream.StaysOpen()) Tell(absl::OkStatus(), "");
  Step step{.from = *cursor, .changes = {}};
  absl::Status acted;
  const size_t at_once = options_.latest_only ? kAtOnceMax : 1;
  while (stream.Next(at_once, &step.changes) && SetActing(true)) {
    acted = Act(step);
    SetActing(false);
    if (!acted.ok()) break;
    step.from = step.to();
    Tell(absl::OkStatus(), "");
  }
  *cursor = step.from;
  stream.Cancel();
  const grpc::Status end = stream.end();
  *next = acted.ok() ? stream.unread_cursor() : step.first().cursor();
  absl::MutexLock lock(&mutex_);
  stream_ = nullptr;
  return acted.ok() && end.error_code() != grpc::StatusCode::CANCELLED
             ? clients::FromPeer(service_, end)
             : acted;
}

void Follower::Tell(const absl::Status& status, const std::string& before) {
  const std::string detail = status.ok() ? "" : Describe(status, Language::kEnglish);
  {
    absl::MutexLock lock(&mutex_);
    if (detail == standing_.detail && before == standing_.before) return;
    standing_ = {.before = before, .detail = detail};
  }
  if (!detail.empty()) {
    Log(LogLevel::kError, "a follower stands still, and tries again",
        {{"follower", name_}, {"service", service_}, {"before", before}, {"detail", detail}});
  }
  // What goes by itself says nothing of what stood before it.
  const bool passes = absl::IsUnavailable(status) || absl::IsResourceExhausted(status) ||
                      absl::IsDeadlineExceeded(status);
  if (on_standing_ && !passes) on_standing_(!status.ok());
}

}  // namespace cofi::rpc
