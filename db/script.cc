#include "db/script.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace cofi::db {

std::string ScriptFor(absl::string_view engine, absl::string_view script) {
  std::string sql;
  while (!script.empty()) {
    const std::pair<absl::string_view, absl::string_view> plain_rest =
        absl::StrSplit(script, absl::MaxSplits("/*", 1));
    const std::pair<absl::string_view, absl::string_view> comment_rest =
        absl::StrSplit(plain_rest.second, absl::MaxSplits("*/", 1));
    absl::StrAppend(&sql, plain_rest.first);
    absl::string_view comment = absl::StripAsciiWhitespace(comment_rest.first);
    if (absl::ConsumePrefix(&comment, absl::StrCat(engine, ":"))) absl::StrAppend(&sql, comment);
    script = comment_rest.second;
  }
  return sql;
}

}  // namespace cofi::db
