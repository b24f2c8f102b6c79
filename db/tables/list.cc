#include "db/tables/list.h"

#include <algorithm>
#include <limits>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/text.h"
#include "db/pages.h"
#include "db/tables/filter.h"

namespace cofi::db {
namespace {

// The free texts of an order are compared by so many characters together: one of the usual
// length as a whole, and several by so little that a page token stays short.
constexpr int kSortCharacters = 256;

struct OrderPart {
  const Column* column;
  bool descending;
};

// An expression that rows are sorted by, and which column it is of.
struct SortKey {
  const Column* column;
  bool descending;
  std::string sql;
};

struct Order {
  std::vector<OrderPart> parts;
  std::vector<SortKey> keys;
  int characters;
};

Order MakeOrder(std::vector<OrderPart> parts) {
  const auto texts = std::count_if(parts.begin(), parts.end(), [](const OrderPart& part) {
    return part.column->is_free_text();
  });
  Order order{.parts = std::move(parts),
              .keys = {},
              .characters = kSortCharacters / std::max(1, static_cast<int>(texts))};
  for (const OrderPart& part : order.parts) {
    for (std::string& sql : part.column->SortKeys(order.characters)) {
      order.keys.push_back({part.column, part.descending, std::move(sql)});
    }
  }
  return order;
}

absl::StatusOr<Order> ParseOrder(const Listed& table, const ListQuery& query) {
  std::vector<OrderPart> parts;
  // One that was named before decides nothing any more.
  const auto add = [&](const Column* column, bool descending) {
    const bool there = std::any_of(parts.begin(), parts.end(),
                                   [&](const OrderPart& part) { return part.column == column; });
    if (!there) parts.push_back({column, descending});
  };
  std::string order = query.order_by;
  if (order.empty() && query.order_by_default != nullptr) order = query.order_by_default;
  for (const absl::string_view part : absl::StrSplit(order, ',', absl::SkipWhitespace())) {
    const std::vector<absl::string_view> words = absl::StrSplit(part, ' ', absl::SkipWhitespace());
    const Column* column = table.FindColumn(words[0]);
    const bool direction_fine =
        words.size() == 1 || (words.size() == 2 && (words[1] == "desc" || words[1] == "asc"));
    if (column == nullptr || column->kind() == ColumnKind::kParts || !direction_fine) {
      return InField("order_by",
                     Refuse(type::v1::REASON_ORDER_BY_MALFORMED,
                            {{"value", std::string(part)},
                             {"accepted", absl::StrJoin(table.columns(), ", ",
                                                        [](std::string* out, const Column& each) {
                                                          out->append(each.path());
                                                        })}}));
    }
    add(column, words.size() == 2 && words[1] == "desc");
  }
  // The key at the end makes the order total, so that a page has one place to
  // go on from.
  for (const std::string& path : table.key()) add(table.FindColumn(path), false);
  return MakeOrder(std::move(parts));
}

// A token is the digest of its query and the sort keys of the last row, each
// behind its kind and length.
std::string QueryDigest(const Listed& table, const ListQuery& query) {
  return Sha256(absl::StrJoin({absl::string_view(table.name()), absl::string_view(query.parent),
                               absl::string_view(query.filter), absl::string_view(query.order_by),
                               absl::string_view(query.asked)},
                              absl::string_view("\0", 1)))
      .substr(0, 8);
}

std::string MakeToken(const std::string& digest, const Order& order, const Message& last) {
  std::string token = digest;
  for (const OrderPart& each : order.parts) {
    for (const Value& value : each.column->SortValues(last, order.characters)) {
      std::string part = "n";
      if (const auto* number = std::get_if<int64_t>(&value)) part = absl::StrCat("i", *number);
      if (const auto* view = std::get_if<absl::string_view>(&value)) {
        part = absl::StrCat("t", *view);
      }
      if (const auto* text = std::get_if<std::string>(&value)) part = absl::StrCat("t", *text);
      absl::StrAppend(&token, part.size(), ":", part);
    }
  }
  return absl::WebSafeBase64Escape(token);
}

// Whether a sort key could have this value: another kind would be an error to
// some engines.
bool Fits(const Value& value, const Column& column) {
  if (std::holds_alternative<Null>(value)) return column.nullable();
  switch (column.kind()) {
    case ColumnKind::kText:
    case ColumnKind::kEnum:
    case ColumnKind::kDate:
      return std::holds_alternative<std::string>(value);
    default:
      return std::holds_alternative<int64_t>(value);
  }
}

absl::StatusOr<std::vector<Value>> ReadToken(const std::string& digest,
                                             const std::vector<SortKey>& keys,
                                             absl::string_view token) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(token, &bytes) || !absl::StartsWith(bytes, digest)) {
    return InvalidToken();
  }
  absl::string_view rest = absl::string_view(bytes).substr(digest.size());
  std::vector<Value> values;
  while (!rest.empty()) {
    const std::pair<absl::string_view, absl::string_view> size_part =
        absl::StrSplit(rest, absl::MaxSplits(':', 1));
    size_t size = 0;
    int64_t number = 0;
    if (!absl::SimpleAtoi(size_part.first, &size) || size == 0 || size > size_part.second.size()) {
      return InvalidToken();
    }
    const absl::string_view part = size_part.second.substr(0, size);
    // An engine may take no text that has a NUL, or is none.
    if (!IsUtf8(part) || absl::StrContains(part, '\0')) return InvalidToken();
    if (part[0] == 't') {
      values.push_back(std::string(part.substr(1)));
    } else if (part[0] == 'n') {
      values.push_back(Null{});
    } else if (part[0] == 'i' && absl::SimpleAtoi(part.substr(1), &number)) {
      values.push_back(number);
    } else {
      return InvalidToken();
    }
    if (values.size() > keys.size() || !Fits(values.back(), *keys[values.size() - 1].column)) {
      return InvalidToken();
    }
    rest = size_part.second.substr(size);
  }
  if (values.size() != keys.size()) return InvalidToken();
  return values;
}

