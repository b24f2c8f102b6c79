// Files at the command line: attached by their names, and written to where nothing is lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "tests/installations/contents.h"
#include "tests/installations/everything.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"

namespace cofi::end_to_end {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class FilesAtTheCommandLine : public EndToEnd {
 protected:
  FilesAtTheCommandLine() : id_("f-" + NewUuid().substr(0, 8)), project_(cofi(), id_) {
    project_.Spend("e", {.amount = "10"});
    Must(cofi(), "CreateOrganization",
         absl::StrCat("organization_id: '", id_, "' organization { display_name: 'O' kind: 1 }"));
  }
  ~FilesAtTheCommandLine() override { EXPECT_EQ(Unsound(cofi()), ""); }

  Outcome Run(const Words& words, const std::string& lang = "en") {
    const Outcome outcome = RunCofiAfter("cd " + folder_.path(), cofi().address(), words, lang);
    return {outcome.code, Plain(outcome.out), Plain(outcome.err)};
  }
  // As Run, expecting that it is granted.
  Outcome MustRun(const Words& words, const std::string& lang = "en") {
    const Outcome outcome = Run(words, lang);
    EXPECT_EQ(outcome.code, 0) << words[0] << " " << words[1] << ": " << outcome.err;
    return outcome;
  }
  std::string Read(const std::string& name) const {
    std::ifstream file(folder_.path() + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::string Contents(const std::string& bytes) {
    return cofi().books().Value("attachments",
                                absl::StrCat("SELECT CAST(COUNT(*) AS TEXT) FROM content WHERE"
                                             " sha256 = '",
                                             Sha256Of(bytes), "'"));
  }

  const std::string id_;
  const Project project_;
  const Folder folder_;
};
COFI_IN_ONE_SHAPE(FilesAtTheCommandLine);

TEST_P(FilesAtTheCommandLine, AreAttachedAndDownloaded) {
  // Of several messages and of any bytes.
  const std::string bytes = id_ + BytesOf(500'000, 3);
  folder_.Write("Facture 42.PDF", bytes);
  const Outcome made =
      MustRun({"attachment", "create", id_, "--file", "Facture 42.PDF", "--expense", "e"});
  EXPECT_THAT(made.out + made.err, HasSubstr("facture-42-pdf"));
  // The same once more, by another name: it is not kept twice.
  MustRun({"attachment", "create", id_ + "/again", "--file", folder_.path() + "/Facture 42.PDF",
           "--display-name", "copie.pdf", "--expense", "e", "--note", "double"});
  EXPECT_EQ(Contents(bytes), "1");
  const Outcome listed = MustRun({"attachment", "list", id_}, "fr");
  EXPECT_THAT(listed.out, AllOf(HasSubstr("Facture 42.PDF"), HasSubstr("copie.pdf")));
  EXPECT_THAT(MustRun({"attachment", "get", id_ + "/again"}, "fr").out,
              AllOf(HasSubstr("application/pdf"), HasSubstr(Sha256Of(bytes))));

  const Outcome downloaded = MustRun({"download", id_ + "/again"});
  EXPECT_EQ(downloaded.out, "");
  EXPECT_THAT(downloaded.err, HasSubstr("500,010 bytes in copie.pdf\n"));
  EXPECT_TRUE(Read("copie.pdf") == bytes);
  EXPECT_THAT(MustRun({"download", id_ + "/again", "-o", "ailleurs.pdf"}, "fr").err,
              HasSubstr("500 010 octets dans ailleurs.pdf\n"));
  EXPECT_TRUE(Read("ailleurs.pdf") == bytes);
  const Outcome printed = RunCofi(cofi().address(), {"download", id_ + "/again", "-o", "-"});
  EXPECT_EQ(printed.code, 0);
  EXPECT_TRUE(printed.out == bytes);
  EXPECT_EQ(printed.err, "");
}

TEST_P(FilesAtTheCommandLine, NeverTakeAnothersPlaceUnasked) {
  folder_.Write("f.pdf", id_ + " new");
  MustRun({"attachment", "create", id_ + "/f", "--file", "f.pdf", "--expense", "e"});
  folder_.Write("f.pdf", "old");
  const Outcome refused = Run({"download", id_ + "/f"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("f.pdf is there already: say by -o where it is to go"));
  EXPECT_THAT(Run({"download", id_ + "/f"}, "fr").err,
              HasSubstr("f.pdf existe déjà : dites avec -o où l'écrire"));
  EXPECT_EQ(Read("f.pdf"), "old");
  MustRun({"download", id_ + "/f", "-o", "f.pdf"});
  EXPECT_EQ(Read("f.pdf"), id_ + " new");
  const Outcome nowhere = Run({"download", id_ + "/f", "-o", "nobody/f.pdf"}, "fr");
  EXPECT_NE(nowhere.code, 0);
  EXPECT_THAT(nowhere.err, AllOf(HasSubstr("nobody/f.pdf"), Not(HasSubstr("No such file"))));
  const Outcome none = Run({"download", id_ + "/nobody"}, "fr");
  EXPECT_EQ(none.code, 5);
  EXPECT_THAT(none.err, HasSubstr("RESOURCE_NOT_FOUND"));
}

TEST_P(FilesAtTheCommandLine, ThatAreNoneAreRefusedBeforeAnythingIsSent) {
  const auto attach = [&](const std::string& file, const std::string& lang = "en") {
    return Run({"attachment", "create", id_ + "/f", "--file", file, "--expense", "e"}, lang);
  };
  const Outcome missing = attach("nobody.pdf");
  EXPECT_EQ(missing.code, 2);
  EXPECT_THAT(missing.err, HasSubstr("nobody.pdf cannot be read: "));
  EXPECT_THAT(attach("nobody.pdf", "fr").err, HasSubstr("nobody.pdf ne peut être lu : "));
  std::filesystem::create_directory(folder_.path() + "/folder.pdf");
  EXPECT_NE(attach("folder.pdf").code, 0);
  folder_.Write("closed.pdf", "closed");
  chmod((folder_.path() + "/closed.pdf").c_str(), 0);
  EXPECT_TRUE(geteuid() == 0 || attach("closed.pdf").code == 2);
  // That there is one is said at once.
  const Outcome without = Run({"attachment", "create", id_ + "/f", "--expense", "e"});
  EXPECT_EQ(without.code, 2);
  EXPECT_THAT(without.err, HasSubstr("--file"));

  folder_.Write("empty.pdf", "");
  const Outcome empty = attach("empty.pdf");
  EXPECT_EQ(empty.code, 2);
  EXPECT_THAT(empty.err,
              HasSubstr("! VALUE_OUT_OF_RANGE --file is 0; accepted: 1 to 33,554,432 bytes"));
  EXPECT_THAT(attach("empty.pdf", "fr").err,
              HasSubstr("! VALUE_OUT_OF_RANGE --file vaut 0 ; accepté : de 1 à 33 554 432 octets"));
  folder_.Write("run.sh", id_ + " #!/bin/sh");
  const Outcome program = attach("run.sh", "fr");
  EXPECT_EQ(program.code, 1);
  EXPECT_THAT(program.err, AllOf(HasSubstr("VALUE_MALFORMED"), HasSubstr(".pdf")));
  std::filesystem::create_directory(folder_.path() + "/sub");
  folder_.Write("sub/kept.pdf", id_ + " in a folder");
  MustRun({"attachment", "create", id_ + "/kept", "--file", "sub/kept.pdf", "--expense", "e"});
  MustRun({"download", id_ + "/kept"});
  EXPECT_EQ(Read("kept.pdf"), id_ + " in a folder");
}

// Nothing is sent for what is only tried, and all that stands in its way is said.
TEST_P(FilesAtTheCommandLine, AreNotSentForATrial) {
  const std::string bytes = id_ + " tried";
  folder_.Write("f.pdf", bytes);
  const auto tried = [&](const std::string& name, const std::string& expense,
                         const std::string& lang = "en") {
    return Run({"attachment", "create", id_ + "/" + name, "--file", "f.pdf", "--expense", expense,
                "--validate-only"},
               lang);
  };
  const Outcome fine = tried("f", "e");
  EXPECT_EQ(fine.code, 0) << fine.err;
  EXPECT_EQ(fine.out, "");
  EXPECT_EQ(fine.err, absl::StrCat("f.pdf would be uploaded: ", bytes.size(),
                                   " bytes\nChecked; nothing was written.\n"));
  EXPECT_THAT(tried("f", "e", "fr").err,
              HasSubstr(absl::StrCat("f.pdf serait téléversé : ", bytes.size(), " octets\n")));
  EXPECT_EQ(Contents(bytes), "0");
  const Outcome nobody = tried("f", "nobody");
  EXPECT_NE(nobody.code, 0);
  EXPECT_THAT(nobody.err, AllOf(HasSubstr("nobody"), Not(HasSubstr("would be uploaded"))));

  MustRun({"attachment", "create", id_ + "/f", "--file", "f.pdf", "--expense", "e"});
  const Outcome twice = tried("f", "e");
  EXPECT_NE(twice.code, 0);
  EXPECT_THAT(twice.err, HasSubstr("RESOURCE_EXISTS"));
  // What is there already need not be sent, so it is tried as a whole.
  const Outcome known = tried("again", "e");
  EXPECT_EQ(known.code, 0) << known.err;
  EXPECT_THAT(known.out + known.err,
              AllOf(HasSubstr("Checked; nothing was written."), Not(HasSubstr("uploaded"))));
  // Not sent either, and so not in the way.
  folder_.Write("g.pdf", id_ + " another");
  EXPECT_THAT(Run({"attachment", "create", id_ + "/f", "--file", "g.pdf", "--expense", "e",
                   "--validate-only"})
                  .err,
              HasSubstr("RESOURCE_EXISTS"));
  EXPECT_EQ(Contents(id_ + " another"), "0");
}

// By their own names and by what is said of them; and who attached what when is told.
TEST_P(FilesAtTheCommandLine, AreFoundAndTold) {
  const std::string word = "mot" + id_.substr(2);
  folder_.Write("devis.pdf", id_ + " found");
  MustRun({"attachment", "create", id_ + "/d", "--file", "devis.pdf", "--expense", "e", "--note",
           "signé " + word, "--requirement", "Devis"});
  folder_.Write(word + ".pdf", id_ + " paper");
  MustRun({"paper", "create", id_, "--file", word + ".pdf", "--kind", "statutes"});
  const std::string found = MustRun({"search", word}, "fr").out;
  EXPECT_THAT(found, AllOf(HasSubstr("pièce jointe"), HasSubstr("devis.pdf"),
                           HasSubstr("pièce administrative"), HasSubstr(word + ".pdf")));
  EXPECT_THAT(MustRun({"search", "dev " + word}).out, HasSubstr(id_ + "/d"));
  MustRun({"attachment", "delete", id_ + "/d"});
  EXPECT_THAT(MustRun({"search", word}, "fr").out, Not(HasSubstr("devis.pdf")));
  const std::string told = MustRun({"activity", id_}, "fr").out;
  EXPECT_THAT(told, AllOf(HasSubstr("pièce jointe enregistrée"),
                          HasSubstr("pièce jointe supprimée"), HasSubstr("devis.pdf")));
  EXPECT_THAT(MustRun({"activity", "projects/-"}, "fr").out,
              HasSubstr("pièce administrative enregistrée"));
}

TEST_P(FilesAtTheCommandLine, MayBeThereAlready) {
  const std::string bytes = id_ + " known";
  MustUpload(cofi(), bytes);
  MustRun({"attachment", "create", id_ + "/known", "--sha256", Sha256Of(bytes), "--display-name",
           "k.txt", "--expense", "e"});
  EXPECT_EQ(RunCofi(cofi().address(), {"download", id_ + "/known", "-o", "-"}).out, bytes);
}

// A binder is recorded by where it stands; what is to be downloaded of it, it says instead.
TEST_P(FilesAtTheCommandLine, MayBeKeptElsewhere) {
  const Outcome made =
      MustRun({"attachment", "create", id_, "--display-name", "Facture 7, original", "--location",
               "Classeur 3", "--expense", "e"});
  EXPECT_THAT(made.out + made.err, HasSubstr("facture-7-original"));
  EXPECT_THAT(MustRun({"attachment", "get", id_ + "/facture-7-original"}, "fr").out,
              AllOf(HasSubstr("emplacement"), HasSubstr("Classeur 3")));
  const Outcome refused = Run({"download", id_ + "/facture-7-original"}, "fr");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr("KEPT_ELSEWHERE"), HasSubstr("gardée ailleurs : Classeur 3")));
  folder_.Write("g.pdf", id_);
  const Outcome both = Run({"attachment", "create", id_ + "/g", "--file", "g.pdf", "--location",
                            "Classeur 3", "--expense", "e"});
  EXPECT_EQ(both.code, 1);
  EXPECT_THAT(both.err, AllOf(HasSubstr("VALUE_OUT_OF_RANGE"), HasSubstr("--location")));
  // An expense names none any more.
  const Outcome named = Run({"expense", "create", id_ + "/f", "--document", "display-name=f.pdf"});
  EXPECT_EQ(named.code, 2);
  EXPECT_THAT(named.err, HasSubstr("--document"));
}

TEST_P(FilesAtTheCommandLine, ArePapersOfAnOrganization) {
  folder_.Write("statuts.pdf", id_ + " statutes");
  MustRun({"paper", "create", id_, "--file", "statuts.pdf", "--kind", "statutes", "--issue-date",
           "2017-03-01"});
  MustRun({"download", absl::StrCat("organizations/", id_, "/papers/statuts-pdf"), "-o", "s"});
  EXPECT_EQ(Read("s"), id_ + " statutes");
  const std::string listed = MustRun({"paper", "list", id_}, "fr").out;
  EXPECT_THAT(listed, HasSubstr("statuts"));
  EXPECT_THAT(Run({"organization", "delete", id_}, "fr").err, HasSubstr("RESOURCE_IN_USE"));
  MustRun({"paper", "delete", id_ + "/statuts-pdf"});
  MustRun({"organization", "delete", id_});
}

}  // namespace
}  // namespace cofi::end_to_end
