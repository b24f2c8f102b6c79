#include "base/identifiers.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "base/names.h"

namespace cofi {
namespace {

TEST(Identifiers, AreUuidsOfVersionFour) {
  for (int i = 0; i < 200; ++i) {
    const std::string uuid = NewUuid();
    EXPECT_TRUE(IsUuid(uuid)) << uuid;
    EXPECT_EQ(uuid[14], '4') << uuid;
  }
}

TEST(Identifiers, OfRequestsSortByTheTimeTheyWereMade) {
  const absl::Time start = absl::Now();
  const std::string early = NewRequestId();
  EXPECT_TRUE(IsUuid(early)) << early;
  EXPECT_EQ(early[14], '7') << early;
  int64_t millis = 0;
  ASSERT_TRUE(absl::SimpleHexAtoi(absl::StrCat(early.substr(0, 8), early.substr(9, 4)), &millis));
  EXPECT_GE(millis, absl::ToUnixMillis(start));
  EXPECT_LE(millis, absl::ToUnixMillis(absl::Now()));
  absl::SleepFor(absl::Milliseconds(2));
  EXPECT_LT(early, NewRequestId());
}

TEST(Identifiers, AreNeverTheSameOnAnyThread) {
  absl::Mutex mutex;
  absl::flat_hash_set<std::string> all;
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 1'000; ++n) {
        std::string uuid = NewUuid();
        absl::MutexLock lock(&mutex);
        all.insert(std::move(uuid));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(all.size(), 4'000u);
}

TEST(Identifiers, OfACauseAreAlwaysTheSame) {
  const std::string uuid = UuidFrom("projects/p/applications/a award");
  EXPECT_TRUE(IsUuid(uuid));
  EXPECT_EQ(uuid, UuidFrom("projects/p/applications/a award"));
  EXPECT_NE(uuid, UuidFrom("projects/p/applications/b award"));
  // Kept by databases: it may never change.
  EXPECT_EQ(UuidFrom("abc"), "ba7816bf-8f01-4fea-8141-40de5dae2223");
}

TEST(Identifiers, OfResourcesSortByTime) {
  const absl::Time start = absl::FromUnixMillis(1'521'763'200'000);
  std::string last;
  for (int i = 0; i < 2'000; i += 37) {
    const std::string id = NewResourceId(start + absl::Milliseconds(i));
    EXPECT_EQ(id.size(), 20u);
    EXPECT_TRUE(IsResourceId(id)) << id;
    EXPECT_LT(last, id);
    last = id;
  }
  EXPECT_NE(NewResourceId(start), NewResourceId(start));
}

// The vectors of FIPS 180-4.
TEST(Identifiers, DigestsAreSha256) {
  EXPECT_EQ(absl::BytesToHexString(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(absl::BytesToHexString(Sha256("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace cofi
