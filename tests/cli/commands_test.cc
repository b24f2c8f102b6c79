// `cofi` from its arguments to its exit code, as far as no server is asked.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "absl/strings/ascii.h"
#include "clients/cli/catalog.h"
#include "clients/cli/commands/apply_file.h"
#include "clients/cli/run.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/methods.h"
#include "tests/folder.h"

namespace cofi::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

struct Answer {
  int code;
  std::string out;
  std::string err;
};

Answer Cofi(const std::vector<std::string>& args) {
  Environment environment;
  environment.variable = [](const std::string&) { return std::string(); };
  environment.user = "marie";
  std::ostringstream out, err;
  const int code = Run(args, environment, out, err);
  return {code, out.str(), err.str()};
}

TEST(Cofi, HelpsAtEveryLevel) {
  for (const std::vector<std::string>& args :
       std::vector<std::vector<std::string>>{{},
                                             {"--help"},
                                             {"help"},
                                             {"-h", "--lang", "fr"},
                                             {"status", "p", "--help=yes"},
                                             {"status", "--help"},
                                             {"help", "status"},
                                             {"application", "--help"},
                                             {"application", "submit", "-h"},
                                             {"help", "application", "submit"},
                                             {"call", "--help"},
                                             {"rpc", "--help"}}) {
    const Answer answer = Cofi(args);
    EXPECT_EQ(answer.code, kDone);
    EXPECT_THAT(answer.out, StartsWith("Usage"));
    EXPECT_THAT(answer.err, IsEmpty());
  }
}

TEST(Cofi, HelpSaysWhatIsRequiredAndWhatMayBeRepeated) {
  const auto help = [](const std::vector<std::string>& args) {
    std::string text = Cofi(args).out;
    absl::RemoveExtraAsciiWhitespace(&text);
    return text;
  };
  EXPECT_THAT(help({"checkpoint", "-h"}), HasSubstr("not there. Required."));
  EXPECT_THAT(help({"checkpoint", "-h", "--lang", "fr"}), HasSubstr("pas là. Obligatoire."));
  // What a group that may be left out requires is required with it only.
  const std::string obligation = help({"help", "obligation", "create"});
  EXPECT_THAT(obligation, HasSubstr("Required with --due-rule.…."));
  EXPECT_THAT(obligation, HasSubstr("--due-date 2018-03-23"));
  EXPECT_THAT(obligation, Not(HasSubstr("--kind sign-agreement --due-rule")));
  EXPECT_THAT(obligation, HasSubstr("--kind sign-agreement"));
  EXPECT_THAT(help({"help", "grant", "create", "--lang", "fr"}),
              HasSubstr("Obligatoire avec --rate.…."));
  EXPECT_THAT(help({"verify", "-h"}), HasSubstr("all when not given. May be repeated."));
  EXPECT_THAT(help({"verify", "-h", "--lang", "fr"}), HasSubstr(". Répétable."));
}

TEST(Cofi, HelpSaysThatAVerbIsOfManyToo) {
  for (const std::vector<std::string>& verb :
       std::vector<std::vector<std::string>>{{"application", "withdraw"},
                                             {"stage", "pass"},
                                             {"obligation", "complete"},
                                             {"phase", "delete"}}) {
    const auto help = [&](const char* lang) {
      return Cofi({verb[0], verb[1], "--help", "--lang", lang}).out;
    };
    EXPECT_THAT(help("en"), AllOf(HasSubstr("--filter TEXT"), HasSubstr("--project PROJECT"),
                                  HasSubstr("--yes"), HasSubstr("In place of a name")));
    EXPECT_THAT(help("fr"), AllOf(HasSubstr("--filter TEXTE"), HasSubstr("la place d'un nom")));
  }
  // What belongs to no project has none to be chosen from.
  EXPECT_THAT(Cofi({"funder", "delete", "--help"}).out,
              AllOf(HasSubstr("--filter TEXT"), Not(HasSubstr("--project"))));
  EXPECT_THAT(Cofi({"application", "create", "--help"}).out, Not(HasSubstr("--yes")));
}

TEST(Cofi, ABoardIsAVerbOfApplicationsToo) {
  EXPECT_THAT(Cofi({"application", "--help"}).out, HasSubstr("board [PROJECT]"));
  EXPECT_THAT(Cofi({"application", "--help", "--lang", "fr"}).out, HasSubstr("tableau [PROJET]"));
  EXPECT_THAT(Cofi({"application", "board", "--help"}).out, StartsWith("Usage: cofi board"));
  EXPECT_EQ(Cofi({"stage", "board"}).code, kUsage);
}

