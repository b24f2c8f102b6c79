// What copies of stores take of a server, whoever asks for them: the room on its disk, its
// time, and the followers of its services.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/sent/transfer.h"
#include "clients/cli/typed/settings.h"
#include "clients/methods.h"
#include "clients/peer.h"
#include "cofi/journal/v1/backups.pb.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"
#include "services/cofid/topology.h"
#include "tests/installations/installation.h"
#include "tests/installations/process.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"

namespace cofi::end_to_end {
namespace {

namespace fs = std::filesystem;
using journal::v1::BackUpRequest;
using journal::v1::BackUpResponse;
using journal::v1::RestoreRequest;
using journal::v1::RestoreResponse;
using ::testing::HasSubstr;

class Copying : public ::testing::Test {
 protected:
  Copying() : cofi_(Shape::kOneProcess, ""), project_(cofi_, "p") {
    // Larger than what a connection takes without a reader.
    for (int i = 0; i < 100; ++i) {
      budgets::v1::CreateExpenseRequest each =
          project_.Expense(absl::StrCat("e", i), {.amount = "1"});
      each.mutable_expense()->set_note(std::string(2'000, 'n'));
      cofi_.Ask<budgets::v1::Expense>(each);
    }
    EXPECT_TRUE(cofi_.books().AwaitRelays());
    settings_.timeout = kGuard;
    Connect(cofi_.address());
  }

  // What it does not read stays with the server.
  void Connect(const std::string& address) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    channel_ = grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  }

  // In the place of the server: one that waits for its callers this long.
  void StartImpatient(absl::Duration idle_max) {
    cofi_.Stop("projects");
    const std::string address = "unix:" + cofi_.folder().path() + "/impatient.sock";
    cofid::Options options;
    options.data = Data();
    options.listen = address;
    options.idle_max = idle_max;
    auto started = cofid::Topology::Start(options);
    ASSERT_TRUE(started.ok()) << started.status();
    impatient_ = *std::move(started);
    Connect(address);
  }

  std::string Data() const { return cofi_.folder().path() + "/all"; }
  bool HasPart() const {
    for (const auto& entry : fs::directory_iterator(Data())) {
      if (absl::StrContains(entry.path().string(), ".part-")) return true;
    }
    return false;
  }

  static std::string PathOf(const google::protobuf::Message& request) {
    return clients::PathOf(clients::MethodOf(request.GetDescriptor()));
  }

  grpc::Status BackUp(const std::function<void(const BackUpResponse&)>& read = nullptr) {
    BackUpRequest request;
    request.set_journal("journals/budgets");
    BackUpResponse response;
    return cli::Download(channel_, settings_, PathOf(request), request, &response, [&] {
      if (read != nullptr) read(response);
      return grpc::Status::OK;
    });
  }

  // Sends the first message, and then whatever `next` makes.
  grpc::Status Restore(const RestoreRequest& first,
                       const std::function<grpc::Status(RestoreRequest*, bool*)>& next) {
    RestoreRequest request;
    RestoreResponse response;
    bool begun = false;
    return cli::Upload(
        channel_, settings_, PathOf(request), &request,
        [&](bool* more) {
          if (begun) return next(&request, more);
          begun = true;
          request = first;
          return grpc::Status::OK;
        },
        &response);
  }

  // What becomes of a copy whose caller sends these and does nothing more.
  grpc::Status SendAndStaySilent(const std::vector<RestoreRequest>& pieces) {
    grpc::CompletionQueue queue;
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kGuard));
    const auto call =
        grpc::GenericStub(channel_).PrepareCall(&context, PathOf(RestoreRequest()), &queue);
    void* tag;
    bool ok = false;
    const auto done = [&] { return queue.Next(&tag, &ok) && ok; };
    call->StartCall(nullptr);
    bool open = done();
    for (size_t i = 0; open && i < pieces.size(); ++i) {
      const grpc::Slice slice(pieces[i].SerializeAsString());
      call->Write(grpc::ByteBuffer(&slice, 1), nullptr);
      open = done();
    }
    grpc::Status status;
    call->Finish(&status, nullptr);
    EXPECT_TRUE(done());
    queue.Shutdown();
    return status;
  }

  static RestoreRequest First(int64_t size) {
    RestoreRequest first;
    first.mutable_backup()->set_journal("journals/budgets");
    first.mutable_backup()->set_size(size);
    first.set_data("SQLite");
    return first;
  }

  static std::string Told(const grpc::Status& status) {
    return absl::StrCat(status.error_code(), " ", clients::DetailsOf(status).DebugString());
  }

