// A disk that fails at its Nth call, for every N, under every command: each is
// refused with nothing changed, or answered and there for good. Where that is not
// known, the answer says so, and asking again tells.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/fields.h"
#include "base/refusal.h"
#include "clients/method_facts.h"
#include "clients/methods.h"
#include "clients/peer.h"
#include "services/cofid/catalog.h"
#include "tests/faults/commands.h"
#include "tests/faults/faulty_vfs.h"
#include "tests/faults/run.h"
#include "tests/installations/contents.h"
#include "tests/installations/health.h"
#include "tests/installations/installation.h"
#include "tests/installations/process.h"
#include "tests/reasons.h"

namespace cofi::faults {
namespace {

using end_to_end::Installation;
using end_to_end::Shape;

constexpr Fault::Kind kKinds[] = {Fault::kSync, Fault::kEio, Fault::kFull, Fault::kShortWrite,
                                  Fault::kLocks};
constexpr const char* kNames[] = {"EIO", "ENOSPC", "short write", "failed fsync", "failed lock"};
constexpr const char* kEnds[] = {"stopped", "killed", "power cut"};
// The short form skips about as many calls between two that it lets fail.
constexpr int kStride = 24;

std::string FilesOf(const std::string& service) { return absl::StrCat("/", service, ".sqlite"); }

std::string Describe(const Fault& fault) {
  return absl::StrCat(kNames[fault.kind], " at call ", fault.at, fault.sticky ? ", sticky" : "");
}

class FailingDisk : public ::testing::Test {
 protected:
  FailingDisk() : disk_(FaultyVfs::Get()), cofi_(Shape::kFourServers) {}

  // Everything is there and nothing more.
  void ExpectRightBooks() { EXPECT_EQ(cofi_.books().Discrepancies(), ""); }

  // Runs the whole script on a new project with the fault under each command; how
  // many of them it struck.
  int RunScript(const Fault& fault, Run::Random& random);
  // How the process of the service ends after the fault. A power cut takes with it
  // what was not synced.
  enum End { kStop, kKill, kPowerCut };
  void Restart(const std::string& service, End end);

  FaultyVfs& disk_;
  Installation cofi_;
  int projects_ = 0;

 private:
  // A service that has just started again may not be found by the others yet: what hangs on that is
  // refused before it comes near a disk, and asked again.
  grpc::Status Call(Command& command, bool* replayed = nullptr) {
    grpc::Status status;
    Eventually([&] {
      status = cofi_.Call(*command.request, command.response.get(), Language::kEnglish, replayed);
      return ReasonOf(clients::FromPeer(command.service, status)) !=
             type::v1::REASON_PEER_UNAVAILABLE;
    });
    return status;
  }
  Reason AskReason(Command& command) {
    return ReasonOf(clients::FromPeer(command.service, Call(command)));
  }
  // What is there of it: entries of the journal, and its answer. A command that found
  // nothing to change has an answer only.
  std::string TracesOf(const Command& command) {
    const std::string id = StringField(*command.request, "request_id");
    return cofi_.books().Value(
        command.service,
        absl::StrCat("SELECT CAST(COUNT(*) AS TEXT) FROM (SELECT request_id FROM journal"
                     " UNION ALL SELECT request_id FROM request) AS trace WHERE request_id = '",
                     id, "'"));
  }
  bool RunCommand(Command& command, const Fault& fault, End end);
  void ExpectReadsRight(const std::string& service);

