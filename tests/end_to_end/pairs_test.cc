// What belongs together is judged together: ends and starts, ceilings and floors, a page token
// and its query, a way back and where it came from.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/fields.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "cofi/budgets/v1/lines.pb.h"
#include "cofi/journal/v1/history.pb.h"
#include "cofi/projects/v1/partners.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

namespace apps = applications::v1;
using apps::Application;
using ::testing::HasSubstr;

class Pairs : public EndToEnd {
 protected:
  Pairs() : id_(NewResourceId(absl::Now())), project_(cofi(), id_) {}

  apps::Call MakeCall(const apps::Call& call) {
    apps::CreateCallRequest request;
    request.set_parent("funders/ville");
    request.set_call_id(id_);
    *request.mutable_call() = call;
    request.mutable_call()->set_display_name("Appel");
    return cofi().Ask<apps::Call>(request);
  }

  const std::string id_;
  const Project project_;
};
COFI_IN_BOTH_SHAPES(Pairs);

TEST_P(Pairs, OfAnUpdateAreJudgedWithWhatIsThere) {
  const apps::Call call = MakeCall(FromText<apps::Call>(R"pb(
    open_date { year: 2018 month: 5 day: 1 }
    close_date { year: 2018 month: 6 day: 1 }
    award_floor { currency_code: "EUR" units: 1000 }
    award_ceiling { currency_code: "EUR" units: 5000 }
  )pb"));
  apps::UpdateCallRequest update;
  update.mutable_call()->set_name(call.name());
  *update.mutable_call()->mutable_close_date() = On("2018-04-30");
  ExpectRefused(cofi(), update,
                {.code = "INVALID_ARGUMENT",
                 .reason = "VALUE_OUT_OF_RANGE",
                 .field = "call.close_date",
                 .english = "call.close_date is 2018-04-30; accepted: on 2018-05-01 or after",
                 .french = "call.close_date vaut 30/04/2018 ; accepté : le 01/05/2018 au plus"
                           " tôt"});
  update.mutable_call()->clear_close_date();
  *update.mutable_call()->mutable_award_floor() = Eur("5000.01");
  ExpectRefused(cofi(), update,
                {.code = "INVALID_ARGUMENT",
                 .reason = "VALUE_OUT_OF_RANGE",
                 .field = "call.award_ceiling",
                 .english = "call.award_ceiling is €5,000.00; accepted: at least €5,000.01",
                 .french = "call.award_ceiling vaut 5 000,00 € ; accepté : au moins 5 000,01 €"});
  // What the mask leaves out does not count.
  update.mutable_call()->clear_award_floor();
  *update.mutable_call()->mutable_open_date() = On("2018-09-01");
  *update.mutable_call()->mutable_close_date() = On("2018-05-02");
  update.mutable_update_mask()->add_paths("close_date");
  EXPECT_EQ(IsoDate(cofi().Ask<apps::Call>(update).close_date()), "2018-05-02");
}

TEST_P(Pairs, OfAVerbAreJudgedToo) {
  project_.Apply("a", "16000");
  cofi().Ask<Application>(project_.Award("a", "16000", "2018-02-01"));
  apps::SignApplicationAgreementRequest sign;
  sign.set_name(project_.Name("applications", "a"));
  *sign.mutable_eligible_start_date() = On("2018-03-01");
  *sign.mutable_eligible_end_date() = On("2018-02-28");
  *sign.mutable_effective_date() = On("2018-02-10");
  ExpectRefused(cofi(), sign,
                {.code = "INVALID_ARGUMENT",
                 .reason = "VALUE_OUT_OF_RANGE",
                 .field = "eligible_end_date",
                 .english = "eligible_end_date is 2018-02-28; accepted: on 2018-03-01 or after",
                 .french = "eligible_end_date vaut 28/02/2018 ; accepté : le 01/03/2018 au plus"
                           " tôt"});
}

TEST_P(Pairs, OfStagesWithOneIdentifierAreRefusedInTheCall) {
  apps::CreateCallRequest request;
  request.set_parent("funders/ville");
  request.set_call_id(id_);
  request.mutable_call()->set_display_name("Appel");
  for (const char* id : {"dossier", "dossier"}) {
    auto* each = request.mutable_call()->add_stage_template();
    each->set_stage_id(id);
    each->set_display_name("x");
    each->set_kind(apps::STAGE_KIND_COMMITTEE);
  }
  ExpectRefused(
      cofi(), request,
      {.code = "INVALID_ARGUMENT",
       .reason = "VALUE_MALFORMED",
       .field = "call.stage_template[1].stage_id",
       .english = "call.stage_template[1].stage_id is \"dossier\"; accepted: each identifier once",
       .french = "call.stage_template[1].stage_id vaut « dossier » ; accepté : chaque identifiant"
                 " une fois"});
  request.mutable_call()->mutable_stage_template(1)->set_stage_id("Étape 1");
  ExpectRefused(cofi(), request,
                {.code = "INVALID_ARGUMENT",
                 .reason = "NAME_MALFORMED",
                 .field = "call.stage_template[1].stage_id",
                 .english = "call.stage_template[1].stage_id is \"Étape 1\"; accepted: {id},"
                            " identifiers of lowercase letters, digits and hyphens",
                 .french = "call.stage_template[1].stage_id vaut « Étape 1 » ; accepté : {id},"
                           " identifiants en minuscules, chiffres et traits d'union"});
}

TEST_P(Pairs, OfAPageTokenAndAnotherDayAreNone) {
  apps::ListApplicationsRequest request;
  request.set_parent(project_.name());
  request.set_page_size(1);
  for (const char* id : {"a", "b", "c"}) project_.Apply(id, "16000");
  const auto page = cofi().Ask<apps::ListApplicationsResponse>(request);
  request.set_page_token(page.next_page_token());
  ASSERT_NE(request.page_token(), "");
  request.set_page_size(2);
  EXPECT_EQ(cofi().Ask<apps::ListApplicationsResponse>(request).applications_size(), 2);
  *request.mutable_as_of_date() = On("2018-01-05");
  apps::ListApplicationsResponse none;
  EXPECT_THAT(Said(cofi().Call(request, &none)), HasSubstr("PAGE_TOKEN_INVALID"));
}

TEST_P(Pairs, OfAPageTokenAndAnotherServiceAreNone) {
  journal::v1::ListEntriesRequest request;
  request.set_journal("journals/projects");
  request.set_name(project_.name());
  request.set_below(true);
  request.set_page_size(1);
  const auto page = cofi().Ask<journal::v1::ListEntriesResponse>(request);
  request.set_page_token(page.next_page_token());
  ASSERT_NE(request.page_token(), "");
  cofi().Ask<journal::v1::ListEntriesResponse>(request);
  request.set_journal("journals/budgets");
  journal::v1::ListEntriesResponse none;
  EXPECT_THAT(Said(cofi().Call(request, &none)), HasSubstr("PAGE_TOKEN_INVALID"));
}

TEST_P(Pairs, OfAQuestionAndItsAnswerLeadBack) {
  project_.Apply("a", "16000");
  apps::RequestApplicationInformationRequest ask;
  ask.set_name(project_.Name("applications", "a"));
  ask.set_note("RIB");
  *ask.mutable_effective_date() = On("2018-02-01");
  cofi().Ask<Application>(ask);
  apps::ProvideApplicationInformationRequest answer;
  answer.set_name(ask.name());
  *answer.mutable_effective_date() = On("2018-02-02");
  EXPECT_EQ(EnumNameOf(cofi().Ask<Application>(answer).state()), "SUBMITTED");
  EXPECT_TRUE(cofi().Verify("applications").sound());
}

TEST_P(Pairs, OfAnAmountAndASiretAreTold) {
  apps::CreateApplicationRequest request;
  request.set_parent(project_.name());
  request.set_application_id("a");
  request.mutable_application()->set_display_name("A");
  request.mutable_application()->set_funder("funders/ville");
  *request.mutable_application()->mutable_requested_amount() = Eur("55203253400646");
  ExpectRefused(
      cofi(), request,
      {.code = "INVALID_ARGUMENT",
       .reason = "AMOUNT_OVERFLOW",
       .field = "application.requested_amount",
       .english = "application.requested_amount is too large; the limit is €1,000,000,000,000.00",
       .french =
           "application.requested_amount est trop grand ; la limite est 1 000 000 000 000,00 €"});
}

TEST_P(Pairs, OfACallAndWhatIsAskedOfIt) {
  const apps::Call call =
      MakeCall(FromText<apps::Call>("award_ceiling { currency_code: 'EUR' units: 5000 }"));
  apps::CreateApplicationRequest request;
  request.set_parent(project_.name());
  request.set_application_id("a");
  request.mutable_application()->set_display_name("A");
  request.mutable_application()->set_funder("funders/ville");
  request.mutable_application()->set_call(call.name());
  *request.mutable_application()->mutable_requested_amount() = Eur("5000.01");
  const Application application = cofi().Ask<Application>(request);
  apps::SubmitApplicationRequest submit;
  submit.set_name(application.name());
  ExpectRefused(cofi(), submit,
                {.code = "FAILED_PRECONDITION",
                 .reason = "OUTSIDE_CALL_BOUNDS",
                 .field = "application.requested_amount",
                 .english = "application.requested_amount is €5,000.01; call ville/" +
                            std::string(IdOf(call.name())) + " gives at most €5,000.00",
                 .french = "application.requested_amount vaut 5 000,01 € ; l'appel à projets"
                           " ville/" +
                           std::string(IdOf(call.name())) + " accorde au plus 5 000,00 €"});
}

}  // namespace
}  // namespace cofi::end_to_end
