// Every service that cofid can run: what its protos say of it (clients/services.h), and its code.
#ifndef COFI_SERVICES_COFID_CATALOG_H_
#define COFI_SERVICES_COFID_CATALOG_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "clients/services.h"
#include "db/store/store.h"
#include "db/tables/kept.h"
#include "google/protobuf/descriptor.h"
#include "services/rpc/client_stream.h"
#include "services/rpc/follower.h"
#include "services/rpc/host.h"
#include "services/rpc/workshop.h"

namespace cofi::cofid {

struct Entry {
  std::string name;
  // Null for a service that keeps no journal, and so has no database.
  std::vector<db::Store::Migration> (*migrations)() = nullptr;
  // What it keeps beside its resources (db/tables/kept.h); may be null.
  const db::KeptRules& (*kept)() = nullptr;
  std::unique_ptr<rpc::Host> (*make)(db::Store* store, const rpc::Peers* peers) = nullptr;
  // What it acts on, once its peers are connected; may be null. Besides, it follows those whose
  // resources its own may refer to (services/rpc/known.h).
  std::vector<std::unique_ptr<rpc::Follower>> (*followers)(db::Store* store,
                                                           const rpc::Peers* peers) = nullptr;
  // Registers its methods that answer with streams, or take them; may be null.
  void (*streams)(const rpc::StreamParts& parts) = nullptr;
  // As its protos say: the services that it asks or follows. Besides, it asks those that may
  // refer to what it keeps before it deletes it (services/rpc/referrers.h).
  std::vector<std::string> peers = {};
};

// From those that need nobody to those that need others.
const std::vector<Entry>& Catalog();

// The code of `services`, in their order and with their peers. INVALID_ARGUMENT unless there is
// code for each of them once, and for no other, and a database for those that keep a journal.
absl::StatusOr<std::vector<Entry>> MakeCatalog(const std::vector<clients::Service>& services,
                                               std::vector<Entry> code);

// Their names, parted by commas.
std::string NamesIn(absl::Span<const Entry> catalog);

// The entries of `names` (`all`, or names parted by commas), in the order of
// the catalog. INVALID_ARGUMENT for a name that is not in it, or is there twice.
absl::StatusOr<std::vector<Entry>> Select(absl::Span<const Entry> catalog, absl::string_view names);

// INVALID_ARGUMENT, naming it, for a method that does not say which permission it takes: nobody
// could say who may call it.
absl::Status CheckPermissions(
    absl::Span<const google::protobuf::ServiceDescriptor* const> services);

}  // namespace cofi::cofid

#endif  // COFI_SERVICES_COFID_CATALOG_H_
