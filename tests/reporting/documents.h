// What must hold of every document, and what tests read of one.
#ifndef COFI_TESTS_REPORTING_DOCUMENTS_H_
#define COFI_TESTS_REPORTING_DOCUMENTS_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/language.h"
#include "cofi/reporting/v1/documents.pb.h"
#include "google/protobuf/text_format.h"

namespace cofi::reporting {

// Whether the details of each column of amounts sum to every total below them that is set. Of
// tables in one currency, all of which are there: parts are put together first.
::testing::AssertionResult EveryColumnSums(const v1::Document& document);

// Whether whoever prints it can rely on it: names are told apart, a row has a cell for each column
// and of its kind, a ref is one that ExplainFigure takes, a chart says what is to be seen in it.
::testing::AssertionResult HoldsTogether(const v1::Document& document);

// Its first table, which it must have, and its chart, which it may not.
const v1::Table& TableOf(const v1::Document& document);
const v1::Chart* ChartOf(const v1::Document& document);

// What people see of its first table: the heads and then each row, cells parted by ` | `; rows
// that warn end in ` !`.
std::vector<std::string> TableText(const v1::Document& document, Language language);

// What it says in words: paragraphs and figures, in their order, one each; those that warn begin
// with `! `.
std::vector<std::string> Sentences(const v1::Document& document);

// A cell of its first table; nothing for a column that it has not.
v1::Cell CellAt(const v1::Document& document, int row, const std::string& column);

// The ids of the columns of its first table that are left as the room gets less, the first to go
// last.
std::vector<std::string> ByPriority(const v1::Document& document);

// In the text format of messages, in which `@50` is an amount in euros and `#2018-03-23` a date.
std::string Expanded(const std::string& text);

template <typename M>
M Parsed(const std::string& text) {
  M message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(Expanded(text), &message)) << text;
  return message;
}

}  // namespace cofi::reporting

#endif  // COFI_TESTS_REPORTING_DOCUMENTS_H_
