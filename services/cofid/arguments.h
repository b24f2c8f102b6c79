// What an operator tells a server, asked before anything is made.
#ifndef COFI_SERVICES_COFID_ARGUMENTS_H_
#define COFI_SERVICES_COFID_ARGUMENTS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/cofid/topology.h"

namespace cofi::cofid {

// VALUE_MALFORMED, in a field named as the flag, for a place that databases cannot be in or
// an address that cannot be listened on.
absl::Status CheckOptions(const Options& options);

// What `--peers` gives, each `NAME=ADDRESS`; VALUE_MALFORMED as above.
absl::StatusOr<std::map<std::string, std::string>> PeersFrom(const std::vector<std::string>& given);

}  // namespace cofi::cofid

#endif  // COFI_SERVICES_COFID_ARGUMENTS_H_
