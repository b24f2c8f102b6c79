// A service without its servers, on a database of its own in memory, which counts what is asked
// of it.
//
//   ScratchService budgets("budgets", budgets::Migrations(), &budgets::MakeHost);
//   budgets.Add(budgets::Lines(), line);
//   EXPECT_THAT(budgets.Ask(request, &response), IsOk());
//   EXPECT_EQ(budgets.statements(), 3);
#ifndef COFI_TESTS_SERVICES_SCRATCH_SERVICE_H_
#define COFI_TESTS_SERVICES_SCRATCH_SERVICE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/names.h"
#include "db/sqlite/sqlite.h"
#include "db/store/migrations.h"
#include "services/rpc/host.h"
#include "tests/reasons.h"

namespace cofi {

// Passes all on, and counts.
class Counting final : public db::Connection {
 public:
  explicit Counting(std::unique_ptr<db::Connection> to) : to_(std::move(to)) {}

  int statements = 0;

  const db::Dialect& dialect() const override { return to_->dialect(); }
  absl::Status Begin(db::Access access) override { return to_->Begin(access); }
  absl::Status Run(absl::string_view sql, absl::Span<const db::Value> parameters,
                   db::RowVisitor visit) override {
    ++statements;
    return to_->Run(sql, parameters, visit);
  }
  absl::Status RunScript(absl::string_view sql) override { return to_->RunScript(sql); }
  absl::Status Lock(absl::Span<const absl::string_view> roots) override { return to_->Lock(roots); }
  void EndWhen(std::function<bool()> over) override { to_->EndWhen(std::move(over)); }
  int64_t changes() const override { return to_->changes(); }
  const std::optional<db::Failure>& failure() const override { return to_->failure(); }
  absl::StatusOr<std::unique_ptr<db::Copying>> CopyTo(const std::string& path) override {
    return to_->CopyTo(path);
  }

 private:
  const std::unique_ptr<db::Connection> to_;
};

class ScratchService {
 public:
  ScratchService(const std::string& service, const std::vector<db::Store::Migration>& migrations,
                 std::unique_ptr<rpc::Host> (*make)(db::Store*, const rpc::Peers*))
      : peers_(std::vector<std::string>()), host_(make(nullptr, &peers_)) {
    auto scratch = db::OpenScratchSqlite();
    EXPECT_THAT(scratch, IsOk());
    EXPECT_THAT(db::Migrate(**scratch, service, migrations), IsOk());
    connection_ = std::make_unique<Counting>(*std::move(scratch));
    host_->Seal();
  }

  // It is then.
  void SetNow(absl::Time now) { cause_.time = now; }

  template <typename M>
  void Add(const db::Table<M>& table, const M& resource) {
    cause_.root = std::string(RootOf(resource.name()));
    db::Transaction tx(*connection_, cause_);
    EXPECT_THAT(table.Restore(tx, resource, 1), IsOk());
  }

  absl::Status Ask(const google::protobuf::Message& request, google::protobuf::Message* response) {
    db::Transaction tx(*connection_, cause_);
    response->Clear();
    connection_->statements = 0;
    return host_->Find(request.GetDescriptor())->handler->function(tx, request, response);
  }

  // Runs a domain function.
  absl::Status Run(const std::function<absl::Status(db::Transaction&)>& function) {
    db::Transaction tx(*connection_, cause_);
    return function(tx);
  }

  // How many the last answer took.
  int statements() const { return connection_->statements; }

 private:
  const rpc::Peers peers_;
  const std::unique_ptr<rpc::Host> host_;
  std::unique_ptr<Counting> connection_;
  db::Cause cause_;
};

}  // namespace cofi

#endif  // COFI_TESTS_SERVICES_SCRATCH_SERVICE_H_
