// Fields of kinds that the API lacks today go through the store and its journal as they are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "db/history.h"
#include "db/store/verification.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/db/specimen.pb.h"
#include "tests/db/temporary_store.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using tests::Specimen;

const db::Table<Specimen>& Specimens() {
  static const db::Table<Specimen> table{
      {.name = "specimen",
       .columns = {"content", "pieces", "small_numbers", "numbers", "kinds", "answers",
                   "part.content", "parts"}}};
  return table;
}

// Bytes that are no text in any encoding.
std::string Bytes() {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  return bytes;
}

Specimen Full() {
  Specimen full;
  full.set_name("projects/p/specimens/full");
  full.set_content(Bytes());
  for (const std::string& piece : {std::string(), Bytes(), std::string("x")}) {
    full.add_pieces(piece);
  }
  for (const int32_t number : {0, 1, -1, INT32_MAX, INT32_MIN}) full.add_small_numbers(number);
  for (const int64_t number : {int64_t{0}, int64_t{-1}, INT64_MAX, INT64_MIN}) {
    full.add_numbers(number);
    full.add_parts()->add_numbers(number);
  }
  for (const auto kind : {Specimen::KIND_UNSPECIFIED, Specimen::KIND_TWO}) full.add_kinds(kind);
  for (const bool answer : {false, true, false}) full.add_answers(answer);
  full.mutable_part()->set_content(Bytes());
  full.add_parts()->set_content(Bytes());
  return full;
}

class AnyField : public StoreTest {};

TEST_F(AnyField, ComesBackAsItWas) {
  for (Specimen specimen : {Full(), [] {
                              Specimen empty;
                              empty.set_name("projects/p/specimens/empty");
                              return empty;
                            }()}) {
    ASSERT_THAT(Insert(Specimens(), &specimen), IsOk());
    const auto found = Get(Specimens(), specimen.name());
    ASSERT_THAT(found, IsOk());
    EXPECT_TRUE(MessageDifferencer::Equals(*found, specimen)) << found->DebugString();
    specimen.mutable_content()->push_back('\0');
    specimen.add_numbers(7);
    ASSERT_THAT(Update(Specimens(), &specimen), IsOk());
    EXPECT_TRUE(MessageDifferencer::Equals(*Get(Specimens(), specimen.name()), specimen));
  }
}

TEST_F(AnyField, OfBytesIsStoredAsThey) {
  Specimen full = Full();
  ASSERT_THAT(Insert(Specimens(), &full), IsOk());
  EXPECT_EQ(Number("SELECT LENGTH(content) FROM specimen"), 256);
  EXPECT_EQ(Number(OnPostgres() ? "SELECT COUNT(*) FROM specimen WHERE pg_typeof(content) ="
                                  " 'bytea'::regtype"
                                : "SELECT COUNT(*) FROM specimen WHERE typeof(content) = 'blob'"),
            1);
}

TEST_F(AnyField, CanBeAskedForAndIsNoTextToCompare) {
  Specimen full = Full(), empty;
  empty.set_name("projects/p/specimens/empty");
  ASSERT_THAT(Insert(Specimens(), &full), IsOk());
  ASSERT_THAT(Insert(Specimens(), &empty), IsOk());
  for (const char* path : {"content", "pieces", "small_numbers", "kinds", "part.content"}) {
    const auto found =
        List(Specimens(), {.parent = "projects/p", .filter = std::string(path) + ":*"});
    ASSERT_THAT(found, IsOk());
    EXPECT_THAT(found->names, ElementsAre(full.name())) << path;
    EXPECT_THAT(
        List(Specimens(), {.parent = "projects/p", .filter = std::string(path) + " = \"x\""}),
        IsReason(type::v1::REASON_FILTER_MALFORMED));
    EXPECT_THAT(List(Specimens(), {.parent = "projects/p", .order_by = path}),
                IsReason(type::v1::REASON_ORDER_BY_MALFORMED));
  }
}

TEST_F(AnyField, IsInTheJournalAndProved) {
  Specimen full = Full();
  ASSERT_THAT(Insert(Specimens(), &full), IsOk());
  EXPECT_THAT(Read([&](db::Transaction& tx) -> absl::Status {
                COFI_ASSIGN_OR_RETURN(const db::History history,
                                      db::ReadHistory(tx, {.name = full.name()}));
                EXPECT_EQ(history.entries.size(), 1);
                Specimen state;
                EXPECT_TRUE(history.entries[0].entry().resource().UnpackTo(&state));
                EXPECT_EQ(state.content(), Bytes());
                return absl::OkStatus();
              }),
              IsOk());
  const db::Invariants invariants{.tables = {{&Specimens(), nullptr}}};
  db::Verification verification(&invariants, {}, /*heads_only=*/false);
  while (!verification.done()) {
    ASSERT_THAT(Read([&](db::Transaction& tx) { return verification.Page(tx); }), IsOk());
  }
  EXPECT_EQ(verification.resources(), 1);
}

}  // namespace
}  // namespace cofi
