// A file that cofi_embed (cmake/embed.cmake) put into the binary. Copied by the
// build to "embedded/file.h", so that any floor may include it.

#pragma once

#include <string_view>

namespace cofi::embedded {

struct File {
  std::string_view name;  // without its folder: "0001_budgets.sql"
  std::string_view text;
};

}  // namespace cofi::embedded
