// Awards over several years: what is awarded for each fiscal year sums to the award on every day,
// in the application, its agreement and the funding plan.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "cofi/applications/v1/agreements.pb.h"
#include "cofi/applications/v1/undo.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "cofi/type/v1/year_amounts.pb.h"
#include "tests/installations/everything.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

namespace apps = applications::v1;
using apps::Agreement;
using apps::Application;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kDiffer[] = "FAILED_PRECONDITION YEARS_DIFFER year_amounts";
constexpr char kThreeYears[] = "2018 10000.00, 2019 12000.00, 2020 8000.00";

using Years = google::protobuf::RepeatedPtrField<type::v1::YearAmount>;

void Say(const std::vector<std::pair<int, std::string>>& amounts, Years* years) {
  years->Clear();
  for (const auto& [year, amount] : amounts) {
    type::v1::YearAmount* const each = years->Add();
    each->set_fiscal_year(year);
    *each->mutable_amount() = Eur(amount);
  }
}

// `2018 10000.00, 2019 12000.00`
std::string Shown(const Years& years) {
  return absl::StrJoin(years, ", ", [](std::string* out, const auto& each) {
    absl::StrAppend(out, each.fiscal_year(), " ", DecimalFromMinor(Minor(each.amount())));
  });
}

// The same of the plan; `rest 5000.00` of what is not said by year.
template <typename Holder>
std::string PlannedYears(const Holder& holder) {
  return absl::StrJoin(holder.years(), ", ", [](std::string* out, const auto& each) {
    absl::StrAppend(out, each.has_fiscal_year() ? absl::StrCat(each.fiscal_year()) : "rest", " ",
                    DecimalFromMinor(Minor(each.secured())));
  });
}

// Each test has a project of its own, with one application: `aide`.
class AwardYears : public EndToEnd {
 protected:
  AwardYears() : project_(cofi(), "y-" + NewUuid().substr(0, 8)) {
    project_.Apply("aide", "40000");
  }

  std::string Name(const std::string& below = "") const {
    return project_.Name("applications", "aide") + below;
  }

  apps::AwardApplicationRequest Award(
      const std::string& amount, const std::string& date,
      const std::vector<std::pair<int, std::string>>& years = {}) const {
    apps::AwardApplicationRequest request = project_.Award("aide", amount, date);
    Say(years, request.mutable_year_amounts());
    return request;
  }
  // 30 000 since 2018-02-01, over three years.
  void AwardThreeYears() {
    Do<Application>(
        Award("30000", "2018-02-01", {{2018, "10000"}, {2019, "12000"}, {2020, "8000"}}));
  }
  apps::SignApplicationAgreementRequest Signature() const {
    apps::SignApplicationAgreementRequest request;
    request.set_name(Name());
    request.set_agreement_id("convention");
    *request.mutable_effective_date() = On("2018-02-20");
    *request.mutable_eligible_start_date() = On("2018-03-01");
    *request.mutable_eligible_end_date() = On("2020-12-31");
    return request;
  }
  apps::AmendAgreementRequest Amendment(
      const std::string& date, const std::vector<std::pair<int, std::string>>& years = {}) const {
    apps::AmendAgreementRequest request;
    request.set_name(Name("/agreements/convention"));
    request.set_reference("avenant n° 1");
    *request.mutable_effective_date() = On(date);
    Say(years, request.mutable_year_amounts());
    return request;
  }
  apps::UpdateAgreementRequest Change(const std::string& date,
                                      const std::vector<std::pair<int, std::string>>& years) const {
    apps::UpdateAgreementRequest request;
    request.mutable_agreement()->set_name(Name("/agreements/convention"));
    *request.mutable_effective_date() = On(date);
    request.mutable_update_mask()->add_paths("year_amounts");
    Say(years, request.mutable_agreement()->mutable_year_amounts());
    return request;
  }

