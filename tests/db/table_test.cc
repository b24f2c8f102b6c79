#include "db/tables/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "base/status.h"
#include "db/journal.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/db/examples.h"
#include "tests/db/temporary_store.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kEntries[] = "SELECT COUNT(*) FROM journal";

class Tables : public StoreTest {
 protected:
  template <typename M>
  void ExpectStored(const db::Table<M>& table, const M& expected) {
    const absl::StatusOr<M> stored = Get(table, expected.name());
    ASSERT_THAT(stored, IsOk());
    EXPECT_TRUE(MessageDifferencer::Equals(*stored, expected))
        << stored->DebugString() << "instead of " << expected.DebugString();
  }
};

TEST_F(Tables, AnInsertedRowComesBackWithWhatTheServerSets) {
  const absl::Time before = absl::Now();
  Phase phase = PhaseNamed("design", 1);
  *phase.mutable_planned_start_date() = On("2018-03-23");
  ASSERT_THAT(Insert(Phases(), &phase), IsOk());
  EXPECT_TRUE(IsUuid(phase.uid()));
  EXPECT_EQ(phase.etag(), "1");
  EXPECT_TRUE(MessageDifferencer::Equals(phase.create_time(), phase.update_time()));
  EXPECT_GE(absl::FromUnixSeconds(phase.create_time().seconds() + 1), before);
  ExpectStored(Phases(), phase);
}

TEST_F(Tables, ARowOfEveryKindOfColumnComesBack) {
  Grant grant;
  grant.set_name("projects/p/grants/region");
  *grant.mutable_awarded_amount() = MoneyFromMinor(104'000'00, "CHF");
  *grant.mutable_ceiling() = MoneyFromMinor(1, "CHF");
  *grant.mutable_award_date() = On("2018-03-23");
  grant.add_eligible_accounts("64");
  grant.mutable_rate()->set_basis_points(8000);
  ASSERT_THAT(Insert(Grants(), &grant), IsOk());
  ExpectStored(Grants(), grant);

  Grant bare;
  bare.set_name("projects/p/grants/bare");
  ASSERT_THAT(Insert(Grants(), &bare), IsOk());
  ExpectStored(Grants(), bare);

  // The currency is that of the first amount that is there.
  Grant second;
  second.set_name("projects/p/grants/second");
  *second.mutable_ceiling() = MoneyFromMinor(5, "CHF");
  ASSERT_THAT(Insert(Grants(), &second), IsOk());
  ExpectStored(Grants(), second);
}

TEST_F(Tables, WhatIsNotAColumnIsNotKept) {
  Phase phase = PhaseNamed("design", 1);
  phase.set_description("not in this table");
  ASSERT_THAT(Insert(Phases(), &phase), IsOk());
  EXPECT_EQ(Get(Phases(), phase.name())->description(), "");
}

TEST_F(Tables, ANameIsTakenOnce) {
  Phase phase = PhaseNamed("design", 1), again = PhaseNamed("design", 2);
  ASSERT_THAT(Insert(Phases(), &phase), IsOk());
  EXPECT_THAT(Insert(Phases(), &again),
              IsReasonWith(type::v1::REASON_RESOURCE_EXISTS, "name", phase.name()));
  ExpectStored(Phases(), phase);
  EXPECT_EQ(Number(kEntries), 1);
}

// The service knows what its own constraint means to people.
TEST_F(Tables, AnotherUniqueConstraintRefusesWithoutAReason) {
  Phase first = PhaseNamed("design", 1), second = PhaseNamed("works", 1);
  ASSERT_THAT(Insert(Phases(), &first), IsOk());
  const absl::Status status = Insert(Phases(), &second);
  EXPECT_TRUE(absl::IsAlreadyExists(status)) << status;
  EXPECT_EQ(ReasonOf(status), type::v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Number(kEntries), 1);
}

