// Resource names (AIP-122): `projects/{project}/expenses/{expense}`.
#ifndef COFI_BASE_NAMES_H_
#define COFI_BASE_NAMES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/descriptor.h"

namespace cofi {

// The root of all that is in no project. It stands in the journals for ever.
inline constexpr char kSharedRoot[] = "directory";

// Stands for the identifier of the budget that is, or on a date was, adopted; no budget is
// called so.
inline constexpr char kAdopted[] = "adopted";

// Whose chain, journal and locks a name belongs to: `projects/precarisation`
// for all that is in that project, kSharedRoot for all that is in none. Points
// into `name`, or is a literal.
absl::string_view RootOf(absl::string_view name);

// `projects/p/budgets/b` for `projects/p/budgets/b/lines/62`; empty at the top.
absl::string_view ParentOf(absl::string_view name);

// `62` for `projects/p/budgets/b/lines/62`.
absl::string_view IdOf(absl::string_view name);

// Whether `-` stands for an identifier in it: `projects/-/expenses/e`.
bool HasWildcard(absl::string_view name);

// Lowercase letters, digits and hyphens, a letter or digit first, at most 63.
bool IsResourceId(absl::string_view id);

// The form of the names of one kind of resource.
class NamePattern {
 public:
  // From a `google.api.resource` pattern.
  explicit NamePattern(absl::string_view pattern);

  // The patterns of a resource message: first the one that it is kept by, last the one that
  // others refer to it by; most have one for both. CHECKs that it has one.
  static absl::Span<const NamePattern> AllOf(const google::protobuf::Descriptor* resource);
  // The first of them.
  static const NamePattern& Of(const google::protobuf::Descriptor* resource) {
    return AllOf(resource).front();
  }

  const std::string& text() const { return text_; }
  // `lines`
  const std::string& collection() const { return collection_; }
  // The pattern of the parent; empty for a resource at the top.
  const std::string& parent_text() const { return parent_text_; }
  // The variables, outermost first: `project`, `budget`, `line`.
  const std::vector<std::string>& variables() const { return variables_; }

  // NAME_MALFORMED unless `name` has this form; `-` stands for any identifier
  // where `wildcards` are allowed.
  absl::Status Check(absl::string_view name, bool wildcards = false) const;

  // As Check, for the name of a parent.
  absl::Status CheckParent(absl::string_view parent, bool wildcards = false) const;

  // `projects/p/expenses/e` from `projects/p` and `e`.
  std::string Join(absl::string_view parent, absl::string_view id) const;

  // The name made of identifiers, outermost first, one for each variable.
  std::string Fill(const std::vector<std::string>& ids) const;

  // The identifiers of a name that has this form, outermost first.
  std::vector<std::string> Ids(absl::string_view name) const;

 private:
  std::string text_;
  std::string collection_;
  std::string parent_text_;
  std::vector<std::string> segments_;
  std::vector<std::string> variables_;
};

// NAME_MALFORMED, with all that is accepted, unless `name` has one of these forms.
absl::Status CheckName(absl::Span<const NamePattern> forms, absl::string_view name,
                       bool wildcards = false);

}  // namespace cofi

#endif  // COFI_BASE_NAMES_H_
