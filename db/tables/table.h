// A resource's storage: a table whose columns are field paths of its message.
// Every write also writes the journal; no domain function does that by hand.
//
//   const Table<Receipt> kReceipts{{
//       .name = "receipt",
//       .columns = {"grant", "kind", "receipt_date", "amount", "reversed_by"},
//       .effective = {"receipt_date"},
//   }};
//
// Besides those, each table has `root`, `name`, `parent`, `uid`, `create_time`,
// `update_time`, `sequence` (of the journal entry of the last change, which is
// the etag) and, if there is Money, `currency`. The key is (root, name). What texts are
// compared by stands beside them (db/tables/keys.h).
#ifndef COFI_DB_TABLES_TABLE_H_
#define COFI_DB_TABLES_TABLE_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "db/tables/keys.h"
#include "db/tables/listed.h"
#include "db/transaction.h"

namespace cofi::db {

// The number of the journal entry of a resource's last change, from its etag;
// CHECKs that there is one.
int64_t SequenceOf(absl::string_view etag);

// What a resource may take, serialized, besides what verbs noted of it, which has bounds of
// its own (base/states.h). So much more may come by a change: whatever a verb adds fits into a
// resource that was taken once.
inline constexpr size_t kResourceBytesMax = size_t{128} << 10;
inline constexpr size_t kChangeBytesMax = size_t{32} << 10;

struct TableSpec {
  const char* name;
  std::vector<std::string> columns;
  // The fields that hold civil dates on which changes took effect; the journal keeps
  // the first of them that a change sets, else today. A `history` that grows sets a
  // date again that stays the same. Of a list of what verbs noted, the date of the item that a
  // change adds.
  std::vector<std::string> effective = {};
  // What refuses a second resource of the same natural key, if it has one: texts of the
  // key are there by their names, besides `value` and `name`.
  Reason duplicate = type::v1::REASON_DUPLICATE_ENTRY;
  // The states in which a resource leaves its natural key to another.
  std::vector<std::string> freeing = {};
  // How many forms earlier versions gave its states. Each more has all rows brought to today's
  // when a database is opened; see ParseState.
  int earlier_forms = 0;
};

class TableBase : public Listed {
 public:
  // Makes of a state what this version says of it; of one of this version, nothing else.
  using Modernizer = std::function<void(Message& state)>;

  TableBase(const Descriptor* type, const TableSpec& spec, Modernizer modernize);

  const NamePattern& pattern() const { return pattern_; }
  const Keys& keys() const { return keys_; }

  // RESOURCE_NOT_FOUND if there is none of that name.
  absl::Status Get(Transaction& tx, absl::string_view name, Message* resource) const;
  absl::StatusOr<bool> Exists(Transaction& tx, absl::string_view name) const;

  // Sets uid, times and etag, and inserts. RESOURCE_TOO_LARGE; RESOURCE_EXISTS if the name is
  // taken;
  // DUPLICATE_ENTRY, or what the spec says, in `receipt.reference` if another is the same
  // by the natural key; ALREADY_EXISTS without a reason if another unique constraint
  // refuses. Any must fail the function, because the journal has its entry by then.
  absl::Status Insert(Transaction& tx, Message* resource) const;
  // Sets the time and etag of the change. Nothing is written, not even in the
  // journal, if nothing changes. RESOURCE_TOO_LARGE, but never of what does not grow.
  // DUPLICATE_ENTRY, or what the spec says, in `reference` if the change gives it a natural key
  // that another has.
  //
  // STORE_DAMAGED, here and below, if the row is not what the last entry of its name has:
  // written over, what somebody changed past Cofi would be taken for Cofi's own.
  absl::Status Update(Transaction& tx, Message* resource) const;
  absl::Status Delete(Transaction& tx, const Message& resource) const;

  // Inserts the row of `resource` as entry `sequence` of the journal has it, and
  // writes no journal: for a table that is made again from the journal and only read. It
  // has no natural key, since the journal may hold what is now refused as the same.
  absl::Status Restore(Transaction& tx, const Message& resource, int64_t sequence) const;
  // Fills the columns of keys() in all rows, the natural key also where another row has
  // it, and brings a row of an earlier version to today's form. One that holds what is no value
  // of its field is left to verification.
  absl::Status FillKeys(Transaction& tx) const;
  // What FillKeys goes by: when it is another, the rows are to be filled again.
  std::string Basis() const;

  // Reads a state as the journal has it, in today's form, whichever version recorded it: the
  // journal is never rewritten (docs/decisions/0035). Nobody parses one otherwise. False if it
  // is none of this table's type.
  bool ParseState(absl::string_view bytes, Message* resource) const;

  absl::Status Visit(Transaction& tx, absl::string_view where, absl::Span<const Value> parameters,
                     MessageVisitor visit) const override;

