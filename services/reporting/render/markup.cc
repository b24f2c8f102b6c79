#include "services/reporting/render/markup.h"

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/text.h"

namespace cofi::reporting {
namespace {

// U+FFFE and U+FFFF, which are no characters of XML.
constexpr absl::string_view kNoCharacter = "\xef\xbf\xbe";
constexpr absl::string_view kNoCharacterEither = "\xef\xbf\xbf";
constexpr size_t kNoCharacterSize = kNoCharacter.size();

}  // namespace

std::string Escaped(absl::string_view text) {
  const std::string visible = Visible(text);
  std::string escaped;
  escaped.reserve(visible.size());
  for (size_t i = 0; i < visible.size(); ++i) {
    switch (visible[i]) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      case '\xef': {
        const absl::string_view here = absl::string_view(visible).substr(i, kNoCharacterSize);
        if (here == kNoCharacter || here == kNoCharacterEither) {
          escaped += "\uFFFD";
          i += kNoCharacterSize - 1;
          break;
        }
        [[fallthrough]];
      }
      default:
        escaped += visible[i];
    }
  }
  return escaped;
}

void Markup::Begin(const char* element, Attributes attributes) {
  Tag(element, attributes, ">");
  begun_.push_back(element);
}

void Markup::End() {
  COFI_CHECK(!begun_.empty(), "nothing is begun");
  absl::StrAppend(out_, "</", begun_.back(), ">");
  begun_.pop_back();
}

void Markup::Empty(const char* element, Attributes attributes) { Tag(element, attributes, "/>"); }

void Markup::Say(absl::string_view text) { *out_ += Escaped(text); }

void Markup::Whole(const char* element, absl::string_view text, Attributes attributes) {
  Begin(element, attributes);
  Say(text);
  End();
}

void Markup::Raw(absl::string_view markup) { absl::StrAppend(out_, markup); }

void Markup::Tag(const char* element, Attributes attributes, const char* end) {
  absl::StrAppend(out_, "<", element);
  for (const Attribute& attribute : attributes) {
    if (attribute.value.empty()) continue;
    absl::StrAppend(out_, " ", attribute.name, "=\"", Escaped(attribute.value), "\"");
  }
  *out_ += end;
}

}  // namespace cofi::reporting
