#include "services/cofid/arguments.h"

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "base/refusal.h"
#include "base/status.h"
#include "clients/address.h"

namespace cofi::cofid {
namespace {

absl::Status Malformed(const char* flag, const std::string& value, const char* accepted) {
  return InField(
      flag, Refuse(type::v1::REASON_VALUE_MALFORMED, {{"value", value}, {"accepted", accepted}}));
}

}  // namespace

absl::Status CheckOptions(const Options& options) {
  // Below the root of the file system, their folder would be the root itself.
  if (options.database.empty() && options.data.empty()) {
    return Malformed("--data", options.data, "a folder");
  }
  if (!options.database.empty() && !absl::StartsWith(options.database, "postgres://") &&
      !absl::StartsWith(options.database, "postgresql://")) {
    return Malformed("--database", options.database, "postgres://USER@HOST/DATABASE");
  }
  return InField("--listen", clients::CheckListen(options.listen));
}

absl::StatusOr<std::map<std::string, std::string>> PeersFrom(
    const std::vector<std::string>& given) {
  std::map<std::string, std::string> peers;
  if (given.empty()) return peers;
  absl::StatusOr<std::map<std::string, std::string>> read =
      clients::ReadAddresses(absl::StrJoin(given, ","));
  if (!read.ok()) return InField("--peers", read.status());
  return read;
}

}  // namespace cofi::cofid
