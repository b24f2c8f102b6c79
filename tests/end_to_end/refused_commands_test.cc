// The same mistakes at the command line: one line in the user's language, the
// right exit code, nothing on standard output, and not a byte changed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"

namespace cofi::end_to_end {
namespace {

// Exit codes of `cofi`.
constexpr int kRefused = 1, kUsage = 2, kUnreachable = 3, kNotFound = 5;

struct Mistake {
  int code;
  // The line after `! `; `…` at the end as in Reads.
  std::string english;
  std::string french;
};

// One project in each shape, `commands`: an application submitted, a grant for
// invoices of 2018 on account 62, an invoice.
const Project& ProjectIn(Shape shape) {
  static auto* const made = new std::map<Shape, Project*>();
  Project*& project = (*made)[shape];
  if (project == nullptr) {
    project = new Project(Shared(shape), "commands");
    project->Apply("aide", "100");
    project->Win("ville", {.amount = "5000",
                           .eligible_from = "2018-01-01",
                           .eligible_to = "2018-12-31",
                           .accounts = {"62"}});
    project->Spend("facture", {.amount = "100", .reference = "A-1"});
  }
  return *project;
}

class RefusedCommands : public EndToEnd {
 protected:
  RefusedCommands() { ProjectIn(GetParam()); }

  // `cofi expense create commands/x`, with what else an invoice needs.
  static Words Expense(const Words& more) {
    Words words = {"expense",    "create",   "commands/x", "--supplier",
                   "Cabinet A",  "--line",   "62",         "--invoice-date",
                   "2018-03-01", "--amount", "100",        "--invoice-reference",
                   "X-1"};
    for (size_t i = 0; i < more.size(); i += 2) {
      const auto given = std::find(words.begin(), words.end(), more[i]);
      if (given == words.end()) {
        words.insert(words.end(), {more[i], more[i + 1]});
      } else {
        *(given + 1) = more[i + 1];
      }
    }
    return words;
  }

  // Runs it in both languages.
  void ExpectMistake(const Words& words, const Mistake& mistake) {
    const auto before = cofi().books().Contents();
    const std::pair<const char*, std::string> lines[] = {{"en", mistake.english},
                                                         {"fr", mistake.french}};
    for (const auto& [lang, line] : lines) {
      const Outcome outcome = RunCofi(cofi().address(), words, lang);
      EXPECT_EQ(outcome.code, mistake.code) << outcome.err;
      EXPECT_EQ(outcome.out, "");
      const std::vector<std::string> said =
          absl::StrSplit(Plain(outcome.err), '\n', absl::SkipEmpty());
      ASSERT_FALSE(said.empty());
      EXPECT_THAT(said[0], Reads("! " + line));
      // Below it, only hints, and how far a file was applied.
      for (size_t i = 1; i < said.size(); ++i) EXPECT_FALSE(absl::StartsWith(said[i], "!"));
    }
    EXPECT_EQ(cofi().books().Contents(), before);
  }