  template <typename Response>
  void Do(const google::protobuf::Message& request) {
    cofi().Ask<Response>(request);
    EXPECT_TRUE(cofi().books().AwaitRelays());
  }
  std::string Everything() {
    apps::ListAgreementsRequest agreements;
    agreements.set_parent(Name());
    return absl::StrCat(ApplicationOn("").DebugString(),
                        cofi().Ask<apps::ListAgreementsResponse>(agreements).DebugString());
  }
  // The whole of a refusal, which leaves application and agreement as they were.
  template <typename Response>
  std::string Answer(const google::protobuf::Message& request) {
    const std::string before = Everything();
    Response response;
    const std::string said = Said(cofi().Call(request, &response));
    if (said != "OK") {
      EXPECT_EQ(Everything(), before) << said;
    }
    return said;
  }
  // `FAILED_PRECONDITION YEARS_DIFFER year_amounts`
  template <typename Response>
  std::string Refusal(const google::protobuf::Message& request) {
    const std::string said = Answer<Response>(request);
    return said.substr(0, said.find(':'));
  }

  // What is there now, or was on a date.
  template <typename Resource, typename Request>
  Resource Get(const std::string& name, const std::string& as_of) {
    Request request;
    request.set_name(name);
    if (!as_of.empty()) *request.mutable_as_of_date() = On(as_of);
    return cofi().Ask<Resource>(request);
  }
  Application ApplicationOn(const std::string& as_of) {
    return Get<Application, apps::GetApplicationRequest>(Name(), as_of);
  }
  std::string OfApplication(const std::string& as_of = "") {
    return Shown(ApplicationOn(as_of).year_amounts());
  }
  std::string OfAgreement(const std::string& as_of = "") {
    return Shown(Get<Agreement, apps::GetAgreementRequest>(Name("/agreements/convention"), as_of)
                     .year_amounts());
  }
  reporting::v1::FundingPlan PlanOn(const std::string& as_of) {
    reporting::v1::GetFundingPlanRequest request;
    request.set_parent(project_.name());
    if (!as_of.empty()) *request.mutable_as_of_date() = On(as_of);
    return cofi().Ask<reporting::v1::FundingPlan>(request);
  }
  std::string OfPlan(const std::string& as_of = "") { return PlannedYears(PlanOn(as_of)); }
  // That all three say so.
  void ExpectSaid(const std::string& years, const std::string& as_of = "") {
    EXPECT_EQ(OfApplication(as_of), years) << as_of;
    EXPECT_EQ(OfAgreement(as_of), years) << as_of;
    EXPECT_EQ(OfPlan(as_of), years) << as_of;
  }

  const Project project_;
};
COFI_IN_ALL_SHAPES(AwardYears);

TEST_P(AwardYears, AreSaidWithTheAwardSinceItsDay) {
  AwardThreeYears();
  EXPECT_EQ(OfApplication(), kThreeYears);
  EXPECT_EQ(OfApplication("2018-01-31"), "");
  EXPECT_EQ(OfApplication("2018-02-01"), kThreeYears);
  EXPECT_EQ(OfPlan("2018-01-31"), "");
  EXPECT_EQ(OfPlan("2018-02-01"), kThreeYears);
  // Beside what is not said by year.
  project_.Apply("autre", "5000");
  Do<Application>(project_.Award("autre", "5000", "2018-03-01"));
  EXPECT_EQ(OfPlan("2018-02-28"), kThreeYears);
  EXPECT_EQ(OfPlan(), absl::StrCat(kThreeYears, ", rest 5000.00"));
  std::vector<std::string> sources;
  const reporting::v1::FundingPlan plan = PlanOn("");
  for (const auto& source : plan.sources()) {
    if (!source.years().empty()) sources.push_back(PlannedYears(source));
  }
  EXPECT_THAT(sources, ::testing::ElementsAre(kThreeYears));
  EXPECT_EQ(Unsound(cofi()), "");
}

