// A service's tables as they were after some entries of its journal: a scratch
// database with the same schema, which answers every statement that the store
// answers. So what reads it (a handler, a view, a sum, a filter, a page) is the
// code that reads the store, and nothing about the past is written twice.
//
// A table is filled when a statement first names it, because most reads need few
// of them.
#ifndef COFI_DB_STORE_SNAPSHOT_H_
#define COFI_DB_STORE_SNAPSHOT_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "db/connection.h"
#include "db/store/store.h"
#include "db/tables/table.h"

namespace cofi::db {

// An entry of a root's journal; 0 is before the first.
struct Position {
  std::string root;
  int64_t sequence = 0;
};

// How a table gets the rows that it had after an entry.
struct PastTable {
  std::string name;
  // Reads the store through `from` and writes the rows of one root to `to`.
  std::function<absl::Status(Connection& from, Transaction& to, const Position& position)> fill;
};

// Of a resource: the last state of each name, as the journal has it.
PastTable PastOf(const TableBase& table);

// Of a table that only grows, or is worked out from one: what the store has in `rows`, which
// stands behind FROM and has the columns of the table. $1 is the root, $2 the sequence.
PastTable PastRows(std::string table, std::string rows);

class Snapshot final : public Connection {
 public:
  // The tables of `store` after the entries of `positions`, one for each root.
  // `tables` and `from`, a connection that reads the store, must outlive it.
  static absl::StatusOr<std::unique_ptr<Snapshot>> Make(const Store& store, Connection& from,
                                                        absl::Span<const PastTable> tables,
                                                        std::vector<Position> positions);

  // It is within one from its beginning to its end.
  absl::Status Begin(Access) override { return absl::OkStatus(); }
  absl::Status Run(absl::string_view sql, absl::Span<const Value> parameters,
                   RowVisitor visit) override;
  absl::Status RunScript(absl::string_view sql) override;
  const Dialect& dialect() const override { return scratch_->dialect(); }
  absl::Status Lock(absl::Span<const absl::string_view>) override { return absl::OkStatus(); }
  // Also while a table is filled.
  void EndWhen(std::function<bool()> over) override {
    from_.EndWhen(over);
    scratch_->EndWhen(std::move(over));
  }
  int64_t changes() const override { return scratch_->changes(); }
  const std::optional<Failure>& failure() const override { return scratch_->failure(); }
  // INTERNAL: the past is read, not copied.
  absl::StatusOr<std::unique_ptr<Copying>> CopyTo(const std::string& path) override;

  // Whether a table could not be filled: then it is of no more use.
  bool broken() const { return broken_; }

 private:
  struct Fill {
    const PastTable* table;
    bool filled = false;
  };

  Snapshot(Connection& from, std::vector<Position> positions)
      : from_(from), positions_(std::move(positions)) {}

  // Fills the tables that `sql` names. INTERNAL for one that nothing fills: it would read as
  // empty.
  absl::Status Prepare(absl::string_view sql);

  Connection& from_;
  const std::vector<Position> positions_;
  std::unique_ptr<Connection> scratch_;
  std::vector<Fill> parts_;
  // Tables of which nothing says how they are filled: empty here, whatever they held.
  std::vector<std::string> unkept_;
  bool broken_ = false;
};

}  // namespace cofi::db

#endif  // COFI_DB_STORE_SNAPSHOT_H_