TEST_F(Tables, AnUpdateSetsTimeAndEtagAndNothingElse) {
  Phase phase = PhaseNamed("design", 1);
  ASSERT_THAT(Insert(Phases(), &phase), IsOk());
  const Phase before = phase;
  phase.set_display_name("Étude");
  ASSERT_THAT(Update(Phases(), &phase), IsOk());
  EXPECT_EQ(phase.etag(), "2");
  EXPECT_EQ(phase.uid(), before.uid());
  EXPECT_TRUE(MessageDifferencer::Equals(phase.create_time(), before.create_time()));
  EXPECT_GE(phase.update_time().seconds(), before.update_time().seconds());
  ExpectStored(Phases(), phase);
}

TEST_F(Tables, AnUpdateWithoutAChangeWritesNothing) {
  Phase phase = PhaseNamed("design", 1);
  ASSERT_THAT(Insert(Phases(), &phase), IsOk());
  const Phase before = phase;
  ASSERT_THAT(Update(Phases(), &phase), IsOk());
  EXPECT_TRUE(MessageDifferencer::Equals(phase, before)) << phase.DebugString();
  ExpectStored(Phases(), before);
  EXPECT_EQ(Number(kEntries), 1);
}

TEST_F(Tables, EveryColumnThatChangesIsAChange) {
  Application application;
  application.set_name("projects/p/applications/fse");
  ASSERT_THAT(Insert(Applications(), &application), IsOk());
  int etag = 1;
  const auto expect_change = [&](const char* what) {
    ASSERT_THAT(Update(Applications(), &application), IsOk());
    EXPECT_EQ(application.etag(), absl::StrCat(++etag)) << what;
    ExpectStored(Applications(), application);
  };
  application.set_note("n");
  expect_change("text");
  *application.mutable_requested_amount() = Euros(0);
  expect_change("an amount of zero where there was none");
  *application.mutable_requested_amount() = Euros(1);
  expect_change("amount");
  application.clear_requested_amount();
  expect_change("no amount any more");
  application.set_likelihood_basis_points(6000);
  expect_change("number");
  application.set_state(Application::STATE_DRAFT);
  expect_change("enum");
  *application.mutable_expected_decision_date() = On("2018-03-23");
  expect_change("date");
  application.mutable_agreement_terms()->set_reference("r");
  expect_change("a field within");
  application.add_history()->set_verb("SUBMIT");
  expect_change("a repeated message");
  application.mutable_history(0)->set_verb("AWARD");
  expect_change("a field of a repeated message");
}

TEST_F(Tables, WhatIsNotThereIsNotFound) {
  Phase phase = PhaseNamed("design", 1);
  EXPECT_THAT(Get(Phases(), phase.name()),
              IsReasonWith(type::v1::REASON_RESOURCE_NOT_FOUND, "name", phase.name()));
  EXPECT_THAT(Update(Phases(), &phase), IsReason(type::v1::REASON_RESOURCE_NOT_FOUND));
  EXPECT_THAT(Get(Phases(), ""), IsReason(type::v1::REASON_RESOURCE_NOT_FOUND));
  EXPECT_EQ(Number(kEntries), 0);
}

TEST_F(Tables, ADeletedRowIsGoneAndItsNameIsFree) {
  Phase phase = PhaseNamed("design", 1);
  ASSERT_THAT(Insert(Phases(), &phase), IsOk());
  const std::string uid = phase.uid();
  ASSERT_THAT(Delete(Phases(), phase), IsOk());
  EXPECT_THAT(Get(Phases(), phase.name()), IsReason(type::v1::REASON_RESOURCE_NOT_FOUND));
  ASSERT_THAT(Insert(Phases(), &phase), IsOk());
  EXPECT_NE(phase.uid(), uid);
  // The journal goes on: an etag is never used again.
  EXPECT_EQ(phase.etag(), "3");
}

