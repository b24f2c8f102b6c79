#include "base/identifiers.h"

#include <openssl/rand.h>
#include <openssl/sha.h>

#include <cstdint>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/check.h"

namespace cofi {
namespace {

// The 36 characters of 16 bytes, marked with their version (RFC 9562, section 4).
std::string UuidOf(std::string bytes, int version) {
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | (version << 4));
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  const std::string hex = absl::BytesToHexString(bytes);
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-",
                      hex.substr(16, 4), "-", hex.substr(20));
}

// Crockford's base 32: no letter that is mistaken for a digit.
constexpr absl::string_view kDigits = "0123456789abcdefghjkmnpqrstvwxyz";

std::string RandomBytes16() {
  // The generator's lock and its system call are shared by 64 identifiers.
  thread_local std::string pool;
  if (pool.empty()) {
    pool.resize(16 * 64);
    const int filled =
        RAND_bytes(reinterpret_cast<unsigned char*>(pool.data()), static_cast<int>(pool.size()));
    COFI_CHECK(filled == 1, "no randomness");
  }
  std::string bytes = pool.substr(pool.size() - 16);
  pool.resize(pool.size() - 16);
  return bytes;
}

}  // namespace

std::string NewUuid() { return UuidOf(RandomBytes16(), 4); }

std::string NewRequestId() {
  std::string bytes = RandomBytes16();
  auto millis = static_cast<uint64_t>(absl::ToUnixMillis(absl::Now()));
  for (int i = 5; i >= 0; --i, millis >>= 8) bytes[i] = static_cast<char>(millis & 0xff);
  return UuidOf(std::move(bytes), 7);
}

std::string NewResourceId(absl::Time time) {
  std::string id(20, '0');
  uint64_t millis = static_cast<uint64_t>(absl::ToUnixMillis(time));
  for (int i = 9; i >= 0; --i, millis >>= 5) id[i] = kDigits[millis & 31];
  const std::string random = RandomBytes16();
  for (int i = 0; i < 10; ++i) id[10 + i] = kDigits[random[i] & 31];
  return id;
}

std::string ResourceIdFrom(absl::string_view text) {
  std::string id = Sha256(text).substr(0, 20);
  for (char& digit : id) digit = kDigits[digit & 31];
  return id;
}

std::string UuidFrom(absl::string_view text) { return UuidOf(Sha256(text).substr(0, 16), 4); }

bool IsUuid(absl::string_view text) {
  if (text.size() != 36 || text[14] < '1' || text[14] > '8') return false;
  if (!absl::StrContains("89abAB", text[19])) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (hyphen ? text[i] != '-' : !absl::ascii_isxdigit(text[i])) return false;
  }
  return true;
}

std::string Sha256(absl::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

}  // namespace cofi