TEST_P(AwardYears, SumToTheAward) {
  EXPECT_EQ(Answer<Application>(Award("30000", "2018-02-01", {{2018, "10000"}, {2019, "15000"}})),
            absl::StrCat(kDiffer,
                         ": year_amounts sums to €25,000.00, but €30,000.00 is awarded from"
                         " 2018-02-01 on: give years that sum to that"));
  EXPECT_EQ(EnumNameOf(ApplicationOn("").state()), "SUBMITTED");
  EXPECT_EQ(Refusal<Application>(Award("30000", "2018-02-01", {{2018, "30000.01"}})), kDiffer);
  EXPECT_EQ(Refusal<Application>(Award("30000", "2018-02-01", {{2018, "10000"}, {2018, "20000"}})),
            "INVALID_ARGUMENT VALUE_MALFORMED year_amounts[1].fiscal_year");
  EXPECT_EQ(Refusal<Application>(Award("30000", "2018-02-01", {{18, "30000"}})),
            "INVALID_ARGUMENT VALUE_OUT_OF_RANGE year_amounts[0].fiscal_year");
  AwardThreeYears();
  // An award that is told anew says them anew; of the same amount they stay.
  EXPECT_EQ(Refusal<Application>(Award("31000", "2018-03-01")), kDiffer);
  Do<Application>(Award("30000", "2018-03-01"));
  EXPECT_EQ(OfApplication(), kThreeYears);
  Do<Application>(Award("31000", "2018-04-01", {{2018, "31000"}}));
  EXPECT_EQ(OfApplication("2018-03-31"), kThreeYears);
  EXPECT_EQ(OfApplication(), "2018 31000.00");
}

TEST_P(AwardYears, AreNotSaidOfWhatIsNotAwarded) {
  apps::CreateApplicationRequest create;
  create.set_parent(project_.name());
  create.mutable_application()->set_display_name("Autre");
  create.mutable_application()->set_funder("funders/ville");
  Say({{2018, "5000"}}, create.mutable_application()->mutable_year_amounts());
  EXPECT_EQ(Answer<Application>(create),
            "FAILED_PRECONDITION YEARS_DIFFER application.year_amounts: application.year_amounts"
            " sums to €5,000.00, but €0.00 is awarded: give years that sum to that");
  apps::UpdateApplicationRequest update;
  update.mutable_application()->set_name(Name());
  Say({{2018, "5000"}}, update.mutable_application()->mutable_year_amounts());
  EXPECT_EQ(Refusal<Application>(update),
            "FAILED_PRECONDITION YEARS_DIFFER application.year_amounts");
  // Nor of a day that is to come: they would stand in the way of the award.
  *update.mutable_effective_date() = On("2100-01-01");
  EXPECT_EQ(Refusal<Application>(update),
            "FAILED_PRECONDITION YEARS_DIFFER application.year_amounts");
  Do<Application>(Award("30000", "2018-02-01"));
}

TEST_P(AwardYears, AreTakenOverByTheAgreement) {
  AwardThreeYears();
  Do<Application>(Signature());
  ExpectSaid(kThreeYears);
  ExpectSaid(kThreeYears, "2018-02-20");
  EXPECT_EQ(Unsound(cofi()), "");
}

TEST_P(AwardYears, OfASignatureCountFromItsDayOn) {
  AwardThreeYears();
  auto sign = Signature();
  Say({{2018, "10000"}, {2019, "10000"}}, sign.mutable_year_amounts());
  EXPECT_EQ(Refusal<Application>(sign), kDiffer);
  EXPECT_EQ(EnumNameOf(ApplicationOn("").state()), "AWARDED");
  Say({{2018, "10000"}, {2019, "20000"}}, sign.mutable_year_amounts());
  Do<Application>(sign);
  ExpectSaid("2018 10000.00, 2019 20000.00");
  EXPECT_EQ(OfApplication("2018-02-19"), kThreeYears);
  EXPECT_EQ(OfPlan("2018-02-19"), kThreeYears);
}

