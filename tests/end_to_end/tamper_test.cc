// Whoever changes a database behind Cofi's back is found out: every column of
// every table flipped, every row deleted, entries swapped, cut off or rebuilt.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "db/chain.h"
#include "db/findings.h"
#include "db/verification.h"
#include "services/cofid/catalog.h"
#include "services/rpc/peers.h"
#include "tests/end_to_end/installation.h"
#include "tests/end_to_end/process.h"
#include "tests/end_to_end/project.h"
#include "tests/reasons.h"

namespace cofi::end_to_end {
namespace {

using Change = std::function<absl::Status(db::Transaction&)>;
using Heads = std::vector<db::Verification::Head>;

// A database with the reference case and a project in which everything happened
// that moves money. Its server has stopped.
class Database {
 public:
  Database() : cofi_(Shape::kOneProcess) {
    EXPECT_EQ(ApplyCase(cofi_).code, 0);
    const Project project(cofi_, "p");
    project.Apply("aide", "5000");
    cofi_.Ask<applications::v1::Application>(project.Award("aide", "5000", "2018-02-01"));
    project.Win("ville", {.amount = "5000"});
    project.Commit("part", {.amount = "300"});
    project.Commit("full", {.amount = "100"});
    project.Commit("undone", {.amount = "100"});
    project.Spend("a", {.amount = "120", .commitment = "part", .shares = {{"ville", "60"}}});
    project.Spend("b", {.amount = "100", .paid = "2018-03-01", .commitment = "full"});
    project.Spend("c", {.amount = "40", .paid = "2018-03-09", .shares = {{"ville", "40"}}});
    project.Spend("d", {.amount = "100", .commitment = "undone"});
    project.Spend("e", {.amount = "30", .line = "60"});
    cofi_.Ask<budgets::v1::Expense>(project.Payment("a", "2018-03-20"));
    cofi_.Ask<budgets::v1::Expense>(project.Reversal("c"));
    cofi_.Ask<budgets::v1::Expense>(project.Reversal("d"));
    cofi_.Ask<budgets::v1::Commitment>(project.Release("part"));
    // Of a commitment that was released meanwhile.
    cofi_.Ask<budgets::v1::Expense>(project.Reversal("a"));
    cofi_.Ask<budgets::v1::Receipt>(project.Receipt("r", "ville", "500"));
    cofi_.Ask<budgets::v1::Receipt>(project.Receipt("s", "ville", "50"));
    cofi_.Ask<budgets::v1::Receipt>(project.ReceiptReversal("s"));
    cofi_.Ask<budgets::v1::Grant>(project.Grant("gone", {.amount = "1"}));
    budgets::v1::DeleteGrantRequest remove;
    remove.set_name(project.Name("grants", "gone"));
    cofi_.Ask<google::protobuf::Empty>(remove);
    EXPECT_TRUE(cofi_.books().AwaitRelays());
    cofi_.Stop("budgets");
    for (const cofid::Entry& entry : cofid::Catalog()) {
      if (entry.migrations == nullptr) continue;
      Opened& opened = opened_[entry.name];
      auto store = db::Store::Open(
          {.folder = cofi_.folder().path() + "/all", .service = entry.name}, entry.migrations());
      EXPECT_THAT(store, IsOk());
      opened.store = *std::move(store);
      opened.peers = std::make_unique<rpc::Peers>(entry.peers);
      opened.host = entry.make(opened.store.get(), opened.peers.get());
    }
  }

  // What a verification says after `change`, which is then taken back.
  absl::Status After(const std::string& service, const Change& change, Heads heads = {}) {
    const Opened& opened = opened_.at(service);
    absl::Status changed, verdict;
    EXPECT_TRUE(
        absl::IsCancelled(opened.store->WriteAndWait({}, [&](db::Transaction& tx) -> absl::Status {
          changed = change(tx);
          if (changed.ok()) verdict = Verify(tx, opened.host->invariants(), std::move(heads));
          return absl::CancelledError("taken back");
        })));
    EXPECT_THAT(changed, IsOk());
    return verdict;
  }

  absl::Status After(const std::string& service, const std::string& sql, Heads heads = {}) {
    return After(
        service, [&](db::Transaction& tx) { return tx.Run(sql); }, std::move(heads));
  }

