// A step of a follower is taken once, by whichever process comes first.
#include "services/rpc/follower.h"

#include <gtest/gtest.h>

#include <atomic>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "db/store.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "services/rpc/leads.h"
#include "services/rpc/watch.h"
#include "tests/cluster.h"
#include "tests/reasons.h"

namespace cofi::rpc {
namespace {

TEST(TakeStep, OnlyFromWhereItBegan) {
  const Folder folder;
  const auto store =
      db::Store::Open({.database = NewDatabase(), .folder = folder.path(), .service = "examples"},
                      {})
          .value();
  const auto take = [&](const std::string& from, const std::string& to) {
    Step step{.from = from, .change = {}};
    step.change.set_cursor(to);
    return store->WriteAndWait({}, [&](db::Transaction& tx) { return TakeStep(tx, "x", step); });
  };
  EXPECT_THAT(take("", "5"), IsOk());
  // Another has taken it, and perhaps gone on.
  EXPECT_TRUE(absl::IsAborted(take("", "5")));
  EXPECT_THAT(take("5", "9"), IsOk());
  EXPECT_TRUE(absl::IsAborted(take("5", "7")));
  EXPECT_THAT(take("9", "10"), IsOk());
}

// Where a restore took the cursor away, a step that was begun before is no first one.
TEST(TakeStep, WhereNoneIsStoredOnlyTheFirst) {
  const Folder folder;
  const auto store =
      db::Store::Open({.database = NewDatabase(), .folder = folder.path(), .service = "examples"},
                      {})
          .value();
  Step step{.from = "5", .change = {}};
  step.change.set_cursor("9");
  EXPECT_TRUE(absl::IsAborted(
      store->WriteAndWait({}, [&](db::Transaction& tx) { return TakeStep(tx, "x", step); })));
}

// An action that runs on while the store is replaced would act on what is gone.
TEST(Followers, HoldWaitsForTheActionThatRuns) {
  const Folder folder;
  const auto store =
      db::Store::Open({.database = NewDatabase(), .folder = folder.path(), .service = "examples"},
                      {})
          .value();
  journal::v1::Follower state;
  state.set_name("followers/x");
  ASSERT_TRUE(store
                  ->WriteAndWait({.root = "directory"},
                                 [&](db::Transaction& tx) { return Lead(tx, "0", &state); })
                  .ok());
  StreamService service;
  ServeWatch({{"examples", store.get()}}, &service);
  grpc::ServerBuilder builder;
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  absl::Notification begun, holding;
  std::atomic<bool> acted = false;
  std::atomic<int> actions = 0;
  Follower follower("y", "examples", {}, server->InProcessChannel({}), store.get(),
                    [&](const Step& step) {
                      ++actions;
                      if (!begun.HasBeenNotified()) begun.Notify();
                      holding.WaitForNotification();
                      // Nothing is measured: whoever does not wait is done by then.
                      absl::SleepFor(absl::Milliseconds(100));
                      acted = true;
                      return store->WriteAndWait(
                          {}, [&](db::Transaction& tx) { return TakeStep(tx, "y", step); });
                    });
  follower.Start();
  begun.WaitForNotification();
  holding.Notify();
  follower.Hold();
  EXPECT_TRUE(acted);
  EXPECT_EQ(actions, 1);
  follower.LetGo();
  follower.Stop();
  service.Stop();
  server->Shutdown();
}

}  // namespace
}  // namespace cofi::rpc
