// Rows that follow from resources and are kept beside them, in the transaction that changes
// these: so that a question over all projects costs what its answer is long. Nobody writes them
// by hand, verification makes them again, and so does an opening of the database when they are
// made otherwise than before.
//
//   const KeptTable table(Deadline::descriptor(), {.name = "deadline",
//                                                  .columns = {"date", "kind", …},
//                                                  .key = {"resource", "kind"}});
//   const KeptRule rule{.table = &table, .of = {Stage::descriptor()}, .source = &Applications(),
//                       .make = &DeadlinesFrom};
//
// Besides its columns, each table has `root`, `source` (the resource that the row follows from,
// or the project), and, if there is Money, `currency`. The key is unique among the rows of a
// source.
#ifndef COFI_DB_TABLES_KEPT_H_
#define COFI_DB_TABLES_KEPT_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "db/tables/listed.h"
#include "db/tables/table.h"
#include "db/transaction.h"

namespace cofi::db {

struct KeptSpec {
  const char* name;
  std::vector<std::string> columns;
  std::vector<std::string> key;
  // Those of the columns that are free texts, and stand folded in `…_folded` besides.
  std::vector<std::string> folded = {};
  // Columns that somebody else keeps: they are read, and left as they are.
  std::vector<std::string> others = {};
  // SQL that is run once rows of a source ($1) were written; may be null.
  const char* after = nullptr;
};

class KeptTable : public Listed {
 public:
  using Rows = std::vector<std::unique_ptr<Message>>;

  KeptTable(const Descriptor* type, const KeptSpec& spec);

  absl::Status Visit(Transaction& tx, absl::string_view where, absl::Span<const Value> parameters,
                     MessageVisitor visit) const override;

  // Makes these the rows of `source`, and writes only what is not so already.
  absl::Status Keep(Transaction& tx, absl::string_view source, const Rows& rows) const;
  // A finding unless these are the rows of `source`.
  absl::Status Check(Transaction& tx, absl::string_view source, const Rows& rows) const;
  // The sources that have rows below a root.
  absl::StatusOr<std::vector<std::string>> Sources(Transaction& tx, absl::string_view root) const;

 private:
  // What is stored of a row, as text: its key first.
  using Stored = std::vector<std::string>;

  std::vector<Value> ValuesOf(absl::string_view source, const Message& row) const;
  absl::StatusOr<std::vector<Stored>> ReadStored(Transaction& tx, absl::string_view source) const;
  // How many of the stored columns are the key: root, source, and that of the spec.
  size_t key_columns() const { return 2 + key().size(); }

  // The columns in their stored order: the key, then the rest that is kept here.
  std::vector<const Column*> kept_;
  std::vector<const Column*> folded_;
  std::vector<std::string> names_;
  const char* const after_;
  std::string select_, select_stored_, upsert_, delete_;
};

// From which rows of a service follow what.
struct KeptRule {
  const KeptTable* table;
  // The types whose changes count, known ones of other services among them.
  std::vector<const Descriptor*> of;
  // Rows follow from each resource here, with what is below it; null: from a project as a whole.
  const TableBase* source = nullptr;
  // The rows that follow from a source; none where it is gone.
  absl::StatusOr<KeptTable::Rows> (*make)(Transaction& tx, const std::string& source);
  // The sources whose rows hang on the resource `name`, where it is neither one nor below one; may
  // be null.
  absl::StatusOr<std::vector<std::string>> (*sources_of)(Transaction& tx,
                                                         absl::string_view name) = nullptr;
};

struct KeptRules {
  // Another one when rows are made otherwise than before: all are made again then.
  int version = 1;
  std::vector<KeptRule> rules;
  // Indexes of the columns that no migration lists (db/tables/keys.h), as a script; may be null.
  const char* indexes = nullptr;
};

// Follows a change of these resources.
absl::Status KeepUp(const KeptRules& rules, Transaction& tx, absl::Span<const std::string> changed);
// That as a function of a store's; null without rules.
std::function<absl::Status(Transaction&, absl::Span<const std::string>)> KeepUpBy(
    const KeptRules& (*rules)());
// Makes all rows again.
absl::Status KeepAll(const KeptRules& rules, Transaction& tx);
// A finding unless the rows below a root are what follows.
absl::Status CheckKept(const KeptRules& rules, Transaction& tx, const std::string& root);

}  // namespace cofi::db

#endif  // COFI_DB_TABLES_KEPT_H_
