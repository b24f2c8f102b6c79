#include "services/rpc/follower.h"

#include <utility>

#include "base/status.h"
#include "clients/methods.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/impl/codegen/rpc_method.h"
#include "grpcpp/support/sync_stream.h"

namespace cofi::rpc {
namespace {

using journal::v1::Change;
using journal::v1::WatchChangesRequest;

constexpr absl::Duration kPauseMax = absl::Seconds(2);

absl::StatusOr<std::string> LoadCursor(db::Store* store, const std::string& name) {
  std::string cursor;
  COFI_RETURN_IF_ERROR(store->ReadAndWait({}, [&](db::Transaction& tx) {
    return tx.Run("SELECT cursor FROM follower WHERE root = 'directory' AND service = $1", {name},
                  [&](const db::Row& row) {
                    cursor = std::string(row.Text(0));
                    return absl::OkStatus();
                  });
  }));
  return cursor;
}

}  // namespace

absl::Status SaveCursor(db::Transaction& tx, const std::string& name, const std::string& cursor) {
  return tx.Run(
      "INSERT INTO follower (root, service, cursor) VALUES ('directory', $1, $2)"
      " ON CONFLICT (root, service) DO UPDATE SET cursor = excluded.cursor",
      {name, cursor});
}

Follower::Follower(std::string name, std::string service,
                   std::shared_ptr<grpc::ChannelInterface> channel, db::Store* store,
                   Action action)
    : name_(std::move(name)),
      service_(std::move(service)),
      channel_(std::move(channel)),
      store_(store),
      action_(std::move(action)) {}

Follower::~Follower() { Stop(); }

void Follower::Start() { thread_ = std::thread([this] { Run(); }); }

void Follower::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    if (context_ != nullptr) context_->TryCancel();
  }
  if (thread_.joinable()) thread_.join();
}

bool Follower::stopping() {
  absl::MutexLock lock(&mutex_);
  return stopping_;
}

void Follower::Run() {
  absl::Duration pause = absl::Milliseconds(50);
  while (!stopping()) {
    absl::StatusOr<std::string> cursor = LoadCursor(store_, name_);
    if (cursor.ok()) {
      const std::string before = *cursor;
      Follow(&*cursor);
      pause = *cursor == before ? std::min(2 * pause, kPauseMax) : absl::Milliseconds(50);
    }
    const auto woken = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_; };
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&woken), pause);
  }
}

void Follower::Follow(std::string* cursor) {
  grpc::ClientContext context;
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_) return;
    context_ = &context;
  }
  WatchChangesRequest request;
  request.set_service(service_);
  request.set_cursor(*cursor);
  const std::string path = clients::PathOf(clients::MethodOf(WatchChangesRequest::descriptor()));
  const grpc::internal::RpcMethod method(path.c_str(),
                                         grpc::internal::RpcMethod::SERVER_STREAMING);
  const std::unique_ptr<grpc::ClientReader<Change>> reader(
      grpc::internal::ClientReaderFactory<Change>::Create(channel_.get(), method, &context,
                                                          request));
  Change change;
  while (reader->Read(&change)) {
    if (!action_(change).ok()) {
      context.TryCancel();
      break;
    }
    *cursor = change.cursor();
  }
  while (reader->Read(&change)) {
  }
  (void)reader->Finish();
  absl::MutexLock lock(&mutex_);
  context_ = nullptr;
}

}  // namespace cofi::rpc
