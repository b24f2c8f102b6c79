// Archives of files: the same bytes of the same files, whenever and wherever they are made.
#include "services/reporting/render/zip.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/folder.h"
#include "tests/reasons.h"

namespace cofi::reporting {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr absl::CivilDay kDay(2018, 4, 20);

std::string Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(WriteArchive, HasTheFilesInTheirOrder) {
  const Folder folder;
  const std::vector<ArchivedFile> files = {
      {"00-manifest.csv", folder.Write("m", "number,file\r\n")},
      {"01-a.txt", folder.Write("a", "what is in it")}};
  ASSERT_THAT(WriteArchive(folder.path() + "/x.zip", files, kDay), IsOk());
  const std::string bytes = Read(folder.path() + "/x.zip");
  EXPECT_THAT(bytes, StartsWith("PK\x03\x04"));
  EXPECT_THAT(bytes, HasSubstr("number,file\r\n")) << "stored as it is";
  EXPECT_LT(bytes.find("00-manifest.csv"), bytes.find("01-a.txt"));
}

TEST(WriteArchive, IsTheSameToTheByte) {
  const Folder folder;
  const std::string path = folder.Write("a", "what is in it");
  ASSERT_THAT(WriteArchive(folder.path() + "/x.zip", {{"01-a.txt", path}}, kDay), IsOk());
  // Of another time, and of other rights.
  std::filesystem::last_write_time(
      path, std::filesystem::file_time_type::clock::now() - std::chrono::hours(1'000));
  std::filesystem::permissions(path, std::filesystem::perms::owner_read);
  ASSERT_THAT(WriteArchive(folder.path() + "/y.zip", {{"01-a.txt", path}}, kDay), IsOk());
  EXPECT_EQ(Read(folder.path() + "/x.zip"), Read(folder.path() + "/y.zip"));
  ASSERT_THAT(WriteArchive(folder.path() + "/z.zip", {{"01-a.txt", path}}, kDay + 1), IsOk());
  EXPECT_NE(Read(folder.path() + "/x.zip"), Read(folder.path() + "/z.zip"));
}

TEST(WriteArchive, LeavesNothingOfWhatCannotBeRead) {
  const Folder folder;
  const std::string path = folder.path() + "/x.zip";
  EXPECT_THAT(WriteArchive(path, {{"01-a.txt", folder.path() + "/nothing"}}, kDay), Not(IsOk()));
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace cofi::reporting
