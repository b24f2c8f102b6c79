// An obligation that comes back is followed by the next one once it is done, and by none once what
// was done is undone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "cofi/applications/v1/undo.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

namespace apps = applications::v1;
using apps::Application;
using apps::Obligation;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A project with an agreement of three years, and accounts that are owed after each.
class Recurring : public EndToEnd {
 protected:
  Recurring() : project_(cofi(), "r-" + NewUuid().substr(0, 8)) {
    project_.Apply("aide", "4000");
    cofi().Ask<Application>(project_.Award("aide", "4000", "2018-02-01"));
    apps::SignApplicationAgreementRequest agreement;
    agreement.set_name(Name());
    agreement.set_agreement_id("convention");
    *agreement.mutable_effective_date() = On("2018-02-20");
    *agreement.mutable_eligible_start_date() = On("2018-01-01");
    *agreement.mutable_eligible_end_date() = On("2020-12-31");
    cofi().Ask<Application>(agreement);
    apps::CreateObligationRequest accounts;
    accounts.set_parent(Name());
    accounts.set_obligation_id("accounts");
    accounts.mutable_obligation()->set_display_name("Accounts");
    accounts.mutable_obligation()->set_kind(Obligation::KIND_FINANCIAL_REPORT);
    apps::DueRule& rule = *accounts.mutable_obligation()->mutable_due_rule();
    rule.set_anchor(apps::DueRule::ANCHOR_FISCAL_YEAR_END);
    *rule.mutable_anchor_date() = On("2018-12-31");
    rule.set_months(6);
    rule.set_every_months(12);
    cofi().Ask<Obligation>(accounts);
  }

  std::string Name(const std::string& below = "") const {
    return project_.Name("applications", "aide") + below;
  }
  // A verb on a date.
  template <typename Request>
  Obligation Do(const std::string& id, const std::string& date) {
    Request request;
    request.set_name(Name("/obligations/" + id));
    *request.mutable_effective_date() = On(date);
    return cofi().Ask<Obligation>(request);
  }
  apps::UndoObligationRequest Undo(const std::string& id) {
    apps::UndoObligationRequest request;
    request.set_name(Name("/obligations/" + id));
    request.set_note("a slip");
    return request;
  }
  std::string Answer(const google::protobuf::Message& request) {
    Obligation response;
    return Said(cofi().Call(request, &response));
  }

  // `accounts 2019-06-30 PENDING`, by their due dates.
  std::vector<std::string> Owed() {
    apps::ListObligationsRequest request;
    request.set_parent(Name());
    const auto response = cofi().Ask<apps::ListObligationsResponse>(request);
    std::vector<std::string> owed;
    for (const Obligation& each : response.obligations()) {
      owed.push_back(absl::StrCat(IdOf(each.name()), " ", IsoDate(each.due_date()), " ",
                                  EnumNameOf(each.state())));
    }
    return owed;
  }

  const Project project_;
};
COFI_IN_ALL_SHAPES(Recurring);

TEST_P(Recurring, IsMadeWhenTheOneBeforeIsDone) {
  Do<apps::CompleteObligationRequest>("accounts", "2019-06-01");
  EXPECT_THAT(Owed(), ElementsAre("accounts 2019-06-30 DONE", "accounts-2 2020-06-30 PENDING"));
  Do<apps::CompleteObligationRequest>("accounts-2", "2020-06-01");
  Do<apps::CompleteObligationRequest>("accounts-3", "2021-06-01");
  EXPECT_THAT(Owed(), ElementsAre("accounts 2019-06-30 DONE", "accounts-2 2020-06-30 DONE",
                                  "accounts-3 2021-06-30 DONE"))
      << "the year 2020 is the last of the agreement";
}

TEST_P(Recurring, IsGoneWhenThatIsUndone) {
  Do<apps::CompleteObligationRequest>("accounts", "2019-06-01");
  cofi().Ask<Obligation>(Undo("accounts"));
  EXPECT_THAT(Owed(), ElementsAre("accounts 2019-06-30 PENDING"));
  Do<apps::CompleteObligationRequest>("accounts", "2019-06-02");
  EXPECT_THAT(Owed(), ElementsAre("accounts 2019-06-30 DONE", "accounts-2 2020-06-30 PENDING"));
}

TEST_P(Recurring, IsNotUndoneByItself) {
  Do<apps::CompleteObligationRequest>("accounts", "2019-06-01");
  EXPECT_THAT(Answer(Undo("accounts-2")), AllOf(HasSubstr("NOT_UNDOABLE"), HasSubstr("accounts")));
  EXPECT_THAT(Owed(), ElementsAre("accounts 2019-06-30 DONE", "accounts-2 2020-06-30 PENDING"));
  // What was done of it since stands in the way of undoing the one before.
  Do<apps::CompleteObligationRequest>("accounts-2", "2020-06-01");
  EXPECT_THAT(Answer(Undo("accounts")), HasSubstr("NOT_UNDOABLE"));
  cofi().Ask<Obligation>(Undo("accounts-2"));
  cofi().Ask<Obligation>(Undo("accounts"));
  EXPECT_THAT(Owed(), ElementsAre("accounts 2019-06-30 PENDING"));
}

TEST_P(Recurring, IsMadeThoughTheOneBeforeWasWaived) {
  Do<apps::WaiveObligationRequest>("accounts", "2019-06-01");
  EXPECT_THAT(Owed(), ElementsAre("accounts 2019-06-30 WAIVED", "accounts-2 2020-06-30 PENDING"));
}

TEST_P(Recurring, IsNotMadeOnceTheRuleIsTakenAway) {
  apps::UpdateObligationRequest update;
  update.mutable_obligation()->set_name(Name("/obligations/accounts"));
  update.mutable_update_mask()->add_paths("due_rule");
  cofi().Ask<Obligation>(update);
  Do<apps::WaiveObligationRequest>("accounts", "2019-06-01");
  EXPECT_THAT(Owed(), ElementsAre("accounts 2019-06-30 WAIVED"));
}

TEST_P(Recurring, LeavesANameThatIsTaken) {
  apps::CreateObligationRequest taken;
  taken.set_parent(Name());
  taken.set_obligation_id("accounts-2");
  taken.mutable_obligation()->set_display_name("By hand");
  taken.mutable_obligation()->set_kind(Obligation::KIND_OTHER);
  *taken.mutable_obligation()->mutable_due_date() = On("2018-05-01");
  cofi().Ask<Obligation>(taken);
  EXPECT_THAT(Do<apps::CompleteObligationRequest>("accounts", "2019-06-01").name(),
              HasSubstr("accounts"));
  EXPECT_THAT(Owed(), ElementsAre("accounts-2 2018-05-01 PENDING", "accounts 2019-06-30 DONE",
                                  "accounts-3 2020-06-30 PENDING"));
}

TEST_P(Recurring, IsOfNothingThatIsClosed) {
  apps::CloseApplicationRequest close;
  close.set_name(Name());
  close.set_settle(true);
  *close.mutable_effective_date() = On("2019-06-01");
  cofi().Ask<Application>(close);
  EXPECT_THAT(Owed(), ElementsAre("accounts 2019-06-30 WAIVED"));
}

}  // namespace
}  // namespace cofi::end_to_end
