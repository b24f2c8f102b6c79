// BackupService: copies of the stores in this process, and copies put back.
#ifndef COFI_SERVICES_JOURNAL_BACKUP_H_
#define COFI_SERVICES_JOURNAL_BACKUP_H_

#include <functional>
#include <string>

#include "services/journal/copies.h"
#include "services/journal/verify.h"
#include "services/rpc/client_stream.h"
#include "services/rpc/server_stream.h"
#include "services/rpc/workshop.h"

namespace cofi::journal {

// What both methods need of this process.
struct Backups {
  rpc::Stores stores;
  AllInvariants invariants;
  // Holds the followers of a service, or lets them go on from the cursor that its
  // store has then. On the thread of the workshop.
  std::function<void(const std::string& service, bool held)> hold;
  rpc::Workshop* workshop;
  Copies* copies;
};

// DATABASE_ON_SERVER unless the store is a file, of which these methods make copies.
absl::Status CheckHasFile(const db::Store& store);

// BackUp, among the other methods that answer with streams.
void ServeBackUp(const Backups& backups, rpc::StreamService* service);

// Restore, among the methods that take one.
void ServeRestore(const Backups& backups, rpc::ClientStreamService* service);

// A file in the folder of a store, of which nothing stays.
class PartFile {
 public:
  explicit PartFile(const db::Store& store);
  ~PartFile();
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  const std::string& path() const { return path_; }
  // Takes away its name: who has it open keeps it.
  void Remove();

 private:
  std::string path_;
};

}  // namespace cofi::journal

#endif  // COFI_SERVICES_JOURNAL_BACKUP_H_
