#include "clients/cli/sent/last_words.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>

namespace cofi::cli {
namespace {

bool IsDefault(int signal) {
  struct sigaction now {};
  sigaction(signal, nullptr, &now);
  return now.sa_handler == SIG_DFL;
}

class LastWordsTest : public ::testing::Test {
 protected:
  // Whoever runs this may have had it ignore them, as nohup does.
  LastWordsTest() {
    for (const int each : {SIGINT, SIGTERM, SIGHUP}) signal(each, SIG_DFL);
  }
};

TEST_F(LastWordsTest, AreSaidBeforeTheEnd) {
  for (const int each : {SIGINT, SIGTERM, SIGHUP}) {
    EXPECT_EXIT(
        {
          const LastWords last("not done");
          raise(each);
        },
        testing::ExitedWithCode(128 + each), "^\n! not done\n$");
  }
}

TEST_F(LastWordsTest, AreTheNewestAndThenThoseBefore) {
  {
    const LastWords last("one");
    EXPECT_FALSE(IsDefault(SIGHUP));
  }
  EXPECT_TRUE(IsDefault(SIGHUP));
  EXPECT_EXIT(
      {
        const LastWords outer("one");
        const LastWords inner("two");
        raise(SIGINT);
      },
      testing::ExitedWithCode(128 + SIGINT), "^\n! two\n$");
  EXPECT_EXIT(
      {
        const LastWords outer("one");
        std::optional<LastWords> inner;
        for (const char* each : {"two", "three"}) inner.emplace(each);
        inner.reset();
        raise(SIGINT);
      },
      testing::ExitedWithCode(128 + SIGINT), "^\n! one\n$");
}

// Of nohup, or of a job that a script put into the background.
TEST_F(LastWordsTest, AreNotSaidOfASignalThatWasIgnored) {
  for (const int each : {SIGINT, SIGTERM, SIGHUP}) {
    EXPECT_EXIT(
        {
          signal(each, SIG_IGN);
          {
            const LastWords last("not done");
            raise(each);
          }
          raise(each);
          std::_Exit(0);
        },
        testing::ExitedWithCode(0), "^$");
  }
}

}  // namespace
}  // namespace cofi::cli
