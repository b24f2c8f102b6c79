#include "services/cofid/topology.h"

#include <grpc/grpc.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "base/refusal.h"
#include "base/status.h"
#include "clients/methods.h"
#include "clients/peer.h"
#include "clients/services.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/resource_quota.h"
#include "grpcpp/server_builder.h"
#include "services/cofid/arguments.h"
#include "services/cofid/reflection.h"
#include "services/journal/history.h"
#include "services/journal/leads.h"
#include "services/journal/names.h"
#include "services/journal/verify.h"
#include "services/journal/verify_known.h"
#include "services/journal/watch.h"
#include "services/rpc/known.h"
#include "services/rpc/log.h"
#include "services/rpc/referrers.h"

namespace cofi::cofid {
namespace {

// Larger requests are refused before they are read; what is larger is streamed.
constexpr int kRequestBytesMax = 256 << 10;
constexpr int kStreamsMax = 1'000;
// Files of reports that are written side by side: each takes a core.
constexpr int kRenderersMax = 2;
constexpr size_t kMemoryMax = size_t{512} << 20;
// Between two looks at the calls that a stop waits for.
constexpr absl::Duration kGlance = absl::Milliseconds(2);

// gRPC takes over the socket file of a server that lives: ask it first.
bool IsServed(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) return false;
  std::memcpy(address.sun_path, path.data(), path.size());
  const int file = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool served =
      connect(file, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  close(file);
  return served;
}

absl::Status CannotListen(const std::string& address) {
  return absl::UnavailableError(
      absl::StrCat("cannot listen on ", address,
                   ": another server has it, or it is no address of this machine;"
                   " give another --listen"));
}

// Makes peers of those that may refer to what the service keeps. It serves without them; only
// what they may refer to is not deleted.
void AddReferrers(const Options& options, const std::vector<std::string>& here, Entry* entry) {
  for (const std::string& referrer : rpc::ReferrersOf(entry->name)) {
    if (std::count(entry->peers.begin(), entry->peers.end(), referrer) > 0) continue;
    entry->peers.push_back(referrer);
    if (options.peers.contains(referrer) || std::count(here.begin(), here.end(), referrer) > 0) {
      continue;
    }
    rpc::Log(rpc::LogLevel::kInfo, "no --peers for a service that may refer to this one's",
             {{"service", entry->name}, {"peer", referrer}});
  }
}

// What a store does while the machine's clock is wrong: its operator must know.
std::function<void(const absl::Status&)> ClockJump(const std::string& service) {
  return [service](const absl::Status& status) {
    if (status.ok()) {
      rpc::Log(rpc::LogLevel::kInfo, "clock right again", {{"service", service}});
    } else {
      rpc::Log(rpc::LogLevel::kError, "clock jumped",
               {{"service", service}, {"detail", Describe(status, Language::kEnglish)}});
    }
  };
}

}  // namespace

absl::StatusOr<std::unique_ptr<Topology>> Topology::Start(const Options& options) {
  COFI_RETURN_IF_ERROR(CheckOptions(options));
  std::unique_ptr<Topology> topology(new Topology);
  COFI_RETURN_IF_ERROR(CheckPermissions(clients::AllServices()));
  COFI_RETURN_IF_ERROR(topology->OpenServices(options));
  COFI_RETURN_IF_ERROR(topology->Listen(options));
  topology->ConnectPeers(options);
  topology->SetServing(true);
  if (options.on_silence != nullptr) {
    topology->watchdog_ =
        std::make_unique<Watchdog>(topology->address(), options.watch_every, options.on_silence);
  }
  return topology;
}

absl::Status Topology::OpenServices(const Options& options) {
  COFI_ASSIGN_OR_RETURN(std::vector<Entry> entries, Select(Catalog(), options.services));
  for (Entry& entry : entries) {
    for (const std::string& peer : entry.peers) {
      const bool here = std::any_of(entries.begin(), entries.end(),
                                    [&](const Entry& each) { return each.name == peer; });
      if (!here && !options.peers.contains(peer)) {
        return absl::InvalidArgumentError(absl::StrCat(
            entry.name, " asks ", peer, ": give --peers ", peer, "=ADDRESS, or run it here too"));
      }
    }
  }
  std::vector<std::string> here;
  here.reserve(entries.size());
  for (const Entry& entry : entries) here.push_back(entry.name);
  rpc::Stores stores;
  std::map<std::string, journal::Recorded> recorded;
  std::map<std::string, journal::Keeper> keepers;
  for (Entry& entry : entries) {
    RunningService service{.entry = std::move(entry)};
    if (service.entry.migrations != nullptr) {
      const db::StoreOptions store = {.database = options.database,
                                      .folder = options.data,
                                      .service = service.entry.name,
                                      .queue_max = options.queue_max,
                                      .batch_max = options.commit_batch_max,
                                      .on_failure = StoreFailure(service.entry.name, options),
                                      .on_reach = StoreReach(service.entry.name),
                                      .clock = options.clock,
                                      .keep_up = db::KeepUpBy(service.entry.kept),
                                      .accept_clock = options.accept_clock,
                                      .on_clock = ClockJump(service.entry.name)};
      const std::vector<db::Store::Migration> migrations = service.entry.migrations();
      COFI_ASSIGN_OR_RETURN(service.store, db::Store::Open(store, migrations));
      stores[service.entry.name] = service.store.get();
    }
    AddReferrers(options, here, &service.entry);
    service.peers = std::make_unique<rpc::Peers>(service.entry.peers);
    service.host = service.entry.make(service.store.get(), service.peers.get());
    if (service.store != nullptr) {
      recorded[service.entry.name] = {service.store.get(), &service.host->running(),
                                      service.host.get()};
      keepers[service.entry.name] = {service.store.get(), &service.host->resources()};
    }
    services_.push_back(std::move(service));
  }
  idle_ = std::make_unique<rpc::Idle>(options.idle_max);
  streams_ = std::make_unique<rpc::StreamService>(idle_.get());
  uploads_ = std::make_unique<rpc::ClientStreamService>(idle_.get());
  journal::ServeWatch(stores, streams_.get());
  renderers_ = std::make_unique<rpc::Workshop>(kRenderersMax);
  for (const RunningService& service : services_) {
    if (service.entry.streams == nullptr) continue;
    service.entry.streams({.store = service.store.get(),
                           .peers = service.peers.get(),
                           .workshop = renderers_.get(),
                           .streams = streams_.get(),
                           .uploads = uploads_.get()});
  }
  journal::AllInvariants invariants;
  std::map<std::string, rpc::Admission*> admissions;
  std::map<std::string, const rpc::Peers*> peers;
  for (const RunningService& service : services_) {
    invariants[service.entry.name] = &service.host->invariants();
    admissions[service.entry.name] = service.host->admission();
    peers[service.entry.name] = service.peers.get();
  }
  journal::ServeVerify(stores, invariants, admissions, peers, streams_.get());
  copies_ = std::make_unique<journal::Copies>();
  workshop_ = std::make_unique<rpc::Workshop>(/*threads=*/1);
  const journal::Backups backups = {
      .stores = stores,
      .invariants = invariants,
      .hold = [this](const std::string& name, bool held) { Hold(name, held); },
      .workshop = workshop_.get(),
      .copies = copies_.get()};
  journal::ServeBackUp(backups, streams_.get());
  journal::ServeRestore(backups, uploads_.get());
  history_ = journal::MakeHistoryHost(recorded, &no_peers_);
  journal::ServeNames(keepers, history_.get());
  journal::ServeKnown(stores, history_.get());
  journal::ServeFollowers(
      stores, [this](const std::string& name) { return FollowersOf(name); },
      [this](const std::string& service, const std::string& follower) {
        Restart(service, follower);
      },
      history_.get());
  return absl::OkStatus();
}

absl::Status Topology::Listen(const Options& options) {
  absl::string_view path = options.listen;
  const bool is_unix = absl::ConsumePrefix(&path, "unix:");
  if (is_unix && IsServed(std::string(path))) return CannotListen(options.listen);

  grpc::EnableDefaultHealthCheckService(true);
  if (options.reflection) OfferReflection();
  grpc::ServerBuilder builder;
  grpc::ResourceQuota quota("cofid");
  quota.Resize(kMemoryMax);
  builder.SetResourceQuota(quota);
  builder.SetMaxReceiveMessageSize(kRequestBytesMax);
  // A message is unpacked before its size is asked, and nobody of ours packs any.
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kStreamsMax);
  // Two servers on one port would each get some of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 30'000);
  // A machine that sleeps, or is gone without a word, keeps its calls for two hours otherwise.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  int port = 0;
  builder.AddListeningPort(options.listen, grpc::InsecureServerCredentials(), &port);
  for (RunningService& service : services_) {
    for (grpc::Service* each : service.host->Seal()) builder.RegisterService(each);
  }
  builder.RegisterService(streams_.get());
  builder.RegisterService(uploads_.get());
  for (grpc::Service* each : history_->Seal()) builder.RegisterService(each);
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || port == 0) return CannotListen(options.listen);
  address_ = is_unix ? options.listen
                     : absl::StrCat(options.listen.substr(0, options.listen.rfind(':')), ":", port);
  return absl::OkStatus();
}

