#include "services/rpc/watch.h"

#include <deque>
#include <utility>

#include "absl/strings/str_join.h"
#include "base/language.h"
#include "base/refusal.h"
#include "base/status.h"
#include "clients/peer.h"
#include "cofi/journal/v1/journal.pb.h"
#include "db/journal.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/impl/codegen/rpc_service_method.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"
#include "services/rpc/errors.h"

namespace cofi::rpc {
namespace {

constexpr char kPath[] = "/cofi.journal.v1.JournalService/WatchChanges";
// Read at once: enough to stream at speed, little enough that no read
// transaction is long.
constexpr int kChangesPerRead = 256;

using Traits = grpc::SerializationTraits<google::protobuf::Message>;

Language LanguageOf(const grpc::CallbackServerContext& context) {
  const auto found = context.client_metadata().find(clients::kLanguageKey);
  if (found == context.client_metadata().end()) return Language::kEnglish;
  return LanguageFromTag({found->second.data(), found->second.size()});
}

grpc::Status Stopping() { return {grpc::StatusCode::UNAVAILABLE, "the server is stopping"}; }

}  // namespace

// One reader of the feed. It holds no transaction between two reads: after each
// page it waits for the next commit.
class WatchService::Stream final : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                                   public std::enable_shared_from_this<Stream> {
 public:
  Stream(db::Store* store, const journal::v1::WatchChangesRequest& request, Language language)
      : store_(store),
        language_(language),
        types_(request.types().begin(), request.types().end()),
        cursor_(request.cursor()) {}

  void Start() {
    self_ = shared_from_this();
    committed_ = store_->OnCommit([weak = weak_from_this()] {
      if (const auto stream = weak.lock()) stream->Pump(/*news=*/true);
    });
    Pump(/*news=*/true);
  }

  void Refuse(const grpc::Status& status) {
    self_ = shared_from_this();
    End(status);
  }

  void End(const grpc::Status& status) {
    absl::MutexLock lock(&mutex_);
    if (ending_) return;
    ending_ = true;
    end_ = status;
    if (!writing_) Finish(end_);
  }

  void OnWriteDone(bool ok) override {
    {
      absl::MutexLock lock(&mutex_);
      writing_ = false;
      if (!ok && !ending_) {
        ending_ = true;
        end_ = grpc::Status::CANCELLED;
      }
      if (ending_) return Finish(end_);
      pending_.pop_front();
    }
    Pump(/*news=*/false);
  }

  void OnCancel() override { End(grpc::Status::CANCELLED); }

  void OnDone() override {
    committed_.reset();
    self_.reset();
  }

 private:
  // Writes what is pending, else reads on if there may be news.
  void Pump(bool news) {
    std::string cursor;
    {
      absl::MutexLock lock(&mutex_);
      news_ = news_ || news;
      if (ending_ || writing_ || reading_) return;
      if (!pending_.empty()) {
        writing_ = true;
        return StartWrite(&pending_.front());
      }
      if (!news_) return;
      news_ = false;
      reading_ = true;
      cursor = cursor_;
    }
    // Without the lock: a store that is full or stopping refuses at once, on this
    // thread.
    auto changes = std::make_shared<db::Changes>();
    store_->Read(
        {},
        [self = shared_from_this(), changes,
         cursor = std::move(cursor)](db::Transaction& tx) -> absl::Status {
          COFI_ASSIGN_OR_RETURN(*changes,
                                db::ReadChanges(tx, cursor, self->types_, kChangesPerRead));
          return absl::OkStatus();
        },
        [self = shared_from_this(), changes](const absl::Status& status) {
          self->Take(status, *changes);
        });
  }

  void Take(const absl::Status& status, const db::Changes& changes) {
    {
      absl::MutexLock lock(&mutex_);
      reading_ = false;
      for (const journal::v1::Change& change : changes.changes) {
        bool own = false;
        Traits::Serialize(change, &pending_.emplace_back(), &own);
      }
      cursor_ = changes.cursor;
      news_ = news_ || changes.more;
    }
    if (!status.ok()) return End(ToGrpc(status, language_));
    Pump(/*news=*/false);
  }

  db::Store* const store_;
  const Language language_;
  const std::vector<std::string> types_;
  // Keeps the stream until gRPC is done with it.
  std::shared_ptr<Stream> self_;
  std::shared_ptr<void> committed_;

  absl::Mutex mutex_;
  std::string cursor_ ABSL_GUARDED_BY(mutex_);
  std::deque<grpc::ByteBuffer> pending_ ABSL_GUARDED_BY(mutex_);
  grpc::Status end_ ABSL_GUARDED_BY(mutex_);
  bool news_ ABSL_GUARDED_BY(mutex_) = false;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
};

WatchService::WatchService(std::map<std::string, db::Store*> stores) : stores_(std::move(stores)) {
  AddMethod(new grpc::internal::RpcServiceMethod(kPath, grpc::internal::RpcMethod::SERVER_STREAMING,
                                                 nullptr));
  MarkMethodRawCallback(
      0,
      new grpc::internal::CallbackServerStreamingHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
          [this](grpc::CallbackServerContext* context,
                 const grpc::ByteBuffer* bytes) -> grpc::ServerWriteReactor<grpc::ByteBuffer>* {
            journal::v1::WatchChangesRequest request;
            grpc::ByteBuffer copy(*bytes);
            absl::Status refusal;
            db::Store* store = nullptr;
            if (!Traits::Deserialize(&copy, &request).ok()) {
              refusal =
                  cofi::Refuse(type::v1::REASON_INVALID_MESSAGE, {{"type", "WatchChangesRequest"}});
            } else if (const auto found = stores_.find(request.service()); found != stores_.end()) {
              store = found->second;
            } else {
              refusal = InField(
                  "service",
                  cofi::Refuse(type::v1::REASON_VALUE_MALFORMED,
                               {{"value", request.service()},
                                {"accepted", absl::StrJoin(stores_, ", ",
                                                           [](std::string* out, const auto& each) {
                                                             out->append(each.first);
                                                           })}}));
            }
            const Language language = LanguageOf(*context);
            auto stream = std::make_shared<Stream>(store, request, language);
            bool stopping;
            {
              absl::MutexLock lock(&mutex_);
              std::erase_if(streams_, [](const auto& each) { return each.expired(); });
              streams_.push_back(stream);
              stopping = stopping_;
            }
            if (stopping) {
              stream->Refuse(Stopping());
            } else if (!refusal.ok()) {
              stream->Refuse(ToGrpc(refusal, language));
            } else {
              stream->Start();
            }
            return stream.get();
          }));
}

WatchService::~WatchService() = default;

void WatchService::Stop() {
  std::vector<std::weak_ptr<Stream>> streams;
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    streams = streams_;
  }
  for (const auto& weak : streams) {
    if (const auto stream = weak.lock()) {
      stream->End(Stopping());
    }
  }
}

}  // namespace cofi::rpc
