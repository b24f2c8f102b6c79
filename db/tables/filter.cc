#include "db/tables/filter.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "base/refusal.h"
#include "base/text.h"

namespace cofi::db {

struct Filter::Node {
  enum class Operation { kAnd, kOr, kNot, kCompare, kLike, kSet };
  Operation operation;
  std::vector<std::shared_ptr<const Node>> children;
  const Column* column = nullptr;
  const char* comparator = "";
  Value value;
  // For kLike: what stands between the wildcards, folded, or in lower case.
  std::string text;
  bool open_start = false, open_end = false;
};

namespace {

using Node = Filter::Node;
using NodePtr = std::shared_ptr<const Node>;

// How deep parentheses and NOT may nest: deeper than any person writes, and far
// from the end of the stack.
constexpr int kDepthMax = 32;

constexpr const char* kComparators[] = {"<=", ">=", "!=", "=", "<", ">", ":"};

std::string FilterableNames(const Listed& table) {
  return absl::StrJoin(table.columns(), ", ",
                       [](std::string* out, const Column& column) { out->append(column.path()); });
}

class Parser {
 public:
  Parser(const Listed& table, absl::string_view text) : table_(table), text_(text) {}

  absl::StatusOr<NodePtr> Parse() {
    COFI_ASSIGN_OR_RETURN(NodePtr node, ParseAnd(0));
    if (!AtEnd()) return Stop("AND, OR or the end");
    return node;
  }

 private:
  absl::Status Stop(std::string accepted) {
    SkipSpaces();
    const absl::string_view rest = text_.substr(at_);
    // Columns are characters to a person, and half of one could not be sent.
    const auto begins = [](char c) { return (c & 0xc0) != 0x80; };
    const auto column = 1 + std::count_if(text_.begin(), text_.begin() + at_, begins);
    size_t end = std::min<size_t>(rest.size(), 20);
    while (end < rest.size() && !begins(rest[end])) --end;
    return InField(
        "filter",
        Refuse(type::v1::REASON_FILTER_MALFORMED,
               {{"column", absl::StrCat(column)},
                {"found", rest.empty() ? "the end" : absl::StrCat("\"", rest.substr(0, end), "\"")},
                {"accepted", std::move(accepted)}}));
  }

  void SkipSpaces() {
    while (at_ < text_.size() && absl::ascii_isspace(text_[at_])) ++at_;
  }
  bool AtEnd() {
    SkipSpaces();
    return at_ == text_.size();
  }
  bool Take(absl::string_view token) {
    SkipSpaces();
    if (!absl::StartsWith(text_.substr(at_), token)) return false;
    at_ += token.size();
    return true;
  }
  // A word of the language, which ends where a name would.
  bool TakeWord(absl::string_view word) {
    SkipSpaces();
    if (!absl::StartsWith(text_.substr(at_), word)) return false;
    const size_t end = at_ + word.size();
    if (end < text_.size() && IsBare(text_[end])) return false;
    at_ = end;
    return true;
  }
  static bool IsBare(char c) {
    return absl::ascii_isalnum(c) || absl::StrContains("_-.*/+@%", c) ||
           static_cast<unsigned char>(c) >= 0x80;
  }
  std::string TakeBare() {
    SkipSpaces();
    const size_t start = at_;
    while (at_ < text_.size() && IsBare(text_[at_])) ++at_;
    return std::string(text_.substr(start, at_ - start));
  }

  static NodePtr Join(Node::Operation kind, std::vector<NodePtr> children) {
    if (children.size() == 1) return children[0];
    Node node{.operation = kind, .children = std::move(children)};
    return std::make_shared<const Node>(std::move(node));
  }

  absl::StatusOr<NodePtr> ParseAnd(int depth) {
    std::vector<NodePtr> all;
    do {
      COFI_ASSIGN_OR_RETURN(NodePtr node, ParseOr(depth));
      all.push_back(std::move(node));
      if (TakeWord("AND")) continue;
      // Two restrictions side by side are a sequence, which is AND too.
      if (AtEnd() || absl::StartsWith(text_.substr(at_), ")")) break;
    } while (true);
    return Join(Node::Operation::kAnd, std::move(all));
  }

  absl::StatusOr<NodePtr> ParseOr(int depth) {
    std::vector<NodePtr> any;
    do {
      COFI_ASSIGN_OR_RETURN(NodePtr node, ParseTerm(depth));
      any.push_back(std::move(node));
    } while (TakeWord("OR"));
    return Join(Node::Operation::kOr, std::move(any));
  }

