// What is missing from the files of applications, through servers: files that were uploaded, papers
// of the lead, and the days on which these expire.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "clients/cli/sent/transfer.h"
#include "clients/methods.h"
#include "cofi/attachments/v1/contents.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "tests/installations/everything.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using attachments::v1::UploadContentRequest;
using attachments::v1::UploadContentResponse;
using namespace cofi::reporting::v1;  // NOLINT(google-build-using-namespace): the reports.
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A project whose lead has statutes for good and bank details until 2018-02-10. Its application
// answers a call that requires these, a letter that is attached, and a quotation that is not.
class Required : public EndToEnd {
 protected:
  Required() : id_("q-" + NewUuid().substr(0, 8)), project_(cofi(), id_) {
    Must(cofi(), "CreateOrganization",
         absl::StrCat("organization_id: '", id_, "' organization { display_name: 'O' kind: 1 }"));
    Must(cofi(), "UpdateProject",
         absl::StrCat("project { name: '", project_.name(), "' lead: '", Lead(), "' }"));
    sha256_ = Upload(id_);
    MakePaper("statuts", "KIND_STATUTES", "");
    MakePaper("rib", "KIND_BANK_DETAILS", "expire_date { year: 2018 month: 2 day: 10 }");
    Apply();
    Attach("lettre", absl::StrCat("requirement: 'LETTRE  d’engagement' application: '",
                                  project_.Name("applications", "aide"), "'"));
  }
  ~Required() override { EXPECT_EQ(Unsound(cofi()), ""); }

  std::string Lead() const { return "organizations/" + id_; }

  std::string Upload(const std::string& bytes) {
    cli::Settings settings;
    settings.principal = "test";
    settings.timeout = absl::Minutes(5);
    UploadContentRequest request;
    UploadContentResponse kept;
    bool sent = false;
    const grpc::Status status = cli::Upload(
        cofi().channel("attachments"), settings,
        clients::PathOf(clients::MethodOf(UploadContentRequest::descriptor())), &request,
        [&](bool* more) {
          *more = !sent;
          sent = true;
          request.set_data(bytes);
          return grpc::Status::OK;
        },
        &kept);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return kept.sha256();
  }

  // A file of this test's own name, so that it is told from those of others.
  void MakePaper(const std::string& paper, const std::string& kind, const std::string& more) {
    Must(cofi(), "CreatePaper",
         absl::StrCat("parent: '", Lead(), "' paper_id: '", paper, "' paper { display_name: '", id_,
                      "-", paper, ".pdf' sha256: '", sha256_, "' kind: ", kind, " ", more, " }"));
  }
  void Attach(const std::string& id, const std::string& more) {
    Must(cofi(), "CreateAttachment",
         absl::StrCat("parent: '", project_.name(), "' attachment_id: '", id,
                      "' attachment { display_name: '", id, ".pdf' sha256: '", sha256_, "' ", more,
                      " }"));
  }

  void Apply() {
    Must(cofi(), "CreateCall",
         absl::StrCat("parent: 'funders/ville' call_id: '", id_,
                      "' call { display_name: 'Appel' required_documents: 'Statuts'"
                      " required_documents: 'RIB' required_documents: \"Lettre d'engagement\""
                      " required_documents: 'Devis' }"));
    Must(cofi(), "CreateApplication",
         absl::StrCat("parent: '", project_.name(),
                      "' application_id: 'aide' application { display_name: 'Aide' funder:"
                      " 'funders/ville' call: 'funders/ville/calls/",
                      id_, "' requested_amount { currency_code: 'EUR' units: 4000 } }"));
  }

  Requirements Ask(const std::string& as_of) {
    GetRequirementsRequest request;
    request.set_parent(project_.name());
    *request.mutable_as_of_date() = On(as_of);
    return cofi().Ask<Requirements>(request);
  }
  // `Devis MISSING `, of an application, a stage or an obligation.
  template <typename Requiring>
  static std::vector<std::string> StatesOf(const Requiring& requiring) {
    std::vector<std::string> states;
    for (const Requirement& each : requiring.requirements()) {
      states.push_back(
          absl::StrCat(each.display_name(), " ", EnumNameOf(each.state()), " ", IdOf(each.file())));
    }
    return states;
  }
  static std::vector<std::string> States(const Requirements& requirements) {
    return StatesOf(requirements.applications(0));
  }