  // Applies a file of these lines.
  void ExpectMistakeInFile(const std::string& text, const Mistake& mistake) {
    const Folder folder;
    const std::string path = folder.Write("case.yaml", text);
    ExpectMistake(
        {"apply", "-f", path},
        {.code = mistake.code, .english = path + mistake.english, .french = path + mistake.french});
  }
};
COFI_IN_ONE_SHAPE(RefusedCommands);

TEST_P(RefusedCommands, UnknownProject) {
  const Mistake mistake = {.code = kNotFound,
                           .english = "RESOURCE_NOT_FOUND project nobodys does not exist",
                           .french = "RESOURCE_NOT_FOUND le projet nobodys n'existe pas"};
  for (const char* report : {"status", "plan", "deadlines", "pipeline"}) {
    ExpectMistake({report, "nobodys"}, mistake);
  }
  ExpectMistake({"project", "get", "nobodys"}, mistake);
  ExpectMistake({"expense", "list", "nobodys"}, mistake);
}

TEST_P(RefusedCommands, VerbThatTheStateDoesNotAllow) {
  ExpectMistake(
      {"application", "submit", "commands/aide"},
      {.code = kRefused,
       .english = "VERB_NOT_ALLOWED application aide (submitted) does not allow \"submit\";"
                  " possible: request-information, award, award-conditionally, reject,"
                  " withdraw, hold",
       .french = "VERB_NOT_ALLOWED la candidature aide (déposée) ne permet pas « submit"
                 " » ; possible : request-information, award, award-conditionally,"
                 " reject, withdraw, hold"});
}

TEST_P(RefusedCommands, AmountsThatAreNone) {
  ExpectMistake(Expense({"--amount", "-5"}),
                {.code = kRefused,
                 .english = "AMOUNT_NOT_POSITIVE --amount is -€5.00; it must be above zero",
                 .french = "AMOUNT_NOT_POSITIVE --amount (montant) vaut -5,00 € ; il faut plus"
                           " que zéro"});
  ExpectMistake(Expense({"--amount", "0"}),
                {.code = kRefused,
                 .english = "AMOUNT_NOT_POSITIVE --amount is €0.00; it must be above zero",
                 .french = "AMOUNT_NOT_POSITIVE --amount (montant) vaut 0,00 € ; il faut plus"
                           " que zéro"});
  ExpectMistake(Expense({"--amount", "5.001"}),
                {.code = kUsage,
                 .english = "AMOUNT_SUB_CENT --amount is 5.001; amounts have two decimals (5001?"
                            " 5.00?)",
                 .french = "AMOUNT_SUB_CENT --amount vaut 5.001 ; un montant a deux décimales"
                           " (5001? 5.00?)"});
  ExpectMistake(Expense({"--amount", "5 USD"}),
                {.code = kRefused,
                 .english = "CURRENCY_MISMATCH --amount is in USD; it must be in EUR",
                 .french = "CURRENCY_MISMATCH --amount (montant) est en USD ; il doit être en"
                           " EUR"});
}

TEST_P(RefusedCommands, SharesAboveTheInvoiceOrTheGrant) {
  ExpectMistake(Expense({"--share", "grant=ville,amount=100.01"}),
                {.code = kRefused,
                 .english = "SHARES_EXCEED_EXPENSE the shares sum to €100.01, the expense is"
                            " €100.00: each euro is paid once",
                 .french = "SHARES_EXCEED_EXPENSE les parts font 100,01 €, la dépense 100,00 € :"
                           " chaque euro est payé une fois"});
  ExpectMistake(Expense({"--amount", "8000", "--share", "grant=ville,amount=5000.01"}),
                {.code = kRefused,
                 .english = "INSUFFICIENT_GRANT Aide ville: €5,000.00 left, €5,000.01 asked",
                 .french = "INSUFFICIENT_GRANT Aide ville : il reste 5 000,00 €, 5 000,01 €"
                           " demandés"});
}

TEST_P(RefusedCommands, WhatTheGrantDoesNotPay) {
  ExpectMistake(Expense({"--invoice-date", "2019-01-01", "--share", "grant=ville,amount=1"}),
                {.code = kRefused,
                 .english = "OUTSIDE_ELIGIBLE_PERIOD Aide ville pays invoices from 2018-01-01 to"
                            " 2018-12-31; this one is of 2019-01-01",
                 .french = "OUTSIDE_ELIGIBLE_PERIOD Aide ville paie les factures du 01/01/2018 au"
                           " 31/12/2018 ; celle-ci est du 01/01/2019"});
  ExpectMistake(Expense({"--line", "64", "--share", "grant=ville,amount=1"}),
                {.code = kRefused,
                 .english = "ACCOUNT_NOT_ELIGIBLE Aide ville does not pay account 64; it pays 62",
                 .french = "ACCOUNT_NOT_ELIGIBLE Aide ville ne paie pas le compte 64 ; elle paie"
                           " 62"});
}

TEST_P(RefusedCommands, InvoiceOfASupplierTwice) {
  ExpectMistake(Expense({"--invoice-reference", "A-1"}),
                {.code = kRefused,
                 .english = "DUPLICATE_INVOICE invoice A-1 of Cabinet A is already recorded as"
                            " expense facture; reverse that one to record it anew",
                 .french = "DUPLICATE_INVOICE la facture A-1 de Cabinet A est déjà enregistrée :"
                           " la dépense facture ; extournez-la pour la saisir à nouveau"});
}

TEST_P(RefusedCommands, MoreThanTheLineHas) {
  ExpectMistake(Expense({"--amount", "8900.01"}),
                {.code = kRefused,
                 .english = "INSUFFICIENT_FUNDS 62 Services: €8,900.00 available, €8,900.01 asked;"
                            " release a commitment or adopt a new budget version",
                 .french = "INSUFFICIENT_FUNDS 62 Services : 8 900,00 € disponibles, 8 900,01 €"
                           " demandés ; libérez un engagement ou adoptez une nouvelle version du"
                           " budget"});
}

TEST_P(RefusedCommands, WrongSiretOrRna) {
  const Words words = {"organization", "create", "o", "--display-name", "O", "--kind", "other"};
  const auto with = [&](const char* flag, const char* value) {
    Words all = words;
    all.insert(all.end(), {flag, value});
    return all;
  };
  ExpectMistake(with("--siret", "12345678901234"),
                {.code = kRefused,
                 .english = "SIRET_INVALID --siret \"12345678901234\" is not a SIRET: 14 digits of"
                            " which the last checks the others",
                 .french = "SIRET_INVALID --siret (SIRET) « 12345678901234 » n'est pas un SIRET :"
                           " 14 chiffres dont le dernier vérifie les autres"});
  ExpectMistake(with("--rna", "W35"),
                {.code = kRefused,
                 .english = "RNA_INVALID --rna \"W35\" is not an RNA number: W and nine digits",
                 .french = "RNA_INVALID --rna (RNA) « W35 » n'est pas un numéro RNA : W et neuf"
                           " chiffres"});
}

TEST_P(RefusedCommands, BudgetThatIsNotBalanced) {
  const std::string id = "unbalanced";
  ASSERT_EQ(RunCofi(cofi().address(), {"budget", "create", "commands/" + id}).code, 0);
  ASSERT_EQ(RunCofi(cofi().address(),
                    {"line", "create", "commands/" + id + "/62", "--side", "expense", "--account",
                     "62", "--display-name", "Services", "--planned-amount", "10"})
                .code,
            0);
  const std::string reason = "BUDGET_UNBALANCED ";
  ExpectMistake({"budget", "adopt", "commands/" + id},
                {.code = kRefused,
                 .english = reason + "budget " + id +
                            " is not balanced: expenses €10.00, income €0.00; the difference is"
                            " €10.00",
                 .french = reason + "le budget " + id +
                           " n'est pas équilibré : charges 10,00 €, produits 0,00 € ; l'écart est"
                           " de 10,00 €"});
}

TEST_P(RefusedCommands, StaleEtag) {
  ExpectMistake({"application", "update", "commands/aide", "--note", "new", "--etag", "1"},
                {.code = kRefused,
                 .english = "ETAG_MISMATCH application aide was changed meanwhile (revision …",
                 .french = "ETAG_MISMATCH la candidature aide a été modifiée entre-temps"
                           " (révision …"});
}

TEST_P(RefusedCommands, ListsThatCannotBeAskedFor) {
  ExpectMistake({"expense", "list", "commands", "--filter", "amount > ten"},
                {.code = kRefused,
                 .english = "FILTER_MALFORMED --filter, column 10: found \"ten\"; accepted: …",
                 .french = "FILTER_MALFORMED filtre, colonne 10 : trouvé \"ten\" ; accepté : …"});
  ExpectMistake({"expense", "list", "commands", "--page-size", "-1"},
                {.code = kRefused,
                 .english = "VALUE_OUT_OF_RANGE --page-size is -1; accepted: 0…1000",
                 .french = "VALUE_OUT_OF_RANGE --page-size (taille de page) vaut -1 ; accepté :"
                           " 0…"});
  ExpectMistake({"expense", "list", "commands", "--page-token", "abc"},
                {.code = kRefused,
                 .english = "PAGE_TOKEN_INVALID --page-token is not one of this query: repeat the"
                            " same parent, filter and order_by",
                 .french = "PAGE_TOKEN_INVALID le jeton de page n'est pas de cette requête :"
                           " répétez le même parent, le même filtre et le même tri"});
}

TEST_P(RefusedCommands, UnknownFieldInAFile) {
  ExpectMistakeInFile(
      "# a comment\n"
      "- organization: new\n"
      "  display_name: New\n"
      "  kind: other\n"
      "- project: new\n"
      "  display_nam: New\n",
      {.code = kUsage,
       .english = ":6:3: \"display_nam\" is not a field here; there are: display_name, …",
       .french = ":6:3: « display_nam » n'est pas un champ ici ; il y a : display_name, …"});
}

TEST_P(RefusedCommands, FileThatIsNotYaml) {
  ExpectMistakeInFile("- project: [\n",
                      {.code = kUsage, .english = ":2:1: …", .french = ":2:1: …"});
  ExpectMistakeInFile(
      "- project: new\n"
      "  display_name: Pr\xe9"
      "caris\n",
      {.code = kUsage, .english = " is not UTF-8 text", .french = " n'est pas un texte en UTF-8"});
}

TEST_P(RefusedCommands, FieldThatIsSetAtCreationOnly) {
  const Folder folder;
  const std::string path = folder.Write("case.yaml",
                                        "- application: commands/aide\n"
                                        "  funder: another\n");
  ExpectMistake({"apply", "-f", path},
                {.code = kRefused,
                 .english = "FIELD_IMMUTABLE funder can be set at creation only",
                 .french = "FIELD_IMMUTABLE funder (financeur) ne se fixe qu'à la création"});
}

TEST_P(RefusedCommands, ArgumentThatIsNotUtf8) {
  ExpectMistake({"organization", "create", "o", "--display-name", "\xff"},
                {.code = kUsage,
                 .english = "an argument is not UTF-8 text",
                 .french = "un argument n'est pas un texte en UTF-8"});
}

TEST_P(RefusedCommands, MoreThanAMessageHolds) {
  ExpectMistakeInFile(
      "- project: big\n  display_name: Big\n  description: " + std::string(300 << 10, 'a') + "\n",
      {.code = kUsage, .english = ":1:3: …", .french = ":1:3: …"});
}

TEST_P(RefusedCommands, RequestIdUsedForSomethingElse) {
  const Words id = {"--request-id", "4f6c2f0a-8a53-4c0e-9d0b-0f1f0b7f3d11"};
  const auto with_id = [&](const char* amount) {
    return Expense({"--amount", amount, "--invoice-reference", "ONCE", id[0], id[1]});
  };
  Words first = with_id("1");
  first[2] = "commands/once";
  ASSERT_EQ(RunCofi(cofi().address(), first).code, 0);
  Words other = with_id("2");
  other[2] = "commands/once";
  ExpectMistake(other, {.code = kRefused,
                        .english = "REQUEST_ID_REUSED --request-id " + id[1] +
                                   " was used for another request; take a new one",
                        .french = "REQUEST_ID_REUSED l'identifiant de requête " + id[1] +
                                  " a servi à une autre requête ; prenez-en un nouveau"});
}

TEST_P(RefusedCommands, DeletingWhatHasChildren) {
  ASSERT_EQ(RunCofi(cofi().address(), {"project", "create", "full", "--display-name", "Full"}).code,
            0);
  ASSERT_EQ(
      RunCofi(cofi().address(), {"phase", "create", "full/first", "--display-name", "First"}).code,
      0);
  ExpectMistake(
      {"project", "delete", "full"},
      {.code = kRefused,
       .english = "RESOURCE_IN_USE project full is used by 1 phase; delete that first, or force the"
                  " deletion",
       .french = "RESOURCE_IN_USE le projet full sert encore à 1 phase ; à supprimer d'abord, ou"
                 " forcez la suppression"});
  EXPECT_EQ(RunCofi(cofi().address(), {"project", "delete", "full", "--force"}).code, 0);
  EXPECT_EQ(RunCofi(cofi().address(), {"project", "get", "full"}).code, kNotFound);
}

TEST_P(RefusedCommands, OnlyToBeValidated) {
  const auto before = cofi().books().Contents();
  Words words = Expense({});
  words.push_back("--validate-only");
  EXPECT_EQ(RunCofi(cofi().address(), words).code, 0);
  EXPECT_EQ(cofi().books().Contents(), before);
}

TEST_P(RefusedCommands, DeadlineThatNoServerTakes) {
  ExpectMistake({"status", "commands", "--timeout", "11m"},
                {.code = kUsage,
                 .english = "--timeout is \"11m\"; accepted: 500ms, 10s, 1m … 10m",
                 .french = "--timeout vaut « 11m » ; accepté : 500ms, 10s, 1m … 10m"});
}

TEST(Cofi, SaysWhichServerDoesNotAnswer) {
  const Folder folder;
  const std::string address = "unix:" + folder.path() + "/none.sock";
  const Outcome english = RunCofi(address, {"status", "p"});
  EXPECT_EQ(english.code, kUnreachable);
  EXPECT_THAT(english.err, ::testing::StartsWith("! UNAVAILABLE no server answers at " + address));
  const Outcome french = RunCofi(address, {"status", "p"}, "fr");
  EXPECT_EQ(french.code, kUnreachable);
  EXPECT_THAT(french.err,
              ::testing::StartsWith("! UNAVAILABLE aucun serveur ne répond à " + address));
}

}  // namespace
}  // namespace cofi::end_to_end
