#include "services/reporting/pipeline_graph_layout.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "base/dates.h"
#include "base/names.h"
#include "base/readable.h"
#include "services/reporting/layout.h"
#include "services/reporting/words_pipeline.h"

namespace cofi::reporting {
namespace {

using v1::PendingDecision;

using Decisions = absl::flat_hash_map<absl::string_view, const PendingDecision*>;

template <typename Names>
std::string IdsOf(const Names& names, absl::string_view between) {
  return absl::StrJoin(names, between, [](std::string* out, const std::string& name) {
    absl::StrAppend(out, IdOf(name));
  });
}

// `leader ← departement, metropole (2 decisions awaited)`
std::string LineOf(const PendingDecision& decision, bool told_above, Language language) {
  const std::string id(IdOf(decision.application()));
  const int count = decision.waits_for_size();
  if (count == 0) return id;
  if (told_above) return absl::StrCat(id, " (", words::kSeeAbove.In(language), ")");
  return absl::StrCat(id, " ← ", IdsOf(decision.waits_for(), ", "), " (",
                      count == 1 ? words::kOneAwaited.In(language)
                                 : Say(words::kSomeAwaited, language, FormatCount(count, language)),
                      ")");
}

// A place in the tree.
struct TreePlace {
  const PendingDecision* decision;
  int depth;
};

void AddTree(const v1::Pipeline& pipeline, Language language, v1::Document* document) {
  Decisions decisions;
  absl::flat_hash_set<absl::string_view> awaited;
  for (const PendingDecision& each : pipeline.decisions()) {
    decisions.emplace(each.application(), &each);
    awaited.insert(each.waits_for().begin(), each.waits_for().end());
  }
  const absl::flat_hash_set<absl::string_view> critical(pipeline.critical_path().begin(),
                                                        pipeline.critical_path().end());
  TableLayout table("decisions", words::kWhoWaits.In(language), language, document);
  table.Column({.id = "decision", .label = words::kDecisionOf.In(language)});
  table.Column<PendingDecision>(PendingDecision::kExpectedDecisionDateFieldNumber, {.priority = 2});
  table.Column<PendingDecision>(PendingDecision::kEarliestDecisionDateFieldNumber, {.priority = 1});
  table.Column<v1::PipelineEntry>(v1::PipelineEntry::kCriticalFieldNumber, {.priority = 3});
  // What is next stands at the end.
  std::vector<TreePlace> ahead;
  for (auto each = pipeline.decisions().rbegin(); each != pipeline.decisions().rend(); ++each) {
    if (!awaited.contains(each->application())) ahead.push_back({&*each, 0});
  }
  absl::flat_hash_set<absl::string_view> told;
  while (!ahead.empty()) {
    const auto [decision, depth] = ahead.back();
    ahead.pop_back();
    const bool again = !told.insert(decision->application()).second;
    v1::Row* const row = table.Row(
        {Said(LineOf(*decision, again, language), decision->application()),
         OnDate(decision->expected_decision_date()), OnDate(decision->earliest_decision_date()),
         critical.contains(decision->application()) ? Said("×") : Nothing()});
    row->set_depth(depth);
    row->set_warning(!decision->held_up_by().empty());
    if (again) continue;
    for (int i = decision->waits_for_size(); i-- > 0;) {
      const auto found = decisions.find(decision->waits_for(i));
      if (found != decisions.end()) ahead.push_back({found->second, depth + 1});
    }
  }
}

// When an application can be decided; not set if nothing is said of it.
Date EarliestOf(const v1::Pipeline& pipeline, absl::string_view application) {
  for (const PendingDecision& each : pipeline.decisions()) {
    if (each.application() == application) return each.earliest_decision_date();
  }
  return {};
}

}  // namespace

void AddGraph(const v1::Pipeline& pipeline, Language language, v1::Document* document) {
  const bool nobody_waits =
      std::all_of(pipeline.decisions().begin(), pipeline.decisions().end(),
                  [](const PendingDecision& each) { return each.waits_for().empty(); });
  if (nobody_waits) {
    AddParagraph({words::kNobodyWaits.In(language)}, /*warning=*/false, document);
  } else {
    AddTree(pipeline, language, document);
  }
  const auto& path = pipeline.critical_path();
  const Date end = path.empty() ? Date() : EarliestOf(pipeline, *path.rbegin());
  if (IsSet(end)) {
    AddParagraph({Say(words::kCriticalPath, language, IdsOf(path, " → "), DateText(end, language))},
                 /*warning=*/false, document);
  }
  for (const PendingDecision& each : pipeline.decisions()) {
    if (each.held_up_by().empty()) continue;
    AddParagraph({Say(words::kHeldUp, language, IdOf(each.application()),
                      DateText(each.expected_decision_date(), language), IdOf(each.held_up_by()),
                      DateText(EarliestOf(pipeline, each.held_up_by()), language))},
                 /*warning=*/true, document);
  }
}

}  // namespace cofi::reporting
