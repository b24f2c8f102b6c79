#include "services/cofid/catalog.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/check.h"
#include "cofi/type/v1/annotations.pb.h"
#include "services/applications/service.h"
#include "services/attachments/service.h"
#include "services/budgets/service.h"
#include "services/projects/service.h"
#include "services/reporting/service.h"

namespace cofi::cofid {

const std::vector<Entry>& Catalog() {
  static const auto* const catalog = [] {
    absl::StatusOr<std::vector<Entry>> made = MakeCatalog(
        clients::Services(),
        {{.name = "projects",
          .migrations = &projects::Migrations,
          .kept = &projects::Kept,
          .make = &projects::MakeHost},
         {.name = "applications",
          .migrations = &applications::Migrations,
          .kept = &applications::Kept,
          .make = &applications::MakeHost},
         {.name = "budgets",
          .migrations = &budgets::Migrations,
          .kept = &budgets::Kept,
          .make = &budgets::MakeHost,
          .followers = &budgets::MakeFollowers},
         {.name = "attachments",
          .migrations = &attachments::Migrations,
          .kept = &attachments::Kept,
          .make = &attachments::MakeHost,
          .streams = &attachments::ServeContents},
         {.name = "reporting",
          .make = [](db::Store*, const rpc::Peers* peers) { return reporting::MakeHost(peers); },
          .streams = &reporting::ServeStreams}});
    COFI_CHECK(made.ok(), made.status().ToString());
    return new std::vector<Entry>(*std::move(made));
  }();
  return *catalog;
}

absl::StatusOr<std::vector<Entry>> MakeCatalog(const std::vector<clients::Service>& services,
                                               std::vector<Entry> code) {
  std::vector<Entry> catalog;
  for (const clients::Service& service : services) {
    const auto found =
        absl::c_find_if(code, [&](const Entry& each) { return each.name == service.name; });
    if (found == code.end()) {
      return absl::InvalidArgumentError(absl::StrCat(service.name, " has protos and no code"));
    }
    if (service.keeps_journal != (found->migrations != nullptr)) {
      return absl::InvalidArgumentError(absl::StrCat(
          service.name, " keeps a journal by its protos or has a database by its code, not both"));
    }
    found->peers = service.peers;
    catalog.push_back(std::move(*found));
    code.erase(found);
  }
  if (code.empty()) return catalog;
  return absl::InvalidArgumentError(
      absl::StrCat(code[0].name, " has code and no protos, or stands there twice"));
}

std::string NamesIn(absl::Span<const Entry> catalog) {
  return absl::StrJoin(catalog, ",",
                       [](std::string* out, const Entry& each) { out->append(each.name); });
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
  return absl::InvalidArgumentError(
      absl::StrCat("--services is \"", names, "\"; accepted: all, or some of ", NamesIn(catalog)));
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
