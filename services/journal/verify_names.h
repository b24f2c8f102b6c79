// For `cofi verify`: that what a store refers to in other services is there. Their owners are
// asked, page after page, each name once as long as it is remembered.
//
// Others write meanwhile, and the services have no snapshot in common. So a name that is not
// there is wrong only if whoever refers to it is looked at again and is the same as before:
// then it referred to it at the moment of the answer.
#ifndef COFI_SERVICES_JOURNAL_VERIFY_NAMES_H_
#define COFI_SERVICES_JOURNAL_VERIFY_NAMES_H_

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "db/store/store.h"
#include "db/store/verification.h"
#include "services/rpc/admission.h"

namespace cofi::journal {

class NamesVerification : public std::enable_shared_from_this<NamesVerification> {
 public:
  // All of them must stay while it settles.
  NamesVerification(db::Store* store, const db::Invariants* invariants, rpc::Admission* admission)
      : store_(store), invariants_(*invariants), admission_(admission) {}

  // Takes the names in a stored resource. Not while it settles.
  void Look(const Message& resource);

  // Whether there is something to settle.
  bool open() const;

  // Asks for all names taken so far. `done` is called once, from any thread: OK, a finding
  // (RULE_BROKEN with the resource, the field and the name), or the store's failure.
  void Settle(std::function<void(const absl::Status&)> done);

  // The first owner that did not answer (PEER_UNAVAILABLE), after which it is asked no more;
  // OK if all did.
  absl::Status unanswered() const;

 private:
  // Where a name stands.
  struct Mention {
    const Descriptor* type;
    std::string resource, etag, field;
  };
  struct Asked {
    rpc::ForeignName name;
    int64_t order;  // In which it was met.
    std::vector<Mention> mentions;
  };

  void Done(const absl::Status& status);
  void Ask();
  void AskNext();
  void Answered(const Asked& asked, const absl::Status& status);
  // Looks again at those whose names are not there.
  void Recheck();
  absl::Status CheckAgain(db::Transaction& tx, const std::vector<Asked>& missing);

  db::Store* const store_;
  const db::Invariants& invariants_;
  rpc::Admission* const admission_;
  std::function<void(const absl::Status&)> done_;

  mutable absl::Mutex mutex_;
  std::map<std::string, Asked> to_ask_ ABSL_GUARDED_BY(mutex_);
  int64_t met_ ABSL_GUARDED_BY(mutex_) = 0;
  bool asking_ ABSL_GUARDED_BY(mutex_) = false;
  int in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<Asked> missing_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_set<std::string> known_ ABSL_GUARDED_BY(mutex_);
  // The services that did not answer.
  std::set<std::string> silent_ ABSL_GUARDED_BY(mutex_);
  absl::Status unanswered_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cofi::journal

#endif  // COFI_SERVICES_JOURNAL_VERIFY_NAMES_H_
