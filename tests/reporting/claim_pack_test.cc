// What is in the archive of a payment claim, in which order, and by which names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/refusal.h"
#include "services/reporting/claim_pack_files.h"
#include "tests/reasons.h"
#include "tests/reporting/documents.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::ElementsAre;

v1::ClaimStatement Statement() {
  return Parsed<v1::ClaimStatement>(R"(
    rows { expense: 'projects/p/expenses/e1' invoice_reference: 'A-1' supplier: 'Cabinet A'
           invoice_date #2018-03-01 amount @100 }
    rows { expense: 'projects/p/expenses/e2' display_name: 'Salaire de mars' amount @20 }
    documents { display_name: 'RIB' attachment: 'projects/p/attachments/rib' }
    files { attachment: 'projects/p/attachments/a' display_name: 'Facture été.PDF' sha256: 'aa'
            size_bytes: 7 expense: 'projects/p/expenses/e1' }
    files { attachment: 'projects/p/attachments/b' display_name: '../../etc/passwd'
            expense: 'projects/p/expenses/e2' }
    files { attachment: 'projects/p/attachments/rib' display_name: 'banque.jpg' }
    files { attachment: 'projects/p/attachments/z' display_name: '***' } )");
}

std::vector<PackedFile> Files(const v1::ClaimStatement& statement, Language language) {
  return PackedFilesOf(statement, {"pdf", "xlsx"}, language);
}

std::vector<std::string> Names(const std::vector<PackedFile>& files) {
  std::vector<std::string> names;
  for (const PackedFile& file : files) names.push_back(file.name);
  return names;
}

TEST(ClaimPack, NumbersItsFilesAndCallsThemSafely) {
  EXPECT_THAT(Names(Files(Statement(), Language::kEnglish)),
              ElementsAre("01-statement-of-expenses.pdf", "02-statement-of-expenses.xlsx",
                          "03-facture-ete.pdf", "04-file.etc-passwd", "05-banque.jpg", "06-file"));
}

TEST(ClaimPack, SaysWhatEachProves) {
  const std::vector<PackedFile> files = Files(Statement(), Language::kFrench);
  ASSERT_EQ(files.size(), 6);
  EXPECT_EQ(files[0].name, "01-etat-recapitulatif-des-depenses.pdf");
  EXPECT_EQ(files[0].proves, "État récapitulatif des dépenses");
  EXPECT_EQ(files[2].attachment, "projects/p/attachments/a");
  EXPECT_THAT(files[2].proves,
              ::testing::StartsWith("Dépense : facture A-1, Cabinet A, 01/03/2018, 100,00"));
  EXPECT_THAT(files[3].proves, ::testing::StartsWith("Dépense : Salaire de mars, 20,00"));
  EXPECT_EQ(files[4].proves, "Demande de paiement : RIB");
  EXPECT_EQ(files[5].proves, "Demande de paiement : ***");
}

TEST(ClaimPack, HasAsManyDigitsAsItNeeds) {
  v1::ClaimStatement statement;
  for (int i = 0; i < 98; ++i) {
    v1::ClaimFile* const file = statement.add_files();
    file->set_attachment(absl::StrCat("projects/p/attachments/a", i));
    file->set_display_name("a.pdf");
  }
  const std::vector<std::string> names = Names(Files(statement, Language::kEnglish));
  EXPECT_EQ(names.front(), "001-statement-of-expenses.pdf");
  EXPECT_EQ(names.back(), "100-a.pdf");
}

TEST(ClaimPack, TakesNoFileThatIsKeptElsewhere) {
  v1::ClaimStatement statement = Statement();
  statement.mutable_files(1)->set_location("Classeur 3");
  EXPECT_EQ(ReasonOf(CheckAllHere(statement)), type::v1::REASON_KEPT_ELSEWHERE);
  EXPECT_THAT(CheckAllHere(Statement()), IsOk());
}

TEST(ClaimPack, ListsItsFiles) {
  const v1::Document manifest =
      ManifestOf(Files(Statement(), Language::kEnglish), Language::kEnglish);
  EXPECT_EQ(CellAt(manifest, 2, "number").count(), 3);
  EXPECT_EQ(CellAt(manifest, 2, "file").text(), "03-facture-ete.pdf");
  EXPECT_EQ(CellAt(manifest, 2, "sha256").text(), "aa");
  EXPECT_EQ(CellAt(manifest, 2, "bytes").count(), 7);
  EXPECT_EQ(CellAt(manifest, 4, "proves").text(), "Payment claim: RIB");
}

TEST(ClaimPack, IsCalledAfterItsClaim) {
  EXPECT_EQ(PackNameOf("projects/p/grants/fdf/claims/acompte-2018"), "p-fdf-acompte-2018.zip");
}

}  // namespace
}  // namespace cofi::reporting