  // The first column of every row of a query.
  std::vector<std::string> Column(const std::string& service, const std::string& sql) {
    std::vector<std::string> values;
    EXPECT_THAT(opened_.at(service).store->ReadAndWait({},
                                                       [&](db::Transaction& tx) {
                                                         return tx.Run(
                                                             sql, {}, [&](const db::Row& row) {
                                                               values.emplace_back(row.Text(0));
                                                               return absl::OkStatus();
                                                             });
                                                       }),
                IsOk());
    return values;
  }

  // What selects each row of a table, by its key.
  std::vector<std::string> Rows(const std::string& service, const std::string& table) {
    std::string key;
    for (const std::string& column :
         Column(service,
                absl::StrCat("SELECT name FROM pragma_table_info('", table, "') WHERE pk > 0"))) {
      absl::StrAppend(&key, key.empty() ? "" : " || ' AND ' || ", "'\"", column,
                      "\" = ' || quote(\"", column, "\")");
    }
    return Column(service, absl::StrCat("SELECT ", key, " FROM ", table, " ORDER BY 1"));
  }

  // All tables that a verification covers.
  std::vector<std::string> Tables(const std::string& service) {
    return Column(service,
                  "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN"
                  " ('request', 'follower', 'migration') ORDER BY name");
  }

