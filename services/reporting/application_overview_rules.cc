#include "services/reporting/application_overview_rules.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/rules/obligations.h"
#include "services/reporting/decision_rules.h"
#include "services/reporting/disclosure_rules.h"
#include "services/reporting/pipeline_rules.h"
#include "services/reporting/source_rules.h"

namespace cofi::reporting {
namespace {

using v1::ApplicationRow;

// The amounts of a row, which are summed.
struct SummedField {
  const Money& (ApplicationRow::*get)() const;
  Money* (ApplicationRow::*set)();
  int number;
};
constexpr SummedField kSummed[] = {
    {&ApplicationRow::requested, &ApplicationRow::mutable_requested,
     ApplicationRow::kRequestedFieldNumber},
    {&ApplicationRow::expected, &ApplicationRow::mutable_expected,
     ApplicationRow::kExpectedFieldNumber},
    {&ApplicationRow::awarded, &ApplicationRow::mutable_awarded,
     ApplicationRow::kAwardedFieldNumber},
    {&ApplicationRow::conditional, &ApplicationRow::mutable_conditional,
     ApplicationRow::kConditionalFieldNumber},
    {&ApplicationRow::spent, &ApplicationRow::mutable_spent, ApplicationRow::kSpentFieldNumber},
    {&ApplicationRow::received, &ApplicationRow::mutable_received,
     ApplicationRow::kReceivedFieldNumber},
    {&ApplicationRow::receivable, &ApplicationRow::mutable_receivable,
     ApplicationRow::kReceivableFieldNumber},
    {&ApplicationRow::locked, &ApplicationRow::mutable_locked, ApplicationRow::kLockedFieldNumber},
};
constexpr size_t kSummedCount = std::size(kSummed);

// Of all applications, by name.
using Entries = absl::flat_hash_map<std::string, v1::PipelineEntry>;

// What is known of one application besides itself.
struct OverviewInputs {
  // Where it stands, as the pipeline says.
  v1::PipelineEntry entry;
  // What it pays, as the funding plan says.
  SourceFigures figures;
  // The first grant that stems from it; null without one.
  const Grant* grant = nullptr;
  std::vector<const Stage*> stages;
  std::vector<const Obligation*> obligations;
  // What its funder was told of the others, if that is no longer so.
  std::optional<v1::StaleDisclosure> stale;
};
using InputsByApplication = absl::flat_hash_map<std::string, OverviewInputs>;

// The facts must stay.
InputsByApplication Survey(const ProjectFacts& facts, Entries* entries) {
  InputsByApplication all;
  for (const Application& application : facts.applications) {
    all[application.name()].entry = std::move((*entries)[application.name()]);
  }
  absl::flat_hash_map<absl::string_view, const Grant*> grants;
  for (const Grant& grant : facts.grants) grants.emplace(grant.name(), &grant);
  const std::vector<FundingSource> sources = SourcesOf(facts);
  const Wide together = BroughtMinor(sources);
  for (const FundingSource& source : sources) {
    if (source.application == nullptr) continue;
    OverviewInputs& inputs = all[source.application->name()];
    inputs.stale = StaleDisclosureOf(facts, source, together);
    inputs.figures = source.figures;
    const auto grant = grants.find(source.grant);
    if (grant != grants.end()) inputs.grant = grant->second;
  }
  for (auto& [application, stages] : StagesOf(facts)) {
    all[std::string(application)].stages = std::move(stages);
  }
  for (const Obligation& obligation : facts.obligations) {
    all[std::string(ParentOf(obligation.name()))].obligations.push_back(&obligation);
  }
  return all;
}

void SetDate(const Date& date, Date* (ApplicationRow::*field)(), ApplicationRow* row) {
  if (IsSet(date)) *(row->*field)() = date;
}

void SetDates(const Application& application, const OverviewInputs& inputs, ApplicationRow* row) {
  SetDate(application.submit_date(), &ApplicationRow::mutable_submission_date, row);
  SetDate(ExpectedDecisionOf(application, inputs.stages),
          &ApplicationRow::mutable_expected_decision_date, row);
  SetDate(application.decision_date(), &ApplicationRow::mutable_decision_date, row);
  SetDate(application.agreement_terms().signature_date(), &ApplicationRow::mutable_agreement_date,
          row);
  if (inputs.grant == nullptr) return;
  SetDate(inputs.grant->eligible_start_date(), &ApplicationRow::mutable_eligible_start_date, row);
  SetDate(inputs.grant->eligible_end_date(), &ApplicationRow::mutable_eligible_end_date, row);
}

// What hangs on what is still owed, and where the obligations say something else than the schedule.
void SetLocked(const ProjectFacts& facts, const Application& application,
               const OverviewInputs& inputs, ApplicationRow* row) {
  Wide locked = 0;
  for (const Obligation* obligation : inputs.obligations) {
    if (!rules::IsOwed(*obligation, application)) continue;
    locked += Minor(rules::HangingOn(*obligation));
    const Money scheduled = rules::ScheduledFor(*obligation);
    if (scheduled.currency_code().empty() || !obligation->has_unlocked_amount() ||
        Minor(scheduled) == Minor(obligation->unlocked_amount())) {
      continue;
    }
    v1::UnlockMismatch* const mismatch = row->add_unlock_mismatches();
    mismatch->set_obligation(obligation->name());
    mismatch->set_display_name(obligation->display_name());
    *mismatch->mutable_scheduled() = scheduled;
    *mismatch->mutable_said() = obligation->unlocked_amount();
  }
  *row->mutable_locked() = AmountIn(facts, locked);
}

ApplicationRow RowOf(const ProjectFacts& facts, const Application& application,
                     const OverviewInputs& inputs) {
  const v1::PipelineEntry& entry = inputs.entry;
  ApplicationRow row;
  row.set_project(entry.project());
  row.set_application(entry.application());
  row.set_display_name(entry.display_name());
  row.set_funder(entry.funder());
  row.set_funder_display_name(entry.funder_display_name());
  const auto call = facts.catalogue->calls.find(application.call());
  if (call != facts.catalogue->calls.end()) {
    row.set_call_display_name(call->second.display_name());
  }
  row.set_state(entry.state());
  row.set_stage_display_name(entry.stage_display_name());
  row.set_stages_passed(entry.stages_passed());
  row.set_stage_count(entry.stage_count());
  *row.mutable_requested() = entry.requested();
  if (entry.has_likelihood_basis_points()) {
    row.set_likelihood_basis_points(entry.likelihood_basis_points());
  }
  *row.mutable_expected() = AmountIn(facts, inputs.figures.expected);
  *row.mutable_awarded() = entry.awarded();
  *row.mutable_conditional() = AmountIn(facts, inputs.figures.conditional);
  *row.mutable_spent() = AmountIn(facts, inputs.figures.spent);
  *row.mutable_received() = AmountIn(facts, inputs.figures.received);
  *row.mutable_receivable() = AmountIn(facts, inputs.figures.secured - inputs.figures.received);
  SetLocked(facts, application, inputs, &row);
  SetDates(application, inputs, &row);
  if (inputs.stale.has_value()) *row.mutable_stale_disclosure() = *inputs.stale;
  row.set_funder_status(application.funder_status());
  SetDate(application.funder_status_date(), &ApplicationRow::mutable_funder_status_date, &row);
  row.set_resubmits(application.resubmits());
  return row;
}

// By the day of submission; what was never submitted last, then by name.
bool IsSubmittedBefore(const ApplicationRow& a, const ApplicationRow& b) {
  const auto key = [](const ApplicationRow& row) {
    return std::make_tuple(!row.has_submission_date(), Day(row.submission_date()),
                           absl::string_view(row.application()));
  };
  return key(a) < key(b);
}

struct OverviewSum {
  int32_t count = 0;
  Wide amounts[kSummedCount] = {};

