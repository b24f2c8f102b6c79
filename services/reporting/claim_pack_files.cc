#include "services/reporting/claim_pack_files.h"

#include <algorithm>
#include <cstddef>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "base/names.h"
#include "base/readable.h"
#include "base/refusal.h"
#include "base/text.h"
#include "services/reporting/funding_lines.h"
#include "services/reporting/layout.h"
#include "services/reporting/words_entries.h"

namespace cofi::reporting {
namespace {

using v1::ClaimedExpense;
using v1::ClaimFile;
using v1::ClaimStatement;

// Of a name without its number and its ending: some programs take no path of more than 260.
constexpr size_t kStemMax = 80;
// More where there are more files, so that names sort as they are numbered.
constexpr int kDigitsMin = 2;

// `facture-42.pdf` for `Facture 42.PDF`: what every file system takes, and no way out of a
// folder.
std::string SafeName(absl::string_view display_name) {
  const size_t dot = display_name.rfind('.');
  const bool has_ending = dot != absl::string_view::npos && dot > 0;
  std::string stem = Slug(display_name.substr(0, has_ending ? dot : display_name.npos));
  stem.resize(std::min(stem.size(), kStemMax));
  if (stem.empty()) stem = "file";
  const std::string ending = has_ending ? Slug(display_name.substr(dot + 1)) : "";
  return absl::StrCat(stem, ending.empty() ? "" : ".", ending);
}

// `invoice A-1, Cabinet A, 2018-03-01, €100.00`
std::string ExpenseText(const ClaimedExpense& row, Language language) {
  std::vector<std::string> parts = {row.invoice_reference().empty()
                                        ? row.display_name()
                                        : Say(words::kInvoice, language, row.invoice_reference()),
                                    row.supplier(), DateText(row.invoice_date(), language),
                                    WholeAmountText(row.amount(), language)};
  std::erase(parts, "");
  return absl::StrJoin(parts, ", ");
}

// The document that the funder asks for, or else what the file is called.
std::string SupportText(const ClaimStatement& statement, const ClaimFile& file) {
  for (const v1::ClaimDocument& document : statement.documents()) {
    if (document.attachment() == file.attachment()) return document.display_name();
  }
  return file.display_name();
}

}  // namespace

absl::Status CheckAllHere(const ClaimStatement& statement) {
  for (const ClaimFile& file : statement.files()) {
    if (file.location().empty()) continue;
    return Refuse(type::v1::REASON_KEPT_ELSEWHERE,
                  {{"name", file.attachment()}, {"location", file.location()}});
  }
  return absl::OkStatus();
}

std::vector<PackedFile> PackedFilesOf(const ClaimStatement& statement,
                                      const std::vector<std::string>& made, Language language) {
  std::vector<PackedFile> files;
  const size_t total = made.size() + statement.files_size();
  const int digits = std::max(kDigitsMin, static_cast<int>(absl::StrCat(total).size()));
  const auto add = [&](absl::string_view name) -> PackedFile& {
    PackedFile& file = files.emplace_back();
    file.name = absl::StrFormat("%0*d-%s", digits, files.size(), name);
    return file;
  };
  for (const std::string& ending : made) {
    const std::string what = words::kStatementOfExpenses.In(language);
    add(SafeName(absl::StrCat(what, ".", ending))).proves = what;
  }
  absl::flat_hash_map<absl::string_view, const ClaimedExpense*> expenses;
  for (const ClaimedExpense& row : statement.rows()) expenses.emplace(row.expense(), &row);
  for (const ClaimFile& each : statement.files()) {
    PackedFile& file = add(SafeName(each.display_name()));
    file.attachment = each.attachment();
    file.sha256 = each.sha256();
    file.size_bytes = each.size_bytes();
    const auto expense = expenses.find(each.expense());
    file.proves =
        expense == expenses.end()
            ? Say(words::kSupportsClaim, language, SupportText(statement, each))
            : Say(words::kProvesExpense, language, ExpenseText(*expense->second, language));
  }
  return files;
}

v1::Document ManifestOf(const std::vector<PackedFile>& files, Language language) {
  v1::Document document;
  TableLayout table("manifest", "", language, &document);
  table.Column({.id = "number", .kind = v1::Column::KIND_COUNT});
  table.Column({.id = "file"});
  table.Column({.id = "sha256"});
  table.Column({.id = "bytes", .kind = v1::Column::KIND_COUNT});
  table.Column({.id = "proves"});
  int64_t number = 0;
  for (const PackedFile& file : files) {
    table.Row({CountCell(++number), Said(file.name), Said(file.sha256), CountCell(file.size_bytes),
               Said(file.proves)});
  }
  return document;
}

std::string PackNameOf(absl::string_view claim) {
  const absl::string_view grant = ParentOf(claim);
  return absl::StrCat(IdOf(RootOf(claim)), "-", IdOf(grant), "-", IdOf(claim), ".zip");
}

}  // namespace cofi::reporting