  Heads HeadsOf(const std::string& service) {
    Heads heads;
    EXPECT_THAT(opened_.at(service).store->ReadAndWait({},
                                                       [&](db::Transaction& tx) -> absl::Status {
                                                         COFI_ASSIGN_OR_RETURN(
                                                             heads, db::ReadHeads(tx, "", 1'000));
                                                         return absl::OkStatus();
                                                       }),
                IsOk());
    return heads;
  }

 private:
  struct Opened {
    std::unique_ptr<db::Store> store;
    std::unique_ptr<rpc::Peers> peers;
    std::unique_ptr<rpc::Host> host;
  };

  static absl::Status Verify(db::Transaction& tx, const db::Invariants& invariants, Heads heads) {
    db::Verification verification(&invariants, std::move(heads), /*heads_only=*/false);
    while (!verification.done()) COFI_RETURN_IF_ERROR(verification.Page(tx));
    EXPECT_GT(verification.entries(), 0);
    return absl::OkStatus();
  }

  Installation cofi_;
  std::map<std::string, Opened> opened_;
};

class Tamper : public ::testing::TestWithParam<const char*> {
 protected:
  // One for all tests, because each takes back what it did.
  static void SetUpTestSuite() { database_ = new Database; }
  static void TearDownTestSuite() {
    delete database_;
    database_ = nullptr;
  }
  static std::string ValueOf(const absl::Status& finding, const std::string& key) {
    const auto violations = ViolationsOf(finding);
    if (violations.empty()) return "";
    const auto found = violations[0].metadata().find(key);
    return found == violations[0].metadata().end() ? "" : found->second;
  }
  static Database* database_;
};
Database* Tamper::database_ = nullptr;

TEST_P(Tamper, ADatabaseLeftAloneIsSound) {
  EXPECT_THAT(database_->After(GetParam(), "SELECT 1"), IsOk());
  EXPECT_THAT(database_->After(GetParam(), "SELECT 1", database_->HeadsOf(GetParam())), IsOk());
}

// Another value of the same type, where there is one.
std::string Flipped(const std::string& column) {
  return absl::StrCat("CASE typeof(", column, ") WHEN 'integer' THEN ", column,
                      " + 1 WHEN 'text' THEN ", column, " || 'x' WHEN 'blob' THEN CAST(", column,
                      " || x'08' AS BLOB) ELSE 1 END");
}

TEST_P(Tamper, EveryColumnOfEveryRow) {
  int flips = 0;
  for (const std::string& table : database_->Tables(GetParam())) {
    const std::vector<std::string> rows = database_->Rows(GetParam(), table);
    const bool has_name = table != "ledger_entry" && table != "ledger_total";
    for (const std::string& name : database_->Column(
             GetParam(), absl::StrCat("SELECT name FROM pragma_table_info('", table, "')"))) {
      const std::string column = absl::StrCat("\"", name, "\"");
      // All of them where they are few, else some of them.
      for (size_t i = 0; i < rows.size(); i += std::max<size_t>(1, rows.size() / 5)) {
        const std::string where = " WHERE " + rows[i];
        const absl::Status finding =
            database_->After(GetParam(), absl::StrCat("UPDATE OR IGNORE ", table, " SET ", column,
                                                      " = ", Flipped(column), where));
        // The number of the next row, which is taken: deleting has a test of its own.
        const bool taken = name == "sequence" && !has_name && i + 1 < rows.size();
        if (finding.ok() && (taken || (table == "journal" && name == "sequence"))) continue;
        EXPECT_TRUE(db::IsFinding(finding))
            << table << "." << name << where << ": " << finding.ToString();
        if (has_name && name != "name" && name != "root" && name != "sequence") {
          const auto named =
              database_->Column(GetParam(), absl::StrCat("SELECT name FROM ", table, where));
          EXPECT_EQ(ValueOf(finding, "name"), named[0]) << table << "." << name << where;
        }
        ++flips;
      }
    }
  }
  EXPECT_GT(flips, 150);
}

TEST_P(Tamper, EveryRowDeleted) {
  for (const std::string& table : database_->Tables(GetParam())) {
    for (const std::string& row : database_->Rows(GetParam(), table)) {
      const absl::Status finding =
          database_->After(GetParam(), absl::StrCat("DELETE FROM ", table, " WHERE ", row));
      EXPECT_TRUE(db::IsFinding(finding)) << table << " " << row << ": " << finding.ToString();
    }
  }
}

// A value of another type that reads the same.
TEST_P(Tamper, ATextInPlaceOfANumber) {
  for (const std::string& table : database_->Tables(GetParam())) {
    if (table == "journal" || table == "ledger_entry" || table == "ledger_total") continue;
    const std::vector<std::string> rows = database_->Rows(GetParam(), table);
    if (rows.empty()) continue;
    EXPECT_TRUE(db::IsFinding(database_->After(
        GetParam(), absl::StrCat("UPDATE ", table, " SET update_time = 'x' WHERE ", rows[0]))))
        << table;
  }
}

TEST_P(Tamper, TwoEntriesSwapped) {
  const auto swap = [](db::Transaction& tx) -> absl::Status {
    COFI_RETURN_IF_ERROR(
        tx.Run("UPDATE journal SET sequence = -2 WHERE root LIKE 'projects/%' AND sequence = 2"));
    COFI_RETURN_IF_ERROR(
        tx.Run("UPDATE journal SET sequence = 2 WHERE root LIKE 'projects/%' AND sequence = 3"));
    return tx.Run("UPDATE journal SET sequence = 3 WHERE root LIKE 'projects/%' AND sequence = -2");
  };
  EXPECT_THAT(database_->After(GetParam(), swap), IsReason(type::v1::REASON_JOURNAL_BROKEN));
}

TEST_P(Tamper, AllRowsOfARootMadeUp) {
  for (const std::string& table : database_->Tables(GetParam())) {
    if (table == "journal" || table == "ledger_entry" || table == "ledger_total") continue;
    const std::vector<std::string> rows = database_->Rows(GetParam(), table);
    if (rows.empty()) continue;
    const auto change = [&](db::Transaction& tx) -> absl::Status {
      COFI_RETURN_IF_ERROR(tx.Run(
          absl::StrCat("CREATE TEMP TABLE made_up AS SELECT * FROM ", table, " WHERE ", rows[0])));
      COFI_RETURN_IF_ERROR(tx.Run("UPDATE made_up SET name = name || 'z'"));
      if (table == "expense") {
        COFI_RETURN_IF_ERROR(tx.Run("UPDATE made_up SET invoice_reference = 'made up'"));
      }
      COFI_RETURN_IF_ERROR(tx.Run(absl::StrCat("INSERT INTO ", table, " SELECT * FROM made_up")));
      return tx.Run("DROP TABLE made_up");
    };
    EXPECT_THAT(database_->After(GetParam(), change), IsReason(type::v1::REASON_RESOURCE_UNKNOWN))
        << table;
  }
}

// Works every hash of the chains out anew, as someone would who knows the scheme.
absl::Status Rebuild(db::Transaction& tx) {
  struct Entry {
    std::vector<std::string> texts;
    int64_t sequence, commit_time;
    bool has_state;
  };
  std::vector<Entry> entries;
  COFI_RETURN_IF_ERROR(tx.Run(
      "SELECT root, effective_date, principal, request_id, verb, name, type, state, sequence,"
      " commit_time FROM journal ORDER BY root, sequence",
      {}, [&](const db::Row& row) {
        Entry& entry = entries.emplace_back();
        for (int i = 0; i < 8; ++i) entry.texts.emplace_back(row.Text(i));
        entry.has_state = !row.IsNull(7);
        entry.sequence = row.Int(8);
        entry.commit_time = row.Int(9);
        return absl::OkStatus();
      }));
  std::string hash;
  for (const Entry& entry : entries) {
    if (entry.sequence == 1) hash = db::FirstPreviousHash();
    const auto& texts = entry.texts;
    const std::string next = db::HashOf(hash, {.root = texts[0],
                                               .sequence = entry.sequence,
                                               .commit_time_micros = entry.commit_time,
                                               .effective_date = texts[1],
                                               .principal = texts[2],
                                               .request_id = texts[3],
                                               .verb = texts[4],
                                               .name = texts[5],
                                               .type = texts[6],
                                               .has_state = entry.has_state,
                                               .state = texts[7]});
    COFI_RETURN_IF_ERROR(
        tx.Run("UPDATE journal SET previous_hash = $1, hash = $2 WHERE root = $3 AND sequence = $4",
               {db::Blob{hash}, db::Blob{next}, absl::string_view(texts[0]), entry.sequence}));
    hash = next;
  }
  return absl::OkStatus();
}

TEST_P(Tamper, ARebuiltChainIsSoundAndUnlikeItsCheckpoint) {
  const auto rebuild = [](db::Transaction& tx) -> absl::Status {
    // Somebody else did it.
    COFI_RETURN_IF_ERROR(tx.Run(
        "UPDATE journal SET principal = 'nobody' WHERE sequence = 2 AND root = 'projects/p'"));
    return Rebuild(tx);
  };
  EXPECT_THAT(database_->After(GetParam(), rebuild), IsOk());
  EXPECT_THAT(database_->After(GetParam(), rebuild, database_->HeadsOf(GetParam())),
              IsReasonWith(type::v1::REASON_CHECKPOINT_UNMET, "root", "projects/p"));
}

// A root with all that is in it, as if it had never been.
TEST_P(Tamper, ARootThatIsGoneAsAWholeIsMissedByTheCheckpoint) {
  const auto forget = [&](db::Transaction& tx) -> absl::Status {
    for (const std::string& table : database_->Tables(GetParam())) {
      COFI_RETURN_IF_ERROR(
          tx.Run(absl::StrCat("DELETE FROM ", table, " WHERE root = 'projects/p'")));
    }
    return absl::OkStatus();
  };
  EXPECT_THAT(database_->After(GetParam(), forget), IsOk());
  EXPECT_THAT(database_->After(GetParam(), forget, database_->HeadsOf(GetParam())),
              IsReasonWith(type::v1::REASON_CHECKPOINT_UNMET, "root", "projects/p"));
}

TEST_P(Tamper, ATailCutOffIsMissedByItsRows) {
  const absl::Status finding = database_->After(
      GetParam(),
      "DELETE FROM journal WHERE root = 'projects/p' AND sequence = (SELECT MAX(sequence) FROM"
      " journal WHERE root = 'projects/p')");
  EXPECT_TRUE(db::IsFinding(finding)) << finding.ToString();
}

INSTANTIATE_TEST_SUITE_P(Of, Tamper, ::testing::Values("projects", "applications", "budgets"),
                         [](const auto& info) { return std::string(info.param); });

// What the journal has is whole, rebuilt where need be, but makes no sense.
class Nonsense : public Tamper {
 protected:
  // A resource changed in its row and in the journal, whose chain is rebuilt.
  template <typename Resource>
  absl::Status With(const std::string& table, const std::string& name,
                    const std::function<void(Resource*)>& change, const std::string& set) {
    return database_->After("budgets", [&](db::Transaction& tx) -> absl::Status {
      Resource resource;
      COFI_RETURN_IF_ERROR(
          tx.Run(absl::StrCat("SELECT state FROM journal WHERE root = 'projects/p' AND sequence ="
                              " (SELECT sequence FROM ",
                              table, " WHERE name = $1)"),
                 {absl::string_view(name)}, [&](const db::Row& row) {
                   EXPECT_TRUE(resource.ParseFromString(std::string(row.Text(0))));
                   return absl::OkStatus();
                 }));
      change(&resource);
      COFI_RETURN_IF_ERROR(tx.Run(
          absl::StrCat("UPDATE journal SET state = $1 WHERE root = 'projects/p' AND sequence ="
                       " (SELECT sequence FROM ",
                       table, " WHERE name = $2)"),
          {db::Blob{resource.SerializeAsString()}, absl::string_view(name)}));
      COFI_RETURN_IF_ERROR(tx.Run(absl::StrCat("UPDATE ", table, " SET ", set, " WHERE name = $1"),
                                  {absl::string_view(name)}));
      return Rebuild(tx);
    });
  }
  static std::string Named(const std::string& collection, const std::string& id) {
    return absl::StrCat("projects/p/", collection, "/", id);
  }
};

TEST_F(Nonsense, AnExpenseOfAnotherAmountThanItsMovement) {
  const absl::Status finding = With<budgets::v1::Expense>(
      "expense", Named("expenses", "e"),
      [](auto* expense) {
        expense->mutable_amount()->set_units(31);
        expense->mutable_own_funds_amount()->set_units(31);
      },
      "amount = 3100, own_funds_amount = 3100");
  EXPECT_THAT(finding, IsReasonWith(type::v1::REASON_RULE_BROKEN, "what", "ledger_entry"));
  EXPECT_EQ(ValueOf(finding, "name"), Named("expenses", "e"));
  EXPECT_THAT(ValueOf(finding, "found"), ::testing::HasSubstr("spent=3000"));
}

TEST_F(Nonsense, MoreConsumedThanOrdered) {
  EXPECT_THAT(With<budgets::v1::Commitment>(
                  "commitment", Named("commitments", "full"),
                  [](auto* commitment) { commitment->mutable_consumed_amount()->set_units(101); },
                  "consumed_amount = 10100"),
              IsReasonWith(type::v1::REASON_RULE_BROKEN, "what", "consumed_amount"));
}

TEST_F(Nonsense, AnOpenCommitmentThatTheLedgerDoesNotReserve) {
  const absl::Status finding = With<budgets::v1::Commitment>(
      "commitment", Named("commitments", "undone"),
      [](auto* commitment) { commitment->mutable_consumed_amount()->set_units(60); },
      "consumed_amount = 6000");
  EXPECT_THAT(finding, IsReason(type::v1::REASON_RULE_BROKEN));
  EXPECT_THAT(ValueOf(finding, "what"), ::testing::HasSubstr("committed of line 62"));
}

TEST_F(Nonsense, AReversalOfNothing) {
  EXPECT_THAT(With<budgets::v1::Receipt>(
                  "receipt", Named("receipts", "s"),
                  [](auto* receipt) { receipt->clear_reversed_by(); }, "reversed_by = ''"),
              IsReason(type::v1::REASON_RULE_BROKEN));
}

TEST_F(Nonsense, SharesThatAreNotTheExpense) {
  EXPECT_THAT(With<budgets::v1::Expense>(
                  "expense", Named("expenses", "b"),
                  [](auto* expense) { expense->mutable_own_funds_amount()->set_units(99); },
                  "own_funds_amount = 9900"),
              IsReasonWith(type::v1::REASON_RULE_BROKEN, "what", "shares and own_funds_amount"));
}

TEST_F(Nonsense, AGrantThatPaidMoreThanItHad) {
  const absl::Status finding = With<budgets::v1::Grant>(
      "funding_grant", Named("grants", "ville"),
      [](auto* grant) { grant->mutable_awarded_amount()->set_units(70); }, "awarded_amount = 7000");
  EXPECT_THAT(finding, IsReasonWith(type::v1::REASON_RULE_BROKEN, "what", "spent of ville"));
  EXPECT_EQ(ValueOf(finding, "name"), Named("expenses", "c"));
}

TEST_F(Nonsense, AnAdoptedBudgetOutOfBalance) {
  EXPECT_THAT(With<budgets::v1::Line>(
                  "line", Named("budgets/v1/lines", "60"),
                  [](auto* line) { line->mutable_planned_amount()->set_units(1001); },
                  "planned_amount = 100100"),
              IsReasonWith(type::v1::REASON_RULE_BROKEN, "what", "planned income"));
}

// Totals of a root that has no journal belong to nothing.
TEST_F(Nonsense, MoneyOfARootWithoutAJournal) {
  for (const char* table : {"ledger_entry", "ledger_total"}) {
    EXPECT_THAT(database_->After(
                    "budgets",
                    absl::StrCat(
                        "INSERT INTO ", table, " (root, line, grant_id,",
                        table == std::string("ledger_entry") ? "sequence, part, date, source," : "",
                        " committed, spent, paid, received) VALUES"
                        " ('projects/none', '60', '',",
                        table == std::string("ledger_entry") ? "1, 0, '2018-01-01', 'x'," : "",
                        " 1, 0, 0, 0)")),
                IsReasonWith(type::v1::REASON_RULE_BROKEN, "root", "projects/none"))
        << table;
  }
}

}  // namespace
}  // namespace cofi::end_to_end
