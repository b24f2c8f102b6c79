// A column is a field path of a message: this reads and writes it both ways.
//
//   string, enum, Date      TEXT     enums by name, dates as ISO 8601
//   integers, bool          BIGINT
//   Timestamp               BIGINT   microseconds UTC
//   Money                   BIGINT   minor units; the currency is the row's
//   bytes                   BYTEA    as they are
//   repeated, other message BYTEA    as it would stand in the message
//
// What is not set is NULL for Money and for an `optional` integer, of which 0 is a value, and the
// empty text, 0 or no bytes for the rest, as proto3 has it. Beside each free text stands what it
// is compared by (db/tables/keys.h).
#ifndef COFI_DB_TABLES_COLUMN_H_
#define COFI_DB_TABLES_COLUMN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/fields.h"
#include "base/money.h"
#include "db/connection.h"
#include "db/value.h"

namespace cofi::db {

enum class ColumnKind { kText, kInteger, kBool, kEnum, kDate, kTime, kMoney, kParts };

// Where NULL is sorted, on both engines: before any amount, and any number of 32 bits.
inline constexpr int64_t kNullPlace = -kMinorMax - 1;

class Column {
 public:
  // How a text is compared.
  enum class Texts {
    kByField,  // as its field says
    kFixed,    // as it stands
    kFree,     // folded
  };

  // CHECKs that `path` is a field of `type`, of a kind that can be stored.
  Column(const Descriptor* type, absl::string_view path, Texts texts = Texts::kByField);

  const std::string& path() const { return path_.text(); }
  // The path with `_` for `.`, in quotes, as SQL has it.
  const std::string& name() const { return name_; }
  ColumnKind kind() const { return kind_; }
  // Whether what is not set is NULL.
  bool nullable() const { return nullable_; }

  // Whether it is a text that people write as they like, which is compared folded
  // (base/text.h): no identifier, no reference and of no form.
  bool is_free_text() const { return is_free_text_; }
  // Of the column that has such a text folded.
  std::string folded_name() const;
  std::string ReadFolded(const Message& message) const;

  Value Read(const Message& message) const;
  // False if what is stored is no value of the field.
  bool Write(const Row& row, int index, absl::string_view currency, Message* message) const;

  // What to compare the column with, from the text that a person gave.
  // VALUE_MALFORMED if it cannot be one of its values.
  absl::StatusOr<Value> Parse(absl::string_view text) const;

  // What sorts the column: SQL expressions with no NULL in them, and their values in a
  // message, where NULL stands for kNullPlace. Of a free text, the first `characters` folded,
  // then the same as they came.
  std::vector<std::string> SortKeys(int characters) const;
  std::vector<Value> SortValues(const Message& message, int characters) const;

 private:
  FieldPath path_;
  std::string name_;
  ColumnKind kind_;
  bool nullable_;
  bool is_free_text_;
};

}  // namespace cofi::db

#endif  // COFI_DB_TABLES_COLUMN_H_