// With what it may be, so that nobody need ask for help first.
TEST(Cofi, SaysWhatIsMissing) {
  EXPECT_THAT(Cofi({"checkpoint", "x"}).err,
              HasSubstr("! --key FILE is missing; for example: cofi checkpoint "));
  EXPECT_THAT(Cofi({"checkpoint", "x", "--lang", "fr"}).err,
              HasSubstr("! il manque --key FICHIER ; exemple : cofi checkpoint "));
  EXPECT_THAT(Cofi({"status"}).err,
              StartsWith("! the project is missing; for example: cofi status precarisation"));
  EXPECT_THAT(Cofi({"expense", "pay", "--lang", "fr"}).err,
              HasSubstr("! il manque la dépense (PROJET/DÉPENSE) ; exemple : cofi expense pay"
                        " precarisation/"));
  EXPECT_EQ(Cofi({"apply"}).err, "! -f FILE is missing; cofi apply --example shows one\n");
}

TEST(Cofi, CallIsOnlyANoun) {
  EXPECT_THAT(Cofi({"call", "get", "--help"}).out, HasSubstr("FUNDER/CALL"));
  EXPECT_THAT(Cofi({"call"}).err, HasSubstr("call needs a verb: list, get, "));
  EXPECT_THAT(Cofi({"rpc"}).err, HasSubstr("SERVICE/METHOD is missing; for example: cofi rpc "));
}

// Before a server is asked.
TEST(Cofi, SaysWhichTemplatesThereAre) {
  const Answer unknown = Cofi({"call", "create", "f", "--from", "ledaer"});
  EXPECT_EQ(unknown.code, kUsage);
  EXPECT_EQ(unknown.err,
            "! \"ledaer\" is not a template; there are: fondation-de-france, leader, departement,"
            " metropole, and any file, such as ./call.yaml; did you mean leader?\n");
  EXPECT_THAT(Cofi({"call", "create", "f", "--from", "x", "--lang", "fr"}).err,
              HasSubstr("« x » n'est pas un modèle ; il y a : fondation-de-france, leader, "));
  EXPECT_THAT(Cofi({"call", "create", "f", "--from", "./none.yaml"}).err,
              HasSubstr("./none.yaml cannot be read"));
  for (const char* noun : {"call", "project"}) {
    EXPECT_THAT(Cofi({noun, "create", "--help"}).out, HasSubstr("FILE.yaml"));
    EXPECT_THAT(Cofi({noun, "create", "--help", "--lang", "fr"}).out, HasSubstr("FICHIER.yaml"));
  }
  const Folder folder;
  const std::string two = folder.Write("two.yaml",
                                       "- call: f/a\n  display_name: A\n"
                                       "- call: f/b\n  display_name: B\n");
  EXPECT_THAT(Cofi({"call", "create", "f", "--from", two}).err, HasSubstr("has 2"));
  EXPECT_THAT(Cofi({"phase", "create", "p", "--from", two}).err,
              HasSubstr("a template has one item \"phase: …\""));
}

// Without asking a server what there is.
TEST(Cofi, RpcKnowsEveryMethod) {
  for (const auto* service : clients::AllServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const auto* method = service->method(i);
      const std::string name = service->full_name() + "/" + method->name();
      for (const std::string& target : {name, "/" + name}) {
        const Answer answer = Cofi({"rpc", target, "-d", "no JSON"});
        EXPECT_EQ(answer.code, kUsage);
        EXPECT_THAT(answer.err, HasSubstr(method->client_streaming()
                                              ? "takes a stream of requests"
                                              : "not a " + method->input_type()->full_name()));
      }
    }
  }
  EXPECT_THAT(Cofi({"rpc", "cofi.budgets.v1.BudgetServic/GetLine"}).err,
              HasSubstr("is not a service of Cofi; there are: "));
  EXPECT_THAT(Cofi({"rpc", "cofi.budgets.v1.BudgetService/GetLin", "--lang", "fr"}).err,
              AllOf(HasSubstr("« GetLin » n'est pas une méthode ; il y a : "),
                    HasSubstr("vouliez-vous dire GetLine ?")));
}

