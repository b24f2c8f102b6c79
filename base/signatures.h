// Ed25519 signatures (RFC 8032) with keys as PEM files, as `openssl pkey` and
// `openssl pkeyutl` read them.
#ifndef COFI_BASE_SIGNATURES_H_
#define COFI_BASE_SIGNATURES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cofi {

// A new private key as PEM.
std::string NewSigningKey();

// The public key as PEM, of a private or a public one. INVALID_ARGUMENT if
// `key_pem` is no Ed25519 key.
absl::StatusOr<std::string> PublicKeyOf(absl::string_view key_pem);

// The signature, 64 bytes. INVALID_ARGUMENT if `private_pem` is no private key.
absl::StatusOr<std::string> Sign(absl::string_view private_pem, absl::string_view message);

// Whether `signature` is that of `message` by the key, private or public.
// INVALID_ARGUMENT if `key_pem` is no Ed25519 key.
absl::StatusOr<bool> IsSignedBy(absl::string_view key_pem, absl::string_view message,
                                absl::string_view signature);

}  // namespace cofi

#endif  // COFI_BASE_SIGNATURES_H_
