// A step of a follower is taken once, by whichever process comes first; and what is none of
// its types is not read again and again.
#include "services/rpc/follower.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "base/status.h"
#include "cofi/journal/v1/journal.pb.h"
#include "cofi/type/v1/moment.pb.h"
#include "db/journal.h"
#include "db/store/store.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "services/journal/leads.h"
#include "services/journal/watch.h"
#include "tests/installations/cluster.h"
#include "tests/installations/process.h"
#include "tests/reasons.h"

namespace cofi::rpc {
namespace {

using journal::v1::Change;

class Following : public ::testing::Test {
 protected:
  Following()
      : store_(db::Store::Open(
                   {.database = NewDatabase(), .folder = folder_.path(), .service = "examples"}, {})
                   .value()) {}

  const Folder folder_;
  const std::unique_ptr<db::Store> store_;
};

class TakeStep : public Following {};

TEST_F(TakeStep, OnlyFromWhereItBegan) {
  const auto take = [&](const std::string& from, const std::string& to) {
    Step step{.from = from, .changes = {Change()}};
    step.changes[0].set_cursor(to);
    return store_->WriteAndWait({},
                                [&](db::Transaction& tx) { return rpc::TakeStep(tx, "x", step); });
  };
  EXPECT_THAT(take("", "5"), IsOk());
  // Another has taken it, and perhaps gone on.
  EXPECT_TRUE(absl::IsAborted(take("", "5")));
  EXPECT_THAT(take("5", "9"), IsOk());
  EXPECT_TRUE(absl::IsAborted(take("5", "7")));
  EXPECT_THAT(take("9", "10"), IsOk());
}

// Where a restore took the cursor away, a step that was begun before is no first one.
TEST(Steps, WhereNoneIsStoredOnlyTheFirst) {
  const Folder folder;
  const auto store =
      db::Store::Open({.database = NewDatabase(), .folder = folder.path(), .service = "examples"},
                      {})
          .value();
  Step step{.from = "5", .changes = {Change()}};
  step.changes[0].set_cursor("9");
  EXPECT_TRUE(absl::IsAborted(
      store->WriteAndWait({}, [&](db::Transaction& tx) { return rpc::TakeStep(tx, "x", step); })));
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
  ASSERT_TRUE(
      store
          ->WriteAndWait({.root = "directory"},
                         [&](db::Transaction& tx) { return journal::Lead(tx, "0", &state); })
          .ok());
  Idle idle(kGuard);
  StreamService service(&idle);
  journal::ServeWatch({{"examples", store.get()}}, &service);
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
                          {}, [&](db::Transaction& tx) { return rpc::TakeStep(tx, "y", step); });
                    });
  follower.Start();
  begun.WaitForNotification();
  holding.Notify();
  follower.Hold();
  follower.AwaitRest();
  EXPECT_TRUE(acted);
  EXPECT_EQ(actions, 1);
  follower.LetGo();
  follower.Stop();
  service.Stop();
  server->Shutdown();
}

// On a server that streams the journal of its own store.
class Filtered : public Following {
 protected:
  Filtered() {
    journal::ServeWatch({{"examples", store_.get()}}, &streams_);
    grpc::ServerBuilder builder;
    builder.RegisterService(&streams_);
    server_ = builder.BuildAndStart();
  }
  ~Filtered() override {
    streams_.Stop();
    server_->Shutdown();
    server_->Wait();
  }

  void Append(int count, const google::protobuf::Descriptor* type) {
    EXPECT_THAT(
        store_->WriteAndWait(
            {.root = "projects/p"},
            [&](db::Transaction& tx) -> absl::Status {
              for (int i = 0; i < count; ++i) {
                COFI_RETURN_IF_ERROR(
                    db::AppendJournal(tx, "projects/p", "2026-01-01", type, nullptr).status());
              }
              return absl::OkStatus();
            }),
        IsOk());
  }
  std::string Cursor() {
    std::string cursor;
    EXPECT_THAT(store_->ReadAndWait({},
                                    [&](db::Transaction& tx) {
                                      return tx.Run("SELECT cursor FROM follower", {},
                                                    [&](const db::Row& row) {
                                                      cursor = std::string(row.Text(0));
                                                      return absl::OkStatus();
                                                    });
                                    }),
                IsOk());
    return cursor;
  }

  Idle idle_{kGuard};
  StreamService streams_{&idle_};
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(Filtered, WhatIsPassedOverMovesTheCursorToo) {
  Append(1'100, type::v1::Moment::descriptor());
  absl::Notification acted;
  std::string from;
  Follower follower("x", "examples", {journal::v1::ChainHead::descriptor()->full_name()},
                    server_->InProcessChannel({}), store_.get(), [&](const Step& step) {
                      from = step.from;
                      acted.Notify();
                      return absl::OkStatus();
                    });
  follower.Start();
  EXPECT_TRUE(Eventually([this] { return !Cursor().empty(); }));
  EXPECT_FALSE(acted.HasBeenNotified());
  const std::string passed_over = Cursor();
  Append(1, journal::v1::ChainHead::descriptor());
  EXPECT_TRUE(acted.WaitForNotificationWithTimeout(kGuard));
  EXPECT_EQ(from, passed_over);
  follower.Stop();
}

// Who was away, and has nothing to tell since.
TEST_F(Filtered, WhoFollowsAQuietFeedStandsNoLonger) {
  const Folder folder;
  const std::string address = "unix:" + folder.path() + "/later";
  Follower follower("x", "examples", {},
                    grpc::CreateChannel(address, grpc::InsecureChannelCredentials()), store_.get(),
                    [](const Step&) { return absl::OkStatus(); });
  follower.Start();
  EXPECT_TRUE(Eventually([&] { return !follower.standing().detail.empty(); }));
  Idle idle(kGuard);
  StreamService streams(&idle);
  journal::ServeWatch({{"examples", store_.get()}}, &streams);
  grpc::ServerBuilder builder;
  builder.RegisterService(&streams);
  builder.AddListeningPort(address, grpc::InsecureServerCredentials());
  const auto server = builder.BuildAndStart();
  EXPECT_TRUE(Eventually([&] { return follower.standing().detail.empty(); }));
  follower.Stop();
  streams.Stop();
  server->Shutdown();
  server->Wait();
}

// Although nothing comes that would make it look.
TEST_F(Filtered, WhoIsLedBeginsAnewFromThere) {
  Append(1, type::v1::Moment::descriptor());
  std::atomic<int> acted = 0;
  Follower follower("x", "examples", {}, server_->InProcessChannel({}), store_.get(),
                    [&](const Step& step) {
                      ++acted;
                      return store_->WriteAndWait(
                          {}, [&](db::Transaction& tx) { return rpc::TakeStep(tx, "x", step); });
                    });
  follower.Start();
  EXPECT_TRUE(Eventually([&] { return !Cursor().empty(); }));
  const int before = acted;
  EXPECT_THAT(
      store_->WriteAndWait(
          {}, [](db::Transaction& tx) { return tx.Run("UPDATE follower SET cursor = '0'"); }),
      IsOk());
  follower.Restart();
  EXPECT_TRUE(Eventually([&] { return acted > before; }));
  follower.Stop();
}

}  // namespace
}  // namespace cofi::rpc
