#include "clients/services.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "clients/methods.h"
#include "cofi/proto_files.h"
#include "cofi/type/v1/annotations.pb.h"
#include "google/protobuf/descriptor.h"

namespace cofi::clients {
namespace {

constexpr absl::string_view kJournals = "journals/";

bool IsListed(const std::vector<Service>& services, const std::string& name) {
  return std::any_of(services.begin(), services.end(),
                     [&](const Service& each) { return each.name == name; });
}

// Those whose peers, but for themselves, are all there already.
std::vector<Service> InOrder(std::vector<Service> services) {
  std::vector<Service> sorted;
  while (!services.empty()) {
    const auto next = std::find_if(services.begin(), services.end(), [&](const Service& each) {
      return std::all_of(each.peers.begin(), each.peers.end(), [&](const std::string& peer) {
        return peer == each.name || IsListed(sorted, peer);
      });
    });
    COFI_CHECK(next != services.end(), "a circle of services");
    sorted.push_back(std::move(*next));
    services.erase(next);
  }
  return sorted;
}

std::vector<Service> ReadServices() {
  std::vector<Service> services;
  for (const char* name : kProtoFiles) {
    const auto* file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(name);
    COFI_CHECK(file != nullptr, name);
    if (!file->options().HasExtension(type::v1::service)) continue;
    const type::v1::Service& said = file->options().GetExtension(type::v1::service);
    services.push_back({OwnerOf(file), said.keeps_journal(),
                        std::vector<std::string>(said.peers().begin(), said.peers().end())});
  }
  return InOrder(std::move(services));
}

}  // namespace

const std::vector<Service>& Services() {
  static const auto* const services = new std::vector<Service>(ReadServices());
  return *services;
}

const std::vector<std::string>& Recorded() {
  static const auto* const recorded = [] {
    auto* names = new std::vector<std::string>;
    for (const Service& each : Services()) {
      if (each.keeps_journal) names->push_back(each.name);
    }
    return names;
  }();
  return *recorded;
}

std::string JournalOf(absl::string_view service) { return absl::StrCat(kJournals, service); }

std::string ServiceOf(absl::string_view journal) {
  return absl::ConsumePrefix(&journal, kJournals) ? std::string(journal) : "";
}

}  // namespace cofi::clients
