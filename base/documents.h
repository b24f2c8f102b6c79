// Documents (proto/cofi/reporting/v1/documents.proto): what whoever prints one asks of it, be it
// for a terminal or into a file.
#ifndef COFI_BASE_DOCUMENTS_H_
#define COFI_BASE_DOCUMENTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/language.h"
#include "cofi/reporting/v1/documents.pb.h"

namespace cofi {

// Puts the next part of a document behind those that `whole` has already: tables that are continued
// get its rows.
void AppendPart(const reporting::v1::Document& part, reporting::v1::Document* whole);

// All rows of all tables.
int64_t RowCount(const reporting::v1::Document& document);

// Whether there is nothing in it.
bool IsEmpty(const reporting::v1::Cell& cell);

// Of each column of a table, whether people get to see it: it is not for files only, and some row
// has something in it. One with neither rows nor cells shows all that are not for files only.
std::vector<bool> ShownColumns(const reporting::v1::Table& table);

// What people read of a cell; empty if there is nothing. Not made safe for anything: a text is as
// it came.
std::string CellText(const reporting::v1::Cell& cell, const reporting::v1::Column& column,
                     Language language);

// Whether it stands at the right of its column: amounts, shares and counts.
bool IsNumber(const reporting::v1::Column& column);

// Whether the row counts in the sums below it.
bool IsDetail(const reporting::v1::Row& row);

inline Language LanguageOf(const reporting::v1::Document& document) {
  return LanguageFromTag(document.language_code());
}

}  // namespace cofi

#endif  // COFI_BASE_DOCUMENTS_H_
