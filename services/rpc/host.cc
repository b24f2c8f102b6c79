#include "services/rpc/host.h"

#include <google/protobuf/arena.h>

#include <exception>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/refusal.h"
#include "clients/methods.h"
#include "clients/peer.h"
#include "cofi/type/v1/annotations.pb.h"
#include "cofi/type/v1/moment.pb.h"
#include "db/journal.h"
#include "db/requests.h"
#include "google/api/resource.pb.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/impl/codegen/rpc_service_method.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"
#include "services/rpc/errors.h"
#include "services/rpc/log.h"
#include "services/rpc/validate.h"

namespace cofi::rpc {
namespace {

using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;
using Traits = grpc::SerializationTraits<Message>;

// Longer ones are a mistake, or a client that holds on for ever.
constexpr absl::Duration kDeadlineMax = absl::Minutes(10);

struct Method {
  const MethodDescriptor* descriptor = nullptr;
  const Message* request = nullptr;  // Prototypes.
  const Message* response = nullptr;
  bool request_id_required = false;
  bool update = false;
  // Whose journal it is about when its request names nothing.
  std::string root = "directory";
  // The field with the identifier of the root that it makes; null if it makes none.
  const FieldDescriptor* root_id = nullptr;
  std::optional<Handler> handler;
};

// One call, from its bytes to its answer.
struct Exchange {
  const Method* method;
  grpc::CallbackServerContext* context;
  grpc::ByteBuffer* response_bytes;
  grpc::ServerUnaryReactor* reactor;
  google::protobuf::Arena arena;
  Message* request;
  Message* response;
  Call call;
  db::Cause cause;
  std::string root;
  std::string digest;
  // The response's bytes, once they had to be made to be kept, or were kept.
  std::string answer;
  absl::Time start = absl::Now();
  // All checks passed and nothing was to be written.
  bool validated_only = false;
  bool replayed = false;
  // Where it is entered while it runs; null unless it is a write with an id.
  Running* running = nullptr;
  // Not set: of the present.
  const type::v1::Moment* known_at = nullptr;
  // Of a read of the past: why the project is not there now.
  absl::Status admission;
};
using ExchangePtr = std::shared_ptr<Exchange>;

std::string Metadata(const grpc::CallbackServerContext& context, const char* key) {
  const auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end()) return "";
  return std::string(found->second.data(), found->second.size());
}

// The name that a request is about: what it is called on, the parent of what it
// makes, or the resource that it changes.
std::string TargetOf(const Message& request) {
  for (const char* field : {"name", "parent", "project"}) {
    std::string name = StringField(request, field);
    if (!name.empty()) return name;
  }
  const Descriptor* type = request.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->message_type() == nullptr || field->is_repeated() ||
        clients::GetterOf(field->message_type()) == nullptr ||
        !request.GetReflection()->HasField(request, field)) {
      continue;
    }
    return StringField(request.GetReflection()->GetMessage(request, field), "name");
  }
  return "";
}

bool HasStreams(const ServiceDescriptor* service) {
  for (int i = 0; i < service->method_count(); ++i) {
    const MethodDescriptor* method = service->method(i);
    if (method->client_streaming() || method->server_streaming()) return true;
  }
  return false;
}

// The root of what `List…` returns when it names no parent.
std::string RootOfAll(const MethodDescriptor* method) {
  const Descriptor* answer = method->output_type();
  if (answer->field_count() == 0 || answer->field(0)->message_type() == nullptr) {
    return "directory";
  }
  const auto& resource =
      answer->field(0)->message_type()->options().GetExtension(google::api::resource);
  const bool in_project =
      resource.pattern_size() > 0 && absl::StartsWith(resource.pattern(0), "projects/");
  return in_project ? db::kEveryRoot : "directory";
}

// The field `project_id` of CreateProject: a project is the root of all that is in
// it.
const FieldDescriptor* RootIdOf(const MethodDescriptor* method) {
  const auto& resource = method->output_type()->options().GetExtension(google::api::resource);
  const bool makes_root = absl::StartsWith(method->name(), "Create") &&
                          resource.pattern_size() > 0 &&
                          resource.pattern(0) == "projects/{project}";
  return makes_root ? method->input_type()->FindFieldByName("project_id") : nullptr;
}

// Of a root that is being made: repeated, the request must come to the same one,
// where the answer to it is kept.
std::string NewRoot(const Exchange& exchange) {
  std::string id = StringField(*exchange.request, exchange.method->root_id->name());
  if (id.empty()) {
    id = exchange.cause.request_id.empty()
             ? NewResourceId(exchange.start)
             : ResourceIdFrom(
                   absl::StrCat(exchange.cause.principal, "\n", exchange.cause.request_id));
  }
  return absl::StrCat("projects/", id);
}

