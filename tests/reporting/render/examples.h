// Documents made by hand: one with everything that a document may hold, and one in which every
// text is somebody's attack on the reader of the file.
#ifndef COFI_TESTS_REPORTING_RENDER_EXAMPLES_H_
#define COFI_TESTS_REPORTING_RENDER_EXAMPLES_H_

#include <string>
#include <vector>

#include "base/language.h"
#include "cofi/reporting/v1/documents.pb.h"

namespace cofi::reporting {

// `status` of a project, as of 2018-03-23: the table `lines` with a column of every kind, groups,
// subtotals and a total; figures, paragraphs, a chart; the table `grants` in two currencies; and
// two events.
v1::Document ExampleDocument(Language language);

// What people could type to harm whoever opens a file: formulas, tags, quotes, separators, ends of
// lines, controls, characters that are not seen or turn what stands around them, what XML forbids,
// more than a cell holds, and bytes that are no UTF-8.
const std::vector<std::string>& HostileTexts();

// All of those as cells of the table `texts`, and as title, facts, labels, figures, paragraphs and
// events; tables with titles that no sheet may have; the largest and smallest of all values; rows
// with fewer cells than columns, and cells of another kind than their column.
v1::Document HostileDocument();

// The same document in so many parts: the rows of its first table are dealt out over all of them,
// what stands before it is in the first and what stands after it in the last. Only the first says
// what stands above the blocks.
std::vector<v1::Document> InParts(const v1::Document& document, int parts);

}  // namespace cofi::reporting

#endif  // COFI_TESTS_REPORTING_RENDER_EXAMPLES_H_