// `(a > $1 OR (a = $1 AND b > $2))`: the rows after the last one of a page.
std::string After(const std::vector<SortKey>& keys, const std::vector<Value>& last,
                  std::vector<Value>* parameters) {
  std::vector<std::string> any;
  std::string equal_so_far;
  for (size_t i = 0; i < keys.size(); ++i) {
    std::string mark;
    if (std::holds_alternative<Null>(last[i])) {
      mark = absl::StrCat(kNullPlace);
    } else {
      parameters->push_back(last[i]);
      mark = absl::StrCat("$", parameters->size());
    }
    const std::string& key = keys[i].sql;
    any.push_back(
        absl::StrCat("(", equal_so_far, key, keys[i].descending ? " < " : " > ", mark, ")"));
    absl::StrAppend(&equal_so_far, key, " = ", mark, " AND ");
  }
  return absl::StrCat("(", absl::StrJoin(any, " OR "), ")");
}

// The condition that selects the children of `parent`, `-` standing for any.
std::string OfParent(const std::string& parent, std::vector<Value>* parameters) {
  const auto mark = [&](std::string value) {
    parameters->push_back(std::move(value));
    return absl::StrCat("$", parameters->size());
  };
  if (parent.empty()) return "1 = 1";
  const std::vector<std::string> segments = absl::StrSplit(parent, '/');
  if (std::find(segments.begin(), segments.end(), "-") == segments.end()) {
    const std::string root = mark(std::string(RootOf(parent)));
    return absl::StrCat("root = ", root, " AND parent = ", mark(parent));
  }
  std::vector<std::string> all;
  if (segments.size() > 2 && segments[0] == "projects" && segments[1] != "-") {
    all.push_back(absl::StrCat("root = ", mark(std::string(RootOf(parent)))));
  }
  std::vector<std::string> pattern = segments;
  for (std::string& segment : pattern) {
    if (segment == "-") segment = "%";
  }
  all.push_back(absl::StrCat("parent LIKE ", mark(absl::StrJoin(pattern, "/"))));
  return absl::StrJoin(all, " AND ");
}

