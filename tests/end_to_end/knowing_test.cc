// What services know of each other is what they have, whoever changes what at the moment, and
// whatever becomes of their stores; and `cofi verify` says where it is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/methods.h"
#include "db/connection.h"
#include "services/rpc/known.h"
#include "tests/folder.h"
#include "tests/installations/cluster.h"
#include "tests/installations/everything.h"
#include "tests/installations/health.h"
#include "tests/installations/installation.h"
#include "tests/installations/process.h"
#include "tests/installations/programs.h"
#include "tests/installations/refusals.h"

namespace cofi::end_to_end {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kKnowing[] = {"applications", "budgets"};

class Knowing : public ::testing::TestWithParam<Shape> {
 protected:
  Knowing() : cofi_(GetParam()) {}

  void MakeOrganization(const std::string& id) {
    Must(cofi_, "CreateOrganization",
         absl::StrCat("organization_id: '", id, "' organization { display_name: 'O' kind: 1 }"));
  }
  std::string FunderOf(const std::string& organization) {
    return Said(Do(cofi_, "CreateFunder",
                   absl::StrCat("funder_id: '", organization,
                                "' funder { display_name: 'F'"
                                " organization: 'organizations/",
                                organization, "' }")));
  }

  // Name and state, of what a service knows; and what it should, by its owners' journals.
  std::vector<std::string> Known(const std::string& service) {
    return cofi_.books().Values(
        service, absl::StrCat("SELECT name || ' ' || ", Hex(), " FROM known ORDER BY name"));
  }
  std::vector<std::string> Kept(const std::string& service) {
    std::map<std::string, std::vector<std::string>> types;  // By owner.
    for (const auto* type : rpc::KnownTypes(service)) {
      types[clients::OwnerOf(type)].push_back(absl::StrCat("'", type->full_name(), "'"));
    }
    std::vector<std::string> kept;
    for (const auto& [owner, its] : types) {
      const auto rows = cofi_.books().Values(
          owner, absl::StrCat("SELECT name || ' ' || ", Hex(),
                              " FROM journal entry WHERE state IS NOT NULL AND type IN (",
                              absl::StrJoin(its, ", "),
                              ") AND sequence = (SELECT MAX(sequence) FROM journal same WHERE"
                              " same.root = entry.root AND same.name = entry.name)"));
      kept.insert(kept.end(), rows.begin(), rows.end());
    }
    std::sort(kept.begin(), kept.end());
    return kept;
  }
  static std::string Hex() { return OnPostgres() ? "encode(state, 'hex')" : "hex(state)"; }

  // Changes what a service knows, past its server.
  void Plant(const std::string& service, const std::string& sql) {
    const auto connection = cofi_.books().Open(service, db::Access::kWrite);
    ASSERT_TRUE(connection->Run(sql).ok()) << sql;
  }
  void ExpectFound(const std::string& service, const std::string& name) {
    const journal::v1::Verdict verdict = cofi_.Verify(service);
    EXPECT_FALSE(verdict.sound()) << name;
    EXPECT_EQ(verdict.finding().reason(), type::v1::REASON_RULE_BROKEN) << name;
    EXPECT_EQ(verdict.finding().name(), name);
    EXPECT_EQ(verdict.finding().what(), "known");
  }