TEST_P(AwardYears, AreAmendedFromADayOn) {
  AwardThreeYears();
  Do<Application>(Signature());
  auto more = Amendment("2018-09-01");
  *more.mutable_awarded_amount() = Eur("36000");
  EXPECT_EQ(Answer<Agreement>(more),
            absl::StrCat(kDiffer,
                         ": year_amounts sums to €30,000.00, but €36,000.00 is awarded from"
                         " 2018-09-01 on: give years that sum to that"));
  Say({{2018, "10000"}, {2019, "13000"}, {2020, "13000"}}, more.mutable_year_amounts());
  Do<Agreement>(more);
  ExpectSaid(kThreeYears, "2018-08-31");
  ExpectSaid("2018 10000.00, 2019 13000.00, 2020 13000.00", "2018-09-01");
  ExpectSaid("2018 10000.00, 2019 13000.00, 2020 13000.00");

  // The years alone, and what is no year's.
  Do<Agreement>(Amendment("2018-11-01", {{2019, "18000"}, {2020, "18000"}}));
  ExpectSaid("2018 10000.00, 2019 13000.00, 2020 13000.00", "2018-10-31");
  ExpectSaid("2019 18000.00, 2020 18000.00");
  EXPECT_EQ(Refusal<Agreement>(Amendment("2018-12-01", {{2019, "18000"}})), kDiffer);
  Do<Agreement>(Amendment("2019-01-01", {{2021, "36000"}}));
  ExpectSaid("2019 18000.00, 2020 18000.00", "2018-12-31");
  EXPECT_EQ(Unsound(cofi()), "");

  // What was amended last is undone where it stands, everywhere.
  apps::UndoAgreementRequest undo;
  undo.set_name(Name("/agreements/convention"));
  undo.set_note("of another project");
  Do<Agreement>(undo);
  ExpectSaid("2019 18000.00, 2020 18000.00");
}

TEST_P(AwardYears, AreChangedInTheAgreementToo) {
  Do<Application>(Award("30000", "2018-02-01"));
  Do<Application>(Signature());
  ExpectSaid("");
  EXPECT_EQ(Refusal<Agreement>(Change("2018-06-01", {{2018, "29000"}})),
            "FAILED_PRECONDITION YEARS_DIFFER agreement.year_amounts");
  Do<Agreement>(Change("2018-06-01", {{2018, "15000"}, {2019, "15000"}}));
  ExpectSaid("", "2018-05-31");
  ExpectSaid("2018 15000.00, 2019 15000.00");
  // Not said any more.
  Do<Agreement>(Change("2018-10-01", {}));
  ExpectSaid("2018 15000.00, 2019 15000.00", "2018-09-30");
  ExpectSaid("");
  auto more = Amendment("2018-11-01");
  *more.mutable_awarded_amount() = Eur("36000");
  Do<Agreement>(more);
  EXPECT_EQ(Unsound(cofi()), "");
}

TEST_P(AwardYears, ThatWereWrongAreCorrectedSinceTheyCount) {
  AwardThreeYears();
  Do<Application>(Signature());
  auto right = Award("33000", "2018-03-15");
  right.set_correction(true);
  EXPECT_EQ(Refusal<Application>(right), kDiffer);
  Say({{2018, "11000"}, {2019, "11000"}, {2020, "11000"}}, right.mutable_year_amounts());
  Do<Application>(right);
  ExpectSaid("2018 11000.00, 2019 11000.00, 2020 11000.00");
  ExpectSaid("2018 11000.00, 2019 11000.00, 2020 11000.00", "2018-02-20");
  EXPECT_EQ(OfApplication("2018-02-01"), "2018 11000.00, 2019 11000.00, 2020 11000.00");

  // The years alone; the agreement follows.
  apps::UpdateApplicationRequest update;
  update.mutable_application()->set_name(Name());
  *update.mutable_effective_date() = On("2018-03-15");
  update.set_correction(true);
  Say({{2018, "12000"}, {2019, "12000"}}, update.mutable_application()->mutable_year_amounts());
  EXPECT_EQ(Refusal<Application>(update),
            "FAILED_PRECONDITION YEARS_DIFFER application.year_amounts");
  Say({{2018, "12000"}, {2019, "21000"}}, update.mutable_application()->mutable_year_amounts());
  Do<Application>(update);
  ExpectSaid("2018 12000.00, 2019 21000.00");
  EXPECT_EQ(OfApplication("2018-02-01"), "2018 12000.00, 2019 21000.00");
  EXPECT_EQ(OfApplication("2018-01-31"), "");
  EXPECT_EQ(Unsound(cofi()), "");
}

