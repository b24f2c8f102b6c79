#include "services/reporting/pages.h"

#include "absl/time/clock.h"

namespace cofi::reporting {

void Ask(const Inquiry& inquiry, const char* service, const google::protobuf::Message& request,
         google::protobuf::Message* response, Done done) {
  clients::CallOptions options = inquiry.options;
  options.timeout = inquiry.deadline - absl::Now();
  if (options.timeout <= absl::ZeroDuration()) {
    return done(Refuse(type::v1::REASON_DEADLINE_EXCEEDED));
  }
  const auto peer = inquiry.peers->Get(service, std::move(options));
  if (!peer.ok()) return done(peer.status());
  peer->Call(request, response, [service, done = std::move(done)](const grpc::Status& status) {
    done(clients::FromPeer(service, status));
  });
}

}  // namespace cofi::reporting
