#include "db/findings.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/stubs/common.h"

namespace cofi::db {
namespace {

constexpr size_t kShownMax = 120;

// Whoever changed the database chose the text: it must neither flood nor break
// the line, nor be other than UTF-8.
std::string Shown(absl::string_view text) {
  if (text.empty()) return "—";
  size_t end = text.size();
  if (end > kShownMax) {
    // Cut between characters.
    end = kShownMax;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  }
  const absl::string_view shown = text.substr(0, end);
  const bool valid = google::protobuf::internal::IsStructurallyValidUTF8(
      shown.data(), static_cast<int>(shown.size()));
  const std::string escaped = valid ? absl::Utf8SafeCHexEscape(shown) : absl::CHexEscape(shown);
  return end < text.size() ? absl::StrCat(escaped, "…") : escaped;
}

}  // namespace

absl::Status Finding(Reason reason, const Place& place, absl::string_view what,
                     absl::string_view expected, absl::string_view found) {
  return Refuse(reason, {{"root", Shown(place.root)},
                         {"sequence", absl::StrCat(place.sequence)},
                         {"name", Shown(place.name)},
                         {"what", what.empty() ? "" : Shown(what)},
                         {"expected", Shown(expected)},
                         {"found", Shown(found)}});
}

std::string ShownBytes(absl::string_view bytes) {
  constexpr size_t kBytesMax = 32;
  const std::string hex = absl::BytesToHexString(bytes.substr(0, kBytesMax));
  if (bytes.size() <= kBytesMax) return absl::StrCat("x'", hex, "'");
  return absl::StrCat("x'", hex, "…' (", bytes.size(), ")");
}

}  // namespace cofi::db
