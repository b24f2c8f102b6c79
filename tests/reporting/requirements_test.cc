// What is missing from the files of applications: which file is which document, how long it holds,
// and what has no proof.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/names.h"
#include "services/reporting/layouts.h"
#include "services/reporting/requirements_rules.h"
#include "tests/reporting/documents.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using attachments::v1::Attachment;
using attachments::v1::Paper;
using budgets::v1::Expense;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::Requirement;

constexpr char kDay[] = "2018-03-23";

Attachment* AddAttachment(ProjectFiles* files, const std::string& id,
                          const std::string& file_name) {
  Attachment& attachment = files->attachments.emplace_back();
  attachment.set_name("projects/p/attachments/" + id);
  attachment.set_display_name(file_name);
  return &attachment;
}

Paper* AddPaper(ProjectFiles* files, const std::string& id, Paper::Kind kind,
                const std::string& expire_date) {
  Paper& paper = files->papers.emplace_back();
  paper.set_name("organizations/o/papers/" + id);
  paper.set_display_name(id + ".pdf");
  paper.set_kind(kind);
  if (!expire_date.empty()) *paper.mutable_expire_date() = On(expire_date);
  return &paper;
}

Expense* AddExpense(ProjectFiles* files, const std::string& id, const std::string& amount) {
  Expense& expense = files->expenses.emplace_back();
  expense.set_name("projects/p/expenses/" + id);
  *expense.mutable_amount() = Eur(amount);
  return &expense;
}

// An application of the project to a call that requires these.
struct Example {
  explicit Example(const std::vector<std::string>& required) {
    auto catalogue = Funders({{"ville", "Ville"}});
    Call* const call = AddCall(catalogue.get(), "funders/ville/calls/c", "2018-06-30");
    for (const std::string& each : required) call->add_required_documents(each);
    facts.catalogue = catalogue;
    application = AddApplication(&facts, "ville", Application::STATE_SUBMITTED, "5000");
    application->set_call(call->name());
  }

  // `PRESENT statuts`, `MISSING`: of a document of that name.
  std::string Of(const std::string& required) const {
    const Requirement found = MakeRequirement(required, *application, files, facts.as_of);
    const std::string id(IdOf(found.file()));
    return absl::StrCat(EnumNameOf(found.state()), id.empty() ? "" : " ", id);
  }
  v1::Requirements Made() const { return MakeRequirements(facts, files); }

  ProjectFacts facts = EmptyProject(kDay);
  ProjectFiles files;
  Application* application;
};

TEST(Requirements, AreMissingWithoutAFile) { EXPECT_EQ(Example({}).Of("Statuts"), "MISSING"); }

TEST(Requirements, AreWhatAnAttachmentOfTheApplicationOrAStageSays) {
  Example example({});
  Attachment* const of_stage = AddAttachment(&example.files, "a", "scan-1.pdf");
  of_stage->set_requirement("Lettre d’engagement");
  of_stage->set_stage(example.application->name() + "/stages/dossier");
  EXPECT_EQ(example.Of("LETTRE  D'ENGAGEMENT"), "PRESENT a") << "however it is written";
  Attachment* const of_application = AddAttachment(&example.files, "b", "Plan de trésorerie.xlsx");
  of_application->set_application(example.application->name());
  EXPECT_EQ(example.Of("plan de tresorerie"), "PRESENT b") << "by the name without its ending";
  EXPECT_EQ(example.Of("plan"), "MISSING") << "not by a part of it";
}

TEST(Requirements, AreFoundByAWholeNameWhereItHasNoEnding) {
  Example example({});
  Attachment* const binder = AddAttachment(&example.files, "a", "Devis n. 7");
  binder->set_location("Classeur 3");
  binder->set_application(example.application->name());
  EXPECT_EQ(example.Of("devis n. 7"), "PRESENT a");
}

TEST(Requirements, AreNotWhatSupportsSomethingElse) {
  Example example({});
  AddAttachment(&example.files, "a", "Devis.pdf")->set_application("projects/p/applications/other");
  AddAttachment(&example.files, "b", "Devis.pdf")
      ->set_stage("projects/p/applications/ville-2/stages/s");
  AddAttachment(&example.files, "c", "Devis.pdf")->set_expense("projects/p/expenses/e");
  EXPECT_EQ(example.Of("Devis"), "MISSING");
}

