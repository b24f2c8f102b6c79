#include "services/rpc/known.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/names.h"
#include "base/resources.h"
#include "base/rules/earlier_forms.h"
#include "clients/methods.h"
#include "clients/services.h"
#include "db/findings.h"
#include "db/journal.h"
#include "services/rpc/admission.h"
#include "services/rpc/log.h"
#include "services/rpc/referrers.h"

namespace cofi::rpc {
namespace {

// Whether an entry has a state, which is what its name says: what cannot be read is not known,
// and its owner is asked.
bool IsReadable(const journal::v1::JournalEntry& entry) {
  const Descriptor* type = TypeOfName(entry.name());
  return type != nullptr && entry.has_resource() &&
         absl::EndsWith(entry.resource().type_url(), absl::StrCat("/", type->full_name())) &&
         NewMessage(type)->ParseFromString(entry.resource().value());
}

absl::Status ForgetOwner(db::Transaction& tx, const std::string& owner) {
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT name FROM known WHERE owner = $1", {owner}, [&](const db::Row& row) {
        tx.NoteChange(row.Text(0));
        return absl::OkStatus();
      }));
  return tx.Run("DELETE FROM known WHERE owner = $1", {owner});
}

absl::Status Keep(db::Transaction& tx, const std::string& owner,
                  const journal::v1::JournalEntry& entry) {
  tx.NoteChange(entry.name());
  if (!IsReadable(entry)) {
    return tx.Write("DELETE FROM known WHERE root = $1 AND name = $2",
                    {RootOf(entry.name()), absl::string_view(entry.name())});
  }
  return tx.Write(
      "INSERT INTO known (root, name, owner, state) VALUES ($1, $2, $3, $4)"
      " ON CONFLICT (root, name) DO UPDATE SET owner = excluded.owner, state = excluded.state"
      " WHERE known.owner <> excluded.owner OR known.state <> excluded.state",
      {RootOf(entry.name()), absl::string_view(entry.name()), absl::string_view(owner),
       db::BlobView{entry.resource().value()}});
}

absl::Status KeepAll(db::Transaction& tx, const std::string& owner, const Step& step) {
  COFI_RETURN_IF_ERROR(TakeStep(tx, KnownFollower(owner), step));
  COFI_ASSIGN_OR_RETURN(const db::Cursor from, db::ParseCursor(step.from));
  // Somebody led it to the beginning, to begin anew.
  if (from.position == 0) COFI_RETURN_IF_ERROR(ForgetOwner(tx, owner));
  for (const journal::v1::Change& change : step.changes) {
    if (change.has_entry()) COFI_RETURN_IF_ERROR(Keep(tx, owner, change.entry()));
  }
  return absl::OkStatus();
}

// What follows from what is known of them is not to be worked out while they change.
std::vector<std::string> ProjectsIn(const Step& step) {
  std::vector<std::string> projects;
  for (const journal::v1::Change& change : step.changes) {
    const absl::string_view root = RootOf(change.entry().name());
    if (change.has_entry() && root != kSharedRoot) projects.emplace_back(root);
  }
  return projects;
}

// What the owner has lost cannot be told from what it has: all of it is asked for until it has
// been followed to its end again.
absl::Status BeginAnew(db::Store* store, const std::string& owner, const std::string& lost) {
  Log(LogLevel::kInfo, "what is known of a service is read anew: its journal lost entries",
      {{"service", store->service()}, {"peer", owner}, {"cursor", lost}});
  Step step{.from = lost, .changes = {journal::v1::Change()}};
  return store->WriteAndWait({}, [&](db::Transaction& tx) -> absl::Status {
    COFI_RETURN_IF_ERROR(TakeStep(tx, KnownFollower(owner), step));
    return ForgetOwner(tx, owner);
  });
}

}  // namespace

std::vector<const Descriptor*> KnownTypes(const std::string& service) {
  std::vector<const Descriptor*> types;
  for (const clients::Service& each : clients::Services()) {
    if (each.name != service) continue;
    for (const Descriptor* type : AllResources()) {
      const std::vector<std::string> referrers = ReferrersOf(type);
      if (each.Follows(clients::OwnerOf(type)) &&
          std::count(referrers.begin(), referrers.end(), service) > 0) {
        types.push_back(type);
      }
    }
  }
  return types;
}

absl::StatusOr<bool> ReadKnown(db::Transaction& tx, absl::string_view name, Message* resource) {
  bool known = false;
  COFI_RETURN_IF_ERROR(tx.Run(
      "SELECT state FROM known WHERE root = $1 AND name = $2", {RootOf(name), name},
      [&](const db::Row& row) {
        const absl::string_view state = row.Text(0);
        known = resource->ParseFromArray(state.data(), static_cast<int>(state.size()));
        if (known) rules::ModernizeAny(*resource);
        return known
                   ? absl::OkStatus()
                   : db::Finding(type::v1::REASON_RULE_BROKEN, {.root = RootOf(name), .name = name},
                                 "known", resource->GetDescriptor()->name(), db::ShownBytes(state));
      }));
  return known;
}

absl::Status VisitKnownOf(db::Transaction& tx, absl::string_view root, const Descriptor* type,
                          absl::FunctionRef<void(const Message&)> visit, absl::string_view with) {
  const NamePattern& form = NamePattern::Of(type);
  const std::unique_ptr<Message> resource = NewMessage(type);
  return tx.Run("SELECT name, state FROM known WHERE root = $1 AND owner = $2 ORDER BY name",
                {root, clients::OwnerOf(type)}, [&](const db::Row& row) -> absl::Status {
                  const absl::string_view state = row.Text(1);
                  // A text stands in the bytes of a message as it is.
                  if (!absl::StrContains(state, with) || !form.Check(row.Text(0)).ok()) {
                    return absl::OkStatus();
                  }
                  if (!resource->ParseFromArray(state.data(), static_cast<int>(state.size()))) {
                    return db::Finding(type::v1::REASON_RULE_BROKEN,
                                       {.root = root, .name = row.Text(0)}, "known", type->name(),
                                       db::ShownBytes(state));
                  }
                  rules::ModernizeAny(*resource);
                  visit(*resource);
                  return absl::OkStatus();
                });
}

std::string KnownFollower(const std::string& owner) { return absl::StrCat("known-", owner); }

std::vector<std::unique_ptr<Follower>> MakeKnownFollowers(const std::string& service,
                                                          db::Store* store, const Peers* peers,
                                                          Admission* admission) {
  std::map<std::string, std::vector<std::string>> types;  // By owner.
  for (const Descriptor* type : KnownTypes(service)) {
    types[clients::OwnerOf(type)].push_back(type->full_name());
  }
  std::vector<std::unique_ptr<Follower>> followers;
  for (const auto& [owner, its] : types) {
    const auto act = [store, admission, owner = owner](const Step& step) {
      const absl::Status kept =
          store->WriteAndWait({.others = ProjectsIn(step)},
                              [&](db::Transaction& tx) { return KeepAll(tx, owner, step); });
      // Also what another process has kept.
      for (const journal::v1::Change& change : step.changes) {
        admission->Forget(change.entry().name());
      }
      return kept;
    };
    const auto begin_anew = [store, owner = owner](const std::string& lost) {
      return BeginAnew(store, owner, lost);
    };
    followers.push_back(
        std::make_unique<Follower>(KnownFollower(owner), owner, its, peers->Channel(owner), store,
                                   act, FollowOptions{.latest_only = true, .on_lost = begin_anew}));
  }
  return followers;
}

}  // namespace cofi::rpc
