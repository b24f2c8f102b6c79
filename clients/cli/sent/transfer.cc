#include "clients/cli/sent/transfer.h"

#include <memory>

#include "clients/cli/sent/session.h"
#include "clients/download.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/proto_utils.h"

namespace cofi::cli {
namespace {

using Traits = grpc::SerializationTraits<Message>;

// The next event: whether the operation was carried out.
bool Next(grpc::CompletionQueue& queue) {
  void* tag;
  bool ok = false;
  return queue.Next(&tag, &ok) && ok;
}

}  // namespace

grpc::Status Download(const std::shared_ptr<grpc::Channel>& channel, const Settings& settings,
                      const std::string& path, const Message& request, Message* response,
                      const std::function<grpc::Status()>& answered, bool* replayed) {
  return clients::Download(channel, OptionsOf(settings), path, request, response, answered,
                           replayed);
}

grpc::Status Upload(const std::shared_ptr<grpc::Channel>& channel, const Settings& settings,
                    const std::string& path, Message* request,
                    const std::function<grpc::Status(bool* more)>& next, Message* response) {
  grpc::CompletionQueue queue;
  grpc::ClientContext context;
  clients::SetUp(OptionsOf(settings), &context);
  const auto call = grpc::GenericStub(channel).PrepareCall(&context, path, &queue);
  grpc::ByteBuffer bytes;
  grpc::Status status;
  call->StartCall(nullptr);
  bool open = Next(queue);
  while (open) {
    bool more = true;
    status = next(&more);
    if (status.ok() && !more) break;
    bool own = false;
    bytes.Clear();
    if (status.ok()) status = Traits::Serialize(*request, &bytes, &own);
    if (!status.ok()) {
      context.TryCancel();
      break;
    }
    call->Write(bytes, nullptr);
    open = Next(queue);
  }
  if (open && status.ok()) {
    call->WritesDone(nullptr);
    Next(queue);
  }
  bytes.Clear();
  call->Read(&bytes, nullptr);
  const bool answered = Next(queue);
  grpc::Status finished;
  call->Finish(&finished, nullptr);
  Next(queue);
  queue.Shutdown();
  if (!status.ok() || !finished.ok()) return status.ok() ? finished : status;
  return answered ? Traits::Deserialize(&bytes, response) : finished;
}

}  // namespace cofi::cli
