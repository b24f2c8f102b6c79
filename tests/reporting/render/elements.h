// Reads markup as strictly as nobody has to: what is begun is ended, attributes are quoted and
// named once, and no character that means something stands where it means nothing. What HTML and
// SVG of ours are held to; other people's pages would not pass.
#ifndef COFI_TESTS_REPORTING_RENDER_ELEMENTS_H_
#define COFI_TESTS_REPORTING_RENDER_ELEMENTS_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace cofi::reporting {

struct Element {
  // Empty of a text.
  std::string name;
  std::map<std::string, std::string> attributes;
  std::vector<Element> children;
  std::string text;

  // Empty if it has none.
  std::string Of(const std::string& attribute) const;
  bool HasClass(const std::string& name) const;
};

// What the text is an element of. `wrong` says what is wrong with it, and where; it is empty if
// nothing is.
Element ReadElements(const std::string& markup, std::string* wrong);

// All elements in it of which something holds, in their order.
std::vector<const Element*> Find(const Element& in,
                                 const std::function<bool(const Element&)>& holds);
std::vector<const Element*> Find(const Element& in, const std::string& name);

// All texts in it, but those in elements of which `without` holds.
std::string TextIn(
    const Element& in,
    const std::function<bool(const Element&)>& without = [](const Element&) { return false; });

}  // namespace cofi::reporting

#endif  // COFI_TESTS_REPORTING_RENDER_ELEMENTS_H_
