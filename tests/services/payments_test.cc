// What payments come to, what holds them back, and what obligations unlock.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/money.h"
#include "cofi/applications/internal/v1/deadlines.pb.h"
#include "cofi/applications/internal/v1/facts.pb.h"
#include "cofi/applications/v1/agreements.pb.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "db/tables/kept.h"
#include "services/applications/payment_rules.h"
#include "services/applications/service.h"
#include "services/applications/tables.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"
#include "tests/services/scratch_service.h"

namespace cofi::applications {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Agreement;
using v1::Application;
using v1::Obligation;

constexpr char kAward[] = "projects/p/applications/a";

// `150.00`, parted by spaces; `-` of one that nobody can tell.
std::string Amounts(const std::string& payments, const std::string& awarded) {
  const auto agreement = FromText<Agreement>(payments);
  std::string text;
  for (const Money& each : PaymentAmounts(agreement, awarded.empty() ? Money() : Eur(awarded))) {
    absl::StrAppend(&text, text.empty() ? "" : " ",
                    each.currency_code().empty() ? "-" : DecimalFromMinor(Minor(each)));
  }
  return text;
}

TEST(PaymentAmounts, AreWhatTheScheduleSaysOrFollowFromTheAward) {
  EXPECT_EQ(Amounts("", "100"), "");
  EXPECT_EQ(Amounts("payments { share_basis_points: 5000 }"
                    "payments { amount { currency_code: 'EUR' units: 30 } } payments {}",
                    "100"),
            "50.00 30.00 20.00");
  EXPECT_EQ(Amounts("payments { share_basis_points: 8000 }", "100"), "80.00") << "of a part only";
  EXPECT_EQ(Amounts("payments {} payments {}", "100.01"), "50.01 50.00");
}

TEST(PaymentAmounts, SumToTheAward) {
  EXPECT_EQ(Amounts("payments { share_basis_points: 3333 } payments { share_basis_points: 3333 }"
                    "payments { share_basis_points: 3334 }",
                    "100.01"),
            "33.33 33.33 33.35");
  EXPECT_EQ(Amounts("payments { share_basis_points: 3333 } payments {}", "0.01"), "0.00 0.01");
}

TEST(PaymentAmounts, AreNeverBelowNothing) {
  EXPECT_EQ(Amounts("payments { amount { currency_code: 'EUR' units: 200 } } payments {}", "100"),
            "200.00 0.00");
}

TEST(PaymentAmounts, HangOnAnAward) {
  EXPECT_EQ(Amounts("payments { amount { currency_code: 'EUR' units: 5 } }"
                    "payments { share_basis_points: 5000 } payments {}",
                    ""),
            "5.00 - -");
}

// An application that was awarded 1000 and signed on 1 March, and 2000 from June on: half of it
// comes at once, 100 with the first report, which was done on 1 July, and the rest with the last.
class Payments : public ::testing::Test {
 protected:
  Payments() {
    service_.Add(Applications(), FromText<Application>(absl::StrCat("name: '", kAward, "'", R"(
      state: STATE_AGREED
      awarded_amount { currency_code: 'EUR' units: 2000 }
      decision_date { year: 2018 month: 2 day: 1 }
      dated_values { field: 'awarded_amount'
                     amount { currency_code: 'EUR' units: 1000 } }
      dated_values { field: 'awarded_amount' effective_date { year: 2018 month: 6 day: 1 }
                     amount { currency_code: 'EUR' units: 2000 } }
      history { verb: 'AWARD' state: 'AWARDED' date { year: 2018 month: 2 day: 1 } }
      history { verb: 'SIGN_AGREEMENT' state: 'AGREED' date { year: 2018 month: 3 day: 1 } })")));
    AddObligation("first", R"(
      state: STATE_DONE state_date { year: 2018 month: 7 day: 1 }
      history { verb: 'COMPLETE' state: 'DONE' date { year: 2018 month: 7 day: 1 } })");
    AddObligation("last", "state: STATE_PENDING due_date { year: 2019 month: 1 day: 31 }");
    AddObligation("typed", R"(
      state: STATE_PENDING due_date { year: 2019 month: 2 day: 1 }
      unlocked_amount { currency_code: 'EUR' units: 7 })");
    AddObligation("other", "state: STATE_PENDING due_date { year: 2019 month: 3 day: 1 }");
    service_.Add(Agreements(), FromText<Agreement>(absl::StrCat("name: '", kAward, R"(/agreements/c'
      signature_date { year: 2018 month: 3 day: 1 }
      payments { kind: KIND_ADVANCE share_basis_points: 5000 }
      payments { kind: KIND_INTERIM amount { currency_code: 'EUR' units: 100 }
                 obligation: ')",
                                                                kAward, R"(/obligations/first'
                 expected_date { year: 2018 month: 8 day: 1 } }
      payments { kind: KIND_BALANCE obligation: ')",
                                                                kAward, "/obligations/last' }")));
  }

  void AddObligation(const std::string& id, const std::string& text) {
    auto obligation = FromText<Obligation>(text);
    obligation.set_name(absl::StrCat(kAward, "/obligations/", id));
    obligation.set_display_name(id);
    obligation.set_kind(Obligation::KIND_FINANCIAL_REPORT);
    service_.Add(Obligations(), obligation);
  }

  Obligation Get(const std::string& id, const std::string& as_of = "") {
    v1::GetObligationRequest request;
    request.set_name(absl::StrCat(kAward, "/obligations/", id));
    if (!as_of.empty()) *request.mutable_as_of_date() = On(as_of);
    Obligation obligation;
    EXPECT_THAT(service_.Ask(request, &obligation), IsOk());
    return obligation;
  }

  // `BALANCE 1400.00`
  static std::vector<std::string> Unlocks(const Obligation& obligation) {
    std::vector<std::string> all;
    for (const v1::UnlockedPayment& each : obligation.unlocks()) {
      EXPECT_EQ(each.agreement(), absl::StrCat(kAward, "/agreements/c"));
      all.push_back(
          absl::StrCat(EnumNameOf(each.kind()), " ", DecimalFromMinor(Minor(each.amount()))));
    }
    return all;
  }

  std::vector<std::string> UnlockedDates(const std::string& as_of = "") {
    v1::GetAgreementRequest request;
    request.set_name(absl::StrCat(kAward, "/agreements/c"));
    if (!as_of.empty()) *request.mutable_as_of_date() = On(as_of);
    Agreement agreement;
    EXPECT_THAT(service_.Ask(request, &agreement), IsOk());
    std::vector<std::string> dates;
    for (const v1::ScheduledPayment& each : agreement.payments()) {
      dates.push_back(each.has_unlocked_date() ? IsoDate(each.unlocked_date()) : "-");
    }
    return dates;
  }

  ScratchService service_{"applications", Migrations(), &MakeHost};
};

TEST_F(Payments, AreSeenFromWhatUnlocksThem) {
  service_.SetNow(absl::FromCivil(absl::CivilDay(2018, 9, 1), absl::UTCTimeZone()));
  EXPECT_THAT(Unlocks(Get("first")), ElementsAre("INTERIM 100.00"));
  EXPECT_EQ(IsoDate(Get("first").unlocks(0).expected_date()), "2018-08-01");
  EXPECT_THAT(Unlocks(Get("last")), ElementsAre("BALANCE 900.00"));
  EXPECT_THAT(Unlocks(Get("other")), IsEmpty());
}

TEST_F(Payments, AreThoseOfTheDay) {
  EXPECT_THAT(Unlocks(Get("last", "2018-02-28")), IsEmpty()) << "nothing was signed yet";
  EXPECT_THAT(Unlocks(Get("last", "2018-05-31")), ElementsAre("BALANCE 400.00"));
  EXPECT_THAT(Unlocks(Get("last", "2018-06-01")), ElementsAre("BALANCE 900.00"));
}

TEST_F(Payments, AreUnlockedSinceTheObligationIsDone) {
  EXPECT_THAT(UnlockedDates(), ElementsAre("-", "2018-07-01", "-"));
  EXPECT_THAT(UnlockedDates("2018-07-01"), ElementsAre("-", "2018-07-01", "-"));
  EXPECT_THAT(UnlockedDates("2018-06-30"), ElementsAre("-", "-", "-"));
}

TEST_F(Payments, AreInTheFactsOfReports) {
  internal::v1::ReadFactsRequest request;
  request.set_name("projects/p");
  *request.mutable_as_of_date() = On("2018-05-31");
  internal::v1::ApplicationFacts facts;
  ASSERT_THAT(service_.Ask(request, &facts), IsOk());
  ASSERT_EQ(facts.obligations_size(), 4);
  std::vector<std::string> unlocks;
  for (const Obligation& each : facts.obligations()) {
    for (const std::string& one : Unlocks(each)) unlocks.push_back(each.display_name() + " " + one);
  }
  EXPECT_THAT(unlocks,
              ::testing::UnorderedElementsAre("first INTERIM 100.00", "last BALANCE 400.00"));
}

TEST_F(Payments, HangOnDeadlines) {
  service_.SetNow(absl::FromCivil(absl::CivilDay(2018, 9, 1), absl::UTCTimeZone()));
  EXPECT_THAT(service_.Run([](db::Transaction& tx) {
    return db::KeepUp(Kept(), tx, {std::string(kAward)});
  }),
              IsOk());
  internal::v1::ReadDeadlinesRequest request;
  *request.mutable_since_date() = On("2018-09-01");
  *request.mutable_open_date() = On("2018-09-01");
  internal::v1::ReadDeadlinesResponse response;
  ASSERT_THAT(service_.Ask(request, &response), IsOk());
  std::vector<std::string> hanging;
  for (const reporting::v1::Deadline& each : response.deadlines()) {
    hanging.push_back(absl::StrCat(
        each.display_name(), " ",
        each.has_unlocked_amount() ? DecimalFromMinor(Minor(each.unlocked_amount())) : "-"));
  }
  // What was typed counts where the schedule has nothing.
  EXPECT_THAT(hanging, ElementsAre("last 900.00", "typed 7.00", "other -"));
}

TEST_F(Payments, CostAPageTwoQuestions) {
  v1::ListObligationsRequest request;
  request.set_parent(kAward);
  v1::ListObligationsResponse response;
  ASSERT_THAT(service_.Ask(request, &response), IsOk());
  ASSERT_EQ(response.obligations_size(), 4);
  const int before = service_.statements();
  for (int i = 0; i < 30; ++i) {
    AddObligation(absl::StrCat("more-", i), "state: STATE_PENDING");
  }
  ASSERT_THAT(service_.Ask(request, &response), IsOk());
  ASSERT_EQ(response.obligations_size(), 34);
  EXPECT_EQ(service_.statements(), before) << "whatever its rows";
}

}  // namespace
}  // namespace cofi::applications