void LogEnd(const Exchange& exchange, const absl::Status& status) {
  // A refusal is the caller's affair; a failure is the operator's.
  const bool failure = absl::IsInternal(status) || absl::IsUnavailable(status);
  if (!failure && !LogsCalls()) return;
  Log(failure ? LogLevel::kError : LogLevel::kCall, "call",
      {{"method", exchange.method->descriptor->full_name()},
       {"root", exchange.root},
       {"principal", exchange.cause.principal},
       {"request_id", exchange.cause.request_id},
       {"code", absl::StatusCodeToString(status.code())},
       {"message", std::string(status.message())},
       {"duration", absl::FormatDuration(absl::Now() - exchange.start)}});
}

void Finish(const ExchangePtr& exchange, const absl::Status& status) {
  if (exchange->running != nullptr) {
    exchange->running->Leave(exchange->cause.principal, exchange->cause.request_id);
  }
  LogEnd(*exchange, exchange->validated_only ? absl::OkStatus() : status);
  if (!status.ok() && !exchange->validated_only) {
    exchange->reactor->Finish(ToGrpc(status, exchange->call.language));
    return;
  }
  grpc::Status written;
  if (exchange->answer.empty()) {
    bool own = false;
    written = Traits::Serialize(*exchange->response, exchange->response_bytes, &own);
  } else {
    const grpc::Slice slice(exchange->answer);
    *exchange->response_bytes = grpc::ByteBuffer(&slice, 1);
  }
  if (exchange->replayed) exchange->context->AddInitialMetadata(clients::kReplayedKey, "1");
  exchange->reactor->Finish(written);
}

// Reads the request and everything that goes with it, and checks it as far as
// it can be checked alone.
absl::Status Receive(Exchange& exchange, grpc::ByteBuffer* bytes) {
  const grpc::CallbackServerContext& context = *exchange.context;
  exchange.call.language = LanguageFromTag(Metadata(context, clients::kLanguageKey));
  exchange.call.principal = Metadata(context, clients::kPrincipalKey);
  exchange.call.deadline = absl::FromChrono(exchange.context->deadline());
  const Method& method = *exchange.method;
  if (exchange.call.deadline > absl::Now() + kDeadlineMax) {
    return Refuse(type::v1::REASON_DEADLINE_REQUIRED,
                  {{"max", absl::StrCat(absl::ToInt64Seconds(kDeadlineMax))}});
  }
  if (!Traits::Deserialize(bytes, exchange.request).ok()) {
    return Refuse(type::v1::REASON_INVALID_MESSAGE,
                  {{"type", method.descriptor->input_type()->name()}});
  }
  ClearOutputOnly(exchange.request);
  Violations violations;
  violations.Add(
      Validate(*exchange.request, "", method.update ? Required::kIgnored : Required::kEnforced));
  exchange.cause.request_id = StringField(*exchange.request, "request_id");
  if (method.request_id_required && exchange.cause.request_id.empty()) {
    violations.Add(InField("request_id", Refuse(type::v1::REASON_FIELD_REQUIRED)));
  }
  COFI_RETURN_IF_ERROR(violations.ToStatus());

  exchange.cause.verb = method.descriptor->name();
  exchange.cause.tentative = BoolField(*exchange.request, "validate_only");
  if (exchange.call.principal.empty()) exchange.call.principal = exchange.cause.principal;
  exchange.cause.principal = exchange.call.principal;
  const std::string target = TargetOf(*exchange.request);
  exchange.root = method.root_id != nullptr ? NewRoot(exchange)
                  : target.empty()          ? method.root
                                            : std::string(RootOf(target));
  exchange.cause.root = exchange.root;
  if (method.handler->kind != Kind::kWrite) {
    exchange.known_at =
        static_cast<const type::v1::Moment*>(MessageField(*exchange.request, "known_at"));
  }
  if (absl::StartsWith(exchange.root, "projects/") && !absl::EndsWith(exchange.root, "/-")) {
    COFI_RETURN_IF_ERROR(CheckRoot(*exchange.request, exchange.root));
  }
  if (method.handler->kind == Kind::kWrite && !exchange.cause.request_id.empty()) {
    exchange.digest = Sha256(
        absl::StrCat(method.descriptor->full_name(), "\n", exchange.request->SerializeAsString()));
  }
  return absl::OkStatus();
}

// The firewall: an exception in a handler is one call's failure, not the
// server's.
absl::Status RunHandler(Exchange& exchange, db::Transaction& tx) {
  try {
    return exchange.method->handler->function(tx, *exchange.request, exchange.response);
  } catch (const std::exception& error) {
    return Refuse(type::v1::REASON_INTERNAL, {{"detail", error.what()}});
  }
}

