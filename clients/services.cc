#include "clients/services.h"

#include <set>
#include <utility>

#include "absl/algorithm/container.h"
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

std::vector<Service> ReadServices() {
  std::vector<Service> services;
  for (const char* name : kProtoFiles) {
    const auto* file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(name);
    COFI_CHECK(file != nullptr, name);
    if (!file->options().HasExtension(type::v1::service)) continue;
    const type::v1::Service& said = file->options().GetExtension(type::v1::service);
    Service service{.name = OwnerOf(file),
                    .keeps_journal = said.keeps_journal(),
                    .peers = {said.peers().begin(), said.peers().end()},
                    .asked = {said.asked().begin(), said.asked().end()}};
    service.peers.insert(service.peers.end(), service.asked.begin(), service.asked.end());
    services.push_back(std::move(service));
  }
  absl::StatusOr<std::vector<Service>> sorted = InOrder(std::move(services));
  COFI_CHECK(sorted.ok(), sorted.status().ToString());
  return *std::move(sorted);
}

}  // namespace

bool Service::Follows(absl::string_view peer) const {
  return absl::c_linear_search(peers, peer) && !absl::c_linear_search(asked, peer);
}

absl::StatusOr<std::vector<Service>> InOrder(std::vector<Service> services) {
  std::vector<Service> sorted;
  std::set<std::string> before;
  while (!services.empty()) {
    // What it asks of those that are not there yet; of itself it may.
    std::string complaint;
    const auto next = absl::c_find_if(services, [&](const Service& each) {
      return absl::c_all_of(each.peers, [&](const std::string& peer) {
        const bool there = peer == each.name || before.contains(peer);
        if (!there) complaint = absl::StrCat(each.name, " asks ", peer);
        return there;
      });
    });
    if (next == services.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat(complaint, ", which is unknown, or asks it in turn: a circle"));
    }
    if (!before.insert(next->name).second) {
      return absl::InvalidArgumentError(absl::StrCat(next->name, " stands there twice"));
    }
    sorted.push_back(std::move(*next));
    services.erase(next);
  }
  return sorted;
}

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
