#include "services/journal/names.h"

#include <functional>
#include <vector>

#include "absl/strings/str_join.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/resources.h"
#include "base/status.h"
#include "clients/methods.h"
#include "clients/services.h"
#include "cofi/journal/internal/v1/names.pb.h"
#include "db/retired.h"
#include "google/protobuf/empty.pb.h"
#include "services/journal/journals.h"
#include "services/rpc/referrers.h"
#include "services/rpc/verb.h"

namespace cofi::journal {
namespace {

using google::protobuf::Empty;
using journal::internal::v1::ReinstateNameRequest;
using journal::internal::v1::RetireNameRequest;
using Keepers = std::map<std::string, Keeper>;
using Done = std::function<void(const absl::Status&)>;

// The type of the resource that a request names: one of the service's own, or of another.
absl::StatusOr<const Descriptor*> TypeOf(const std::string& name, const std::string& service,
                                         bool own) {
  const auto fits = [&](const Descriptor* type) {
    return (clients::OwnerOf(type) == service) == own;
  };
  const Descriptor* type = rpc::TypeOfName(name);
  if (type != nullptr && fits(type)) return type;
  std::vector<std::string> accepted;
  for (const Descriptor* each : AllResources()) {
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
    COFI_ASSIGN_OR_RETURN(int64_t count, rpc::CountBelow(*each->table, tx, type, request.name()));
    if (count == 0) {
      COFI_ASSIGN_OR_RETURN(count, rpc::CountReferring(*each->table, tx, type, request.name()));
    }
    if (count > 0) return rpc::InUse(request.name(), count, *each->table);
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
db::Cause CauseOf(const rpc::Caller& caller, const Request& request) {
  return {.root = std::string(RootOf(request.name())),
          .principal = caller.author(),
          .verb = rpc::VerbOf<Request>(),
          .deadline = caller.deadline};
}

}  // namespace

void ServeNames(const Keepers& services, rpc::Host* host) {
  host->Async<RetireNameRequest, Empty>([services](const rpc::Caller& caller,
                                                   const RetireNameRequest& request, Empty*,
                                                   const Done& done) {
    const absl::StatusOr<Keeper> keeper = FindOf(services, request.journal());
    if (!keeper.ok()) return done(keeper.status());
    const auto type = TypeOf(request.name(), clients::ServiceOf(request.journal()), /*own=*/false);
    if (!type.ok()) return done(type.status());
    keeper->store->Write(
        CauseOf(caller, request),
        [keeper = *keeper, type = *type, &request](db::Transaction& tx) {
          return Retire(keeper, tx, request, type);
        },
        done);
  });
  host->Async<ReinstateNameRequest, Empty>([services](const rpc::Caller& caller,
                                                      const ReinstateNameRequest& request, Empty*,
                                                      const Done& done) {
    const absl::StatusOr<Keeper> keeper = FindOf(services, request.journal());
    if (!keeper.ok()) return done(keeper.status());
    const auto type = TypeOf(request.name(), clients::ServiceOf(request.journal()), /*own=*/true);
    if (!type.ok()) return done(type.status());
    keeper->store->Write(
        CauseOf(caller, request),
        [keeper = *keeper, type = *type, &request](db::Transaction& tx) {
          return Reinstate(keeper, tx, request.name(), type);
        },
        done);
  });
}

}  // namespace cofi::journal
