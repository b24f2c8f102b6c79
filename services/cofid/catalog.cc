#include "services/cofid/catalog.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "cofi/type/v1/annotations.pb.h"
#include "services/applications/service.h"
#include "services/budgets/service.h"
#include "services/projects/service.h"
#include "services/reporting/service.h"

namespace cofi::cofid {

const std::vector<Entry>& Catalog() {
  static const auto* const catalog = new std::vector<Entry>{
      {.name = "projects",
       .peers = {},
       .migrations = &projects::Migrations,
       .make = &projects::MakeHost,
       .followers = nullptr},
      {.name = "applications",
       .peers = {"projects"},
       .migrations = &applications::Migrations,
       .make = &applications::MakeHost,
       .followers = nullptr},
      {.name = "budgets",
       .peers = {"projects", "applications", "budgets"},
       .migrations = &budgets::Migrations,
       .make = &budgets::MakeHost,
       .followers = &budgets::MakeFollowers},
      {.name = "reporting",
       .peers = {"projects", "applications", "budgets"},
       .migrations = nullptr,
       .make = [](db::Store*, const rpc::Peers* peers) { return reporting::MakeHost(peers); },
       .followers = nullptr},
  };
  return *catalog;
}

absl::StatusOr<std::vector<Entry>> Select(absl::Span<const Entry> catalog,
                                          absl::string_view names) {
  if (names == "all") return std::vector<Entry>(catalog.begin(), catalog.end());
  const std::vector<std::string> wanted = absl::StrSplit(names, ',');
  std::vector<Entry> selected;
  for (const Entry& entry : catalog) {
    const auto count = std::count(wanted.begin(), wanted.end(), entry.name);
    if (count > 1) return absl::InvalidArgumentError(absl::StrCat(entry.name, " is named twice"));
    if (count == 1) selected.push_back(entry);
  }
  if (selected.size() == wanted.size()) return selected;
  return absl::InvalidArgumentError(absl::StrCat(
      "--services is \"", names, "\"; accepted: all, or some of ",
      absl::StrJoin(catalog, ",",
                    [](std::string* out, const Entry& entry) { out->append(entry.name); })));
}

absl::Status CheckCatalog(absl::Span<const Entry> catalog) {
  // A service needs, to start and to follow, only those that stand before it; whom it asks
  // before a deletion is added by the topology.
  std::vector<std::string> before;
  for (const Entry& entry : catalog) {
    if (std::count(before.begin(), before.end(), entry.name) > 0) {
      return absl::InvalidArgumentError(absl::StrCat(entry.name, " stands twice in the catalog"));
    }
    before.push_back(entry.name);
    for (const std::string& peer : entry.peers) {
      if (std::count(before.begin(), before.end(), peer) == 0) {
        return absl::InvalidArgumentError(absl::StrCat(
            entry.name, " asks ", peer, ", which is unknown or stands after it: a circle"));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status CheckPermissions(
    absl::Span<const google::protobuf::ServiceDescriptor* const> services) {
  for (const auto* service : services) {
    for (int i = 0; i < service->method_count(); ++i) {
      const auto* method = service->method(i);
      if (method->options().GetExtension(type::v1::permission) !=
          type::v1::PERMISSION_UNSPECIFIED) {
        continue;
      }
      return absl::InvalidArgumentError(
          absl::StrCat(method->full_name(),
                       " does not say which permission it takes: it needs the"
                       " option (cofi.type.v1.permission)"));
    }
  }
  return absl::OkStatus();
}

}  // namespace cofi::cofid