TEST(Requirements, AreNotCalledOtherwiseThanIsSaid) {
  Example example({});
  Attachment* const attachment = AddAttachment(&example.files, "a", "Devis.pdf");
  attachment->set_application(example.application->name());
  attachment->set_requirement("Budget");
  EXPECT_EQ(example.Of("Devis"), "MISSING") << "who says which it is meant no other";
  EXPECT_EQ(example.Of("budget"), "PRESENT a");
}

TEST(Requirements, ArePapersOfTheLeadByTheirKindInEitherLanguageOrByTheirName) {
  Example example({});
  AddPaper(&example.files, "rib-2018", Paper::KIND_BANK_DETAILS, "");
  AddPaper(&example.files, "Agrément", Paper::KIND_OTHER, "");
  EXPECT_EQ(example.Of("rib"), "PRESENT rib-2018");
  EXPECT_EQ(example.Of("Bank details"), "PRESENT rib-2018");
  EXPECT_EQ(example.Of("agrement"), "PRESENT Agrément");
  EXPECT_EQ(example.Of("Autre"), "MISSING") << "which says nothing of what it is";
}

TEST(Requirements, HoldAsLongAsTheirPaper) {
  const auto until = [](const std::string& expire_date) {
    Example example({});
    AddPaper(&example.files, "p", Paper::KIND_STATUTES, expire_date);
    return example.Of("statuts");
  };
  EXPECT_EQ(until("2018-03-22"), "EXPIRED p");
  EXPECT_EQ(until(kDay), "EXPIRES_SOON p") << "the last day counts";
  EXPECT_EQ(until("2018-04-22"), "EXPIRES_SOON p") << "in 30 days";
  EXPECT_EQ(until("2018-04-23"), "PRESENT p");
  EXPECT_EQ(until(""), "PRESENT p");
}

TEST(Requirements, AreThePaperThatHoldsLongest) {
  Example example({});
  AddPaper(&example.files, "old", Paper::KIND_INSURANCE, "2018-01-31");
  EXPECT_EQ(example.Of("attestation d'assurance"), "EXPIRED old");
  AddPaper(&example.files, "new", Paper::KIND_INSURANCE, "2019-01-31");
  AddPaper(&example.files, "middle", Paper::KIND_INSURANCE, "2018-12-31");
  EXPECT_EQ(example.Of("attestation d'assurance"), "PRESENT new");
  Paper* const ahead = AddPaper(&example.files, "ahead", Paper::KIND_INSURANCE, "2020-01-31");
  *ahead->mutable_issue_date() = On("2018-03-24");
  EXPECT_EQ(example.Of("attestation d'assurance"), "PRESENT new") << "the other is not yet valid";
  AddPaper(&example.files, "for-good", Paper::KIND_INSURANCE, "");
  EXPECT_EQ(example.Of("attestation d'assurance"), "PRESENT for-good");
}