  cli::Settings settings_;
  Installation cofi_;
  const Project project_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<cofid::Topology> impatient_;
};

TEST_F(Copying, OutIsDoneOnceAtATimeAndLeavesNoFile) {
  int pieces = 0;
  const grpc::Status copied = BackUp([&](const BackUpResponse&) {
    if (++pieces > 1) return;
    EXPECT_FALSE(HasPart()) << "what is sent has no name any more";
    const grpc::Status second = BackUp();
    EXPECT_EQ(second.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_THAT(second.error_message(), HasSubstr("one backup of budgets"));
    const Outcome said = RunCofi(cofi_.address(), {"backup", cofi_.folder().path() + "/b"}, "fr");
    EXPECT_NE(said.code, 0);
    EXPECT_THAT(said.err, HasSubstr("une sauvegarde de budgets"));
  });
  EXPECT_TRUE(copied.ok()) << copied.error_message();
  EXPECT_GT(pieces, 3);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(BackUp().ok()) << "at once after the other";
}

TEST_F(Copying, OutThatNobodyReadsIsCutOff) {
  StartImpatient(absl::Milliseconds(100));
  bool first = true;
  const grpc::Status unread = BackUp([&](const BackUpResponse&) {
    // Until the server has given it up, it has no other.
    if (!std::exchange(first, false)) return;
    EXPECT_TRUE(Eventually([&] { return BackUp().ok(); }));
  });
  EXPECT_FALSE(unread.ok());
}

TEST_F(Copying, OutThatIsCancelledMakesWayAtOnce) {
  for (int i = 0; i < 20; ++i) {
    BackUpRequest request;
    request.set_journal("journals/budgets");
    BackUpResponse response;
    const grpc::Status cancelled = cli::Download(channel_, settings_, PathOf(request), request,
                                                 &response, [] { return grpc::Status::CANCELLED; });
    EXPECT_FALSE(cancelled.ok());
  }
  EXPECT_TRUE(Eventually([&] { return BackUp().ok(); }));
  EXPECT_FALSE(HasPart());
}

TEST_F(Copying, InMustFitOnTheDisk) {
  for (const int64_t size : {int64_t{1} << 50, int64_t{1} << 62}) {
    const grpc::Status status = Restore(First(size), [](RestoreRequest*, bool* more) {
      *more = false;
      return grpc::Status::OK;
    });
    EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_THAT(Told(status), HasSubstr("DISK_SHORT"));
  }
  EXPECT_FALSE(HasPart());
}

// As the requests of methods without streams are.
TEST_F(Copying, InIsCheckedPieceByPiece) {
  const auto end = [](RestoreRequest*, bool* more) {
    *more = false;
    return grpc::Status::OK;
  };
  RestoreRequest none;
  none.set_data("SQLite");
  EXPECT_THAT(Told(Restore(none, end)), HasSubstr("FIELD_REQUIRED"));
  EXPECT_THAT(Told(Restore(First(-1), end)), HasSubstr("VALUE_OUT_OF_RANGE"));
  RestoreRequest nobodys = First(10);
  nobodys.mutable_backup()->clear_journal();
  EXPECT_THAT(Told(Restore(nobodys, end)), HasSubstr("FIELD_REQUIRED"));
  EXPECT_THAT(Told(Restore(First(1 << 20),
                           [](RestoreRequest* request, bool* more) {
                             *more = request->data().size() < 200'000;
                             request->Clear();
                             request->set_data(std::string(200'000, 'x'));
                             return grpc::Status::OK;
                           })),
              HasSubstr("VALUE_TOO_LONG"));
}

// Whoever forgets it, or whose machine sleeps.
TEST_F(Copying, InHoldsNoFollowerUpWhileItComes) {
  const grpc::Status status = Restore(First(1'000), [&](RestoreRequest*, bool*) {
    EXPECT_TRUE(Eventually([&] { return HasPart(); }));
    EXPECT_THAT(Told(Restore(First(10),
                             [](RestoreRequest*, bool* more) {
                               *more = false;
                               return grpc::Status::OK;
                             })),
                HasSubstr("one restore of {service}"));
    project_.Win("ville", {.amount = "5000"});
    EXPECT_TRUE(cofi_.books().AwaitRelays());
    return grpc::Status::CANCELLED;
  });
  EXPECT_FALSE(status.ok());
  EXPECT_TRUE(Eventually([&] { return !HasPart(); }));
}

TEST_F(Copying, InThatStopsComingIsGivenUp) {
  StartImpatient(absl::Milliseconds(100));
  const grpc::Status status = Restore(First(1'000), [&](RestoreRequest* request, bool*) {
    EXPECT_TRUE(Eventually([&] { return !HasPart(); }));
    request->Clear();
    request->set_data("late");
    return grpc::Status::OK;
  });
  EXPECT_THAT(Told(status), HasSubstr("DEADLINE_EXCEEDED"));
}

TEST_F(Copying, InThatNeverBeginsIsGivenUp) {
  StartImpatient(absl::Milliseconds(100));
  EXPECT_THAT(Told(SendAndStaySilent({})), HasSubstr("DEADLINE_EXCEEDED"));
}

// Whose caller has sent all of it and says nothing more; others have their turn then.
TEST_F(Copying, InThatIsNeverEndedIsGivenUp) {
  std::vector<RestoreRequest> pieces;
  journal::v1::Backup backup;
  ASSERT_TRUE(BackUp([&](const BackUpResponse& piece) {
                if (piece.has_backup()) backup = piece.backup();
                pieces.emplace_back().set_data(piece.data());
              }).ok());
  *pieces.front().mutable_backup() = backup;
  pieces.front().set_validate_only(true);
  StartImpatient(absl::Milliseconds(100));
  EXPECT_THAT(Told(SendAndStaySilent(pieces)), HasSubstr("DEADLINE_EXCEEDED"));
  EXPECT_TRUE(Eventually([&] {
    size_t sent = 0;
    return Restore(pieces.front(),
                   [&](RestoreRequest* request, bool* more) {
                     *more = ++sent < pieces.size();
                     if (*more) *request = pieces[sent];
                     return grpc::Status::OK;
                   })
        .ok();
  }));
}

}  // namespace
}  // namespace cofi::end_to_end
