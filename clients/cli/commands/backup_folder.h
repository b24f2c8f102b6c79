// A folder that is there as a whole or not at all: written as `NAME.part`, which gets its name at
// the end. One that an interrupted program leaves behind is written anew by the next.
//
//   auto folder = BackupFolder::Make("2026-11", language);
//   (*folder)->Append("budgets.sqlite", bytes);
//   (*folder)->Close();
//   (*folder)->Keep();
//
// Errors are INVALID_ARGUMENT, in the user's language: what cannot be written, and why.
#ifndef COFI_CLIENTS_CLI_COMMANDS_BACKUP_FOLDER_H_
#define COFI_CLIENTS_CLI_COMMANDS_BACKUP_FOLDER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/language.h"

namespace cofi::cli {

// The files of a backup, by the service's name, and the one that describes them.
std::string CopyName(absl::string_view service);
inline constexpr char kManifestName[] = "manifest.jsonl";

class BackupFolder {
 public:
  // An error if something of this name is there, another program is making it, or it cannot be
  // made.
  static absl::StatusOr<std::unique_ptr<BackupFolder>> Make(const std::string& path,
                                                            Language language);
  // Takes all away that was not kept.
  ~BackupFolder();
  BackupFolder(const BackupFolder&) = delete;
  BackupFolder& operator=(const BackupFolder&) = delete;

  // Adds to the file `name`, the only one until Close. CHECKs that it is.
  absl::Status Append(const std::string& name, absl::string_view bytes);
  // No more will be added; makes sure that it is on the disk.
  absl::Status Close();
  // Gives the folder its name, on the disk too.
  absl::Status Keep();

  // Where it is until then.
  const std::string& part() const { return part_; }

 private:
  BackupFolder(std::string path, std::string part, int lock, Language language);
  absl::Status CannotWrite(const std::string& name) const;

  const std::string path_, part_;
  const int lock_;  // the unfinished folder, locked while it is written
  const Language language_;
  std::string name_;
  int file_ = -1;
  bool kept_ = false;
};

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMANDS_BACKUP_FOLDER_H_
