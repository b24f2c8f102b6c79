// Who asks a server asks that one, whatever the environment says of ways to others; the
// watchdog too, which tells of one that does not answer.
#include "services/cofid/watchdog.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "clients/peer.h"
#include "cofi/projects/v1/projects.pb.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "tests/installations/process.h"

namespace cofi::cofid {
namespace {

// Says yes to everything.
class Listener final : public grpc::CallbackGenericService {
 public:
  Listener() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterCallbackGenericService(this);
    server_ = builder.BuildAndStart();
    address_ = absl::StrCat("127.0.0.1:", port);
  }
  ~Listener() override {
    server_->Shutdown();
    server_->Wait();
  }

  const std::string& address() const { return address_; }
  bool asked() const { return asked_; }

  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override {
    asked_ = true;
    return new Reactor;
  }

 private:
  class Reactor final : public grpc::ServerGenericBidiReactor {
   public:
    Reactor() { StartWriteAndFinish(&answer_, {}, grpc::Status::OK); }
    void OnDone() override { delete this; }

   private:
    const grpc::Slice nothing_;
    const grpc::ByteBuffer answer_{&nothing_, 1};
  };

  std::atomic<bool> asked_ = false;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
};

// In an environment that sends all who ask by way of a proxy that is not there.
class ByProxy : public ::testing::Test {
 protected:
  ByProxy() {
    for (const char* name : kNames) setenv(name, "http://127.0.0.1:9", /*overwrite=*/1);
  }
  ~ByProxy() override {
    for (const char* name : kNames) unsetenv(name);
  }
  static constexpr const char* kNames[] = {"http_proxy", "https_proxy", "grpc_proxy"};
};

TEST_F(ByProxy, TheWatchdogAsksItsOwnListener) {
  const Listener listener;
  std::atomic<bool> silent = false;
  {
    const Watchdog watchdog(listener.address(), absl::Milliseconds(200), [&] { silent = true; });
    EXPECT_TRUE(Eventually([&] { return listener.asked() || silent; }));
  }
  EXPECT_TRUE(listener.asked());
}

TEST_F(ByProxy, SoDoServicesEachOther) {
  const Listener listener;
  projects::v1::Project project;
  const clients::Peer peer(clients::Connect(listener.address()), {});
  EXPECT_TRUE(peer.CallAndWait(projects::v1::GetProjectRequest(), &project).ok());
  EXPECT_TRUE(listener.asked());
}

TEST(Watchdog, TellsOfAListenerThatIsNoMore) {
  std::string address;
  {
    const Listener listener;
    address = listener.address();
  }
  absl::Notification silent;
  const Watchdog watchdog(address, absl::Milliseconds(50), [&] { silent.Notify(); });
  EXPECT_TRUE(silent.WaitForNotificationWithTimeout(kGuard));
}

}  // namespace
}  // namespace cofi::cofid
