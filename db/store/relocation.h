// Moves a service's tables from one database to another, of any engine, chain by
// chain, while the first is in use: what came meanwhile is fetched by moving again.
//
//   Relocation relocation(source, target);
//   COFI_RETURN_IF_ERROR(relocation.Begin("/var/lib/cofi"));
//   COFI_RETURN_IF_ERROR(relocation.Copy([](int64_t done, int64_t total) { … }));
//
// Each step is one transaction of the target that also notes how far it has come,
// so that an interrupted move goes on where it was.
#ifndef COFI_DB_STORE_RELOCATION_H_
#define COFI_DB_STORE_RELOCATION_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "db/connection.h"
#include "db/schema.h"

namespace cofi::db {

class Relocation {
 public:
  // Both have the tables of the same service, up to date. `source` is only read.
  Relocation(Connection& source, Connection& target) : source_(source), target_(target) {}

  // STORE_FAILED unless the target is empty, or holds what came so far from the
  // same source, which `from` tells.
  absl::Status Begin(const std::string& from);

  // Copies all that the target lacks; tells its progress in entries of the journal.
  using Progress = std::function<void(int64_t done, int64_t total)>;
  absl::Status Copy(const Progress& progress);

  // The target is whole: it may be served, and nothing can be moved into it any more.
  absl::Status End();

 private:
  struct StoredTable {
    std::string name;
    std::vector<StoredColumn> columns;
    // How the source is asked for its rows, and they are put into the target.
    std::string select, insert;
    bool Has(const char* column) const;
  };

  absl::Status ReadTables();
  absl::StatusOr<std::vector<std::string>> Roots();
  // Up to so many entries more of a chain; how many there were.
  absl::StatusOr<int64_t> Step(const std::string& root, int64_t after);
  absl::Status CopyRows(const StoredTable& table, const std::string& where,
                        absl::Span<const Value> parameters);
  absl::Status CopyStep(const std::string& root, int64_t after, int64_t last);
  absl::StatusOr<int64_t> Number(Connection& connection, absl::string_view sql,
                                 absl::Span<const Value> parameters = {});

  Connection& source_;
  Connection& target_;
  std::vector<StoredTable> tables_;
};

}  // namespace cofi::db

#endif  // COFI_DB_STORE_RELOCATION_H_
