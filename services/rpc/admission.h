// What a service must know of others before it does what it is asked: that the
// project exists and in which currency it counts, and that what a request
// refers to exists. Asked once, by however many calls, then remembered for half a minute;
// whoever deletes a resource asks those who may remember it (docs/decisions/0020). While its
// owner does not answer, reads are served from what was remembered ever (docs/decisions/0031).
#ifndef COFI_SERVICES_RPC_ADMISSION_H_
#define COFI_SERVICES_RPC_ADMISSION_H_

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/language.h"
#include "cofi/type/v1/moment.pb.h"
#include "google/protobuf/message.h"
#include "services/rpc/peers.h"

namespace cofi::rpc {

struct ProjectTerms {
  std::string currency;
  std::string time_zone;
};

// A name of another service's resource, and the field that holds it.
struct ForeignName {
  std::string field;  // Empty for the project that all is about.
  std::string name;
  const google::protobuf::Descriptor* type;
};

struct AdmissionLimits {
  // Calls that may wait for answers: more are OVERLOADED.
  size_t waiting = 8'192;
  // Names that are remembered; those not used for longest are forgotten. Names are short:
  // this is a few megabytes at most.
  size_t known = 50'000;
};

class Admission {
 public:
  using Done = std::function<void(const absl::Status&, const ProjectTerms&)>;

  // Who asks.
  struct Asker {
    absl::Time deadline = absl::InfiniteFuture();
    // It only reads.
    bool reads = false;
  };

  // `self` is the service that asks. `now` is the clock of what is remembered.
  Admission(std::string self, const Peers* peers, std::function<absl::Time()> now = &absl::Now,
            AdmissionLimits limits = {})
      : self_(std::move(self)), peers_(peers), now_(std::move(now)), limits_(limits) {}

  // The project `root`; nothing if it is the service's own, or none.
  std::vector<ForeignName> ProjectOf(const std::string& root) const;

  // The project `root`, then the names in a message that peers keep resources of.
  std::vector<ForeignName> NamesIn(const google::protobuf::Message& message,
                                   const std::string& root);

  // Calls `done` with the terms of the project among `names` (empty if there is none),
  // once all of them are known to exist; at once if all is remembered. With `known_at`,
  // which may be null, the project must have been known at that time.
  //
  // RESOURCE_NOT_FOUND for the project, REFERENCE_NOT_FOUND with its field for
  // the rest, PEER_UNAVAILABLE, also at the deadline of who asks; OVERLOADED.
  void Admit(const std::vector<ForeignName>& names, const type::v1::Moment* known_at,
             const Asker& asker, Done done);

  // Asks the owner whether it has a resource, whatever is remembered, and remembers it.
  // RESOURCE_NOT_FOUND, PEER_UNAVAILABLE.
  void Ask(const ForeignName& name, const type::v1::Moment* known_at, Done done);

  // Asks anew when it is needed next.
  void Forget(const std::string& name);

  // What is known of a project; empty of anything else.
  static ProjectTerms TermsIn(const google::protobuf::Message& resource);

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
    std::string name;
    ProjectTerms terms;
    absl::Time until;
    // For who only reads: longer, once the owner did not answer.
    absl::Time until_for_reads;
  };
  // What one asks for.
  struct Topic {
    ForeignName name;
    std::optional<type::v1::Moment> known_at;
    std::string Key() const;
  };
  struct Waiter {
    Asker asker;
    Done done;
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
  // What is remembered and good enough for him; also what is `stale`.
  bool Recall(const std::string& name, const Asker& asker, bool stale, ProjectTerms* terms);
  void Remember(const std::string& name, const ProjectTerms& terms);

  void AskUntil(const ForeignName& name, const type::v1::Moment* known_at, absl::Time deadline,
                Done done);
  // Asks together with those who ask the same.
  void Join(const Topic& topic, const Asker& asker, const Done& done);
  void Fly(const Topic& topic, const Asker& leader);
  void Land(const Topic& topic, absl::Time deadline, const absl::Status& status,
            const ProjectTerms& terms);

  const std::string self_;
  const Peers* const peers_;
  const std::function<absl::Time()> now_;
  const AdmissionLimits limits_;
  absl::Mutex mutex_;
  std::list<Known> known_ ABSL_GUARDED_BY(mutex_);  // The one used last first.
  absl::flat_hash_map<std::string, std::list<Known>::iterator> by_name_ ABSL_GUARDED_BY(mutex_);
  // Those who wait for an answer, by the key of its topic.
  absl::flat_hash_map<std::string, std::vector<Waiter>> flights_ ABSL_GUARDED_BY(mutex_);
  size_t waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<const google::protobuf::Descriptor*, std::unique_ptr<std::vector<Lead>>>
      leads_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_ADMISSION_H_
