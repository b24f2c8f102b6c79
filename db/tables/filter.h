// Filters as AIP-160 has them: `state = AWARDED AND requested_amount >= 20000`.
//
// OR binds tighter than AND; a space between two restrictions is AND; NOT and
// `-` negate. Comparisons are = != < <= > >= and `:` ("has": the text contains
// the value; `:*` means that it is set). `*` at either end of a text given to
// `=` stands for anything. An amount, a date or an `optional` number that is not set passes no
// comparison.
// Every comparison of a free text is one of folded texts (base/text.h): `display_name:"etat"`
// and `display_name = "ÉTAT"` both find `État`. Identifiers, references and texts of a form
// stand as they are.
// Values never become part of the SQL text.
#ifndef COFI_DB_TABLES_FILTER_H_
#define COFI_DB_TABLES_FILTER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "db/tables/listed.h"

namespace cofi::db {

class Filter {
 public:
  // FILTER_MALFORMED with the column (from 1) where it stops making sense.
  static absl::StatusOr<Filter> Parse(const Listed& table, absl::string_view text);

  bool empty() const { return root_ == nullptr; }

  // An SQL condition; its values are appended to `parameters`, and its marks
  // are numbered after those that are there.
  std::string ToSql(std::vector<Value>* parameters) const;

  // Whether a message passes, for rows that are worked out after they are read.
  bool Matches(const Message& message) const;

  struct Node;

 private:
  std::shared_ptr<const Node> root_;
};

}  // namespace cofi::db

#endif  // COFI_DB_TABLES_FILTER_H_
