#include "clients/cli/printed/output.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <ostream>

#include "tests/folder.h"

namespace cofi::cli {
namespace {

TEST(Outputs, AreWrittenWhole) {
  const Folder folder;
  const std::string file = folder.Write("out", "");
  const int descriptor = open(file.c_str(), O_WRONLY);
  Output output(descriptor);
  std::ostream out(&output);
  const std::string block(100'000, 'x');
  out << "a" << block << "é" << std::flush << 12 << 'b' << std::flush;
  close(descriptor);
  std::ifstream in(file);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "a" + block + "é12b");
  EXPECT_EQ(output.error(), 0);
}

TEST(Outputs, SayWhyTheyAreNot) {
  const int full = open("/dev/full", O_WRONLY);
  Output output(full);
  std::ostream out(&output);
  out << "a";
  EXPECT_EQ(output.error(), 0);
  out << std::flush;
  EXPECT_FALSE(out);
  EXPECT_EQ(output.error(), ENOSPC);
  close(full);

  const int read_only = open("/dev/null", O_RDONLY);
  Output closed(read_only);
  std::ostream(&closed) << std::string(100'000, 'x');
  EXPECT_EQ(closed.error(), EBADF);
  close(read_only);
}

TEST(Outputs, ThatNobodyReadsAreNoSignalForAWhile) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  Output output(ends[1]);
  {
    const UnreadIsNoSignal unread;
    std::ostream(&output) << "a" << std::flush;
  }
  EXPECT_EQ(output.error(), EPIPE);
  Output after(ends[1]);
  EXPECT_EXIT(std::ostream(&after) << "a" << std::flush, testing::KilledBySignal(SIGPIPE), "");
  close(ends[1]);
}

}  // namespace
}  // namespace cofi::cli
