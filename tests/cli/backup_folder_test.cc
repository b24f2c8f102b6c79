#include "clients/cli/commands/backup_folder.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/folder.h"

namespace cofi::cli {
namespace {

namespace fs = std::filesystem;

std::string Content(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class BackupFolders : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<BackupFolder>> Make(Language language = Language::kEnglish) const {
    return BackupFolder::Make(path_, language);
  }
  auto Entries() const { return std::distance(fs::directory_iterator(folder_.path()), {}); }

  const Folder folder_;
  const std::string path_ = folder_.path() + "/b";
};

TEST_F(BackupFolders, AreThereAsAWhole) {
  const auto folder = Make();
  ASSERT_TRUE(folder.ok()) << folder.status();
  ASSERT_TRUE((*folder)->Append("budgets.sqlite", "one").ok());
  ASSERT_TRUE((*folder)->Append("budgets.sqlite", " two").ok());
  ASSERT_TRUE((*folder)->Close().ok());
  ASSERT_TRUE((*folder)->Append(kManifestName, "all").ok());
  ASSERT_TRUE((*folder)->Close().ok());
  EXPECT_FALSE(fs::exists(path_));
  ASSERT_TRUE((*folder)->Keep().ok());
  EXPECT_EQ(Content(path_ + "/budgets.sqlite"), "one two");
  EXPECT_EQ(Content(path_ + "/manifest.jsonl"), "all");
  EXPECT_EQ(Entries(), 1);
}

TEST_F(BackupFolders, OrNotAtAll) {
  {
    const auto folder = Make();
    ASSERT_TRUE((*folder)->Append("budgets.sqlite", "half").ok());
    EXPECT_EQ(Entries(), 1);
  }
  EXPECT_EQ(Entries(), 0);
}

// What an interrupted program left.
TEST_F(BackupFolders, LeftUnfinishedAreWrittenAnew) {
  fs::create_directory(path_ + ".part");
  folder_.Write("b.part/budgets.sqlite", "much longer");
  const auto folder = Make();
  ASSERT_TRUE(folder.ok()) << folder.status();
  EXPECT_EQ((*folder)->part(), path_ + ".part");
  ASSERT_TRUE((*folder)->Append("budgets.sqlite", "one").ok());
  ASSERT_TRUE((*folder)->Close().ok());
  ASSERT_TRUE((*folder)->Keep().ok());
  EXPECT_EQ(Content(path_ + "/budgets.sqlite"), "one");
  EXPECT_EQ(Entries(), 1);
}

// A link would lead what nobody else may read to where somebody wants it.
TEST_F(BackupFolders, FollowNoLink) {
  fs::create_directory(folder_.path() + "/elsewhere");
  fs::create_directory_symlink(folder_.path() + "/elsewhere", path_ + ".part");
  EXPECT_EQ(Make().status().message(), path_ + " cannot be written: Not a directory");
}

TEST_F(BackupFolders, NeverReplaceWhatIsThere) {
  folder_.Write("b", "mine");
  EXPECT_EQ(Make(Language::kFrench).status().message(),
            path_ + " ne peut être écrit : le fichier existe déjà");
  EXPECT_EQ(Content(path_), "mine");
  fs::remove(path_);
  fs::create_directory(path_);
  EXPECT_EQ(Make().status().message(), "the folder " + path_ + " exists already");
  EXPECT_EQ(Make(Language::kFrench).status().message(), "le dossier " + path_ + " existe déjà");
  EXPECT_TRUE(fs::is_empty(path_));
}

TEST_F(BackupFolders, AreMadeByOneAtATime) {
  {
    const auto folder = Make();
    ASSERT_TRUE(folder.ok()) << folder.status();
    EXPECT_EQ(Make().status().message(),
              path_ + " cannot be written: another program is writing a backup of this name");
    EXPECT_EQ(Entries(), 1) << "before anything is asked of a server";
    EXPECT_TRUE(BackupFolder::Make(path_ + "2", Language::kEnglish).ok());
  }
  EXPECT_TRUE(Make().ok());
}

TEST_F(BackupFolders, HaveAName) {
  EXPECT_EQ(BackupFolder::Make("", Language::kEnglish).status().message(),
            " cannot be written: No such file or directory");
}

TEST_F(BackupFolders, SayWhatCannotBeWritten) {
  const auto folder = Make();
  // As if the disk were gone.
  fs::remove_all(fs::directory_iterator(folder_.path())->path());
  const absl::Status written = (*folder)->Append("budgets.sqlite", "one");
  EXPECT_EQ(written.message(),
            path_ + "/budgets.sqlite cannot be written: No such file or directory");
}

TEST_F(BackupFolders, TakeOneFileAtATime) {
  const auto folder = Make();
  ASSERT_TRUE((*folder)->Append("budgets.sqlite", "one").ok());
  EXPECT_DEATH((void)(*folder)->Append("projects.sqlite", "two"), "name == name_");
}

}  // namespace
}  // namespace cofi::cli
