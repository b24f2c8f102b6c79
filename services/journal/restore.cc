#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "base/digest.h"
#include "base/refusal.h"
#include "base/status.h"
#include "clients/method_facts.h"
#include "clients/methods.h"
#include "clients/services.h"
#include "cofi/journal/v1/backups.pb.h"
#include "db/store/backup.h"
#include "services/journal/backup.h"
#include "services/journal/copies.h"
#include "services/journal/journals.h"
#include "services/rpc/access/front.h"
#include "services/rpc/log.h"
#include "services/rpc/wire.h"

namespace cofi::journal {
namespace {

using journal::v1::RestoreRequest;
using journal::v1::RestoreResponse;

// To whoever stops sending.
constexpr type::v1::Reason kIdle = type::v1::REASON_DEADLINE_EXCEEDED;

// One copy on its way in: received into a file, proved in the workshop once its caller says that
// this is all, and put in place by the writer. It stays until gRPC and both of these are done with
// it.
class Upload final : public grpc::ServerReadReactor<grpc::ByteBuffer>,
                     public std::enable_shared_from_this<Upload> {
 public:
  Upload(const Backups& backups, const clients::MethodFacts& method,
         grpc::CallbackServerContext* context, grpc::ByteBuffer* answer, std::atomic<int>* calls)
      : backups_(backups), calls_(calls), context_(context), answer_(answer), front_(method) {}

  void Start() {
    self_ = shared_from_this();
    ++*calls_;
    const absl::Status opened = front_.Open(*context_);
    if (!opened.ok()) return End(opened);
    wait_ = backups_.idle->Begin([weak = weak_from_this()] {
      if (const auto upload = weak.lock()) upload->End(Refuse(kIdle));
    });
    Read();
  }

 private:
  // It is its caller's turn.
  void Read() {
    wait_->AwaitCaller();
    absl::MutexLock lock(&mutex_);
    if (!ended_) StartRead(&piece_);
  }

  void OnReadDone(bool ok) override {
    wait_->Work();
    const absl::Status done = ok ? Take() : IsCancelled() ? CutOff() : Prove();
    if (!done.ok()) return End(done);
    if (ok) Read();
  }

  void OnCancel() override { cancelled_ = true; }

  void OnDone() override {
    --*calls_;
    self_.reset();
  }

  static absl::Status CutOff() { return absl::CancelledError("cut off"); }
  // Until it has ended.
  bool IsCancelled() const { return cancelled_ || context_->IsCancelled(); }
  absl::Status CheckWanted() const { return cancelled_ ? CutOff() : absl::OkStatus(); }

  absl::Status Take() {
    RestoreRequest request;
    COFI_RETURN_IF_ERROR(front_.Take(&piece_, &request));
    if (store_ == nullptr) COFI_RETURN_IF_ERROR(Begin(request));
    received_ += static_cast<int64_t>(request.data().size());
    // Before it can fill the disk.
    if (received_ > backup_.size()) return Damaged("it is longer than it says");
    COFI_RETURN_IF_ERROR(db::CheckRoom(store_->path(), store_->service(), 0));
    digest_.Add(request.data());
    file_.write(request.data().data(), static_cast<std::streamsize>(request.data().size()));
    return file_.good() ? absl::OkStatus() : Unwritten();
  }

  // With the first message: whose copy it is, and whether there is room for it.
  absl::Status Begin(const RestoreRequest& request) {
    if (!request.has_backup()) return NoBackup();
    backup_ = request.backup();
    losing_ = request.losing();
    validate_only_ = request.validate_only();
    COFI_ASSIGN_OR_RETURN(db::Store* const store, FindOf(backups_.stores, backup_.journal()));
    COFI_RETURN_IF_ERROR(CheckHasFile(*store));
    COFI_ASSIGN_OR_RETURN(auto copy, backups_.copies->Begin(store->service(), Way::kIn));
    COFI_RETURN_IF_ERROR(db::CheckRoom(store->path(), store->service(), backup_.size()));
    store_ = store;
    part_ = std::make_unique<PartFile>(*store_);
    file_.open(part_->path(), std::ios::binary | std::ios::trunc);
    if (!file_.is_open()) return Unwritten();
    absl::MutexLock lock(&mutex_);
    if (!ended_) copy_ = std::move(copy);
    return absl::OkStatus();
  }

  // The caller has no more.
  absl::Status Prove() {
    if (store_ == nullptr) return NoBackup();
    if (received_ != backup_.size()) {
      return Damaged(absl::StrCat("it has ", received_, " bytes of ", backup_.size()));
    }
    file_.close();
    // What was not yet on the disk may not fit either.
    if (!file_.good()) return Unwritten();
    backups_.workshop->Post([self = shared_from_this()] {
      const absl::Status proved = self->CheckCopy();
      proved.ok() ? self->Replace() : self->End(proved);
    });
    return absl::OkStatus();
  }

  absl::Status CheckCopy() {
    COFI_RETURN_IF_ERROR(CheckWanted());
    if (digest_.Finish() != backup_.sha256()) return Damaged("its checksum is another");
    COFI_ASSIGN_OR_RETURN(
        const db::CopyFacts facts,
        db::CheckCopy(part_->path(), store_->service(), store_->migrations(),
                      backups_.invariants.at(store_->service()), [this] { return CheckWanted(); }));
    if (facts.entries != backup_.entries() || facts.chains != backup_.chains() ||
        facts.schema != backup_.schema()) {
      return Damaged("its description is another's");
    }
    return absl::OkStatus();
  }

  // In the workshop. No follower acts on a store of which it does not know that it is
  // another by then.
  void Replace() {
    if (!validate_only_) {
      kept_ = absl::StrCat(store_->path().substr(0, store_->path().rfind('.')), ".replaced-",
                           absl::FormatTime("%Y%m%dT%H%M%E6SZ", absl::Now(), absl::UTCTimeZone()),
                           ".sqlite");
      backups_.hold(store_->service(), true);
    }
    store_->Replace(
        part_->path(), kept_, losing_,
        [self = shared_from_this()](const absl::StatusOr<int64_t>& lost) {
          self->backups_.workshop->Post([self, lost] { self->Replaced(lost); });
        },
        [self = shared_from_this()] { return self->IsCancelled() ? CutOff() : absl::OkStatus(); });
  }

  void Replaced(const absl::StatusOr<int64_t>& lost) {
    if (!validate_only_) backups_.hold(store_->service(), false);
    if (!lost.ok()) return End(lost.status());
    if (!kept_.empty()) {
      rpc::Log(rpc::LogLevel::kInfo, "restored", {{"service", store_->service()}, {"kept", kept_}});
    }
    RestoreResponse response;
    *response.mutable_backup() = backup_;
    response.set_kept(std::filesystem::path(kept_).filename().string());
    response.set_lost(*lost);
    *answer_ = rpc::BytesOf(response);
    End(absl::OkStatus());
  }

  // Once, whoever comes first.
  void End(const absl::Status& status) {
    absl::MutexLock lock(&mutex_);
    if (std::exchange(ended_, true)) return;
    front_.LogEnd(status.code(), status.message());
    // Whoever is told may send another at once.
    copy_.reset();
    if (!status.ok()) cancelled_ = true;
    Finish(front_.Say(status));
  }

  static absl::Status NoBackup() {
    return InField("backup", Refuse(type::v1::REASON_FIELD_REQUIRED));
  }

  absl::Status Damaged(std::string detail) const {
    return Refuse(
        type::v1::REASON_BACKUP_DAMAGED,
        {{"service", clients::ServiceOf(backup_.journal())}, {"detail", std::move(detail)}});
  }

  absl::Status Unwritten() const {
    COFI_RETURN_IF_ERROR(db::CheckRoom(store_->path(), store_->service(), 0));
    return Refuse(type::v1::REASON_STORE_FAILED,
                  {{"detail", absl::StrCat(part_->path(), " cannot be written")}});
  }

  const Backups& backups_;
  std::atomic<int>* const calls_;
  grpc::CallbackServerContext* const context_;
  grpc::ByteBuffer* const answer_;
  rpc::Front front_;
  std::unique_ptr<rpc::Idle::Wait> wait_;
  std::shared_ptr<Upload> self_;
  // By its caller, or because it ended: what is done for it is not wanted any more.
  std::atomic<bool> cancelled_ = false;

  // Of the thread that takes what comes, then of the workshop.
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

  absl::Mutex mutex_;
  std::unique_ptr<Copies::Copy> copy_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

RestoreService::RestoreService(Backups backups) : backups_(std::move(backups)) {
  const auto* method = clients::MethodOf(RestoreRequest::descriptor());
  AddClientStream(method,
                  [this, method](grpc::CallbackServerContext* context, grpc::ByteBuffer* answer) {
                    auto upload = std::make_shared<Upload>(
                        backups_, clients::MethodFacts::Of(method), context, answer, &calls_);
                    upload->Start();
                    return upload.get();
                  });
}

}  // namespace cofi::journal
