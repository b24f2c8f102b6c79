// A service keeps what its resources may refer to in others: as their journals have it last,
// each change once, whatever becomes of the journal.
#include "services/rpc/known.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "base/names.h"
#include "base/status.h"
#include "cofi/projects/v1/organizations.pb.h"
#include "cofi/projects/v1/partners.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "db/journal.h"
#include "db/store/store.h"
#include "google/protobuf/unknown_field_set.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "services/journal/leads.h"
#include "services/journal/watch.h"
#include "services/rpc/admission.h"
#include "tests/folder.h"
#include "tests/installations/cluster.h"
#include "tests/installations/process.h"
#include "tests/reasons.h"

namespace cofi::rpc {
namespace {

using projects::v1::Organization;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::vector<std::string> NamesOf(const std::vector<const Descriptor*>& types) {
  std::vector<std::string> names;
  names.reserve(types.size());
  for (const Descriptor* type : types) names.push_back(type->name());
  return names;
}

// A type that is added here is only known from then on: with it comes a migration that has the
// follower begin anew, `DELETE FROM follower WHERE service = 'known-…'`.
TEST(KnownTypes, AreReadOffTheProtos) {
  EXPECT_THAT(NamesOf(KnownTypes("applications")), UnorderedElementsAre("Organization", "Project"));
  EXPECT_THAT(NamesOf(KnownTypes("budgets")),
              UnorderedElementsAre("Application", "Call", "Funder", "Phase", "Project"));
  // They follow nobody, and nothing of theirs is stored.
  EXPECT_THAT(KnownTypes("projects"), IsEmpty());
  EXPECT_THAT(KnownTypes("reporting"), IsEmpty());
  // They ask, and follow nobody either.
  EXPECT_THAT(KnownTypes("attachments"), IsEmpty());
}

// The applications, on a server that streams the projects' journal.
class Knowing : public ::testing::Test {
 protected:
  Knowing() {
    journal::ServeWatch({{"projects", owner_.get()}}, &streams_);
    grpc::ServerBuilder builder;
    builder.RegisterService(&streams_);
    server_ = builder.BuildAndStart();
    peers_.Connect("projects", server_->InProcessChannel({}));
  }
  ~Knowing() override {
    for (const auto& follower : followers_) follower->Stop();
    streams_.Stop();
    server_->Shutdown();
    server_->Wait();
    store_->Stop();
  }

  static std::unique_ptr<db::Store> Open(const std::string& service, const std::string& folder) {
    return db::Store::Open({.database = NewDatabase(), .folder = folder, .service = service}, {})
        .value();
  }

  void Follow() {
    followers_.push_back(
        std::move(MakeKnownFollowers("applications", store_.get(), &peers_, &admission_)[0]));
    followers_.back()->Start();
  }
  void StopFollowing() { followers_.clear(); }

  static Organization Named(const std::string& id, const std::string& display_name) {
    Organization organization;
    organization.set_name("organizations/" + id);
    organization.set_display_name(display_name);
    return organization;
  }
  // An entry of the journal; of a deletion without a state.
  void Append(const std::string& name, const Descriptor* type, const Message* state) {
    EXPECT_THAT(owner_->WriteAndWait(
                    {.root = std::string(RootOf(name))},
                    [&](db::Transaction& tx) {
                      return db::AppendJournal(tx, name, "2026-01-01", type, state).status();
                    }),
                IsOk());
  }
  void Change(const std::string& id, const std::string& display_name) {
    const Organization changed = Named(id, display_name);
    Append(changed.name(), Organization::descriptor(), &changed);
  }
  void Delete(const std::string& id) {
    Append("organizations/" + id, Organization::descriptor(), nullptr);
  }
  void Run(db::Store& store, const std::string& sql) {
    EXPECT_THAT(store.WriteAndWait({}, [&](db::Transaction& tx) { return tx.Run(sql); }), IsOk());
  }
  // Display names by name.
  std::map<std::string, std::string> Known() {
    std::map<std::string, std::string> known;
    EXPECT_THAT(store_->ReadAndWait(
                    {},
                    [&](db::Transaction& tx) {
                      known.clear();
                      return tx.Run(
                          "SELECT name FROM known", {}, [&](const db::Row& row) -> absl::Status {
                            const std::string name(row.Text(0));
                            Organization organization;
                            COFI_RETURN_IF_ERROR(ReadKnown(tx, name, &organization).status());
                            known[name] = organization.display_name();
                            return absl::OkStatus();
                          });
                    }),
                IsOk());
    return known;
  }
  bool Becomes(const std::map<std::string, std::string>& expected) {
    return Eventually([&] { return Known() == expected; });
  }

