#include "services/journal/backup.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/dates.h"
#include "base/digest.h"
#include "base/refusal.h"
#include "base/status.h"
#include "clients/services.h"
#include "cofi/journal/v1/backups.pb.h"
#include "db/store/backup.h"
#include "services/journal/journals.h"
#include "services/rpc/wire.h"

namespace cofi::journal {
namespace {

using journal::v1::BackUpRequest;
using journal::v1::BackUpResponse;

constexpr size_t kPieceBytes = 128 << 10;

// What a copy of the store takes: its file, and what of its log is not in there yet.
int64_t SizeOf(const db::Store& store) {
  int64_t bytes = 0;
  for (const char* suffix : {"", "-wal"}) {
    std::error_code error;
    const auto size = std::filesystem::file_size(store.path() + suffix, error);
    if (!error) bytes += static_cast<int64_t>(size);
  }
  return bytes;
}

// The copy is made by the writer, proved in the workshop, and sent piece by piece
// as the caller reads. Its file has no name any more by then: nothing of it stays, whatever
// becomes of the process.
class BackUpStream final : public rpc::ServerStream {
 public:
  BackUpStream(db::Store* store, const db::Invariants* invariants, rpc::Workshop* workshop)
      : store_(store), invariants_(invariants), workshop_(workshop), part_(*store) {}

  // Takes its turn, if there is room for it. OVERLOADED, DISK_SHORT.
  absl::Status Enter(Copies* copies) {
    COFI_ASSIGN_OR_RETURN(copy_, copies->Begin(store_->service(), Way::kOut));
    return db::CheckRoom(store_->path(), store_->service(), SizeOf(*store_));
  }

 private:
  void Next() override {
    if (!file_.is_open()) {
      const auto self = Self<BackUpStream>();
      store_->BackUp(
          part_.path(),
          [self](const absl::Status& status) {
            *self->backup_.mutable_create_time() = TimestampFromTime(absl::Now());
            self->workshop_->Post([self, status] { self->Begin(status); });
          },
          [self] { return self->CheckWanted(); });
      return;
    }
    std::string piece(kPieceBytes, '\0');
    file_.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    // The end of the file also fails, but is not bad.
    if (file_.bad()) {
      return End(Refuse(type::v1::REASON_STORE_FAILED, {{"detail", part_.path()}}));
    }
    piece.resize(file_.gcount());
    digest_.Add(piece);
    BackUpResponse response;
    response.set_total(backup_.size());
    const bool more = !piece.empty();
    if (more) {
      response.set_data(std::move(piece));
    } else {
      backup_.set_sha256(digest_.Finish());
      *response.mutable_backup() = backup_;
    }
    // Whoever has it all may ask again at once.
    if (!more) copy_.reset();
    Send({rpc::BytesOf(response)}, more);
    if (!more) End(absl::OkStatus());
  }

  // Whether to go on with the work, which is more than its caller sees.
  absl::Status CheckWanted() {
    if (ending()) return absl::CancelledError("nobody waits for it any more");
    return db::CheckRoom(store_->path(), store_->service(), 0);
  }

  void Begin(const absl::Status& copied) {
    absl::Status status = copied.ok() ? CheckWanted() : copied;
    if (status.ok()) status = Prepare();
    if (!status.ok()) return End(status);
    Send({}, /*more=*/true);
  }

  absl::Status Prepare() {
    COFI_ASSIGN_OR_RETURN(const db::CopyFacts facts,
                          db::CheckCopy(part_.path(), store_->service(), store_->migrations(),
                                        invariants_, [this] { return CheckWanted(); }));
    backup_.set_journal(clients::JournalOf(store_->service()));
    backup_.set_schema(facts.schema);
    backup_.set_chains(facts.chains);
    backup_.set_entries(facts.entries);
    std::error_code error;
    backup_.set_size(static_cast<int64_t>(std::filesystem::file_size(part_.path(), error)));
    file_.open(part_.path(), std::ios::binary);
    if (error || !file_.is_open()) {
      return Refuse(type::v1::REASON_STORE_FAILED, {{"detail", part_.path()}});
    }
    part_.Remove();
    return absl::OkStatus();
  }

  db::Store* const store_;
  const db::Invariants* const invariants_;
  rpc::Workshop* const workshop_;
  // These only between Next and its answer.
  std::unique_ptr<Copies::Copy> copy_;
  PartFile part_;
  std::ifstream file_;
  Digest digest_;
  journal::v1::Backup backup_;
};

}  // namespace

PartFile::PartFile(const db::Store& store) {
  static std::atomic<int> count = 0;
  path_ = absl::StrCat(store.path(), ".part-", ++count);
}

PartFile::~PartFile() { Remove(); }

void PartFile::Remove() {
  std::error_code error;
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
    std::filesystem::remove(path_ + suffix, error);
  }
}

absl::Status CheckHasFile(const db::Store& store) {
  if (!store.path().empty()) return absl::OkStatus();
  return Refuse(type::v1::REASON_DATABASE_ON_SERVER, {{"service", store.service()}});
}

void ServeBackUp(const Backups& backups, rpc::StreamService* service) {
  service->Serve<BackUpRequest>([backups](const BackUpRequest& request)
                                    -> absl::StatusOr<std::shared_ptr<rpc::ServerStream>> {
    COFI_ASSIGN_OR_RETURN(db::Store* const store, FindOf(backups.stores, request.journal()));
    COFI_RETURN_IF_ERROR(CheckHasFile(*store));
    auto stream = std::make_shared<BackUpStream>(store, backups.invariants.at(store->service()),
                                                 backups.workshop);
    COFI_RETURN_IF_ERROR(stream->Enter(backups.copies));
    return stream;
  });
}

}  // namespace cofi::journal
