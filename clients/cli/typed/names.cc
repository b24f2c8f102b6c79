#include "clients/cli/typed/names.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/status.h"
#include "base/text.h"
#include "clients/cli/typed/placeholders.h"
#include "clients/cli/typed/words.h"
#include "clients/cli/typed/words_mistakes.h"

namespace cofi::cli {
namespace {

using Ids = std::vector<std::string>;

// The one identifier that may be left out of the middle of a name.
constexpr absl::string_view kBudget = "budget";

std::string ShortFormOf(absl::Span<const std::string> variables) {
  return absl::AsciiStrToUpper(absl::StrReplaceAll(absl::StrJoin(variables, "/"), {{"_", "-"}}));
}

absl::Status Misnamed(const std::string& form, const std::string& given, Language language) {
  const std::string shown = PlaceholderIn(form, language);
  return absl::InvalidArgumentError(given.empty()
                                        ? Say(words::kNameMissing, language, shown)
                                        : Say(words::kNameNotOfForm, language, given, shown));
}

// That an identifier has letters that none has, with the one that was probably meant.
absl::Status CheckIds(const NamePattern& pattern, const Ids& ids, Language language) {
  for (const std::string& id : ids) {
    if (IsResourceId(id) || id == "-") continue;
    const std::string slug = Slug(id);
    return absl::InvalidArgumentError(
        Say(words::kNotAnId, language, id) +
        (IsResourceId(slug) ? Say(words::kDidYouMean, language, slug) : ""));
  }
  return pattern.Check(pattern.Fill(ids), true);
}

// Adds what stands for the adopted budget where one identifier is missing.
void AddBudget(const Ids& variables, Ids* ids) {
  if (ids->size() + 1 != variables.size()) return;
  const auto found = std::find(variables.begin(), variables.end() - 1, kBudget);
  if (found == variables.end() - 1) return;
  ids->insert(ids->begin() + (found - variables.begin()), kAdopted);
}

}  // namespace

void Learn(const NamePattern& pattern, absl::string_view name, Identifiers* known) {
  if (!pattern.Check(name, true).ok()) return;
  const Ids ids = pattern.Ids(name);
  for (size_t i = 0; i < ids.size(); ++i) known->emplace(pattern.variables()[i], ids[i]);
}

std::string ShortForm(const NamePattern& pattern) { return ShortFormOf(pattern.variables()); }

std::string ShortFormOfParent(const NamePattern& pattern) {
  const Ids& variables = pattern.variables();
  return ShortFormOf(absl::MakeConstSpan(variables).subspan(0, variables.size() - 1));
}

absl::StatusOr<std::string> ExpandName(const NamePattern& pattern,
                                       absl::Span<const std::string> words, Language language) {
  const std::string given = absl::StrJoin(words, "/");
  if (pattern.Check(given, true).ok()) return given;
  Ids ids = absl::StrSplit(given, '/', absl::SkipEmpty());
  AddBudget(pattern.variables(), &ids);
  if (ids.size() != pattern.variables().size()) {
    return Misnamed(ShortForm(pattern), given, language);
  }
  COFI_RETURN_IF_ERROR(CheckIds(pattern, ids, language));
  return pattern.Fill(ids);
}

absl::StatusOr<std::string> ExpandParent(const NamePattern& pattern,
                                         absl::Span<const std::string> words, Language language) {
  const std::string given = absl::StrJoin(words, "/");
  if (pattern.parent_text().empty()) {
    if (given.empty() || given == "-") return "";
    return Mistake(words::kNoParent, language, given);
  }
  const NamePattern parent(pattern.parent_text());
  if (parent.Check(given, true).ok()) return given;
  Ids ids = absl::StrSplit(given, '/', absl::SkipEmpty());
  if (ids.size() > parent.variables().size()) {
    return Misnamed(ShortForm(parent), given, language);
  }
  ids.resize(parent.variables().size(), "-");
  COFI_RETURN_IF_ERROR(CheckIds(parent, ids, language));
  return parent.Fill(ids);
}

absl::StatusOr<std::pair<std::string, std::string>> ExpandParentAndId(
    const NamePattern& pattern, absl::Span<const std::string> words, Language language) {
  const std::string given = absl::StrJoin(words, "/");
  std::string name = given;
  if (!pattern.Check(given, true).ok()) {
    const Ids ids = absl::StrSplit(given, '/', absl::SkipEmpty());
    const size_t above = pattern.variables().size() - 1;
    if (pattern.CheckParent(given, true).ok()) return std::make_pair(given, std::string());
    if (ids.size() == above) {
      const NamePattern parent(pattern.parent_text());
      COFI_RETURN_IF_ERROR(CheckIds(parent, ids, language));
      return std::make_pair(parent.Fill(ids), std::string());
    }
    if (ids.size() != above + 1) {
      const std::string form = ShortFormOfParent(pattern);
      const std::string id = absl::AsciiStrToUpper(pattern.variables().back());
      return Misnamed(absl::StrCat(form, form.empty() ? "" : " ", "[", id, "]"), given, language);
    }
    COFI_RETURN_IF_ERROR(CheckIds(pattern, ids, language));
    name = pattern.Fill(ids);
  }
  return std::make_pair(std::string(ParentOf(name)), std::string(IdOf(name)));
}

absl::StatusOr<std::string> ExpandReference(const NamePattern& pattern, absl::string_view text,
                                            const Identifiers& known, Language language) {
  if (pattern.Check(text, true).ok()) return std::string(text);
  const Ids given = absl::StrSplit(text, '/', absl::SkipEmpty());
  const Ids& variables = pattern.variables();
  if (given.size() > variables.size() || given.empty()) {
    return Misnamed(ShortForm(pattern), std::string(text), language);
  }
  Ids ids;
  for (size_t i = 0; i + given.size() < variables.size(); ++i) {
    const auto found = known.find(variables[i]);
    if (found == known.end()) return Misnamed(ShortForm(pattern), std::string(text), language);
    ids.push_back(found->second);
  }
  ids.insert(ids.end(), given.begin(), given.end());
  COFI_RETURN_IF_ERROR(CheckIds(pattern, ids, language));
  return pattern.Fill(ids);
}

std::string ShortName(absl::string_view name, absl::string_view parent) {
  const Ids parts = absl::StrSplit(name, '/');
  const Ids above = absl::StrSplit(parent, '/', absl::SkipEmpty());
  Ids ids;
  for (size_t i = 1; i < parts.size(); i += 2) {
    const bool fixed = i < above.size() && above[i] != "-";
    if (!fixed || !ids.empty() || i + 1 == parts.size()) ids.push_back(parts[i]);
  }
  return absl::StrJoin(ids, "/");
}

}  // namespace cofi::cli
