#include "services/reporting/activity_words_rules.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "base/resources.h"

namespace cofi::reporting {
namespace {

struct VerbRow {
  absl::string_view name;
  Text words;
};
constexpr VerbRow kVerbs[] = {
    {"SubmitApplication", {"application submitted", "candidature déposée"}},
    {"RequestApplicationInformation", {"information requested", "complément demandé"}},
    {"ProvideApplicationInformation", {"information provided", "complément fourni"}},
    {"AwardApplication", {"application awarded", "candidature accordée"}},
    {"RejectApplication", {"application rejected", "candidature refusée"}},
    {"WithdrawApplication", {"application withdrawn", "candidature retirée"}},
    {"HoldApplication", {"application put on hold", "candidature mise en attente"}},
    {"ResumeApplication", {"application taken up again", "candidature reprise"}},
    {"SignApplicationAgreement", {"agreement signed", "convention signée"}},
    {"CloseApplication", {"application closed", "candidature soldée"}},
    {"ReconsiderApplication", {"refusal reconsidered", "refus réexaminé"}},
    {"ReopenApplication", {"application reopened", "candidature rouverte"}},
    {"UndoApplication", {"last action undone", "dernière action annulée"}},
    {"AmendAgreement", {"agreement amended", "avenant à la convention"}},
    {"UndoAgreement", {"last amendment undone", "dernier avenant annulé"}},
    {"SubmitStage", {"stage handed in", "pièces de l'étape déposées"}},
    {"ReturnStage",
     {"stage returned for a new version", "étape renvoyée pour une nouvelle version"}},
    {"PassStage", {"stage passed", "étape franchie"}},
    {"FailStage", {"stage failed", "refus à l'étape"}},
    {"SkipStage", {"stage skipped", "étape sans objet"}},
    {"ExtendStage", {"stage put off", "étape reportée"}},
    {"UndoStage", {"last action undone", "dernière action annulée"}},
    {"CompleteObligation", {"obligation fulfilled", "obligation remplie"}},
    {"WaiveObligation", {"obligation waived", "obligation dispensée"}},
    {"ExtendObligation", {"obligation put off", "obligation reportée"}},
    {"UndoObligation", {"last action undone", "dernière action annulée"}},
    {"AdoptBudget", {"budget adopted", "budget adopté"}},
    {"TransferBudget", {"amount transferred between lines", "virement de crédits"}},
    {"UndoBudget", {"adoption undone", "adoption annulée"}},
    {"ReleaseCommitment", {"commitment released", "engagement libéré"}},
    {"PayExpense", {"expense paid", "dépense payée"}},
    {"ReverseExpensePayment", {"payment taken back", "paiement annulé"}},
    {"ReverseExpense", {"expense reversed", "dépense extournée"}},
    {"CreditExpense", {"credit note recorded", "avoir enregistré"}},
    {"ShareExpense", {"expense given to other grants", "dépense réimputée"}},
    {"CorrectExpense", {"expense corrected", "dépense corrigée"}},
    {"RepeatExpense", {"expense repeated", "dépense répétée"}},
    {"ReverseReceipt", {"receipt reversed", "encaissement extourné"}},
    {"ReverseContribution", {"contribution reversed", "contribution extournée"}},
    {"CloseFiscalYear", {"fiscal year closed", "exercice clôturé"}},
    {"ReopenFiscalYear", {"fiscal year reopened", "exercice rouvert"}},
    {"RefreshClaim", {"payment claim gathered anew", "demande de paiement actualisée"}},
    {"SubmitClaim", {"payment claim submitted", "demande de paiement déposée"}},
    {"RequestClaimChanges",
     {"changes to a payment claim requested", "compléments demandés sur la demande de paiement"}},
    {"WithdrawClaim", {"payment claim taken back", "demande de paiement reprise"}},
    {"AcceptClaim", {"payment claim accepted", "demande de paiement acceptée"}},
    {"RejectClaim", {"payment claim rejected", "demande de paiement rejetée"}},
    {"PayClaim", {"payment claim paid", "demande de paiement payée"}},
    {"SeekProjectFunding", {"funding sought", "recherche de financement ouverte"}},
    {"StartProject", {"project started", "projet démarré"}},
    {"CloseProject", {"project closed", "projet clos"}},
    {"AbandonProject", {"project abandoned", "projet abandonné"}},
    {"ReopenProject", {"project reopened", "projet rouvert"}},
    {"UndoProject", {"last action undone", "dernière action annulée"}},
    {"UndoAward", {"award undone", "accord annulé"}},
    {"KeepAgreement", {"agreement taken over", "convention reprise"}},
    {"TakeEffect", {"terms took effect", "prise d'effet"}},
};

// What is written down rather than made: money that moved, what was said, and files.
constexpr absl::string_view kRecordedResources[] = {
    "Attachment", "Commitment", "Contribution", "Expense", "Paper", "ProjectUpdate", "Receipt"};

constexpr Text kCreated{"created", "créé"};
constexpr Text kRecorded{"recorded", "enregistré"};
constexpr Text kChanged{"changed", "modifié"};
constexpr Text kDeleted{"deleted", "supprimé"};

}  // namespace

const Text* VerbWords(absl::string_view verb) {
  const auto* found = std::find_if(std::begin(kVerbs), std::end(kVerbs),
                                   [verb](const VerbRow& each) { return each.name == verb; });
  return found == std::end(kVerbs) ? nullptr : &found->words;
}

std::string ChangeWords(const google::protobuf::Descriptor* resource, Change change,
                        Language language) {
  const bool recorded = std::find(std::begin(kRecordedResources), std::end(kRecordedResources),
                                  resource->name()) != std::end(kRecordedResources);
  const Text& done = change == Change::kDeleted   ? kDeleted
                     : change == Change::kChanged ? kChanged
                     : recorded                   ? kRecorded
                                                  : kCreated;
  const bool feminine = language == Language::kFrench && ResourceFacts(resource).fr_feminine();
  return absl::StrCat(TermOf(resource, language), " ", done.In(language), feminine ? "e" : "");
}

}  // namespace cofi::reporting
