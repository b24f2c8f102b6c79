// What a call for proposals asks of the applications to it, as the store has it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "services/applications/application_rules.h"
#include "services/applications/applications.h"
#include "services/applications/service.h"
#include "services/applications/tables.h"
#include "tests/folder.h"
#include "tests/installations/cluster.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"

namespace cofi::applications {
namespace {

using ::testing::HasSubstr;
using v1::Application;

class CallsForProposals : public ::testing::Test {
 protected:
  CallsForProposals()
      : store_(db::Store::Open(
                   {.database = NewDatabase(), .folder = folder_.path(), .service = "applications"},
                   Migrations())
                   .value()) {}

  absl::Status Write(const std::string& root, db::Store::Function function) {
    return store_->WriteAndWait({.root = root, .verb = "Test"}, std::move(function));
  }

  // As a version before stored it: nothing is checked.
  void Keep(v1::Call call) {
    call.set_name("funders/f/calls/c");
    EXPECT_THAT(Write("directory", [&](db::Transaction& tx) { return Calls().Insert(tx, &call); }),
                IsOk());
  }
  void KeepTemplate(const std::vector<std::string>& ids) {
    v1::Call call;
    for (const std::string& id : ids) call.add_stage_template()->set_stage_id(id);
    for (v1::StageTemplate& each : *call.mutable_stage_template()) {
      each.set_display_name("x");
      each.set_kind(v1::STAGE_KIND_COMMITTEE);
    }
    Keep(call);
  }

  absl::Status Create(const std::string& requested = "5000") {
    return Write("projects/p", [&](db::Transaction& tx) -> absl::Status {
      Application application;
      application.set_name("projects/p/applications/a");
      application.set_funder("funders/f");
      application.set_call("funders/f/calls/c");
      *application.mutable_requested_amount() = Eur(requested);
      COFI_RETURN_IF_ERROR(OnCreateApplication(tx, application));
      COFI_RETURN_IF_ERROR(Applications().Insert(tx, &application));
      return OnApplicationCreated(tx, application);
    });
  }

  template <typename Request>
  absl::Status Carry(absl::Status (*verb)(db::Transaction&, const Request&, Application*),
                     Request request, const std::string& date) {
    request.set_name("projects/p/applications/a");
    *request.mutable_effective_date() = On(date);
    return Write("projects/p",
                 [&](db::Transaction& tx) { return verb(tx, request, &application_); });
  }
  absl::Status SubmitIt() { return Carry(&Submit, v1::SubmitApplicationRequest(), "2018-02-01"); }
  absl::Status AwardIt(const std::string& amount, bool above_request = false) {
    v1::AwardApplicationRequest request;
    *request.mutable_awarded_amount() = Eur(amount);
    request.set_above_request(above_request);
    return Carry(&Award, request, "2018-03-01");
  }

  int64_t Rows(const std::string& table) {
    int64_t rows = -1;
    EXPECT_THAT(store_->ReadAndWait({},
                                    [&](db::Transaction& tx) -> absl::Status {
                                      COFI_ASSIGN_OR_RETURN(
                                          rows, tx.Number("SELECT COUNT(*) FROM " + table));
                                      return absl::OkStatus();
                                    }),
                IsOk());
    return rows;
  }

