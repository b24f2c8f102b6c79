#include "clients/cli/typed/input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "tests/folder.h"

namespace cofi::cli {
namespace {

std::string Mistake(const absl::StatusOr<std::string>& read) {
  return std::string(read.status().message());
}

TEST(Input, IsTheTextOfAFile) {
  const Folder folder;
  const std::string file = folder.Write("a", "- project: p\n  display_name: Été\n");
  EXPECT_EQ(*ReadInput(file, Language::kEnglish), "- project: p\n  display_name: Été\n");
  EXPECT_EQ(*ReadInput(folder.Write("b", ""), Language::kEnglish), "");
}

TEST(Input, HasALimit) {
  const Folder folder;
  const std::string file = folder.Write("a", "12345");
  EXPECT_TRUE(ReadInput(file, Language::kEnglish, 5).ok());
  EXPECT_EQ(Mistake(ReadInput(file, Language::kEnglish, 4)), file + " has more than 4 bytes");
  EXPECT_TRUE(
      ReadInput(folder.Write("b", std::string(kInputBytesMax, 'x')), Language::kEnglish).ok());
  const std::string large = folder.Write("c", std::string(kInputBytesMax + 1, 'x'));
  EXPECT_EQ(Mistake(ReadInput(large, Language::kEnglish)),
            large + " has more than 4,194,304 bytes");
}

TEST(Input, MistakesNameTheFile) {
  const Folder folder;
  const std::string file = folder.Write("a", "caf\xe9");
  EXPECT_EQ(Mistake(ReadInput(file, Language::kFrench)), file + " n'est pas un texte en UTF-8");
  EXPECT_EQ(Mistake(ReadInput(folder.path() + "/none", Language::kEnglish)),
            folder.path() + "/none cannot be read: No such file or directory");
  EXPECT_EQ(Mistake(ReadInput(folder.path(), Language::kEnglish)),
            folder.path() + " cannot be read: it is a folder");
}

// Nobody need write for them to be refused.
TEST(Input, IsNeverOfWhatMayNotEnd) {
  const Folder folder;
  const std::string pipe = folder.path() + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  for (const std::string& file : {pipe, std::string("/dev/zero"), std::string("/dev/full")}) {
    EXPECT_EQ(Mistake(ReadInput(file, Language::kEnglish)),
              file + " cannot be read: it is no file");
    EXPECT_FALSE(CheckReadable(file, Language::kEnglish).ok()) << file;
  }
  EXPECT_TRUE(CheckReadable(folder.Write("a", "1"), Language::kEnglish).ok());
}

// `<(…)`, a pipe without a name, comes to an end with its writer.
TEST(Input, MayBeAPipeOfTheShell) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  std::thread writer([&] {
    EXPECT_EQ(write(ends[1], "- project: p\n", 13), 13);
    close(ends[1]);
  });
  EXPECT_EQ(*ReadInput(absl::StrCat("/dev/fd/", ends[0]), Language::kEnglish), "- project: p\n");
  writer.join();
  close(ends[0]);
}

}  // namespace
}  // namespace cofi::cli
