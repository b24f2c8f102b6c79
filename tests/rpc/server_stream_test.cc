#include "services/rpc/server_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "base/refusal.h"
#include "clients/methods.h"
#include "clients/peer.h"
#include "cofi/journal/v1/journal.pb.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/impl/codegen/rpc_method.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/support/sync_stream.h"
#include "services/rpc/pending.h"
#include "services/rpc/wire.h"
#include "tests/installations/process.h"

namespace cofi::rpc {
namespace {

using journal::v1::ChainHead;
using journal::v1::ReadHeadsRequest;
using ::testing::HasSubstr;

// Counts up to `last`, three messages at a time, and knows how far it has come. At
// `pause` it waits to be woken.
class Counter final : public ServerStream {
 public:
  Counter(int64_t last, int64_t pause, size_t padding, std::atomic<int64_t>* made)
      : last_(last), pause_(pause), padding_(padding), made_(made) {}

  absl::Status end;
  using ServerStream::Hold;
  using ServerStream::LetGo;

 private:
  void Next() override {
    if (*made_ == last_) return End(end);
    std::vector<grpc::ByteBuffer> messages;
    for (int i = 0; i < 3 && *made_ < last_; ++i) {
      ChainHead head;
      head.set_sequence(++*made_);
      head.set_root(caller().language == Language::kFrench ? "fr" : "en");
      head.set_hash(std::string(padding_, 'x'));
      messages.push_back(BytesOf(head));
    }
    Send(std::move(messages), /*more=*/*made_ != pause_);
  }

  const int64_t last_, pause_;
  const size_t padding_;
  std::atomic<int64_t>* const made_;
};

class ServerStreams : public ::testing::Test {
 protected:
  // Waits that long for a reader who stands still.
  explicit ServerStreams(absl::Duration idle_max = kGuard) : idle_(idle_max) {
    service_.Serve<ReadHeadsRequest>(
        [this](const ReadHeadsRequest& request) -> absl::StatusOr<std::shared_ptr<ServerStream>> {
          if (request.journal() == "journals/none") return Refuse(type::v1::REASON_OVERLOADED);
          stream_ = std::make_shared<Counter>(last_, pause_, padding_, &made_);
          stream_->end = end_;
          return stream_;
        });
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
  }
  ~ServerStreams() override {
    service_.Stop();
    stream_.reset();
    server_->Shutdown();
    server_->Wait();
  }

  using Reader = std::unique_ptr<grpc::ClientReader<ChainHead>>;
  Reader Ask(grpc::ClientContext* context, const std::string& journal = "journals/budgets") {
    static const auto* const path =
        new std::string(clients::PathOf(clients::MethodOf(ReadHeadsRequest::descriptor())));
    static const grpc::internal::RpcMethod method(path->c_str(),
                                                  grpc::internal::RpcMethod::SERVER_STREAMING);
    context->set_deadline(absl::ToChronoTime(absl::Now() + absl::Minutes(5)));
    context->AddMetadata(clients::kLanguageKey, "fr");
    if (channel_ == nullptr) channel_ = server_->InProcessChannel({});
    ReadHeadsRequest request;
    request.set_journal(journal);
    return Reader(grpc::internal::ClientReaderFactory<ChainHead>::Create(channel_.get(), method,
                                                                         context, request));
  }

