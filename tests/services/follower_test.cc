// A step of a follower is taken once, by whichever process comes first.
#include "services/rpc/follower.h"

#include <gtest/gtest.h>

#include "db/store.h"
#include "tests/cluster.h"
#include "tests/reasons.h"

namespace cofi::rpc {
namespace {

TEST(TakeStep, OnlyFromWhereItBegan) {
  const Folder folder;
  const auto store =
      db::Store::Open({.database = NewDatabase(), .folder = folder.path(), .service = "examples"},
                      {})
          .value();
  const auto take = [&](const std::string& from, const std::string& to) {
    Step step{.from = from, .change = {}};
    step.change.set_cursor(to);
    return store->WriteAndWait({}, [&](db::Transaction& tx) { return TakeStep(tx, "x", step); });
  };
  EXPECT_THAT(take("", "5"), IsOk());
  // Another has taken it, and perhaps gone on.
  EXPECT_TRUE(absl::IsAborted(take("", "5")));
  EXPECT_THAT(take("5", "9"), IsOk());
  EXPECT_TRUE(absl::IsAborted(take("5", "7")));
  EXPECT_THAT(take("9", "10"), IsOk());
}

}  // namespace
}  // namespace cofi::rpc
