// The payments that an agreement promises, and what the receipts of its grant pay of them.
#include "base/rules/payments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/fields.h"
#include "base/rules/deadlines.h"
#include "tests/services/facts.h"

namespace cofi::rules {
namespace {

using budgets::v1::ExpectedPayment;
using budgets::v1::Grant;
using reporting::v1::Deadline;

// Of 100: 30 in advance on 2018-03-31, half of it on 2018-09-30, and the rest some day.
Grant Promised(const std::string& received) {
  auto grant = FromText<Grant>(R"pb(
    name: "projects/p/grants/aide"
    display_name: "Aide"
    funder: "funders/ville"
    awarded_amount { currency_code: "EUR" units: 100 }
    award_date { year: 2018 month: 1 day: 15 }
    payments {
      kind: KIND_ADVANCE
      amount { currency_code: "EUR" units: 30 }
      expected_date { year: 2018 month: 3 day: 31 }
    }
    payments {
      kind: KIND_INTERIM
      share_basis_points: 5000
      expected_date { year: 2018 month: 9 day: 30 }
    }
    payments { kind: KIND_BALANCE }
  )pb");
  *grant.mutable_received_amount() = Eur(received);
  TellPayments(&grant);
  return grant;
}

// `30.00/30.00 5.00/50.00 0.00/20.00`: what is received, and of how much.
std::string Told(const Grant& grant) {
  std::string told;
  for (const ExpectedPayment& payment : grant.payments()) {
    absl::StrAppend(&told, told.empty() ? "" : " ",
                    DecimalFromMinor(Minor(payment.received_amount())), "/",
                    DecimalFromMinor(Minor(payment.expected_amount())));
  }
  return told;
}

// `1 2018-03-31 ADVANCE 0.00/30.00, …` of what is due.
std::string Due(const Grant& grant) {
  std::string due;
  for (const Deadline& each : DeadlinesOf(grant)) {
    EXPECT_EQ(each.kind(), Deadline::KIND_PAYMENT_EXPECTED);
    EXPECT_EQ(each.resource(), grant.name());
    EXPECT_EQ(each.funder(), grant.funder());
    absl::StrAppend(&due, due.empty() ? "" : ", ", each.session(), " ", IsoDate(each.date()), " ",
                    EnumNameOf(each.payment_kind()), " ",
                    DecimalFromMinor(Minor(each.received_amount())), "/",
                    DecimalFromMinor(Minor(each.expected_amount())));
  }
  return due;
}

TEST(TellPayments, FillsThemInTheirOrder) {
  EXPECT_EQ(Told(Promised("0")), "0.00/30.00 0.00/50.00 0.00/20.00");
  EXPECT_EQ(Told(Promised("35")), "30.00/30.00 5.00/50.00 0.00/20.00");
  EXPECT_EQ(Told(Promised("100")), "30.00/30.00 50.00/50.00 20.00/20.00");
  EXPECT_EQ(Told(Promised("120")), "30.00/30.00 50.00/50.00 20.00/20.00")
      << "what is overpaid is of none";
  EXPECT_EQ(Told(Promised("-5")), "0.00/30.00 0.00/50.00 0.00/20.00");
}

TEST(DeadlinesOfPayments, AreThoseThatAreNotReceived) {
  EXPECT_EQ(Due(Promised("0")), "1 2018-03-31 ADVANCE 0.00/30.00, 2 2018-09-30 INTERIM 0.00/50.00");
  EXPECT_EQ(Due(Promised("29.99")),
            "1 2018-03-31 ADVANCE 29.99/30.00, 2 2018-09-30 INTERIM 0.00/50.00");
  EXPECT_EQ(Due(Promised("35")), "2 2018-09-30 INTERIM 5.00/50.00");
  EXPECT_EQ(Due(Promised("80")), "") << "nobody said when the balance comes";
}

TEST(DeadlinesOfPayments, AreNoneOfAGrantThatIsLostOrClosed) {
  Grant lost = Promised("0");
  *lost.mutable_lost_date() = On("2018-02-01");
  EXPECT_EQ(Due(lost), "");
  Grant closed = Promised("0");
  *closed.mutable_close_date() = On("2018-02-01");
  EXPECT_EQ(Due(closed), "");
}

// Others make it, so that no office of ours must be open.
TEST(DeadlinesOfPayments, AreNotOverWithTheirDay) {
  EXPECT_FALSE(EndsWithItsDay(Deadline::KIND_PAYMENT_EXPECTED));
  EXPECT_FALSE(IsDoneByItsDay(Deadline::KIND_PAYMENT_EXPECTED));
}

}  // namespace
}  // namespace cofi::rules
