// The payments that an agreement promises, from its schedule to what is late: in the grant, in the
// funding plan of each day, and among the deadlines of one project and of all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "cofi/applications/v1/agreements.pb.h"
#include "cofi/applications/v1/application_verbs.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "tests/installations/everything.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::Receipt;
using reporting::v1::Deadline;

std::string Decimal(const Money& money) { return DecimalFromMinor(Minor(money)); }

// Each test has a project of its own, with an award of 9 000 whose agreement is signed on
// 2018-02-20: 3 000 are expected on 2018-03-31, and the rest on 2018-12-31.
class ExpectedPayments : public EndToEnd {
 protected:
  ExpectedPayments() : project_(cofi(), "y-" + NewUuid().substr(0, 8)) {
    project_.Apply("aide", "9000");
    cofi().Ask<applications::v1::Application>(project_.Award("aide", "9000", "2018-02-01"));
    applications::v1::SignApplicationAgreementRequest sign;
    sign.set_name(project_.Name("applications", "aide"));
    sign.set_agreement_id("convention");
    *sign.mutable_effective_date() = On("2018-02-20");
    *sign.mutable_eligible_start_date() = On("2018-03-01");
    *sign.mutable_eligible_end_date() = On("2019-02-28");
    cofi().Ask<applications::v1::Application>(sign);
    Promise(
        "payments { kind: KIND_ADVANCE amount { currency_code: 'EUR' units: 3000 }"
        " expected_date { year: 2018 month: 3 day: 31 } }"
        " payments { kind: KIND_BALANCE expected_date { year: 2018 month: 12 day: 31 } }");
  }
  ~ExpectedPayments() override { EXPECT_EQ(Unsound(cofi()), ""); }

  void Promise(const std::string& payments) {
    cofi().Ask<applications::v1::Agreement>(
        FromText<applications::v1::UpdateAgreementRequest>(absl::StrCat(
            "agreement { name: '", project_.Name("applications", "aide"),
            "/agreements/convention' ", payments, " } update_mask { paths: 'payments' }")));
    EXPECT_TRUE(cofi().books().AwaitRelays());
  }

  // `ADVANCE 1000.00/3000.00 late, BALANCE 0.00/6000.00`, on a day.
  std::string Plan(const std::string& as_of) {
    reporting::v1::GetFundingPlanRequest request;
    request.set_parent(project_.name());
    *request.mutable_as_of_date() = On(as_of);
    const auto plan = cofi().Ask<reporting::v1::FundingPlan>(request);
    std::string told;
    for (const reporting::v1::PlanPayment& payment : plan.payments()) {
      absl::StrAppend(&told, told.empty() ? "" : ", ", EnumNameOf(payment.kind()), " ",
                      Decimal(payment.received()), "/", Decimal(payment.expected()),
                      payment.late() ? " late" : "");
    }
    return told;
  }

  // `2018-03-31 ADVANCE 1000.00/3000.00, …`: what is overdue now, of a project or of all.
  std::string Late(const std::string& parent) {
    reporting::v1::ListDeadlinesRequest request;
    request.set_parent(parent);
    request.set_overdue_only(true);
    request.add_kinds(Deadline::KIND_PAYMENT_EXPECTED);
    request.set_page_size(1'000);
    const auto list = cofi().Ask<reporting::v1::DeadlineList>(request);
    std::string late;
    for (const Deadline& each : list.deadlines()) {
      if (each.project() != project_.name()) continue;
      EXPECT_EQ(each.resource(), project_.Name("grants", "aide"));
      absl::StrAppend(&late, late.empty() ? "" : ", ", IsoDate(each.date()), " ",
                      EnumNameOf(each.payment_kind()), " ", Decimal(each.received_amount()), "/",
                      Decimal(each.expected_amount()));
    }
    return late;
  }
  // Where all are asked, the answer is kept ready; it is the same.
  std::string Late() {
    std::string late = Late(project_.name());
    EXPECT_EQ(Late("projects/-"), late);
    return late;
  }

  const Project project_;
};
COFI_IN_ALL_SHAPES(ExpectedPayments);

TEST_P(ExpectedPayments, AreLateUntilTheyAreReceived) {
  EXPECT_EQ(Late(), "2018-03-31 ADVANCE 0.00/3000.00, 2018-12-31 BALANCE 0.00/6000.00");
  cofi().Ask<Receipt>(project_.Receipt("r1", "aide", "1000"));
  EXPECT_EQ(Late(), "2018-03-31 ADVANCE 1000.00/3000.00, 2018-12-31 BALANCE 0.00/6000.00");
  cofi().Ask<Receipt>(project_.Receipt("r2", "aide", "2500"));
  EXPECT_EQ(Late(), "2018-12-31 BALANCE 500.00/6000.00");
  cofi().Ask<Receipt>(project_.ReceiptReversal("r2"));
  EXPECT_EQ(Late(), "2018-03-31 ADVANCE 1000.00/3000.00, 2018-12-31 BALANCE 0.00/6000.00");
  cofi().Ask<Receipt>(project_.Receipt("r3", "aide", "8000"));
  EXPECT_EQ(Late(), "");
}

TEST_P(ExpectedPayments, AreInThePlanOfEachDay) {
  auto receipt = project_.Receipt("r", "aide", "1000");
  *receipt.mutable_receipt()->mutable_receipt_date() = On("2018-03-15");
  cofi().Ask<Receipt>(receipt);
  EXPECT_EQ(Plan("2018-02-19"), "") << "nothing was signed";
  EXPECT_EQ(Plan("2018-02-20"), "ADVANCE 0.00/3000.00, BALANCE 0.00/6000.00");
  EXPECT_EQ(Plan("2018-03-31"), "ADVANCE 1000.00/3000.00, BALANCE 0.00/6000.00");
  EXPECT_EQ(Plan("2018-04-01"), "ADVANCE 1000.00/3000.00 late, BALANCE 0.00/6000.00");
  EXPECT_EQ(Plan("2019-01-01"), "ADVANCE 1000.00/3000.00 late, BALANCE 0.00/6000.00 late");
}

TEST_P(ExpectedPayments, FollowTheirAgreement) {
  Promise(
      "payments { kind: KIND_ADVANCE share_basis_points: 5000"
      " expected_date { year: 2018 month: 5 day: 31 } }");
  EXPECT_EQ(Late(), "2018-05-31 ADVANCE 0.00/4500.00");
  Promise("");
  EXPECT_EQ(Late(), "");
  EXPECT_EQ(Plan("2019-01-01"), "");
}

}  // namespace
}  // namespace cofi::end_to_end
