// Calls in full: sessions, rates of the eligible cost, what is done in spite of them and stays on
// record, the deadlines that they set, and the templates that they start from.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "base/overridden.h"
#include "cofi/applications/v1/calls.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "tests/folder.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

namespace apps = applications::v1;
using apps::Application;
using reporting::v1::Deadline;
using reporting::v1::DeadlineList;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// A call of each test's own, and drafts that answer it.
class Calls : public EndToEnd {
 protected:
  Calls() : id_(NewResourceId(absl::Now())), project_(cofi(), id_) {}

  apps::CreateCallRequest ToCreate(const std::string& text) {
    apps::CreateCallRequest request;
    request.set_parent("funders/ville");
    request.set_call_id(id_);
    *request.mutable_call() = FromText<apps::Call>(text);
    request.mutable_call()->set_display_name("Appel");
    return request;
  }
  apps::Call MakeCall(const std::string& text) { return cofi().Ask<apps::Call>(ToCreate(text)); }

  apps::CreateApplicationRequest ToDraft(const std::string& requested, const std::string& cost = "",
                                         const std::string& session = "") {
    apps::CreateApplicationRequest request;
    request.set_parent(project_.name());
    request.set_application_id("a");
    Application& draft = *request.mutable_application();
    draft.set_display_name("Aide");
    draft.set_funder("funders/ville");
    draft.set_call("funders/ville/calls/" + id_);
    draft.set_session(session);
    *draft.mutable_requested_amount() = Eur(requested);
    if (!cost.empty()) *draft.mutable_eligible_cost() = Eur(cost);
    return request;
  }
  void Draft(const std::string& requested, const std::string& cost = "",
             const std::string& session = "") {
    cofi().Ask<Application>(ToDraft(requested, cost, session));
  }

  apps::SubmitApplicationRequest Submission(const std::string& date,
                                            const std::string& override_reason = "") {
    apps::SubmitApplicationRequest request;
    request.set_name(Name());
    *request.mutable_effective_date() = On(date);
    request.set_override_reason(override_reason);
    return request;
  }

  std::string Name() const { return project_.Name("applications", "a"); }

  // As the command line has it, without its line breaks.
  std::string Shown(const std::string& lang) {
    std::string text =
        Plain(RunCofi(cofi().address(), {"application", "get", id_ + "/a"}, lang).out);
    absl::RemoveExtraAsciiWhitespace(&text);
    return text;
  }

  std::vector<std::string> LastOverridden(const Application& application) {
    return OverriddenTexts(*application.history().rbegin(), Language::kEnglish);
  }

  const std::string id_;
  const Project project_;
};
COFI_IN_BOTH_SHAPES(Calls);

constexpr char kSpring[] = R"pb(
  close_date { year: 2017 month: 12 day: 31 }
  sessions {
    session_id: 'spring'
    open_date { year: 2018 month: 2 day: 1 }
    close_date { year: 2018 month: 3 day: 31 }
  }
)pb";

TEST_P(Calls, TakeWhatAnswersASessionInItsDates) {
  MakeCall(kSpring);
  Draft("1000", "", "spring");
  ExpectRefused(cofi(), Submission("2018-01-31"),
                {.code = "INVALID_ARGUMENT",
                 .reason = "VALUE_OUT_OF_RANGE",
                 .field = "effective_date",
                 .english = "effective_date is 2018-01-31; accepted: 2018-02-01 … 2018-03-31",
                 .french = "effective_date vaut 31/01/2018 ; accepté : 2018-02-01 … 2018-03-31"});
  const auto submitted = cofi().Ask<Application>(Submission("2018-02-01", "needlessly"));
  // Nothing was passed over, so there is nothing to say.
  EXPECT_THAT(LastOverridden(submitted), IsEmpty());
  EXPECT_EQ(submitted.history(0).note(), "");
}

TEST_P(Calls, HaveTheSessionThatIsNamed) {
  MakeCall(kSpring);
  ExpectRefused(cofi(), ToDraft("1000", "", "autumn"),
                {.code = "FAILED_PRECONDITION",
                 .reason = "REFERENCE_NOT_FOUND",
                 .field = "application.session",
                 .english = "application.session names …",
                 .french = "application.session désigne …"});
  Draft("1000");
  apps::UpdateApplicationRequest update;
  update.mutable_application()->set_name(Name());
  update.mutable_application()->set_session("autumn");
  Application none;
  EXPECT_THAT(Said(cofi().Call(update, &none)), HasSubstr("REFERENCE_NOT_FOUND"));
  update.mutable_application()->set_session("spring");
  EXPECT_EQ(cofi().Ask<Application>(update).session(), "spring");
}

