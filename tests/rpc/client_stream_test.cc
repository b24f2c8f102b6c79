#include "services/rpc/client_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/refusal.h"
#include "clients/methods.h"
#include "clients/peer.h"
#include "cofi/journal/v1/backups.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/impl/codegen/rpc_method.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/support/sync_stream.h"
#include "services/rpc/wire.h"
#include "tests/installations/process.h"

namespace cofi::rpc {
namespace {

using journal::v1::RestoreRequest;
using journal::v1::RestoreResponse;
using ::testing::HasSubstr;

// What the collectors of a test have seen, and how they answer.
struct Seen {
  std::atomic<int> taken = 0, begun = 0, ended = 0, working = 0;
  std::atomic<bool> cancelled = false;
  absl::StatusCode end = absl::StatusCode::kUnknown;
  // Answers each message on a thread of its own, this much later.
  absl::Duration pause = absl::ZeroDuration();
};

// Puts together what comes. Of `stop` it is refused; at `wait` it says nothing.
class Collector final : public ClientStream {
 public:
  explicit Collector(Seen* seen) : seen_(seen) { ++seen_->begun; }

 private:
  void Take(const Message& message) override {
    const std::string data = static_cast<const RestoreRequest&>(message).data();
    if (seen_->pause == absl::ZeroDuration()) return TakeLater(data);
    ++seen_->working;
    std::thread([self = Self<Collector>(), seen = seen_, data]() mutable {
      absl::SleepFor(seen->pause);
      self->TakeLater(data);
      self.reset();
      --seen->working;
    }).detach();
  }

  void TakeLater(const std::string& data) {
    ++seen_->taken;
    if (data == "stop") return End(Refuse(type::v1::REASON_STORE_FAILED, {{"detail", "x"}}));
    text_ += data;
    if (data == "answer") return TakeEnd();
    More();
  }

  void TakeEnd() override {
    RestoreResponse response;
    response.set_kept(text_);
    response.set_lost(seen_->taken);
    Answer(response);
  }

  void OnEnd(const absl::Status& status) override {
    seen_->end = status.code();
    seen_->cancelled = IsCancelled();
    ++seen_->ended;
  }

  Seen* const seen_;
  std::string text_;
};

class ClientStreams : public ::testing::Test {
 protected:
  // Waits that long for a caller who sends nothing.
  explicit ClientStreams(absl::Duration idle_max = kGuard) : idle_(idle_max) {
    service_.Serve<RestoreRequest>([this] { return std::make_shared<Collector>(&seen_); });
    grpc::ServerBuilder builder;
    // In a process of its own nobody is answered before he has ended.
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    channel_ =
        grpc::CreateChannel(absl::StrCat("127.0.0.1:", port), grpc::InsecureChannelCredentials());
  }
  ~ClientStreams() override {
    server_->Shutdown();
    server_->Wait();
    EXPECT_TRUE(Eventually([this] { return service_.IsAtRest() && seen_.working == 0; }));
    EXPECT_EQ(seen_.begun, seen_.ended) << "each ends once";
  }

  using Writer = std::unique_ptr<grpc::ClientWriter<RestoreRequest>>;
  Writer Begin(grpc::ClientContext* context) {
    static const auto* const path =
        new std::string(clients::PathOf(clients::MethodOf(RestoreRequest::descriptor())));
    static const grpc::internal::RpcMethod method(path->c_str(),
                                                  grpc::internal::RpcMethod::CLIENT_STREAMING);
    context->set_deadline(absl::ToChronoTime(absl::Now() + absl::Minutes(5)));
    context->AddMetadata(clients::kLanguageKey, "fr");
    return Writer(grpc::internal::ClientWriterFactory<RestoreRequest>::Create(
        channel_.get(), method, context, &response_));
  }
  static RestoreRequest Piece(const std::string& data) {
    RestoreRequest request;
    request.set_data(data);
    return request;
  }
  // What becomes of a call that sends these and no more.
  grpc::Status Send(const std::vector<std::string>& pieces) {
    grpc::ClientContext context;
    const Writer writer = Begin(&context);
    for (const std::string& each : pieces) {
      if (!writer->Write(Piece(each))) break;
    }
    writer->WritesDone();
    return writer->Finish();
  }

  Seen seen_;
  RestoreResponse response_;
  Idle idle_;
  ClientStreamService service_{&idle_};
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(ClientStreams, TakeAllInOrderAndAnswerOnce) {
  std::vector<std::string> pieces;
  std::string all;
  for (int i = 0; i < 200; ++i) all += pieces.emplace_back(std::to_string(i) + " ");
  const grpc::Status status = Send(pieces);
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response_.kept(), all);
  EXPECT_EQ(response_.lost(), 200);
  EXPECT_EQ(seen_.end, absl::StatusCode::kOk);
}

// One at a time, also where each is dealt with elsewhere.
TEST_F(ClientStreams, TakeTheNextOnceThatBeforeIsDealtWith) {
  seen_.pause = absl::Milliseconds(2);
  std::vector<std::string> pieces;
  std::string all;
  for (int i = 0; i < 30; ++i) all += pieces.emplace_back(std::to_string(i) + " ");
  const grpc::Status status = Send(pieces);
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response_.kept(), all);
}

TEST_F(ClientStreams, ThatAreEmptyHaveAnAnswer) {
  const grpc::Status status = Send({});
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response_.kept(), "");
  EXPECT_EQ(seen_.taken, 0);
}

