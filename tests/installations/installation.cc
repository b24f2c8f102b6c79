#include "tests/installations/installation.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "base/fields.h"
#include "base/status.h"
#include "clients/cli/sent/transfer.h"
#include "clients/methods.h"
#include "clients/services.h"
#include "tests/installations/process.h"

namespace cofi::end_to_end {
namespace {

std::map<Shape, std::unique_ptr<Installation>>& AllShared() {
  static auto* const all = new std::map<Shape, std::unique_ptr<Installation>>();
  return *all;
}

// Stops the shared servers while gRPC still stands.
class StopShared : public ::testing::Environment {
  void TearDown() override { AllShared().clear(); }
};
[[maybe_unused]] const ::testing::Environment* const kStopShared =
    ::testing::AddGlobalTestEnvironment(new StopShared);

}  // namespace

Installation::Installation(Shape shape, const std::string& database)
    : shape_(shape), database_(database) {
  std::map<std::string, std::string> addresses, folders;
  for (const clients::Service& each : clients::Services()) {
    const std::string place = absl::StrCat(folder_.path(), "/", ServersOf(each.name)[0]);
    if (each.keeps_journal) folders[each.name] = place;
    addresses[each.name] = absl::StrCat("unix:", place, ".sock");
  }
  for (const clients::Service& each : clients::Services()) {
    const std::string& service = each.name;
    for (const std::string& server : ServersOf(service)) {
      if (servers_.contains(server)) continue;
      cofid::Options& options = options_[server];
      options.services = shape_ == Shape::kFourServers ? service : "all";
      options.data = absl::StrCat(folder_.path(), "/", ServersOf(service)[0]);
      options.database = database_;
      options.listen = shape_ == Shape::kReplicas ? "127.0.0.1:0" : addresses[service];
      options.on_store_failure = [this] { ++failures_; };
      if (shape_ == Shape::kFourServers) options.peers = addresses;
      const absl::Status started = StartServer(server);
      COFI_CHECK(started.ok(), started.ToString());
    }
    if (shape_ == Shape::kReplicas) {
      addresses[service] =
          absl::StrCat("ipv4:", servers_["a"]->address(), ",", servers_["b"]->address());
    }
    channels_[service] = clients::Connect(addresses[service]);
  }
  address_ = addresses["projects"];
  if (shape_ == Shape::kFourServers) {
    address_ = absl::StrJoin(addresses, ",", absl::PairFormatter("="));
  }
  books_ = std::make_unique<Books>(folders, database_);
}

Installation::Installation(const std::map<std::string, std::string>& folders)
    : shape_(Shape::kOneProcess), books_(std::make_unique<Books>(folders)) {}

void Installation::Reach(const std::string& service, const std::string& address) {
  channels_[service] = clients::Connect(address);
}

Installation::~Installation() {
  // Those that ask others first.
  const std::vector<clients::Service>& services = clients::Services();
  for (auto service = services.rbegin(); service != services.rend(); ++service) {
    for (const std::string& server : ServersOf(service->name)) servers_.erase(server);
  }
}

std::vector<std::string> Installation::ServersOf(const std::string& service) const {
  if (shape_ == Shape::kOneProcess) return {"all"};
  if (shape_ == Shape::kReplicas) return {"a", "b"};
  return {service};
}

grpc::Status Installation::Call(const google::protobuf::Message& request,
                                google::protobuf::Message* response, Language language,
                                bool* replayed) const {
  // Every process has the history of its own services: the request says whose.
  std::string service = clients::OwnerOf(request.GetDescriptor());
  if (service == "journal") service = clients::ServiceOf(StringField(request, "journal"));
  // Nobody is named that is here: one of them may say so.
  if (!channels_.contains(service)) service = "budgets";
  clients::CallOptions options = {.timeout = kGuard, .language = language, .principal = "test"};
  if (clients::IsInternal(request.GetDescriptor()->file())) {
    options.on_behalf = std::exchange(options.principal, clients::kPeerPrincipal);
  }
  const clients::Peer peer(channels_.at(service), options);
  return peer.CallAndWait(request, response, replayed);
}

journal::v1::Verdict Installation::Verify(const std::string& service, int* progress) const {
  journal::v1::VerifyJournalRequest request;
  request.set_journal(clients::JournalOf(service));
  journal::v1::VerifyJournalResponse response;
  journal::v1::Verdict verdict;
  cli::Settings settings;
  settings.timeout = kGuard;
  settings.principal = "test";
  const grpc::Status status = cli::Download(
      channels_.at(service), settings, "/cofi.journal.v1.JournalService/VerifyJournal", request,
      &response, [&] {
        EXPECT_FALSE(verdict.has_finding() || verdict.sound()) << "the verdict comes last";
        if (response.has_verdict()) verdict = response.verdict();
        if (!response.has_progress()) return grpc::Status::OK;
        EXPECT_LE(response.progress().checked(), response.progress().total());
        if (progress != nullptr) ++*progress;
        return grpc::Status::OK;
      });
  EXPECT_TRUE(status.ok()) << status.error_message();
  return verdict;
}

void Installation::Stop(const std::string& service) {
  for (const std::string& server : ServersOf(service)) servers_[server].reset();
}

void Installation::Start(const std::string& service) {
  const absl::Status started = TryStart(service);
  COFI_CHECK(started.ok(), started.ToString());
}

absl::Status Installation::TryStart(const std::string& service) {
  for (const std::string& server : ServersOf(service)) {
    if (servers_[server] == nullptr) COFI_RETURN_IF_ERROR(StartServer(server));
  }
  // Others would wait a second before they try those that were gone.
  if (shape_ == Shape::kReplicas) {
    for (auto& [_, channel] : channels_) channel = clients::Connect(address_);
  }
  return absl::OkStatus();
}

absl::Status Installation::StartServer(const std::string& server) {
  cofid::Options& options = options_.at(server);
  COFI_ASSIGN_OR_RETURN(servers_[server], cofid::Topology::Start(options));
  // It comes back where its clients know it.
  options.listen = servers_[server]->address();
  return absl::OkStatus();
}

std::vector<Shape> AllShapes() {
  if (OnPostgres()) return {Shape::kReplicas};
  return {Shape::kOneProcess, Shape::kFourServers};
}

std::vector<Shape> BothShapes() {
  if (OnPostgres()) return {Shape::kFourServers};
  return {Shape::kOneProcess, Shape::kFourServers};
}

Shape OneShape() { return OnPostgres() ? Shape::kReplicas : Shape::kFourServers; }

Installation& Shared(Shape shape) {
  auto& shared = AllShared()[shape];
  if (shared == nullptr) shared = std::make_unique<Installation>(shape);
  return *shared;
}

void PrintTo(Shape shape, std::ostream* out) {
  constexpr const char* kWords[] = {"one process", "four servers", "replicas"};
  *out << kWords[static_cast<int>(shape)];
}

std::string NameOf(const ::testing::TestParamInfo<Shape>& info) {
  constexpr const char* kNames[] = {"OneProcess", "FourServers", "Replicas"};
  return kNames[static_cast<int>(info.param)];
}

}  // namespace cofi::end_to_end
