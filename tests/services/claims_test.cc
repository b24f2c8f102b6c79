// What a claim may ask of a grant whose award is to change.
#include "services/budgets/claims.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/budgets/service.h"
#include "services/budgets/tables.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"
#include "tests/services/scratch_service.h"

namespace cofi::budgets {
namespace {

// The day has come, and nobody has written that yet: verification would find more claimed than the
// grant could pay when it was.
TEST(OnCreateClaim, JudgesByWhatHasTakenEffect) {
  ScratchService service("budgets", Migrations(), &MakeHost);
  service.SetNow(absl::FromCivil(absl::CivilSecond(2018, 6, 1, 12), absl::UTCTimeZone()));
  service.Add(Grants(), FromText<v1::Grant>(R"pb(
                name: "projects/p/grants/g"
                award_date { year: 2018 month: 1 day: 1 }
                awarded_amount { currency_code: "EUR" units: 1000 }
                dated_values {
                  field: "awarded_amount"
                  amount { currency_code: "EUR" units: 1000 }
                }
                dated_values {
                  field: "awarded_amount"
                  effective_date { year: 2018 month: 6 day: 1 }
                  amount { currency_code: "EUR" units: 5000 }
                }
              )pb"));
  const auto asked = [&](const std::string& amount) {
    v1::Claim claim;
    claim.set_name("projects/p/grants/g/claims/c");
    claim.set_kind(v1::Receipt::KIND_ADVANCE);
    *claim.mutable_requested_amount() = Eur(amount);
    return service.Run([&](db::Transaction& tx) { return OnCreateClaim(tx, claim); });
  };
  EXPECT_THAT(asked("1000"), IsOk());
  EXPECT_THAT(asked("1000.01"), IsReason(type::v1::REASON_CLAIM_EXCEEDED));
}

}  // namespace
}  // namespace cofi::budgets
