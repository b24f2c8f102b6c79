#include "base/signatures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

namespace cofi {
namespace {

TEST(Signatures, AreOfTheMessageAndTheKey) {
  const std::string key = NewSigningKey(), other = NewSigningKey();
  EXPECT_NE(key, other);
  const std::string public_key = PublicKeyOf(key).value();
  EXPECT_EQ(PublicKeyOf(public_key).value(), public_key);
  std::string signature = Sign(key, "heads").value();
  EXPECT_EQ(signature.size(), 64u);
  EXPECT_TRUE(IsSignedBy(public_key, "heads", signature).value());
  EXPECT_TRUE(IsSignedBy(key, "heads", signature).value());
  EXPECT_FALSE(IsSignedBy(public_key, "head", signature).value());
  EXPECT_FALSE(IsSignedBy(other, "heads", signature).value());
  EXPECT_FALSE(IsSignedBy(public_key, "heads", "").value());
  for (const size_t at : {0, 31, 32, 63}) {
    std::string changed = signature;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(IsSignedBy(public_key, "heads", changed).value()) << at;
  }
}

// Test 1 of RFC 8032, 7.1: another program agrees.
TEST(Signatures, AreThoseOfTheStandard) {
  // The PKCS #8 frame of an Ed25519 key, and the seed.
  const std::string der = absl::HexStringToBytes(
      "302e020100300506032b657004220420"
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  const std::string pem =
      "-----BEGIN PRIVATE KEY-----\n" + absl::Base64Escape(der) + "\n-----END PRIVATE KEY-----\n";
  EXPECT_EQ(
      absl::BytesToHexString(Sign(pem, "").value()),
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
      "f9b46bd25bf5f0595bbe24655141438e7a100b");
}

TEST(Signatures, RefuseWhatIsNoKey) {
  const std::string public_key = PublicKeyOf(NewSigningKey()).value();
  for (const std::string no_key : {"", "key", "-----BEGIN PRIVATE KEY-----\nAAAA\n"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(Sign(no_key, "m").status()));
    EXPECT_TRUE(absl::IsInvalidArgument(PublicKeyOf(no_key).status()));
    EXPECT_TRUE(absl::IsInvalidArgument(IsSignedBy(no_key, "m", "s").status()));
  }
  EXPECT_TRUE(absl::IsInvalidArgument(Sign(public_key, "m").status()));
}

}  // namespace
}  // namespace cofi
