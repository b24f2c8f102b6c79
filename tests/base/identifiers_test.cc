#include "base/identifiers.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/escaping.h"
#include "absl/synchronization/mutex.h"
#include "base/names.h"

namespace cofi {
namespace {

TEST(Identifiers, AreUuidsOfVersionFour) {
  for (int i = 0; i < 200; ++i) {
    const std::string uuid = NewUuid();
    EXPECT_TRUE(IsUuid4(uuid)) << uuid;
    // The variant of RFC 4122.
    EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos) << uuid;
  }
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
  EXPECT_TRUE(IsUuid4(uuid));
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
