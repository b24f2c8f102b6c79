// The other services that a service asks, as channels. Which of them share the
// process is known to the topology only; a channel inside it exists once the
// server does, so channels are connected after the services are made.
#ifndef COFI_SERVICES_RPC_PEERS_H_
#define COFI_SERVICES_RPC_PEERS_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "base/refusal.h"
#include "clients/peer.h"
#include "grpcpp/channel.h"

namespace cofi::rpc {

class Peers {
 public:
  explicit Peers(const std::vector<std::string>& names) {
    for (const std::string& name : names) channels_[name] = nullptr;
  }

  // Whether this is one of the peers.
  bool Has(const std::string& name) const {
    absl::MutexLock lock(&mutex_);
    return channels_.contains(name);
  }

  void Connect(const std::string& name, std::shared_ptr<grpc::ChannelInterface> channel) {
    absl::MutexLock lock(&mutex_);
    channels_.at(name) = std::move(channel);
  }

  // To ask it as one of Cofi's services, on whose behalf `options` say. PEER_UNAVAILABLE until
  // it is connected.
  absl::StatusOr<clients::Peer> Get(const std::string& name, clients::CallOptions options) const {
    absl::MutexLock lock(&mutex_);
    const auto found = channels_.find(name);
    if (found == channels_.end() || found->second == nullptr) {
      return Refuse(type::v1::REASON_PEER_UNAVAILABLE,
                    {{"peer", name}, {"detail", "not connected; --peers says where it is"}});
    }
    options.principal = clients::kPeerPrincipal;
    return clients::Peer(found->second, std::move(options));
  }

  // The channel itself, once connected; for streams.
  std::shared_ptr<grpc::ChannelInterface> Channel(const std::string& name) const {
    absl::MutexLock lock(&mutex_);
    return channels_.at(name);
  }

 private:
  mutable absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<grpc::ChannelInterface>> channels_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_PEERS_H_
