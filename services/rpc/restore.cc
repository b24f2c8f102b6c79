#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/digest.h"
#include "base/refusal.h"
#include "base/status.h"
#include "clients/methods.h"
#include "cofi/journal/v1/backups.pb.h"
#include "db/backup.h"
#include "grpcpp/impl/codegen/rpc_service_method.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"
#include "services/rpc/backup.h"
#include "services/rpc/errors.h"
#include "services/rpc/log.h"
#include "services/rpc/wire.h"

namespace cofi::rpc {
namespace {

using journal::v1::RestoreRequest;
using journal::v1::RestoreResponse;

// One copy on its way in: received into a file, proved in the workshop, put in
// place by the writer. It stays until gRPC and both of these are done with it.
class Upload final : public grpc::ServerReadReactor<grpc::ByteBuffer>,
                     public std::enable_shared_from_this<Upload> {
 public:
  Upload(const Backups& backups, grpc::CallbackServerContext* context, grpc::ByteBuffer* answer,
         std::atomic<int>* calls)
      : backups_(backups),
        calls_(calls),
        context_(context),
        answer_(answer),
        language_(LanguageOf(*context)),
        call_{.method = clients::MethodOf(RestoreRequest::descriptor())->full_name(),
              .principal = PrincipalOf(*context).value_or(""),
              .start = absl::Now()} {}

  void Start() {
    self_ = shared_from_this();
    ++*calls_;
    StartRead(&piece_);
  }

 private:
  void OnReadDone(bool ok) override {
    if (!ok) return context_->IsCancelled() ? End(absl::CancelledError("cut off")) : Received();
    const absl::Status taken = Take();
    if (!taken.ok()) return End(taken);
    StartRead(&piece_);
  }

  void OnDone() override {
    if (store_ != nullptr) backups_.hold(store_->service(), false);
    --*calls_;
    self_.reset();
  }

  absl::Status Take() {
    RestoreRequest request;
    COFI_RETURN_IF_ERROR(Parse(&piece_, &request));
    if (store_ == nullptr) {
      COFI_RETURN_IF_ERROR(PrincipalOf(*context_).status());
      backup_ = request.backup();
      losing_ = request.losing();
      validate_only_ = request.validate_only();
      COFI_ASSIGN_OR_RETURN(db::Store* const store, FindStore(backups_.stores, backup_.service()));
      COFI_RETURN_IF_ERROR(CheckHasFile(*store));
      store_ = store;
      backups_.hold(store_->service(), true);
      part_ = std::make_unique<PartFile>(*store_);
      file_.open(part_->path(), std::ios::binary | std::ios::trunc);
    }
    received_ += static_cast<int64_t>(request.data().size());
    // Before it can fill the disk.
    if (received_ > backup_.size()) return Damaged("it is longer than it says");
    digest_.Add(request.data());
    file_.write(request.data().data(), static_cast<std::streamsize>(request.data().size()));
    if (!file_.good()) {
      return Refuse(type::v1::REASON_STORE_FAILED,
                    {{"detail", absl::StrCat(part_->path(), " cannot be written")}});
    }
    return absl::OkStatus();
  }

  void Received() {
    if (store_ == nullptr) {
      return End(InField("backup", Refuse(type::v1::REASON_FIELD_REQUIRED)));
    }
    backups_.workshop->Post([self = shared_from_this()] {
      const absl::Status proved = self->Prove();
      if (!proved.ok()) return self->End(proved);
      self->store_->Replace(self->part_->path(), self->kept_, self->losing_,
                            [self](const absl::StatusOr<int64_t>& lost) {
                              self->backups_.workshop->Post([self, lost] { self->Replaced(lost); });
                            });
    });
  }

  absl::Status Prove() {
    file_.close();
    if (received_ != backup_.size()) {
      return Damaged(absl::StrCat("it has ", received_, " bytes of ", backup_.size()));
    }
    if (digest_.Finish() != backup_.sha256()) return Damaged("its checksum is another");
    COFI_ASSIGN_OR_RETURN(const db::CopyFacts facts,
                          db::CheckCopy(part_->path(), store_->service(), store_->migrations(),
                                        backups_.invariants.at(store_->service())));
    if (facts.entries != backup_.entries() || facts.chains != backup_.chains() ||
        facts.schema != backup_.schema()) {
      return Damaged("its description is another's");
    }
    if (validate_only_) return absl::OkStatus();
    kept_ = absl::StrCat(store_->path().substr(0, store_->path().rfind('.')), ".replaced-",
                         absl::FormatTime("%Y%m%dT%H%M%E6SZ", absl::Now(), absl::UTCTimeZone()),
                         ".sqlite");
    return absl::OkStatus();
  }

  void Replaced(const absl::StatusOr<int64_t>& lost) {
    if (!lost.ok()) return End(lost.status());
    if (!kept_.empty()) {
      Log(LogLevel::kInfo, "restored", {{"service", store_->service()}, {"kept", kept_}});
    }
    RestoreResponse response;
    *response.mutable_backup() = backup_;
    response.set_kept(std::filesystem::path(kept_).filename().string());
    response.set_lost(*lost);
    *answer_ = BytesOf(response);
    End(absl::OkStatus());
  }

  void End(const absl::Status& status) {
    LogEnd(call_, status.code(), status.message());
    Finish(ToGrpc(status, language_));
  }

  absl::Status Damaged(std::string detail) const {
    return Refuse(type::v1::REASON_BACKUP_DAMAGED,
                  {{"service", backup_.service()}, {"detail", std::move(detail)}});
  }

  const Backups& backups_;
  std::atomic<int>* const calls_;
  grpc::CallbackServerContext* const context_;
  grpc::ByteBuffer* const answer_;
  const Language language_;
  const EndedCall call_;
  std::shared_ptr<Upload> self_;

  grpc::ByteBuffer piece_;
  db::Store* store_ = nullptr;
  journal::v1::Backup backup_;
  int64_t losing_ = 0;
  bool validate_only_ = false;
  int64_t received_ = 0;
  std::unique_ptr<PartFile> part_;
  std::ofstream file_;
  Digest digest_;
  std::string kept_;
};

}  // namespace

RestoreService::RestoreService(Backups backups)
    : backups_(std::move(backups)),
      path_(clients::PathOf(clients::MethodOf(RestoreRequest::descriptor()))) {
  AddMethod(new grpc::internal::RpcServiceMethod(
      path_.c_str(), grpc::internal::RpcMethod::CLIENT_STREAMING, nullptr));
  MarkMethodRawCallback(
      0, new grpc::internal::CallbackClientStreamingHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
             [this](grpc::CallbackServerContext* context, grpc::ByteBuffer* answer) {
               auto upload = std::make_shared<Upload>(backups_, context, answer, &calls_);
               upload->Start();
               return upload.get();
             }));
}

}  // namespace cofi::rpc
