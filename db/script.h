// Scripts for several engines: what only one of them understands stands in a
// comment that begins with its name.
//
//   CREATE TABLE total (root TEXT NOT NULL, …) /* sqlite: WITHOUT ROWID */;
#ifndef COFI_DB_SCRIPT_H_
#define COFI_DB_SCRIPT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cofi::db {

// The script as `engine` reads it, without other comments between `/*` and `*/`.
// Texts in it must not hold those.
std::string ScriptFor(absl::string_view engine, absl::string_view script);

}  // namespace cofi::db

#endif  // COFI_DB_SCRIPT_H_
