#include "services/journal/watch.h"

#include <utility>

#include "base/refusal.h"
#include "base/status.h"
#include "cofi/journal/v1/journal.pb.h"
#include "db/journal.h"
#include "services/journal/journals.h"
#include "services/rpc/wire.h"

namespace cofi::journal {
namespace {

// Read at once: enough to stream at speed, little enough that no read
// transaction is long.
constexpr int kChangesPerRead = 256;

// Entries that a follower is not told of, after which he is told how far he is: he need not
// have them read again when he comes back.
constexpr int64_t kPassedOverMax = 1'000;

// One reader of the feed. It holds no transaction between two reads: after each
// page it waits for the next commit.
class ChangeStream final : public rpc::ServerStream {
 public:
  ChangeStream(db::Store* store, const journal::v1::WatchChangesRequest& request)
      : store_(store),
        types_(request.types().begin(), request.types().end()),
        latest_only_(request.latest_only()),
        cursor_(request.cursor()),
        generation_(store->generation()) {}

 private:
  void OnStart() override {
    committed_ = store_->OnCommit([weak = std::weak_ptr(Self<ChangeStream>())] {
      if (const auto stream = weak.lock()) stream->Wake();
    });
  }

  void Next() override {
    auto changes = std::make_shared<db::Changes>();
    store_->Read(
        {},
        [self = Self<ChangeStream>(), changes](db::Transaction& tx) -> absl::Status {
          // A cursor says nothing of the journal that took its own's place.
          if (self->store_->generation() != self->generation_) {
            return Refuse(type::v1::REASON_STORE_FAILED, {{"detail", "the store was restored"}});
          }
          COFI_ASSIGN_OR_RETURN(*changes, db::ReadChanges(tx, self->cursor_, self->types_,
                                                          kChangesPerRead, self->latest_only_));
          return absl::OkStatus();
        },
        [self = Self<ChangeStream>(), changes](const absl::Status& status) {
          if (!status.ok()) return self->End(status);
          self->cursor_ = changes->cursor;
          std::vector<grpc::ByteBuffer> messages;
          for (const journal::v1::Change& change : changes->changes) {
            messages.push_back(rpc::BytesOf(change));
          }
          self->passed_over_ = messages.empty() ? self->passed_over_ + changes->seen : 0;
          if (self->passed_over_ >= kPassedOverMax) {
            journal::v1::Change passed_over;
            passed_over.set_cursor(self->cursor_);
            messages.push_back(rpc::BytesOf(passed_over));
            self->passed_over_ = 0;
          }
          self->Send(std::move(messages), changes->more);
        });
  }

  db::Store* const store_;
  const std::vector<std::string> types_;
  const bool latest_only_;
  // Only between Next and its answer, so no two threads have it at once.
  std::string cursor_;
  int64_t passed_over_ = 0;  // Since the last message.
  const int64_t generation_;
  std::shared_ptr<void> committed_;
};

}  // namespace

void ServeWatch(const rpc::Stores& stores, rpc::StreamService* service) {
  service->Serve<journal::v1::WatchChangesRequest>(
      [stores](const journal::v1::WatchChangesRequest& request)
          -> absl::StatusOr<std::shared_ptr<rpc::ServerStream>> {
        COFI_ASSIGN_OR_RETURN(db::Store* const store, FindOf(stores, request.journal()));
        return std::make_shared<ChangeStream>(store, request);
      });
}

}  // namespace cofi::journal
