// What is stored beside a resource's fields so that two engines compare texts as people
// do, whatever the collation of the database:
//
//   display_name_folded   of each free text, folded (base/text.h): lists sort and search by it
//   natural_key           of a message that the protos give one: what makes two resources of a
//                         root the same thing of the outside world; unique in the root
//
// Both follow from the message, and no migration lists them: FillKeys makes the columns
// that a table lacks, and fills them when what they are made of has changed. Then it also brings
// rows of an earlier version to today's form (db/tables/table.h), whose texts they are made of.
// Verification proves them like every other column.
#ifndef COFI_DB_TABLES_KEYS_H_
#define COFI_DB_TABLES_KEYS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/fields.h"
#include "db/connection.h"
#include "db/tables/column.h"

namespace cofi::db {

class TableBase;
struct KeptRules;

class Keys {
 public:
  // Of a table with these columns, which must stay. In one of the states `freeing` a
  // resource leaves its natural key to another. CHECKs that the fields of a natural key
  // are among the columns.
  Keys(const Descriptor* type, const std::vector<Column>& columns,
       std::vector<std::string> freeing);

  // The names of the columns, the natural key last.
  const std::vector<std::string>& names() const { return names_; }
  bool has_natural() const { return !natural_.empty(); }
  // The text fields of the natural key, the most particular last.
  std::vector<const Column*> natural_texts() const;

  // A value for each of names().
  void Append(const Message& resource, std::vector<Value>* values) const;
  // Null if it has none: a field of it is empty, it undoes another or was undone, or its
  // state frees the key.
  Value Natural(const Message& resource) const;
  // The key of one that is the same as another, and was recorded before that was refused:
  // no other has it.
  static Value Apart(const Value& natural, absl::string_view name);

  // What all this follows from.
  std::string Basis() const;

 private:
  // Texts that are folded, first as many as have a column.
  std::vector<const Column*> folded_;
  // Of the first of which is set, and of all of which, a natural key is made.
  std::vector<const Column*> either_, natural_;
  const std::vector<std::string> freeing_;
  const FieldDescriptor* state_;
  // That it was undone, and that it undoes another.
  std::vector<const FieldDescriptor*> undone_;
  std::vector<std::string> names_;
};

// Once the tables are as the migrations have them, in a transaction that writes and has
// locked the shared root: makes the columns that `tables` lack, and if the basis has changed fills
// those of all rows, in today's form. Of rows that are the same by their natural key, the first
// that was recorded has it, and the others one apart. SCHEMA_DIFFERS if somebody took an index of
// natural keys away.
// Makes anew then what is kept beside them by `kept` (db/tables/kept.h), unless null.
absl::Status FillKeys(Connection& connection, absl::Span<const TableBase* const> tables,
                      const KeptRules* kept = nullptr);

}  // namespace cofi::db

#endif  // COFI_DB_TABLES_KEYS_H_
