#include "clients/address.h"

#include <arpa/inet.h>
#include <sys/un.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/refusal.h"
#include "base/status.h"
#include "clients/methods.h"

namespace cofi::clients {
namespace {

constexpr char kReached[] = "unix:PATH of at most 107 bytes, HOST:PORT, dns:///HOST:PORT";
constexpr char kListened[] = "unix:PATH of at most 107 bytes, HOST:PORT";
constexpr int kPortMax = 65'535;

absl::Status Malformed(absl::string_view value, absl::string_view accepted) {
  return Refuse(type::v1::REASON_VALUE_MALFORMED,
                {{"value", std::string(value)}, {"accepted", std::string(accepted)}});
}

bool IsIp(int family, absl::string_view host) {
  in6_addr address;
  return inet_pton(family, std::string(host).c_str(), &address) == 1;
}

// `[ADDRESS]`, where a zone may follow the address: `[fe80::1%eth0]`.
bool IsBracketed(absl::string_view host) {
  if (!absl::ConsumePrefix(&host, "[") || !absl::ConsumeSuffix(&host, "]")) return false;
  return IsIp(AF_INET6, host.substr(0, host.find('%')));
}

bool IsName(absl::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '-' || c == '.' || c == '_';
  });
}

bool IsHost(absl::string_view host) { return IsName(host) || IsBracketed(host); }
bool IsIpv4(absl::string_view host) { return IsIp(AF_INET, host); }

bool IsHostAndPort(absl::string_view text, bool (*is_host)(absl::string_view), int port_min) {
  const size_t colon = text.rfind(':');
  if (colon == text.npos) return false;
  const absl::string_view digits = text.substr(colon + 1);
  int port = -1;
  return is_host(text.substr(0, colon)) &&
         std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit) &&
         absl::SimpleAtoi(digits, &port) && port >= port_min && port <= kPortMax;
}

bool IsSocket(absl::string_view text) {
  if (!absl::ConsumePrefix(&text, "unix:")) return false;
  // With slashes, it has an empty authority and begins at the root.
  if (absl::ConsumePrefix(&text, "//") && !absl::StartsWith(text, "/")) return false;
  return !text.empty() && text.size() < sizeof(sockaddr_un::sun_path) &&
         !absl::StrContains(text, '\0');
}

bool IsReached(absl::string_view text) {
  if (absl::StartsWith(text, "unix:")) return IsSocket(text);
  if (absl::ConsumePrefix(&text, "dns:")) {
    // `dns://SERVER/HOST:PORT` asks that one.
    if (absl::ConsumePrefix(&text, "//"))
      text.remove_prefix(std::min(text.find('/') + 1, text.size()));
    return IsHostAndPort(text, &IsHost, 1);
  }
  const bool ipv4 = absl::ConsumePrefix(&text, "ipv4:");
  if (!ipv4 && !absl::ConsumePrefix(&text, "ipv6:")) return IsHostAndPort(text, &IsHost, 1);
  const std::vector<absl::string_view> each = absl::StrSplit(text, ',');
  return std::all_of(each.begin(), each.end(), [&](absl::string_view one) {
    return IsHostAndPort(one, ipv4 ? &IsIpv4 : &IsBracketed, 1);
  });
}

// The services that are called by name; those of journals are each service's own.
const std::set<std::string>& ServiceNames() {
  static const auto* const names = [] {
    auto* made = new std::set<std::string>;
    for (const auto* service : AllServices()) {
      const std::vector<std::string> parts = absl::StrSplit(service->file()->package(), '.');
      if (parts.size() > 1 && parts[1] != "journal") made->insert(parts[1]);
    }
    return made;
  }();
  return *names;
}

}  // namespace

absl::Status CheckAddress(absl::string_view address) {
  return IsReached(address) ? absl::OkStatus() : Malformed(address, kReached);
}

absl::Status CheckListen(absl::string_view address) {
  const bool fits =
      absl::StartsWith(address, "unix:") ? IsSocket(address) : IsHostAndPort(address, &IsHost, 0);
  return fits ? absl::OkStatus() : Malformed(address, kListened);
}

bool IsByService(absl::string_view addresses) {
  const absl::string_view name = addresses.substr(0, addresses.find('='));
  return name.size() < addresses.size() &&
         std::all_of(name.begin(), name.end(), absl::ascii_islower);
}

absl::StatusOr<std::map<std::string, std::string>> ReadAddresses(absl::string_view addresses) {
  std::map<std::string, std::string> read;
  for (const absl::string_view part : absl::StrSplit(addresses, ',')) {
    const std::pair<std::string, std::string> one = absl::StrSplit(part, absl::MaxSplits('=', 1));
    if (ServiceNames().count(one.first) == 0 || !read.insert(one).second) {
      return Malformed(part, absl::StrCat(absl::StrJoin(ServiceNames(), "=…, "), "=…"));
    }
    if (!IsReached(one.second)) return Malformed(part, kReached);
  }
  return read;
}

}  // namespace cofi::clients