TEST_P(Calls, ArePassedOverOnRecordOnly) {
  MakeCall(absl::StrCat(kSpring, "award_ceiling { currency_code: 'EUR' units: 500 }"));
  Draft("1000", "", "spring");
  Application none;
  EXPECT_THAT(Said(cofi().Call(Submission("2018-04-02"), &none)), HasSubstr("OUTSIDE_CALL_BOUNDS"));
  const auto submitted =
      cofi().Ask<Application>(Submission("2018-04-02", "agreed with the funder by phone"));
  EXPECT_EQ(submitted.state(), Application::STATE_SUBMITTED);
  EXPECT_EQ(submitted.history(0).note(), "agreed with the funder by phone");
  EXPECT_THAT(LastOverridden(submitted),
              ElementsAre(HasSubstr("application.requested_amount is €1,000.00; call "),
                          HasSubstr("effective_date is 2018-04-02; accepted: ")));
  // What is learnt late of what came later leaves that on record.
  apps::HoldApplicationRequest hold;
  hold.set_name(Name());
  *hold.mutable_effective_date() = On("2018-04-20");
  cofi().Ask<Application>(hold);
  apps::ResumeApplicationRequest resume;
  resume.set_name(Name());
  *resume.mutable_effective_date() = On("2018-04-25");
  cofi().Ask<Application>(resume);
  apps::RequestApplicationInformationRequest ask;
  ask.set_name(Name());
  *ask.mutable_effective_date() = On("2018-04-10");
  apps::ProvideApplicationInformationRequest give;
  give.set_name(Name());
  *give.mutable_effective_date() = On("2018-04-12");
  cofi().Ask<Application>(ask);
  cofi().Ask<Application>(give);
  apps::GetApplicationRequest get;
  get.set_name(Name());
  EXPECT_EQ(cofi().Ask<Application>(get).history(0).overridden_refusals_size(), 2);
  EXPECT_THAT(Shown("en"),
              AllOf(HasSubstr("in spite of: "), HasSubstr("effective_date is 2018-04-02")));
  // Whoever reads it in French has it in French.
  EXPECT_THAT(Shown("fr"),
              AllOf(HasSubstr("malgré : "), HasSubstr("effective_date vaut 02/04/2018"),
                    Not(HasSubstr("effective_date is"))));
}

TEST_P(Calls, NeedAnAmountInSpiteOfAnyReason) {
  MakeCall("");
  apps::CreateApplicationRequest request = ToDraft("1");
  request.mutable_application()->clear_requested_amount();
  cofi().Ask<Application>(request);
  Application none;
  EXPECT_THAT(Said(cofi().Call(Submission("2018-02-01", "whatever"), &none)),
              HasSubstr("FIELD_REQUIRED"));
}

