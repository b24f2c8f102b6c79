#include "services/cofid/reflection.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "clients/methods.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/impl/server_builder_plugin.h"
#include "grpcpp/impl/server_initializer.h"
#include "grpcpp/server_builder.h"

namespace cofi::cofid {
namespace {

// gRPC lists one service for each object that was registered, by the last of its methods: whose
// methods are spread over several objects, or share one with others, would be there twice or not at
// all. What it lists is this list, for as long as the server is there.
void ListPublic(std::vector<std::string>* names) {
  std::set<std::string> owners;
  for (const auto* service : clients::AllServices()) {
    if (std::erase(*names, service->full_name()) > 0) {
      owners.insert(clients::OwnerOf(service->file()));
    }
  }
  for (const auto* service : clients::AllServices()) {
    if (clients::IsInternal(service->file())) continue;
    if (owners.contains(clients::OwnerOf(service->file()))) names->push_back(service->full_name());
  }
}

// Beside gRPC's own plugin, which serves the list.
class PublicList final : public grpc::ServerBuilderPlugin {
  std::string name() override { return "cofi.public_list"; }
  void InitServer(grpc::ServerInitializer*) override {}
  void Finish(grpc::ServerInitializer* initializer) override {
    ListPublic(const_cast<std::vector<std::string>*>(initializer->GetServiceList()));
  }
  void ChangeArguments(const std::string&, void*) override {}
};

}  // namespace

void OfferReflection() {
  [[maybe_unused]] static const bool once = [] {
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    grpc::ServerBuilder::InternalAddPluginFactory(
        []() -> std::unique_ptr<grpc::ServerBuilderPlugin> {
          return std::make_unique<PublicList>();
        });
    return true;
  }();
}

}  // namespace cofi::cofid
