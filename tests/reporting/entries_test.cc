// Statements are read page by page beside the facts: all of one moment, whoever writes meanwhile.
#include "services/reporting/entries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "cofi/budgets/internal/v1/facts.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/projects/internal/v1/facts.pb.h"
#include "tests/reasons.h"
#include "tests/reporting/examples.h"
#include "tests/reporting/scripted_peer.h"

namespace cofi::reporting {
namespace {

using budgets::internal::v1::BudgetFacts;
using budgets::v1::ListExpensesRequest;
using budgets::v1::ListExpensesResponse;

class EntriesTest : public ::testing::Test {
 protected:
  EntriesTest() : peers_({"projects", "applications", "budgets"}) {
    peers_.Connect("projects", projects_.channel());
    peers_.Connect("applications", applications_.channel());
    peers_.Connect("budgets", budgets_.channel());
    projects_.On<projects::internal::v1::ReadFactsRequest, projects::internal::v1::ProjectFacts>(
        [](const auto& request, projects::internal::v1::ProjectFacts* facts) {
          facts->mutable_project()->set_name(request.name());
          *facts->mutable_as_of_date() = On("2018-05-01");
          return absl::OkStatus();
        });
    budgets_.On<budgets::internal::v1::ReadFactsRequest, BudgetFacts>(
        [this](const auto&, BudgetFacts* facts) {
          facts->set_journal_sequence(facts_at_);
          return absl::OkStatus();
        });
    budgets_.On<ListExpensesRequest, ListExpensesResponse>(
        [this](const auto&, ListExpensesResponse* page) {
          // What was written in between is there for whoever asks next.
          page->set_journal_sequence(facts_at_ += writes_);
          if (writes_ > 0) --writes_;
          page->set_next_page_token("next");
          return absl::OkStatus();
        });
  }

  absl::Status FindNow(const std::string& page_token) {
    v1::GetExpenseStatementRequest request;
    request.set_parent("projects/p");
    request.set_page_token(page_token);
    v1::ExpenseStatement statement;
    absl::Status found;
    absl::Notification done;
    FindExpenses(inquiry_, request, Language::kEnglish, &memory_, &statement,
                 [&](const absl::Status& status) {
                   found = status;
                   done.Notify();
                 });
    done.WaitForNotification();
    return found;
  }

  ScriptedPeer projects_, applications_, budgets_;
  rpc::Peers peers_;
  Inquiry inquiry_ = {.peers = &peers_,
                      .options = {},
                      .deadline = absl::Now() + absl::Minutes(5),
                      .as_of = {},
                      .known_at = {}};
  PageMemory memory_;
  std::atomic<int64_t> facts_at_ = 7;
  // So many lists find that somebody wrote after the facts were read.
  std::atomic<int> writes_ = 0;
};

TEST_F(EntriesTest, AskForTheFactsOnce) {
  EXPECT_THAT(FindNow(""), IsOk());
  EXPECT_THAT(FindNow("next"), IsOk());
  EXPECT_EQ(budgets_.Calls(), "ReadFacts 1, ListExpenses 2");
}

TEST_F(EntriesTest, AskAnewWhereSomebodyWroteBetweenFactsAndList) {
  writes_ = 2;
  EXPECT_THAT(FindNow(""), IsOk());
  EXPECT_EQ(budgets_.Calls(), "ReadFacts 3, ListExpenses 3");
}

TEST_F(EntriesTest, AreRefusedWhereSomebodyAlwaysDoes) {
  writes_ = 3;
  EXPECT_THAT(FindNow(""), IsReason(type::v1::REASON_REPORT_CHANGED));
}

// The pages before were told from facts that are no more.
TEST_F(EntriesTest, AreNotMixedOfTwoMoments) {
  EXPECT_THAT(FindNow(""), IsOk());
  writes_ = 1;
  EXPECT_THAT(FindNow("next"), IsReason(type::v1::REASON_REPORT_CHANGED));
}

}  // namespace
}  // namespace cofi::reporting
