// Follows another service's journal and acts on each change, exactly once: the
// outbox of that service. It goes on after any outage, from the cursor that was
// stored with the last action.
#ifndef COFI_SERVICES_RPC_FOLLOWER_H_
#define COFI_SERVICES_RPC_FOLLOWER_H_

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "cofi/journal/v1/journal.pb.h"
#include "db/store/store.h"
#include "grpcpp/channel.h"

namespace cofi::rpc {

// Changes that are acted on at once, and the cursor that was stored when they came.
struct Step {
  std::string from;
  // One, unless the follower keeps what is (FollowOptions).
  std::vector<journal::v1::Change> changes;

  const journal::v1::Change& first() const { return changes.front(); }
  // The cursor behind the step.
  const std::string& to() const { return changes.back().cursor(); }
};

struct FollowOptions {
  // For who keeps what is, and not what was: only the last change of each resource comes, and
  // hundreds are acted on at once.
  bool latest_only = false;
  // Begins anew when the journal no longer has the change of the cursor `lost`. Where it is null
  // the follower stands still until it is led.
  std::function<absl::Status(const std::string& lost)> on_lost;
};

class Follower {
 public:
  // Acts on a step and moves the cursor with TakeStep, in the transaction of what
  // it writes if it writes anything. A failure is tried again, and another process
  // may follow for the same store, so an action that reaches elsewhere must bear
  // being repeated, and being late. On a thread of the follower's own, so it may
  // wait.
  using Action = std::function<absl::Status(const Step&)>;

  // `name` is that of the cursor; `service` the journal's owner, on `channel`;
  // `types` the messages whose changes count.
  Follower(std::string name, std::string service, std::vector<std::string> types,
           std::shared_ptr<grpc::ChannelInterface> channel, db::Store* store, Action action,
           FollowOptions options = {});
  ~Follower();

  void Start();
  void Stop();

  // Stands still until it is let go as often as it was held; then goes on from the
  // cursor that is stored, which may be another store's. An action that runs is over once
  // AwaitRest returns: not for a thread of the store's.
  void Hold();
  void AwaitRest();
  void LetGo();
  // Begins anew from the cursor that is stored.
  void Restart();

  const std::string& name() const { return name_; }
  const std::string& followed() const { return service_; }

  // The change that it stands still before (empty if it is not known which), and why;
  // both empty while it does not.
  struct Standing {
    std::string before, detail;
  };
  Standing standing();
  // Calls `tell` when it begins to stand still for a reason that nobody but an operator takes
  // away, and when it goes on. On a thread of its own; before Start.
  void OnStanding(std::function<void(bool stands)> tell) { on_standing_ = std::move(tell); }

 private:
  class Stream;

  void Run();
  absl::Status Act(const Step& step);
  // One stream, until it breaks: why, if it was not stopped, and the cursor of the change
  // that it came to.
  absl::Status Follow(std::string* cursor, std::string* next);
  // Whether an action may begin; or that it has ended.
  bool SetActing(bool acting);
  // Tells why it stands still, once until that changes.
  void Tell(const absl::Status& status, const std::string& before);
  bool stopping();

  const std::string name_, service_;
  const std::vector<std::string> types_;
  const std::shared_ptr<grpc::ChannelInterface> channel_;
  db::Store* const store_;
  const Action action_;
  const FollowOptions options_;
  std::function<void(bool)> on_standing_;
  std::thread thread_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  int holds_ ABSL_GUARDED_BY(mutex_) = 0;
  bool acting_ ABSL_GUARDED_BY(mutex_) = false;
  Stream* stream_ ABSL_GUARDED_BY(mutex_) = nullptr;
  Standing standing_ ABSL_GUARDED_BY(mutex_);
};

// Moves the cursor of the follower `name` by a step. ABORTED if it does not stand
// where the step begins any more: another process has taken it.
absl::Status TakeStep(db::Transaction& tx, const std::string& name, const Step& step);

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_FOLLOWER_H_
