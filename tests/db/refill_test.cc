// What an earlier version wrote in another form: its journal is read in today's and stays as it
// is, and its rows are brought to it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/strip.h"
#include "absl/synchronization/notification.h"
#include "db/postgres/postgres.h"
#include "db/sqlite/sqlite.h"
#include "db/store/past.h"
#include "db/store/verification.h"
#include "db/tables/keys.h"
#include "tests/db/examples.h"
#include "tests/db/temporary_store.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

// Titles began so, once; those of a new version do not.
constexpr char kEarlier[] = "Étape ";

void Modernize(Phase& phase) {
  phase.set_display_name(std::string(absl::StripPrefix(phase.display_name(), kEarlier)));
}

const db::Table<Phase>& Today() {
  static const db::Table<Phase> table{
      {.name = "phase",
       .columns = {"display_name", "position", "planned_start_date"},
       .earlier_forms = 1},
      &Modernize};
  return table;
}

class EarlierForms : public StoreTest {
 protected:
  // As the earlier version wrote it: by a table that knows no other form.
  Phase Earlier(const std::string& id, int position) {
    Phase phase = PhaseNamed(id, position);
    phase.set_display_name(kEarlier + id);
    EXPECT_THAT(Insert(Phases(), &phase), IsOk());
    return phase;
  }

  std::unique_ptr<db::Connection> Connect() {
    return OnPostgres() ? db::OpenPostgres(database_, "examples", db::Access::kWrite).value()
                        : db::OpenSqlite(DatabasePath(), db::Access::kWrite).value();
  }
  // As another program, on the database that no store has open.
  void Change(const std::string& sql) {
    Close();
    EXPECT_THAT(Connect()->RunScript(sql), IsOk());
  }
  // As when this version opens the database.
  void Upgrade() {
    Close();
    const auto connection = Connect();
    ASSERT_THAT(connection->Begin(db::Access::kWrite), IsOk());
    ASSERT_THAT(db::FillKeys(*connection, {&Today()}), IsOk());
    ASSERT_THAT(connection->Commit(), IsOk());
  }
  absl::Status Proof() {
    static const db::Invariants* const kAll = new db::Invariants{.tables = {{&Today(), nullptr}}};
    return db::VerifyDatabase(*Connect(), kAll, {}).status();
  }
  // Every byte of it.
  std::vector<std::string> Journal() {
    Close();
    std::vector<std::string> entries;
    EXPECT_THAT(Connect()->Run("SELECT hash, state FROM journal ORDER BY sequence", {},
                               [&](const db::Row& row) {
                                 entries.emplace_back(row.Text(0));
                                 entries.emplace_back(row.Text(1));
                                 return absl::OkStatus();
                               }),
                IsOk());
    return entries;
  }
};

TEST_F(EarlierForms, AreReadAsTodaysAndTheJournalStaysAsItIs) {
  Earlier("a", 1);
  Earlier("b", 2);
  const std::vector<std::string> journal = Journal();
  Upgrade();
  EXPECT_EQ(Journal(), journal);
  EXPECT_THAT(Proof(), IsOk());

  Open(Options());
  absl::StatusOr<Phase> phase = Get(Today(), "projects/p/phases/a");
  ASSERT_THAT(phase, IsOk());
  EXPECT_EQ(phase->display_name(), "a");
  EXPECT_EQ(phase->etag(), "1");
  EXPECT_EQ(Number("SELECT COUNT(*) FROM phase WHERE display_name_folded = 'a'"), 1);
  // What is written over is held against the journal in the same form.
  phase->set_position(7);
  EXPECT_THAT(Update(Today(), &*phase), IsOk());
  EXPECT_THAT(Delete(Today(), *Get(Today(), "projects/p/phases/b")), IsOk());
  Close();
  EXPECT_THAT(Proof(), IsOk());
}

TEST_F(EarlierForms, AreReadAsTodaysAtAnyMoment) {
  Earlier("a", 1);
  Upgrade();
  Open(Options());
  db::Past past(&store(), {db::PastOf(Today())});
  type::v1::Moment first;
  first.set_journal_sequence(1);
  absl::Notification read;
  past.Read(
      cause_, "projects/p", first,
      [&](db::Transaction& tx) -> absl::Status {
        COFI_ASSIGN_OR_RETURN(const Phase phase, Today().Get(tx, "projects/p/phases/a"));
        EXPECT_EQ(phase.display_name(), "a");
        return absl::OkStatus();
      },
      [&](const absl::Status& status) {
        EXPECT_THAT(status, IsOk());
        read.Notify();
      });
  read.WaitForNotification();
}

// What somebody changed past Cofi is found after it as before.
TEST_F(EarlierForms, HideNoChangeOfARow) {
  Earlier("a", 1);
  Change("UPDATE phase SET planned_start_date = '2018-01-01'");
  Upgrade();
  EXPECT_THAT(Proof(),
              IsReasonWith(type::v1::REASON_RESOURCE_DIFFERS, "what", "planned_start_date"));
}

TEST_F(EarlierForms, AreBroughtToTodaysOnce) {
  Earlier("a", 1);
  Upgrade();
  Change("UPDATE phase SET display_name = 'Étape a'");
  Upgrade();
  EXPECT_THAT(Proof(), IsReasonWith(type::v1::REASON_RESOURCE_DIFFERS, "what", "display_name"));
}

TEST_F(EarlierForms, AreNoFormOfWhatIsRecordedToday) {
  Phase phase = PhaseNamed("a", 1);
  phase.set_display_name("a");
  ASSERT_THAT(Insert(Today(), &phase), IsOk());
  Upgrade();
  EXPECT_THAT(Proof(), IsOk());
}

TEST(EarlierFormsDeathTest, HaveWhatMakesThemTodays) {
  EXPECT_DEATH(db::Table<Phase>({.name = "phase", .columns = {}, .earlier_forms = 1}), "phase");
}

}  // namespace
}  // namespace cofi
