// A service of Cofi as gRPC sees it. Every RPC without a stream goes through the same
// wrapper (exchange.h), and registering a handler is one statement, typed by its
// request:
//
//   rpc::Host host("budgets", &store, &peers);
//   host.Serve(kReceipts, rpc::Rules<Receipt>{.view = &receipts::View});
//   host.Write(&receipts::Create);      // absl::Status f(db::Transaction&,
//   host.Write(&receipts::Reverse);     //     const Request&, Response*)
//
// The methods are those of the protos' descriptors, so there are no generated
// service classes, and a method without a handler stops the start.
#ifndef COFI_SERVICES_RPC_HOST_H_
#define COFI_SERVICES_RPC_HOST_H_

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "db/store/past.h"
#include "db/store/store.h"
#include "db/store/verification.h"
#include "db/tables/table.h"
#include "services/rpc/admission.h"
#include "services/rpc/exchange.h"
#include "services/rpc/method.h"
#include "services/rpc/raw_service.h"
#include "services/rpc/running.h"
#include "services/rpc/standard.h"
#include "services/rpc/undo.h"

namespace cofi::rpc {

class Host {
 public:
  // `name` is that of the package: `budgets` serves every service of cofi.budgets.v1 and
  // cofi.budgets.internal.v1, except those with streams, which are served apart.
  // The store may be null for a service without tables.
  Host(std::string name, db::Store* store, const Peers* peers);
  ~Host();

  // Get, List, Create, Update and Delete of a resource, as far as its services
  // declare them; a method registered by itself takes precedence.
  template <typename M>
  void Serve(const db::Table<M>& table, const Rules<M>& rules) {
    AddResource(Resource{table, rules});
  }

  template <typename Request, typename Response>
  void Write(absl::Status (*function)(db::Transaction&, const Request&, Response*)) {
    Add(Request::descriptor(), {HandlerKind::kWrite, Typed(function), {}});
  }

  // One that asks other services first: `ask` calls `done` once with what they told, from any
  // thread, and never blocks.
  template <typename Request, typename Told, typename Response>
  void Write(
      absl::Status (*function)(const Resources&, db::Transaction&, const Request&, const Told&,
                               Response*),
      std::function<void(const Caller&, const Request&,
                         std::function<void(absl::StatusOr<std::shared_ptr<const Message>>)>)>
          ask) {
    const auto informed = [this, function](db::Transaction& tx, const Message& request,
                                           const Message& told, Message* response) {
      return function(resources_, tx, static_cast<const Request&>(request),
                      static_cast<const Told&>(told), static_cast<Response*>(response));
    };
    Add(Request::descriptor(),
        {.kind = HandlerKind::kWrite,
         .function =
             [informed](db::Transaction& tx, const Message& request, Message* response) {
               return informed(tx, request, Told::default_instance(), response);
             },
         .async = {},
         .ask =
             [ask = std::move(ask)](const Caller& caller, const Message& request, auto done) {
               ask(caller, static_cast<const Request&>(request), std::move(done));
             },
         .informed = informed});
  }

  // Undo of a resource, by what rpc::Undo says (undo.h).
  template <typename Request>
  void Undo(const db::TableBase& table) {
    Add(Request::descriptor(),
        {HandlerKind::kWrite,
         [this, &table](db::Transaction& tx, const Message& message, Message* response) {
           const auto& request = static_cast<const Request&>(message);
           COFI_RETURN_IF_ERROR(table.Get(tx, request.name(), response));
           COFI_RETURN_IF_ERROR(CheckEtag(*response, request.etag()));
           COFI_RETURN_IF_ERROR(UndoOwn(resources_, table, tx, request.name()));
           return table.Get(tx, request.name(), response);
         },
         {}});
  }

  // One that looks at the resources of the service.
  template <typename Request, typename Response>
  void Write(absl::Status (*function)(const Resources&, db::Transaction&, const Request&,
                                      Response*)) {
    Add(Request::descriptor(),
        {HandlerKind::kWrite,
         [this, function](db::Transaction& tx, const Message& request, Message* response) {
           return function(resources_, tx, static_cast<const Request&>(request),
                           static_cast<Response*>(response));
         },
         {}});
  }

  template <typename Request, typename Response>
  void Read(absl::Status (*function)(db::Transaction&, const Request&, Response*)) {
    Add(Request::descriptor(), {HandlerKind::kRead, Typed(function), {}});
  }

