// What the databases of an installation hold, read past its servers: the judge of
// "nothing changed" and of "the totals are the sum of the entries".
#ifndef COFI_TESTS_INSTALLATIONS_BOOKS_H_
#define COFI_TESTS_INSTALLATIONS_BOOKS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "db/connection.h"

namespace cofi::end_to_end {

class Books {
 public:
  // The folder of each service's database; where there is a URL, it has them all.
  explicit Books(std::map<std::string, std::string> folders, std::string database = "")
      : folders_(std::move(folders)), database_(std::move(database)) {}

  // Another connection to a service's database, beside its server's.
  std::unique_ptr<db::Connection> Open(const std::string& service,
                                       db::Access access = db::Access::kRead) const;

  // A connection that keeps a service from writing to `root` as long as it lives.
  std::unique_ptr<db::Connection> Block(const std::string& service, const std::string& root) const;

  // Every row of every table, once the relays have nothing left to tell: how many
  // and their digest, by `service.table`.
  std::map<std::string, std::string> Contents() const;

  // The last journal sequence of every root, by `service root`, once the relays
  // have nothing left to tell.
  std::map<std::string, int64_t> Sequences() const;

  // Waits until every award is a grant, every project was told what is secured, and every
  // service knows what it should of the others; whether that came to pass.
  bool AwaitRelays() const;

  // What is wrong in any database: a journal whose chain does not hold, a row that
  // is not what the journal says last, a request that is half there, a total that
  // is not the sum of the ledger's entries; empty if the books are right.
  std::string Discrepancies() const;

  // The first column of a query on a service's database.
  std::vector<std::string> Values(const std::string& service, absl::string_view sql) const;

  // The single value of a query on a service's database; empty when it is null.
  std::string Value(const std::string& service, absl::string_view sql) const;

 private:
  // Reads on a connection to a service's database. On PostgreSQL, where opening one
  // costs more than what is asked on it, it is kept for the next time; a file may
  // be another one by then.
  void Read(const std::string& service, absl::FunctionRef<void(db::Connection&)> read) const;

  std::map<std::string, std::string> folders_;
  std::string database_;
  mutable absl::Mutex mutex_;
  mutable std::map<std::string, std::unique_ptr<db::Connection>> kept_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cofi::end_to_end

#endif  // COFI_TESTS_INSTALLATIONS_BOOKS_H_
