// SHA-256 over bytes that come in pieces.
//
//   Digest digest;
//   while (Read(&piece)) digest.Add(piece);
//   std::string sha256 = digest.Finish();
#ifndef COFI_BASE_DIGEST_H_
#define COFI_BASE_DIGEST_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace cofi {

class Digest {
 public:
  Digest();
  ~Digest();
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;

  void Add(absl::string_view bytes);
  // The 32 bytes; nothing may be added afterwards.
  std::string Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cofi

#endif  // COFI_BASE_DIGEST_H_
