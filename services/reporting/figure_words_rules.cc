#include "services/reporting/figure_words_rules.h"

#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"

namespace cofi::reporting {
namespace {

constexpr Text kLineNamed{"line $0", "ligne $0"};
constexpr Text kAccountNamed{"account $0", "compte $0"};
constexpr Text kPhaseNamed{"phase $0", "phase $0"};
constexpr Text kNoPhase{"without a phase", "sans phase"};
constexpr Text kYearNamed{"fiscal year $0", "exercice $0"};
constexpr Text kNoYear{"without a fiscal year", "sans exercice"};
constexpr Text kOwnFunds{"own funds", "autofinancement"};
constexpr Text kGrantNamed{"grant $0", "subvention $0"};
constexpr Text kApplicationNamed{"application $0", "candidature $0"};

// The name for people, behind the identifier where that is another: `62 Fees`.
template <typename Resources>
std::string NameIn(const Resources& resources, const std::string& id) {
  const auto* found = FindById(resources, id);
  return found == nullptr || found->display_name().empty() || found->display_name() == id
             ? id
             : absl::StrCat(id, " ", found->display_name());
}

}  // namespace

std::string FigureWords(const ProjectFacts& facts, const FigureName& figure, Language language) {
  std::vector<std::string> parts = {FigureWord(figure.kind).In(language)};
  const auto add = [&](const std::optional<std::string>& value, const Text& none, const Text& text,
                       const auto& name_of) {
    if (!value.has_value()) return;
    parts.push_back(value->empty() ? none.In(language)
                                   : absl::Substitute(text.In(language), name_of(*value)));
  };
  const auto itself = [](const std::string& value) { return value; };
  const auto in = [](const auto& resources) {
    return [&resources](const std::string& id) { return NameIn(resources, id); };
  };
  add(figure.line, kLineNamed, kLineNamed, in(facts.lines));
  add(figure.account, kAccountNamed, kAccountNamed, itself);
  add(figure.phase, kNoPhase, kPhaseNamed, in(facts.phases));
  add(figure.year, kNoYear, kYearNamed, itself);
  add(figure.funder, kOwnFunds, Text{"$0", "$0"}, [&](const std::string& id) {
    return FunderNameOf(*facts.catalogue, absl::StrCat("funders/", id));
  });
  add(figure.grant, kGrantNamed, kGrantNamed, in(facts.grants));
  add(figure.application, kApplicationNamed, kApplicationNamed, in(facts.applications));
  return absl::StrJoin(parts, ", ");
}

}  // namespace cofi::reporting