TEST(Cofi, UsageMistakesExitWithTwoAndPrintNoData) {
  for (const std::vector<std::string>& args :
       std::vector<std::vector<std::string>>{{"statsu"},
                                             {"application"},
                                             {"application", "sumbit", "p/fdf"},
                                             {"application", "submit", "p"},
                                             {"application", "submit", "p/fdf", "--amont", "5"},
                                             {"status"},
                                             {"status", "p", "q"},
                                             {"status", "p", "--by", "colour"},
                                             {"deadlines", "--within", "soon"},
                                             {"expense", "list", "p", "--limit", "0"},
                                             {"--nonsense"},
                                             {"apply"},
                                             {"apply", "-f", "/nowhere/at/all.yaml"},
                                             {"apply", "-f", "x.yaml", "--dry-run=maybe"},
                                             {"checkpoint", "x"},
                                             {"completion", "tcsh"},
                                             {"status", "caf\xe9"}}) {
    const Answer answer = Cofi(args);
    EXPECT_EQ(answer.code, kUsage) << args[0] << ": " << answer.err;
    EXPECT_THAT(answer.out, IsEmpty()) << args[0];
    EXPECT_THAT(answer.err, StartsWith("! ")) << args[0];
  }
}

TEST(Cofi, AFlagBeforeTheCommandIsReadInAnyForm) {
  for (const std::vector<std::string>& args : std::vector<std::vector<std::string>>{
           {"-ojson", "statsu"}, {"-o=json", "statsu"}, {"-o", "json", "statsu"}}) {
    EXPECT_THAT(Cofi(args).err, HasSubstr("did you mean status?")) << args[0];
  }
}

TEST(Cofi, SpeaksTheUsersLanguage) {
  EXPECT_EQ(Cofi({"statsu", "--lang", "fr"}).err,
            "! « statsu » n'est pas une commande de cofi ; vouliez-vous dire status ?\n");
}

TEST(Cofi, HelpShowsAFileToApply) {
  for (const char* lang : {"en", "fr"}) {
    const std::string help = Cofi({"apply", "--help", "--lang", lang}).out;
    const size_t begin = help.find("  - funder: ");
    ASSERT_NE(begin, help.npos);
    const auto items =
        ReadApplyFile(help.substr(begin, help.rfind("\n\n") - begin), "help", Language::kEnglish);
    ASSERT_TRUE(items.ok()) << items.status();
    EXPECT_EQ(items->size(), 4u);
  }
}

TEST(Cofi, ShowsAWholeFileToApply) {
  for (const char* lang : {"en", "fr"}) {
    const Answer answer = Cofi({"apply", "--example", "--lang", lang});
    EXPECT_EQ(answer.code, kDone);
    EXPECT_THAT(answer.err, IsEmpty());
    const auto items = ReadApplyFile(answer.out, "example", Language::kEnglish);
    ASSERT_TRUE(items.ok()) << items.status();
    EXPECT_GT(items->size(), 10u);
  }
}

TEST(Cofi, AMistakeInAnApplyFileIsFoundBeforeAnyCall) {
  const Folder folder;
  const std::string file =
      folder.Write("mistake.yaml", "- project: p\n  display_name: P\n- expense: p/e\n  amont: 5\n");
  const Answer answer = Cofi({"apply", "-f", file, "--server", "127.0.0.1:1"});
  EXPECT_EQ(answer.code, kUsage);
  EXPECT_THAT(answer.err, HasSubstr(file + ":4:3: \"amont\""));
}

TEST(Cofi, AnUnreachableServerExitsWithThree) {
  const Answer answer = Cofi({"status", "p", "--server", "127.0.0.1:1"});
  EXPECT_EQ(answer.code, kUnreachable);
  EXPECT_THAT(answer.out, IsEmpty());
  EXPECT_THAT(answer.err, HasSubstr("no server answers at 127.0.0.1:1"));
}

TEST(Cofi, SaysItsVersion) {
  EXPECT_THAT(Cofi({"--version"}).out, StartsWith("cofi "));
  EXPECT_EQ(Cofi({"version"}).out, Cofi({"--version"}).out);
}

TEST(Cofi, PrintsCompletionScripts) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    EXPECT_THAT(Cofi({"completion", shell}).out, HasSubstr("cofi __complete"));
  }
  EXPECT_THAT(Cofi({"__complete", "stat"}).out, HasSubstr("status\n"));
}

}  // namespace
}  // namespace cofi::cli