// A change on top of what somebody changed past Cofi would make it Cofi's own.
TEST_F(Tables, ARowThatWasChangedPastCofiIsNotWrittenOver) {
  Receipt receipt = ReceiptNamed("r", 100, "2018-03-23");
  receipt.set_reference("VIR 33");
  ASSERT_THAT(Insert(Receipts(), &receipt), IsOk());
  for (const std::string column :
       {"amount = 900", "uid = 'x'", "create_time = 7", "sequence = 7", "parent = 'x'",
        "currency = 'CHF'", "reference_folded = 'x'", "natural_key = NULL", "amount = NULL"}) {
    const std::string change = absl::StrCat("UPDATE receipt SET ", column);
    for (const bool deletes : {false, true}) {
      // All of it is taken back, because the last of it is refused.
      const absl::Status refused = Write([&](db::Transaction& tx) -> absl::Status {
        COFI_RETURN_IF_ERROR(tx.Run(change));
        if (deletes) return Receipts().Delete(tx, receipt);
        COFI_ASSIGN_OR_RETURN(Receipt changed, Receipts().Get(tx, receipt.name()));
        changed.set_kind(Receipt::KIND_BALANCE);
        return Receipts().Update(tx, &changed);
      });
      EXPECT_THAT(refused, IsReasonWith(type::v1::REASON_STORE_DAMAGED, "name", receipt.name()))
          << column;
      EXPECT_THAT(refused, IsReasonWith(type::v1::REASON_STORE_DAMAGED, "what",
                                        column.substr(0, column.find(' '))));
    }
  }
  // Nor is one that the journal does not have, or has no more.
  for (const char* change : {"DELETE FROM journal", "UPDATE journal SET state = NULL"}) {
    EXPECT_THAT(Write([&](db::Transaction& tx) -> absl::Status {
                  COFI_RETURN_IF_ERROR(tx.Run(change));
                  Receipt changed = receipt;
                  changed.set_kind(Receipt::KIND_BALANCE);
                  return Receipts().Update(tx, &changed);
                }),
                IsReasonWith(type::v1::REASON_STORE_DAMAGED, "what", "name"))
        << change;
  }
  ExpectStored(Receipts(), receipt);
  EXPECT_EQ(Number(kEntries), 1);
}

TEST_F(Tables, EtagsCountInEachRoot) {
  Phase here = PhaseNamed("design", 1), there = here;
  there.set_name("projects/q/phases/design");
  Organization top;
  top.set_name("organizations/region");
  ASSERT_THAT(Insert(Phases(), &here), IsOk());
  ASSERT_THAT(Insert(Phases(), &there), IsOk());
  ASSERT_THAT(Insert(Organizations(), &top), IsOk());
  EXPECT_EQ(here.etag(), "1");
  EXPECT_EQ(there.etag(), "1");
  EXPECT_EQ(top.etag(), "1");
}

TEST_F(Tables, ExistsSaysWhetherARowIsThere) {
  Phase phase = PhaseNamed("design", 1);
  ASSERT_THAT(Insert(Phases(), &phase), IsOk());
  EXPECT_THAT(Read([&](db::Transaction& tx) {
                EXPECT_TRUE(Phases().Exists(tx, phase.name()).value());
                EXPECT_FALSE(Phases().Exists(tx, "projects/p/phases/works").value());
                return absl::OkStatus();
              }),
              IsOk());
}

