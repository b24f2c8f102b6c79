// The columns that texts are compared by, and the natural keys: written with each row,
// made for those of older databases, and proved.
#include "db/tables/keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "db/postgres/postgres.h"
#include "db/sqlite/sqlite.h"
#include "db/store/verification.h"
#include "tests/db/examples.h"
#include "tests/db/temporary_store.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

Receipt Transfer(const std::string& id, const std::string& reference) {
  Receipt receipt = ReceiptNamed(id, 1'000'00, "2018-03-02");
  receipt.set_reference(reference);
  return receipt;
}

class StoredKeys : public StoreTest {
 protected:
  std::unique_ptr<db::Connection> Connect() {
    return OnPostgres() ? db::OpenPostgres(database_, "examples", db::Access::kWrite).value()
                        : db::OpenSqlite(DatabasePath(), db::Access::kWrite).value();
  }
  // As another program, on the database that no store has open.
  void Change(const std::string& sql) {
    Close();
    EXPECT_THAT(Connect()->RunScript(sql), IsOk());
  }
  absl::Status Proof() {
    static const db::Invariants* const kAll =
        new db::Invariants{.tables = {{&Receipts(), nullptr},
                                      {&Applications(), nullptr},
                                      {&Organizations(), nullptr},
                                      {&Phases(), nullptr}}};
    return db::VerifyDatabase(*Connect(), kAll, {}).status();
  }
  std::vector<std::string> Texts(const std::string& sql) {
    std::vector<std::string> texts;
    EXPECT_THAT(Read([&](db::Transaction& tx) {
                  return tx.Run(sql, {}, [&](const db::Row& row) {
                    texts.emplace_back(row.Text(0));
                    return absl::OkStatus();
                  });
                }),
                IsOk());
    return texts;
  }
  std::string DuplicateOf(const Receipt& receipt) {
    std::string other;
    EXPECT_THAT(Read([&](db::Transaction& tx) -> absl::Status {
                  COFI_ASSIGN_OR_RETURN(other, Receipts().DuplicateOf(tx, receipt));
                  return absl::OkStatus();
                }),
                IsOk());
    return other;
  }
  // `value` and `name` of a refusal of what is there already, and its field.
  static std::vector<std::string> Facts(const absl::Status& refusal) {
    EXPECT_THAT(refusal, IsReason(type::v1::REASON_DUPLICATE_ENTRY));
    const auto violations = ViolationsOf(refusal);
    if (violations.empty()) return {};
    const auto& facts = violations[0].metadata();
    return {facts.at("field"), facts.at("value"), facts.at("name")};
  }
  // Makes of the store what it was before there were keys, with the same transfer in
  // several spellings, named x9, x8, … in the order in which they were recorded.
  void MakeOld(const std::vector<std::string>& spellings) {
    ASSERT_THAT(Write([](db::Transaction& tx) { return tx.Run("DROP INDEX receipt_natural_key"); }),
                IsOk());
    for (size_t i = 0; i < spellings.size(); ++i) {
      Receipt receipt = Transfer(absl::StrCat("x", 9 - i), spellings[i]);
      ASSERT_THAT(Insert(Receipts(), &receipt), IsOk());
    }
    Change(
        "ALTER TABLE receipt DROP COLUMN reference_folded;"
        "ALTER TABLE receipt DROP COLUMN natural_key;"
        "ALTER TABLE application DROP COLUMN display_name_folded;"
        "DROP TABLE key_basis; DELETE FROM migration WHERE name = '0003_keys.sql'");
  }
};

TEST_F(StoredKeys, AreWrittenWithTheRow) {
  Application row;
  row.set_name("projects/p/applications/a");
  row.set_display_name("  Œuvres  d’ÉTAT ");
  row.mutable_agreement_terms()->set_reference("N° 12");
  ASSERT_THAT(Insert(Applications(), &row), IsOk());
  const std::string all =
      "SELECT display_name_folded || '|' || agreement_terms_reference_folded || '|' || note_folded"
      " FROM application";
  EXPECT_THAT(Texts(all), ElementsAre("oeuvres d'etat|no 12|"));
  row.set_note("Vu");
  row.set_display_name("École");
  ASSERT_THAT(Update(Applications(), &row), IsOk());
  EXPECT_THAT(Texts(all), ElementsAre("ecole|no 12|vu"));
  EXPECT_THAT(Proof(), IsOk());
}

