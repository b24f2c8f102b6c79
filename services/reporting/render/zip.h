// Archives of files, as ZIP.
#ifndef COFI_SERVICES_REPORTING_RENDER_ZIP_H_
#define COFI_SERVICES_REPORTING_RENDER_ZIP_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"

namespace cofi::reporting {

// A file of an archive: what it is called in there, and where it is until then.
struct ArchivedFile {
  std::string name;
  std::string path;
};

// Writes an archive of these files, in their order, to `path`, where nothing is yet. The same files
// of the same day make the same bytes, on every machine: they are stored as they are, because what
// people attach is packed already, and nothing is told of them but their names and that day. Reads
// them piece by piece; INTERNAL if one cannot be read, or the archive not be written.
absl::Status WriteArchive(const std::string& path, const std::vector<ArchivedFile>& files,
                          absl::CivilDay day);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_RENDER_ZIP_H_
