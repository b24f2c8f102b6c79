#include "services/rpc/exchange.h"

#include <google/protobuf/arena.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/digest.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/refusal.h"
#include "clients/methods.h"
#include "clients/peer.h"
#include "cofi/type/v1/moment.pb.h"
#include "db/journal.h"
#include "db/requests.h"
#include "services/rpc/errors.h"
#include "services/rpc/log.h"
#include "services/rpc/validate.h"
#include "services/rpc/wire.h"

namespace cofi::rpc {
namespace {

// Longer ones are a mistake, or a client that holds on for ever.
constexpr absl::Duration kDeadlineMax = absl::Minutes(10);

struct Exchange {
  const Method* method;
  const Surroundings* around;
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
  // Among those that run.
  bool entered = false;
  // Not set: of the present.
  const type::v1::Moment* known_at = nullptr;
  // Of a read of the past: why the project is not there now.
  absl::Status admission;

  // Whether it is carried out once, however often it is sent.
  bool IsOnce() const { return method->handler->kind == Kind::kWrite && !cause.request_id.empty(); }
};
using ExchangePtr = std::shared_ptr<Exchange>;

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

// Of a root that is being made: repeated, the request must come to the same one,
// where the answer to it is kept.
std::string NewRoot(const std::string& id, const db::Cause& cause, absl::Time start) {
  if (!id.empty()) return absl::StrCat("projects/", id);
  return absl::StrCat("projects/",
                      cause.request_id.empty()
                          ? NewResourceId(start)
                          : ResourceIdFrom(absl::StrCat(cause.principal, "\n", cause.request_id)));
}

void Finish(const ExchangePtr& exchange, const absl::Status& status) {
  if (exchange->entered) {
    exchange->around->running->Leave(exchange->cause.principal, exchange->cause.request_id);
  }
  const bool refused = !status.ok() && !exchange->validated_only;
  const absl::StatusCode code = refused ? status.code() : absl::StatusCode::kOk;
  if (LogsEnd(code)) {
    LogEnd({.method = exchange->method->descriptor->full_name(),
            .root = exchange->root,
            .principal = exchange->cause.principal,
            .request_id = exchange->cause.request_id,
            .start = exchange->start},
           code, refused ? status.message() : "");
  }
  if (refused) return exchange->reactor->Finish(ToGrpc(status, exchange->call.language));
  if (exchange->answer.empty()) {
    *exchange->response_bytes = BytesOf(*exchange->response);
  } else {
    const grpc::Slice slice(exchange->answer);
    *exchange->response_bytes = grpc::ByteBuffer(&slice, 1);
  }
  if (exchange->replayed) exchange->context->AddInitialMetadata(clients::kReplayedKey, "1");
  exchange->reactor->Finish(grpc::Status::OK);
}

// Fills the exchange from the bytes and the metadata of its context, and checks it as
// far as it can be checked alone.
absl::Status Receive(Exchange& exchange, grpc::ByteBuffer* bytes) {
  const grpc::CallbackServerContext& context = *exchange.context;
  exchange.call.language = LanguageOf(context);
  exchange.call.principal = PrincipalOf(context);
  exchange.call.deadline = absl::FromChrono(exchange.context->deadline());
  const Method& method = *exchange.method;
  if (exchange.call.deadline > absl::Now() + kDeadlineMax) {
    return Refuse(type::v1::REASON_DEADLINE_REQUIRED,
                  {{"max", absl::StrCat(absl::ToInt64Seconds(kDeadlineMax))}});
  }
  COFI_RETURN_IF_ERROR(Parse(bytes, exchange.request));
  exchange.cause.principal = exchange.call.principal;
  COFI_RETURN_IF_ERROR(CheckAlone(method, exchange.start, exchange.request, &exchange.cause));
  exchange.call.principal = exchange.cause.principal;
  exchange.root = exchange.cause.root;
  if (method.handler->kind != Kind::kWrite) {
    exchange.known_at =
        static_cast<const type::v1::Moment*>(MessageField(*exchange.request, "known_at"));
  }
  if (exchange.IsOnce()) {
    exchange.digest = Sha256(
        absl::StrCat(method.descriptor->full_name(), "\n", exchange.request->SerializeAsString()));
  }
  return absl::OkStatus();
}

absl::Status RunWrite(Exchange& exchange, db::Transaction& tx) {
  if (tx.now() > exchange.call.deadline) return Refuse(type::v1::REASON_DEADLINE_EXCEEDED);
  // It may be the second time.
  exchange.response->Clear();
  exchange.answer.clear();
  exchange.replayed = exchange.validated_only = false;
  if (exchange.IsOnce()) {
    COFI_ASSIGN_OR_RETURN(auto answer, db::FindAnswer(tx, exchange.root, exchange.digest));
    if (answer.has_value()) {
      exchange.replayed = true;
      exchange.answer = *std::move(answer);
      return absl::OkStatus();
    }
  }
  COFI_RETURN_IF_ERROR(
      exchange.method->handler->function(tx, *exchange.request, exchange.response));
  if (exchange.cause.tentative) {
    exchange.validated_only = true;
    // Any error takes back what was written; Finish knows better.
    return absl::CancelledError("validate_only");
  }
  if (!exchange.IsOnce()) return absl::OkStatus();
  exchange.answer = exchange.response->SerializeAsString();
  return db::KeepAnswer(tx, exchange.root, exchange.digest, exchange.answer);
}

absl::Status RunRead(Exchange& exchange, db::Transaction& tx) {
  if (tx.now() > exchange.call.deadline) return Refuse(type::v1::REASON_DEADLINE_EXCEEDED);
  // A project may be known to have been there and be gone by now.
  if (!exchange.admission.ok()) {
    COFI_ASSIGN_OR_RETURN(const int64_t known, db::JournalSequence(tx, exchange.root));
    if (known == 0) return exchange.admission;
  }
  exchange.response->Clear();
  return exchange.method->handler->function(tx, *exchange.request, exchange.response);
}

void Dispatch(const ExchangePtr& exchange) {
  const auto finish = [exchange](const absl::Status& status) { Finish(exchange, status); };
  const auto read = [exchange](db::Transaction& tx) { return RunRead(*exchange, tx); };
  const Surroundings& around = *exchange->around;
  switch (exchange->method->handler->kind) {
    case Kind::kWrite:
      around.store->Write(
          exchange->cause, [exchange](db::Transaction& tx) { return RunWrite(*exchange, tx); },
          finish);
      break;
    case Kind::kRead:
      if (exchange->known_at != nullptr) {
        around.past->Read(exchange->cause, exchange->root, *exchange->known_at, read, finish);
      } else {
        around.store->Read(exchange->cause, read, finish);
      }
      break;
    case Kind::kAsync:
      exchange->method->handler->async(exchange->call, *exchange->request, exchange->response,
                                       finish);
      break;
  }
}

// Goes on once all that the request names is there: now, or at `known_at`.
void Admit(const ExchangePtr& exchange, const type::v1::Moment* known_at) {
  exchange->around->directory->Admit(
      *exchange->request, exchange->root == db::kEveryRoot ? "" : exchange->root, known_at,
      [exchange, known_at](const absl::Status& status, const ProjectFacts& facts) {
        if (exchange->known_at != nullptr && absl::IsNotFound(status)) {
          // A project may have been there then and be gone by now.
          if (known_at == nullptr && exchange->known_at->has_time()) {
            return Admit(exchange, exchange->known_at);
          }
          exchange->admission = status;
        } else if (!status.ok()) {
          return Finish(exchange, status);
        }
        const absl::Status taken = TakeFacts(*exchange->request, facts, &exchange->cause);
        taken.ok() ? Dispatch(exchange) : Finish(exchange, taken);
      });
}

}  // namespace

absl::Status CheckAlone(const Method& method, absl::Time start, Message* request,
                        db::Cause* cause) {
  ClearOutputOnly(request);
  Violations violations;
  violations.Add(Validate(*request, "", method.update ? Required::kIgnored : Required::kEnforced));
  cause->request_id = StringField(*request, "request_id");
  if (method.request_id_required && cause->request_id.empty()) {
    violations.Add(InField("request_id", Refuse(type::v1::REASON_FIELD_REQUIRED)));
  }
  COFI_RETURN_IF_ERROR(violations.ToStatus());

  cause->verb = method.descriptor->name();
  cause->tentative = BoolField(*request, "validate_only");
  if (cause->principal.empty()) cause->principal = db::Cause().principal;
  const std::string target = TargetOf(*request);
  cause->root = method.root_id != nullptr
                    ? NewRoot(StringField(*request, method.root_id->name()), *cause, start)
                : target.empty() ? method.root
                                 : std::string(RootOf(target));
  if (cause->root == "directory" || cause->root == db::kEveryRoot) return absl::OkStatus();
  return CheckRoot(*request, cause->root);
}

absl::Status TakeFacts(const Message& request, const ProjectFacts& facts, db::Cause* cause) {
  if (facts.currency.empty()) return absl::OkStatus();
  COFI_RETURN_IF_ERROR(CheckCurrency(request, "", facts.currency));
  cause->currency = facts.currency;
  cause->time_zone = facts.time_zone;
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* Begin(const Method& method, const Surroundings& around,
                                grpc::CallbackServerContext* context,
                                const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  auto exchange = std::make_shared<Exchange>();
  exchange->method = &method;
  exchange->around = &around;
  exchange->context = context;
  exchange->response_bytes = response;
  grpc::ServerUnaryReactor* const reactor = exchange->reactor = context->DefaultReactor();
  exchange->request = method.request->New(&exchange->arena);
  exchange->response = method.response->New(&exchange->arena);
  grpc::ByteBuffer bytes(*request);
  const absl::Status received = Receive(*exchange, &bytes);
  if (!received.ok()) {
    Finish(exchange, received);
    return reactor;
  }
  if (exchange->IsOnce()) {
    around.running->Enter(exchange->cause.principal, exchange->cause.request_id);
    exchange->entered = true;
  }
  Admit(exchange, nullptr);
  return reactor;
}

}  // namespace cofi::rpc
