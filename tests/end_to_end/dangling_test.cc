// No name ever dangles, whatever is deleted in which order and at which moment; and `cofi verify`
// finds one that was made to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/synchronization/barrier.h"
#include "base/identifiers.h"
#include "tests/installations/everything.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"

namespace cofi::end_to_end {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Text(const char* format, const std::string& project) {
  return absl::StrReplaceAll(format, {{"$p", project},
                                      {"$r", NewRequestId()},
                                      {"EUR(", "{ currency_code: 'EUR' units: "},
                                      {")", " }"}});
}

// A project that prepares still, so that all of it can be deleted, with something of
// everything that refers to something else.
void MakeEverything(const Installation& cofi, const std::string& id) {
  const struct {
    const char *verb, *request;
  } kSteps[] = {
      {"CreateOrganization", "organization_id: '$p-o' organization { display_name: 'O' kind: 1 }"},
      {"CreateOrganization", "organization_id: '$p-r' organization { display_name: 'R' kind: 1 }"},
      {"CreateFunder",
       "funder_id: '$p-f' funder { display_name: 'F' organization: 'organizations/$p-o' }"},
      {"CreateFunder", "funder_id: '$p-g' funder { display_name: 'G' }"},
      {"CreateCall",
       "parent: 'funders/$p-f' call_id: 'c' call { display_name: 'C' reviewing_service:"
       " 'organizations/$p-r' paying_agency: 'organizations/$p-o' }"},
      {"CreateProject",
       "project_id: '$p' project { display_name: 'P' lead: 'organizations/$p-o' }"},
      {"CreatePhase", "parent: 'projects/$p' phase_id: 'a' phase { display_name: 'A' }"},
      {"CreatePhase", "parent: 'projects/$p' phase_id: 'b' phase { display_name: 'B' }"},
      {"CreatePartner",
       "parent: 'projects/$p' partner_id: 'x' partner { organization: 'organizations/$p-r' role:"
       " 1 }"},
      {"CreateApplication",
       "parent: 'projects/$p' application_id: 'a' application { display_name: 'A' funder:"
       " 'funders/$p-f' call: 'funders/$p-f/calls/c' }"},
      {"CreateApplication",
       "parent: 'projects/$p' application_id: 'b' application { display_name: 'B' funder:"
       " 'funders/$p-g' }"},
      {"CreateStage",
       "parent: 'projects/$p/applications/a' stage_id: 's' stage { display_name: 'S' kind: 1 }"},
      {"CreateObligation",
       "parent: 'projects/$p/applications/a' obligation_id: 'o' obligation { display_name: 'O'"
       " kind: 1 due_date { year: 2019 month: 1 day: 1 } }"},
      {"UpdateProject",
       "project { name: 'projects/$p' start_condition { awarded_applications:"
       " ['projects/$p/applications/b', 'projects/$p/applications/a'] } }"},
      {"CreateBudget", "parent: 'projects/$p' budget_id: 'v1' budget { }"},
      {"CreateLine",
       "parent: 'projects/$p/budgets/v1' line_id: '62' line { side: SIDE_EXPENSE account: '62'"
       " display_name: 'L' planned_amount EUR(100) phase: 'projects/$p/phases/a' }"},
      {"CreateLine",
       "parent: 'projects/$p/budgets/v1' line_id: '74' line { side: SIDE_INCOME account: '74'"
       " display_name: 'M' planned_amount EUR(100) funder: 'funders/$p-g' }"},
      {"CreateGrant",
       "parent: 'projects/$p' grant_id: 'g' request_id: '$r' grant { display_name: 'G' funder:"
       " 'funders/$p-g' awarded_amount EUR(50)"
       " award_date { year: 2018 month: 1 day: 1 } }"},
  };
  for (const auto& step : kSteps) Must(cofi, step.verb, Text(step.request, id));
}

class Dangling : public ::testing::TestWithParam<Shape> {
 protected:
  Dangling() : cofi_(GetParam()) {}
  Installation cofi_;
};
COFI_IN_ALL_SHAPES(Dangling);

TEST_P(Dangling, NothingEverIsWhateverIsDeleted) {
  EXPECT_EQ(ApplyCase(cofi_).code, 0);
  const Project money(cofi_, "money");
  money.Apply("aide", "5000");
  cofi_.Ask<applications::v1::Application>(money.Award("aide", "5000", "2018-02-01"));
  money.Win("ville", {.amount = "500"});
  money.Win("unused", {.amount = "500"});
  money.Commit("c", {.amount = "50"});
  money.Spend("e", {.amount = "10", .commitment = "c", .shares = {{"ville", "10"}}});
  cofi_.Ask<budgets::v1::Receipt>(money.Receipt("r", "ville", "50"));
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  for (const unsigned seed : {1, 2, 3}) {
    MakeEverything(cofi_, absl::StrCat("q", seed));
    ASSERT_EQ(Unsound(cofi_), "");
    std::mt19937 random(seed);
    // Until a whole round deletes nothing more.
    int deleted = 0;
    bool released = false;
    for (bool more = true; more;) {
      more = false;
      std::vector<std::string> names = AllNames(cofi_);
      std::sort(names.begin(), names.end());
      std::shuffle(names.begin(), names.end(), random);
      for (const std::string& name : names) {
        const bool force = random() % 4 == 0;
        if (DeletionOf(name) == nullptr || !Delete(cofi_, name, force).ok()) continue;
        more = true;
        ++deleted;
        const std::string unsound = Unsound(cofi_);
        ASSERT_EQ(unsound, "") << "seed " << seed << ", after " << name << (force ? " -f" : "");
      }
      if (more || std::exchange(released, true)) continue;
      Must(cofi_, "UpdateProject",
           absl::StrCat("project { name: 'projects/q", seed,
                        "' } update_mask { paths: 'start_condition' }"));
      more = true;
    }
    EXPECT_GE(deleted, 8);
    // All of it could go, in some order, once the project did not name its applications any
    // more.
    for (const std::string& name : AllNames(cofi_)) {
      EXPECT_THAT(name, ::testing::Not(HasSubstr(absl::StrCat("q", seed)))) << "seed " << seed;
    }
  }
}

// Who refers and who deletes, at the same moment, again and again: one of them is refused.
TEST_P(Dangling, NothingEverIsWhoeverIsFirst) {
  constexpr int kRounds = 60;
  int both = 0, referred = 0, deleted = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::string id = absl::StrCat("race", round);
    for (const auto& [verb, request] : std::vector<std::pair<const char*, const char*>>{
             {"CreateOrganization",
              "organization_id: '$p' organization { display_name: 'O' kind: 1 }"},
             {"CreateFunder", "funder_id: '$p' funder { display_name: 'F' }"},
             {"CreateProject", "project_id: '$p' project { display_name: 'P' }"},
             {"CreateProject", "project_id: '$p-x' project { display_name: 'X' }"},
             {"CreatePhase", "parent: 'projects/$p' phase_id: 'a' phase { display_name: 'A' }"},
             {"CreateApplication",
              "parent: 'projects/$p' application_id: 'a' application { display_name: 'A' funder:"
              " 'funders/$p' }"},
             {"CreateFunder", "funder_id: '$p-x' funder { display_name: 'F' }"},
             {"CreateBudget", "parent: 'projects/$p' budget_id: 'v1' budget { }"}}) {
      Must(cofi_, verb, Text(request, id));
    }
    const struct {
      const char *name, *verb, *request;
    } kPairs[] = {
        {"organizations/$p", "UpdateFunder",
         "funder { name: 'funders/$p' organization: 'organizations/$p' }"},
        {"funders/$p-x", "CreateGrant",
         "parent: 'projects/$p' grant_id: 'g' request_id: '$r' grant { display_name: 'G' funder:"
         " 'funders/$p-x' awarded_amount EUR(50) award_date { year: 2018 month: 1 day: 1 } }"},
        {"projects/$p/phases/a", "CreateLine",
         "parent: 'projects/$p/budgets/v1' line_id: '62' line { side: SIDE_EXPENSE account: '62'"
         " display_name: 'L' planned_amount EUR(100) phase: 'projects/$p/phases/a' }"},
        {"projects/$p/applications/a", "UpdateProject",
         "project { name: 'projects/$p' start_condition { awarded_applications:"
         " 'projects/$p/applications/a' } }"},
        {"projects/$p-x", "CreateBudget", "parent: 'projects/$p-x' budget_id: 'b' budget { }"},
    };
    constexpr int kPairsCount = std::size(kPairs);
    std::vector<grpc::Status> told(2 * kPairsCount);
    auto* const barrier = new absl::Barrier(2 * kPairsCount);
    std::vector<std::thread> clients;
    for (int i = 0; i < kPairsCount; ++i) {
      clients.emplace_back([&, i] {
        const std::string request = Text(kPairs[i].request, id);
        if (barrier->Block()) delete barrier;
        // To delete takes longer: so that it comes before, in between and after.
        absl::SleepFor(absl::Microseconds(250 * round));
        told[2 * i] = Do(cofi_, kPairs[i].verb, request);
      });
      clients.emplace_back([&, i] {
        const std::string name = Text(kPairs[i].name, id);
        if (barrier->Block()) delete barrier;
        told[2 * i + 1] = Delete(cofi_, name);
      });
    }
    for (std::thread& client : clients) client.join();
    for (int i = 0; i < kPairsCount; ++i) {
      const bool refers = told[2 * i].ok(), gone = told[2 * i + 1].ok();
      both += refers && gone ? 1 : 0;
      referred += refers ? 1 : 0;
      deleted += gone ? 1 : 0;
      EXPECT_NE(refers, gone) << Text(kPairs[i].name, id) << ": " << Said(told[2 * i]) << "; "
                              << Said(told[2 * i + 1]);
    }
    ASSERT_EQ(Unsound(cofi_), "") << "round " << round;
  }
  EXPECT_EQ(both, 0);
  // It was a race.
  EXPECT_GT(referred, 0);
  EXPECT_GT(deleted, 0);
}

