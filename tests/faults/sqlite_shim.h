// The part of FaultyVfs that speaks SQLite's C.
#ifndef COFI_TESTS_FAULTS_SQLITE_SHIM_H_
#define COFI_TESTS_FAULTS_SQLITE_SHIM_H_

#include "tests/faults/faulty_vfs.h"

namespace cofi::faults {

// Puts `vfs` between SQLite and its default file system, for every database that is
// opened from now on.
void RegisterShim(FaultyVfs* vfs);

}  // namespace cofi::faults

#endif  // COFI_TESTS_FAULTS_SQLITE_SHIM_H_
