#include "clients/download.h"

#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/proto_utils.h"

namespace cofi::clients {
namespace {

using Traits = grpc::SerializationTraits<google::protobuf::Message>;

// The next event: whether the operation was carried out.
bool Next(grpc::CompletionQueue& queue) {
  void* tag;
  bool ok = false;
  return queue.Next(&tag, &ok) && ok;
}

}  // namespace

grpc::Status Download(const std::shared_ptr<grpc::ChannelInterface>& channel,
                      const CallOptions& options, const std::string& path,
                      const google::protobuf::Message& request, google::protobuf::Message* response,
                      const std::function<grpc::Status()>& answered, bool* replayed) {
  grpc::ByteBuffer sent, received;
  bool own = false;
  grpc::Status status = Traits::Serialize(request, &sent, &own);
  if (!status.ok()) return status;

  grpc::CompletionQueue queue;
  grpc::ClientContext context;
  SetUp(options, &context);
  // One operation at a time, so that its event is the only one in the queue.
  const auto call = grpc::GenericStub(channel).PrepareCall(&context, path, &queue);
  call->StartCall(nullptr);
  if (Next(queue)) {
    call->WriteLast(sent, grpc::WriteOptions(), nullptr);
    bool more = Next(queue);
    while (more) {
      call->Read(&received, nullptr);
      more = Next(queue);
      if (!more) break;
      response->Clear();
      status = Traits::Deserialize(&received, response);
      if (status.ok()) status = answered();
      if (!status.ok()) {
        context.TryCancel();
        break;
      }
    }
  }
  grpc::Status finished;
  call->Finish(&finished, nullptr);
  Next(queue);
  queue.Shutdown();
  if (replayed != nullptr) {
    *replayed = context.GetServerInitialMetadata().count(kReplayedKey) > 0;
  }
  return status.ok() ? finished : status;
}

}  // namespace cofi::clients