  // `2018-02-10 <resource>`: papers of this test.
  std::vector<std::string> Renewals(const std::string& parent, const Date& as_of = Date()) {
    ListDeadlinesRequest request;
    request.set_parent(parent);
    request.set_text(id_);
    request.add_kinds(Deadline::KIND_PAPER_EXPIRY);
    if (IsSet(as_of)) *request.mutable_as_of_date() = as_of;
    std::vector<std::string> found;
    const auto list = cofi().Ask<DeadlineList>(request);
    for (const Deadline& each : list.deadlines()) {
      found.push_back(absl::StrCat(IsoDate(each.date()), " ", IdOf(each.resource()), " ",
                                   each.days_left(), each.project()));
    }
    return found;
  }

  const std::string id_;
  const Project project_;
  std::string sha256_;
};
COFI_IN_ALL_SHAPES(Required);

TEST_P(Required, DocumentsAreThereAsLongAsTheyHold) {
  const Requirements before = Ask("2018-01-31");
  EXPECT_THAT(States(before), ElementsAre("Statuts PRESENT statuts", "RIB EXPIRES_SOON rib",
                                          "Lettre d'engagement PRESENT lettre", "Devis MISSING "));
  EXPECT_EQ(before.applications(0).present_count(), 3);
  EXPECT_EQ(before.applications(0).present_basis_points(), 7'500);
  const Requirements after = Ask("2018-03-01");
  EXPECT_THAT(States(after), ElementsAre("Statuts PRESENT statuts", "RIB EXPIRED rib",
                                         "Lettre d'engagement PRESENT lettre", "Devis MISSING "));
  EXPECT_EQ(after.applications(0).present_basis_points(), 5'000);
}

TEST_P(Required, DocumentsOfAStageAreAskedUntilItIsOver) {
  const std::string stage = project_.Name("applications", "aide") + "/stages/jury";
  Must(cofi(), "CreateStage",
       absl::StrCat("parent: '", project_.Name("applications", "aide"),
                    "' stage_id: 'jury' stage { display_name: 'Jury' kind: STAGE_KIND_COMMITTEE"
                    " required_documents: 'Note' required_documents: 'Plan'"
                    " required_documents: 'RIB' }"));
  Attach("note", absl::StrCat("requirement: 'NOTE' stage: '", stage, "'"));
  Attach("plan", absl::StrCat("application: '", project_.Name("applications", "aide"), "'"));
  const Requirements before = Ask("2018-01-31");
  ASSERT_EQ(before.applications(0).stages_size(), 1);
  EXPECT_THAT(StatesOf(before.applications(0).stages(0)),
              ElementsAre("Note PRESENT note", "Plan MISSING ", "RIB EXPIRES_SOON rib"));
  EXPECT_EQ(before.applications(0).stages(0).round(), 1);
  EXPECT_EQ(before.applications(0).required_count(), 7);
  EXPECT_EQ(before.applications(0).present_count(), 5);
  EXPECT_EQ(before.applications(0).present_basis_points(), 7'142);
  const Outcome shown =
      RunCofi(cofi().address(), {"report", "requirements", id_, "--as-of=2018-01-31"});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("Jury"));
  EXPECT_THAT(shown.out, HasSubstr("5 of 7"));
  Must(cofi(), "SkipStage",
       absl::StrCat("name: '", stage, "' effective_date { year: 2018 month: 2 day: 1 }"));
  EXPECT_THAT(Ask("2018-02-01").applications(0).stages(), IsEmpty());
  EXPECT_EQ(Ask("2018-01-31").applications(0).stages_size(), 1) << "it was to come then";
}

TEST_P(Required, EvidenceIsAskedOfObligationsAndMissedOfThoseThatAreDone) {
  const std::string obligation = project_.Name("applications", "aide") + "/obligations/reponse";
  Must(cofi(), "CreateObligation",
       absl::StrCat("parent: '", project_.Name("applications", "aide"),
                    "' obligation_id: 'reponse' obligation { display_name: 'Réponse' kind:"
                    " KIND_INFORMATION due_date { year: 2018 month: 4 day: 30 }"
                    " required_documents: 'Lettre' required_documents: 'Statuts' }"));
  const Requirements pending = Ask("2018-02-15");
  ASSERT_EQ(pending.obligations_size(), 1);
  EXPECT_THAT(StatesOf(pending.obligations(0)), ElementsAre("Lettre MISSING ", "Statuts MISSING "))
      << "a paper of the lead is no evidence";
  EXPECT_EQ(IsoDate(pending.obligations(0).due_date()), "2018-04-30");
  Attach("lettre-signee", absl::StrCat("requirement: 'Lettre' obligation: '", obligation, "'"));
  EXPECT_THAT(StatesOf(Ask("2018-02-15").obligations(0)),
              ElementsAre("Lettre PRESENT lettre-signee", "Statuts MISSING "));
  Must(cofi(), "CompleteObligation",
       absl::StrCat("name: '", obligation, "' effective_date { year: 2018 month: 2 day: 10 }"));
  const Requirements done = Ask("2018-02-15");
  EXPECT_THAT(done.obligations(), IsEmpty());
  ASSERT_EQ(done.unproved_obligations_size(), 1) << "though it has a file";
  EXPECT_THAT(done.unproved_obligations(0).missing_documents(), ElementsAre("Statuts"));
  EXPECT_EQ(IsoDate(done.unproved_obligations(0).done_date()), "2018-02-10");
  EXPECT_EQ(Ask("2018-02-09").obligations_size(), 1) << "it was owed then";
  Attach("statuts", absl::StrCat("obligation: '", obligation, "'"));
  EXPECT_THAT(Ask("2018-02-15").unproved_obligations(), IsEmpty());
}

TEST_P(Required, ExpensesAreCountedUntilTheyHaveAFile) {
  project_.Spend("a", {.amount = "10", .date = "2018-03-01"});
  project_.Spend("b", {.amount = "20.50", .date = "2018-03-01"});
  EXPECT_EQ(Ask("2018-02-28").unproved_expense_count(), 0) << "none yet";
  const Requirements both = Ask("2018-03-01");
  EXPECT_EQ(both.unproved_expense_count(), 2);
  EXPECT_EQ(DecimalFromMoney(both.unproved_expenses()), "30.50 EUR");
  Attach("facture", absl::StrCat("expense: '", project_.Name("expenses", "b"), "'"));
  const Requirements one = Ask("2018-03-01");
  EXPECT_EQ(one.unproved_expense_count(), 1);
  EXPECT_EQ(DecimalFromMoney(one.unproved_expenses()), "10.00 EUR");
}

TEST_P(Required, TheTerminalSaysWhatIsMissingInEitherLanguage) {
  const Outcome english =
      RunCofi(cofi().address(), {"report", "requirements", id_, "--as-of=2018-03-01"});
  EXPECT_EQ(english.code, 0) << english.err;
  EXPECT_THAT(english.out, HasSubstr("2 of 4 (50%)"));
  EXPECT_THAT(english.out, HasSubstr("missing"));
  const Outcome french =
      RunCofi(cofi().address(), {"report", "pieces", id_, "--as-of=2018-03-01"}, "fr");
  EXPECT_EQ(french.code, 0) << french.err;
  EXPECT_THAT(french.out, HasSubstr("manquante"));
  EXPECT_THAT(french.out, HasSubstr("expirée"));
}

TEST_P(Required, PapersOfTheLeadAreDueUntilTheirDayHasPassed) {
  EXPECT_THAT(Renewals(project_.name(), On("2018-01-31")), ElementsAre("2018-02-10 rib 10"));
  EXPECT_THAT(Renewals(project_.name(), On("2018-02-10")), ElementsAre("2018-02-10 rib 0"));
  EXPECT_THAT(Renewals(project_.name(), On("2018-02-11")), IsEmpty());
  EXPECT_THAT(Renewals("projects/-", On("2018-01-31")), ElementsAre("2018-02-10 rib 10"));
  Must(cofi(), "AbandonProject",
       absl::StrCat("name: '", project_.name(), "' effective_date { year: 2018 month: 2 day: 1 }"));
  EXPECT_THAT(Renewals(project_.name(), On("2018-02-01")), IsEmpty()) << "it needs none any more";
  EXPECT_THAT(Renewals("projects/-", On("2018-02-01")), ElementsAre("2018-02-10 rib 9"));
}

// From what is kept, and from a look at all papers.
TEST_P(Required, PapersOfAllAreTheSameEitherWay) {
  const Date today = DateFromDay(TodayIn("Europe/Paris", absl::Now()));
  EXPECT_THAT(Renewals("projects/-"), IsEmpty()) << "long over";
  MakePaper("assurance", "KIND_INSURANCE", "expire_date { year: 2100 month: 1 day: 31 }");
  const std::vector<std::string> kept = Renewals("projects/-");
  EXPECT_THAT(kept, ElementsAre(testing::StartsWith("2100-01-31 assurance ")));
  EXPECT_EQ(kept, Renewals("projects/-", today));
  Must(cofi(), "UpdatePaper",
       absl::StrCat("paper { name: '", Lead(),
                    "/papers/assurance' expire_date { year: 2100 month: 2 day: 28 } }"));
  EXPECT_THAT(Renewals("projects/-"), ElementsAre(testing::StartsWith("2100-02-28 assurance ")));
  EXPECT_TRUE(Delete(cofi(), Lead() + "/papers/assurance").ok());
  EXPECT_THAT(Renewals("projects/-"), IsEmpty());
}

}  // namespace
}  // namespace cofi::end_to_end
