#include "tests/faults/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "base/refusal.h"
#include "clients/methods.h"
#include "clients/peer.h"

namespace cofi::faults {
namespace {

using applications::v1::Application;
using budgets::v1::Expense;

constexpr char kCent[] = "0.01";

template <typename M>
std::unique_ptr<M> Moved(M message) {
  return std::make_unique<M>(std::move(message));
}

// What is in these and not in those; both sorted.
std::vector<std::string> Minus(const std::vector<std::string>& these,
                               const std::vector<std::string>& those) {
  std::vector<std::string> rest;
  std::set_difference(these.begin(), these.end(), those.begin(), those.end(),
                      std::back_inserter(rest));
  return rest;
}

}  // namespace

Load::Load(end_to_end::Installation& cofi) : cofi_(cofi), project_(cofi, "load") {
  project_.Win("aide", {.amount = "5000"});
}

bool Load::Ask(std::unique_ptr<google::protobuf::Message> request,
               std::unique_ptr<google::protobuf::Message> answer) {
  const grpc::Status status = cofi_.Call(*request, answer.get());
  const std::string service = clients::OwnerOf(request->GetDescriptor());
  const Reason reason = ReasonOf(clients::FromPeer(service, status));
  if (status.ok()) {
    ++answered_;
  } else {
    // Cut off, or refused by a store that has failed.
    EXPECT_THAT(reason,
                ::testing::AnyOf(type::v1::REASON_PEER_UNAVAILABLE, type::v1::REASON_STORE_FAILED,
                                 type::v1::REASON_OUTCOME_UNKNOWN))
        << status.error_message();
  }
  absl::MutexLock lock(&mutex_);
  asked_.push_back(
      {std::move(request), std::move(answer), status.ok() ? absl::Now() : absl::InfiniteFuture()});
  return status.ok();
}

void Load::ForgetAnswersSince(absl::Time moment) {
  absl::MutexLock lock(&mutex_);
  for (Asked& each : asked_) {
    if (each.answered >= moment) each.answered = absl::InfiniteFuture();
  }
}

std::vector<std::string> Load::Expenses(bool all) const {
  absl::MutexLock lock(&mutex_);
  std::vector<std::string> names = posted_;
  for (const Asked& each : asked_) {
    if (each.request->GetDescriptor() != budgets::v1::CreateExpenseRequest::descriptor()) continue;
    if (!all && each.answered == absl::InfiniteFuture()) continue;
    names.push_back(project_.Name("expenses", StringField(*each.request, "expense_id")));
  }
  std::sort(names.begin(), names.end());
  return names;
}

void Load::Post(const std::function<bool()>& enough) {
  while (!enough()) {
    const std::string id = absl::StrCat("e", next_++);
    if (!Ask(Moved(project_.Expense(id, {.amount = kCent, .shares = {{"aide", kCent}}})),
             std::make_unique<Expense>())) {
      return;
    }
    if (next_ % 8 == 0) Try();
  }
}

// What is only tried is written and taken back, among others that stay.
void Load::Try() {
  auto request = project_.Expense(absl::StrCat("tried", next_++), {.amount = kCent});
  request.set_validate_only(true);
  Expense answer;
  (void)cofi_.Call(request, &answer);
}

void Load::AwardAll(const std::function<bool()>& enough) {
  while (!enough()) {
    const std::string id = absl::StrCat("a", next_++);
    applications::v1::CreateApplicationRequest create;
    create.set_parent(project_.name());
    create.set_application_id(id);
    create.mutable_application()->set_display_name(id);
    create.mutable_application()->set_funder("funders/ville");
    applications::v1::SubmitApplicationRequest submit;
    submit.set_name(project_.Name("applications", id));
    create.set_request_id(NewRequestId());
    submit.set_request_id(NewRequestId());
    auto award = project_.Award(id, "1", "2018-02-01");
    award.set_request_id(NewRequestId());
    *create.mutable_application()->mutable_requested_amount() = award.awarded_amount();
    *submit.mutable_effective_date() = award.effective_date();
    if (!Ask(Moved(create), std::make_unique<Application>()) ||
        !Ask(Moved(submit), std::make_unique<Application>()) ||
        !Ask(Moved(award), std::make_unique<Application>())) {
      return;
    }
    // Awards are rare, and each is told with all before it.
    absl::SleepFor(absl::Milliseconds(5));
  }
}

void Load::Run(int clients, const std::function<bool()>& enough) {
  std::vector<std::thread> threads;
  threads.reserve(clients + 1);
  for (int i = 0; i < clients; ++i) threads.emplace_back([&] { Post(enough); });
  threads.emplace_back([&] { AwardAll(enough); });
  for (std::thread& thread : threads) thread.join();
}

void Load::ExpectExpenses(bool all) {
  std::vector<std::string> there =
      cofi_.books().Values("budgets", "SELECT name FROM expense ORDER BY name");
  EXPECT_THAT(Minus(Expenses(all), there), ::testing::IsEmpty()) << "acknowledged, and lost";
  EXPECT_THAT(Minus(there, Expenses(/*all=*/true)), ::testing::IsEmpty())
      << "there, and never asked";
  // What is there moved its cent once.
  const std::string cents = absl::StrCat(there.size());
  EXPECT_EQ(cofi_.books().Value("budgets",
                                "SELECT CAST(COALESCE(SUM(spent), 0) AS TEXT) FROM ledger_entry"),
            cents);
  EXPECT_EQ(cofi_.books().Value("budgets",
                                "SELECT CAST(COUNT(*) AS TEXT) FROM journal WHERE type ="
                                " 'cofi.budgets.v1.Expense'"),
            cents);
}

void Load::ExpectGrants() {
  const std::string awarded =
      "SELECT REPLACE(name, '/applications/', '/grants/') FROM application WHERE state = 'AWARDED'"
      " ORDER BY 1";
  EXPECT_EQ(cofi_.books().Values("applications", awarded),
            cofi_.books().Values("budgets",
                                 "SELECT name FROM funding_grant WHERE application <> ''"
                                 " ORDER BY 1"));
  EXPECT_THAT(cofi_.books().Values("budgets",
                                   "SELECT name FROM journal WHERE type = 'cofi.budgets.v1.Grant'"
                                   " GROUP BY name HAVING COUNT(*) > 1"),
              ::testing::IsEmpty())
      << "awards that were relayed twice";
}

void Load::AskAgain() {
  std::vector<std::string> expenses = Expenses(/*all=*/true);
  std::vector<Asked> asked;
  {
    absl::MutexLock lock(&mutex_);
    posted_ = std::move(expenses);
    asked.swap(asked_);
  }
  const int clients = 8;
  std::vector<std::thread> threads;
  std::atomic<size_t> next = 0;
  threads.reserve(clients);
  for (int i = 0; i < clients; ++i) {
    threads.emplace_back([&] {
      for (size_t n; (n = next++) < asked.size();) {
        const Asked& each = asked[n];
        std::unique_ptr<google::protobuf::Message> answer(each.answer->New());
        bool replayed = false;
        const grpc::Status status =
            cofi_.Call(*each.request, answer.get(), Language::kEnglish, &replayed);
        EXPECT_TRUE(status.ok()) << status.error_message();
        if (each.answered == absl::InfiniteFuture()) continue;
        EXPECT_TRUE(replayed) << each.request->ShortDebugString();
        EXPECT_EQ(answer->SerializeAsString(), each.answer->SerializeAsString());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

void Load::ExpectRight() {
  EXPECT_TRUE(cofi_.books().AwaitRelays()) << "a relay does not go on";
  EXPECT_EQ(cofi_.books().Discrepancies(), "");
  ExpectExpenses(/*all=*/false);
  ExpectGrants();
  AskAgain();
  EXPECT_TRUE(cofi_.books().AwaitRelays());
  EXPECT_EQ(cofi_.books().Discrepancies(), "");
  ExpectExpenses(/*all=*/true);
  ExpectGrants();
}

int Load::Lost() const {
  const std::vector<std::string> there =
      cofi_.books().Values("budgets", "SELECT name FROM expense ORDER BY name");
  return static_cast<int>(Minus(Expenses(/*all=*/false), there).size());
}

}  // namespace cofi::faults