TEST_P(Calls, PayTheirPartOfTheEligibleCost) {
  MakeCall("max_rate { basis_points: 8000 base: BASE_ELIGIBLE_COST }");
  Draft("8000.01", "10000");
  Application none;
  EXPECT_THAT(Said(cofi().Call(Submission("2018-02-01"), &none)),
              HasSubstr("at most €8,000.00, 80% of the eligible cost"));
  apps::UpdateApplicationRequest update;
  update.mutable_application()->set_name(Name());
  *update.mutable_application()->mutable_requested_amount() = Eur("8000");
  cofi().Ask<Application>(update);
  cofi().Ask<Application>(Submission("2018-02-01"));
  // What was handed in stays within it.
  update.mutable_application()->clear_requested_amount();
  *update.mutable_application()->mutable_eligible_cost() = Eur("9999");
  EXPECT_THAT(Said(cofi().Call(update, &none)), HasSubstr("OUTSIDE_CALL_BOUNDS"));

  auto award = project_.Award("a", "8000.01", "2018-03-01");
  award.set_above_request(true);
  EXPECT_THAT(Said(cofi().Call(award, &none)),
              AllOf(HasSubstr("OUTSIDE_CALL_BOUNDS"), HasSubstr("awarded_amount")));
  award.set_request_id(NewRequestId());
  award.set_override_reason("the board said so");
  const auto awarded = cofi().Ask<Application>(award);
  EXPECT_EQ(Minor(awarded.awarded_amount()), 800'001);
  EXPECT_EQ(awarded.history().rbegin()->note(), "the board said so");
  EXPECT_THAT(LastOverridden(awarded), ElementsAre(HasSubstr("80% of the eligible cost")));
  EXPECT_TRUE(cofi().books().AwaitRelays());
}

TEST_P(Calls, HaveRatesOfOneBase) {
  ExpectRefused(cofi(),
                ToCreate("min_rate { basis_points: 1500 base: BASE_ELIGIBLE_COST }"
                         "max_rate { basis_points: 8000 base: BASE_PUBLIC_AID }"),
                {.code = "INVALID_ARGUMENT",
                 .reason = "VALUE_OUT_OF_RANGE",
                 .field = "call.max_rate.base",
                 .english = "call.max_rate.base is PUBLIC_AID; accepted: ELIGIBLE_COST",
                 .french = "call.max_rate.base vaut PUBLIC_AID ; accepté : ELIGIBLE_COST"});
}

// `PRE_DEPOSIT spring`, of this call, in the order of the list.
std::vector<std::string> Ends(const DeadlineList& list, const std::string& call) {
  std::vector<std::string> ends;
  for (const Deadline& each : list.deadlines()) {
    if (each.resource() != call) continue;
    ends.push_back(absl::StrCat(EnumNameOf(each.kind()), " ", each.session()));
  }
  return ends;
}

TEST_P(Calls, SetDeadlinesWithEachOfTheirSessions) {
  const absl::CivilDay today = TodayIn("Europe/Paris", absl::Now());
  apps::CreateCallRequest request = ToCreate("");
  *request.mutable_call()->mutable_pre_deposit_date() = DateFromDay(today + 10);
  *request.mutable_call()->mutable_close_date() = DateFromDay(today + 40);
  for (const auto& [id, first, last] :
       {std::tuple("past", -60, -30), std::tuple("next", 15, 20), std::tuple("same", 15, 20)}) {
    auto* const session = request.mutable_call()->add_sessions();
    session->set_session_id(id);
    *session->mutable_pre_deposit_date() = DateFromDay(today + first);
    *session->mutable_close_date() = DateFromDay(today + last);
  }
  const std::string call = cofi().Ask<apps::Call>(request).name();
  const auto list = [&](bool looked, int page_size) {
    reporting::v1::ListDeadlinesRequest asked;
    asked.set_parent("projects/-");
    asked.set_funder("funders/ville");
    asked.add_kinds(Deadline::KIND_PRE_DEPOSIT);
    asked.add_kinds(Deadline::KIND_CALL_CLOSING);
    asked.set_page_size(page_size);
    if (looked) *asked.mutable_as_of_date() = DateFromDay(today);
    DeadlineList whole;
    do {
      const auto page = cofi().Ask<DeadlineList>(asked);
      whole.mutable_deadlines()->MergeFrom(page.deadlines());
      asked.set_page_token(page.next_page_token());
    } while (!asked.page_token().empty());
    return Ends(whole, call);
  };
  const std::vector<std::string> ahead = {"PRE_DEPOSIT ",      "PRE_DEPOSIT next",
                                          "PRE_DEPOSIT same",  "CALL_CLOSING next",
                                          "CALL_CLOSING same", "CALL_CLOSING "};
  EXPECT_EQ(list(false, 100), ahead);
  // Two that end together are two, on either side of the end of a page.
  EXPECT_EQ(list(false, 1), ahead);
  EXPECT_EQ(list(true, 100), ahead);

  // Whoever answers one that is over is late.
  Draft("1000", "", "past");
  std::vector<std::string> late = {"PRE_DEPOSIT past", "CALL_CLOSING past"};
  late.insert(late.end(), ahead.begin(), ahead.end());
  EXPECT_EQ(list(false, 100), late);
  EXPECT_EQ(list(true, 100), late);
  cofi().Ask<Application>(
      Submission(IsoDate(DateFromDay(today)), "nobody else asked for it this year"));
  EXPECT_EQ(list(false, 100), ahead);
  EXPECT_TRUE(cofi().Verify("applications").sound());
}

class CallTemplates : public Calls {
 protected:
  Outcome Run(const Words& words) { return RunCofi(cofi().address(), words); }

  apps::Call Made(const std::string& id) {
    apps::GetCallRequest request;
    request.set_name("funders/ville/calls/" + id);
    return cofi().Ask<apps::Call>(request);
  }

  const Folder folder_;
};
COFI_IN_ONE_SHAPE(CallTemplates);

TEST_P(CallTemplates, ThatAreShippedMakeCalls) {
  for (const char* name : {"fondation-de-france", "leader", "departement", "metropole"}) {
    const std::string id = absl::StrCat(id_, "-", name);
    const Outcome made = Run({"call", "create", "ville", id, "--from", name});
    ASSERT_EQ(made.code, 0) << name << ": " << made.err;
    const apps::Call call = Made(id);
    EXPECT_GE(call.stage_template_size(), 4) << name;
    EXPECT_GE(call.obligation_template_size(), 3) << name;
    EXPECT_GE(call.required_documents_size(), 5) << name;
    EXPECT_TRUE(call.has_award_floor()) << name;
    EXPECT_TRUE(call.has_award_ceiling()) << name;
    EXPECT_NE(call.max_rate().base(), type::v1::Rate::BASE_UNSPECIFIED) << name;
    EXPECT_THAT(call.cost_types(), Not(IsEmpty())) << name;
    // Nobody takes an example for the rule of his funder.
    EXPECT_THAT(call.figures_source(), HasSubstr("llustratif")) << name;
  }
}

TEST_P(CallTemplates, GiveWhatNoFlagSays) {
  const Outcome made = Run({"call", "create", "ville", id_, "--from", "leader", "--display-name",
                            "Fiche 2", "--award-ceiling", "40000", "--max-rate.percent", "60",
                            "--required-document", "Devis", "--close-date", "2027-03-31"});
  ASSERT_EQ(made.code, 0) << made.err;
  const apps::Call call = Made(id_);
  EXPECT_EQ(call.display_name(), "Fiche 2");
  EXPECT_EQ(Minor(call.award_ceiling()), 4'000'000);
  EXPECT_EQ(call.max_rate().basis_points(), 6'000);
  EXPECT_EQ(call.max_rate().base(), type::v1::Rate::BASE_PUBLIC_AID);
  EXPECT_THAT(call.required_documents(), ElementsAre("Devis"));
  EXPECT_EQ(IsoDate(call.close_date()), "2027-03-31");
  EXPECT_EQ(Minor(call.award_floor()), 625'000);
  EXPECT_EQ(call.award_floor_base(), apps::AMOUNT_BASE_PUBLIC_AID);
  EXPECT_EQ(call.stage_template(2).kind(), apps::STAGE_KIND_COMMITTEE);
}

TEST_P(CallTemplates, MayBeFilesOfAnybody) {
  const std::string file = folder_.Write("appel.yaml",
                                         "- call: un-autre/nom\n"
                                         "  display_name: Appel de la Ville\n"
                                         "  sessions:\n"
                                         "    - {session_id: printemps, close_date: 2027-03-31}\n");
  ASSERT_EQ(Run({"call", "create", "ville", id_, "--from", file}).code, 0);
  EXPECT_EQ(Made(id_).display_name(), "Appel de la Ville");
  EXPECT_EQ(Made(id_).sessions(0).session_id(), "printemps");
  // Of any noun.
  const std::string phase = folder_.Write("phase.yaml",
                                          "- phase: x/y\n"
                                          "  display_name: Diagnostic\n");
  ASSERT_EQ(Run({"phase", "create", id_, "etude", "--from", phase}).code, 0);
  EXPECT_THAT(Run({"phase", "get", id_ + "/etude"}).out, HasSubstr("Diagnostic"));
}

TEST_P(CallTemplates, ThatAreUnknownAreSaidSo) {
  const Outcome refused = Run({"call", "create", "ville", id_, "--from", "europe"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err,
              HasSubstr("there are: fondation-de-france, leader, departement, metropole"));
}

}  // namespace
}  // namespace cofi::end_to_end
