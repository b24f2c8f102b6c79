// What goes into PostgreSQL's statements and comes out of them. For its driver
// alone (db/postgres/postgres.cc).
#ifndef COFI_DB_POSTGRES_POSTGRES_VALUES_H_
#define COFI_DB_POSTGRES_POSTGRES_VALUES_H_

#include <libpq-fe.h>

#include <deque>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "db/connection.h"

namespace cofi::db {

// What an error means for whoever ran the statement.
enum class Meaning { kTaken, kOutOfRange, kWrong, kAgain, kRefused, kLost };

// Of an SQLSTATE; of an empty one too, which libpq gives when it lost the server.
Meaning MeaningOf(absl::string_view sqlstate, Access access);

// The first column whose type no row reads; -1 if there is none.
int UnreadColumn(const PGresult* result);

// One row of a result whose columns are in binary.
class PostgresRow final : public Row {
 public:
  explicit PostgresRow(const PGresult* result) : result_(result) {}
  void Go(int row) {
    row_ = row;
    texts_.clear();
  }

  bool IsNull(int column) const override { return PQgetisnull(result_, row_, column) != 0; }
  int64_t Int(int column) const override;
  absl::string_view Text(int column) const override;

 private:
  absl::string_view Bytes(int column) const;

  const PGresult* const result_;
  int row_ = 0;
  // Numbers as texts; a deque, because views into them stay.
  mutable std::deque<std::string> texts_;
};

// Parameters as libpq wants them. Their types are those that the statement gives
// them: numbers go as text, which fits every integer.
class Parameters {
 public:
  explicit Parameters(absl::Span<const Value> values);

  int size() const { return static_cast<int>(values_.size()); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void Add(absl::string_view bytes, int binary);

  std::deque<std::string> texts_;
  std::vector<const char*> values_;
  std::vector<int> lengths_, formats_;
};

}  // namespace cofi::db

#endif  // COFI_DB_POSTGRES_POSTGRES_VALUES_H_
