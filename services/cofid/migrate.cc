#include "services/cofid/migrate.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "db/engine.h"
#include "db/store/migrations.h"
#include "db/store/relocation.h"
#include "db/store/verification.h"
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

// One service on its way.
struct Moving {
  const Entry* entry;
  Side source, target;
  // The rules are the tables', and know neither store nor peers.
  std::unique_ptr<rpc::Peers> nobody;
  std::unique_ptr<rpc::Host> host;
  // Null if an earlier run has moved it to its end.
  std::unique_ptr<db::Relocation> relocation;
  size_t chains = 0;
};

// That both sides are sound, and the target has all that the source has.
absl::Status VerifyBoth(Moving& moving) {
  const auto verify = [&](const Side& side, std::vector<db::Verification::Head> heads)
      -> absl::StatusOr<std::vector<db::Verification::Head>> {
    COFI_ASSIGN_OR_RETURN(
        const db::Schema schema,
        db::SchemaOf(*side.connection, moving.entry->name, moving.entry->migrations()));
    db::Invariants invariants = moving.host->invariants();
    invariants.schema = &schema;
    return db::VerifyDatabase(*side.connection, &invariants, std::move(heads));
  };
  COFI_ASSIGN_OR_RETURN(const auto heads, verify(moving.source, {}));
  COFI_ASSIGN_OR_RETURN(const auto same, verify(moving.target, heads));
  moving.chains = heads.size();
  if (same.size() == heads.size()) return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat(moving.entry->name, " has ", heads.size(), " chains, the target ", same.size()));
}

absl::StatusOr<Moving> Copy(const Entry& entry, const MigrateOptions& options) {
  const std::string& service = entry.name;
  Moving moving{.entry = &entry};
  COFI_ASSIGN_OR_RETURN(moving.source, Open(options.from, service, db::Use::kReadBeside));
  COFI_ASSIGN_OR_RETURN(moving.target, Open(options.to, service, db::Use::kServe));
  if (moving.target.served) {
    return absl::FailedPreconditionError(
        absl::StrCat("a cofid serves ", service, " from the target"));
  }
  COFI_RETURN_IF_ERROR(db::Migrate(*moving.target.connection, service, entry.migrations()));
  moving.nobody = std::make_unique<rpc::Peers>(entry.peers);
  moving.host = entry.make(nullptr, moving.nobody.get());
  moving.relocation =
      std::make_unique<db::Relocation>(*moving.source.connection, *moving.target.connection);
  if (const absl::Status begun = moving.relocation->Begin(options.from); !begun.ok()) {
    if (moving.source.served || !VerifyBoth(moving).ok()) return begun;
    moving.relocation.reset();
    return moving;
  }
  COFI_RETURN_IF_ERROR(moving.relocation->Copy([&](int64_t done, int64_t total) {
    if (options.progress) options.progress(service, done, total);
  }));
  if (moving.source.served) options.say(service + ": copied; its server goes on writing");
  return moving;
}

}  // namespace

absl::Status Migrate(const MigrateOptions& options) {
  if (options.from == options.to) {
    return absl::InvalidArgumentError("--to is where the databases are already");
  }
  std::vector<Moving> all;
  for (const Entry& entry : Catalog()) {
    if (entry.migrations == nullptr) continue;
    COFI_ASSIGN_OR_RETURN(Moving moving, Copy(entry, options));
    all.push_back(std::move(moving));
  }
  if (std::any_of(all.begin(), all.end(), [](const Moving& each) { return each.source.served; })) {
    return absl::UnavailableError(
        "what there was is copied, and the old server still runs: stop it, and run the same again"
        " to finish");
  }
  // None is at its end before all are proved.
  for (Moving& moving : all) {
    if (moving.relocation != nullptr) COFI_RETURN_IF_ERROR(VerifyBoth(moving));
  }
  for (Moving& moving : all) {
    if (moving.relocation != nullptr) {
      COFI_RETURN_IF_ERROR(moving.relocation->End());
      COFI_RETURN_IF_ERROR(moving.target.engine->Prepare(*moving.target.connection));
    }
    options.say(absl::StrCat(moving.entry->name,
                             moving.relocation != nullptr ? ": moved, " : ": was moved, ",
                             moving.chains, " chains, both sides sound"));
  }
  return absl::OkStatus();
}

}  // namespace cofi::cofid
