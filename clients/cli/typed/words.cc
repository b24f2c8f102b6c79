#include "clients/cli/typed/words.h"

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/typed/text.h"
#include "clients/cli/typed/words_mistakes.h"

namespace cofi::cli {

std::string DidYouMean(const std::string& given, absl::Span<const std::string> names,
                       Language language) {
  const std::string nearest = Nearest(given, names);
  return nearest.empty() ? "" : Say(words::kDidYouMean, language, nearest);
}

namespace {

// The C library speaks French only where its locale is installed.
std::string CauseOf(int error, Language language) {
  static constexpr std::pair<int, Text> kCauses[] = {
      {EACCES, {"Permission denied", "permission refusée"}},
      {EBUSY,
       {"another program is writing a backup of this name",
        "un autre programme écrit une sauvegarde de ce nom"}},
      {EBADF, {"it is closed", "c'est fermé"}},
      {EDQUOT, {"Disk quota exceeded", "quota de disque dépassé"}},
      {EEXIST, {"File exists", "le fichier existe"}},
      {EFBIG, {"File too large", "fichier trop grand"}},
      {EIO, {"Input/output error", "erreur d'entrée/sortie"}},
      {EISDIR, {"it is a folder", "c'est un dossier"}},
      {ELOOP, {"Too many symbolic links", "trop de liens symboliques"}},
      {ENAMETOOLONG, {"File name too long", "nom de fichier trop long"}},
      {ENOENT, {"No such file or directory", "fichier ou dossier inexistant"}},
      {ENOSPC, {"No space left on device", "plus de place sur le disque"}},
      {ENOTDIR, {"Not a directory", "pas un dossier"}},
      {ENXIO, {"it is no file", "ce n'est pas un fichier"}},
      {EPIPE, {"nobody reads it any more", "plus personne ne la lit"}},
      {EROFS, {"Read-only file system", "disque en lecture seule"}},
  };
  for (const auto& [code, cause] : kCauses) {
    if (code == error) return cause.In(language);
  }
  return absl::StrCat("errno ", error);
}

}  // namespace

absl::Status CannotRead(const std::string& file, int error, Language language) {
  return Mistake(words::kCannotRead, language, file == "-" ? "stdin" : file,
                 CauseOf(error, language));
}

absl::Status CannotWrite(const std::string& file, int error, Language language) {
  return Mistake(words::kCannotWrite, language, file, CauseOf(error, language));
}

namespace words {
namespace {

// The protos name fields and enum values in French, but neither resources nor
// methods; these are theirs.
constexpr std::pair<const char*, const char*> kFrenchNouns[] = {
    {"application", "candidature"}, {"budget", "budget"},        {"call", "appel à projets"},
    {"commitment", "engagement"},   {"expense", "dépense"},      {"funder", "financeur"},
    {"grant", "subvention"},        {"line", "ligne"},           {"obligation", "obligation"},
    {"organization", "organisme"},  {"partner", "partenaire"},   {"phase", "phase"},
    {"project", "projet"},          {"receipt", "encaissement"}, {"stage", "étape"},
    {"update", "fil du projet"},
};

// The verbs of every resource.
constexpr std::pair<const char*, Text> kStandardVerbs[] = {
    {"list",
     {"Shows all, or those that --filter chooses.",
      "Les montre tous, ou ceux que choisit"
      " --filter."}},
    {"get", {"Shows one, with all that is set.", "En montre un, avec tout ce qui est renseigné."}},
    {"create", {"", "En crée un."}},
    {"update", {"Changes the fields that flags are given for.", "Change les champs donnés."}},
    {"delete", {"", "Supprime ; l'historique reste au journal."}},
};

// The methods' comments are in English only.
constexpr std::pair<const char*, const char*> kFrenchMethods[] = {
    {"SubmitApplication", "Dépose la candidature ; le montant doit être fixé."},
    {"RequestInformationApplication", "Note que le financeur demande un complément."},
    {"ProvideInformationApplication", "Note que le financeur a reçu ce qu'il demandait."},
    {"AwardApplication", "Enregistre l'accord ; la subvention en découle."},
    {"RejectApplication", "Enregistre un refus."},
    {"WithdrawApplication", "Retire la candidature."},
    {"HoldApplication", "Met de côté."},
    {"ResumeApplication", "Reprend dans l'état où c'était."},
    {"SignAgreementApplication", "Enregistre la convention signée."},
    {"CloseApplication", "Solde, quand tout est payé et justifié."},
    {"SubmitStage", "Remet ce que l'étape demande."},
    {"PassStage", "Franchit l'étape ; la suivante s'ouvre."},
    {"FailStage", "Échoue à l'étape ; la candidature est refusée."},
    {"SkipStage", "Passe outre ; la suivante s'ouvre si celle-ci était ouverte."},
    {"ExtendStage", "Reporte l'échéance et garde l'ancienne."},
    {"CompleteObligation", "Coche : c'est fait."},
    {"WaiveObligation", "Note que ce n'est plus dû."},
    {"ExtendObligation", "Reporte l'échéance et garde l'ancienne."},
    {"AdoptBudget", "Met en vigueur ; le précédent est remplacé. Charges = produits, 86 = 87."},
    {"ReleaseCommitment", "Rend à la ligne ce qui est encore réservé."},
    {"PayExpense", "Enregistre le paiement d'une facture, une fois."},
    {"ReverseExpense", "Annule une dépense, une fois, par une écriture propre."},
    {"ReverseReceipt", "Annule un encaissement, une fois, par une écriture propre."},
    {"SeekFundingProject", "Part en recherche de financement."},
    {"StartProject", "Démarre le projet, une fois la condition de démarrage remplie."},
    {"CloseProject", "Clôt le projet."},
    {"AbandonProject", "Abandonne le projet."},
    {"ReportFunding", "Dit ce qui est acquis, pour que la condition de démarrage soit réévaluée."},
};

}  // namespace

std::string NounLabel(absl::string_view noun, Language language) {
  if (language == Language::kFrench) {
    for (const auto& [name, french] : kFrenchNouns) {
      if (noun == name) return french;
    }
  }
  return std::string(noun);
}

Text VerbSummary(absl::string_view method, absl::string_view verb) {
  for (const auto& [name, text] : kStandardVerbs) {
    if (verb == name) return text;
  }
  for (const auto& [name, french] : kFrenchMethods) {
    if (method == name) return {"", french};
  }
  return {"", ""};
}

}  // namespace words
}  // namespace cofi::cli
