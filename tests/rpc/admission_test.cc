// What a service asks of the owner of a name: nothing where it knows it; else once for all who
// wait, as long as one of them does.
#include "services/rpc/admission.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "base/check.h"
#include "cofi/projects/v1/projects.pb.h"
#include "db/store/store.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "services/rpc/errors.h"
#include "tests/folder.h"
#include "tests/installations/process.h"
#include "tests/reasons.h"

namespace cofi::rpc {
namespace {

using projects::v1::Project;
using Traits = grpc::SerializationTraits<google::protobuf::Message>;
using Answer = absl::StatusOr<Project>;

// Projects that answer when they are told to.
class SlowProjects final : public grpc::CallbackGenericService {
 public:
  SlowProjects() {
    grpc::ServerBuilder builder;
    builder.RegisterCallbackGenericService(this);
    server_ = builder.BuildAndStart();
  }
  ~SlowProjects() override {
    Say(absl::UnavailableError("gone"));
    server_->Shutdown();
    server_->Wait();
  }

  std::shared_ptr<grpc::Channel> channel() const { return server_->InProcessChannel({}); }
  int asked() const {
    absl::MutexLock lock(&mutex_);
    return asked_;
  }
  // How long the last who asked waits.
  absl::Time deadline() const {
    absl::MutexLock lock(&mutex_);
    return deadline_;
  }

  // Answers those who wait, and whoever asks from now on.
  void Say(const Answer& answer) {
    std::set<Reactor*> waiting;
    {
      absl::MutexLock lock(&mutex_);
      answer_ = answer;
      waiting.swap(waiting_);
    }
    for (Reactor* each : waiting) each->End(answer);
  }
  // Answers no more.
  void FallSilent() {
    absl::MutexLock lock(&mutex_);
    answer_.reset();
  }

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    absl::MutexLock lock(&mutex_);
    ++asked_;
    deadline_ = absl::FromChrono(context->deadline());
    return new Reactor(this);
  }

 private:
  class Reactor final : public grpc::ServerGenericBidiReactor {
   public:
    explicit Reactor(SlowProjects* owner) : owner_(owner) { StartRead(&bytes_); }
    void OnReadDone(bool ok) override {
      if (!ok) return Finish(grpc::Status::CANCELLED);
      const std::optional<Answer> answer = owner_->Wait(this);
      if (answer.has_value()) End(*answer);
    }
    void OnCancel() override {
      if (owner_->Leave(this)) Finish(grpc::Status::CANCELLED);
    }
    void OnDone() override { delete this; }
    void End(const Answer& answer) {
      if (!answer.ok()) {
        return Finish(ViolationsOf(answer.status()).empty()
                          ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone")
                          : ToGrpc(answer.status(), Language::kEnglish));
      }
      bool own = false;
      COFI_CHECK(Traits::Serialize(*answer, &bytes_, &own).ok(), "a project");
      StartWriteAndFinish(&bytes_, {}, grpc::Status::OK);
    }

   private:
    SlowProjects* const owner_;
    grpc::ByteBuffer bytes_;
  };

  // The answer, if there is one already.
  std::optional<Answer> Wait(Reactor* reactor) {
    absl::MutexLock lock(&mutex_);
    if (!answer_.has_value()) waiting_.insert(reactor);
    return answer_;
  }
  bool Leave(Reactor* reactor) {
    absl::MutexLock lock(&mutex_);
    return waiting_.erase(reactor) > 0;
  }

  mutable absl::Mutex mutex_;
  int asked_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time deadline_ ABSL_GUARDED_BY(mutex_);
  std::optional<Answer> answer_ ABSL_GUARDED_BY(mutex_);
  std::set<Reactor*> waiting_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<grpc::Server> server_;
};

// One who asks to be admitted.
struct Caller {
  Admission::Done Take() {
    return [this](const absl::Status& said, const ProjectTerms& found) {
      status = said;
      terms = found;
      answered.Notify();
    };
  }
  const absl::Status& Wait() {
    answered.WaitForNotification();
    return status;
  }
  absl::Notification answered;
  absl::Status status;
  ProjectTerms terms;
};

class AdmissionTest : public ::testing::Test {
 protected:
  AdmissionTest() : peers_({"projects"}) {
    peers_.Connect("projects", projects_.channel());
    Limit({});
  }
  ~AdmissionTest() override {
    projects_.Say(absl::UnavailableError("gone"));
    store_->Stop();
  }

