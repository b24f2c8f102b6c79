#include "db/requests.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "tests/db/examples.h"
#include "tests/db/temporary_store.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

constexpr char kRequestId[] = "d8bd6e5f-4c3c-4b68-9d53-6d6a1f0d9a11";
constexpr char kRoot[] = "projects/p";

class Requests : public StoreTest {
 protected:
  Requests() { cause_.request_id = kRequestId; }

  absl::StatusOr<std::optional<std::string>> Find(const std::string& digest,
                                                  const std::string& root = kRoot) {
    std::optional<std::string> answer;
    COFI_RETURN_IF_ERROR(Read([&](db::Transaction& tx) -> absl::Status {
      COFI_ASSIGN_OR_RETURN(answer, db::FindAnswer(tx, root, digest));
      return absl::OkStatus();
    }));
    return answer;
  }

  absl::Status Keep(const std::string& digest, const std::string& answer) {
    return Write([&](db::Transaction& tx) { return db::KeepAnswer(tx, kRoot, digest, answer); });
  }
};

TEST_F(Requests, TheFirstAnswerIsGivenAgain) {
  EXPECT_EQ(Find("digest").value(), std::nullopt);
  const std::string answer("an\0swer\xff", 8);
  ASSERT_THAT(Keep("digest", answer), IsOk());
  EXPECT_EQ(Find("digest").value(), answer);
  Reopen();
  EXPECT_EQ(Find("digest").value(), answer);
}

// A clock that was set back would hide it from a move, which goes by time.
TEST_F(Requests, IsNotKeptBeforeTheLastEntryOfItsChain) {
  constexpr int64_t kIn2100 = 4'102'444'800'000'000;
  Phase phase = PhaseNamed("x", 1);
  ASSERT_THAT(Insert(Phases(), &phase), IsOk());
  ASSERT_THAT(Write([&](db::Transaction& tx) {
                return tx.Run("UPDATE journal SET commit_time = $1 WHERE root = $2",
                              {kIn2100, absl::string_view(kRoot)});
              }),
              IsOk());
  Close();
  db::StoreOptions options = Options();
  options.accept_clock = true;
  Open(options);
  ASSERT_THAT(Keep("digest", "answer"), IsOk());
  EXPECT_EQ(Number("SELECT commit_time FROM request"), kIn2100);
}

TEST_F(Requests, AnEmptyAnswerIsAnAnswer) {
  ASSERT_THAT(Keep("digest", ""), IsOk());
  EXPECT_EQ(Find("digest").value(), "");
}

TEST_F(Requests, AnotherRequestUnderTheSameIdIsRefused) {
  ASSERT_THAT(Keep("digest", "answer"), IsOk());
  const auto other = Find("other digest");
  EXPECT_THAT(other, IsReasonWith(type::v1::REASON_REQUEST_ID_REUSED, "value", kRequestId));
  EXPECT_THAT(other, IsReasonWith(type::v1::REASON_REQUEST_ID_REUSED, "field", "request_id"));
  EXPECT_EQ(Find("digest").value(), "answer");
}

TEST_F(Requests, ARequestIsFoundByItsIdAlone) {
  const auto find = [&] {
    std::optional<db::KeptRequest> kept;
    EXPECT_THAT(Read([&](db::Transaction& tx) -> absl::Status {
                  COFI_ASSIGN_OR_RETURN(kept, db::FindRequest(tx, kRequestId));
                  return absl::OkStatus();
                }),
                IsOk());
    return kept;
  };
  EXPECT_FALSE(find().has_value());
  // Of others, and on roots around it.
  const std::string id = cause_.request_id;
  for (const char* root : {"directory", "projects/a", "projects/z"}) {
    cause_.request_id = "another";
    ASSERT_THAT(Write([&](db::Transaction& tx) { return db::KeepAnswer(tx, root, "d", "no"); }),
                IsOk());
  }
  cause_.request_id = id;
  cause_.principal = "another";
  ASSERT_THAT(Keep("digest", "no"), IsOk());
  cause_.principal = "officer";
  EXPECT_FALSE(find().has_value());

  const absl::Time before = absl::Now();
  ASSERT_THAT(Keep("digest", "answer"), IsOk());
  const auto kept = find();
  ASSERT_TRUE(kept.has_value());
  EXPECT_EQ(kept->root, kRoot);
  EXPECT_EQ(kept->verb, "Test");
  EXPECT_EQ(kept->answer, "answer");
  EXPECT_GE(kept->commit_time, before - absl::Microseconds(1));
  EXPECT_LE(kept->commit_time, absl::Now());
}

TEST_F(Requests, AnIdIsThatOfOnePrincipalOnOneRoot) {
  ASSERT_THAT(Keep("digest", "answer"), IsOk());
  EXPECT_EQ(Find("other digest", "projects/q").value(), std::nullopt);
  cause_.principal = "another";
  EXPECT_EQ(Find("other digest").value(), std::nullopt);
}

TEST_F(Requests, AnAnswerIsKeptOnce) {
  ASSERT_THAT(Keep("digest", "answer"), IsOk());
  EXPECT_TRUE(absl::IsAlreadyExists(Keep("digest", "another")));
  EXPECT_EQ(Find("digest").value(), "answer");
}

TEST_F(Requests, AnAnswerGoesWithItsChange) {
  EXPECT_EQ(Write([](db::Transaction& tx) -> absl::Status {
              COFI_RETURN_IF_ERROR(db::KeepAnswer(tx, kRoot, "digest", "answer"));
              return absl::CancelledError("no");
            }),
            absl::CancelledError("no"));
  EXPECT_EQ(Find("digest").value(), std::nullopt);
}

}  // namespace
}  // namespace cofi
