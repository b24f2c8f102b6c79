// One call of a method without streams, from its bytes to its answer, by the steps of
// access/front.h:
//
//   Receive   opens the front, reads the request, and finds out what it is about
//   Exist     goes on once its project is there, in whatever service
//   Check     what can be checked of it alone
//   Admit     goes on once all else that it names is there
//   Dispatch  runs its handler, at the store or by itself; a deletion once those who may
//             refer to what is deleted have let it go
//   Finish    answers, whatever became of it
//
// Nothing here blocks: a call waits at the store, or for what it asked.
#ifndef COFI_SERVICES_RPC_EXCHANGE_H_
#define COFI_SERVICES_RPC_EXCHANGE_H_

#include <atomic>
#include <memory>
#include <vector>

#include "db/store/past.h"
#include "db/store/store.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "services/rpc/admission.h"
#include "services/rpc/method.h"
#include "services/rpc/running.h"

namespace cofi::rpc {

struct Resource;

// What the calls of a service use. Store and past are null in a service without
// tables.
struct ServiceParts {
  Admission* admission;
  db::Store* store;
  db::Past* past;
  // Those that the service keeps.
  const std::vector<std::unique_ptr<const Resource>>* resources;
  Running* running;
  // Calls that have begun and whose answer is not written yet.
  std::atomic<int>* calls;
  // Where the service keeps the projects; null in the others.
  const db::TableBase* projects = nullptr;
};

// What a request of the caller that came at `start` is carried out as: in which root, under
// which id, as which verb. It may be malformed.
db::Cause CauseOf(const Method& method, const Caller& caller, absl::Time start,
                  const Message& request);

// Checks what can be checked of a request by itself, in the root that it is about. Clears what
// only the server sets.
absl::Status CheckAlone(const Method& method, const std::string& root, Message* request);

// What the project says of the request's amounts and dates: CURRENCY_MISMATCH.
absl::Status TakeTerms(const Message& request, const ProjectTerms& terms, db::Cause* cause);

// Makes today that of the project's time zone where the service keeps the projects: it asks
// nobody for their terms.
absl::Status SetToday(const ServiceParts& parts, const std::string& root, db::Transaction& tx);

// Takes a call; its reactor is finished once, now or later, from any thread. What
// is given must stay until then.
grpc::ServerUnaryReactor* Begin(const Method& method, const ServiceParts& parts,
                                grpc::CallbackServerContext* context,
                                const grpc::ByteBuffer* request, grpc::ByteBuffer* response);

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_EXCHANGE_H_
