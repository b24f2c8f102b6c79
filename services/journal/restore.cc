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
#include "clients/services.h"
#include "cofi/journal/v1/backups.pb.h"
#include "db/store/backup.h"
#include "services/journal/backup.h"
#include "services/journal/copies.h"
#include "services/journal/journals.h"
#include "services/rpc/client_stream.h"
#include "services/rpc/log.h"

namespace cofi::journal {
namespace {

using journal::v1::RestoreRequest;
using journal::v1::RestoreResponse;

// One copy on its way in: received into a file, proved in the workshop once its caller says that
// this is all, and put in place by the writer. It stays until gRPC and both of these are done with
// it.
class CopyUpload final : public rpc::ClientStream {
 public:
  explicit CopyUpload(const Backups& backups) : backups_(backups) {}

 private:
  void Take(const Message& request) override {
    const absl::Status taken = TakePiece(static_cast<const RestoreRequest&>(request));
    taken.ok() ? More() : End(taken);
  }

  void TakeEnd() override {
    const absl::Status all = Prove();
    if (!all.ok()) End(all);
  }

  void OnEnd(const absl::Status&) override {
    absl::MutexLock lock(&mutex_);
    over_ = true;
    copy_.reset();
  }

  absl::Status CheckWanted() {
    return IsCancelled() ? absl::CancelledError("cut off") : absl::OkStatus();
  }

  absl::Status TakePiece(const RestoreRequest& request) {
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
    if (!over_) copy_ = std::move(copy);
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
    backups_.workshop->Post([self = Self<CopyUpload>()] {
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
        [self = Self<CopyUpload>()](const absl::StatusOr<int64_t>& lost) {
          self->backups_.workshop->Post([self, lost] { self->Replaced(lost); });
        },
        [self = Self<CopyUpload>()] { return self->CheckWanted(); });
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
    Answer(response);
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

  // Of the thread that takes what comes, then of the workshop.
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
  bool over_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

void ServeRestore(const Backups& backups, rpc::ClientStreamService* service) {
  service->Serve<RestoreRequest>(
      [backups = std::make_shared<Backups>(backups)]() -> std::shared_ptr<rpc::ClientStream> {
        return std::make_shared<CopyUpload>(*backups);
      });
}

}  // namespace cofi::journal