  void Add(const OverviewSum& other) {
    count += other.count;
    for (size_t i = 0; i < kSummedCount; ++i) amounts[i] += other.amounts[i];
  }
  // Of all, the furthest from nothing.
  Wide Largest() const {
    Wide largest = 0;
    for (const Wide amount : amounts) largest = std::max(largest, amount < 0 ? -amount : amount);
    return largest;
  }
  // The field that cannot be told; null if all can.
  const FieldDescriptor* TooLarge() const {
    for (size_t i = 0; i < kSummedCount; ++i) {
      if (!CanBeTold(amounts[i])) {
        return ApplicationRow::descriptor()->FindFieldByNumber(kSummed[i].number);
      }
    }
    return nullptr;
  }
};

// The applications of one project.
struct ProjectRows {
  std::string project, currency;
  std::vector<ApplicationRow> rows;
  OverviewSum sum;
};

ProjectRows RowsOf(const ProjectFacts& facts, Entries* entries) {
  const InputsByApplication all = Survey(facts, entries);
  ProjectRows project{facts.project.name(), CurrencyOf(facts), {}, {}};
  project.rows.reserve(facts.applications.size());
  for (const Application& application : facts.applications) {
    project.rows.push_back(RowOf(facts, application, all.at(application.name())));
    const ApplicationRow& row = project.rows.back();
    ++project.sum.count;
    for (size_t i = 0; i < kSummedCount; ++i) {
      project.sum.amounts[i] += Minor((row.*kSummed[i].get)());
    }
  }
  std::sort(project.rows.begin(), project.rows.end(), &IsSubmittedBefore);
  return project;
}

using Totals = absl::btree_map<std::string, OverviewSum>;

// Takes the projects in, the smallest first, and names those with which a total could not be told.
Totals Total(std::vector<ProjectRows>* projects, bool whole, Language language,
             v1::ApplicationOverview* overview) {
  std::stable_sort(
      projects->begin(), projects->end(),
      [](const ProjectRows& a, const ProjectRows& b) { return a.sum.Largest() < b.sum.Largest(); });
  Totals totals;
  for (ProjectRows& project : *projects) {
    if (project.rows.empty()) continue;
    OverviewSum with = totals[project.currency];
    with.Add(project.sum);
    const FieldDescriptor* too_large = with.TooLarge();
    // Of one project alone there is nothing to tell without it: the service refuses.
    if (too_large == nullptr || !whole) {
      totals[project.currency] = with;
      continue;
    }
    v1::OmittedProject* omitted = overview->add_omitted();
    omitted->set_project(project.project);
    omitted->set_why(Describe(RefuseFigure(LabelOf(too_large, language)), language));
    project.rows.clear();
  }
  return totals;
}

}  // namespace

v1::ApplicationOverview MakeApplicationOverview(const GatheredFacts& gathered, Language language) {
  v1::ApplicationOverview overview;
  v1::Pipeline pipeline = MakePipeline(gathered, language);
  Entries entries;
  for (v1::PipelineEntry& entry : *pipeline.mutable_entries()) {
    const std::string application = entry.application();
    entries.emplace(application, std::move(entry));
  }
  absl::flat_hash_set<absl::string_view> omitted;
  for (const v1::OmittedProject& each : pipeline.omitted()) {
    omitted.insert(each.project());
    *overview.add_omitted() = each;
  }
  std::vector<ProjectRows> projects;
  projects.reserve(gathered.projects.size());
  for (const ProjectFacts& facts : gathered.projects) {
    if (!omitted.contains(facts.project.name())) projects.push_back(RowsOf(facts, &entries));
  }
  if (!gathered.whole && gathered.projects.size() == 1) {
    overview.set_project(gathered.projects.front().project.name());
    overview.set_project_display_name(gathered.projects.front().project.display_name());
  }
  for (const auto& [currency, sum] : Total(&projects, gathered.whole, language, &overview)) {
    if (sum.count == 0) continue;
    v1::ApplicationTotal* total = overview.add_totals();
    total->set_count(sum.count);
    for (size_t i = 0; i < kSummedCount; ++i) {
      *(total->mutable_sums()->*kSummed[i].set)() = Told(sum.amounts[i], currency);
    }
  }
  std::sort(projects.begin(), projects.end(),
            [](const ProjectRows& a, const ProjectRows& b) { return a.project < b.project; });
  for (ProjectRows& project : projects) {
    for (ApplicationRow& row : project.rows) *overview.add_rows() = std::move(row);
  }
  return overview;
}

}  // namespace cofi::reporting
