#include "services/cofid/migrate.h"

#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "db/backup.h"
#include "db/engine.h"
#include "db/migrations.h"
#include "db/move.h"
#include "services/cofid/catalog.h"
#include "services/rpc/host.h"
#include "services/rpc/peers.h"

namespace cofi::cofid {
namespace {

// One service's side of a move.
struct Side {
  std::unique_ptr<db::Engine> engine;
  std::unique_ptr<db::Connection> connection;
  bool served = false;
};

absl::StatusOr<Side> Open(const std::string& place, const std::string& service, db::Use use) {
  const bool url = absl::StrContains(place, "://");
  Side side;
  COFI_ASSIGN_OR_RETURN(side.engine,
                        db::MakeEngine(url ? place : "", url ? "" : place, service, use));
  // Before there is a connection of this process. A source is looked at before its
  // rows are: who serves it later has nothing that was not looked at.
  COFI_ASSIGN_OR_RETURN(side.served, side.engine->IsServed());
  COFI_ASSIGN_OR_RETURN(
      side.connection,
      side.engine->Open(use == db::Use::kServe ? db::Access::kWrite : db::Access::kRead));
  return side;
}

absl::Status MoveService(const Entry& entry, const MigrateOptions& options, bool* served) {
  const std::string& service = entry.name;
  COFI_ASSIGN_OR_RETURN(const Side source, Open(options.from, service, db::Use::kReadBeside));
  COFI_ASSIGN_OR_RETURN(const Side target, Open(options.to, service, db::Use::kServe));
  if (target.served) {
    return absl::UnavailableError(absl::StrCat("a cofid serves ", service, " from the target"));
  }
  COFI_RETURN_IF_ERROR(db::Migrate(*target.connection, service, entry.migrations()));
  db::Move move(*source.connection, *target.connection);
  COFI_RETURN_IF_ERROR(move.Begin(options.from));
  *served |= source.served;
  COFI_RETURN_IF_ERROR(move.Copy([&](int64_t done, int64_t total) {
    if (options.progress) options.progress(service, done, total);
  }));
  if (source.served) {
    options.say(absl::StrCat(service, ": copied; its server goes on writing"));
    return absl::OkStatus();
  }
  // The rules are the tables', and know neither store nor peers.
  const rpc::Peers nobody(entry.peers);
  const std::unique_ptr<rpc::Host> host = entry.make(nullptr, &nobody);
  COFI_ASSIGN_OR_RETURN(const auto heads, db::Prove(*source.connection, &host->invariants(), {}));
  COFI_ASSIGN_OR_RETURN(const auto same, db::Prove(*target.connection, &host->invariants(), heads));
  if (same.size() != heads.size()) {
    return absl::InternalError(
        absl::StrCat(service, " has ", heads.size(), " chains, the target ", same.size()));
  }
  COFI_RETURN_IF_ERROR(move.End());
  COFI_RETURN_IF_ERROR(target.engine->Prepare(*target.connection));
  options.say(absl::StrCat(service, ": moved, ", heads.size(), " chains, both sides sound"));
  return absl::OkStatus();
}

}  // namespace

absl::Status Migrate(const MigrateOptions& options) {
  if (options.from == options.to) {
    return absl::InvalidArgumentError("--to is where the databases are already");
  }
  bool served = false;
  for (const Entry& entry : Catalog()) {
    if (entry.migrations == nullptr) continue;
    COFI_RETURN_IF_ERROR(MoveService(entry, options, &served));
  }
  if (!served) return absl::OkStatus();
  return absl::UnavailableError(
      "what there was is copied, and the old server still runs: stop it, and run the same again"
      " to finish");
}

}  // namespace cofi::cofid