TEST_F(StoredKeys, AreOfFreeTextsAlone) {
  std::vector<std::string> free;
  for (const db::Column& column : Organizations().columns()) {
    if (column.is_free_text()) free.push_back(column.path());
  }
  for (const db::Column& column : Receipts().columns()) {
    if (column.is_free_text()) free.push_back(column.path());
  }
  EXPECT_THAT(free, ElementsAre("display_name", "reference"));
}

TEST_F(StoredKeys, AreProved) {
  Receipt receipt = Transfer("a", "VIR 1");
  ASSERT_THAT(Insert(Receipts(), &receipt), IsOk());
  EXPECT_THAT(Proof(), IsOk());
  for (const char* change :
       {"reference_folded = 'vir 2'", "reference_folded = 'VIR 1'", "natural_key = NULL"}) {
    Change(absl::StrCat("UPDATE receipt SET ", change));
    EXPECT_THAT(Proof(), IsReason(type::v1::REASON_RESOURCE_DIFFERS)) << change;
    // Opened again, it does not mend itself: whoever changed it is to be found.
    Open(Options());
    EXPECT_THAT(Proof(), IsReason(type::v1::REASON_RESOURCE_DIFFERS)) << change;
    Change("DELETE FROM key_basis");
    Open(Options());
    EXPECT_THAT(Proof(), IsOk()) << change;
  }
}

