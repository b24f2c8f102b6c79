// Where a server is, as people write it, asked before gRPC is: to what is no address it says
// so late, in lines of its own, and some it takes for another (a port above 65535, a name
// without one).
#ifndef COFI_CLIENTS_ADDRESS_H_
#define COFI_CLIENTS_ADDRESS_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cofi::clients {

// VALUE_MALFORMED, without a field, unless a server may be reached at `unix:PATH` (of at most
// 107 bytes, the system's limit), `HOST:PORT`, `dns:///HOST:PORT`, or several at
// `ipv4:ADDRESS:PORT,…` and `ipv6:[ADDRESS]:PORT,…`. A host is a name or an address, one of
// IPv6 in brackets.
absl::Status CheckAddress(absl::string_view address);

// The same unless a server may listen at `unix:PATH` or `HOST:PORT`, where port 0 is a free one.
absl::Status CheckListen(absl::string_view address);

// Whether it is a list of services that run apart, `NAME=ADDRESS,NAME=ADDRESS`, by its
// beginning: a path may have an equals sign in it.
bool IsByService(absl::string_view addresses);

// The addresses of such a list, by service. VALUE_MALFORMED, without a field, if it names what
// is no service or one twice, or has what is no address.
absl::StatusOr<std::map<std::string, std::string>> ReadAddresses(absl::string_view addresses);

}  // namespace cofi::clients

#endif  // COFI_CLIENTS_ADDRESS_H_
