// Whoever changes a database behind Cofi's back is found out: every column of
// every table flipped, every row deleted, entries swapped, cut off or rebuilt.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "clients/services.h"
#include "db/findings.h"
#include "tests/end_to_end/tampered.h"
#include "tests/reasons.h"

namespace cofi::end_to_end {
namespace {

class Tamper : public ::testing::TestWithParam<std::string> {
 protected:
  // One for all tests, because each takes back what it did.
  static void SetUpTestSuite() { database_ = new Database; }
  static void TearDownTestSuite() {
    delete database_;
    database_ = nullptr;
  }
  static Database* database_;
};
Database* Tamper::database_ = nullptr;

TEST_P(Tamper, ADatabaseLeftAloneIsSound) {
  EXPECT_THAT(database_->After(GetParam(), "SELECT 1"), IsOk());
  EXPECT_THAT(database_->After(GetParam(), "SELECT 1", database_->HeadsOf(GetParam())), IsOk());
}

TEST_P(Tamper, EveryColumnOfEveryRow) {
  int flips = 0;
  for (const std::string& table : database_->Tables(GetParam())) {
    const std::vector<std::string> rows = database_->Rows(GetParam(), table);
    const bool has_name = database_->IsOfResources(GetParam(), table) || table == "journal";
    for (const std::string& name : database_->Columns(GetParam(), table)) {
      const std::string flip = absl::StrCat("UPDATE ", table, " SET \"", name,
                                            "\" = ", database_->Flipped(GetParam(), table, name));
      // All of them where they are few, else some of them.
      for (size_t i = 0; i < rows.size(); i += std::max<size_t>(1, rows.size() / 5)) {
        const std::string where = " WHERE " + rows[i];
        // The next row may have that key already: deleting has a test of its own.
        bool taken = false;
        const absl::Status finding = database_->After(GetParam(), [&](db::Transaction& tx) {
          const absl::Status changed = tx.Run(flip + where);
          taken = absl::IsAlreadyExists(changed);
          return taken ? absl::OkStatus() : changed;
        });
        if (taken) continue;
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

// Nor does Cofi hide it: upon what was changed past it, it changes nothing more.
TEST_P(Tamper, EveryColumnBeforeAnHonestChange) {
  int flips = 0;
  for (const std::string& table : database_->Tables(GetParam())) {
    if (!database_->IsOfResources(GetParam(), table)) continue;
    const std::vector<std::string> rows = database_->Rows(GetParam(), table);
    for (const std::string& column : database_->Columns(GetParam(), table)) {
      const std::string flip = absl::StrCat("UPDATE ", table, " SET \"", column,
                                            "\" = ", database_->Flipped(GetParam(), table, column));
      for (size_t i = 0; i < rows.size(); i += std::max<size_t>(1, rows.size() / 2)) {
        const std::string where = " WHERE " + rows[i];
        const std::string name =
            database_->Column(GetParam(), absl::StrCat("SELECT name FROM ", table, where))[0];
        const auto change = [&](db::Transaction& tx) { return tx.Run(flip + where); };
        for (const auto honest : {Database::Honest::kUpdate, Database::Honest::kDelete}) {
          const absl::Status found = database_->Upon(change, GetParam(), table, name, honest);
          // With another key, it is not found.
          EXPECT_TRUE(db::IsFinding(found) || absl::IsNotFound(found) ||
                      absl::IsAlreadyExists(found))
              << table << "." << column << where << ": " << found.ToString();
          ++flips;
        }
      }
    }
  }
  EXPECT_GT(flips, 100);
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

// A value of another type, which reads as zero; where a column holds any.
TEST_P(Tamper, ATextInPlaceOfANumber) {
  for (const std::string& table : database_->Tables(GetParam())) {
    if (!database_->IsOfResources(GetParam(), table)) continue;
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
    if (!database_->IsOfResources(GetParam(), table)) continue;
    const std::vector<std::string> rows = database_->Rows(GetParam(), table);
    if (rows.empty()) continue;
    const auto change = [&](db::Transaction& tx) -> absl::Status {
      COFI_RETURN_IF_ERROR(tx.Run(
          absl::StrCat("CREATE TEMP TABLE made_up AS SELECT * FROM ", table, " WHERE ", rows[0])));
      COFI_RETURN_IF_ERROR(tx.Run("UPDATE made_up SET name = name || 'z'"));
      if (table == "expense") {
        COFI_RETURN_IF_ERROR(tx.Run("UPDATE made_up SET invoice_reference = 'made up'"));
      }
      if (table == "contribution") {
        COFI_RETURN_IF_ERROR(tx.Run("UPDATE made_up SET natural_key = 'made up'"));
      }
      COFI_RETURN_IF_ERROR(tx.Run(absl::StrCat("INSERT INTO ", table, " SELECT * FROM made_up")));
      return tx.Run("DROP TABLE made_up");
    };
    EXPECT_THAT(database_->After(GetParam(), change), IsReason(type::v1::REASON_RESOURCE_UNKNOWN))
        << table;
  }
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
    if (GetParam() == "attachments") {
      // What others have too is counted without it.
      COFI_RETURN_IF_ERROR(
          tx.Run("UPDATE content SET uses = uses - (SELECT COUNT(*) FROM attachment WHERE"
                 " attachment.root = 'projects/p' AND attachment.sha256 = content.sha256)"));
    }
    for (const std::string& table : database_->Tables(GetParam())) {
      COFI_RETURN_IF_ERROR(
          tx.Run(absl::StrCat("DELETE FROM ", table, " WHERE root = 'projects/p'")));
    }
    return tx.Run("DELETE FROM known WHERE root = 'projects/p'");
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

INSTANTIATE_TEST_SUITE_P(Of, Tamper, ::testing::ValuesIn(clients::Recorded()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace cofi::end_to_end
