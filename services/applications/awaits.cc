#include "services/applications/awaits.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/rules/decision_graph.h"
#include "base/status.h"
#include "services/applications/tables.h"

namespace cofi::applications {
namespace {

using v1::Application;

rules::AwaitingApplication AwaitingOf(const Application& application) {
  return {application.name(),
          application.state(),
          std::nullopt,
          {application.awaits().begin(), application.awaits().end()}};
}

// `leader → metropole → leader`; of a long way only where it begins and ends.
std::string WayText(const std::vector<std::string>& way) {
  constexpr size_t kShownMax = 8;
  std::string text;
  for (size_t i = 0; i < way.size(); ++i) {
    const bool shown = i + 1 < kShownMax || i + 1 == way.size();
    if (shown) absl::StrAppend(&text, i == 0 ? "" : " → ", IdOf(way[i]));
    if (i + 1 == kShownMax && i + 1 < way.size()) absl::StrAppend(&text, " → …");
  }
  return text;
}

}  // namespace

absl::Status CheckAwaits(db::Transaction& tx, const Application& application) {
  std::set<absl::string_view> seen;
  for (int i = 0; i < application.awaits_size(); ++i) {
    if (seen.insert(application.awaits(i)).second) continue;
    return InField(
        absl::StrCat("application.awaits[", i, "]"),
        Refuse(type::v1::REASON_VALUE_MALFORMED,
               {{"value", application.awaits(i)}, {"accepted", "each application once"}}));
  }
  if (seen.empty()) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(const std::vector<Application> others,
                        Applications().Children(tx, ParentOf(application.name())));
  std::vector<rules::AwaitingApplication> all = {AwaitingOf(application)};
  for (const Application& other : others) {
    if (other.name() != application.name()) all.push_back(AwaitingOf(other));
  }
  const std::vector<std::string> way = rules::WayBack(application.name(), all);
  if (way.empty()) return absl::OkStatus();
  const auto at = std::find(application.awaits().begin(), application.awaits().end(), way[1]);
  return InField(absl::StrCat("application.awaits[", at - application.awaits().begin(), "]"),
                 Refuse(type::v1::REASON_VALUE_MALFORMED,
                        {{"value", way[1]},
                         {"accepted", "an application that does not wait for this one ({way})"},
                         {"way", WayText(way)}}));
}

}  // namespace cofi::applications
