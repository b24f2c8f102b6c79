#include "base/digest.h"

#include <openssl/evp.h>

#include "base/check.h"

namespace cofi {

struct Digest::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
};

Digest::Digest() : state_(std::make_unique<State>()) {
  COFI_CHECK(EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) == 1, "SHA-256");
}

Digest::~Digest() { EVP_MD_CTX_free(state_->context); }

void Digest::Add(absl::string_view bytes) {
  COFI_CHECK(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1, "SHA-256");
}

std::string Digest::Finish() {
  unsigned char hash[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  COFI_CHECK(EVP_DigestFinal_ex(state_->context, hash, &size) == 1, "SHA-256");
  return {reinterpret_cast<const char*>(hash), size};
}

}  // namespace cofi
