#include "clients/cli/sent/interruption.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

namespace cofi::cli {
namespace {

void Say(const char* text) { (void)!write(STDERR_FILENO, text, 1); }
void SayOne() { Say("1"); }
void SayTwo() { Say("2"); }

bool IsDefault(int signal) {
  struct sigaction now {};
  sigaction(signal, nullptr, &now);
  return now.sa_handler == SIG_DFL;
}

TEST(Interruptions, AreActedOnBeforeTheEnd) {
  for (const int each : {SIGINT, SIGTERM, SIGHUP}) {
    EXPECT_EXIT(
        {
          const Interruption interruption(&SayOne);
          raise(each);
        },
        testing::ExitedWithCode(128 + each), "^1$");
  }
}

TEST(Interruptions, PutBackWhatWasThere) {
  {
    const Interruption interruption(&SayOne);
    EXPECT_FALSE(IsDefault(SIGHUP));
  }
  EXPECT_TRUE(IsDefault(SIGHUP));
  EXPECT_EXIT(
      {
        const Interruption outer(&SayOne);
        { const Interruption inner(&SayTwo); }
        raise(SIGINT);
      },
      testing::ExitedWithCode(128 + SIGINT), "^1$");
}

// Of nohup, or of a job that a script put into the background.
TEST(Interruptions, ThatWereIgnoredStaySo) {
  for (const int each : {SIGINT, SIGTERM, SIGHUP}) {
    EXPECT_EXIT(
        {
          signal(each, SIG_IGN);
          {
            const Interruption interruption(&SayOne);
            raise(each);
          }
          raise(each);
          std::_Exit(0);
        },
        testing::ExitedWithCode(0), "^$");
  }
}

TEST(Interruptions, MayEndToBeActedOn) {
  EXPECT_EXIT(
      {
        {
          Interruption interruption(&SayOne);
          interruption.Ignore();
          raise(SIGTERM);
        }
        raise(SIGTERM);
      },
      testing::KilledBySignal(SIGTERM), "^$");
}

}  // namespace
}  // namespace cofi::cli
