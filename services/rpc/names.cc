#include "services/rpc/names.h"

#include <functional>
#include <vector>

#include "absl/strings/str_join.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "clients/methods.h"
#include "cofi/journal/v1/names.pb.h"
#include "db/retired.h"
#include "google/protobuf/empty.pb.h"
#include "services/rpc/referrers.h"
#include "services/rpc/verb.h"

namespace cofi::rpc {
namespace {

using google::protobuf::Empty;
using journal::v1::ReinstateNameRequest;
using journal::v1::RetireNameRequest;
using Keepers = std::map<std::string, Keeper>;
using Done = std::function<void(const absl::Status&)>;

absl::StatusOr<const Keeper*> Find(const Keepers& keepers, const std::string& service) {
  if (const auto found = keepers.find(service); found != keepers.end()) return &found->second;
  const auto names = [](std::string* out, const auto& each) { out->append(each.first); };
  return InField("service",
                 Refuse(type::v1::REASON_VALUE_MALFORMED,
                        {{"value", service}, {"accepted", absl::StrJoin(keepers, ", ", names)}}));
}

// The type of the resource that a request names: one of the service's own, or of another.
absl::StatusOr<const Descriptor*> TypeOf(const std::string& name, const std::string& service,
                                         bool own) {
  const auto fits = [&](const Descriptor* type) {
    return (clients::OwnerOf(type) == service) == own;
  };
  const Descriptor* type = TypeOfName(name);
  if (type != nullptr && fits(type)) return type;
  std::vector<std::string> accepted;
  for (const Descriptor* each : clients::AllResources()) {
    if (fits(each)) accepted.push_back(NamePattern::Of(each).text());
  }
  return InField("name", Refuse(type::v1::REASON_NAME_MALFORMED,
                                {{"value", name}, {"accepted", absl::StrJoin(accepted, ", ")}}));
}

// In one transaction with what it looks at: whoever would refer to the name meanwhile is
// either seen here, or sees the note.
absl::Status Retire(const Keeper& keeper, db::Transaction& tx, const RetireNameRequest& request,
                    const Descriptor* type) {
  for (const auto& each : *keeper.resources) {
    COFI_ASSIGN_OR_RETURN(int64_t count, CountBelow(*each->table, tx, type, request.name()));
    if (count == 0) {
      COFI_ASSIGN_OR_RETURN(count, CountReferring(*each->table, tx, type, request.name()));
    }
    if (count > 0) return InUse(request.name(), count, *each->table);
  }
  return request.validate_only() ? absl::OkStatus()
                                 : db::Retire(tx, request.name(), request.deletion());
}

absl::Status Reinstate(const Keeper& keeper, db::Transaction& tx, const std::string& name,
                       const Descriptor* type) {
  for (const auto& each : *keeper.resources) {
    if (each->table->type() != type) continue;
    COFI_ASSIGN_OR_RETURN(const bool exists, each->table->Exists(tx, name));
    if (exists) return db::CountReinstated(tx, name);
  }
  return Refuse(type::v1::REASON_RESOURCE_NOT_FOUND, {{"name", name}});
}

template <typename Request>
db::Cause CauseOf(const Call& call, const Request& request) {
  return {.root = std::string(RootOf(request.name())),
          .principal = call.principal,
          .verb = VerbOf<Request>(),
          .deadline = call.deadline};
}

}  // namespace

void ServeNames(const Keepers& services, Host* host) {
  host->Async<RetireNameRequest, Empty>(
      [services](const Call& call, const RetireNameRequest& request, Empty*, const Done& done) {
        const absl::StatusOr<const Keeper*> keeper = Find(services, request.service());
        if (!keeper.ok()) return done(keeper.status());
        const auto type = TypeOf(request.name(), request.service(), /*own=*/false);
        if (!type.ok()) return done(type.status());
        (*keeper)->store->Write(
            CauseOf(call, request),
            [keeper = *keeper, type = *type, &request](db::Transaction& tx) {
              return Retire(*keeper, tx, request, type);
            },
            done);
      });
  host->Async<ReinstateNameRequest, Empty>(
      [services](const Call& call, const ReinstateNameRequest& request, Empty*, const Done& done) {
        const absl::StatusOr<const Keeper*> keeper = Find(services, request.service());
        if (!keeper.ok()) return done(keeper.status());
        const auto type = TypeOf(request.name(), request.service(), /*own=*/true);
        if (!type.ok()) return done(type.status());
        (*keeper)->store->Write(
            CauseOf(call, request),
            [keeper = *keeper, type = *type, &request](db::Transaction& tx) {
              return Reinstate(*keeper, tx, request.name(), type);
            },
            done);
      });
}

}  // namespace cofi::rpc
