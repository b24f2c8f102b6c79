#include "services/rpc/exchange.h"

#include <google/protobuf/arena.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/digest.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/refusal.h"
#include "clients/peer.h"
#include "cofi/type/v1/moment.pb.h"
#include "db/journal.h"
#include "db/requests.h"
#include "db/retired.h"
#include "services/rpc/access/front.h"
#include "services/rpc/batch.h"
#include "services/rpc/naming.h"
#include "services/rpc/pending.h"
#include "services/rpc/standard.h"
#include "services/rpc/validate.h"
#include "services/rpc/wire.h"

namespace cofi::rpc {
namespace {

// Ends a call; goes once its answer has left, or was given up.
class Reactor final : public grpc::ServerUnaryReactor {
 public:
  Reactor(grpc_call* call, std::atomic<int>* calls) : answer_(call), calls_(calls) { ++*calls_; }

  void Answer(size_t bytes) {
    if (Pending::OfProcess().Add(answer_, bytes)) Pending::OfProcess().MakeRoom();
  }
  void OnDone() override {
    Pending::OfProcess().Forget(answer_);
    --*calls_;
    delete this;
  }
  // That is little enough to be done wherever gRPC finds out.
  bool InternalInlineable() override { return true; }

 private:
  Pending::Answer answer_;
  std::atomic<int>* const calls_;
};

struct Exchange {
  explicit Exchange(const Method& method) : method(&method), front(method.facts) {}

  const Method* const method;
  const ServiceParts* parts;
  grpc::CallbackServerContext* context;
  grpc::ByteBuffer* response_bytes;
  Reactor* reactor;
  google::protobuf::Arena arena;
  Message* request;
  Message* response;
  Front front;
  db::Cause cause;
  std::string root;
  // Of a root that nobody has named: which of its names is tried.
  int place = 1;
  ProjectTerms terms;
  std::string digest;
  // The response's bytes, once they had to be made to be kept, or were kept.
  std::string answer;
  // All checks passed and nothing was to be written.
  bool validated_only = false;
  bool replayed = false;
  // Among those that run.
  bool entered = false;
  // Not set: of the present.
  const type::v1::Moment* known_at = nullptr;
  // Of a read of the past: why the project is not there now.
  absl::Status absence;
  // The names of other services' resources in it.
  std::vector<ForeignName> names;
  // What other services told, where the method asks them; else null, and why.
  Handler::Told told;
  absl::Status untold;
  // The one that a write found retired, and the try to delete it.
  std::optional<ForeignName> retired;
  std::string retired_by;
  // Of a deletion that other services must agree to: this try, how often its name had been
  // reinstated when it began, and whether it was meanwhile.
  std::string deletion;
  int64_t times_reinstated = 0;
  bool reinstated = false;

