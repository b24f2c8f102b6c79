// A follower that meets a change which it cannot act on says so, stands still before it, and
// is led on by hand, on record.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "cofi/journal/v1/followers.pb.h"
#include "tests/installations/cluster.h"
#include "tests/installations/health.h"
#include "tests/installations/installation.h"
#include "tests/installations/process.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"

namespace cofi::end_to_end {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kRelay[] = "followers/awards";
constexpr char kKnown[] = "followers/known-applications";

class Followers : public ::testing::Test {
 protected:
  Followers() : cofi_(Shape::kFourServers), project_(cofi_, "p") {
    project_.Apply("first", "1000");
    project_.Apply("second", "2000");
    EXPECT_TRUE(cofi_.books().AwaitRelays());
  }

  void Award(const std::string& id, const std::string& amount) {
    cofi_.Ask<applications::v1::Application>(project_.Award(id, amount, "2018-02-01"));
  }
  // Changes the applications' journal past its server.
  void Plant(const std::string& sql) {
    const auto connection = cofi_.books().Open("applications", db::Access::kWrite);
    ASSERT_TRUE(connection->Run(sql).ok()) << sql;
  }
  Outcome Run(const Words& words, const std::string& lang = "en") {
    return RunCofi(cofi_.address(), words, lang);
  }
  journal::v1::Follower Relay(const std::string& name = kRelay) {
    journal::v1::ReadFollowersRequest request;
    request.set_journal("journals/budgets");
    const auto response = cofi_.Ask<journal::v1::ReadFollowersResponse>(request);
    for (const journal::v1::Follower& each : response.followers()) {
      if (each.name() == name) return each;
    }
    return {};
  }
  bool Stands() {
    return Eventually([&] { return !Relay().detail().empty(); });
  }
  std::string Health() { return HealthOf(cofi_.channel("budgets"), kRelay); }
  bool HasGrant(const std::string& id) {
    budgets::v1::GetGrantRequest request;
    request.set_name(project_.Name("grants", id));
    budgets::v1::Grant grant;
    return cofi_.Call(request, &grant).ok();
  }

  // With the first award's entry spoilt, and one that is whole behind it.
  void StandBefore(const std::string& change) {
    cofi_.Stop("budgets");
    Award("first", "1000");
    Award("second", "2000");
    Plant(absl::StrCat("UPDATE journal SET ", change,
                       " WHERE verb = 'AwardApplication' AND name = '",
                       project_.Name("applications", "first"), "'"));
    cofi_.Start("budgets");
    ASSERT_TRUE(Stands());
    EXPECT_FALSE(HasGrant("second"));
  }

  // Leads it over the change that it stands before; what keeps the applications too, which
  // stands only before what cannot even be passed over.
  void LeadOver(bool of_all = false) {
    EXPECT_TRUE(Eventually([&] { return Health() == "NOT_SERVING"; }));
    const Outcome shown = Run({"followers"});
    EXPECT_EQ(shown.code, 1) << shown.err;
    EXPECT_THAT(shown.out, AllOf(HasSubstr(kRelay), HasSubstr("cannot be read")));
    const std::string before = Relay().standing_before();
    ASSERT_NE(before, "");
    EXPECT_THAT(shown.out, HasSubstr(before));
    const Outcome led = Run({"lead", "awards", "--to", before, "--note", "grant recorded by hand"});
    EXPECT_EQ(led.code, 0) << led.err;
    if (of_all) {
      EXPECT_TRUE(Eventually([&] { return Relay(kKnown).standing_before() == before; }));
      EXPECT_EQ(Run({"lead", kKnown, "--to", before, "--note", "as known before"}).code, 0);
    }
    EXPECT_TRUE(Eventually([&] { return Relay(kKnown).detail().empty(); }));
    EXPECT_TRUE(Eventually([&] { return HasGrant("second"); }));
    EXPECT_FALSE(HasGrant("first"));
    EXPECT_TRUE(Eventually([&] { return Health() == "SERVING"; }));
    const Outcome after = Run({"followers"}, "fr");
    EXPECT_EQ(after.code, 0);
    // Another may well be behind that entry.
    EXPECT_THAT(after.out, AllOf(HasSubstr("curseur"),
                                 Not(ContainsRegex(absl::StrCat(kRelay, " [^\n]*", before)))));
    // Who, and why.
    const std::string history = Run({"history", "directory", "--below", "-o", "json"}).out;
    EXPECT_THAT(history, AllOf(HasSubstr("LeadFollower"), HasSubstr("grant recorded by hand"),
                               HasSubstr(before)));
    EXPECT_EQ(cofi_.failures(), 0);
  }