  void Limit(AdmissionLimits limits) {
    admission_ = std::make_unique<Admission>(
        "budgets", &peers_, store_.get(),
        [this] { return absl::UnixEpoch() + absl::Minutes(minutes_.load()); }, limits);
  }
  // As its follower keeps it.
  void Know(const std::string& project, const std::string& time_zone) {
    Project known = Euros();
    known.set_name("projects/" + project);
    known.set_time_zone(time_zone);
    EXPECT_THAT(
        store_->WriteAndWait({},
                             [&](db::Transaction& tx) {
                               return tx.Run(
                                   "INSERT INTO known (root, name, owner, state) VALUES"
                                   " ($1, $1, 'projects', $2) ON CONFLICT (root, name) DO UPDATE"
                                   " SET state = excluded.state",
                                   {known.name(), db::Blob{known.SerializeAsString()}});
                             }),
        IsOk());
  }
  static Project Euros() {
    Project project;
    project.set_currency("EUR");
    project.set_time_zone("Europe/Paris");
    return project;
  }
  void Ask(Caller& caller, const std::string& project, const Admission::Asker& asker) {
    admission_->Admit({{"", "projects/" + project, Project::descriptor()}}, nullptr, asker,
                      caller.Take());
  }
  static Admission::Asker Writer(absl::Duration left = kGuard) {
    return {.deadline = absl::Now() + left};
  }
  absl::Status Admit(const std::string& project, const Admission::Asker& asker) {
    Caller caller;
    Ask(caller, project, asker);
    const absl::Status status = caller.Wait();
    if (status.ok()) {
      EXPECT_EQ(caller.terms.currency, "EUR");
    }
    return status;
  }
  std::string TimeZone(const std::string& project) {
    Caller caller;
    Ask(caller, project, Writer());
    EXPECT_THAT(caller.Wait(), IsOk());
    return caller.terms.time_zone;
  }

