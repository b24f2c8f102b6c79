// Whoever changes a database behind Cofi's back, and makes the rows and the chains fit, is found
// out where what they say makes no sense.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/names.h"
#include "base/status.h"
#include "clients/methods.h"
#include "cofi/applications/v1/agreements.pb.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/calls.pb.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "cofi/applications/v1/revisions.pb.h"
#include "cofi/applications/v1/stages.pb.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/claims.pb.h"
#include "cofi/budgets/v1/commitments.pb.h"
#include "cofi/budgets/v1/contributions.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/budgets/v1/receipts.pb.h"
#include "cofi/projects/v1/partners.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "cofi/projects/v1/updates.pb.h"
#include "db/tables/table.h"
#include "services/budgets/ledger.h"
#include "services/budgets/tables.h"
#include "tests/end_to_end/tampered.h"
#include "tests/reasons.h"

namespace cofi::end_to_end {
namespace {

// What the journal has is whole, rebuilt where need be, but makes no sense.
class Nonsense : public ::testing::Test {
 protected:
  // One for all tests, because each takes back what it did.
  static void SetUpTestSuite() { database_ = new Database; }
  static void TearDownTestSuite() {
    delete database_;
    database_ = nullptr;
  }

  // A resource changed in its row and in the journal, whose chain is rebuilt.
  template <typename Resource>
  absl::Status With(const std::string& table, const std::string& name,
                    const std::function<void(Resource*)>& change, const std::string& set) {
    return database_->After(OwnerOf<Resource>(), [&](db::Transaction& tx) -> absl::Status {
      COFI_ASSIGN_OR_RETURN(Resource resource, Known<Resource>(tx, table, name));
      change(&resource);
      COFI_RETURN_IF_ERROR(
          tx.Run(absl::StrCat("UPDATE journal SET state = $1 WHERE root = $3 AND sequence ="
                              " (SELECT sequence FROM ",
                              table, " WHERE name = $2)"),
                 {db::Blob{resource.SerializeAsString()}, absl::string_view(name), RootOf(name)}));
      COFI_RETURN_IF_ERROR(tx.Run(absl::StrCat("UPDATE ", table, " SET ", set, " WHERE name = $1"),
                                  {absl::string_view(name)}));
      return Rebuild(tx);
    });
  }
  // A resource there once more under another name, in its table and in the journal.
  template <typename Resource>
  absl::Status Copied(const std::string& table, const std::string& name, const std::string& copy) {
    const std::string owner = OwnerOf<Resource>();
    std::string values;
    for (const std::string& column : database_->Columns(owner, table)) {
      absl::StrAppend(&values, values.empty() ? "" : ", ",
                      column == "root"       ? "$1"
                      : column == "name"     ? "$2"
                      : column == "parent"   ? "$3"
                      : column == "sequence" ? "(SELECT MAX(sequence) FROM journal WHERE root = $1)"
                                             : absl::StrCat("\"", column, "\""));
    }
    return database_->After(owner, [&](db::Transaction& tx) -> absl::Status {
      COFI_ASSIGN_OR_RETURN(Resource resource, Known<Resource>(tx, table, name));
      resource.set_name(copy);
      COFI_RETURN_IF_ERROR(tx.Run(
          "INSERT INTO journal (root, sequence, commit_time, effective_date, principal, request_id,"
          " verb, name, type, state, previous_hash, hash, rowid) SELECT $1, (SELECT"
          " COALESCE(MAX(sequence), 0) + 1 FROM journal WHERE root = $1), commit_time,"
          " effective_date, principal, '', verb, $2, type, $3, previous_hash, hash,"
          " (SELECT MAX(rowid) + 1 FROM journal) FROM journal WHERE name = $4 ORDER BY sequence "
          "DESC LIMIT 1",
          {RootOf(copy), absl::string_view(copy), db::Blob{resource.SerializeAsString()},
           absl::string_view(name)}));
      COFI_RETURN_IF_ERROR(
          tx.Run(absl::StrCat("INSERT INTO ", table, " SELECT ", values, " FROM ", table,
                              " WHERE name = $4"),
                 {RootOf(copy), absl::string_view(copy), ParentOf(copy), absl::string_view(name)}));
      return Rebuild(tx);
    });
  }
  // The first of a table, below a parent that is not there, is found out: by that, or before by
  // `what` its chain lacks.
  template <typename Resource>
  void ExpectNeedsItsParent(const std::string& table, const std::string& what = "parent") {
    const std::vector<std::string> names =
        database_->Column(OwnerOf<Resource>(), absl::StrCat("SELECT name FROM ", table));
    ASSERT_FALSE(names.empty()) << table;
    const std::string parent(ParentOf(names[0]));
    const std::string copy = absl::StrCat(parent.substr(0, parent.rfind('/')), "/nobody",
                                          names[0].substr(parent.size()));
    const absl::Status finding = Copied<Resource>(table, names[0], copy);
    EXPECT_THAT(finding, IsReasonWith(type::v1::REASON_RULE_BROKEN, "what", what));
    EXPECT_TRUE(what != "parent" || ValueOf(finding, "name") == copy) << finding;
  }
  // A resource as the journal has it.
  template <typename Resource>
  static absl::StatusOr<Resource> Known(db::Transaction& tx, const std::string& table,
                                        const std::string& name) {
    Resource resource;
    COFI_RETURN_IF_ERROR(
        tx.Run(absl::StrCat("SELECT state FROM journal WHERE root = $1 AND sequence ="
                            " (SELECT sequence FROM ",
                            table, " WHERE name = $2)"),
               {RootOf(name), absl::string_view(name)}, [&](const db::Row& row) {
                 EXPECT_TRUE(resource.ParseFromString(std::string(row.Text(0))));
                 return absl::OkStatus();
               }));
    return resource;
  }
  template <typename Resource>
  static std::string OwnerOf() {
    return clients::OwnerOf(Resource::descriptor());
  }
  static std::string Named(const std::string& collection, const std::string& id) {
    return absl::StrCat("projects/p/", collection, "/", id);
  }