  int64_t last_ = 100, pause_ = 0;
  size_t padding_ = 0;
  absl::Status end_;
  std::atomic<int64_t> made_ = 0;
  std::shared_ptr<Counter> stream_;
  Idle idle_;
  StreamService service_{&idle_};
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(ServerStreams, SendsAllInOrderAndEnds) {
  grpc::ClientContext context;
  const Reader reader = Ask(&context);
  ChainHead head;
  for (int64_t i = 1; i <= last_; ++i) {
    ASSERT_TRUE(reader->Read(&head));
    EXPECT_EQ(head.sequence(), i);
    EXPECT_EQ(head.root(), "fr");
  }
  EXPECT_FALSE(reader->Read(&head));
  EXPECT_TRUE(reader->Finish().ok());
}

// What nobody reads is not made.
TEST_F(ServerStreams, ASlowReaderHoldsBackTheWork) {
  last_ = 100'000;
  padding_ = 100'000;
  grpc::ClientContext context;
  const Reader reader = Ask(&context);
  ChainHead head;
  ASSERT_TRUE(reader->Read(&head));
  absl::SleepFor(absl::Milliseconds(300));
  EXPECT_LT(made_, 200);
  const int64_t before = made_;
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(reader->Read(&head));
  EXPECT_GT(made_, before);
  context.TryCancel();
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(ServerStreams, WaitsUntilItIsWoken) {
  pause_ = 6;
  last_ = 9;
  grpc::ClientContext context;
  const Reader reader = Ask(&context);
  ChainHead head;
  for (int i = 0; i < 6; ++i) ASSERT_TRUE(reader->Read(&head));
  absl::SleepFor(absl::Milliseconds(50));
  EXPECT_EQ(made_, 6);
  stream_->Wake();
  for (int i = 6; i < 9; ++i) ASSERT_TRUE(reader->Read(&head));
  EXPECT_FALSE(reader->Read(&head));
  EXPECT_TRUE(reader->Finish().ok());
}

TEST_F(ServerStreams, EndsWithARefusalInTheCallersLanguage) {
  last_ = 3;
  end_ = Refuse(type::v1::REASON_STORE_FAILED, {{"detail", "x"}});
  grpc::ClientContext context;
  const Reader reader = Ask(&context);
  ChainHead head;
  while (reader->Read(&head)) {
  }
  const grpc::Status status = reader->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(clients::DetailsOf(status).DebugString(), HasSubstr("fr"));
}

TEST_F(ServerStreams, ARefusedRequestHasNoMessages) {
  grpc::ClientContext context;
  const Reader reader = Ask(&context, "journals/none");
  ChainHead head;
  EXPECT_FALSE(reader->Read(&head));
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(made_, 0);
}

class ImpatientStreams : public ServerStreams {
 protected:
  ImpatientStreams() : ServerStreams(absl::Milliseconds(100)) {}
};

// However long his deadline is.
TEST_F(ImpatientStreams, CutOffAReaderWhoStandsStill) {
  last_ = 100'000;
  padding_ = 100'000;
  grpc::ClientContext context;
  const Reader reader = Ask(&context);
  EXPECT_TRUE(Eventually([this] { return made_ > 0 && service_.IsAtRest(); }));
  EXPECT_LT(made_, last_);
  ChainHead head;
  while (reader->Read(&head)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
}

// Who has nothing to read keeps nobody waiting.
TEST_F(ImpatientStreams, WaitForWhatThereIsToTell) {
  pause_ = 3;
  last_ = 6;
  grpc::ClientContext context;
  const Reader reader = Ask(&context);
  ChainHead head;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(reader->Read(&head));
  absl::SleepFor(absl::Milliseconds(500));
  stream_->Wake();
  for (int i = 3; i < 6; ++i) ASSERT_TRUE(reader->Read(&head));
  EXPECT_FALSE(reader->Read(&head));
  EXPECT_TRUE(reader->Finish().ok());
}

// As one of a method without streams is.
TEST_F(ServerStreams, ARequestIsChecked) {
  for (const std::string& journal : {std::string(), std::string(300, 's'), std::string("a\x01")}) {
    grpc::ClientContext context;
    const Reader reader = Ask(&context, journal);
    ChainHead head;
    while (reader->Read(&head)) {
    }
    const grpc::Status status = reader->Finish();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_THAT(clients::DetailsOf(status).DebugString(), HasSubstr("journal"));
  }
  EXPECT_EQ(made_, 0);
}

// Answers that nobody reads have a budget: who reads has his own.
TEST_F(ServerStreams, ThatNobodyReadsMakeRoomForOthers) {
  constexpr size_t kBytes = size_t{1} << 20;
  last_ = 1'000'000;
  padding_ = kBytes;
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<Reader> unread;
  const size_t streams = 2 * kPendingBytesMax / (3 * kBytes);
  unread.reserve(streams);
  for (size_t i = 0; i < streams; ++i) {
    unread.push_back(Ask(contexts.emplace_back(new grpc::ClientContext).get()));
    // That one is the first of all.
    if (i > 0) continue;
    EXPECT_TRUE(Eventually([] { return Pending::OfProcess().bytes() > kBytes; }));
  }
  // None of them was refused.
  EXPECT_TRUE(Eventually([&] { return made_ >= static_cast<int64_t>(3 * streams); }));
  {
    grpc::ClientContext context;
    const Reader reader = Ask(&context);
    ChainHead head;
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(reader->Read(&head));
    context.TryCancel();
    (void)reader->Finish();
  }
  EXPECT_LE(Pending::OfProcess().bytes(), kPendingBytesMax);
  // The first of them was not read for longest.
  ChainHead head;
  for (int i = 0; i < 10 && unread.front()->Read(&head); ++i) {
  }
  contexts.front()->TryCancel();
  EXPECT_EQ(unread.front()->Finish().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  for (size_t i = 1; i < streams; ++i) {
    contexts[i]->TryCancel();
    while (unread[i]->Read(&head)) {
    }
    (void)unread[i]->Finish();
  }
  EXPECT_TRUE(Eventually([] { return Pending::OfProcess().bytes() == 0; }));
}

// Also while whoever used the budget up has not come to make room yet.
TEST_F(ServerStreams, ThatNobodyReadsMakeRoomBeforeOthersAreRefused) {
  Pending pending(/*bytes_max=*/1000);
  pause_ = 3;
  grpc::ClientContext context;
  const Reader reader = Ask(&context);
  Pending::Answer answer(context.c_call());
  ASSERT_TRUE(pending.Add(answer, 10'000));
  EXPECT_TRUE(pending.CheckRoom().ok());
  EXPECT_EQ(pending.bytes(), 0);
  ChainHead head;
  while (reader->Read(&head)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(ServerStreams, EndsWhenTheServiceStops) {
  pause_ = 3;
  grpc::ClientContext context;
  const Reader reader = Ask(&context);
  ChainHead head;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(reader->Read(&head));
  std::thread stopper([&] { service_.Stop(); });
  EXPECT_FALSE(reader->Read(&head));
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  stopper.join();
  grpc::ClientContext later;
  const Reader refused = Ask(&later);
  EXPECT_FALSE(refused->Read(&head));
  EXPECT_EQ(refused->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

// What others are asked for it must find the server there when they answer.
TEST_F(ServerStreams, ThatAreHeldEndOnceTheyAreLetGo) {
  pause_ = 3;
  grpc::ClientContext context;
  const Reader reader = Ask(&context);
  ChainHead head;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(reader->Read(&head));
  ASSERT_TRUE(stream_->Hold());
  service_.Stop();
  EXPECT_FALSE(stream_->Hold());
  std::atomic<bool> ended = false;
  std::thread waiting([&] {
    EXPECT_FALSE(reader->Read(&head));
    ended = true;
  });
  absl::SleepFor(absl::Milliseconds(100));
  EXPECT_FALSE(ended);
  stream_->LetGo();
  waiting.join();
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

}  // namespace
}  // namespace cofi::rpc
