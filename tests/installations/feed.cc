#include "tests/installations/feed.h"

#include "clients/methods.h"
#include "clients/peer.h"
#include "clients/services.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/impl/codegen/rpc_method.h"

namespace cofi::end_to_end {

Feed::Feed(const Installation& cofi, const journal::v1::WatchChangesRequest& request,
           Language language) {
  static const auto* const path = new std::string(
      clients::PathOf(clients::MethodOf(journal::v1::WatchChangesRequest::descriptor())));
  static const grpc::internal::RpcMethod method(path->c_str(),
                                                grpc::internal::RpcMethod::SERVER_STREAMING);
  // A feed has no end of its own: this bounds the test.
  context_.set_deadline(absl::ToChronoTime(absl::Now() + kGuard));
  context_.AddMetadata(clients::kLanguageKey, language == Language::kFrench ? "fr" : "en");
  const std::string service =
      request.journal().empty() ? "projects" : clients::ServiceOf(request.journal());
  reader_.reset(grpc::internal::ClientReaderFactory<Change>::Create(cofi.channel(service).get(),
                                                                    method, &context_, request));
}

Feed::~Feed() {
  if (over_) return;
  Cancel();
  (void)End();
}

std::vector<Feed::Change> Feed::Next(size_t count) {
  std::vector<Change> changes;
  Change change;
  while (changes.size() < count && reader_->Read(&change)) changes.push_back(change);
  return changes;
}

grpc::Status Feed::End() {
  Change change;
  while (reader_->Read(&change)) {
  }
  over_ = true;
  return reader_->Finish();
}

}  // namespace cofi::end_to_end