absl::StatusOr<Page> ReadPage(Transaction& tx, const Listed& table, const ListQuery& query,
                              PageBounds bounds, const Effective* effective) {
  COFI_ASSIGN_OR_RETURN(const Filter filter, Filter::Parse(table, query.filter));
  COFI_ASSIGN_OR_RETURN(const Order order, ParseOrder(table, query));
  const std::string digest = QueryDigest(table, query);

  const auto by = [](std::string* out, const SortKey& key) {
    absl::StrAppend(out, key.sql, key.descending ? " DESC" : "");
  };
  Page page;
  std::string after = query.page_token;
  for (bool more = true; more;) {
    std::vector<Value> parameters;
    std::string where = OfParent(query.parent, &parameters);
    if (query.condition != nullptr) absl::StrAppend(&where, " AND ", query.condition);
    if (!filter.empty() && effective == nullptr) {
      absl::StrAppend(&where, " AND ", filter.ToSql(&parameters));
    }
    if (!after.empty()) {
      COFI_ASSIGN_OR_RETURN(const std::vector<Value> last, ReadToken(digest, order.keys, after));
      absl::StrAppend(&where, " AND ", After(order.keys, last, &parameters));
    }
    const int asked = bounds.Portion();
    parameters.push_back(int64_t{asked});
    absl::StrAppend(&where, " ORDER BY ", absl::StrJoin(order.keys, ", ", by), " LIMIT $",
                    parameters.size());
    int rows = 0;
    COFI_RETURN_IF_ERROR(UnlessFull(table.Visit(tx, where, parameters, [&](const Message& row) {
      // One row more than the page says whether there is another page.
      ++rows;
      if (!bounds.Take(row.ByteSizeLong())) {
        page.next_page_token = MakeToken(digest, order, *page.resources.back());
        return PageIsFull();
      }
      page.resources.emplace_back(row.New())->CopyFrom(row);
      return absl::OkStatus();
    })));
    more = rows == asked && page.next_page_token.empty();
    if (more) after = MakeToken(digest, order, *page.resources.back());
  }
  if (effective != nullptr) {
    COFI_RETURN_IF_ERROR((*effective)(&page.resources));
    std::erase_if(page.resources, [&](const auto& each) { return !filter.Matches(*each); });
  }
  return page;
}

}  // namespace

absl::StatusOr<Page> List(Transaction& tx, const Listed& table, const ListQuery& query,
                          const Effective* effective) {
  COFI_ASSIGN_OR_RETURN(const int page_size, PageSize(query.page_size));
  return ReadPage(tx, table, query, PageBounds(page_size, tx.dialect().shared), effective);
}

absl::StatusOr<Page> ListUpTo(Transaction& tx, const Listed& table, const ListQuery& query,
                              size_t bytes_max, const Effective* effective) {
  // One row more than a page has is asked for.
  constexpr int kAnyNumber = std::numeric_limits<int>::max() - 1;
  return ReadPage(tx, table, query, PageBounds(kAnyNumber, tx.dialect().shared, bytes_max),
                  effective);
}

absl::StatusOr<std::string> TokenBehind(const Listed& table, const ListQuery& query,
                                        const Message& last) {
  COFI_ASSIGN_OR_RETURN(const Order order, ParseOrder(table, query));
  return MakeToken(QueryDigest(table, query), order, last);
}

absl::Status VisitAny(Transaction& tx, const Listed& table, absl::string_view column,
                      std::vector<std::string> names, Listed::MessageVisitor visit) {
  // Statements are kept by their text, so there is one for any number of names: the last
  // is repeated.
  constexpr size_t kNames = 64;
  std::sort(names.begin(), names.end());
  // Where each question is a round trip, one is of many roots: a name stands below its own only.
  if (tx.dialect().shared && !names.empty() && RootOf(names.front()) != RootOf(names.back())) {
    std::string roots, marks;
    for (size_t i = 0; i < kNames; ++i) {
      absl::StrAppend(&roots, i == 0 ? "$" : ", $", i + 1);
      absl::StrAppend(&marks, i == 0 ? "$" : ", $", kNames + i + 1);
    }
    const std::string where =
        absl::StrCat("root IN (", roots, ") AND ", column, " IN (", marks, ")");
    for (size_t first = 0; first < names.size(); first += kNames) {
      std::vector<Value> parameters(2 * kNames, Null{});
      for (size_t i = 0; i < kNames; ++i) {
        const absl::string_view name = names[std::min(first + i, names.size() - 1)];
        parameters[i] = RootOf(name);
        parameters[kNames + i] = name;
      }
      COFI_RETURN_IF_ERROR(table.Visit(tx, where, parameters, visit));
    }
    return absl::OkStatus();
  }
  for (auto first = names.begin(); first != names.end();) {
    const absl::string_view root = RootOf(*first);
    std::vector<Value> parameters = {root};
    std::string marks;
    auto next = first;
    for (size_t i = 0; i < kNames; ++i) {
      if (next != names.end() && RootOf(*next) == root) first = next++;
      parameters.emplace_back(absl::string_view(*first));
      absl::StrAppend(&marks, i == 0 ? "$" : ", $", i + 2);
    }
    COFI_RETURN_IF_ERROR(table.Visit(
        tx, absl::StrCat("root = $1 AND ", column, " IN (", marks, ")"), parameters, visit));
    first = next;
  }
  return absl::OkStatus();
}

}  // namespace cofi::db
