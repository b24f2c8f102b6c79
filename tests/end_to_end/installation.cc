#include "tests/end_to_end/installation.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "base/fields.h"
#include "clients/cli/exchange.h"
#include "clients/methods.h"

namespace cofi::end_to_end {
namespace {

constexpr const char* kServices[] = {"projects", "applications", "budgets", "reporting"};

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

Installation::Installation(Shape shape) : shape_(shape) {
  std::map<std::string, std::string> addresses, folders;
  for (const std::string service : kServices) {
    const std::string server = ServerOf(service);
    folders[service] = absl::StrCat(folder_.path(), "/", server);
    addresses[service] = absl::StrCat("unix:", folder_.path(), "/", server, ".sock");
  }
  for (const std::string service : kServices) {
    cofid::Options& options = options_[ServerOf(service)];
    options.services = ServerOf(service);
    options.data = folders[service];
    options.database = database_;
    options.listen = addresses[service];
    options.on_store_failure = [this] { ++failures_; };
    if (shape_ == Shape::kFourServers) options.peers = addresses;
    Start(service);
    channels_[service] = clients::Connect(addresses[service]);
  }
  address_ = addresses["projects"];
  if (shape_ == Shape::kFourServers) {
    address_ = absl::StrJoin(addresses, ",", absl::PairFormatter("="));
  }
  folders.erase("reporting");
  books_ = std::make_unique<Books>(folders, database_);
}

Installation::Installation(const std::map<std::string, std::string>& folders)
    : shape_(Shape::kOneProcess), books_(std::make_unique<Books>(folders)) {}

void Installation::Reach(const std::string& service, const std::string& address) {
  channels_[service] = clients::Connect(address);
}

Installation::~Installation() {
  // Those that ask others first.
  for (auto service = std::rbegin(kServices); service != std::rend(kServices); ++service) {
    servers_.erase(ServerOf(*service));
  }
}

std::string Installation::ServerOf(const std::string& service) const {
  return shape_ == Shape::kOneProcess ? "all" : service;
}

grpc::Status Installation::Call(const google::protobuf::Message& request,
                                google::protobuf::Message* response, Language language,
                                bool* replayed) const {
  // Every process has the history of its own services: the request says whose.
  std::string service = clients::OwnerOf(request.GetDescriptor());
  if (service == "journal") service = StringField(request, "service");
  // Nobody is named that is here: one of them may say so.
  if (!channels_.contains(service)) service = "budgets";
  const clients::Peer peer(channels_.at(service), {.language = language, .principal = "test"});
  return peer.CallAndWait(request, response, replayed);
}

journal::v1::Verdict Installation::Verify(const std::string& service, int* progress) const {
  journal::v1::VerifyJournalRequest request;
  request.set_service(service);
  journal::v1::VerifyJournalResponse response;
  journal::v1::Verdict verdict;
  cli::Settings settings;
  settings.timeout = absl::Seconds(60);
  settings.principal = "test";
  const grpc::Status status = cli::Exchange(
      channels_.at(service), settings, "/cofi.journal.v1.JournalService/VerifyJournal", request,
      &response, [&] {
        EXPECT_FALSE(verdict.has_finding() || verdict.sound()) << "the verdict comes last";
        if (response.has_verdict()) verdict = response.verdict();
        if (!response.has_progress()) return;
        EXPECT_LE(response.progress().checked(), response.progress().total());
        if (progress != nullptr) ++*progress;
      });
  EXPECT_TRUE(status.ok()) << status.error_message();
  return verdict;
}

void Installation::Stop(const std::string& service) { servers_[ServerOf(service)].reset(); }

void Installation::Start(const std::string& service) {
  const absl::Status started = TryStart(service);
  COFI_CHECK(started.ok(), started.ToString());
}

absl::Status Installation::TryStart(const std::string& service) {
  const std::string name = ServerOf(service);
  if (servers_[name] != nullptr) return absl::OkStatus();
  auto server = cofid::Topology::Start(options_.at(name));
  if (!server.ok()) return server.status();
  servers_[name] = *std::move(server);
  return absl::OkStatus();
}

Installation& Shared(Shape shape) {
  auto& shared = AllShared()[shape];
  if (shared == nullptr) shared = std::make_unique<Installation>(shape);
  return *shared;
}

void PrintTo(Shape shape, std::ostream* out) {
  *out << (shape == Shape::kOneProcess ? "one process" : "four servers");
}

std::string NameOf(const ::testing::TestParamInfo<Shape>& info) {
  return info.param == Shape::kOneProcess ? "OneProcess" : "FourServers";
}

}  // namespace cofi::end_to_end
