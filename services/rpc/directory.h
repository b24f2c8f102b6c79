// What a service must know of others before it does what it is asked: that the
// project exists and in which currency it counts, and that what a request
// refers to exists. Asked once, then remembered for half a minute; whoever deletes a
// resource asks those who may remember it (docs/decisions/0020).
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

// A name of another service's resource, and the field that holds it.
struct ForeignName {
  std::string field;  // Empty for the project that all is about.
  std::string name;
  const google::protobuf::Descriptor* type;
};

class Directory {
 public:
  using Done = std::function<void(const absl::Status&, const ProjectFacts&)>;

  // `self` is the service that asks.
  Directory(std::string self, const Peers* peers) : self_(std::move(self)), peers_(peers) {}

  // The names in a message that peers keep resources of; the project `root` first, unless
  // it is the service's own, or none.
  std::vector<ForeignName> NamesIn(const google::protobuf::Message& message,
                                   const std::string& root);

  // Calls `done` with the facts of the project among `names` (empty if there is none),
  // once all of them are known to exist; at once if all is remembered. With `known_at`,
  // which may be null, the project must have been known at that time.
  //
  // RESOURCE_NOT_FOUND for the project, REFERENCE_NOT_FOUND with its field for
  // the rest, PEER_UNAVAILABLE.
  void Admit(const std::vector<ForeignName>& names, const type::v1::Moment* known_at, Done done);

  // Asks the owner whether it has a resource, whatever is remembered, and remembers it.
  // RESOURCE_NOT_FOUND, PEER_UNAVAILABLE.
  void Ask(const ForeignName& name, const type::v1::Moment* known_at, Done done);

  // Asks anew when it is needed next.
  void Forget(const std::string& name);

  // What is known of a project; empty of anything else.
  static ProjectFacts FactsIn(const google::protobuf::Message& resource);

  // What to say of a name that is not there.
  static absl::Status Missing(const ForeignName& name);

  // Asks its owner for a name that was found retired: RESOURCE_NOT_FOUND if it is gone,
  // PEER_UNAVAILABLE. It is remembered no more.
  void Reinstate(const ForeignName& name, const clients::CallOptions& options,
                 std::function<void(const absl::Status&)> done);

  // Asks the services that may refer to a resource of this type to retire its name, or with
  // `validate_only` whether they would. OK if all of them did; else what the first of them
  // said, by name: RESOURCE_IN_USE, PEER_UNAVAILABLE.
  void Retire(const std::string& name, const std::vector<std::string>& referrers,
              const std::string& deletion, bool validate_only, const clients::CallOptions& options,
              std::function<void(const absl::Status&)> done);

 private:
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

  void Collect(const google::protobuf::Message& message, const std::string& prefix,
               std::vector<ForeignName>* names);
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