TEST_F(StoredKeys, TheSameThingIsRecordedOnceHoweverItIsSpelled) {
  Receipt first = Transfer("first", "VIR Été\u00a033");
  ASSERT_THAT(Insert(Receipts(), &first), IsOk());
  for (const char* spelling :
       {"VIR Été\u00a033", "vir été 33", "VIR  ETE 33", " VIR E\u0301te\u0301 33 ", "VIR ÉTÉ ３３",
        "vir été\u202f33", "VIR\tété\u00ad 33"}) {
    Receipt again = Transfer("again", spelling);
    EXPECT_THAT(Facts(Insert(Receipts(), &again)),
                ElementsAre("receipt.reference", spelling, first.name()));
  }
  EXPECT_EQ(Number("SELECT COUNT(*) FROM receipt"), 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM journal"), 1);
}

TEST_F(StoredKeys, EveryFieldOfTheKeyMakesItAnother) {
  Receipt first = Transfer("first", "VIR 33");
  ASSERT_THAT(Insert(Receipts(), &first), IsOk());
  Receipt other = Transfer("reference", "VIR 34");
  EXPECT_THAT(Insert(Receipts(), &other), IsOk());
  other = Transfer("amount", "VIR 33");
  *other.mutable_amount() = Euros(1'000'01);
  EXPECT_THAT(Insert(Receipts(), &other), IsOk());
  other = Transfer("date", "VIR 33");
  *other.mutable_receipt_date() = On("2018-03-03");
  EXPECT_THAT(Insert(Receipts(), &other), IsOk());
  other = Transfer("grant", "VIR 33");
  other.set_grant("projects/p/grants/ville");
  EXPECT_THAT(Insert(Receipts(), &other), IsOk());
  // In another project it is another.
  other = Transfer("project", "VIR 33");
  other.set_name("projects/q/receipts/project");
  EXPECT_THAT(Insert(Receipts(), &other), IsOk());
  // What stands between the fields belongs to none of them.
  other = Transfer("between", "33");
  other.set_grant("projects/p/grants/region 33");
  EXPECT_THAT(Insert(Receipts(), &other), IsOk());
}

TEST_F(StoredKeys, WithoutAReferenceThereIsNoKey) {
  for (const char* id : {"a", "b"}) {
    for (const char* reference : {"", " \u00a0"}) {
      Receipt receipt = Transfer(absl::StrCat(id, CountCharacters(reference)), reference);
      EXPECT_THAT(Insert(Receipts(), &receipt), IsOk());
    }
  }
}

TEST_F(StoredKeys, WhatWasUndoneLeavesItsKey) {
  Receipt first = Transfer("first", "VIR 33");
  ASSERT_THAT(Insert(Receipts(), &first), IsOk());
  first.set_reversed_by("projects/p/receipts/undo");
  ASSERT_THAT(Update(Receipts(), &first), IsOk());
  Receipt undo = Transfer("undo", "VIR 33");
  undo.set_reverses(first.name());
  EXPECT_THAT(Insert(Receipts(), &undo), IsOk());
  Receipt anew = Transfer("anew", "vir 33");
  EXPECT_THAT(Insert(Receipts(), &anew), IsOk());
  Receipt again = Transfer("again", "VIR 33");
  EXPECT_THAT(Facts(Insert(Receipts(), &again)),
              ElementsAre("receipt.reference", "VIR 33", anew.name()));
}

Application Decided(const std::string& id, const std::string& reference) {
  Application application;
  application.set_name(absl::StrCat("projects/p/applications/", id));
  application.set_funder("funders/ville");
  application.set_decision_reference(reference);
  application.set_state(Application::STATE_AWARDED);
  return application;
}

TEST_F(StoredKeys, AChangeThatMakesItTheSameIsRefusedToo) {
  Application a = Decided("a", "Délibération 12"), b = Decided("b", "");
  ASSERT_THAT(Insert(Applications(), &a), IsOk());
  ASSERT_THAT(Insert(Applications(), &b), IsOk());
  Application same = b;
  same.set_decision_reference("DELIBERATION 12");
  EXPECT_THAT(Facts(Update(Applications(), &same)),
              ElementsAre("decision_reference", "DELIBERATION 12", a.name()));
  EXPECT_EQ(Get(Applications(), b.name())->decision_reference(), "");
  // Its own is no other's.
  a.set_decision_reference("délibération 12");
  EXPECT_THAT(Update(Applications(), &a), IsOk());
  a.set_state(Application::STATE_WITHDRAWN);
  EXPECT_THAT(Update(Applications(), &a), IsOk());
  EXPECT_THAT(Update(Applications(), &same), IsOk());
  // Back where it counts, it is the second.
  a.set_state(Application::STATE_AWARDED);
  EXPECT_THAT(Facts(Update(Applications(), &a)),
              ElementsAre("decision_reference", "délibération 12", b.name()));
  EXPECT_THAT(Proof(), IsOk());
}

TEST_F(StoredKeys, OfTwoAtOnceOneIsRefused) {
  constexpr int kWriters = 8;
  std::vector<absl::Status> statuses(kWriters);
  std::vector<std::thread> threads;
  threads.reserve(kWriters);
  for (int i = 0; i < kWriters; ++i) {
    threads.emplace_back([&, i] {
      Receipt receipt = Transfer(absl::StrCat("x", i), i % 2 == 0 ? "VIR É" : "vir e\u0301");
      statuses[i] = Insert(Receipts(), &receipt);
    });
  }
  for (std::thread& thread : threads) thread.join();
  int granted = 0;
  for (const absl::Status& status : statuses) {
    granted += status.ok();
    if (status.ok()) continue;
    EXPECT_THAT(status, IsReason(type::v1::REASON_DUPLICATE_ENTRY));
  }
  EXPECT_EQ(granted, 1);
  EXPECT_THAT(Proof(), IsOk());
}

TEST_F(StoredKeys, AnOlderDatabaseGetsThem) {
  Application row;
  row.set_name("projects/p/applications/a");
  row.set_display_name("École");
  ASSERT_THAT(Insert(Applications(), &row), IsOk());
  MakeOld({"VIR É 33"});
  Open(Options());
  EXPECT_THAT(Proof(), IsOk());
  EXPECT_THAT(Texts("SELECT display_name_folded FROM application"), ElementsAre("ecole"));
  EXPECT_THAT(Texts("SELECT reference_folded FROM receipt"), ElementsAre("vir e 33"));
  Receipt again = Transfer("again", "vir e 33");
  EXPECT_THAT(Facts(Insert(Receipts(), &again)),
              ElementsAre("receipt.reference", "vir e 33", "projects/p/receipts/x9"));
}

// Six spellings of one invoice were once accepted, and stand.
TEST_F(StoredKeys, WhatIsTwiceInAnOlderDatabaseStays) {
  MakeOld({"VIR 33", "vir 33", " VIR 33"});
  Open(Options());
  EXPECT_THAT(Proof(), IsOk());
  EXPECT_THAT(List(Receipts(), {.parent = "projects/p", .filter = "reference = \"vir 33\""})->names,
              SizeIs(3));
  Receipt again = Transfer("again", "VIR 33");
  EXPECT_THAT(Facts(Insert(Receipts(), &again)),
              ElementsAre("receipt.reference", "VIR 33", "projects/p/receipts/x9"));
  // The second is changed as any other, which the first does not hinder.
  Receipt second = *Get(Receipts(), "projects/p/receipts/x8");
  second.set_kind(Receipt::KIND_BALANCE);
  EXPECT_THAT(Update(Receipts(), &second), IsOk());
  EXPECT_THAT(Proof(), IsOk());
  second.set_reversed_by("projects/p/receipts/undo");
  EXPECT_THAT(Update(Receipts(), &second), IsOk());
  EXPECT_THAT(Proof(), IsOk());
  EXPECT_THAT(Facts(Insert(Receipts(), &again)),
              ElementsAre("receipt.reference", "VIR 33", "projects/p/receipts/x9"));
  // The next has the key once the first is undone, and the next but one once that is gone:
  // what is there is not recorded once more.
  Receipt third = *Get(Receipts(), "projects/p/receipts/x7");
  Receipt first = *Get(Receipts(), "projects/p/receipts/x9");
  first.set_reversed_by("projects/p/receipts/undo");
  EXPECT_THAT(Update(Receipts(), &first), IsOk());
  EXPECT_THAT(Proof(), IsOk());
  EXPECT_THAT(Facts(Insert(Receipts(), &again)),
              ElementsAre("receipt.reference", "VIR 33", "projects/p/receipts/x7"));
  // Filled again, the keys are as they were.
  Change("DELETE FROM key_basis");
  Open(Options());
  EXPECT_THAT(Proof(), IsOk());
  EXPECT_THAT(Facts(Insert(Receipts(), &again)),
              ElementsAre("receipt.reference", "VIR 33", third.name()));
  EXPECT_THAT(Delete(Receipts(), third), IsOk());
  EXPECT_THAT(Insert(Receipts(), &again), IsOk());
}

TEST_F(StoredKeys, OfThreeTheNextHasTheKeyWhenTheFirstIsDeleted) {
  MakeOld({"VIR 33", "vir 33", " VIR 33"});
  Open(Options());
  Receipt again = Transfer("again", "VIR 33");
  for (const char* id : {"x9", "x8"}) {
    EXPECT_THAT(Delete(Receipts(), *Get(Receipts(), absl::StrCat("projects/p/receipts/", id))),
                IsOk());
    EXPECT_THAT(Proof(), IsOk());
    EXPECT_THAT(Insert(Receipts(), &again), IsReason(type::v1::REASON_DUPLICATE_ENTRY)) << id;
  }
}

// Whoever takes the guard away for a moment, or sets a key apart by hand, is found.
TEST_F(StoredKeys, WhatIsTwiceIsFoundWhateverItsKeys) {
  Receipt one = Transfer("one", "VIR 33"), two = Transfer("two", "vir 33");
  ASSERT_THAT(Insert(Receipts(), &one), IsOk());
  EXPECT_EQ(DuplicateOf(one), "");
  ASSERT_THAT(Write([](db::Transaction& tx) { return tx.Run("DROP INDEX receipt_natural_key"); }),
              IsOk());
  ASSERT_THAT(Insert(Receipts(), &two), IsOk());
  EXPECT_EQ(DuplicateOf(one), two.name());
  EXPECT_EQ(DuplicateOf(two), one.name());
  // The first is not the one to be set apart.
  const std::string apart = "UPDATE receipt SET natural_key = natural_key || name WHERE name = '";
  EXPECT_THAT(
      Write([&](db::Transaction& tx) { return tx.Run(absl::StrCat(apart, one.name(), "'")); }),
      IsOk());
  EXPECT_EQ(DuplicateOf(one), two.name());
  // Nor are both.
  EXPECT_THAT(
      Write([&](db::Transaction& tx) { return tx.Run(absl::StrCat(apart, two.name(), "'")); }),
      IsOk());
  EXPECT_EQ(DuplicateOf(two), two.name());
}

// More than are read at once, in several projects.
TEST_F(StoredKeys, AllRowsOfAnOlderDatabaseGetThem) {
  for (const char* project : {"p", "q"}) {
    ASSERT_THAT(WriteTo(absl::StrCat("projects/", project),
                        [&](db::Transaction& tx) -> absl::Status {
                          for (int i = 0; i < 1'300; ++i) {
                            Phase phase = PhaseNamed("", i);
                            phase.set_name(absl::StrCat("projects/", project, "/phases/x", i));
                            phase.set_display_name(absl::StrCat("Étape ", i));
                            COFI_RETURN_IF_ERROR(Phases().Insert(tx, &phase));
                          }
                          return absl::OkStatus();
                        }),
                IsOk());
  }
  Change("UPDATE phase SET display_name_folded = ''; DELETE FROM key_basis");
  Open(Options());
  EXPECT_EQ(Number("SELECT COUNT(*) FROM phase WHERE display_name_folded LIKE 'etape %'"), 2'600);
  EXPECT_THAT(Proof(), IsOk());
}

}  // namespace
}  // namespace cofi