void Topology::ConnectPeers(const Options& options) {
  for (RunningService& service : services_) {
    for (const std::string& peer : service.entry.peers) {
      const bool here =
          std::any_of(services_.begin(), services_.end(),
                      [&](const RunningService& each) { return each.entry.name == peer; });
      const auto address = options.peers.find(peer);
      if (here) {
        grpc::ChannelArguments arguments;
        arguments.SetMaxReceiveMessageSize(clients::kAnswerBytesMax);
        service.peers->Connect(peer, server_->InProcessChannel(arguments));
      } else if (address != options.peers.end()) {
        service.peers->Connect(peer, clients::Connect(address->second));
      }
    }
  }
  for (RunningService& service : services_) {
    if (service.store == nullptr) continue;
    if (rpc::HasDatedFacts(service.host->resources())) {
      service.day_turn = std::make_unique<rpc::DayTurn>(
          service.store.get(), &service.host->resources(), service.host->upgrade());
      service.day_turn->Start();
    }
    absl::MutexLock lock(&followers_mutex_);
    if (service.entry.followers != nullptr) {
      for (auto& each : service.entry.followers(service.store.get(), service.peers.get())) {
        service.followers.push_back(std::move(each));
      }
    }
    for (auto& each : rpc::MakeKnownFollowers(service.entry.name, service.store.get(),
                                              service.peers.get(), service.host->admission())) {
      service.followers.push_back(std::move(each));
    }
    // A restore may have begun before they were there.
    for (const auto& follower : service.followers) {
      for (int i = 0; i < service.held; ++i) follower->Hold();
      const std::string name = journal::FollowerName(follower->name());
      const auto tell = [this, name](bool stands) {
        if (auto* health = server_->GetHealthCheckService()) {
          health->SetServingStatus(name, !stands);
        }
      };
      tell(false);
      follower->OnStanding(tell);
      follower->Start();
    }
  }
}