  // Whether it is carried out once, however often it is sent.
  bool IsOnce() const {
    return method->handler->kind == HandlerKind::kWrite && !cause.request_id.empty();
  }
};
using ExchangePtr = std::shared_ptr<Exchange>;

// Of a root that is being made: repeated, the request must come to the same one,
// where the answer to it is kept. What was a root once always was, so it does, try by try.
std::string NewRoot(const Method& method, const Message& request, const db::Cause& cause,
                    absl::Time start, int place) {
  std::string id = StringField(request, method.root_id->name());
  if (id.empty()) {
    id = Candidate(request.GetReflection()->GetMessage(request, method.facts.body), place);
  }
  if (id.empty()) {
    id = cause.request_id.empty()
             ? NewResourceId(start)
             : ResourceIdFrom(absl::StrCat(cause.principal, "\n", cause.request_id));
  }
  return absl::StrCat("projects/", id);
}

// Whether it makes a root that nobody has named, and the name that it was given is taken.
bool IsTaken(const Exchange& exchange, const absl::Status& status) {
  const FieldDescriptor* const id = exchange.method->root_id;
  const Reason reason = ReasonOf(status);
  return id != nullptr && StringField(*exchange.request, id->name()).empty() &&
         (reason == type::v1::REASON_RESOURCE_EXISTS || reason == type::v1::REASON_NAME_RETIRED);
}

void Finish(const ExchangePtr& exchange, const absl::Status& status) {
  if (exchange->entered) {
    exchange->parts->running->Leave(exchange->cause.principal, exchange->cause.request_id);
  }
  const bool refused = !status.ok() && !exchange->validated_only;
  exchange->front.LogEnd(refused ? status.code() : absl::StatusCode::kOk,
                         refused ? status.message() : "", exchange->root,
                         exchange->cause.request_id);
  if (refused) return exchange->reactor->Finish(exchange->front.Say(status));
  if (exchange->answer.empty()) {
    *exchange->response_bytes = BytesOf(*exchange->response);
  } else {
    const grpc::Slice slice(exchange->answer);
    *exchange->response_bytes = grpc::ByteBuffer(&slice, 1);
  }
  exchange->reactor->Answer(exchange->response_bytes->Length());
  if (exchange->replayed) exchange->context->AddInitialMetadata(clients::kReplayedKey, "1");
  exchange->reactor->Finish(grpc::Status::OK);
}

// Fills the exchange from the bytes and the metadata of its context.
absl::Status Receive(Exchange& exchange, grpc::ByteBuffer* bytes) {
  const Method& method = *exchange.method;
  COFI_RETURN_IF_ERROR(exchange.front.Open(*exchange.context));
  COFI_RETURN_IF_ERROR(Parse(bytes, exchange.request));
  const Caller& caller = exchange.front.caller();
  exchange.cause = CauseOf(method, caller, exchange.front.start(), *exchange.request);
  exchange.root = exchange.cause.root;
  if (method.handler->kind != HandlerKind::kWrite) {
    exchange.known_at =
        static_cast<const type::v1::Moment*>(MessageField(*exchange.request, "known_at"));
  } else if (!exchange.cause.tentative) {
    // It is carried out although nobody hears of it: who sent it may ask what became of it.
    exchange.cause.has_left = nullptr;
  }
  return absl::OkStatus();
}

// Fails once a name that the request would refer to is retired. What the store has is
// looked at last, within the transaction: what is remembered may be gone.
absl::Status CheckNames(Exchange& exchange, db::Transaction& tx) {
  for (const ForeignName& name : exchange.names) {
    COFI_ASSIGN_OR_RETURN(exchange.retired_by, db::DeletionOf(tx, name.name));
    if (exchange.retired_by.empty()) continue;
    exchange.retired = name;
    return Admission::Missing(name);
  }
  return absl::OkStatus();
}

// Fails if somebody asked for the name since others let it go.
absl::Status CheckDeletion(Exchange& exchange, db::Transaction& tx) {
  COFI_ASSIGN_OR_RETURN(const int64_t times,
                        db::TimesReinstated(tx, StringField(*exchange.request, "name")));
  if (tx.cause().tentative) exchange.times_reinstated = times;
  exchange.reinstated = times != exchange.times_reinstated;
  return exchange.reinstated ? absl::AbortedError("reinstated") : absl::OkStatus();
}

absl::Status RunWrite(Exchange& exchange, db::Transaction& tx) {
  // It may be the second time.
  exchange.response->Clear();
  exchange.answer.clear();
  exchange.replayed = exchange.validated_only = exchange.reinstated = false;
  exchange.retired.reset();
  if (exchange.IsOnce()) {
    COFI_ASSIGN_OR_RETURN(auto answer, db::FindAnswer(tx, exchange.root, exchange.digest));
    if (answer.has_value()) {
      exchange.replayed = true;
      exchange.answer = *std::move(answer);
      Modernize(*exchange.parts->resources, exchange.method->descriptor->output_type()->full_name(),
                &exchange.answer);
      return absl::OkStatus();
    }
  }
  // What is remembered needs nobody.
  COFI_RETURN_IF_ERROR(exchange.untold);
  COFI_RETURN_IF_ERROR(CheckNames(exchange, tx));
  if (!exchange.deletion.empty()) COFI_RETURN_IF_ERROR(CheckDeletion(exchange, tx));
  COFI_RETURN_IF_ERROR(SetToday(*exchange.parts, exchange.root, tx));
  const Handler& handler = *exchange.method->handler;
  COFI_RETURN_IF_ERROR(
      exchange.told == nullptr
          ? handler.function(tx, *exchange.request, exchange.response)
          : handler.informed(tx, *exchange.request, *exchange.told, exchange.response));
  if (tx.cause().tentative) {
    exchange.validated_only = true;
    // Any error takes back what was written; Finish knows better.
    return absl::CancelledError("validate_only");
  }
  if (!exchange.IsOnce()) return absl::OkStatus();
  exchange.answer = exchange.response->SerializeAsString();
  return db::KeepAnswer(tx, exchange.root, exchange.digest, exchange.answer);
}

absl::Status RunRead(Exchange& exchange, db::Transaction& tx) {
  // A project may be known to have been there and be gone by now.
  if (!exchange.absence.ok()) {
    COFI_ASSIGN_OR_RETURN(const int64_t known, db::JournalSequence(tx, exchange.root));
    if (known == 0) return exchange.absence;
  }
  exchange.response->Clear();
  return exchange.method->handler->function(tx, *exchange.request, exchange.response);
}

void Dispatch(const ExchangePtr& exchange);
void NameAnew(const ExchangePtr& exchange);

// A name that is retired may be there all the same: who wanted to delete it was refused, or
// fell over. Its owner knows; and once it was told, a deletion that is under way begins anew,
// so that it meets what is written now.
void Reinstate(const ExchangePtr& exchange) {
  const ForeignName name = *exchange->retired;
  exchange->parts->admission->Reinstate(
      name, OptionsFor(exchange->front.caller()), [exchange, name](const absl::Status& status) {
        if (!status.ok()) {
          return Finish(exchange, absl::IsNotFound(status) ? Admission::Missing(name) : status);
        }
        exchange->parts->store->Write(
            {.root = std::string(RootOf(name.name))},
            [exchange, name = name.name](db::Transaction& tx) {
              return db::Unretire(tx, name, exchange->retired_by);
            },
            [exchange](const absl::Status& noted) {
              noted.ok() ? Dispatch(exchange) : Finish(exchange, noted);
            });
      });
}

void Write(const ExchangePtr& exchange, db::Cause cause,
           const std::function<void(const absl::Status&)>& done) {
  // What was found before says nothing of a write that may be refused without being run.
  exchange->validated_only = exchange->reinstated = false;
  exchange->retired.reset();
  exchange->parts->store->Write(
      std::move(cause), [exchange](db::Transaction& tx) { return RunWrite(*exchange, tx); },
      [exchange, done](const absl::Status& status) {
        if (exchange->retired.has_value()) return Reinstate(exchange);
        IsTaken(*exchange, status) ? NameAnew(exchange) : done(status);
      });
}

void NameAnew(const ExchangePtr& exchange) {
  exchange->root = exchange->cause.root =
      NewRoot(*exchange->method, *exchange->request, exchange->cause, exchange->front.start(),
              ++exchange->place);
  Dispatch(exchange);
}

// Asks the services that may refer to what is deleted to let it go; goes on if all do.
void AskReferrers(const ExchangePtr& exchange, bool validate_only,
                  const std::function<void()>& agreed) {
  exchange->parts->admission->Retire(StringField(*exchange->request, "name"),
                                     exchange->method->referrers, exchange->deletion, validate_only,
                                     OptionsFor(exchange->front.caller()),
                                     [exchange, agreed](const absl::Status& status) {
                                       if (status.ok()) return agreed();
                                       exchange->validated_only = false;
                                       Finish(exchange, status);
                                     });
}

// First it is tried and undone, and the others are asked without noting anything, so that a
// refusal leaves nothing behind. Then they note it, and it counts unless one of them has asked
// for the name again in between.
void Delete(const ExchangePtr& exchange) {
  exchange->deletion = NewUuid();
  db::Cause trial = exchange->cause;
  trial.tentative = true;
  Write(exchange, trial, [exchange](const absl::Status& tried) {
    if (!exchange->validated_only) return Finish(exchange, tried);
    AskReferrers(exchange, /*validate_only=*/true, [exchange] {
      if (exchange->cause.tentative) return Finish(exchange, absl::OkStatus());
      AskReferrers(exchange, /*validate_only=*/false, [exchange] {
        Write(exchange, exchange->cause, [exchange](const absl::Status& status) {
          exchange->reinstated ? Delete(exchange) : Finish(exchange, status);
        });
      });
    });
  });
}

// Goes on once other services have told what the write must know.
void Ask(const ExchangePtr& exchange) {
  exchange->method->handler->ask(
      exchange->front.caller(), *exchange->request,
      [exchange](const absl::StatusOr<Handler::Told>& told) {
        exchange->untold = told.status();
        if (told.ok()) exchange->told = *told;
        Write(exchange, exchange->cause,
              [exchange](const absl::Status& status) { Finish(exchange, status); });
      });
}

void Dispatch(const ExchangePtr& exchange) {
  const auto finish = [exchange](const absl::Status& status) { Finish(exchange, status); };
  const auto read = [exchange](db::Transaction& tx) { return RunRead(*exchange, tx); };
  const ServiceParts& parts = *exchange->parts;
  switch (exchange->method->handler->kind) {
    case HandlerKind::kWrite:
      if (!exchange->method->referrers.empty()) return Delete(exchange);
      if (exchange->cause.tentative && exchange->method->handler->async != nullptr) {
        exchange->method->handler->async(exchange->front.caller(), *exchange->request,
                                         exchange->response, finish);
        break;
      }
      if (exchange->method->handler->ask != nullptr) return Ask(exchange);
      Write(exchange, exchange->cause, finish);
      break;
    case HandlerKind::kRead:
      if (exchange->known_at != nullptr) {
        parts.past->Read(exchange->cause, exchange->root, *exchange->known_at, read, finish);
      } else {
        parts.store->Read(exchange->cause, read, finish);
      }
      break;
    case HandlerKind::kAsync:
      exchange->method->handler->async(exchange->front.caller(), *exchange->request,
                                       exchange->response, finish);
      break;
  }
}

Admission::Asker AskerOf(const Exchange& exchange) {
  return {.deadline = exchange.front.caller().deadline};
}

// Goes on once all else that the request names is there.
void Admit(const ExchangePtr& exchange) {
  std::vector<ForeignName> names = exchange->names;
  std::erase_if(names, [](const ForeignName& each) { return each.field.empty(); });
  exchange->parts->admission->Admit(names, nullptr, AskerOf(*exchange),
                                    [exchange](const absl::Status& status, const ProjectTerms&) {
                                      status.ok() ? Dispatch(exchange) : Finish(exchange, status);
                                    });
}

void Check(const ExchangePtr& exchange) {
  absl::Status status = CheckAlone(*exchange->method, exchange->root, exchange->request);
  if (status.ok()) status = TakeTerms(*exchange->request, exchange->terms, &exchange->cause);
  if (!status.ok()) return Finish(exchange, status);
  if (exchange->IsOnce()) {
    exchange->digest = Sha256(absl::StrCat(exchange->method->descriptor->full_name(), "\n",
                                           exchange->request->SerializeAsString()));
    exchange->parts->running->Enter(exchange->cause.principal, exchange->cause.request_id);
    exchange->entered = true;
  }
  if (exchange->method->handler->kind != HandlerKind::kAsync) {
    exchange->names = exchange->parts->admission->NamesIn(*exchange->request, exchange->root);
  }
  Admit(exchange);
}

// Goes on once the project that the request is about is there: now, or at `known_at`.
void Exist(const ExchangePtr& exchange, const type::v1::Moment* known_at) {
  exchange->parts->admission->Admit(
      exchange->parts->admission->ProjectOf(exchange->root), known_at, AskerOf(*exchange),
      [exchange, known_at](const absl::Status& status, const ProjectTerms& terms) {
        if (exchange->known_at != nullptr && absl::IsNotFound(status)) {
          // A project may have been there then and be gone by now.
          if (known_at == nullptr && exchange->known_at->has_time()) {
            return Exist(exchange, exchange->known_at);
          }
          exchange->absence = status;
        } else if (!status.ok()) {
          return Finish(exchange, status);
        }
        exchange->terms = terms;
        Check(exchange);
      });
}

}  // namespace

db::Cause CauseOf(const Method& method, const Caller& caller, absl::Time start,
                  const Message& request) {
  db::Cause cause = CauseOf(caller);
  cause.request_id = StringField(request, "request_id");
  cause.verb = method.descriptor->name();
  cause.tentative = BoolField(request, "validate_only");
  const std::string target = method.facts.TargetOf(request);
  cause.root = method.root_id != nullptr ? NewRoot(method, request, cause, start, 1)
               : target.empty()          ? method.root
                                         : std::string(RootOf(target));
  return cause;
}

absl::Status CheckAlone(const Method& method, const std::string& root, Message* request) {
  COFI_RETURN_IF_ERROR(CheckRequest(method.facts, request));
  if (root == kSharedRoot || root == db::kEveryRoot) return absl::OkStatus();
  return CheckRoot(*request, root);
}

absl::Status SetToday(const ServiceParts& parts, const std::string& root, db::Transaction& tx) {
  const db::TableBase* const projects = parts.projects;
  if (projects == nullptr || !absl::StartsWith(root, "projects/")) return absl::OkStatus();
  return tx.Run(
      absl::StrCat("SELECT time_zone FROM ", projects->name(), " WHERE root = $1 AND name = $2"),
      {absl::string_view(root), absl::string_view(root)}, [&](const db::Row& row) {
        tx.set_today(TodayIn(row.Text(0), tx.now()));
        return absl::OkStatus();
      });
}

absl::Status TakeTerms(const Message& request, const ProjectTerms& terms, db::Cause* cause) {
  if (terms.currency.empty()) return absl::OkStatus();
  COFI_RETURN_IF_ERROR(CheckCurrency(request, "", terms.currency));
  cause->currency = terms.currency;
  cause->time_zone = terms.time_zone;
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* Begin(const Method& method, const ServiceParts& parts,
                                grpc::CallbackServerContext* context,
                                const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  const auto exchange = std::make_shared<Exchange>(method);
  exchange->parts = &parts;
  exchange->context = context;
  exchange->response_bytes = response;
  Reactor* const reactor = exchange->reactor = new Reactor(context->c_call(), parts.calls);
  exchange->request = method.request->New(&exchange->arena);
  exchange->response = method.response->New(&exchange->arena);
  grpc::ByteBuffer bytes(*request);
  const absl::Status received = Receive(*exchange, &bytes);
  if (!received.ok()) {
    Finish(exchange, received);
  } else if (method.handler->kind == HandlerKind::kAsync) {
    // Who asks other services himself finds out from them what is there.
    Check(exchange);
  } else {
    Exist(exchange, nullptr);
  }
  return reactor;
}

}  // namespace cofi::rpc
