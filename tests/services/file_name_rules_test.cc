// What is kept is a document, a table, a picture or a letter, and its name is no way to anywhere.
#include "services/attachments/file_name_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/reasons.h"

namespace cofi::attachments {
namespace {

using ::testing::HasSubstr;

std::string AcceptedInsteadOf(const std::string& file_name) {
  const auto type = MediaTypeOf(file_name);
  EXPECT_THAT(type, IsReason(type::v1::REASON_VALUE_MALFORMED)) << file_name;
  if (type.ok()) return *type;
  const auto metadata = ViolationsOf(type.status())[0].metadata();
  EXPECT_EQ(metadata.at("value"), file_name);
  return metadata.at("accepted");
}

TEST(MediaTypes, AreToldByTheEnding) {
  const std::pair<const char*, const char*> kFiles[] = {
      {"facture.pdf", "application/pdf"},
      {"photo.jpg", "image/jpeg"},
      {"photo.jpeg", "image/jpeg"},
      {"plan.tif", "image/tiff"},
      {"lettre.odt", "application/vnd.oasis.opendocument.text"},
      {"budget.ods", "application/vnd.oasis.opendocument.spreadsheet"},
      {"budget.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
      {"releve.csv", "text/csv"},
      {"note.txt", "text/plain"},
      {"accord.eml", "message/rfc822"},
      {"accord.msg", "application/vnd.ms-outlook"},
      {"dossier.zip", "application/zip"},
  };
  for (const auto& [file, type] : kFiles) EXPECT_EQ(MediaTypeOf(file).value_or(""), type) << file;
}

TEST(MediaTypes, AreToldByTheLastEndingWhateverItsCase) {
  for (const char* file : {"FACTURE.PDF", "Facture.Pdf", "facture.v2.pdf", "facture.exe.pdf",
                           "Convention signée, été 2018.pdf", "a..pdf", "1.pdf"}) {
    EXPECT_EQ(MediaTypeOf(file).value_or(""), "application/pdf") << file;
  }
}

TEST(MediaTypes, AreNoneOfWhatAComputerWouldCarryOut) {
  for (const char* file : {"facture.exe", "facture.pdf.exe", "page.html", "image.svg", "script.js",
                           "macro.docm", "facture.pdf ", "facture.pdf.", "facture.pdf\u00a0"}) {
    const std::string accepted = AcceptedInsteadOf(file);
    EXPECT_THAT(accepted, HasSubstr(".odt, ")) << file;
    EXPECT_THAT(accepted, HasSubstr(".pdf, ")) << file;
  }
}

TEST(MediaTypes, NeedAnEnding) {
  for (const char* file : {"facture", "", "pdf", "facture.", "a.b"}) {
    EXPECT_THAT(AcceptedInsteadOf(file), HasSubstr(".pdf, ")) << file;
  }
}

TEST(MediaTypes, AreOfAFileThatIsSeen) {
  for (const char* file : {".pdf", "..", ".", "..pdf", ".facture.pdf", " facture.pdf"}) {
    EXPECT_EQ(AcceptedInsteadOf(file), "the name of a file, without a folder") << file;
  }
}

TEST(MediaTypes, AreOfAFileWithoutAFolder) {
  for (const char* file :
       {"/etc/facture.pdf", "../facture.pdf", "a/../facture.pdf", "a/facture.pdf",
        "..\\facture.pdf", "C:\\facture.pdf", "a\\b.pdf", "facture.pdf/"}) {
    EXPECT_EQ(AcceptedInsteadOf(file), "the name of a file, without a folder") << file;
  }
}

}  // namespace
}  // namespace cofi::attachments