TEST(Requirements, AreCountedRoundedDown) {
  EXPECT_EQ(BasisPointsDown(3, 5), 6'000);
  EXPECT_EQ(BasisPointsDown(2, 3), 6'666);
  EXPECT_EQ(BasisPointsDown(49, 50), 9'800);
  EXPECT_EQ(BasisPointsDown(0, 7), 0);
  EXPECT_EQ(BasisPointsDown(7, 7), 10'000);
}

TEST(Requirements, AreAskedOfApplicationsThatAreNotLost) {
  for (const auto& [state, asked] :
       {std::pair(Application::STATE_DRAFT, 1), std::pair(Application::STATE_IN_SELECTION, 1),
        std::pair(Application::STATE_AGREED, 1), std::pair(Application::STATE_REJECTED, 0),
        std::pair(Application::STATE_WITHDRAWN, 0)}) {
    Example example({"Statuts"});
    example.application->set_state(state);
    EXPECT_EQ(example.Made().applications_size(), asked) << EnumNameOf(state);
  }
  EXPECT_THAT(Example({}).Made().applications(), IsEmpty()) << "the call requires none";
}

TEST(Requirements, CountWhatIsThereAndHolds) {
  Example example({"Statuts", "RIB", "Budget prévisionnel"});
  AddPaper(&example.files, "statuts", Paper::KIND_STATUTES, "2018-01-01");
  AddPaper(&example.files, "rib", Paper::KIND_BANK_DETAILS, "2018-04-01");
  const v1::Requirements made = example.Made();
  ASSERT_EQ(made.applications_size(), 1);
  EXPECT_EQ(made.applications(0).present_count(), 1) << "what expires soon holds";
  EXPECT_EQ(made.applications(0).present_basis_points(), 3'333);
  EXPECT_EQ(made.applications(0).funder_display_name(), "Ville");
}

// A stage of the example's application that requires these.
void AddStageThatRequires(const std::vector<std::string>& required, const std::string& id,
                          Stage::State state, Example* example) {
  Stage* const stage = AddStage(&example->facts, "ville", id, state);
  for (const std::string& each : required) stage->add_required_documents(each);
}

// `Note PRESENT a`: each document with what it is.
template <typename Made>
std::vector<std::string> DocumentsOf(const Made& made) {
  std::vector<std::string> documents;
  for (const Requirement& each : made.requirements()) {
    const std::string id(IdOf(each.file()));
    documents.push_back(absl::StrCat(each.display_name(), " ", EnumNameOf(each.state()),
                                     id.empty() ? "" : " ", id));
  }
  return documents;
}

TEST(Requirements, OfAStageAreWhatIsAttachedToItOrAPaperOfTheLead) {
  Example example({});
  AddStageThatRequires({"Note", "Plan", "Devis", "RIB"}, "jury", Stage::STATE_OPEN, &example);
  Attachment* const said = AddAttachment(&example.files, "a", "scan.pdf");
  said->set_stage(example.application->name() + "/stages/jury");
  said->set_requirement("NOTE");
  AddAttachment(&example.files, "b", "Plan.pdf")
      ->set_stage(example.application->name() + "/stages/jury");
  // Of the application, or of another stage.
  AddAttachment(&example.files, "c", "Devis.pdf")->set_application(example.application->name());
  AddAttachment(&example.files, "d", "Devis.pdf")
      ->set_stage(example.application->name() + "/stages/board");
  AddPaper(&example.files, "rib-2018", Paper::KIND_BANK_DETAILS, "");
  const v1::Requirements made = example.Made();
  ASSERT_EQ(made.applications_size(), 1) << "though its call requires nothing";
  ASSERT_EQ(made.applications(0).stages_size(), 1);
  const v1::StageRequirements& jury = made.applications(0).stages(0);
  EXPECT_EQ(jury.stage(), example.application->name() + "/stages/jury");
  EXPECT_THAT(DocumentsOf(jury), ElementsAre("Note PRESENT a", "Plan PRESENT b", "Devis MISSING",
                                             "RIB PRESENT rib-2018"));
}

TEST(Requirements, OfStagesCountWithThoseOfTheCall) {
  Example example({"Statuts", "RIB"});
  AddPaper(&example.files, "rib", Paper::KIND_BANK_DETAILS, "");
  AddStageThatRequires({"Note"}, "jury", Stage::STATE_SUBMITTED, &example);
  AddStageThatRequires({"Accord", "Plan"}, "board", Stage::STATE_UPCOMING, &example);
  AddAttachment(&example.files, "a", "Note.pdf")
      ->set_stage(example.application->name() + "/stages/jury");
  const v1::ApplicationRequirements all = example.Made().applications(0);
  EXPECT_THAT(DocumentsOf(all), ElementsAre("Statuts MISSING", "RIB PRESENT rib"));
  EXPECT_EQ(all.required_count(), 5);
  EXPECT_EQ(all.present_count(), 2);
  EXPECT_EQ(all.present_basis_points(), 4'000);
}

TEST(Requirements, OfStagesAreAskedUntilTheyAreOver) {
  for (const auto& [state, asked] :
       {std::pair(Stage::STATE_UPCOMING, 1), std::pair(Stage::STATE_OPEN, 1),
        std::pair(Stage::STATE_SUBMITTED, 1), std::pair(Stage::STATE_PASSED, 0),
        std::pair(Stage::STATE_FAILED, 0), std::pair(Stage::STATE_SKIPPED, 0)}) {
    Example example({"Statuts"});
    AddStageThatRequires({"Note"}, "jury", state, &example);
    const v1::ApplicationRequirements all = example.Made().applications(0);
    EXPECT_EQ(all.stages_size(), asked) << EnumNameOf(state);
    EXPECT_EQ(all.required_count(), 1 + asked) << EnumNameOf(state);
  }
  Example over({});
  AddStageThatRequires({"Note"}, "jury", Stage::STATE_PASSED, &over);
  EXPECT_THAT(over.Made().applications(), IsEmpty()) << "nothing is required any more";
}

TEST(Requirements, OfStagesStandInTheOrderOfTheStages) {
  Example example({});
  AddStageThatRequires({"Accord"}, "board", Stage::STATE_UPCOMING, &example);
  example.facts.stages.back().set_position(2);
  AddStageThatRequires({}, "hearing", Stage::STATE_UPCOMING, &example);
  AddStageThatRequires({"Note"}, "jury", Stage::STATE_OPEN, &example);
  example.facts.stages.back().set_position(1);
  example.facts.stages.back().set_round(2);
  const v1::ApplicationRequirements all = example.Made().applications(0);
  ASSERT_EQ(all.stages_size(), 2) << "the hearing requires nothing";
  EXPECT_EQ(all.stages(0).display_name(), "jury");
  EXPECT_EQ(all.stages(0).round(), 2);
  EXPECT_EQ(all.stages(1).display_name(), "board");
}

// An obligation of the example's application that asks for these.
Obligation* AddObligationThatAsks(const std::vector<std::string>& required, const std::string& id,
                                  const std::string& due, Example* example) {
  Obligation* const obligation =
      AddObligation(&example->facts, "ville", id, Obligation::KIND_OTHER, due);
  for (const std::string& each : required) obligation->add_required_documents(each);
  return obligation;
}

TEST(Requirements, OfObligationsAreWhatIsAttachedToThem) {
  Example example({});
  example.application->set_state(Application::STATE_AGREED);
  AddObligationThatAsks({"Photos"}, "publicity", "2018-06-30", &example);
  AddObligationThatAsks({"Bilan", "Presse", "RIB"}, "report", "2018-04-30", &example);
  AddObligationThatAsks({}, "thanks", "2018-04-01", &example);
  AddObligationThatAsks({"Lettre"}, "waived", "2018-04-01", &example)
      ->set_state(Obligation::STATE_WAIVED);
  Attachment* const said = AddAttachment(&example.files, "a", "scan.pdf");
  said->set_obligation(example.application->name() + "/obligations/report");
  said->set_requirement("bilan");
  AddAttachment(&example.files, "b", "Presse.pdf")->set_application(example.application->name());
  AddPaper(&example.files, "rib", Paper::KIND_BANK_DETAILS, "");
  const v1::Requirements made = example.Made();
  ASSERT_EQ(made.obligations_size(), 2) << "by the day on which they are due";
  const v1::ObligationRequirements& report = made.obligations(0);
  EXPECT_THAT(DocumentsOf(report), ElementsAre("Bilan PRESENT a", "Presse MISSING", "RIB MISSING"))
      << "a paper that was there before proves nothing";
  EXPECT_EQ(report.present_count(), 1);
  EXPECT_EQ(report.display_name(), "report");
  EXPECT_EQ(report.funder_display_name(), "Ville");
  EXPECT_EQ(IsoDate(report.due_date()), "2018-04-30");
  EXPECT_EQ(made.obligations(1).display_name(), "publicity");
}

// As deadlines have it: nothing is owed for an award that has not come, except answers.
TEST(Requirements, OfObligationsAreAskedOnceTheyAreOwed) {
  Example example({});
  AddObligationThatAsks({"Photos"}, "publicity", "2018-06-30", &example);
  AddObligationThatAsks({"Lettre"}, "answer", "2018-04-30", &example)
      ->set_kind(Obligation::KIND_INFORMATION);
  const v1::Requirements made = example.Made();
  ASSERT_EQ(made.obligations_size(), 1);
  EXPECT_EQ(made.obligations(0).display_name(), "answer");
  example.application->set_state(Application::STATE_REJECTED);
  EXPECT_THAT(example.Made().obligations(), IsEmpty());
}

TEST(Requirements, NameObligationsThatAreDoneWithoutTheEvidenceThatTheyAsk) {
  Example example({});
  example.application->set_state(Application::STATE_AGREED);
  for (const char* id : {"whole", "half", "none"}) {
    Obligation* const done = AddObligationThatAsks({"Bilan", "Photos"}, id, "2018-02-01", &example);
    done->set_state(Obligation::STATE_DONE);
    *done->mutable_state_date() = On(kDay);
  }
  const auto attach = [&](const std::string& id, const std::string& file, const char* to) {
    AddAttachment(&example.files, id, file)
        ->set_obligation(absl::StrCat(example.application->name(), "/obligations/", to));
  };
  attach("a", "bilan.pdf", "whole");
  attach("b", "photos.zip", "whole");
  attach("c", "Photos.zip", "half");
  const v1::Requirements made = example.Made();
  ASSERT_EQ(made.unproved_obligations_size(), 2);
  EXPECT_EQ(made.unproved_obligations(0).display_name(), "half");
  EXPECT_THAT(made.unproved_obligations(0).missing_documents(), ElementsAre("Bilan"));
  EXPECT_EQ(made.unproved_obligations(1).display_name(), "none");
  EXPECT_THAT(made.unproved_obligations(1).missing_documents(), ElementsAre("Bilan", "Photos"));
  EXPECT_THAT(made.obligations(), IsEmpty()) << "they are done";
}

TEST(Requirements, NameObligationsThatAreDoneAndHaveNoFile) {
  Example example({});
  for (const char* id : {"pending", "proved", "later", "sooner"}) {
    Obligation* const obligation =
        AddObligation(&example.facts, "ville", id, Obligation::KIND_OTHER, "2018-02-01");
    if (id == std::string("pending")) continue;
    obligation->set_state(Obligation::STATE_DONE);
    *obligation->mutable_state_date() = On(id == std::string("sooner") ? "2018-01-10" : kDay);
  }
  AddAttachment(&example.files, "a", "bilan.pdf")
      ->set_obligation("projects/p/applications/ville/obligations/proved");
  std::vector<std::string> found;
  const v1::Requirements made = example.Made();
  for (const v1::UnprovedObligation& each : made.unproved_obligations()) {
    found.push_back(absl::StrCat(IsoDate(each.done_date()), " ", each.display_name(), " for ",
                                 each.funder_display_name()));
  }
  EXPECT_THAT(found, ElementsAre("2018-01-10 sooner for Ville", "2018-03-23 later for Ville"));
}

TEST(Requirements, SumExpensesThatHaveNoFile) {
  Example example({});
  AddExpense(&example.files, "proved", "10");
  AddExpense(&example.files, "a", "612.40");
  AddExpense(&example.files, "b", "7.60");
  AddExpense(&example.files, "wrong", "99");
  AddExpense(&example.files, "reversal", "-99")->set_reverses("projects/p/expenses/wrong");
  AddAttachment(&example.files, "f", "facture.pdf")->set_expense("projects/p/expenses/proved");
  // From before files could be attached.
  AddExpense(&example.files, "early", "40")->add_documents()->set_display_name("classeur 3");
  const v1::Requirements made = example.Made();
  EXPECT_EQ(made.unproved_expense_count(), 2) << "what was reversed needs no proof";
  EXPECT_EQ(Shown(made.unproved_expenses()), "620.00 EUR");
}

v1::Requirements Laid() {
  Example example({"Statuts", "RIB", "Devis"});
  example.application->set_display_name("Aide");
  AddPaper(&example.files, "statuts", Paper::KIND_STATUTES, "2018-01-31");
  AddPaper(&example.files, "rib", Paper::KIND_BANK_DETAILS, "");
  Obligation* const obligation =
      AddObligation(&example.facts, "ville", "Bilan", Obligation::KIND_OTHER, "2018-02-01");
  obligation->set_state(Obligation::STATE_DONE);
  *obligation->mutable_state_date() = On("2018-01-10");
  AddExpense(&example.files, "a", "12.50");
  v1::Requirements made = example.Made();
  *made.mutable_as_of_date() = On(kDay);
  return made;
}

TEST(RequirementsLayout, HasARowForEachDocumentAndSaysWhatHasNoProof) {
  const v1::Document document = LayOut(Laid(), {}, Part{}, Language::kEnglish);
  EXPECT_TRUE(HoldsTogether(document));
  EXPECT_TRUE(EveryColumnSums(document));
  EXPECT_EQ(document.title(), "Required documents – Project");
  EXPECT_THAT(document.facts(), ElementsAre("as of 2018-03-23"));
  EXPECT_THAT(
      TableText(document, Language::kEnglish),
      ElementsAre("required document | state | file | valid until", "Aide – Ville |  |  | ",
                  "Statuts | expired | statuts.pdf | 2018-01-31 !", "RIB | present | rib.pdf | ",
                  "Devis | missing |  |  !", "1 of 3 (33.33%) |  |  | "));
  const v1::Table& done = document.blocks(1).table();
  EXPECT_EQ(done.title(), "Done, no proof attached");
  EXPECT_EQ(done.rows(0).cells(1).text(), "Bilan");
  const v1::Table& spent = document.blocks(2).table();
  EXPECT_EQ(spent.title(), "Expenses without proof attached");
  EXPECT_EQ(spent.rows(0).cells(0).count(), 1);
  EXPECT_EQ(Shown(spent.rows(0).cells(1).amount()), "12.50 EUR");
}

TEST(RequirementsLayout, SpeaksFrench) {
  const v1::Document document = LayOut(Laid(), {}, Part{}, Language::kFrench);
  EXPECT_TRUE(HoldsTogether(document));
  const std::vector<std::string> rows = TableText(document, Language::kFrench);
  EXPECT_EQ(rows[0], "pièce demandée | état | fichier | valable jusqu'au");
  EXPECT_EQ(rows[2], "Statuts | expirée | statuts.pdf | 31/01/2018 !");
  EXPECT_EQ(rows[4], "Devis | manquante |  |  !");
  EXPECT_THAT(rows[5], HasSubstr("1 sur 3 (33,33"));
  EXPECT_EQ(document.blocks(2).table().title(), "Dépenses sans justificatif joint");
}

// Of a stage in its second round, of an obligation that is owed, and of one that is done.
v1::Requirements LaidWithEvidence() {
  Example example({"Statuts"});
  example.application->set_display_name("Aide");
  AddPaper(&example.files, "statuts", Paper::KIND_STATUTES, "2018-01-31");
  AddStageThatRequires({"Note"}, "Jury", Stage::STATE_OPEN, &example);
  example.facts.stages.back().set_round(2);
  AddObligationThatAsks({"Lettre"}, "Réponse", "2018-04-30", &example)
      ->set_kind(Obligation::KIND_INFORMATION);
  Obligation* const done = AddObligationThatAsks({"Photos"}, "Affiche", "2018-02-01", &example);
  done->set_state(Obligation::STATE_DONE);
  *done->mutable_state_date() = On("2018-01-10");
  v1::Requirements made = example.Made();
  *made.mutable_as_of_date() = On(kDay);
  return made;
}

TEST(RequirementsLayout, SaysWhichStageAndWhichObligationAsks) {
  const v1::Document document = LayOut(LaidWithEvidence(), {}, Part{}, Language::kEnglish);
  EXPECT_TRUE(HoldsTogether(document));
  EXPECT_THAT(
      TableText(document, Language::kEnglish),
      ElementsAre("required document | stage | state | file | valid until",
                  "Aide – Ville |  |  |  | ", "Statuts |  | expired | statuts.pdf | 2018-01-31 !",
                  "Note | Jury, round 2 | missing |  |  !", "0 of 2 (0%) |  |  |  | "));
  const v1::Table& evidence = document.blocks(1).table();
  EXPECT_EQ(evidence.title(), "Evidence that obligations ask for");
  ASSERT_EQ(evidence.rows_size(), 2);
  EXPECT_EQ(evidence.rows(0).cells(1).text(), "Réponse – Ville");
  EXPECT_EQ(evidence.rows(1).cells(1).text(), "Lettre");
  EXPECT_EQ(evidence.rows(1).cells(2).text(), "missing");
  EXPECT_TRUE(evidence.rows(1).warning());
  const v1::Table& done = document.blocks(2).table();
  EXPECT_EQ(done.columns().rbegin()->label(), "missing");
  EXPECT_EQ(done.rows(0).cells().rbegin()->text(), "Photos");
}

TEST(RequirementsLayout, SaysWhichStageAndWhichObligationAsksInFrench) {
  const v1::Document document = LayOut(LaidWithEvidence(), {}, Part{}, Language::kFrench);
  EXPECT_TRUE(HoldsTogether(document));
  const std::vector<std::string> rows = TableText(document, Language::kFrench);
  EXPECT_EQ(rows[0], "pièce demandée | étape | état | fichier | valable jusqu'au");
  EXPECT_EQ(rows[3], "Note | Jury, tour 2 | manquante |  |  !");
  EXPECT_EQ(document.blocks(1).table().title(), "Justificatifs que demandent les obligations");
}

TEST(RequirementsLayout, SaysSoWhereNothingIsRequired) {
  v1::Requirements nothing;
  *nothing.mutable_as_of_date() = On(kDay);
  const v1::Document document = LayOut(nothing, {}, Part{}, Language::kFrench);
  EXPECT_EQ(document.blocks_size(), 1);
  EXPECT_THAT(Sentences(document), ElementsAre(HasSubstr("Aucune candidature")));
}

}  // namespace
}  // namespace cofi::reporting