  // Whether the last command was answered although it was struck: its store may still stop.
  bool late_ = false;
  // The last answer of each service that was a resource.
  std::map<std::string, std::unique_ptr<google::protobuf::Message>> last_;
};

void FailingDisk::Restart(const std::string& service, End end) {
  if (end != kStop) disk_.Kill(FilesOf(service));
  cofi_.Stop(service);
  disk_.Disarm();
  if (end == kPowerCut) disk_.LoseUnsynced(FilesOf(service));
  cofi_.Start(service);
}

// What was acknowledged last is read as it was acknowledged, or not at all.
void FailingDisk::ExpectReadsRight(const std::string& service) {
  const auto found = last_.find(service);
  if (found == last_.end()) return;
  const google::protobuf::Message& last = *found->second;
  const auto* getter = clients::GetterOf(last.GetDescriptor());
  const std::unique_ptr<google::protobuf::Message> request = NewMessage(getter->input_type());
  std::unique_ptr<google::protobuf::Message> response(last.New());
  SetStringField(request.get(), "name", StringField(last, "name"));
  const grpc::Status status = cofi_.Call(*request, response.get());
  if (!status.ok()) {
    EXPECT_EQ(ReasonOf(clients::FromPeer(service, status)), type::v1::REASON_STORE_FAILED)
        << status.error_message();
    return;
  }
  EXPECT_EQ(StringField(*response, "etag"), StringField(last, "etag")) << last.DebugString();
}

bool FailingDisk::RunCommand(Command& command, const Fault& fault, End end) {
  int failures = cofi_.failures();
  disk_.Arm(fault);
  grpc::Status first = Call(command);
  // What struck the command before may be noticed only now.
  const bool noticed = late_ && !first.ok() && !disk_.seen().struck;
  late_ = false;
  if (noticed) {
    Restart(command.service, kStop);
    failures = cofi_.failures();
    disk_.Arm(fault);
    first = Call(command);
  }
  // A relay may meet the fault a moment before the answer, or after it.
  if (first.ok()) absl::SleepFor(absl::Milliseconds(2));
  if (first.ok() && !disk_.seen().struck) disk_.Disarm();
  const bool struck = disk_.seen().struck;
  const bool stopped = Eventually([&] { return cofi_.failures() > failures; },
                                  !first.ok() ? kGuard : absl::Milliseconds(struck ? 500 : 0));
  const std::string answer = command.response->SerializeAsString();
  const Reason reason = ReasonOf(clients::FromPeer(command.service, first));

  if (first.ok() && !stopped) {
    disk_.Disarm();
    late_ = struck;
    return struck;
  }
  EXPECT_TRUE(struck) << "refused on a sound disk: " << first.error_message();
  EXPECT_TRUE(stopped) << "refused, and goes on writing: " << first.error_message();
  if (!first.ok()) {
    EXPECT_THAT(reason,
                ::testing::AnyOf(type::v1::REASON_STORE_FAILED, type::v1::REASON_OUTCOME_UNKNOWN))
        << first.error_message();
  }
  EXPECT_EQ(end_to_end::HealthOf(cofi_.channel(command.service), command.service), "NOT_SERVING");
  // Whatever the disk does from now on, it writes no more.
  EXPECT_EQ(AskReason(command), type::v1::REASON_STORE_FAILED);
  ExpectReadsRight(command.service);

  Restart(command.service, end);
  const std::string traces = TracesOf(command);
  if (reason == type::v1::REASON_STORE_FAILED) {
    EXPECT_EQ(traces, "0") << "refused, and there";
  }
  bool replayed = false;
  const grpc::Status again = Call(command, &replayed);
  EXPECT_TRUE(again.ok()) << "asked again: " << again.error_message();
  EXPECT_EQ(replayed, traces != "0");
  if (first.ok()) {
    EXPECT_TRUE(replayed) << "acknowledged, and lost";
    EXPECT_EQ(command.response->SerializeAsString(), answer);
  }
  return struck;
}

int FailingDisk::RunScript(const Fault& fault, Run::Random& random) {
  int struck = 0;
  std::vector<Command> commands = AllCommands(absl::StrCat("p", projects_++));
  // A store that was struck late starts again with a command of its own.
  attachments::v1::UploadContentResponse kept;
  if (!end_to_end::Upload(cofi_.channel("attachments"), std::string(kAttached), &kept).ok()) {
    Restart("attachments", kStop);
    EXPECT_TRUE(Eventually([&] {
      return end_to_end::Upload(cofi_.channel("attachments"), std::string(kAttached), &kept).ok();
    }));
  }
  for (Command& command : commands) {
    Fault here = fault;
    here.file = FilesOf(command.service);
    here.sticky = Run::Pick(random, 2) == 1;
    const End end = static_cast<End>(Run::Pick(random, 3));
    SCOPED_TRACE(absl::StrCat(command.verb, ", ", Describe(here), ", ", kEnds[end]));
    struck += RunCommand(command, here, end) ? 1 : 0;
    if (HasFailure()) return struck;
    // What relays change behind our back is not compared.
    const std::string type = command.response->GetDescriptor()->name();
    if (!StringField(*command.response, "etag").empty() && type != "Project" && type != "Grant") {
      last_[command.service].reset(command.response->New());
      last_[command.service]->CopyFrom(*command.response);
    } else {
      last_.erase(command.service);
    }
  }
  // Whatever came after it, each is remembered.
  for (Command& command : commands) {
    const std::string answer = command.response->SerializeAsString();
    bool replayed = false;
    const grpc::Status status = Call(command, &replayed);
    EXPECT_TRUE(status.ok() && replayed) << command.verb << ": acknowledged, and lost";
    EXPECT_EQ(command.response->SerializeAsString(), answer) << command.verb;
  }
  ExpectRightBooks();
  return struck;
}

TEST_F(FailingDisk, LosesNothingThatWasAnsweredAndHoldsNothingThatWasRefused) {
  Run::Rounds(std::size(kKinds), [&](int round, Run::Random& random) {
    Fault fault{.kind = kKinds[round % std::size(kKinds)]};
    int restarts = 0;
    while (!HasFailure()) {
      const int struck = RunScript(fault, random);
      if (struck == 0) break;
      restarts += struck;
      fault.at += 1 + (Run::IsLong() ? 0 : Run::Pick(random, 2 * kStride));
    }
    std::printf("%s: %d calls failed, the last was number %ld of a command\n", kNames[fault.kind],
                restarts, static_cast<long>(fault.at));
    EXPECT_TRUE(cofi_.books().AwaitRelays());
    ExpectRightBooks();
  });
}

}  // namespace
}  // namespace cofi::faults