  template <typename Request, typename Response>
  void Read(std::function<absl::Status(db::Transaction&, const Request&, Response*)> function) {
    Add(Request::descriptor(),
        {HandlerKind::kRead,
         [function = std::move(function)](db::Transaction& tx, const Message& request,
                                          Message* response) {
           return function(tx, static_cast<const Request&>(request),
                           static_cast<Response*>(response));
         },
         {}});
  }

  // One that reads resources of the service as the standard methods do.
  template <typename Request, typename Response>
  void Read(absl::Status (*function)(const Resources&, db::Transaction&, const Request&,
                                     Response*)) {
    Add(Request::descriptor(),
        {HandlerKind::kRead,
         [this, function](db::Transaction& tx, const Message& request, Message* response) {
           return function(resources_, tx, static_cast<const Request&>(request),
                           static_cast<Response*>(response));
         },
         {}});
  }

  // What reads of the past find in a table that is no resource's.
  void Keep(db::PastTable table) { past_tables_.push_back(std::move(table)); }

  // For a handler that asks other services: it calls `done` once, from any
  // thread, and never blocks.
  template <typename Request, typename Response>
  void Async(std::function<void(const Caller&, const Request&, Response*,
                                std::function<void(const absl::Status&)>)>
                 function) {
    Add(Request::descriptor(),
        {HandlerKind::kAsync,
         {},
         [function = std::move(function)](const Caller& caller, const Message& request,
                                          Message* response, auto done) {
           function(caller, static_cast<const Request&>(request), static_cast<Response*>(response),
                    std::move(done));
         }});
  }

  // What the service brings to today's form when it starts, on a thread that may wait; it is tried
  // again until it comes to its end.
  void AtStart(std::function<absl::Status()> upgrade) { upgrade_ = std::move(upgrade); }
  const std::function<absl::Status()>& upgrade() const { return upgrade_; }

  // What the service makes of a resource of a peer's that it follows, after `verb`: for
  // rehearsals, in which no follower takes part.
  template <typename M>
  void Follow(absl::Status (*function)(db::Transaction&, const M&, absl::string_view verb)) {
    followed_[M::descriptor()] = [function](db::Transaction& tx, const Message& resource,
                                            absl::string_view verb) {
      return function(tx, static_cast<const M&>(resource), verb);
    };
  }

  // What the service proves along each chain when it is verified, besides what its
  // resources' rules say.
  void VerifyChains(std::function<std::unique_ptr<db::ChainRule>(const std::string& root)> make) {
    invariants_.chain = std::move(make);
  }
  // And what it keeps beside its tables (db/tables/kept.h); `rules` must stay.
  void VerifyKept(const db::KeptRules* rules) { invariants_.kept = rules; }
  // And of its store as a whole; must be quick.
  void VerifyStore(std::function<absl::Status(db::Transaction&)> verify) {
    invariants_.store = std::move(verify);
  }
  // And between it and others, which are asked.
  void VerifyAcross(std::function<void(std::function<void(const absl::Status&)> done)> verify) {
    invariants_.across = std::move(verify);
  }
  const db::Invariants& invariants() const { return invariants_; }

  // The gRPC services, to be registered with a server. CHECKs that each of
  // their methods has a handler.
  std::vector<grpc::Service*> Seal();

  const Running& running() const { return running_; }
  // Whether none of its calls has begun that is not answered to the last byte.
  bool IsAtRest() const { return calls_ == 0; }
  const ServiceParts& parts() const { return parts_; }

  // The method that takes this request, once sealed; null if none does.
  const Method* Find(const Descriptor* request) const;
  // See Follow; null for what is not followed.
  const Followed* FollowedBy(const Descriptor* resource) const;
  const Resources& resources() const { return resources_; }
  Admission* admission() { return &admission_; }

 private:
  class GrpcService;

  template <typename Request, typename Response>
  static Handler::Function Typed(absl::Status (*function)(db::Transaction&, const Request&,
                                                          Response*)) {
    return [function](db::Transaction& tx, const Message& request, Message* response) {
      return function(tx, static_cast<const Request&>(request), static_cast<Response*>(response));
    };
  }

  void Add(const Descriptor* request, Handler handler);
  void AddResource(Resource resource);

  const std::string name_;
  db::Store* const store_;
  Admission admission_;
  Running running_;
  std::atomic<int> calls_ = 0;
  ServiceParts parts_;
  Resources resources_;
  db::Invariants invariants_;
  std::map<const Descriptor*, Followed> followed_;
  std::function<absl::Status()> upgrade_;
  std::vector<db::PastTable> past_tables_;
  std::unique_ptr<db::Past> past_;
  std::vector<std::unique_ptr<GrpcService>> services_;
};

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_HOST_H_