void Topology::Hold(const std::string& name, bool held) {
  std::vector<std::shared_ptr<rpc::Follower>> holding;
  {
    absl::MutexLock lock(&followers_mutex_);
    for (RunningService& service : services_) {
      if (service.entry.name != name) continue;
      service.held += held ? 1 : -1;
      for (const auto& follower : service.followers) held ? follower->Hold() : follower->LetGo();
      if (held) holding = service.followers;
    }
  }
  // What they do may need those who want the lock.
  for (const auto& follower : holding) follower->AwaitRest();
}

void Topology::Restart(const std::string& service, const std::string& follower) {
  absl::MutexLock lock(&followers_mutex_);
  for (const RunningService& each : services_) {
    if (each.entry.name != service) continue;
    for (const auto& its : each.followers) {
      if (journal::FollowerName(its->name()) == follower) its->Restart();
    }
  }
}

std::vector<journal::v1::Follower> Topology::FollowersOf(const std::string& name) {
  absl::MutexLock lock(&followers_mutex_);
  std::vector<journal::v1::Follower> all;
  for (const RunningService& service : services_) {
    if (service.entry.name != name) continue;
    for (const auto& follower : service.followers) {
      const rpc::Follower::Standing standing = follower->standing();
      journal::v1::Follower& each = all.emplace_back();
      each.set_name(journal::FollowerName(follower->name()));
      each.set_followed(clients::JournalOf(follower->followed()));
      each.set_standing_before(standing.before);
      each.set_detail(standing.detail);
    }
  }
  return all;
}