  const Folder folder_, owners_folder_;
  const std::unique_ptr<db::Store> owner_ = Open("projects", owners_folder_.path());
  const std::unique_ptr<db::Store> store_ = Open("applications", folder_.path());
  Idle idle_{kGuard};
  StreamService streams_{&idle_};
  std::unique_ptr<grpc::Server> server_;
  Peers peers_{{"projects"}};
  // By a clock that stands still: it is remembered for ever.
  Admission admission_{"applications", &peers_, store_.get(), [] { return absl::UnixEpoch(); }};
  std::vector<std::unique_ptr<Follower>> followers_;
};

TEST_F(Knowing, WhatMayBeReferredToAsItIs) {
  Change("a", "old");
  Change("a", "new");
  Change("b", "gone");
  Delete("b");
  projects::v1::Partner partner;
  partner.set_name("projects/p/partners/x");
  Append(partner.name(), projects::v1::Partner::descriptor(), &partner);
  Follow();
  EXPECT_TRUE(Becomes({{"organizations/a", "new"}}));
  Change("a", "newer");
  Change("c", "c");
  EXPECT_TRUE(Becomes({{"organizations/a", "newer"}, {"organizations/c", "c"}}));
  Delete("a");
  EXPECT_TRUE(Becomes({{"organizations/c", "c"}}));
  Change("a", "another");
  EXPECT_TRUE(Becomes({{"organizations/a", "another"}, {"organizations/c", "c"}}));
}

TEST_F(Knowing, IsReadInATransactionByItsType) {
  Change("a", "A");
  Follow();
  ASSERT_TRUE(Becomes({{"organizations/a", "A"}}));
  std::optional<Organization> known, unknown;
  EXPECT_THAT(store_->ReadAndWait(
                  {},
                  [&](db::Transaction& tx) -> absl::Status {
                    COFI_ASSIGN_OR_RETURN(known, KnownOf<Organization>(tx, "organizations/a"));
                    COFI_ASSIGN_OR_RETURN(unknown, KnownOf<Organization>(tx, "organizations/b"));
                    return absl::OkStatus();
                  }),
              IsOk());
  ASSERT_TRUE(known.has_value());
  EXPECT_EQ(known->display_name(), "A");
  EXPECT_FALSE(unknown.has_value());
  Run(*store_,
      OnPostgres() ? "UPDATE known SET state = '\\xff'" : "UPDATE known SET state = x'ff'");
  EXPECT_THAT(store_->ReadAndWait({},
                                  [&](db::Transaction& tx) {
                                    return KnownOf<Organization>(tx, "organizations/a").status();
                                  }),
              IsReasonWith(type::v1::REASON_RULE_BROKEN, "name", "organizations/a"));
}

// A follower that was further than the journal is now, because entries were lost: what is gone
// with them is known no more, and nothing stands still.
TEST_F(Knowing, BeginsAnewWhereEntriesWereLost) {
  Change("a", "A");
  Change("lost", "lost");
  Follow();
  ASSERT_TRUE(Becomes({{"organizations/a", "A"}, {"organizations/lost", "lost"}}));
  StopFollowing();
  Run(*owner_, "DELETE FROM journal WHERE name = 'organizations/lost'");
  Follow();
  EXPECT_TRUE(Becomes({{"organizations/a", "A"}}));
  EXPECT_EQ(followers_[0]->standing().detail, "");
  StopFollowing();
  // All of them.
  Run(*owner_, "DELETE FROM journal");
  Follow();
  EXPECT_TRUE(Becomes({}));
}

TEST_F(Knowing, BeginsAnewWhenItIsLedToTheBeginning) {
  Change("a", "A");
  Follow();
  ASSERT_TRUE(Becomes({{"organizations/a", "A"}}));
  Run(*store_, "UPDATE known SET name = 'organizations/planted'");
  ASSERT_TRUE(Becomes({{"organizations/planted", "A"}}));
  journal::v1::Follower led;
  led.set_name("followers/known-projects");
  EXPECT_THAT(
      store_->WriteAndWait({.root = kSharedRoot},
                           [&](db::Transaction& tx) { return journal::Lead(tx, "0", &led); }),
      IsOk());
  followers_[0]->Restart();
  EXPECT_TRUE(Becomes({{"organizations/a", "A"}}));
}

// Nothing behind it waits: who names it asks its owner.
TEST_F(Knowing, WhatCannotBeReadIsNotKnown) {
  Change("a", "A");
  Change("b", "B");
  Follow();
  ASSERT_TRUE(Becomes({{"organizations/a", "A"}, {"organizations/b", "B"}}));
  StopFollowing();
  Change("a", "spoilt");
  Change("c", "C");
  Run(*owner_, absl::StrCat("UPDATE journal SET state = ", OnPostgres() ? "'\\xff'" : "x'ff'",
                            " WHERE name = 'organizations/a'"));
  Follow();
  EXPECT_TRUE(Becomes({{"organizations/b", "B"}, {"organizations/c", "C"}}));
  EXPECT_EQ(followers_[0]->standing().detail, "");
  // Until it can be.
  Change("a", "mended");
  EXPECT_TRUE(
      Becomes({{"organizations/a", "mended"}, {"organizations/b", "B"}, {"organizations/c", "C"}}));
}

// Hundreds are taken at once.
TEST_F(Knowing, MuchThatWasThereBefore) {
  std::map<std::string, std::string> expected;
  for (int i = 0; i < 1'000; ++i) {
    const std::string id = absl::StrCat("o", i % 700);
    Change(id, absl::StrCat(i));
    expected["organizations/" + id] = absl::StrCat(i);
  }
  Follow();
  EXPECT_TRUE(Becomes(expected));
}

// As of several processes that share a database.
TEST_F(Knowing, OfSeveralWhoFollowForOneServiceEachChangeIsTakenByOne) {
  for (int i = 0; i < 3; ++i) Follow();
  std::map<std::string, std::string> expected;
  for (int i = 0; i < 200; ++i) {
    const std::string id = absl::StrCat("o", i % 50);
    Change(id, absl::StrCat(i));
    expected["organizations/" + id] = absl::StrCat(i);
  }
  EXPECT_TRUE(Becomes(expected));
  for (const auto& follower : followers_) EXPECT_EQ(follower->standing().detail, "");
}

TEST_F(Knowing, WhatChangesIsRememberedNoMore) {
  projects::v1::Project project;
  project.set_name("projects/p");
  project.set_currency("EUR");
  const auto time_zone = [&] {
    absl::Notification answered;
    std::string found;
    admission_.Admit({{"", "projects/p", projects::v1::Project::descriptor()}}, nullptr, {},
                     [&](const absl::Status& status, const ProjectTerms& terms) {
                       EXPECT_THAT(status, IsOk());
                       found = terms.time_zone;
                       answered.Notify();
                     });
    answered.WaitForNotification();
    return found;
  };
  const auto move = [&](const std::string& zone) {
    project.set_time_zone(zone);
    Append(project.name(), projects::v1::Project::descriptor(), &project);
  };
  Follow();
  move("Europe/Paris");
  ASSERT_TRUE(Eventually([&] { return !Known().empty(); }));
  EXPECT_EQ(time_zone(), "Europe/Paris");
  move("Indian/Reunion");
  EXPECT_TRUE(Eventually([&] { return time_zone() == "Indian/Reunion"; }));
}

TEST_F(Knowing, WhatAnEarlierVersionRecordedIsReadAsTodays) {
  projects::v1::Project project;
  project.set_name("projects/p");
  projects::v1::StartCondition* const condition = project.mutable_start_condition();
  constexpr int kSecuredPercent = 1;
  condition->GetReflection()->MutableUnknownFields(condition)->AddVarint(kSecuredPercent, 80);
  Append(project.name(), project.GetDescriptor(), &project);
  Follow();
  std::optional<projects::v1::Project> known;
  EXPECT_TRUE(Eventually([&] {
    EXPECT_THAT(store_->ReadAndWait({},
                                    [&](db::Transaction& tx) -> absl::Status {
                                      COFI_ASSIGN_OR_RETURN(known, KnownOf<projects::v1::Project>(
                                                                       tx, project.name()));
                                      return absl::OkStatus();
                                    }),
                IsOk());
    return known.has_value();
  }));
  EXPECT_EQ(known->start_condition().secured_basis_points(), 8000);
}

}  // namespace
}  // namespace cofi::rpc