  static Database* database_;
};
Database* Nonsense::database_ = nullptr;

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

TEST_F(Nonsense, AContributionInKindOfAnotherAmountThanItsMovements) {
  const std::string name = "projects/precarisation/contributions/benevoles-2018-02";
  const absl::Status finding = With<budgets::v1::Contribution>(
      "contribution", name,
      [](auto* contribution) {
        contribution->set_hours_hundredths(41'00);
        contribution->mutable_amount()->set_units(738);
      },
      "hours_hundredths = 4100, amount = 73800");
  EXPECT_THAT(finding, IsReasonWith(type::v1::REASON_RULE_BROKEN, "what", "ledger_entry"));
  EXPECT_EQ(ValueOf(finding, "name"), name);
  EXPECT_THAT(ValueOf(finding, "found"), ::testing::HasSubstr("in_kind=72900"));
}

TEST_F(Nonsense, HoursThatAreNotWorthTheAmount) {
  EXPECT_THAT(
      With<budgets::v1::Contribution>(
          "contribution", "projects/precarisation/contributions/benevoles-2018-02",
          [](auto* contribution) { contribution->mutable_rate()->set_units(19); }, "rate = 1900"),
      IsReasonWith(type::v1::REASON_RULE_BROKEN, "what", "amount"));
}

TEST_F(Nonsense, AClaimForMoreThanItsShares) {
  EXPECT_THAT(With<budgets::v1::Claim>(
                  "payment_claim", Named("grants/ville/claims", "asked"),
                  [](auto* claim) { claim->mutable_eligible_amount()->set_units(51); },
                  "eligible_amount = 5100"),
              IsReasonWith(type::v1::REASON_RULE_BROKEN, "what", "eligible_amount"));
}

// Somebody else could claim it too, or nobody any more.
TEST_F(Nonsense, AShareThatItsClaimDoesNotHold) {
  for (const char* change :
       {"DELETE FROM claim_entry", "UPDATE claim_entry SET claim = claim || '-x'",
        "UPDATE claim_entry SET grant_id = 'none'"}) {
    EXPECT_THAT(database_->After("budgets", absl::StrCat(change, " WHERE root = 'projects/p'")),
                IsReasonWith(type::v1::REASON_RULE_BROKEN, "what", "claim_entry"))
        << change;
  }
}

TEST_F(Nonsense, AClaimOfWhichAllThatWasAcceptedCameAndThatIsNotPaid) {
  EXPECT_THAT(With<budgets::v1::Claim>(
                  "payment_claim", Named("grants/ville/claims", "asked"),
                  [](auto* claim) { claim->mutable_accepted_amount()->set_units(20); },
                  "accepted_amount = 2000"),
              IsReasonWith(type::v1::REASON_RULE_BROKEN, "what", "state"));
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

TEST_F(Nonsense, AStateOfAnotherDayThanItsHistory) {
  EXPECT_THAT(With<budgets::v1::Commitment>(
                  "commitment", Named("commitments", "part"),
                  [](auto* commitment) { commitment->mutable_state_date()->set_day(17); },
                  "state_date = substr(state_date, 1, 8) || '17'"),
              IsReasonWith(type::v1::REASON_RULE_BROKEN, "what", "state_date"));
}

TEST_F(Nonsense, AnInvoiceOfACommitmentThatIsNotThere) {
  const std::string name = Named("commitments", "nobody");
  EXPECT_THAT(
      With<budgets::v1::Expense>(
          "expense", Named("expenses", "e"), [&](auto* expense) { expense->set_commitment(name); },
          absl::StrCat("commitment = '", name, "'")),
      IsReasonWith(type::v1::REASON_RULE_BROKEN, "what", "commitment"));
}

TEST_F(Nonsense, TwoAdoptedBudgets) {
  EXPECT_THAT(Copied<budgets::v1::Budget>("budget", Named("budgets", "v1"), Named("budgets", "v2")),
              IsReasonWith(type::v1::REASON_RULE_BROKEN, "what", "adopted budgets"));
}

TEST_F(Nonsense, AnAwardOfNoAmount) {
  EXPECT_THAT(
      With<applications::v1::Application>(
          "application", Named("applications", "aide"),
          [](auto* application) { application->clear_awarded_amount(); }, "awarded_amount = NULL"),
      IsReasonWith(type::v1::REASON_RULE_BROKEN, "what", "awarded_amount"));
}

TEST_F(Nonsense, AnAwardOfNoDay) {
  EXPECT_THAT(
      With<applications::v1::Application>(
          "application", Named("applications", "aide"),
          [](auto* application) { application->clear_decision_date(); }, "decision_date = ''"),
      IsReasonWith(type::v1::REASON_RULE_BROKEN, "what", "decision_date"));
}

TEST_F(Nonsense, AStageThatIsNotThere) {
  const std::string stage = Named("applications", "aide/stages/none");
  EXPECT_THAT(With<applications::v1::Application>(
                  "application", Named("applications", "aide"),
                  [&](auto* application) { application->set_current_stage(stage); },
                  absl::StrCat("current_stage = '", stage, "'")),
              IsReasonWith(type::v1::REASON_RULE_BROKEN, "what", "current_stage"));
}

TEST_F(Nonsense, AProjectThatIsReadyForWantOfMoney) {
  const absl::Status finding = With<projects::v1::Project>(
      "project", "projects/p",
      [](auto* project) {
        project->set_state(projects::v1::Project::STATE_READY);
        project->clear_history();
      },
      "state = 'READY', history = ''");
  EXPECT_THAT(finding, IsReasonWith(type::v1::REASON_RULE_BROKEN, "what", "state"));
  EXPECT_EQ(ValueOf(finding, "expected"), "FINANCING");
}

TEST_F(Nonsense, AnApplicationToAFunderThatIsNotThere) {
  EXPECT_THAT(With<applications::v1::Application>(
                  "application", Named("applications", "aide"),
                  [](auto* application) { application->set_funder("funders/nobody"); },
                  "funder = 'funders/nobody'"),
              IsReasonWith(type::v1::REASON_RULE_BROKEN, "what", "funder"));
}

TEST_F(Nonsense, WhatHangsBelowNothing) {
  ExpectNeedsItsParent<projects::v1::Phase>("phase");
  ExpectNeedsItsParent<projects::v1::Partner>("partner");
  ExpectNeedsItsParent<projects::v1::ProjectUpdate>("project_update");
  ExpectNeedsItsParent<applications::v1::Call>("funding_call");
  ExpectNeedsItsParent<applications::v1::Stage>("stage");
  ExpectNeedsItsParent<applications::v1::Agreement>("agreement");
  ExpectNeedsItsParent<applications::v1::Obligation>("obligation");
  ExpectNeedsItsParent<applications::v1::Revision>("revision");
  ExpectNeedsItsParent<budgets::v1::Line>("line");
  ExpectNeedsItsParent<budgets::v1::Claim>("payment_claim", "claim_entry");
}

// A row put back to what an earlier entry says of it.
TEST_F(Nonsense, ARowAsItWasBefore) {
  const std::string name = Named("receipts", "s");
  const absl::Status finding = database_->After(
      "budgets",
      absl::StrCat("UPDATE receipt SET reversed_by = '', update_time = create_time, sequence ="
                   " (SELECT MIN(sequence) FROM journal WHERE name = '",
                   name, "') WHERE name = '", name, "'"));
  EXPECT_THAT(finding, IsReasonWith(type::v1::REASON_RESOURCE_DIFFERS, "what", "sequence"));
  EXPECT_EQ(ValueOf(finding, "name"), name);
}

// What was taken away past Cofi can be recorded anew, but not without a trace.
TEST_F(Nonsense, ARowThatWasTakenAwayAndIsCreatedAgain) {
  const std::string name = Named("receipts", "r");
  const absl::Status finding = database_->After(
      "budgets",
      [&](db::Transaction& tx) -> absl::Status {
        COFI_ASSIGN_OR_RETURN(budgets::v1::Receipt receipt, budgets::Receipts().Get(tx, name));
        COFI_RETURN_IF_ERROR(
            tx.Run("DELETE FROM receipt WHERE name = $1", {absl::string_view(name)}));
        return budgets::Receipts().Insert(tx, &receipt);
      },
      {}, "projects/p");
  EXPECT_THAT(finding, IsReasonWith(type::v1::REASON_RULE_BROKEN, "what", "uid"));
  EXPECT_EQ(ValueOf(finding, "name"), name);
}

// The chain is whole, and nobody who follows it gets past this entry.
TEST_F(Nonsense, AnEntryThatNobodyCanRead) {
  std::vector<std::string> columns = {"effective_date"};
  // The other engine takes no such text.
  if (!OnPostgres()) columns.insert(columns.end(), {"principal", "request_id", "verb"});
  for (const std::string& column : columns) {
    EXPECT_THAT(database_->After("budgets",
                                 [&](db::Transaction& tx) -> absl::Status {
                                   COFI_RETURN_IF_ERROR(tx.Run(absl::StrCat(
                                       "UPDATE journal SET ", column, " = ",
                                       OnPostgres() ? "'soon'" : "CAST(x'fffe' AS TEXT)",
                                       " WHERE root = 'projects/p' AND sequence = 2")));
                                   return Rebuild(tx);
                                 }),
                IsReasonWith(type::v1::REASON_JOURNAL_BROKEN, "what", column));
  }
}

// It could be recorded twice: its key is that of one that is set apart from an older one.
TEST_F(Nonsense, AnInvoiceWhoseKeyIsFree) {
  const std::string name = Named("expenses", "e");
  const absl::Status finding = database_->After(
      "budgets", absl::StrCat("UPDATE expense SET natural_key = natural_key || name WHERE name = '",
                              name, "'"));
  EXPECT_THAT(finding, IsReasonWith(type::v1::REASON_RULE_BROKEN, "what", "natural_key"));
  EXPECT_EQ(ValueOf(finding, "name"), name);
}

TEST_F(Nonsense, AGuardThatIsGone) {
  EXPECT_THAT(database_->After("budgets",
                               [](db::Transaction& tx) -> absl::Status {
                                 COFI_RETURN_IF_ERROR(tx.Run("DROP INDEX expense_natural_key"));
                                 // The store takes back what has changed rows.
                                 return tx.Run("UPDATE expense SET amount = amount");
                               }),
              IsReasonWith(type::v1::REASON_SCHEMA_DIFFERS, "what", "index expense_natural_key"));
}

TEST_F(Nonsense, ADeletionWhoseRowIsThere) {
  const std::string name = Named("receipts", "r");
  const absl::Status finding =
      database_->After("budgets", [&](db::Transaction& tx) -> absl::Status {
        COFI_RETURN_IF_ERROR(tx.Run(absl::StrCat(
            "INSERT INTO journal (root, sequence, commit_time, effective_date, principal,"
            " request_id, verb, name, type, state, previous_hash, hash, rowid) SELECT root,"
            " (SELECT MAX(sequence) + 1 FROM journal WHERE root = 'projects/p'), commit_time,"
            " effective_date, principal, request_id, 'DeleteReceipt', name, type, NULL,"
            " previous_hash, hash, (SELECT MAX(rowid) + 1 FROM journal) FROM journal WHERE name = "
            "'",
            name, "'")));
        return Rebuild(tx);
      });
  EXPECT_THAT(finding, IsReasonWith(type::v1::REASON_RESOURCE_UNKNOWN, "name", name));
}

// Totals of a root that has no journal belong to nothing.
TEST_F(Nonsense, MoneyOfARootWithoutAJournal) {
  const std::tuple<const char*, const char*, const char*> tables[] = {
      {"ledger_entry", "sequence, part, date, source, ", "1, 0, '2018-01-01', 'x', "},
      {"ledger_total", "", ""},
      {"ledger_period", "period, ", "'m2018-01', "}};
  for (const auto& [table, columns, values] : tables) {
    EXPECT_THAT(
        database_->After(
            "budgets", absl::StrCat("INSERT INTO ", table, " (root, line, grant_id, ", columns,
                                    budgets::MeasureList(), ") VALUES ('projects/none', '60', '', ",
                                    values, budgets::MeasureList("1"), ")")),
        IsReasonWith(type::v1::REASON_RULE_BROKEN, "root", "projects/none"))
        << table;
  }
}

}  // namespace
}  // namespace cofi::end_to_end
