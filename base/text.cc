#include "base/text.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

namespace cofi {
namespace {

constexpr size_t kPrincipalMax = 128;

// Goes through the code points until one is not `good`; bytes that are none are below zero.
template <typename Good>
bool AllAre(absl::string_view bytes, Good good) {
  const auto* const data = reinterpret_cast<const uint8_t*>(bytes.data());
  const auto size = static_cast<int32_t>(bytes.size());
  for (int32_t at = 0; at < size;) {
    UChar32 point = 0;
    U8_NEXT(data, at, size, point);
    if (!good(point)) return false;
  }
  return true;
}

bool IsControl(UChar32 point) {
  return u_charType(point) == U_CONTROL_CHAR || u_hasBinaryProperty(point, UCHAR_BIDI_CONTROL);
}

}  // namespace

bool IsUtf8(absl::string_view bytes) {
  return AllAre(bytes, [](UChar32 point) { return point >= 0; });
}

bool HasControls(absl::string_view text) {
  return !AllAre(text, [](UChar32 point) {
    return point == '\n' || point == '\r' || point == '\t' || !IsControl(point);
  });
}

bool IsPrincipal(absl::string_view bytes) {
  return !bytes.empty() && bytes.size() <= kPrincipalMax &&
         AllAre(bytes, [](UChar32 point) { return point >= 0 && !IsControl(point); });
}

}  // namespace cofi
