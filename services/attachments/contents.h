// What is in files, in pieces, each content once: tables `content`, `upload` and `piece`. The
// journal has its SHA-256 with each attachment and paper, and so proves it.
#ifndef COFI_SERVICES_ATTACHMENTS_CONTENTS_H_
#define COFI_SERVICES_ATTACHMENTS_CONTENTS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "db/transaction.h"

namespace cofi::attachments {

// What a content may be long.
inline constexpr int64_t kContentBytesMax = int64_t{32} << 20;
// What a stored piece is long, but for the last of its content.
inline constexpr size_t kPieceBytes = size_t{1} << 20;

struct KeptContent {
  std::string sha256;  // In hexadecimal digits.
  int64_t size = 0;
  std::string upload;
};

// None if it is not kept.
absl::StatusOr<std::optional<KeptContent>> FindContent(db::Transaction& tx,
                                                       absl::string_view sha256);

// Keeps the next piece of an upload, with its first also that it has begun. DEADLINE_EXCEEDED if
// it began more than a day ago and was forgotten.
absl::Status AddPiece(db::Transaction& tx, absl::string_view upload, int64_t position,
                      absl::string_view data);
// Makes what was uploaded a content; or drops it if that is kept already, and tells. Forgets what
// nobody has had for a day, and uploads that came to no end within one. DEADLINE_EXCEEDED if this
// one was forgotten. For a transaction on the shared root, which nobody else changes meanwhile.
absl::StatusOr<bool> KeepContent(db::Transaction& tx, const KeptContent& content);
// Whether it is kept; if so, from now on for a day at least. On the shared root too.
absl::StatusOr<bool> WantContent(db::Transaction& tx, absl::string_view sha256);
// Unless it has become a content.
absl::Status DropUpload(db::Transaction& tx, absl::string_view upload);

// The piece of that number, from 0; none if it is not there.
absl::StatusOr<std::optional<std::string>> ReadPiece(db::Transaction& tx,
                                                     const KeptContent& content, int64_t position);

// One more, or one less, has this content; it goes with the last. REFERENCE_NOT_FOUND if it is not
// kept.
absl::Status UseContent(db::Transaction& tx, absl::string_view sha256, int64_t* size);
absl::Status LeaveContent(db::Transaction& tx, absl::string_view sha256);

// Calls `broken` with what is wrong of a content, what was expected and what was found, unless it
// is what its SHA-256 says, and says how many attachments and papers have it.
using ContentFinding = absl::FunctionRef<absl::Status(
    absl::string_view what, absl::string_view expected, absl::string_view found)>;
absl::Status CheckContent(db::Transaction& tx, absl::string_view sha256, int64_t size,
                          ContentFinding broken);

}  // namespace cofi::attachments

#endif  // COFI_SERVICES_ATTACHMENTS_CONTENTS_H_
