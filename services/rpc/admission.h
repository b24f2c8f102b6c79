// What a service must know of others before it does what it is asked: that the
// project exists and in which currency it counts, and that what a request
// refers to exists. What the service knows of others (known.h) is looked up, what it has never
// seen its owner is asked, either once, by however many calls; then it is remembered for half a
// minute, or until it changes. Whoever deletes a resource asks those who may know it
// (docs/decisions/0020).
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
#include "db/store/store.h"
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
  size_t remembered = 50'000;
};

class Admission {
 public:
  using Done = std::function<void(const absl::Status&, const ProjectTerms&)>;

  // Who asks.
  struct Asker {
    absl::Time deadline = absl::InfiniteFuture();
    // Whether the owner is asked although the service knows the name.
    bool owner = false;
  };

  // `self` is the service that asks, and what it knows is in `store`: null if it has none. `now`
  // is the clock of what is remembered.
  Admission(const std::string& self, const Peers* peers, db::Store* store,
            std::function<absl::Time()> now = &absl::Now, AdmissionLimits limits = {});

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

  // Asks the owner whether it has a resource, whatever is known and remembered.
  // RESOURCE_NOT_FOUND, PEER_UNAVAILABLE.
  void Ask(const ForeignName& name, const type::v1::Moment* known_at, Done done);

  // It is remembered no more, nor what those find who look for it just now.
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
  struct Remembered {
    std::string name;
    ProjectTerms terms;
    absl::Time until;
  };
  // What one asks for, of the owner or of whoever knows it.
  struct Topic {
    ForeignName name;
    std::optional<type::v1::Moment> known_at;
    bool owner;
    std::string Key() const;
  };
  struct Waiter {
    absl::Time deadline;
    Done done;
  };
  // Those who wait for an answer to the same.
  struct Asking {
    std::vector<Waiter> waiters;
    // The name was forgotten since it began.
    bool forgotten = false;
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
  // What is remembered of it, if it is.
  bool Recall(const std::string& name, ProjectTerms* terms);
  void Remember(const std::string& name, const ProjectTerms& terms)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  void AskUntil(const ForeignName& name, const type::v1::Moment* known_at, absl::Time deadline,
                Done done);
  // Asks together with those who ask the same.
  void Join(const Topic& topic, const Waiter& waiter);
  // Looks in the store, and asks the owner for what is not there until the deadline.
  void Look(const Topic& topic, absl::Time deadline);
  void Fly(const Topic& topic, absl::Time deadline);
  void Land(const Topic& topic, absl::Time deadline, const absl::Status& status,
            const ProjectTerms& terms);

  const std::string self_;
  const Peers* const peers_;
  db::Store* const store_;
  // What the store has of others; none without one.
  const std::vector<const google::protobuf::Descriptor*> known_types_;
  const std::function<absl::Time()> now_;
  const AdmissionLimits limits_;
  absl::Mutex mutex_;
  std::list<Remembered> remembered_ ABSL_GUARDED_BY(mutex_);  // The one used last first.
  absl::flat_hash_map<std::string, std::list<Remembered>::iterator> by_name_
      ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, Asking> askings_ ABSL_GUARDED_BY(mutex_);  // By topic.
  size_t waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<const google::protobuf::Descriptor*, std::unique_ptr<std::vector<Lead>>>
      leads_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_ADMISSION_H_