  Installation cofi_;
};
COFI_IN_ALL_SHAPES(Knowing);

TEST_P(Knowing, IsWhatTheyHaveWhoeverChangesIt) {
  constexpr int kClients = 4, kRounds = 25;
  std::vector<std::thread> clients;
  clients.reserve(kClients);
  for (int client = 0; client < kClients; ++client) {
    clients.emplace_back([this, client] {
      for (int round = 0; round < kRounds; ++round) {
        const std::string id = absl::StrCat("c", client, "-", round);
        MakeOrganization(id);
        Must(cofi_, "CreateProject",
             absl::StrCat("project_id: '", id,
                          "' project { display_name:"
                          " 'P' lead: 'organizations/",
                          id, "' }"));
        for (const char* phase : {"a", "b"}) {
          Must(cofi_, "CreatePhase",
               absl::StrCat("parent: 'projects/", id, "' phase_id: '", phase,
                            "' phase { display_name: 'A' }"));
        }
        EXPECT_EQ(FunderOf(id), "OK");
        Must(cofi_, "UpdateFunder",
             absl::StrCat("funder { name: 'funders/", id, "' display_name: 'changed' }"));
        EXPECT_TRUE(Delete(cofi_, absl::StrCat("projects/", id, "/phases/b")).ok());
        if (round % 2 == 0) {
          EXPECT_TRUE(Delete(cofi_, "funders/" + id).ok());
        }
      }
    });
  }
  // A change that is on its way is no finding.
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Unsound(cofi_), "");
  for (std::thread& each : clients) each.join();
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  for (const char* service : kKnowing) {
    EXPECT_EQ(Known(service), Kept(service)) << service;
    EXPECT_GE(Known(service).size(), size_t{kClients * kRounds}) << service;
  }
  EXPECT_EQ(Unsound(cofi_), "");
  EXPECT_EQ(RunCofi(cofi_.address(), {"followers"}).code, 0);
}

TEST_P(Knowing, WhatTheyHaveNotIsFound) {
  MakeOrganization("o");
  ASSERT_EQ(FunderOf("o"), "OK");
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  ASSERT_EQ(Unsound(cofi_), "");
  // Another state of it.
  Plant("budgets", absl::StrCat("UPDATE known SET state = ", OnPostgres() ? "'\\x'" : "x''"));
  ExpectFound("budgets", "funders/o");
  // One that never was; which is a kind that nothing here refers to; whose owner is another.
  for (const char* name : {"funders/made-up", "funders/o/calls/c"}) {
    Plant("budgets", absl::StrCat("UPDATE known SET name = '", name, "'"));
    ExpectFound("budgets", name);
  }
  Plant("budgets", "UPDATE known SET name = 'funders/o', owner = 'projects'");
  ExpectFound("budgets", "funders/o");
  const Outcome said = RunCofi(cofi_.address(), {"verify", "--service", "budgets"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, AllOf(StartsWith("! RULE_BROKEN budgets: funders/o"), HasSubstr("known")));
  EXPECT_TRUE(cofi_.Verify("applications").sound());
  // Begun anew it is right again.
  EXPECT_EQ(RunCofi(cofi_.address(),
                    {"lead", "known-applications", "--to", "0", "--note", "changed by hand"})
                .code,
            0);
  EXPECT_TRUE(Eventually([this] { return Known("budgets") == Kept("budgets"); }));
  EXPECT_TRUE(Eventually([this] { return cofi_.Verify("budgets").sound(); }));
}

// What was made since the copy is gone, also for those that had heard of it.
TEST_P(Knowing, ARestoreThatLosesEntriesIsHeardOf) {
  if (OnPostgres()) return;  // Copies are the server's own there.
  const Folder files;
  const std::string copy = files.path() + "/copy";
  MakeOrganization("stays");
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  ASSERT_EQ(RunCofi(cofi_.address(), {"backup", copy}).code, 0);
  MakeOrganization("lost");
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  EXPECT_EQ(Known("applications"), Kept("applications"));
  EXPECT_EQ(Known("applications").size(), 2u);
  const Outcome restored = RunCofi(cofi_.address(), {"restore", copy, "--losing", "projects=1"});
  ASSERT_EQ(restored.code, 0) << restored.err;
  EXPECT_TRUE(Eventually([this] {
    return Known("applications").size() == 1 && Known("applications") == Kept("applications");
  }));
  EXPECT_THAT(FunderOf("lost"), HasSubstr("REFERENCE_NOT_FOUND"));
  EXPECT_EQ(FunderOf("stays"), "OK");
  EXPECT_EQ(Unsound(cofi_), "");
  // They try again in their own time.
  EXPECT_TRUE(Eventually([this] { return RunCofi(cofi_.address(), {"followers"}).code == 0; }));
  EXPECT_TRUE(Eventually([this] {
    return HealthOf(cofi_.channel("applications"), "followers/known-projects") == "SERVING";
  }));
}

}  // namespace
}  // namespace cofi::end_to_end