absl::Status RunWrite(Exchange& exchange, db::Transaction& tx) {
  if (tx.now() > exchange.call.deadline) return Refuse(type::v1::REASON_DEADLINE_EXCEEDED);
  // It may be the second time.
  exchange.response->Clear();
  exchange.answer.clear();
  exchange.replayed = exchange.validated_only = false;
  const bool once = !exchange.cause.request_id.empty();
  if (once) {
    COFI_ASSIGN_OR_RETURN(auto answer, db::FindAnswer(tx, exchange.root, exchange.digest));
    if (answer.has_value()) {
      exchange.replayed = true;
      exchange.answer = *std::move(answer);
      return absl::OkStatus();
    }
  }
  COFI_RETURN_IF_ERROR(RunHandler(exchange, tx));
  if (exchange.cause.tentative) {
    exchange.validated_only = true;
    // Any error takes back what was written; Finish knows better.
    return absl::CancelledError("validate_only");
  }
  if (!once) return absl::OkStatus();
  exchange.answer = exchange.response->SerializeAsString();
  return db::KeepAnswer(tx, exchange.root, exchange.digest, exchange.answer);
}

// A project may be known to have been there and be gone by now.
absl::Status RunPastRead(Exchange& exchange, db::Transaction& tx) {
  if (tx.now() > exchange.call.deadline) return Refuse(type::v1::REASON_DEADLINE_EXCEEDED);
  exchange.response->Clear();
  if (!exchange.admission.ok()) {
    COFI_ASSIGN_OR_RETURN(const int64_t known, db::JournalSequence(tx, exchange.root));
    if (known == 0) return exchange.admission;
  }
  return RunHandler(exchange, tx);
}

void Dispatch(const ExchangePtr& exchange, db::Store* store, db::Past* past) {
  const auto finish = [exchange](const absl::Status& status) { Finish(exchange, status); };
  switch (exchange->method->handler->kind) {
    case Kind::kWrite:
      store->Write(
          exchange->cause, [exchange](db::Transaction& tx) { return RunWrite(*exchange, tx); },
          finish);
      break;
    case Kind::kRead:
      if (exchange->known_at != nullptr) {
        return past->Read(
            exchange->cause, exchange->root, *exchange->known_at,
            [exchange](db::Transaction& tx) { return RunPastRead(*exchange, tx); }, finish);
      }
      store->Read(
          exchange->cause,
          [exchange](db::Transaction& tx) {
            exchange->response->Clear();
            return RunHandler(*exchange, tx);
          },
          finish);
      break;
    case Kind::kAsync:
      exchange->method->handler->async(exchange->call, *exchange->request, exchange->response,
                                       finish);
      break;
  }
}

}  // namespace

