// Elements, written one after the other: what was begun is ended, what is said is escaped and shows
// what is not to be seen (`Visible` of base/text.h), so that no text of a report is ever markup.
//
//   std::string page;
//   Markup markup(&page);
//   markup.Begin("p", {{"class", "warning"}});
//   markup.Say("Retard < 3 jours");
//   markup.End();
#ifndef COFI_SERVICES_REPORTING_RENDER_MARKUP_H_
#define COFI_SERVICES_REPORTING_RENDER_MARKUP_H_

#include <initializer_list>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace cofi::reporting {

// One without a value is left out.
struct Attribute {
  const char* name;
  std::string value;
};
using Attributes = std::initializer_list<Attribute>;

// What stands for a text in HTML and XML, between tags as well as between quotes.
std::string Escaped(absl::string_view text);

// Names of elements and attributes are literals of ours; only values and texts are escaped.
class Markup {
 public:
  explicit Markup(std::string* out) : out_(out) {}

  void Begin(const char* element, Attributes attributes = {});
  // Ends the one that was begun last.
  void End();
  // One without anything in it, as both HTML (of its void elements) and SVG read it.
  void Empty(const char* element, Attributes attributes = {});
  void Say(absl::string_view text);
  // An element with nothing but this text in it.
  void Whole(const char* element, absl::string_view text, Attributes attributes = {});
  // Markup of ours, as it is.
  void Raw(absl::string_view markup);

 private:
  void Tag(const char* element, Attributes attributes, const char* end);

  std::string* const out_;
  std::vector<const char*> begun_;
};

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_RENDER_MARKUP_H_
