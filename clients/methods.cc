#include "clients/methods.h"

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/check.h"
#include "google/api/resource.pb.h"

namespace cofi::clients {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

// The pool cannot list what is linked, so a further service is one line here.
constexpr const char* kServices[] = {
    "cofi.applications.v1.ApplicationService", "cofi.applications.v1.FunderService",
    "cofi.applications.v1.ObligationService",  "cofi.applications.v1.StageService",
    "cofi.budgets.v1.BudgetService",           "cofi.budgets.v1.CommitmentService",
    "cofi.budgets.v1.ExpenseService",          "cofi.budgets.v1.GrantService",
    "cofi.journal.v1.BackupService",           "cofi.journal.v1.HistoryService",
    "cofi.journal.v1.JournalService",          "cofi.projects.v1.OrganizationService",
    "cofi.projects.v1.PartnerService",         "cofi.projects.v1.ProjectService",
    "cofi.projects.v1.UpdateService",          "cofi.reporting.v1.ReportingService",
};

struct Index {
  std::vector<const ServiceDescriptor*> services;
  absl::flat_hash_map<const Descriptor*, const MethodDescriptor*> by_request;
  absl::flat_hash_map<std::string, const Descriptor*> resources;
  absl::flat_hash_map<const Descriptor*, const MethodDescriptor*> getters;
};

Index* MakeIndex() {
  auto* index = new Index;
  for (const char* name : kServices) {
    const ServiceDescriptor* service =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    COFI_CHECK(service != nullptr, name);
    index->services.push_back(service);
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor* method = service->method(i);
      index->by_request.emplace(method->input_type(), method);
      if (method->name() == absl::StrCat("Get", method->output_type()->name())) {
        index->getters.emplace(method->output_type(), method);
      }
    }
    for (int i = 0; i < service->file()->message_type_count(); ++i) {
      const Descriptor* message = service->file()->message_type(i);
      const auto& resource = message->options().GetExtension(google::api::resource);
      if (!resource.type().empty()) index->resources.emplace(resource.type(), message);
    }
  }
  return index;
}

const Index& TheIndex() {
  static const Index* const index = MakeIndex();
  return *index;
}

template <typename Map, typename Key>
auto Find(const Map& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : found->second;
}

}  // namespace

const std::vector<const ServiceDescriptor*>& AllServices() { return TheIndex().services; }

const MethodDescriptor* MethodOf(const Descriptor* request) {
  return Find(TheIndex().by_request, request);
}

std::string PathOf(const MethodDescriptor* method) {
  return absl::StrCat("/", method->service()->full_name(), "/", method->name());
}

const Descriptor* ResourceOf(absl::string_view type) { return Find(TheIndex().resources, type); }

const MethodDescriptor* GetterOf(const Descriptor* resource) {
  return Find(TheIndex().getters, resource);
}

std::string OwnerOf(const Descriptor* type) {
  const std::vector<std::string> parts = absl::StrSplit(type->file()->package(), '.');
  COFI_CHECK(parts.size() == 3, type->full_name());
  return parts[1];
}

}  // namespace cofi::clients
