#include "services/reporting/render/zip.h"

#include <zip.h>

#include <algorithm>
#include <cstdint>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/status.h"

namespace cofi::reporting {
namespace {

// A date of a ZIP has seven bits for the years since 1980, four for the month, five for the day.
constexpr int64_t kFirstYear = 1980;
constexpr int64_t kLastYear = 2107;
constexpr int kYearBits = 9;
constexpr int kMonthBits = 5;
// A file that everybody may read: rw-r--r--, in the upper half.
constexpr zip_uint32_t kAttributes = zip_uint32_t{0100644} << 16;

absl::Status Failed(absl::string_view what, absl::string_view why) {
  return absl::InternalError(absl::StrCat("archive: ", what, ": ", why));
}

zip_uint16_t ZipDate(absl::CivilDay day) {
  const int64_t year = std::clamp<int64_t>(day.year(), kFirstYear, kLastYear) - kFirstYear;
  return static_cast<zip_uint16_t>((year << kYearBits) | (day.month() << kMonthBits) | day.day());
}

// Nothing is written unless it is closed.
struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
using OpenArchive = std::unique_ptr<zip_t, Discard>;

absl::Status AddFile(const ArchivedFile& file, absl::CivilDay day, zip_t* archive) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_file_create(file.path.c_str(), 0, -1, &error);
  if (source == nullptr) return Failed(file.name, zip_error_strerror(&error));
  // From here on it is the archive's, if that takes it.
  const zip_int64_t added = zip_file_add(archive, file.name.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (added < 0) {
    zip_source_free(source);
    return Failed(file.name, zip_strerror(archive));
  }
  const auto index = static_cast<zip_uint64_t>(added);
  const bool set =
      zip_set_file_compression(archive, index, ZIP_CM_STORE, 0) == 0 &&
      zip_file_set_dostime(archive, index, /*time=*/0, ZipDate(day), 0) == 0 &&
      zip_file_set_external_attributes(archive, index, 0, ZIP_OPSYS_UNIX, kAttributes) == 0;
  return set ? absl::OkStatus() : Failed(file.name, zip_strerror(archive));
}

}  // namespace

absl::Status WriteArchive(const std::string& path, const std::vector<ArchivedFile>& files,
                          absl::CivilDay day) {
  int code = 0;
  OpenArchive archive(zip_open(path.c_str(), ZIP_CREATE | ZIP_EXCL, &code));
  if (archive == nullptr) return Failed(path, absl::StrCat("error ", code));
  for (const ArchivedFile& file : files) {
    COFI_RETURN_IF_ERROR(AddFile(file, day, archive.get()));
  }
  // Only now are the files read. What is closed is gone; what could not be is still there.
  if (zip_close(archive.get()) != 0) return Failed(path, zip_strerror(archive.get()));
  static_cast<void>(archive.release());
  return absl::OkStatus();
}

}  // namespace cofi::reporting