  absl::StatusOr<NodePtr> ParseTerm(int depth) {
    if (depth > kDepthMax) return Stop("less deep nesting");
    if (TakeWord("NOT") || Take("-")) {
      COFI_ASSIGN_OR_RETURN(NodePtr node, ParseTerm(depth + 1));
      return std::make_shared<const Node>(
          Node{.operation = Node::Operation::kNot, .children = {node}});
    }
    if (Take("(")) {
      COFI_ASSIGN_OR_RETURN(NodePtr node, ParseAnd(depth + 1));
      if (!Take(")")) return Stop(")");
      return node;
    }
    return ParseRestriction();
  }

  absl::StatusOr<NodePtr> ParseRestriction() {
    SkipSpaces();
    const size_t start = at_;
    const std::string path = TakeBare();
    const Column* column = table_.FindColumn(path);
    if (column == nullptr) {
      at_ = start;
      return Stop(FilterableNames(table_));
    }
    Node node{.operation = Node::Operation::kCompare, .column = column};
    for (const char* comparator : kComparators) {
      if (!Take(comparator)) continue;
      node.comparator = comparator;
      break;
    }
    if (*node.comparator == '\0') return Stop("= != < <= > >= :");
    SkipSpaces();
    const size_t value_at = at_;
    bool quoted = false;
    COFI_ASSIGN_OR_RETURN(const std::string text, ParseValue(&quoted));
    absl::Status status = Restrict(text, quoted, &node);
    if (!status.ok()) {
      at_ = value_at;
      return Stop(ViolationsOf(status)[0].metadata().at("accepted"));
    }
    return std::make_shared<const Node>(std::move(node));
  }

  absl::StatusOr<std::string> ParseValue(bool* quoted) {
    if (at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'')) {
      *quoted = true;
      const char quote = text_[at_];
      std::string value;
      for (size_t i = at_ + 1; i < text_.size(); ++i) {
        if (text_[i] == quote) {
          at_ = i + 1;
          return value;
        }
        if (text_[i] == '\\' && i + 1 < text_.size()) ++i;
        value += text_[i];
      }
      return Stop("a closing quote");
    }
    std::string value = TakeBare();
    if (value.empty()) return Stop("a value, in quotes if it has spaces");
    return value;
  }

  // Makes the node of `column comparator text`.
  static absl::Status Restrict(const std::string& text, bool quoted, Node* node) {
    const bool has = absl::string_view(node->comparator) == ":";
    if (has && text == "*" && !quoted) {
      node->operation = Node::Operation::kSet;
      return absl::OkStatus();
    }
    const bool equal = absl::string_view(node->comparator) == "=";
    const bool textual = node->column->kind() == ColumnKind::kText;
    if (textual && (has || (equal && (absl::StartsWith(text, "*") || absl::EndsWith(text, "*"))))) {
      node->operation = Node::Operation::kLike;
      absl::string_view inner = text;
      node->open_start = absl::ConsumePrefix(&inner, "*") || has;
      node->open_end = absl::ConsumeSuffix(&inner, "*") || has;
      node->text = node->column->is_free_text() ? Fold(inner) : absl::AsciiStrToLower(inner);
      return absl::OkStatus();
    }
    if (has) node->comparator = "=";
    absl::StatusOr<Value> value = node->column->Parse(text);
    if (!value.ok()) {
      if (ViolationsOf(value.status())[0].metadata().contains("accepted")) return value.status();
      return Refuse(type::v1::REASON_VALUE_MALFORMED, {{"accepted", "1234.56"}});
    }
    node->value = node->column->is_free_text() ? Value(Fold(text)) : *std::move(value);
    return absl::OkStatus();
  }

