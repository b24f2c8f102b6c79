// Pages of a table (AIP-132, 158, 160): parent, filter, order, page token.
#ifndef COFI_DB_TABLES_LIST_H_
#define COFI_DB_TABLES_LIST_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "db/tables/listed.h"

namespace cofi::db {

struct ListQuery {
  // `projects/p`; `-` for an identifier means all; empty at the top.
  std::string parent;
  int page_size = 0;
  std::string page_token;
  std::string filter;
  std::string order_by;
  // All that the answer depends on besides, for instance a date: a token is good for one only.
  std::string asked;
  // What is required of all rows besides, in SQL.
  const char* condition = nullptr;
  // Used instead of the key where the query gives no order.
  const char* order_by_default = nullptr;
};

using Resources = std::vector<std::unique_ptr<Message>>;

// Makes of the rows of a page what they were on the civil date asked, and takes out those
// that were not there.
using Effective = absl::FunctionRef<absl::Status(Resources* rows)>;

struct Page {
  Resources resources;
  std::string next_page_token;
};

// A page ends at the rows asked for, or at the bytes of pages.h before.
//
// With `effective`, the filter judges what that makes of the rows, while the
// order stays that of the rows as they are now; a page may then be short.
//
// VALUE_OUT_OF_RANGE, FILTER_MALFORMED, ORDER_BY_MALFORMED or PAGE_TOKEN_INVALID.
absl::StatusOr<Page> List(Transaction& tx, const Listed& table, const ListQuery& query,
                          const Effective* effective);

// As List, of all there is, whatever `query` says of pages: one page that ends at so many bytes
// alone, and has a token only if more is behind them.
absl::StatusOr<Page> ListUpTo(Transaction& tx, const Listed& table, const ListQuery& query,
                              size_t bytes_max, const Effective* effective);

// The token of the page behind `last`; ORDER_BY_MALFORMED.
absl::StatusOr<std::string> TokenBehind(const Listed& table, const ListQuery& query,
                                        const Message& last);

// Visits the rows in whose `column` one of `names` stands, each below the root of its name:
// what the rows of a page refer to, or have below them, without a question for each.
absl::Status VisitAny(Transaction& tx, const Listed& table, absl::string_view column,
                      std::vector<std::string> names, Listed::MessageVisitor visit);

}  // namespace cofi::db

#endif  // COFI_DB_TABLES_LIST_H_
