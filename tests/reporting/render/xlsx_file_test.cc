// A workbook as a file: the same document has the same bytes, and whatever happens leaves nothing
// on the disk. What is in it: xlsx_test.cc.

#include <gmock/gmock.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/language.h"
#include "services/reporting/render/renderer.h"
#include "tests/folder.h"
#include "tests/reasons.h"
#include "tests/reporting/render/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::IsEmpty;

constexpr int64_t kRowsMax = 1'048'576;

std::string Rendered(const std::vector<v1::Document>& parts) {
  const auto renderer = MakeXlsxRenderer();
  std::string bytes;
  for (const v1::Document& part : parts) EXPECT_THAT(renderer->Add(part, &bytes), IsOk());
  EXPECT_THAT(renderer->Finish(&bytes), IsOk());
  return bytes;
}

// A table of one column, without anything above it.
v1::Document WithOneTable() {
  v1::Document document;
  document.set_report("status");
  document.add_blocks()->mutable_table()->add_columns()->set_label("Line");
  return document;
}

// Where temporary files go, for as long as it is there.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::string& path)
      : before_(std::filesystem::temp_directory_path().string()) {
    setenv("TMPDIR", path.c_str(), 1);
  }
  ~TemporaryFolder() { setenv("TMPDIR", before_.c_str(), 1); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

 private:
  const std::string before_;
};

// No file may grow beyond so many bytes, as on a disk that is full.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit = {bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  const sighandler_t handler_;
  rlimit before_ = {};
};

TEST(XlsxFile, TheSameDocumentHasTheSameBytes) {
  const v1::Document document = ExampleDocument(Language::kFrench);
  v1::Document undated = document;
  undated.clear_as_of_date();
  const std::string bytes = Rendered({document});
  const std::string undated_bytes = Rendered({undated});
  // Whatever time is in it is in whole seconds.
  absl::SleepFor(absl::Milliseconds(1'100));
  EXPECT_TRUE(Rendered({document}) == bytes);
  EXPECT_TRUE(Rendered({undated}) == undated_bytes);
  EXPECT_FALSE(bytes == undated_bytes);
}

TEST(XlsxFile, PartsMakeTheSameBytes) {
  const v1::Document document = ExampleDocument(Language::kFrench);
  const std::string whole = Rendered({document});
  EXPECT_TRUE(Rendered(InParts(document, 3)) == whole);
  // Some of these have no rows.
  EXPECT_TRUE(Rendered(InParts(document, 20)) == whole);
}

TEST(XlsxFile, MoreRowsThanASheetHasAreRefused) {
  const auto renderer = MakeXlsxRenderer();
  std::string bytes;
  v1::Document document = WithOneTable();
  v1::Table* const table = document.mutable_blocks(0)->mutable_table();
  table->mutable_rows()->Reserve(kRowsMax);
  for (int64_t i = 0; i < kRowsMax - 1; ++i) table->add_rows();
  EXPECT_THAT(renderer->Add(document, &bytes), IsOk()) << "the head and as many rows as there are";
  v1::Document more;
  more.add_blocks()->mutable_table()->set_continued(true);
  more.mutable_blocks(0)->mutable_table()->add_rows();
  EXPECT_THAT(renderer->Add(more, &bytes),
              IsReasonWith(type::v1::REASON_TOO_MANY_ITEMS, "value", absl::StrCat(kRowsMax + 1)));
}

TEST(XlsxFile, LeavesNothingBehind) {
  const Folder folder;
  const TemporaryFolder temporary(folder.path());
  EXPECT_FALSE(Rendered({ExampleDocument(Language::kFrench)}).empty());
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  // Nor one that is given up.
  auto renderer = MakeXlsxRenderer();
  std::string bytes;
  ASSERT_THAT(renderer->Add(ExampleDocument(Language::kFrench), &bytes), IsOk());
  ASSERT_FALSE(std::filesystem::is_empty(folder.path()));
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    EXPECT_EQ(entry.status().permissions(), std::filesystem::perms::owner_all);
  }
  renderer.reset();
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  EXPECT_THAT(bytes, IsEmpty());
}

TEST(XlsxFile, WhatCannotBeWrittenIsRefused) {
  std::string bytes;
  {
    const TemporaryFolder temporary("/proc/no-such-folder");
    EXPECT_THAT(MakeXlsxRenderer()->Add(ExampleDocument(Language::kFrench), &bytes),
                IsReason(type::v1::REASON_FORMAT_UNAVAILABLE));
  }
  v1::Document document = WithOneTable();
  v1::Table* const table = document.mutable_blocks(0)->mutable_table();
  for (int i = 0; i < 100; ++i) table->add_rows()->add_cells()->set_text(std::string(10'000, 'x'));
  const auto renderer = MakeXlsxRenderer();
  absl::Status finished;
  {
    const FileSizeLimit limit(100'000);
    EXPECT_THAT(renderer->Add(document, &bytes), IsOk()) << "nobody has looked yet";
    finished = renderer->Finish(&bytes);
  }
  EXPECT_THAT(finished, IsReason(type::v1::REASON_FORMAT_UNAVAILABLE));
  EXPECT_THAT(bytes, IsEmpty());
}

}  // namespace
}  // namespace cofi::reporting