class Planted : public Dangling {
 protected:
  Planted() { MakeEverything(cofi_, "p"); }
};
COFI_IN_ALL_SHAPES(Planted);

TEST_P(Planted, IsFoundWhereverItIs) {
  ASSERT_EQ(Unsound(cofi_), "");
  const struct {
    const char *gone, *service, *resource, *field;
  } kCases[] = {
      // Each is met before those that are gone already.
      {"projects/p/applications/b", "projects", "projects/p",
       "start_condition.awarded_applications[0]"},
      {"organizations/p-r", "applications", "funders/p-f/calls/c", "reviewing_service"},
      {"organizations/p-o", "applications", "funders/p-f", "organization"},
      {"funders/p-g", "budgets", "projects/p/budgets/v1/lines/74", "funder"},
      {"projects/p/phases/a", "budgets", "projects/p/budgets/v1/lines/62", "phase"},
      {"projects/p", "budgets", "projects/p/budgets/v1", "parent"},
  };
  for (const auto& each : kCases) {
    DeletePastTheServer(cofi_, each.gone);
    // A channel waits up to a second before it tries a server again that was gone; until then,
    // what others say of an earlier case is found.
    journal::v1::Verdict verdict;
    EXPECT_TRUE(Eventually([&] {
      verdict = cofi_.Verify(each.service);
      return verdict.finding().expected() == each.gone;
    })) << each.gone;
    EXPECT_FALSE(verdict.sound()) << each.gone;
    EXPECT_EQ(verdict.finding().reason(), type::v1::REASON_RULE_BROKEN) << each.gone;
    EXPECT_EQ(verdict.finding().name(), each.resource) << each.gone;
    EXPECT_EQ(verdict.finding().what(), each.field) << each.gone;
    EXPECT_EQ(verdict.finding().expected(), each.gone);
  }
  const Outcome outcome = RunCofi(cofi_.address(), {"verify", "--service", "budgets"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, StartsWith("! RULE_BROKEN budgets: "));
}

class Silent : public Planted {};
INSTANTIATE_TEST_SUITE_P(In, Silent, ::testing::Values(Shape::kFourServers), &NameOf);

TEST_P(Silent, ServiceLeavesNothingProved) {
  cofi_.Stop("applications");
  const journal::v1::Verdict verdict = cofi_.Verify("budgets");
  EXPECT_FALSE(verdict.sound());
  EXPECT_EQ(verdict.finding().reason(), type::v1::REASON_PEER_UNAVAILABLE);
  const Outcome outcome =
      RunCofi(cofi_.address(), {"verify", "--service", "budgets", "--service", "projects"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("! PEER_UNAVAILABLE budgets: "),
                                 HasSubstr("! PEER_UNAVAILABLE projects: ")));
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("NOT PROVED"), ::testing::Not(HasSubstr("  sound"))));
  EXPECT_THAT(RunCofi(cofi_.address(), {"verify", "--service", "budgets"}, "fr").out,
              HasSubstr("NON VÉRIFIÉ"));
  // What is wrong is said all the same.
  DeletePastTheServer(cofi_, "projects/p/phases/a");
  EXPECT_TRUE(Eventually([&] { return cofi_.Verify("budgets").finding().what() == "phase"; }));
}

}  // namespace
}  // namespace cofi::end_to_end
