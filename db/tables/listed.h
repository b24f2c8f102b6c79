// Rows that are read as messages, filtered, sorted and paged: those of resources
// (db/tables/table.h), and those that are kept beside them (db/tables/kept.h).
#ifndef COFI_DB_TABLES_LISTED_H_
#define COFI_DB_TABLES_LISTED_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "db/tables/column.h"
#include "db/transaction.h"

namespace cofi::db {

class Listed {
 public:
  using MessageVisitor = absl::FunctionRef<absl::Status(const Message&)>;

  virtual ~Listed() = default;
  Listed(const Listed&) = delete;
  Listed& operator=(const Listed&) = delete;

  const Descriptor* type() const { return type_; }
  const std::string& name() const { return name_; }
  // Those that filters and sorting may use.
  const std::vector<Column>& columns() const { return columns_; }
  const Column* FindColumn(absl::string_view path) const;
  // The paths that make the order of rows total, whatever else they are sorted by.
  const std::vector<std::string>& key() const { return key_; }

  // A new message of the type.
  std::unique_ptr<Message> New() const { return NewMessage(type_); }

  // Visits the rows that `where` (SQL after WHERE, ORDER BY, LIMIT) selects. A finding
  // (db/findings.h) if a row holds what is no value of its field.
  virtual absl::Status Visit(Transaction& tx, absl::string_view where,
                             absl::Span<const Value> parameters, MessageVisitor visit) const = 0;

 protected:
  Listed(const Descriptor* type, std::string name, std::vector<Column> columns,
         std::vector<std::string> key);

  bool has_money() const { return !amounts_.empty(); }
  // Of any of the amounts of a message, which have the same; empty without one.
  std::string Currency(const Message& message) const;
  // A value for each of columns().
  std::vector<Value> ColumnValues(const Message& message) const;
  // Reads columns() from the first of a row on; that of the first that holds no value of its
  // field goes to `bad`, and it is false then.
  bool ReadColumns(const Row& row, absl::string_view currency, Message* message, int* bad) const;
  std::vector<std::string> ColumnNames() const;

 private:
  const Descriptor* type_;
  const std::string name_;
  const std::vector<Column> columns_;
  const std::vector<std::string> key_;
  std::vector<FieldPath> amounts_;
};

// A value as a driver gives it back as text, and whether that is bytes. Compared so, a number
// that became a text is found too. NULL is the text `NULL`.
std::pair<std::string, bool> StoredText(const Value& value);

// `$1, $2`
std::string Marks(size_t count);

}  // namespace cofi::db

#endif  // COFI_DB_TABLES_LISTED_H_
