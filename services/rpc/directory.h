// What a service must know of others before it does what it is asked: that the
// project exists and in which currency it counts, and that what a request
// refers to exists. Asked once, then remembered for half a minute.
#ifndef COFI_SERVICES_RPC_DIRECTORY_H_
#define COFI_SERVICES_RPC_DIRECTORY_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/language.h"
#include "cofi/type/v1/moment.pb.h"
#include "google/protobuf/message.h"
#include "services/rpc/peers.h"

namespace cofi::rpc {

struct ProjectFacts {
  std::string currency;
  std::string time_zone;
};

class Directory {
 public:
  using Done = std::function<void(const absl::Status&, const ProjectFacts&)>;

  // `self` is the service that asks.
  Directory(std::string self, const Peers* peers) : self_(std::move(self)), peers_(peers) {}

  // Calls `done` with the facts of the project `root` (empty for another root),
  // once everything that `request` refers to in a peer is known to exist; at
  // once if all is remembered. With `known_at`, which may be null, the project must
  // have been known at that time.
  //
  // RESOURCE_NOT_FOUND for the project, REFERENCE_NOT_FOUND with its field for
  // the rest, PEER_UNAVAILABLE.
  void Admit(const google::protobuf::Message& request, const std::string& root,
             const type::v1::Moment* known_at, Done done) {
    Admit(request, root, known_at, {}, std::move(done));
  }

  // As above, where what is `supposed` exists without being asked for. Other resources
  // than projects have no facts.
  using Supposed = absl::flat_hash_map<std::string, ProjectFacts>;
  void Admit(const google::protobuf::Message& request, const std::string& root,
             const type::v1::Moment* known_at, const Supposed& supposed, Done done);
  static ProjectFacts FactsIn(const google::protobuf::Message& resource);

 private:
  struct Need {
    std::string field;  // Empty for the project itself.
    std::string name;
    const google::protobuf::Descriptor* type;
  };
  struct Known {
    ProjectFacts facts;
    absl::Time until;
  };

  // The fields of a message type that lead to resources of peers.
  struct Lead {
    const google::protobuf::FieldDescriptor* field;
    // The resource's type; null for a message of ours to look into.
    const google::protobuf::Descriptor* type;
  };
  const std::vector<Lead>& LeadsOf(const google::protobuf::Descriptor* type);
  std::vector<Lead> MakeLeads(const google::protobuf::Descriptor* type) const;

  // Whether a peer keeps resources of this type.
  bool IsElsewhere(const google::protobuf::Descriptor* type) const;
  struct Waiting;

  // What must be there for a request, the project first.
  std::vector<Need> NeedsOf(const google::protobuf::Message& request, const std::string& root);
  void Ask(const Need& need, const type::v1::Moment* known_at,
           const std::shared_ptr<Waiting>& waiting);
  void Collect(const google::protobuf::Message& message, const std::string& prefix,
               std::vector<Need>* needs);
  bool Recall(const std::string& name, ProjectFacts* facts);
  void Remember(const std::string& name, const google::protobuf::Message& resource);

  const std::string self_;
  const Peers* const peers_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Known> known_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<const google::protobuf::Descriptor*, std::unique_ptr<std::vector<Lead>>>
      leads_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_DIRECTORY_H_
