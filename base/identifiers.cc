#include "base/identifiers.h"

#include <openssl/rand.h>
#include <openssl/sha.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace cofi {
namespace {

// The 36 characters of 16 bytes, marked as version 4 (RFC 4122).
std::string Uuid4Of(std::string bytes) {
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  const std::string hex = absl::BytesToHexString(bytes);
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-",
                      hex.substr(16, 4), "-", hex.substr(20));
}

}  // namespace

std::string NewUuid() {
  // The generator's lock and its system call are shared by 64 identifiers.
  thread_local std::string pool;
  if (pool.empty()) {
    pool.resize(16 * 64);
    const int filled = RAND_bytes(reinterpret_cast<unsigned char*>(pool.data()),
                                  static_cast<int>(pool.size()));
    COFI_CHECK(filled == 1, "no randomness");
  }
  std::string bytes = pool.substr(pool.size() - 16);
  pool.resize(pool.size() - 16);
  return Uuid4Of(std::move(bytes));
}

std::string UuidFrom(absl::string_view text) { return Uuid4Of(Sha256(text).substr(0, 16)); }

bool IsUuid4(absl::string_view text) {
  if (text.size() != 36 || text[14] != '4') return false;
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