  // What a row must hold after the journal entry `sequence` with the state
  // `resource`, and does not: nothing if it is as it should be.
  struct Difference {
    std::string column;
    std::string expected;
    std::string found;
  };
  // Visits rows as they are stored, for Compare: the name, the columns of every
  // table and of this, the sequence, the currency if there is money, the root and the
  // parent, and last those of keys().
  absl::Status VisitStored(Transaction& tx, absl::string_view where,
                           absl::Span<const Value> parameters, RowVisitor visit) const;
  std::optional<Difference> Compare(const Row& stored, const Message& resource,
                                    int64_t sequence) const;

  // The name of a resource that is the same by the natural key and should not be there
  // beside this one; its own if nobody has the key, which is then free for another; else
  // empty. Of those that were recorded before that was refused, the first has the key.
  absl::StatusOr<std::string> DuplicateOf(Transaction& tx, const Message& resource) const;

 private:
  // What is about to be written over.
  struct Predecessor {
    std::unique_ptr<Message> resource;
    // Whether it is the one that has its natural key.
    bool has_natural = false;
  };

  std::string Text(const Message& resource, const FieldDescriptor* field) const;
  // Of a column of VisitStored.
  std::string ColumnName(size_t index) const;
  // All but those of keys().
  std::vector<Value> Values(const Message& resource, const std::string& currency) const;
  bool ReadRow(const Row& row, Message* resource, int* bad) const;
  // One row of FillKeys, as it is stored.
  absl::Status Refill(Transaction& tx, const Message& stored, int64_t sequence) const;
  // Reads the row with the last entry of its name, in one statement, and holds one against
  // the other. RESOURCE_NOT_FOUND, STORE_DAMAGED.
  absl::StatusOr<Predecessor> ReadPredecessor(Transaction& tx, absl::string_view name) const;
  // After a change that `predecessor` leaves its natural key with: gives it to the next that is
  // the same, so that nobody can record it once more.
  absl::Status PassOn(Transaction& tx, const Predecessor& predecessor) const;
  // The refusal of `resource`, if another has its natural key.
  absl::Status CheckOnlyOne(Transaction& tx, const Message& resource, const Value& natural) const;
  // What the resource takes, without what only verbs add to.
  size_t BytesOf(const Message& resource) const;
  absl::Status CheckSize(const Message* before, const Message& after) const;
  // `before` is null for a resource that is new.
  std::string EffectiveDate(Transaction& tx, const Message* before, const Message& after) const;
  // Writes the journal and what follows from it: sequence and etag.
  absl::StatusOr<int64_t> Record(Transaction& tx, const Message* before, Message* resource) const;

  const NamePattern& pattern_;
  const Reason duplicate_;
  const int earlier_forms_;
  const Modernizer modernize_;
  Keys keys_;
  std::vector<FieldPath> effective_;
  // Lists that the server keeps: the changes that verbs made.
  std::vector<const FieldDescriptor*> kept_;
  // The fields that every resource has.
  const FieldDescriptor* name_field_;
  const FieldDescriptor* uid_;
  const FieldDescriptor* create_time_;
  const FieldDescriptor* update_time_;
  const FieldDescriptor* etag_;
  std::string select_, select_stored_, select_predecessor_, insert_, update_, update_keys_,
      update_natural_, pass_on_;
  // How many columns VisitStored has.
  int stored_columns_ = 0;
};

template <typename M>
class Table : public TableBase {
 public:
  // `modernize` is that of the spec's earlier forms.
  explicit Table(const TableSpec& spec, void (*modernize)(M& state) = nullptr)
      : TableBase(M::descriptor(), spec, Untyped(modernize)) {}

  absl::StatusOr<M> Get(Transaction& tx, absl::string_view name) const {
    M resource;
    COFI_RETURN_IF_ERROR(TableBase::Get(tx, name, &resource));
    return resource;
  }

  // The rows that `where` selects, as Visit.
  absl::StatusOr<std::vector<M>> All(Transaction& tx, absl::string_view where,
                                     absl::Span<const Value> parameters) const {
    std::vector<M> all;
    COFI_RETURN_IF_ERROR(Visit(tx, where, parameters, [&](const Message& row) {
      all.push_back(static_cast<const M&>(row));
      return absl::OkStatus();
    }));
    return all;
  }

  // The children of `parent`, in the order given.
  absl::StatusOr<std::vector<M>> Children(Transaction& tx, absl::string_view parent,
                                          absl::string_view order_by = "name") const {
    return All(tx, absl::StrCat("root = $1 AND parent = $2 ORDER BY ", order_by),
               {RootOf(parent), parent});
  }

 private:
  static Modernizer Untyped(void (*modernize)(M& state)) {
    if (modernize == nullptr) return nullptr;
    return [modernize](Message& state) { modernize(static_cast<M&>(state)); };
  }
};

}  // namespace cofi::db

#endif  // COFI_DB_TABLES_TABLE_H_