// The years of an amount that nobody awards any more are nobody's.
TEST_P(AwardYears, AreNotSaidOfWhatIsSettled) {
  AwardThreeYears();
  Do<Application>(Signature());
  Do<budgets::v1::Receipt>(project_.Receipt("advance", "aide", "4000"));
  apps::CloseApplicationRequest close;
  close.set_name(Name());
  close.set_settle(true);
  *close.mutable_effective_date() = On("2018-12-31");
  Do<Application>(close);
  ExpectSaid(kThreeYears, "2018-12-30");
  ExpectSaid("");
  EXPECT_EQ(Refusal<Agreement>(Change("2019-01-01", {{2018, "4000"}})),
            "FAILED_PRECONDITION CLOSED");
  apps::UpdateApplicationRequest update;
  update.mutable_application()->set_name(Name());
  Say({{2018, "4000"}}, update.mutable_application()->mutable_year_amounts());
  EXPECT_EQ(Refusal<Application>(update), "FAILED_PRECONDITION CLOSED");

  apps::ReopenApplicationRequest reopen;
  reopen.set_name(Name());
  reopen.set_note("the partner came back");
  *reopen.mutable_effective_date() = On("2019-01-15");
  Do<Application>(reopen);
  ExpectSaid("", "2019-01-14");
  ExpectSaid(kThreeYears);
  EXPECT_EQ(Unsound(cofi()), "");
}

// What was not settled, reopening gives nothing back to: it is what it was, and what it was to be.
TEST_P(AwardYears, StayWhereWhatIsClosedIsNotSettled) {
  AwardThreeYears();
  Do<Application>(Signature());
  Do<budgets::v1::Receipt>(project_.Receipt("all", "aide", "20000"));
  auto less = Amendment("2018-09-01", {{2018, "20000"}});
  *less.mutable_awarded_amount() = Eur("20000");
  Do<Agreement>(less);
  apps::CloseApplicationRequest close;
  close.set_name(Name());
  *close.mutable_effective_date() = On("2018-06-30");
  Do<Application>(close);
  apps::ReopenApplicationRequest reopen;
  reopen.set_name(Name());
  reopen.set_note("a report was missing");
  *reopen.mutable_effective_date() = On("2018-07-15");
  Do<Application>(reopen);
  ExpectSaid(kThreeYears, "2018-07-15");
  ExpectSaid(kThreeYears, "2018-08-31");
  ExpectSaid("2018 20000.00", "2018-09-01");
  EXPECT_EQ(Unsound(cofi()), "");
}

TEST_P(AwardYears, StandInTheWayOfUndoingTheAwardThatTheySumTo) {
  Do<Application>(Award("30000", "2018-02-01"));
  Do<Application>(Signature());
  auto more = Amendment("2018-09-01");
  *more.mutable_awarded_amount() = Eur("36000");
  Do<Agreement>(more);
  Do<Agreement>(Change("2018-09-01", {{2018, "18000"}, {2019, "18000"}}));
  apps::UndoAgreementRequest undo;
  undo.set_name(Name("/agreements/convention"));
  undo.set_note("n");
  EXPECT_THAT(Answer<Agreement>(undo),
              ::testing::AllOf(StartsWith("FAILED_PRECONDITION NOT_UNDOABLE"),
                               HasSubstr("no longer sum to the award")));
  Do<Agreement>(Change("2018-09-01", {}));
  Do<Agreement>(undo);
  ExpectSaid("");
}

}  // namespace
}  // namespace cofi::end_to_end
