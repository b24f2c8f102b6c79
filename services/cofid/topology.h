// The services of one process, from start to stop. The only place that knows
// which services share the process.
#ifndef COFI_SERVICES_COFID_TOPOLOGY_H_
#define COFI_SERVICES_COFID_TOPOLOGY_H_

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "cofi/journal/v1/followers.pb.h"
#include "grpcpp/server.h"
#include "services/cofid/catalog.h"
#include "services/cofid/watchdog.h"
#include "services/journal/backup.h"
#include "services/rpc/day_turn.h"
#include "services/rpc/host.h"
#include "services/rpc/server_stream.h"
#include "services/rpc/workshop.h"

namespace cofi::cofid {

struct Options {
  // `all`, or names parted by commas.
  std::string services = "all";
  // The folder of the databases.
  std::string data = "cofi-data";
  // `postgres://…`: the database that has them instead, a schema for each service;
  // other processes may serve from it too.
  std::string database;
  // `unix:PATH` or `HOST:PORT`; port 0 takes a free one.
  std::string listen = "127.0.0.1:7420";
  // Where the services are that this process does not run: `{"projects", ADDRESS}`.
  std::map<std::string, std::string> peers;
  bool reflection = true;
  // Called when a store has failed, after it was logged; the process should end.
  // On a thread of the store's; must not block. May be null.
  std::function<void()> on_store_failure;
  // How often the process asks its own listener whether it still answers; called when it
  // does not. None if null.
  absl::Duration watch_every = absl::Seconds(10);
  std::function<void()> on_silence;
  // Writes committed together at most; 1 is for comparison.
  size_t commit_batch_max = 512;
  // Writes, and reads, that may wait at each store; more are refused at once.
  size_t queue_max = 8'192;
  // How long a stream waits for its caller to send or to read the next piece.
  absl::Duration idle_max = absl::Seconds(60);
  // Whether to write although a journal has entries that are later than the clock.
  bool accept_clock = false;
  // Of the stores.
  Clock clock;
};

class Topology {
 public:
  // Opens the stores, starts the services and listens.
  //
  // INVALID_ARGUMENT for options that do not fit together, UNAVAILABLE if the
  // folder or the address is taken.
  static absl::StatusOr<std::unique_ptr<Topology>> Start(const Options& options);

  // Stops as Stop does.
  ~Topology();

  // The address that it listens on, with the port that it got.
  const std::string& address() const { return address_; }

  // Stops from the edge inwards: no new calls, at most `grace` for those that
  // run, then the stores, which write what they have taken. Whoever is connected and idle
  // is not waited for.
  void Stop(absl::Duration grace = absl::Seconds(1));

 private:
  struct RunningService {
    Entry entry;
    std::unique_ptr<db::Store> store;
    std::unique_ptr<rpc::Peers> peers;
    std::unique_ptr<rpc::Host> host;
    std::unique_ptr<rpc::DayTurn> day_turn;  // Null in a service without dated facts.
    std::vector<std::shared_ptr<rpc::Follower>> followers;
    int held = 0;  // How often its followers are.
  };

  Topology() = default;
  absl::Status OpenServices(const Options& options);
  absl::Status Listen(const Options& options);
  void ConnectPeers(const Options& options);
  // The followers of a service stand still, or go on.
  void Hold(const std::string& name, bool held);
  std::vector<journal::v1::Follower> FollowersOf(const std::string& name);
  void Restart(const std::string& service, const std::string& follower);
  // What health says: of a service, whether it serves and reaches its store; of the process,
  // and of the journals of all its services, whether each of them does.
  void SetServing(bool serving);
  void SetReached(const std::string& service, bool reached);
  void TellHealth() ABSL_EXCLUSIVE_LOCKS_REQUIRED(health_mutex_);
  // What a store does when it fails: its operator must know, and its process end.
  std::function<void(const absl::Status&)> StoreFailure(const std::string& service,
                                                        const Options& options);
  // And when its database is lost, or found again.
  std::function<void(const absl::Status&)> StoreReach(const std::string& service);
  // Whether every call that began is answered.
  bool IsAtRest() const;

  absl::Mutex health_mutex_;
  bool serving_ ABSL_GUARDED_BY(health_mutex_) = false;
  std::set<std::string> unreached_ ABSL_GUARDED_BY(health_mutex_);
  std::map<std::string, bool> said_ ABSL_GUARDED_BY(health_mutex_);  // By name: what health says.

  absl::Mutex followers_mutex_;  // Of the lists, and how often they are held.
  // Streams wait there for as long as any of those below has them.
  std::unique_ptr<rpc::Idle> idle_;
  std::vector<RunningService> services_;
  std::unique_ptr<rpc::StreamService> streams_;
  std::unique_ptr<rpc::ClientStreamService> uploads_;
  // Before these go, the server has none of its calls any more; the workshops are first.
  std::unique_ptr<journal::Copies> copies_;
  std::unique_ptr<rpc::Workshop> workshop_, renderers_;
  // The history of all journals of the process, and what its services say of names; it asks
  // nobody.
  const rpc::Peers no_peers_{{}};
  std::unique_ptr<rpc::Host> history_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Watchdog> watchdog_;
  std::string address_;
};

}  // namespace cofi::cofid

#endif  // COFI_SERVICES_COFID_TOPOLOGY_H_
