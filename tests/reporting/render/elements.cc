#include "tests/reporting/render/elements.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace cofi::reporting {
namespace {

class ElementReader {
 public:
  explicit ElementReader(const std::string& markup) : markup_(markup) {}

  Element Read() {
    Take("<!DOCTYPE html>\n");
    Element root = ReadElement();
    Take("\n");
    if (at_ != markup_.size()) Fail("something after the end");
    return root;
  }
  const std::string& wrong() const { return wrong_; }

 private:
  bool Take(const std::string& text) {
    if (markup_.compare(at_, text.size(), text) != 0) return false;
    at_ += text.size();
    return true;
  }

  // Nothing is read after that.
  void Fail(const std::string& what) {
    if (wrong_.empty()) {
      wrong_ = absl::StrCat(what, " at ", at_, ": ", markup_.substr(at_ < 40 ? 0 : at_ - 40, 80));
    }
    at_ = markup_.size();
  }

  std::string Name() {
    const size_t begin = at_;
    while (at_ < markup_.size() &&
           (isalnum(static_cast<unsigned char>(markup_[at_])) != 0 || markup_[at_] == '-')) {
      ++at_;
    }
    if (begin == at_) Fail("no name");
    return markup_.substr(begin, at_ - begin);
  }

  // Up to one of `ends`, with what is escaped as it was.
  std::string Text(const char* ends) {
    constexpr std::pair<const char*, char> kEscapes[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    std::string text;
    while (at_ < markup_.size() && strchr(ends, markup_[at_]) == nullptr) {
      if (markup_[at_] == '<') {
        Fail("a tag where there may be none");
        break;
      }
      if (markup_[at_] != '&') {
        text += markup_[at_++];
        continue;
      }
      bool known = false;
      for (const auto& [escape, character] : kEscapes) {
        if (known || !Take(escape)) continue;
        text += character;
        known = true;
      }
      if (!known) Fail("an escape that nobody writes");
    }
    return text;
  }

  Element ReadElement() {
    Element element;
    if (!Take("<")) {
      Fail("no element");
      return element;
    }
    element.name = Name();
    while (Take(" ")) {
      const std::string name = Name();
      if (!Take("=\"")) Fail("an attribute without quotes");
      if (!element.attributes.emplace(name, Text("\"")).second) Fail("an attribute twice");
      if (!Take("\"")) Fail("an attribute without an end");
    }
    if (Take("/>")) return element;
    if (!Take(">")) Fail("a tag without an end");
    while (wrong_.empty() && !Take("</")) {
      if (at_ == markup_.size()) {
        Fail(absl::StrCat(element.name, " without an end"));
      } else if (markup_[at_] == '<') {
        element.children.push_back(ReadElement());
      } else {
        element.children.emplace_back().text = Text("<");
      }
    }
    if (wrong_.empty() && !Take(absl::StrCat(element.name, ">"))) Fail("the end of another");
    return element;
  }

  const std::string& markup_;
  size_t at_ = 0;
  std::string wrong_;
};

}  // namespace

std::string Element::Of(const std::string& attribute) const {
  const auto found = attributes.find(attribute);
  return found == attributes.end() ? "" : found->second;
}

bool Element::HasClass(const std::string& name) const {
  const std::vector<std::string> classes = absl::StrSplit(Of("class"), ' ');
  return std::find(classes.begin(), classes.end(), name) != classes.end();
}

Element ReadElements(const std::string& markup, std::string* wrong) {
  ElementReader reader(markup);
  Element root = reader.Read();
  *wrong = reader.wrong();
  return root;
}

std::vector<const Element*> Find(const Element& in,
                                 const std::function<bool(const Element&)>& holds) {
  std::vector<const Element*> found;
  if (holds(in)) found.push_back(&in);
  for (const Element& child : in.children) {
    const std::vector<const Element*> inside = Find(child, holds);
    found.insert(found.end(), inside.begin(), inside.end());
  }
  return found;
}

std::vector<const Element*> Find(const Element& in, const std::string& name) {
  return Find(in, [&name](const Element& element) { return element.name == name; });
}

std::string TextIn(const Element& in, const std::function<bool(const Element&)>& without) {
  if (without(in)) return "";
  std::string text = in.text;
  for (const Element& child : in.children) text += TextIn(child, without);
  return text;
}

}  // namespace cofi::reporting
