// What is in the archive of a payment claim, and what its files are called. Pure.
#ifndef COFI_SERVICES_REPORTING_CLAIM_PACK_FILES_H_
#define COFI_SERVICES_REPORTING_CLAIM_PACK_FILES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/language.h"
#include "cofi/reporting/v1/claim_statement.pb.h"
#include "cofi/reporting/v1/documents.pb.h"

namespace cofi::reporting {

// A file of the archive.
struct PackedFile {
  // `03-facture-42.pdf`.
  std::string name;
  // The attachment whose content it is; empty of what is made for the archive.
  std::string attachment;
  std::string sha256;
  int64_t size_bytes = 0;
  // In the reader's language: `Expense: invoice A-1, Cabinet A, 2018-03-01, €100.00`.
  std::string proves;
};

// What lists the others.
inline constexpr char kManifestName[] = "00-manifest.csv";

// KEPT_ELSEWHERE, with the place, of the first file of a statement that is not kept here.
absl::Status CheckAllHere(const v1::ClaimStatement& statement);

// The files of a statement of one claim, in its order: first those that are made for the archive,
// one for each of `made`, which are endings (`pdf`), of which nobody knows yet what is in them;
// then the attachments.
std::vector<PackedFile> PackedFilesOf(const v1::ClaimStatement& statement,
                                      const std::vector<std::string>& made, Language language);

// Which file is what, as a table.
v1::Document ManifestOf(const std::vector<PackedFile>& files, Language language);

// `precarisation-fdf-acompte-2017.zip` for a claim.
std::string PackNameOf(absl::string_view claim);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_CLAIM_PACK_FILES_H_