  const Folder folder_;
  std::unique_ptr<db::Store> store_;
  Application application_;
};

TEST_F(CallsForProposals, MakeTheStagesOfTheirTemplate) {
  KeepTemplate({"dossier", "comite"});
  EXPECT_THAT(Create(), IsOk());
  EXPECT_EQ(Rows("stage"), 2);
}

TEST_F(CallsForProposals, OfAVersionBeforeMakeNoStageThatNobodyReaches) {
  for (const char* id : {"Étape 1", "a/b", ""}) {
    KeepTemplate({"dossier", id});
    const absl::Status refused = Create();
    EXPECT_THAT(Describe(refused, Language::kEnglish),
                HasSubstr("funders/f/calls/c.stage_template[1].stage_id"))
        << id;
    EXPECT_EQ(Rows("application"), 0);
    EXPECT_EQ(Rows("stage"), 0);
    EXPECT_THAT(Write("directory",
                      [&](db::Transaction& tx) -> absl::Status {
                        COFI_ASSIGN_OR_RETURN(const v1::Call call,
                                              Calls().Get(tx, "funders/f/calls/c"));
                        return Calls().Delete(tx, call);
                      }),
                IsOk());
  }
  KeepTemplate({"dossier", "dossier"});
  EXPECT_THAT(Create(), IsReasonWith(type::v1::REASON_VALUE_MALFORMED, "field",
                                     "funders/f/calls/c.stage_template[1].stage_id"));
}

TEST_F(CallsForProposals, BoundWhatIsAskedOfThem) {
  Keep(FromText<v1::Call>(R"pb(
    award_floor { currency_code: "EUR" units: 1000 }
    award_ceiling { currency_code: "EUR" units: 5000 }
  )pb"));
  ASSERT_THAT(Create("5000.01"), IsOk());
  EXPECT_THAT(SubmitIt(), IsReasonWith(type::v1::REASON_OUTSIDE_CALL_BOUNDS, "accepted",
                                       "{least:money} to {most:money}"));
  EXPECT_EQ(Describe(SubmitIt(), Language::kEnglish),
            "application.requested_amount is €5,000.01; call f/c gives €1,000.00"
            " to €5,000.00");
}

TEST(CallBounds, AreThoseThatAreSetInTheSameCurrency) {
  const auto check = [](const char* call, const char* amount, Bounded bounded) {
    return CheckBounds(FromText<v1::Call>(call), "x", Eur(amount), bounded);
  };
  constexpr char kFloor[] = "award_floor { currency_code: 'EUR' units: 1000 }";
  constexpr char kCeiling[] = "award_ceiling { currency_code: 'EUR' units: 5000 }";
  constexpr auto kReason = type::v1::REASON_OUTSIDE_CALL_BOUNDS;
  EXPECT_THAT(check("", "1", Bounded::kAsked), IsOk());
  EXPECT_THAT(check(kFloor, "1000", Bounded::kAsked), IsOk());
  EXPECT_THAT(check(kFloor, "999.99", Bounded::kAsked),
              IsReasonWith(kReason, "least", "1000.00 EUR"));
  EXPECT_THAT(check(kCeiling, "5000", Bounded::kAsked), IsOk());
  EXPECT_THAT(check(kCeiling, "5000.01", Bounded::kAsked),
              IsReasonWith(kReason, "most", "5000.00 EUR"));
  // A funder may give less than it says, and not more.
  EXPECT_THAT(check(kFloor, "1", Bounded::kAwarded), IsOk());
  EXPECT_THAT(check(kCeiling, "5000.01", Bounded::kAwarded), IsReason(kReason));
  EXPECT_THAT(check("award_ceiling { currency_code: 'CHF' units: 1 }", "2", Bounded::kAwarded),
              IsOk());
}

TEST_F(CallsForProposals, BoundWhatIsAwardedAndWhatIsAskedLater) {
  Keep(FromText<v1::Call>("award_ceiling { currency_code: 'EUR' units: 5000 }"));
  ASSERT_THAT(Create("4000"), IsOk());
  ASSERT_THAT(SubmitIt(), IsOk());
  const auto change = [&](const std::string& amount) {
    return Write("projects/p", [&](db::Transaction& tx) -> absl::Status {
      COFI_ASSIGN_OR_RETURN(const Application before,
                            Applications().Get(tx, "projects/p/applications/a"));
      Application after = before;
      *after.mutable_requested_amount() = Eur(amount);
      return OnUpdateApplication(tx, before, after);
    });
  };
  EXPECT_THAT(change("5000"), IsOk());
  EXPECT_THAT(change("5000.01"), IsReasonWith(type::v1::REASON_OUTSIDE_CALL_BOUNDS, "field",
                                              "application.requested_amount"));
  for (const bool above_request : {false, true}) {
    EXPECT_THAT(AwardIt("5000.01", above_request),
                IsReasonWith(type::v1::REASON_OUTSIDE_CALL_BOUNDS, "field", "awarded_amount"));
  }
  // A funder that gives more than it was asked for is rare, and a slip of the pen is not.
  EXPECT_THAT(AwardIt("4000.01"),
              IsReasonWith(type::v1::REASON_AWARD_ABOVE_REQUEST, "field", "awarded_amount"));
  EXPECT_THAT(AwardIt("5000", /*above_request=*/true), IsOk());
}

}  // namespace
}  // namespace cofi::applications