TEST_F(Tables, ChildrenAreThoseOfTheParentInTheOrderAsked) {
  EXPECT_THAT(Write([](db::Transaction& tx) -> absl::Status {
                int position = 9;
                for (const char* id : {"b", "a", "c"}) {
                  Phase phase = PhaseNamed(id, --position);
                  COFI_RETURN_IF_ERROR(Phases().Insert(tx, &phase));
                }
                return absl::OkStatus();
              }),
              IsOk());
  Phase other = PhaseNamed("a", 1);
  other.set_name("projects/pp/phases/a");
  ASSERT_THAT(Insert(Phases(), &other), IsOk());
  const auto children = [&](const char* parent, const char* order) {
    std::vector<std::string> ids;
    EXPECT_THAT(Read([&](db::Transaction& tx) -> absl::Status {
                  COFI_ASSIGN_OR_RETURN(const auto all, Phases().Children(tx, parent, order));
                  for (const Phase& phase : all) ids.emplace_back(IdOf(phase.name()));
                  return absl::OkStatus();
                }),
                IsOk());
    return ids;
  };
  EXPECT_THAT(children("projects/p", "name"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(children("projects/p", "position"), ElementsAre("c", "a", "b"));
  EXPECT_THAT(children("projects/none", "name"), IsEmpty());
}

TEST_F(Tables, AVisitEndsWhereTheVisitorFails) {
  Phase first = PhaseNamed("a", 1), second = PhaseNamed("b", 2);
  ASSERT_THAT(Insert(Phases(), &first), IsOk());
  ASSERT_THAT(Insert(Phases(), &second), IsOk());
  int visited = 0;
  const auto visit = [&](db::Transaction& tx) {
    return Phases().Visit(tx, "root = $1 ORDER BY name", {absl::string_view("projects/p")},
                          [&](const google::protobuf::Message&) {
                            ++visited;
                            return absl::CancelledError("enough");
                          });
  };
  EXPECT_EQ(Read(visit), absl::CancelledError("enough"));
  EXPECT_EQ(visited, 1);
  // The statement can be run again.
  EXPECT_EQ(Read(visit), absl::CancelledError("enough"));
  EXPECT_EQ(visited, 2);
}

TEST_F(Tables, KnowTheirColumnsByPath) {
  EXPECT_NE(Applications().FindColumn("agreement_terms.reference"), nullptr);
  EXPECT_NE(Applications().FindColumn("create_time"), nullptr);
  EXPECT_EQ(Applications().FindColumn("agreement_terms"), nullptr);
  EXPECT_EQ(Applications().FindColumn("etag"), nullptr);
  EXPECT_EQ(Applications().FindColumn("root"), nullptr);
}

Application Sized(const std::string& id, size_t note) {
  Application row;
  row.set_name(absl::StrCat("projects/p/applications/", id));
  row.set_note(std::string(note, 'n'));
  return row;
}

TEST_F(Tables, AResourceHasSoManyBytesAtMost) {
  Application fits = Sized("fits", db::kResourceBytesMax - 200);
  ASSERT_THAT(Insert(Applications(), &fits), IsOk());
  Application large = Sized("large", db::kResourceBytesMax);
  EXPECT_THAT(Insert(Applications(), &large),
              IsReasonWith(type::v1::REASON_RESOURCE_TOO_LARGE, "name", large.name()));
  EXPECT_EQ(Number(kEntries), 1);

  // Whatever a verb says fits into what was taken; more does not.
  fits.set_decision_reference(std::string(db::kChangeBytesMax, 'd'));
  ASSERT_THAT(Update(Applications(), &fits), IsOk());
  fits.set_note(fits.note() + std::string(1'000, 'n'));
  EXPECT_THAT(Update(Applications(), &fits), IsReason(type::v1::REASON_RESOURCE_TOO_LARGE));
}

// It has bounds of its own, which refuse verbs that come again and again, and no other.
TEST_F(Tables, WhatVerbsDidDoesNotCountAmongItsBytes) {
  Application row = Sized("a", db::kResourceBytesMax - 200);
  for (int i = 0; i < 100; ++i) row.add_history()->set_note(std::string(2'000, 'h'));
  ASSERT_THAT(Insert(Applications(), &row), IsOk());
  row.add_history()->set_verb("WITHDRAW");
  EXPECT_THAT(Update(Applications(), &row), IsOk());
}

// An older version took it.
TEST_F(Tables, ALargerOneThatIsThereCanStillBeMoved) {
  Application row = Sized("a", 100);
  ASSERT_THAT(Insert(Applications(), &row), IsOk());
  row.set_note(std::string(4 * db::kResourceBytesMax, 'n'));
  row.clear_etag();
  ASSERT_THAT(Write([&](db::Transaction& tx) -> absl::Status {
                COFI_ASSIGN_OR_RETURN(const int64_t sequence,
                                      db::AppendJournal(tx, row.name(), "2018-03-01",
                                                        Application::descriptor(), &row));
                return tx.Run("UPDATE application SET note = $1, note_folded = $1, sequence = $2",
                              {absl::string_view(row.note()), sequence});
              }),
              IsOk());
  row = Get(Applications(), row.name()).value();
  *row.mutable_expected_decision_date() = On("2018-03-23");
  EXPECT_THAT(Update(Applications(), &row), IsOk());
  row.set_decision_reference(std::string(1'000, 'd'));
  EXPECT_THAT(Update(Applications(), &row), IsReason(type::v1::REASON_RESOURCE_TOO_LARGE));
}

}  // namespace
}  // namespace cofi