// What is read ahead is not taken, and holds back its sender.
TEST_F(ClientStreams, ASlowServerHoldsBackItsCaller) {
  seen_.pause = absl::Milliseconds(300);
  grpc::ClientContext context;
  const Writer writer = Begin(&context);
  std::atomic<int> sent = 0;
  std::thread sender([&] {
    for (int i = 0; i < 1'000 && writer->Write(Piece(std::string(100'000, 'x'))); ++i) ++sent;
  });
  EXPECT_TRUE(Eventually([&] { return seen_.taken >= 1; }));
  EXPECT_LT(sent, 900);
  context.TryCancel();
  sender.join();
  EXPECT_EQ(writer->Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(Eventually([this] { return service_.IsAtRest(); }));
}

TEST_F(ClientStreams, ARefusedMessageEndsThemInTheCallersLanguage) {
  const grpc::Status status = Send({"a", "stop", "b", "c"});
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(clients::DetailsOf(status).DebugString(), HasSubstr("fr"));
  EXPECT_TRUE(Eventually([this] { return service_.IsAtRest(); }));
  EXPECT_EQ(seen_.taken, 2) << "what comes after is not taken";
  EXPECT_TRUE(seen_.cancelled);
}

// As one of a method without streams is.
TEST_F(ClientStreams, EachMessageIsChecked) {
  RestoreRequest far;
  far.mutable_backup()->set_journal("journals/bud\x01gets");
  far.set_data("x");
  grpc::ClientContext context;
  const Writer writer = Begin(&context);
  writer->Write(Piece("a"));
  writer->Write(far);
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(clients::DetailsOf(status).DebugString(), HasSubstr("journal"));
  EXPECT_LE(seen_.taken, 1);
}

TEST_F(ClientStreams, MayBeAnsweredBeforeTheirEnd) {
  grpc::ClientContext context;
  const Writer writer = Begin(&context);
  ASSERT_TRUE(writer->Write(Piece("a")));
  ASSERT_TRUE(writer->Write(Piece("answer")));
  while (writer->Write(Piece("more"))) absl::SleepFor(absl::Milliseconds(1));
  const grpc::Status status = writer->Finish();
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response_.kept(), "aanswer");
}

TEST_F(ClientStreams, AreCancelledInTheMiddle) {
  for (int i = 0; i < 50; ++i) {
    grpc::ClientContext context;
    const Writer writer = Begin(&context);
    for (int n = 0; n < i % 5; ++n) writer->Write(Piece("a"));
    context.TryCancel();
    EXPECT_EQ(writer->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  EXPECT_TRUE(Eventually([this] { return service_.IsAtRest(); }));
  EXPECT_TRUE(Send({"b"}).ok());
  EXPECT_EQ(response_.kept(), "b");
}

// What is done for it meanwhile ends when it likes.
TEST_F(ClientStreams, AreCancelledWhileAMessageIsDealtWith) {
  seen_.pause = absl::Milliseconds(50);
  for (int i = 0; i < 5; ++i) {
    grpc::ClientContext context;
    const Writer writer = Begin(&context);
    ASSERT_TRUE(writer->Write(Piece("a")));
    absl::SleepFor(absl::Milliseconds(10));
    context.TryCancel();
    EXPECT_EQ(writer->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  EXPECT_TRUE(Eventually([this] { return service_.IsAtRest(); }));
}

class ImpatientUploads : public ClientStreams {
 protected:
  ImpatientUploads() : ClientStreams(absl::Milliseconds(100)) {}
};

// However long his deadline is.
TEST_F(ImpatientUploads, CutOffACallerWhoSendsNothing) {
  for (const bool any : {false, true}) {
    grpc::ClientContext context;
    const Writer writer = Begin(&context);
    EXPECT_TRUE(!any || writer->Write(Piece("a")));
    EXPECT_EQ(writer->Finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  }
  EXPECT_TRUE(Eventually([this] { return service_.IsAtRest(); }));
}

// It is the server's turn then.
TEST_F(ImpatientUploads, WaitForWhatTheServerDoes) {
  seen_.pause = absl::Milliseconds(400);
  const grpc::Status status = Send({"a"});
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response_.kept(), "a");
}

}  // namespace
}  // namespace cofi::rpc
