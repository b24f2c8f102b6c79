#include "clients/cli/typed/input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
            folder.path() + "/none cannot be read");
  EXPECT_EQ(Mistake(ReadInput(folder.path(), Language::kEnglish)),
            folder.path() + " cannot be read");
}

}  // namespace
}  // namespace cofi::cli
