#include "tests/faults/sqlite_shim.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "base/check.h"

namespace cofi::faults {
namespace {

FaultyVfs* the_disk = nullptr;
sqlite3_vfs* real_vfs = nullptr;

// SQLite allocates it, with room for the real file behind it.
struct File {
  sqlite3_file base;
  std::string* path;
  sqlite3_file* real;
};

File* Of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
sqlite3_file* Real(sqlite3_file* file) { return Of(file)->real; }
const std::string& Path(sqlite3_file* file) { return *Of(file)->path; }
bool IsLog(sqlite3_file* file) { return absl::EndsWith(Path(file), "-wal"); }

bool Fails(Operation operation, sqlite3_file* file) {
  return the_disk->Fails(operation, Path(file));
}

int Close(sqlite3_file* file) {
  const int result = Real(file)->pMethods->xClose(Real(file));
  delete Of(file)->path;
  Of(file)->path = nullptr;
  return result;
}

int Read(sqlite3_file* file, void* bytes, int count, sqlite3_int64 offset) {
  if (Fails(Operation::kRead, file)) return SQLITE_IOERR_READ;
  return Real(file)->pMethods->xRead(Real(file), bytes, count, offset);
}

// Keeps what is there now, for a power cut to bring back.
void Remember(sqlite3_file* file, int count, sqlite3_int64 offset) {
  if (the_disk->forgets_syncs()) return;
  sqlite3_int64 size = 0;
  COFI_CHECK(Real(file)->pMethods->xFileSize(Real(file), &size) == SQLITE_OK, Path(file));
  std::string before(std::max<sqlite3_int64>(0, std::min<sqlite3_int64>(count, size - offset)),
                     '\0');
  if (!before.empty()) {
    COFI_CHECK(Real(file)->pMethods->xRead(Real(file), before.data(),
                                           static_cast<int>(before.size()), offset) == SQLITE_OK,
               Path(file));
  }
  the_disk->Wrote(Path(file), offset, std::move(before), size);
}

int Write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  Remember(file, count, offset);
  if (!Fails(Operation::kWrite, file)) {
    return Real(file)->pMethods->xWrite(Real(file), bytes, count, offset);
  }
  switch (the_disk->kind()) {
    case Fault::kFull:
      return SQLITE_FULL;
    case Fault::kShortWrite:
      (void)Real(file)->pMethods->xWrite(Real(file), bytes, count / 2, offset);
      return SQLITE_IOERR_WRITE;
    default:
      return SQLITE_IOERR_WRITE;
  }
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (Fails(Operation::kTruncate, file)) return SQLITE_IOERR_TRUNCATE;
  sqlite3_int64 before = 0;
  COFI_CHECK(Real(file)->pMethods->xFileSize(Real(file), &before) == SQLITE_OK, Path(file));
  if (size < before) Remember(file, static_cast<int>(before - size), size);
  return Real(file)->pMethods->xTruncate(Real(file), size);
}

int Sync(sqlite3_file* file, int flags) {
  if (Fails(Operation::kSync, file)) return SQLITE_IOERR_FSYNC;
  if (the_disk->forgets_syncs()) {
    return IsLog(file) ? SQLITE_OK : Real(file)->pMethods->xSync(Real(file), flags);
  }
  the_disk->Synced(Path(file));
  return SQLITE_OK;
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  if (Fails(Operation::kSize, file)) return SQLITE_IOERR_FSTAT;
  return Real(file)->pMethods->xFileSize(Real(file), size);
}

int Lock(sqlite3_file* file, int level) {
  if (Fails(Operation::kLock, file)) return SQLITE_IOERR_LOCK;
  return Real(file)->pMethods->xLock(Real(file), level);
}
int Unlock(sqlite3_file* file, int level) {
  return Real(file)->pMethods->xUnlock(Real(file), level);
}
int CheckReservedLock(sqlite3_file* file, int* out) {
  return Real(file)->pMethods->xCheckReservedLock(Real(file), out);
}

// SQLite asks the file before it carries out a pragma.
int FileControl(sqlite3_file* file, int operation, void* argument) {
  if (operation == SQLITE_FCNTL_PRAGMA) {
    char** words = static_cast<char**>(argument);
    std::string value;
    if (the_disk->Answers(absl::AsciiStrToLower(words[1]), &value)) {
      words[0] = sqlite3_mprintf("%s", value.c_str());
      return SQLITE_OK;
    }
  }
  return Real(file)->pMethods->xFileControl(Real(file), operation, argument);
}

int SectorSize(sqlite3_file* file) { return Real(file)->pMethods->xSectorSize(Real(file)); }
int DeviceCharacteristics(sqlite3_file* file) {
  return Real(file)->pMethods->xDeviceCharacteristics(Real(file));
}

int ShmMap(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
  if (Fails(Operation::kMap, file)) return SQLITE_IOERR_SHMMAP;
  return Real(file)->pMethods->xShmMap(Real(file), page, size, extend, out);
}
int ShmLock(sqlite3_file* file, int offset, int count, int flags) {
  // Letting go of a lock cannot fail.
  if ((flags & SQLITE_SHM_LOCK) != 0 && Fails(Operation::kLock, file)) {
    return SQLITE_IOERR_SHMLOCK;
  }
  return Real(file)->pMethods->xShmLock(Real(file), offset, count, flags);
}
void ShmBarrier(sqlite3_file* file) { Real(file)->pMethods->xShmBarrier(Real(file)); }
int ShmUnmap(sqlite3_file* file, int remove) {
  return Real(file)->pMethods->xShmUnmap(Real(file), remove);
}

// Version 2: without memory-mapped reads, which would pass us by.
const sqlite3_io_methods kMethods = {2,
                                     Close,
                                     Read,
                                     Write,
                                     Truncate,
                                     Sync,
                                     FileSize,
                                     Lock,
                                     Unlock,
                                     CheckReservedLock,
                                     FileControl,
                                     SectorSize,
                                     DeviceCharacteristics,
                                     ShmMap,
                                     ShmLock,
                                     ShmBarrier,
                                     ShmUnmap,
                                     nullptr,
                                     nullptr};

int Open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  File* const wrapped = Of(file);
  std::memset(file, 0, sizeof(File));
  const std::string path = name == nullptr ? "" : name;
  if (the_disk->Fails(Operation::kOpen, path)) return SQLITE_CANTOPEN;
  wrapped->real = reinterpret_cast<sqlite3_file*>(wrapped + 1);
  const int result = real_vfs->xOpen(real_vfs, name, wrapped->real, flags, out_flags);
  if (result != SQLITE_OK) return result;
  wrapped->path = new std::string(path);
  wrapped->base.pMethods = &kMethods;
  return SQLITE_OK;
}

int Delete(sqlite3_vfs*, const char* name, int sync_folder) {
  if (the_disk->Fails(Operation::kDelete, name)) return SQLITE_IOERR_DELETE;
  the_disk->Synced(name);
  return real_vfs->xDelete(real_vfs, name, sync_folder);
}

}  // namespace

void RegisterShim(FaultyVfs* vfs) {
  the_disk = vfs;
  real_vfs = sqlite3_vfs_find(nullptr);
  COFI_CHECK(real_vfs != nullptr, "SQLite has no file system");
  // What is not ours goes to the real one, which looks at its own structure: the
  // copy shares its pAppData, and its functions take no notice of the rest.
  static sqlite3_vfs shim = *real_vfs;
  shim.zName = "faulty";
  shim.pNext = nullptr;
  shim.szOsFile = static_cast<int>(sizeof(File)) + real_vfs->szOsFile;
  shim.xOpen = &Open;
  shim.xDelete = &Delete;
  COFI_CHECK(sqlite3_vfs_register(&shim, /*makeDflt=*/1) == SQLITE_OK, "vfs");
}

}  // namespace cofi::faults