// A gRPC service whose methods are those of its descriptor. What generated code
// would do for each method is done in a loop (docs/decisions/0002).
class Host::GrpcService final : public grpc::Service {
 public:
  GrpcService(const ServiceDescriptor* descriptor, Host* host)
      : descriptor_(descriptor), host_(host), methods_(descriptor->method_count()) {
    auto* factory = google::protobuf::MessageFactory::generated_factory();
    for (int i = 0; i < descriptor->method_count(); ++i) {
      Method& method = methods_[i];
      method.descriptor = descriptor->method(i);
      method.request = factory->GetPrototype(method.descriptor->input_type());
      method.response = factory->GetPrototype(method.descriptor->output_type());
      method.request_id_required =
          method.descriptor->options().GetExtension(type::v1::request_id_required);
      method.update = absl::StartsWith(method.descriptor->name(), "Update");
      method.root = RootOfAll(method.descriptor);
      method.root_id = RootIdOf(method.descriptor);
      paths_.push_back(clients::PathOf(method.descriptor));
    }
    // The paths must not move once gRPC points at them.
    for (int i = 0; i < descriptor->method_count(); ++i) {
      AddMethod(new grpc::internal::RpcServiceMethod(
          paths_[i].c_str(), grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
      MarkMethodRawCallback(
          i, new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                 [this, i](grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                           grpc::ByteBuffer* response) {
                   return Start(methods_[i], context, request, response);
                 }));
    }
  }

  const ServiceDescriptor* descriptor() const { return descriptor_; }
  std::vector<Method>& methods() { return methods_; }

 private:
  grpc::ServerUnaryReactor* Start(const Method& method, grpc::CallbackServerContext* context,
                                  const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
    auto exchange = std::make_shared<Exchange>();
    exchange->method = &method;
    exchange->context = context;
    exchange->response_bytes = response;
    exchange->reactor = context->DefaultReactor();
    exchange->request = method.request->New(&exchange->arena);
    exchange->response = method.response->New(&exchange->arena);
    grpc::ByteBuffer bytes(*request);
    const absl::Status received = Receive(*exchange, &bytes);
    if (!received.ok()) {
      Finish(exchange, received);
      return exchange->reactor;
    }
    grpc::ServerUnaryReactor* reactor = exchange->reactor;
    if (method.handler->kind == Kind::kWrite && !exchange->cause.request_id.empty()) {
      exchange->running = &host_->running_;
      exchange->running->Enter(exchange->cause.principal, exchange->cause.request_id);
    }
    Admit(exchange, nullptr);
    return reactor;
  }

  // Goes on once all that the request names is there: now, or at `known_at`.
  void Admit(const ExchangePtr& exchange, const type::v1::Moment* known_at) {
    const bool one_root = !absl::EndsWith(exchange->root, "/-");
    host_->directory_.Admit(
        *exchange->request, one_root ? exchange->root : "", known_at,
        [this, exchange, known_at](const absl::Status& status, const ProjectFacts& facts) {
          if (exchange->known_at != nullptr && absl::IsNotFound(status)) {
            // A project may have been there then and be gone by now.
            if (known_at == nullptr && exchange->known_at->has_time()) {
              return Admit(exchange, exchange->known_at);
            }
            exchange->admission = status;
          } else if (!status.ok()) {
            return Finish(exchange, status);
          }
          if (!facts.currency.empty()) {
            const absl::Status currency = CheckCurrency(*exchange->request, "", facts.currency);
            if (!currency.ok()) return Finish(exchange, currency);
            exchange->cause.currency = facts.currency;
            exchange->cause.time_zone = facts.time_zone;
          }
          Dispatch(exchange, host_->store_, host_->past_.get());
        });
  }

  const ServiceDescriptor* const descriptor_;
  Host* const host_;
  std::vector<Method> methods_;
  std::vector<std::string> paths_;
};

Host::Host(std::string name, db::Store* store, const Peers* peers)
    : name_(std::move(name)), store_(store), directory_(name_, peers) {
  const std::string package = absl::StrCat("cofi.", name_, ".v1");
  for (const ServiceDescriptor* service : clients::AllServices()) {
    if (service->file()->package() == package && !HasStreams(service)) {
      services_.push_back(std::make_unique<GrpcService>(service, this));
    }
  }
  COFI_CHECK(!services_.empty(), package);
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
  invariants_.tables.push_back({resource.table, resource.verify});
  resources_.push_back(std::make_unique<const Resource>(std::move(resource)));
}

std::vector<grpc::Service*> Host::Seal() {
  absl::flat_hash_map<std::string, Handler> standard;
  for (const auto& each : resources_) {
    const Resource* resource = each.get();
    const std::string name = resource->table->type()->name();
    const Resources* all = &resources_;
    standard["Get" + name] = {Kind::kRead,
                              [=](auto& tx, const Message& request, Message* out) {
                                return Get(*resource, tx, request, out);
                              },
                              {}};
    standard["Create" + name] = {Kind::kWrite,
                                 [=](auto& tx, const Message& request, Message* out) {
                                   return Create(*resource, *all, tx, request, out);
                                 },
                                 {}};
    standard["Update" + name] = {Kind::kWrite,
                                 [=](auto& tx, const Message& request, Message* out) {
                                   return Update(*resource, *all, tx, request, out);
                                 },
                                 {}};
    standard["Delete" + name] = {Kind::kWrite,
                                 [=](auto& tx, const Message& request, Message* out) {
                                   return Delete(*resource, *all, tx, request, out);
                                 },
                                 {}};
    standard[absl::StrCat("List:", name)] = {Kind::kRead,
                                             [=](auto& tx, const Message& request, Message* out) {
                                               return List(*resource, *all, tx, request, out);
                                             },
                                             {}};
  }
  if (store_ != nullptr) {
    std::vector<db::PastTable> tables = past_tables_;
    for (const auto& each : resources_) tables.push_back(db::PastOf(*each->table));
    past_ = std::make_unique<db::Past>(store_, std::move(tables));
  }
  std::vector<grpc::Service*> sealed;
  for (const auto& service : services_) {
    for (Method& method : service->methods()) {
      if (!method.handler.has_value()) {
        // A List is known by what its pages hold; the others by their name.
        const Descriptor* output = method.descriptor->output_type();
        std::string key = method.descriptor->name();
        if (absl::StartsWith(key, "List") && output->field(0)->message_type() != nullptr) {
          key = absl::StrCat("List:", output->field(0)->message_type()->name());
        }
        const auto found = standard.find(key);
        COFI_CHECK(found != standard.end(),
                   absl::StrCat("no handler for ", method.descriptor->full_name()));
        method.handler = found->second;
      }
    }
    sealed.push_back(service.get());
  }
  return sealed;
}

}  // namespace cofi::rpc
