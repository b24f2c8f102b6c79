// What the other services said about a project as of a date: all that a report
// is made from. The reports are pure functions of it, so that each of them can
// be tested without a server, and made again from the same facts.
//
// The services evaluate the date themselves: states, amounts and totals are
// those of that date, and what did not exist yet is not here. Nothing in
// reporting computes history again.
//
// Named as rules are, so that the house keeps it as pure as those who read it.
#ifndef COFI_SERVICES_REPORTING_FACTS_RULES_H_
#define COFI_SERVICES_REPORTING_FACTS_RULES_H_

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "base/names.h"
#include "base/rules/fiscal_years.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/funders.pb.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "cofi/applications/v1/stages.pb.h"
#include "cofi/attachments/v1/attachments.pb.h"
#include "cofi/attachments/v1/papers.pb.h"
#include "cofi/budgets/internal/v1/facts.pb.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/projects/v1/partners.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "cofi/projects/v1/updates.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "cofi/type/v1/moment.pb.h"
#include "services/reporting/figures_rules.h"

namespace cofi::reporting {

using applications::v1::Application;
using applications::v1::Call;
using applications::v1::Funder;
using applications::v1::Obligation;
using applications::v1::Stage;
using budgets::internal::v1::MovementSum;
using budgets::v1::Budget;
using budgets::v1::Grant;
using budgets::v1::Line;
using projects::v1::Phase;
using projects::v1::Project;
using projects::v1::ProjectUpdate;
using type::v1::JournalPosition;

// What belongs to no project, by name.
struct Catalogue {
  absl::btree_map<std::string, Funder> funders;
  absl::btree_map<std::string, Call> calls;
  std::vector<JournalPosition> positions;
};

// One project. Lists are in the order in which the services gave them.
struct ProjectFacts {
  // Its own day: today in its time zone, unless a date was asked for.
  absl::CivilDay as_of;
  Project project;
  // The adopted budget and its lines; neither if none was adopted by then.
  std::optional<Budget> budget;
  std::vector<Line> lines;
  // Those that were adopted before it.
  std::vector<Budget> superseded;
  std::vector<Grant> grants;
  // If they were asked for: what was moved in the period, by line, grant and fiscal year; and
  // before it.
  std::vector<MovementSum> movements, movements_before;
  // With which month the fiscal years of the lead begin, if a report asked for that.
  int fiscal_year_start_month = rules::kJanuary;
  std::vector<Application> applications;
  std::vector<Stage> stages;
  std::vector<Obligation> obligations;
  std::vector<ProjectUpdate> updates;
  std::vector<Phase> phases;
  // If they were asked for: those of expenses.
  std::vector<attachments::v1::Attachment> expense_files;
  // Never null.
  std::shared_ptr<const Catalogue> catalogue = std::make_shared<Catalogue>();
  // Of this project's journals.
  std::vector<JournalPosition> positions;
};

// A project that is left out of a report over all of them, and why.
struct Omission {
  std::string project;
  absl::Status why;
};

// The projects that a request is about.
struct GatheredFacts {
  // Of several projects, whose days may differ, the latest.
  absl::CivilDay as_of;
  // That of what is of no project.
  absl::CivilDay shared_day;
  // Whether all projects were asked for, rather than one.
  bool whole = false;
  std::vector<ProjectFacts> projects;
  std::vector<Omission> omitted;
  // If they were asked for: the papers of the lead of a project that is not over; of all
  // organizations where all projects were asked for.
  std::vector<attachments::v1::Paper> papers;
  // Of what was asked besides the projects and the catalogue.
  std::vector<JournalPosition> positions;
  // That of each project too. Never null.
  std::shared_ptr<const Catalogue> catalogue = std::make_shared<Catalogue>();
};

// The journal entries that were seen, by service and root, each once.
std::vector<JournalPosition> PositionsOf(const GatheredFacts& gathered);

// The one of that identifier; null if there is none.
template <typename Resources>
auto FindById(const Resources& resources, absl::string_view id) {
  const auto found = std::find_if(resources.begin(), resources.end(),
                                  [id](const auto& each) { return IdOf(each.name()) == id; });
  return found == resources.end() ? nullptr : &*found;
}

// `EUR` when the project says nothing.
std::string CurrencyOf(const ProjectFacts& facts);
Money AmountIn(const ProjectFacts& facts, Wide minor);

// Whether a grant is the award of an application, rather than another funder's that
// names it.
bool StemsFrom(const Grant& grant, const Application& application);

// The most that a grant pays of expenses, which it counts with everywhere, as the
// budgets service says: what it still can pay, and what it has paid.
Wide PayableMinor(const Grant& grant);

// A name for people; the identifier when the funder is not (or no longer) known.
std::string FunderNameOf(const Catalogue& catalogue, absl::string_view funder);

// The lines of one side in the order of the budget.
std::vector<const Line*> LinesOn(const ProjectFacts& facts, Line::Side side);

// Stages in their order, by the name of the application. Points into `facts`.
using StagesByApplication = absl::flat_hash_map<absl::string_view, std::vector<const Stage*>>;
StagesByApplication StagesOf(const ProjectFacts& facts);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_FACTS_RULES_H_
