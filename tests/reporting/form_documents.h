// What a document of several tables says, as lines of text.
#ifndef COFI_TESTS_REPORTING_FORM_DOCUMENTS_H_
#define COFI_TESTS_REPORTING_FORM_DOCUMENTS_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/documents.h"
#include "base/language.h"
#include "cofi/reporting/v1/documents.pb.h"

namespace cofi::reporting {

inline std::vector<std::string> TablesOf(const v1::Document& document) {
  std::vector<std::string> ids;
  for (const v1::Block& block : document.blocks()) {
    if (block.has_table()) ids.push_back(block.table().id());
  }
  return ids;
}

// The rows of a table, without what is empty: `641 | Pay | 76,000.00`; `[head]` of a group, `>`
// below it, `=` a sum of them, `==` of all. Spaces between thousands are plain.
inline std::vector<std::string> RowsOf(const v1::Document& document, const std::string& id,
                                       Language language) {
  std::vector<std::string> rows;
  for (const v1::Block& block : document.blocks()) {
    if (!block.has_table() || block.table().id() != id) continue;
    const v1::Table& table = block.table();
    for (const v1::Row& row : table.rows()) {
      std::string text;
      for (int i = 0; i < row.cells_size(); ++i) {
        if (IsEmpty(row.cells(i))) continue;
        absl::StrAppend(&text, text.empty() ? "" : " | ",
                        CellText(row.cells(i), table.columns(i), language));
      }
      const bool is_group = row.role() == v1::Row::ROLE_GROUP;
      const char* mark = row.role() == v1::Row::ROLE_TOTAL      ? "== "
                         : row.role() == v1::Row::ROLE_SUBTOTAL ? "= "
                         : row.depth() > 0                      ? "> "
                         : is_group                             ? "["
                                                                : "";
      rows.push_back(
          absl::StrCat(mark, absl::StrReplaceAll(text, {{"\u202F", " "}}), is_group ? "]" : ""));
    }
  }
  return rows;
}

inline std::vector<std::string> RefsOf(const v1::Document& document) {
  std::vector<std::string> refs;
  for (const v1::Block& block : document.blocks()) {
    for (const v1::Row& row : block.table().rows()) {
      for (const v1::Cell& cell : row.cells()) {
        if (!cell.ref().empty()) refs.push_back(cell.ref());
      }
    }
  }
  return refs;
}

}  // namespace cofi::reporting

#endif  // COFI_TESTS_REPORTING_FORM_DOCUMENTS_H_