  const Folder folder_;
  const std::unique_ptr<db::Store> store_ =
      db::Store::Open({.folder = folder_.path(), .service = "budgets"}, {}).value();
  std::atomic<int> minutes_ = 0;
  SlowProjects projects_;
  Peers peers_;
  std::unique_ptr<Admission> admission_;
};

TEST_F(AdmissionTest, AsksOnceForAllWhoWait) {
  std::vector<Caller> callers(100);
  for (Caller& each : callers) Ask(each, "p", Writer());
  ASSERT_TRUE(Eventually([this] { return projects_.asked() > 0; }));
  projects_.Say(Euros());
  for (Caller& each : callers) EXPECT_THAT(each.Wait(), IsOk());
  for (Caller& each : callers) EXPECT_EQ(each.terms.time_zone, "Europe/Paris");
  EXPECT_EQ(projects_.asked(), 1);
  // And then for half a minute not at all.
  EXPECT_THAT(Admit("p", Writer()), IsOk());
  EXPECT_EQ(projects_.asked(), 1);
  ++minutes_;
  EXPECT_THAT(Admit("p", Writer()), IsOk());
  EXPECT_EQ(projects_.asked(), 2);
}

TEST_F(AdmissionTest, ForgetsWhatWasNotUsedForLongest) {
  Limit({.remembered = 2});
  projects_.Say(Euros());
  for (const char* project : {"a", "b", "a", "c", "a"}) {
    EXPECT_THAT(Admit(project, Writer()), IsOk());
  }
  EXPECT_EQ(projects_.asked(), 3);
  EXPECT_THAT(Admit("b", Writer()), IsOk());
  EXPECT_EQ(projects_.asked(), 4);
}

TEST_F(AdmissionTest, WhatIsKnownIsAskedOfNobody) {
  Know("p", "Europe/Paris");
  std::vector<Caller> callers(100);
  for (Caller& each : callers) Ask(each, "p", Writer());
  for (Caller& each : callers) EXPECT_THAT(each.Wait(), IsOk());
  for (Caller& each : callers) EXPECT_EQ(each.terms.time_zone, "Europe/Paris");
  minutes_ += 60;
  EXPECT_EQ(TimeZone("p"), "Europe/Paris");
  EXPECT_EQ(projects_.asked(), 0);
}

TEST_F(AdmissionTest, WhatWasNeverSeenOnlyItsOwnerKnows) {
  Know("p", "Europe/Paris");
  projects_.Say(absl::UnavailableError("gone"));
  EXPECT_THAT(Admit("q", Writer()), IsReason(type::v1::REASON_PEER_UNAVAILABLE));
  projects_.Say(Refuse(type::v1::REASON_RESOURCE_NOT_FOUND, {{"name", "projects/q"}}));
  EXPECT_THAT(Admit("q", Writer()), IsReason(type::v1::REASON_RESOURCE_NOT_FOUND));
  projects_.Say(Euros());
  EXPECT_THAT(Admit("q", Writer()), IsOk());
  EXPECT_EQ(projects_.asked(), 3);
}

TEST_F(AdmissionTest, WhatChangesIsReadAnew) {
  Know("p", "Europe/Paris");
  EXPECT_EQ(TimeZone("p"), "Europe/Paris");
  Know("p", "Indian/Reunion");
  EXPECT_EQ(TimeZone("p"), "Europe/Paris") << "remembered";
  admission_->Forget("projects/p");
  EXPECT_EQ(TimeZone("p"), "Indian/Reunion");
  // By another process.
  Know("p", "America/Cayenne");
  ++minutes_;
  EXPECT_EQ(TimeZone("p"), "America/Cayenne");
}

// It may have been read before it changed.
TEST_F(AdmissionTest, WhatIsForgottenMeanwhileIsNotRemembered) {
  Caller caller;
  Ask(caller, "p", Writer());
  ASSERT_TRUE(Eventually([this] { return projects_.asked() == 1; }));
  admission_->Forget("projects/p");
  projects_.Say(Euros());
  EXPECT_THAT(caller.Wait(), IsOk());
  EXPECT_THAT(Admit("p", Writer()), IsOk());
  EXPECT_EQ(projects_.asked(), 2);
}

TEST_F(AdmissionTest, AsksTheOwnerAllTheSameWhoMustBeSure) {
  Know("p", "Europe/Paris");
  projects_.Say(Refuse(type::v1::REASON_RESOURCE_NOT_FOUND, {{"name", "projects/p"}}));
  Admission::Asker sure = Writer();
  sure.owner = true;
  EXPECT_THAT(Admit("p", sure), IsReason(type::v1::REASON_RESOURCE_NOT_FOUND));
  EXPECT_THAT(Admit("p", Writer()), IsOk());
}

TEST_F(AdmissionTest, AsksUntilTheDeadlineOfWhoAsked) {
  const absl::Time before = absl::Now();
  EXPECT_THAT(Admit("p", Writer(absl::Milliseconds(100))),
              IsReason(type::v1::REASON_PEER_UNAVAILABLE));
  EXPECT_LT(projects_.deadline(), before + absl::Seconds(5));
}

TEST_F(AdmissionTest, WhoHasTimeIsNotCutOffByWhoHasNone) {
  Caller hurried, patient;
  Ask(hurried, "p", Writer(absl::Milliseconds(200)));
  Ask(patient, "p", Writer());
  EXPECT_THAT(hurried.Wait(), IsReason(type::v1::REASON_PEER_UNAVAILABLE));
  ASSERT_TRUE(Eventually([this] { return projects_.asked() == 2; }));
  EXPECT_FALSE(patient.answered.HasBeenNotified());
  projects_.Say(Euros());
  EXPECT_THAT(patient.Wait(), IsOk());
}

TEST_F(AdmissionTest, OnlySoManyWait) {
  Limit({.waiting = 3});
  std::vector<Caller> waiting(3);
  for (Caller& each : waiting) Ask(each, "p", Writer());
  for (const char* project : {"p", "q"}) {
    EXPECT_THAT(Admit(project, Writer()), IsReasonWith(type::v1::REASON_OVERLOADED, "limit", "3"));
  }
  projects_.Say(Euros());
  for (Caller& each : waiting) EXPECT_THAT(each.Wait(), IsOk());
  EXPECT_THAT(Admit("q", Writer()), IsOk());
}

}  // namespace
}  // namespace cofi::rpc
