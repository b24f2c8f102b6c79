#include "services/rpc/host.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "clients/methods.h"
#include "services/rpc/allowed_verbs.h"
#include "services/rpc/batch.h"
#include "services/rpc/exchange.h"
#include "services/rpc/facts.h"
#include "services/rpc/references.h"
#include "services/rpc/verify_resource.h"

namespace cofi::rpc {
namespace {

using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

bool HasStreams(const ServiceDescriptor* service) {
  for (int i = 0; i < service->method_count(); ++i) {
    const MethodDescriptor* method = service->method(i);
    if (method->client_streaming() || method->server_streaming()) return true;
  }
  return false;
}

}  // namespace

// A gRPC service whose methods are those of its descriptor.
class Host::GrpcService final : public RawService {
 public:
  GrpcService(const ServiceDescriptor* descriptor, const ServiceParts* parts) {
    for (int i = 0; i < descriptor->method_count(); ++i) {
      methods_.emplace_back(descriptor->method(i));
      AddUnary(descriptor->method(i),
               [this, parts, i](grpc::CallbackServerContext* context,
                                const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
                 return Begin(methods_[i], *parts, context, request, response);
               });
    }
  }

  std::vector<Method>& methods() { return methods_; }

 private:
  std::vector<Method> methods_;
};

Host::Host(std::string name, db::Store* store, const Peers* peers)
    : name_(std::move(name)),
      store_(store),
      admission_(name_, peers, store, store == nullptr ? &absl::Now : store->clock()),
      parts_{.admission = &admission_,
             .store = store,
             .past = nullptr,
             .resources = &resources_,
             .running = &running_,
             .calls = &calls_} {
  for (const ServiceDescriptor* service : clients::AllServices()) {
    if (clients::OwnerOf(service->file()) == name_ && !HasStreams(service)) {
      services_.push_back(std::make_unique<GrpcService>(service, &parts_));
    }
  }
  COFI_CHECK(!services_.empty(), name_);
  if (store_ != nullptr) invariants_.schema = &store_->schema();
}

Host::~Host() = default;

void Host::Add(const Descriptor* request, Handler handler) {
  for (const auto& service : services_) {
    for (Method& method : service->methods()) {
      if (method.descriptor->input_type() != request) continue;
      COFI_CHECK(!method.handler.has_value(), request->full_name());
      method.handler = std::move(handler);
      return;
    }
  }
  COFI_CHECK(false, absl::StrCat(request->full_name(), " is no request of ", name_));
}

void Host::AddResource(Resource resource) {
  resources_.push_back(std::make_unique<const Resource>(std::move(resource)));
  const Resource& added = *resources_.back();
  if (added.table->pattern().text() == "projects/{project}") parts_.projects = added.table;
  invariants_.tables.push_back(
      {added.table, [this, &added](db::Transaction& tx, const Message& stored) -> absl::Status {
         COFI_RETURN_IF_ERROR(CheckHistory(stored));
         COFI_RETURN_IF_ERROR(CheckOnce(*added.table, tx, stored));
         COFI_RETURN_IF_ERROR(VerifyReferences(added, resources_, tx, stored));
         return added.verify == nullptr ? absl::OkStatus() : added.verify(tx, stored);
       }});
}

const Method* Host::Find(const Descriptor* request) const {
  for (const auto& service : services_) {
    for (const Method& method : service->methods()) {
      if (method.descriptor->input_type() == request) return &method;
    }
  }
  return nullptr;
}

const Followed* Host::FollowedBy(const Descriptor* resource) const {
  const auto found = followed_.find(resource);
  return found == followed_.end() ? nullptr : &found->second;
}

std::vector<grpc::Service*> Host::Seal() {
  if (store_ != nullptr) {
    std::vector<db::PastTable> tables = past_tables_;
    for (const auto& each : resources_) tables.push_back(db::PastOf(*each->table));
    past_ = std::make_unique<db::Past>(store_, std::move(tables));
    parts_.past = past_.get();
  }
  std::vector<grpc::Service*> sealed;
  for (const auto& service : services_) {
    for (Method& method : service->methods()) {
      if (!method.handler.has_value()) method.handler = StandardHandler(method, resources_);
      if (!method.handler.has_value()) method.handler = BatchHandler(method, *this);
      if (!method.handler.has_value()) method.handler = FactsHandler(method, resources_);
      COFI_CHECK(method.handler.has_value(),
                 absl::StrCat("no handler for ", method.descriptor->full_name()));
      for (const auto& each : resources_) {
        TellAllowedVerbs(*each, &method);
        TellOutputs(*each, &method);
      }
    }
    sealed.push_back(service.get());
  }
  return sealed;
}

}  // namespace cofi::rpc
