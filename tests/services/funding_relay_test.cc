// What the relay of the funding does with each answer of the projects.
#include "services/budgets/funding_relay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "base/refusal.h"
#include "cofi/projects/internal/v1/funding.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "services/budgets/service.h"
#include "services/budgets/tables.h"
#include "services/rpc/errors.h"
#include "services/rpc/follower.h"
#include "tests/installations/cluster.h"
#include "tests/reasons.h"
#include "tests/reporting/scripted_peer.h"
#include "tests/services/facts.h"

namespace cofi::budgets {
namespace {

using projects::internal::v1::ReportFundingRequest;
using projects::internal::v1::ReportFundingResponse;

// A journal of the project `p` with one grant, and projects that say what the test says.
class FundingRelay : public ::testing::Test {
 protected:
  FundingRelay() {
    store_ =
        db::Store::Open({.database = NewDatabase(), .folder = folder_.path(), .service = "budgets"},
                        Migrations())
            .value();
    projects_.On<ReportFundingRequest, ReportFundingResponse>(
        [this](const ReportFundingRequest& request, ReportFundingResponse* response) {
          told_.push_back(request);
          if (!answer_.ok()) return answer_;
          const int64_t place = request.journal_sequence();
          const bool replaces = request.replaced_sequence() == last_;
          if (place >= last_ || replaces) last_ = place;
          response->set_journal_sequence(last_);
          return absl::OkStatus();
        });
    peers_.Connect("projects", projects_.channel());
    Award("g1");
  }

  void Award(const std::string& id) {
    auto grant = FromText<v1::Grant>(R"pb(
      funder: "funders/f"
      awarded_amount { currency_code: "EUR" units: 100 }
      award_date { year: 2018 month: 1 day: 15 }
    )pb");
    grant.set_name("projects/p/grants/" + id);
    EXPECT_THAT(
        store_->WriteAndWait({.root = "projects/p"},
                             [&](db::Transaction& tx) { return Grants().Insert(tx, &grant); }),
        IsOk());
  }

  // Takes the next step, as far as the answer lets it.
  absl::Status Follow() {
    rpc::Step step;
    step.from = cursor_;
    journal::v1::Change& change = step.changes.emplace_back();
    change.set_cursor(cursor_ + "1");
    change.mutable_entry()->set_root("projects/p");
    const absl::Status followed = FollowFunding(store_.get(), peers_, step);
    if (followed.ok()) cursor_ = step.to();
    return followed;
  }

  const Folder folder_;
  std::unique_ptr<db::Store> store_;
  reporting::ScriptedPeer projects_;
  rpc::Peers peers_{{"projects"}};
  absl::Status answer_;
  int64_t last_ = 0;  // The place of the picture that the project has.
  std::vector<ReportFundingRequest> told_;
  std::string cursor_;
};

TEST_F(FundingRelay, TellsTheWholePicture) {
  Award("g2");
  EXPECT_THAT(Follow(), IsOk());
  ASSERT_EQ(told_.size(), 1);
  EXPECT_EQ(told_[0].name(), "projects/p");
  EXPECT_EQ(told_[0].funding().awards_size(), 2);
  EXPECT_EQ(told_[0].journal_sequence(), 2);
}

// Else one project would keep all others from being told.
TEST_F(FundingRelay, LeavesOutWhatIsRefusedForGood) {
  answer_ = Refuse(type::v1::REASON_AMOUNT_OVERFLOW, {{"limit", "1"}});
  EXPECT_THAT(Follow(), IsOk());
  answer_ = Refuse(type::v1::REASON_RESOURCE_NOT_FOUND, {{"name", "projects/p"}});
  EXPECT_THAT(Follow(), IsOk());
  answer_ = absl::OkStatus();
  EXPECT_THAT(Follow(), IsOk());
  EXPECT_EQ(told_.size(), 3);
}

TEST_F(FundingRelay, TellsAgainWhatMayBeTakenLater) {
  answer_ = Refuse(type::v1::REASON_OVERLOADED, {{"limit", "1"}});
  EXPECT_THAT(Follow(), IsReason(type::v1::REASON_OVERLOADED));
  EXPECT_EQ(cursor_, "");
  answer_ = absl::OkStatus();
  EXPECT_THAT(Follow(), IsOk());
  // The same picture of the same entry is the same request.
  EXPECT_EQ(told_[0].request_id(), told_[1].request_id());
}

// Before a restore, the journal had come further, and said so.
TEST_F(FundingRelay, ReplacesAPictureThatTheJournalHasNotComeTo) {
  last_ = 120;
  EXPECT_THAT(Follow(), IsOk());
  ASSERT_EQ(told_.size(), 2);
  EXPECT_EQ(told_[0].replaced_sequence(), 0);
  EXPECT_EQ(told_[1].replaced_sequence(), 120);
  EXPECT_NE(told_[0].request_id(), told_[1].request_id());
  EXPECT_EQ(last_, 1);
}

TEST(IsFinal, TellsWhatRepeatingCannotMend) {
  const auto of = [](const absl::Status& refusal) {
    return IsFinal(rpc::ToGrpc(refusal, Language::kEnglish));
  };
  EXPECT_TRUE(of(Refuse(type::v1::REASON_AMOUNT_OVERFLOW)));
  EXPECT_TRUE(of(Refuse(type::v1::REASON_RESOURCE_NOT_FOUND)));
  EXPECT_TRUE(of(Refuse(type::v1::REASON_VERB_NOT_ALLOWED)));
  EXPECT_TRUE(of(Refuse(type::v1::REASON_REQUEST_ID_REUSED)));
  EXPECT_TRUE(of(Refuse(type::v1::REASON_STORE_DAMAGED)));
  EXPECT_FALSE(of(Refuse(type::v1::REASON_OVERLOADED)));
  EXPECT_FALSE(of(Refuse(type::v1::REASON_STORE_FAILED)));
  EXPECT_FALSE(of(Refuse(type::v1::REASON_DEADLINE_EXCEEDED)));
  EXPECT_FALSE(of(Refuse(type::v1::REASON_ETAG_MISMATCH)));
  // What gRPC says itself: of a request that is too large, and of a server that is away.
  EXPECT_TRUE(IsFinal({grpc::StatusCode::RESOURCE_EXHAUSTED, "Received message larger than max"}));
  EXPECT_FALSE(IsFinal({grpc::StatusCode::UNAVAILABLE, "connection refused"}));
  EXPECT_FALSE(IsFinal({grpc::StatusCode::UNIMPLEMENTED, ""}));
}

}  // namespace
}  // namespace cofi::budgets