  const Listed& table_;
  const absl::string_view text_;
  size_t at_ = 0;
};

// Whether a column's value counts as set.
std::string SetSql(const Column& column) {
  if (column.nullable()) return absl::StrCat(column.name(), " IS NOT NULL");
  switch (column.kind()) {
    case ColumnKind::kText:
    case ColumnKind::kEnum:
    case ColumnKind::kDate:
      return absl::StrCat(column.name(), " <> ''");
    case ColumnKind::kParts:
      return absl::StrCat("LENGTH(", column.name(), ") > 0");
    default:
      return absl::StrCat(column.name(), " <> 0");
  }
}

// What is not set is neither more, less, nor equal. Of texts, 0 and false, that is a value too.
bool MustBeSet(const Column& column) {
  return column.nullable() || column.kind() == ColumnKind::kDate;
}

std::string Render(const Node& node, std::vector<Value>* parameters) {
  const auto mark = [&](Value value) {
    parameters->push_back(std::move(value));
    return absl::StrCat("$", parameters->size());
  };
  const auto join = [&](const char* word) {
    std::vector<std::string> parts;
    for (const NodePtr& child : node.children) parts.push_back(Render(*child, parameters));
    return absl::StrCat("(", absl::StrJoin(parts, word), ")");
  };
  switch (node.operation) {
    case Node::Operation::kAnd:
      return join(" AND ");
    case Node::Operation::kOr:
      return join(" OR ");
    case Node::Operation::kNot:
      return absl::StrCat("(NOT ", Render(*node.children[0], parameters), ")");
    case Node::Operation::kSet:
      return absl::StrCat("(", SetSql(*node.column), ")");
    case Node::Operation::kLike: {
      const std::string escaped =
          absl::StrReplaceAll(node.text, {{"\\", "\\\\"}, {"%", "\\%"}, {"_", "\\_"}});
      return absl::StrCat(
          "(",
          node.column->is_free_text() ? node.column->folded_name()
                                      : absl::StrCat("LOWER(", node.column->name(), ")"),
          " LIKE ",
          mark(absl::StrCat(node.open_start ? "%" : "", escaped, node.open_end ? "%" : "")),
          " ESCAPE '\\')");
    }
    case Node::Operation::kCompare:
      // Without NULL, which NOT would carry on.
      return absl::StrCat(
          "(", MustBeSet(*node.column) ? absl::StrCat(SetSql(*node.column), " AND ") : "",
          node.column->is_free_text() ? node.column->folded_name() : node.column->name(), " ",
          absl::string_view(node.comparator) == "!=" ? "<>" : node.comparator, " ",
          mark(node.value), ")");
  }
  return "";
}

// Three-way comparison of two values of the same column.
int Compare(const Value& a, const Value& b) {
  const auto text = [](const Value& value) -> absl::string_view {
    if (const auto* view = std::get_if<absl::string_view>(&value)) return *view;
    if (const auto* owned = std::get_if<std::string>(&value)) return *owned;
    return "";
  };
  if (const auto* left = std::get_if<int64_t>(&a)) {
    const int64_t right = std::get<int64_t>(b);
    return *left < right ? -1 : *left > right;
  }
  return text(a).compare(text(b));
}

bool IsSet(const Column& column, const Value& value) {
  if (column.nullable()) return !std::holds_alternative<Null>(value);
  if (const auto* number = std::get_if<int64_t>(&value)) return *number != 0;
  if (const auto* view = std::get_if<absl::string_view>(&value)) return !view->empty();
  if (const auto* text = std::get_if<std::string>(&value)) return !text->empty();
  if (const auto* blob = std::get_if<Blob>(&value)) return !blob->bytes.empty();
  return false;
}

bool Passes(const Node& node, const Message& message) {
  const auto passes = [&](const NodePtr& child) { return Passes(*child, message); };
  switch (node.operation) {
    case Node::Operation::kAnd:
      return std::all_of(node.children.begin(), node.children.end(), passes);
    case Node::Operation::kOr:
      return std::any_of(node.children.begin(), node.children.end(), passes);
    case Node::Operation::kNot:
      return !passes(node.children[0]);
    default:
      break;
  }
  Value value = node.column->Read(message);
  if (node.operation == Node::Operation::kSet) return IsSet(*node.column, value);
  if (node.column->is_free_text()) value = node.column->ReadFolded(message);
  if (node.operation == Node::Operation::kLike) {
    const std::string text = node.column->is_free_text()
                                 ? std::get<std::string>(value)
                                 : absl::AsciiStrToLower(std::get<absl::string_view>(value));
    if (node.open_start && node.open_end) return absl::StrContains(text, node.text);
    return node.open_start ? absl::EndsWith(text, node.text) : absl::StartsWith(text, node.text);
  }
  if (MustBeSet(*node.column) && !IsSet(*node.column, value)) return false;
  const int order = Compare(value, node.value);
  const absl::string_view comparator = node.comparator;
  if (comparator == "=") return order == 0;
  if (comparator == "!=") return order != 0;
  if (comparator == "<") return order < 0;
  if (comparator == "<=") return order <= 0;
  return comparator == ">" ? order > 0 : order >= 0;
}

}  // namespace

absl::StatusOr<Filter> Filter::Parse(const Listed& table, absl::string_view text) {
  Filter filter;
  if (absl::StripAsciiWhitespace(text).empty()) return filter;
  COFI_ASSIGN_OR_RETURN(filter.root_, Parser(table, text).Parse());
  return filter;
}

std::string Filter::ToSql(std::vector<Value>* parameters) const {
  return Render(*root_, parameters);
}

bool Filter::Matches(const Message& message) const { return empty() || Passes(*root_, message); }

}  // namespace cofi::db
