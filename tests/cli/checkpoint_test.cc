// Checkpoints and the keys that sign them, as far as a folder goes.

#include "clients/cli/commands/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "base/signatures.h"
#include "clients/cli/commands/signing_key.h"
#include "tests/folder.h"

namespace cofi::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Checkpoints : public ::testing::Test {
 protected:
  static journal::v1::ChainHead Head(const std::string& root, int64_t sequence) {
    journal::v1::ChainHead head;
    head.set_root(root);
    head.set_sequence(sequence);
    head.set_hash(std::string(32, '\7'));
    return head;
  }

  std::string In(const std::string& name) const { return folder_.path() + "/" + name; }

  // The key in `key.pem`, made when it is not there.
  std::string Key() {
    bool made = false;
    const auto key = SigningKeyIn(In("key.pem"), Language::kEnglish, &made);
    EXPECT_TRUE(key.ok()) << key.status();
    return key.value_or("");
  }

  absl::StatusOr<Checkpoint> Read(const std::string& text, const std::string& key = "key.pem.pub") {
    return ReadCheckpoint(folder_.Write("a.checkpoint", text), In(key), Language::kEnglish);
  }

  const Folder folder_;
};

TEST_F(Checkpoints, AreReadAsTheyWereWritten) {
  Checkpoint written{.time = absl::FromUnixSeconds(1'764'000'000), .heads = {}};
  written.heads["budgets"] = {Head("directory", 3), Head("projects/p", 34)};
  written.heads["projects"] = {Head("projects/p", 7)};
  const std::string text = *CheckpointText(written, Key());
  EXPECT_THAT(text, HasSubstr("\ntime 2025-11-24T16:00:00Z\nhead budgets directory 3 0707"));
  for (const char* key : {"key.pem", "key.pem.pub"}) {
    const auto read = Read(text, key);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->time, written.time);
    ASSERT_EQ(read->heads.at("budgets").size(), 2u);
    EXPECT_EQ(read->heads.at("budgets")[1].SerializeAsString(),
              Head("projects/p", 34).SerializeAsString());
    EXPECT_EQ(read->heads.at("projects").size(), 1u);
  }
}

// A line a chain and service: with many projects, more than other files may have.
TEST_F(Checkpoints, MayBeLarge) {
  Checkpoint written{.time = absl::FromUnixSeconds(0), .heads = {}};
  written.heads["budgets"].assign(45'000, Head("projects/one-of-very-many", 1));
  const std::string text = *CheckpointText(written, Key());
  ASSERT_GT(text.size(), size_t{4} << 20);
  const auto read = Read(text);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->heads.at("budgets").size(), 45'000u);
}

TEST_F(Checkpoints, ThatWereChangedAreRefused) {
  Checkpoint written{.time = absl::FromUnixSeconds(0), .heads = {}};
  written.heads["budgets"] = {Head("projects/p", 34)};
  const std::string key = Key(), text = *CheckpointText(written, key);
  std::string changed = text;
  changed[changed.find(" 34 ") + 1] = '2';
  EXPECT_THAT(std::string(Read(changed).status().message()), HasSubstr("was not signed with"));
  EXPECT_THAT(std::string(Read("").status().message()), HasSubstr("is no checkpoint of cofi"));
  EXPECT_THAT(std::string(Read(text, "a.checkpoint").status().message()),
              HasSubstr("is no Ed25519 key"));
  // Signed, but by someone who writes something else.
  const std::string other = "cofi-checkpoint-1\nnothing\n";
  EXPECT_FALSE(Read(absl::StrCat(other, "signature ", "AAAA", "\n")).ok());
  EXPECT_FALSE(CheckpointText(written, *PublicKeyOf(key)).ok());
}

TEST_F(Checkpoints, AKeyIsMadeOnceForItsOwnerAlone) {
  bool made = false;
  const auto key = SigningKeyIn(In("key.pem"), Language::kEnglish, &made);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_TRUE(made);
  struct stat facts {};
  ASSERT_EQ(stat(In("key.pem").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
  EXPECT_TRUE(fs::exists(In("key.pem.pub")));
  EXPECT_EQ(*SigningKeyIn(In("key.pem"), Language::kEnglish, &made), *key);
  EXPECT_FALSE(made);
  fs::permissions(In("key.pem"), fs::perms::others_read, fs::perm_options::add);
  EXPECT_THAT(
      std::string(SigningKeyIn(In("key.pem"), Language::kEnglish, &made).status().message()),
      HasSubstr("others may read"));
}

TEST_F(Checkpoints, ARefusedKeyLeavesNothing) {
  folder_.Write("key.pem.pub", "another's");
  bool made = false;
  const auto key = SigningKeyIn(In("key.pem"), Language::kFrench, &made);
  EXPECT_EQ(key.status().message(),
            In("key.pem.pub") + " ne peut être écrit : le fichier existe déjà");
  EXPECT_FALSE(fs::exists(In("key.pem")));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), {}), 1);
}

TEST_F(Checkpoints, AFileThatIsThereIsNeverWrittenOver) {
  const std::string file = folder_.Write("a", "old");
  EXPECT_EQ(WriteNew(file, "new", 0644, Language::kEnglish).message(),
            file + " cannot be written: File exists");
  EXPECT_EQ(fs::file_size(file), 3u);
  EXPECT_EQ(WriteNew(In("none/a"), "new", 0644, Language::kFrench).message(),
            In("none/a") + " ne peut être écrit : fichier ou dossier inexistant");
}

}  // namespace
}  // namespace cofi::cli