  Installation cofi_;
  const Project project_;
};

TEST_F(Followers, AChangeWhoseResourceCannotBeReadIsLedOver) {
  StandBefore(OnPostgres() ? "state = '\\xff'" : "state = x'ff'");
  LeadOver();
  const journal::v1::Verdict verdict = cofi_.Verify("budgets");
  EXPECT_TRUE(verdict.sound()) << verdict.DebugString();
}

// What nobody can read who follows; such a text PostgreSQL does not keep.
TEST_F(Followers, AnEntryThatCannotBeReadIsLedOver) {
  if (OnPostgres()) {
    StandBefore("state = '\\xff00'");
  } else {
    StandBefore("principal = CAST(x'fffe' AS TEXT)");
  }
  LeadOver(/*of_all=*/!OnPostgres());
  // What was passed over is not what the applications have.
  const journal::v1::Verdict verdict = cofi_.Verify("budgets");
  EXPECT_EQ(verdict.sound(), OnPostgres()) << verdict.DebugString();
  EXPECT_EQ(verdict.finding().what(), OnPostgres() ? "" : "known");
}

TEST_F(Followers, WhereEntriesWereLostItStandsStillUntilItIsLed) {
  Award("first", "1000");
  ASSERT_TRUE(Eventually([&] { return HasGrant("first"); }));
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  cofi_.Stop("budgets");
  cofi_.Stop("applications");
  // As an older file, or a log that was cut, leaves it.
  Plant("DELETE FROM journal WHERE verb = 'AwardApplication'");
  cofi_.Start("applications");
  cofi_.Start("budgets");
  ASSERT_TRUE(Stands());
  const std::string detail = Relay().detail();
  EXPECT_THAT(detail, HasSubstr("entries were lost"));
  EXPECT_TRUE(Eventually([&] { return Health() == "NOT_SERVING"; }));
  const std::string end = detail.substr(detail.rfind(' ') + 1);
  EXPECT_EQ(Run({"lead", kRelay, "--to", end, "--note", "restored"}).code, 0);
  EXPECT_TRUE(Eventually([&] { return Health() == "SERVING"; }));
  EXPECT_EQ(Run({"followers"}).code, 0);
}

TEST_F(Followers, AreLedNowhereElseAndNotWithoutAWord) {
  EXPECT_EQ(Run({"lead", "nobody", "--to", "1", "--note", "x"}).code, 2);
  EXPECT_THAT(Run({"lead", "nobody", "--to", "1", "--note", "x"}).err,
              HasSubstr("followers/awards, followers/funding"));
  EXPECT_EQ(Run({"lead", "awards", "--to", "1"}).code, 2);
  journal::v1::LeadFollowerRequest request;
  request.set_journal("journals/budgets");
  request.set_follower("followers/nobody");
  request.set_cursor("1");
  request.set_note("x");
  journal::v1::Follower led;
  EXPECT_THAT(Said(cofi_.Call(request, &led)),
              HasSubstr("INVALID_ARGUMENT VALUE_MALFORMED follower: "));
  request.set_follower(kRelay);
  request.set_cursor("yesterday");
  EXPECT_THAT(Said(cofi_.Call(request, &led)),
              HasSubstr("INVALID_ARGUMENT VALUE_MALFORMED cursor: "));
  request.clear_note();
  EXPECT_THAT(Said(cofi_.Call(request, &led)), HasSubstr("FIELD_REQUIRED note: "));
  EXPECT_EQ(Run({"followers", "--service", "projects"}).out, "");
}

}  // namespace
}  // namespace cofi::end_to_end
