#include "services/reporting/activity_words_rules.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

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
    {"SubmitStage", {"stage handed in", "pièces de l'étape déposées"}},
    {"PassStage", {"stage passed", "étape franchie"}},
    {"FailStage", {"stage failed", "refus à l'étape"}},
    {"SkipStage", {"stage skipped", "étape sans objet"}},
    {"ExtendStage", {"stage put off", "étape reportée"}},
    {"CompleteObligation", {"obligation fulfilled", "obligation remplie"}},
    {"WaiveObligation", {"obligation waived", "obligation levée"}},
    {"ExtendObligation", {"obligation put off", "obligation reportée"}},
    {"AdoptBudget", {"budget adopted", "budget adopté"}},
    {"ReleaseCommitment", {"commitment released", "engagement libéré"}},
    {"PayExpense", {"expense paid", "dépense payée"}},
    {"ReverseExpense", {"expense reversed", "dépense extournée"}},
    {"ReverseReceipt", {"receipt reversed", "encaissement extourné"}},
    {"SeekProjectFunding", {"funding sought", "recherche de financement ouverte"}},
    {"StartProject", {"project started", "projet démarré"}},
    {"CloseProject", {"project closed", "projet clos"}},
    {"AbandonProject", {"project abandoned", "projet abandonné"}},
};

// How a noun's participles end in French.
enum class Gender { kMasculine, kFeminine };

struct ResourceRow {
  absl::string_view name;
  Text word;
  Gender gender;
  // What is written down rather than made: money that moved, and what was said.
  bool recorded = false;
};
constexpr ResourceRow kResources[] = {
    {"Application", {"application", "candidature"}, Gender::kFeminine},
    {"Budget", {"budget", "budget"}, Gender::kMasculine},
    {"Call", {"call", "appel à projets"}, Gender::kMasculine},
    {"Commitment", {"commitment", "engagement"}, Gender::kMasculine, true},
    {"Expense", {"expense", "dépense"}, Gender::kFeminine, true},
    {"Funder", {"funder", "financeur"}, Gender::kMasculine},
    {"Grant", {"grant", "subvention"}, Gender::kFeminine},
    {"Line", {"budget line", "ligne du budget"}, Gender::kFeminine},
    {"Obligation", {"obligation", "obligation"}, Gender::kFeminine},
    {"Organization", {"organization", "organisme"}, Gender::kMasculine},
    {"Partner", {"partner", "partenaire"}, Gender::kMasculine},
    {"Phase", {"phase", "phase"}, Gender::kFeminine},
    {"Project", {"project", "projet"}, Gender::kMasculine},
    {"ProjectUpdate", {"note of the project", "note au fil du projet"}, Gender::kFeminine, true},
    {"Receipt", {"receipt", "encaissement"}, Gender::kMasculine, true},
    {"Stage", {"stage", "étape"}, Gender::kFeminine},
};

constexpr Text kCreated{"created", "créé"};
constexpr Text kRecorded{"recorded", "enregistré"};
constexpr Text kChanged{"changed", "modifié"};
constexpr Text kDeleted{"deleted", "supprimé"};

template <typename Table>
auto FindNamed(const Table& table, absl::string_view name) {
  const auto* found = std::find_if(std::begin(table), std::end(table),
                                   [name](const auto& each) { return each.name == name; });
  return found == std::end(table) ? nullptr : found;
}

}  // namespace

const Text* VerbWords(absl::string_view verb) {
  const VerbRow* found = FindNamed(kVerbs, verb);
  return found == nullptr ? nullptr : &found->words;
}

const Text* ResourceWord(absl::string_view resource) {
  const ResourceRow* found = FindNamed(kResources, resource);
  return found == nullptr ? nullptr : &found->word;
}

std::string ChangeWords(absl::string_view resource, Change change, Language language) {
  const ResourceRow* found = FindNamed(kResources, resource);
  const bool recorded = found != nullptr && found->recorded;
  const Text& done = change == Change::kDeleted   ? kDeleted
                     : change == Change::kChanged ? kChanged
                     : recorded                   ? kRecorded
                                                  : kCreated;
  const bool feminine = found != nullptr && found->gender == Gender::kFeminine;
  return absl::StrCat(found == nullptr ? absl::AsciiStrToLower(resource) : found->word.In(language),
                      " ", done.In(language), feminine && language == Language::kFrench ? "e" : "");
}

}  // namespace cofi::reporting
