// The databases of a Cofi whose servers have stopped, to be changed behind its
// back; each change is taken back after it was judged.
#ifndef COFI_TESTS_END_TO_END_TAMPERED_H_
#define COFI_TESTS_END_TO_END_TAMPERED_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "db/store/store.h"
#include "db/store/verification.h"
#include "services/rpc/host.h"
#include "services/rpc/peers.h"
#include "tests/installations/installation.h"

namespace cofi::end_to_end {

using Change = std::function<absl::Status(db::Transaction&)>;
using Heads = std::vector<db::Verification::Head>;

// With the reference case, and the project `p` in which everything happened that
// moves money.
class Database {
 public:
  Database();

  // What a verification says after `change`, which is then taken back.
  absl::Status After(const std::string& service, const Change& change, Heads heads = {},
                     const std::string& root = "");
  absl::Status After(const std::string& service, const std::string& sql, Heads heads = {});

  // What becomes of a change by Cofi itself (a text of the resource, or its deletion) upon
  // `change`, which is taken back too: its refusal, or what a verification says then.
  enum class Honest { kUpdate, kDelete };
  absl::Status Upon(const Change& change, const std::string& service, const std::string& table,
                    const std::string& name, Honest honest);

  // The first column of every row of a query.
  std::vector<std::string> Column(const std::string& service, const std::string& sql);

  // The columns of a table, as far as the chain speaks for them.
  std::vector<std::string> Columns(const std::string& service, const std::string& table);
  // An expression for another value of the same type, where there is one.
  std::string Flipped(const std::string& service, const std::string& table,
                      const std::string& column);

  // What selects each row of a table, by its key.
  std::vector<std::string> Rows(const std::string& service, const std::string& table);

  // All tables that a verification covers.
  std::vector<std::string> Tables(const std::string& service);
  // Whether it has a row for each resource of a type.
  bool IsOfResources(const std::string& service, const std::string& table);

  Heads HeadsOf(const std::string& service);

 private:
  struct Opened {
    std::unique_ptr<db::Store> store;
    std::unique_ptr<rpc::Peers> peers;
    std::unique_ptr<rpc::Host> host;
  };

  absl::Status TakenBack(const std::string& service, const std::string& root,
                         const Change& function);

  Installation cofi_;
  std::map<std::string, Opened> opened_;
};

// What a finding says: its `name`, `what`, `expected` or `found`.
std::string ValueOf(const absl::Status& finding, const std::string& key);

// Works every hash of the chains out anew, as someone would who knows the scheme.
absl::Status Rebuild(db::Transaction& tx);

}  // namespace cofi::end_to_end

#endif  // COFI_TESTS_END_TO_END_TAMPERED_H_
