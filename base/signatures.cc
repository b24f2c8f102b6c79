#include "base/signatures.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>

#include "base/check.h"
#include "base/status.h"

namespace cofi {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Bio = std::unique_ptr<BIO, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Digest = std::unique_ptr<EVP_MD_CTX, Free>;

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string Written(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  return std::string(data, static_cast<size_t>(size));
}

// A passphrase is nothing that a program could be asked for.
int NoPassphrase(char*, int, int, void*) { return 0; }

using Reader = EVP_PKEY* (*)(BIO*, EVP_PKEY**, pem_password_cb*, void*);

absl::StatusOr<Key> ReadKey(absl::string_view pem, std::initializer_list<Reader> readers) {
  for (const Reader reader : readers) {
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    Key key(reader(bio.get(), nullptr, &NoPassphrase, nullptr));
    if (key != nullptr && EVP_PKEY_id(key.get()) == EVP_PKEY_ED25519) return key;
  }
  return absl::InvalidArgumentError("not an Ed25519 key in PEM");
}

}  // namespace

std::string NewSigningKey() {
  const std::unique_ptr<EVP_PKEY_CTX, Free> context(EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, nullptr));
  EVP_PKEY* made = nullptr;
  COFI_CHECK(context != nullptr && EVP_PKEY_keygen_init(context.get()) == 1 &&
                 EVP_PKEY_keygen(context.get(), &made) == 1,
             "no Ed25519");
  const Key key(made);
  const Bio bio(BIO_new(BIO_s_mem()));
  COFI_CHECK(
      PEM_write_bio_PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1,
      "PEM");
  return Written(bio.get());
}

absl::StatusOr<std::string> PublicKeyOf(absl::string_view key_pem) {
  COFI_ASSIGN_OR_RETURN(const Key key,
                        ReadKey(key_pem, {&PEM_read_bio_PUBKEY, &PEM_read_bio_PrivateKey}));
  const Bio bio(BIO_new(BIO_s_mem()));
  COFI_CHECK(PEM_write_bio_PUBKEY(bio.get(), key.get()) == 1, "PEM");
  return Written(bio.get());
}

absl::StatusOr<std::string> Sign(absl::string_view private_pem, absl::string_view message) {
  COFI_ASSIGN_OR_RETURN(const Key key, ReadKey(private_pem, {&PEM_read_bio_PrivateKey}));
  const Digest digest(EVP_MD_CTX_new());
  std::string signature(64, '\0');
  size_t size = signature.size();
  COFI_CHECK(EVP_DigestSignInit(digest.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
                 EVP_DigestSign(digest.get(), reinterpret_cast<unsigned char*>(signature.data()),
                                &size, Bytes(message), message.size()) == 1 &&
                 size == signature.size(),
             "no signature");
  return signature;
}

absl::StatusOr<bool> IsSignedBy(absl::string_view key_pem, absl::string_view message,
                                absl::string_view signature) {
  COFI_ASSIGN_OR_RETURN(const Key key,
                        ReadKey(key_pem, {&PEM_read_bio_PUBKEY, &PEM_read_bio_PrivateKey}));
  const Digest digest(EVP_MD_CTX_new());
  COFI_CHECK(EVP_DigestVerifyInit(digest.get(), nullptr, nullptr, nullptr, key.get()) == 1,
             "no verification");
  return EVP_DigestVerify(digest.get(), Bytes(signature), signature.size(), Bytes(message),
                          message.size()) == 1;
}

}  // namespace cofi