std::function<void(const absl::Status&)> Topology::StoreFailure(const std::string& service,
                                                                const Options& options) {
  return [this, service, notify = options.on_store_failure](const absl::Status& status) {
    rpc::Log(rpc::LogLevel::kError, "store failed",
             {{"service", service}, {"detail", Describe(status, Language::kEnglish)}});
    SetReached(service, false);
    if (notify) notify();
  };
}

std::function<void(const absl::Status&)> Topology::StoreReach(const std::string& service) {
  return [this, service](const absl::Status& status) {
    if (status.ok()) {
      rpc::Log(rpc::LogLevel::kInfo, "database reached again", {{"service", service}});
    } else {
      rpc::Log(rpc::LogLevel::kError, "database not reached",
               {{"service", service}, {"detail", Describe(status, Language::kEnglish)}});
    }
    SetReached(service, status.ok());
  };
}

void Topology::SetServing(bool serving) {
  absl::MutexLock lock(&health_mutex_);
  serving_ = serving;
  TellHealth();
}

void Topology::SetReached(const std::string& service, bool reached) {
  absl::MutexLock lock(&health_mutex_);
  if (reached) {
    unreached_.erase(service);
  } else {
    unreached_.insert(service);
  }
  // Before it serves there may be no server yet.
  if (serving_) TellHealth();
}

void Topology::TellHealth() {
  grpc::HealthCheckServiceInterface* const health = server_->GetHealthCheckService();
  if (health == nullptr) return;
  // Under the name of the service, and of each of its gRPC services.
  std::map<std::string, bool> says;
  const auto say = [&says](const std::string& name, bool well) {
    says[name] = well;
    for (const auto* each : clients::AllServices()) {
      if (clients::OwnerOf(each->file()) == name) {
        says[each->full_name()] = well;
      }
    }
  };
  for (const RunningService& service : services_) {
    say(service.entry.name, serving_ && !unreached_.contains(service.entry.name));
  }
  say("journal", serving_ && unreached_.empty());
  says[""] = serving_ && unreached_.empty();
  for (const auto& [name, well] : says) {
    // Who watches is told of every word, also of one that he has.
    const auto said = said_.find(name);
    if (said == said_.end() || said->second != well) health->SetServingStatus(name, well);
  }
  said_ = std::move(says);
}

bool Topology::IsAtRest() const {
  return history_->IsAtRest() && streams_->IsAtRest() && uploads_->IsAtRest() &&
         std::all_of(services_.begin(), services_.end(),
                     [](const RunningService& each) { return each.host->IsAtRest(); });
}

void Topology::Stop(absl::Duration grace) {
  watchdog_.reset();
  if (server_ != nullptr) {
    SetServing(false);
    std::vector<std::shared_ptr<rpc::Follower>> followers;
    {
      absl::MutexLock lock(&followers_mutex_);
      for (RunningService& service : services_) {
        for (auto& follower : service.followers) followers.push_back(std::move(follower));
        service.followers.clear();
      }
    }
    for (const auto& follower : followers) follower->Stop();
    for (RunningService& service : services_) service.day_turn.reset();
    streams_->Stop();
    // Called alone, Shutdown would wait until the last of those who are connected has gone, and
    // an idle client may not even hear that it is to go. So no more calls are taken first, and
    // the server ends once none runs.
    const absl::Time give_up = absl::Now() + grace;
    grpc_completion_queue* const gone = grpc_completion_queue_create_for_next(nullptr);
    grpc_server_shutdown_and_notify(server_->c_server(), gone, nullptr);
    while (!IsAtRest() && absl::Now() < give_up) absl::SleepFor(kGlance);
    server_->Shutdown(absl::ToChronoTime(absl::Now()));
    server_->Wait();
    grpc_completion_queue_shutdown(gone);
    while (grpc_completion_queue_next(gone, gpr_inf_future(GPR_CLOCK_REALTIME), nullptr).type !=
           GRPC_QUEUE_SHUTDOWN) {
    }
    grpc_completion_queue_destroy(gone);
  }
  for (auto service = services_.rbegin(); service != services_.rend(); ++service) {
    if (service->store != nullptr) service->store->Stop();
  }
}

Topology::~Topology() {
  Stop();
  // Channels inside the process go before the server that they lead to, and
  // the services after it.
  for (RunningService& service : services_) service.peers.reset();
  server_.reset();
}

}  // namespace cofi::cofid
