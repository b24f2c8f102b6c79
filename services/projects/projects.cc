#include "services/projects/projects.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/names.h"
#include "base/states.h"
#include "cofi/applications/v1/applications.pb.h"
#include "services/projects/start_condition_rules.h"
#include "services/projects/tables.h"
#include "services/rpc/open_items.h"
#include "services/rpc/standard.h"
#include "services/rpc/undo.h"
#include "services/rpc/verify_resource.h"

namespace cofi::projects {
namespace {

using v1::Project;

constexpr Transition<Project::State> kTransitions[] = {
    {Project::STATE_PREPARING, "SEEK_FUNDING", Project::STATE_FINANCING},
    {Project::STATE_PREPARING, "ABANDON", Project::STATE_ABANDONED},
    {Project::STATE_FINANCING, "ABANDON", Project::STATE_ABANDONED},
    {Project::STATE_READY, "START", Project::STATE_RUNNING},
    {Project::STATE_READY, "ABANDON", Project::STATE_ABANDONED},
    {Project::STATE_RUNNING, "CLOSE", Project::STATE_CLOSED},
    {Project::STATE_RUNNING, "ABANDON", Project::STATE_ABANDONED},
    // Back to where it was before.
    {Project::STATE_CLOSED, "REOPEN", Project::STATE_RUNNING},
    {Project::STATE_ABANDONED, "REOPEN", Project::STATE_FINANCING},
};

absl::CivilDay Today(const db::Transaction& tx, const Project& project) {
  return TodayIn(project.time_zone(), tx.now());
}

// READY exactly while the start condition holds today; a project that runs keeps
// running.
void Judge(const db::Transaction& tx, Project* project) {
  const absl::CivilDay today = Today(tx, *project);
  const std::optional<absl::CivilDay> since = ConditionHoldsSince(*project, today);
  const bool holds = since.has_value() && *since <= today;
  if (project->state() == Project::STATE_FINANCING && holds) {
    const absl::CivilDay day = std::max(*since, Day(project->state_date()));
    Enter(project, Project::STATE_READY, "MEET_START_CONDITION", DateFromDay(day), "");
  } else if (project->state() == Project::STATE_READY && !holds) {
    const absl::CivilDay day = std::max(today, Day(project->state_date()));
    Enter(project, Project::STATE_FINANCING, "LOSE_START_CONDITION", DateFromDay(day), "");
  }
}

template <typename Request>
absl::Status MoveBy(db::Transaction& tx, const char* verb, const Request& request,
                    absl::string_view note, Project* project) {
  COFI_ASSIGN_OR_RETURN(*project, rpc::Load(tx, Projects(), request));
  COFI_ASSIGN_OR_RETURN(const Date date,
                        rpc::EffectiveDate(request.effective_date(), Today(tx, *project)));
  // What lay ahead when it was last judged may have come.
  Judge(tx, project);
  COFI_RETURN_IF_ERROR(Move(project, kTransitions, verb, date, note));
  Judge(tx, project);
  return Projects().Update(tx, project);
}

absl::Status NotReady(const db::Transaction& tx, const Project& project) {
  if (project.start_condition().secured_basis_points() > 0 &&
      !IsSet(project.funding().adoption_date())) {
    return Refuse(type::v1::REASON_NO_ADOPTED_BUDGET, {{"name", project.name()}});
  }
  const rules::StartFigures figures = FiguresOf(project, Today(tx, project));
  const std::string missing =
      figures.missing_applications.empty()
          ? ""
          : absl::StrCat("; ", absl::StrJoin(figures.missing_applications, ", "));
  return Refuse(type::v1::REASON_START_CONDITION_NOT_MET,
                {{"name", project.name()},
                 {"secured", DecimalAmount(figures.secured_minor, project.currency())},
                 {"required", DecimalAmount(figures.required_minor, project.currency())},
                 {"missing", missing}});
}

}  // namespace

absl::Status OnCreate(db::Transaction& tx, Project& project) {
  if (project.currency().empty()) project.set_currency("EUR");
  if (project.time_zone().empty()) project.set_time_zone("Europe/Paris");
  project.set_state(Project::STATE_PREPARING);
  tx.set_today(Today(tx, project));
  return absl::OkStatus();
}

absl::Status OnUpdate(db::Transaction& tx, const Project&, Project& after) {
  // Its time zone may be what changes.
  tx.set_today(Today(tx, after));
  Judge(tx, &after);
  return absl::OkStatus();
}

absl::Status OnRemove(db::Transaction&, const Project& project) {
  if (project.state() == Project::STATE_PREPARING) return absl::OkStatus();
  return NotAllowed<Project>(project, kTransitions, "DELETE");
}

absl::StatusOr<bool> View(db::Transaction&, Project& project, const absl::CivilDay* as_of) {
  if (as_of == nullptr) return true;
  StateOn(*as_of, Project::STATE_PREPARING, &project);
  v1::Funding& funding = *project.mutable_funding();
  if (IsSet(funding.adoption_date()) && Day(funding.adoption_date()) > *as_of) {
    funding.clear_adoption_date();
    funding.clear_planned_expenses();
  }
  auto* awards = funding.mutable_awards();
  awards->erase(
      std::remove_if(awards->begin(), awards->end(),
                     [&](const v1::Award& award) { return Day(award.award_date()) > *as_of; }),
      awards->end());
  return true;
}

rpc::StateVerbs<Project> Verbs() {
  return {CallersVerbs<Project::State>(kTransitions),
          [](db::Transaction& tx, const Project& project) -> absl::StatusOr<VerbList> {
            // As a verb judges it first.
            Project judged = project;
            Judge(tx, &judged);
            return AllowedVerbs<Project::State>(kTransitions, judged.state());
          }};
}

absl::Status Verify(db::Transaction&, const Project& project) {
  // As it was judged, on the day of its last change.
  const absl::CivilDay judged =
      TodayIn(project.time_zone(), absl::FromUnixSeconds(project.update_time().seconds()));
  const std::optional<absl::CivilDay> since = ConditionHoldsSince(project, judged);
  const bool holds = since.has_value() && *since <= judged;
  const bool waits = project.state() == Project::STATE_FINANCING;
  if (holds ? !waits : project.state() != Project::STATE_READY) return absl::OkStatus();
  return rpc::Broken(project, "state", holds ? "READY" : "FINANCING", EnumNameOf(project.state()));
}

absl::Status SeekFunding(db::Transaction& tx, const v1::SeekProjectFundingRequest& request,
                         Project* project) {
  return MoveBy(tx, "SEEK_FUNDING", request, "", project);
}

absl::Status Start(db::Transaction& tx, const v1::StartProjectRequest& request, Project* project) {
  COFI_ASSIGN_OR_RETURN(*project, Projects().Get(tx, request.name()));
  Judge(tx, project);
  if (project->state() == Project::STATE_FINANCING) return NotReady(tx, *project);
  return MoveBy(tx, "START", request, "", project);
}

absl::Status Close(const rpc::Resources&, db::Transaction& tx,
                   const v1::CloseProjectRequest& request, const type::v1::StillOpen& told,
                   Project* project) {
  if (!told.items().empty() && !request.force()) {
    COFI_ASSIGN_OR_RETURN(*project, rpc::Load(tx, Projects(), request));
    if (project->state() == Project::STATE_RUNNING) {
      return rpc::RefuseOpen(project->name(), told, "; close it by force all the same");
    }
  }
  return MoveBy(tx, "CLOSE", request, "", project);
}

absl::Status Reopen(db::Transaction& tx, const v1::ReopenProjectRequest& request,
                    Project* project) {
  COFI_ASSIGN_OR_RETURN(*project, rpc::Load(tx, Projects(), request));
  COFI_ASSIGN_OR_RETURN(const Date date,
                        rpc::EffectiveDate(request.effective_date(), Today(tx, *project)));
  COFI_RETURN_IF_ERROR(Move(project, kTransitions, "REOPEN", date, request.note()));
  // It goes on where it stood before it was closed or given up.
  auto& history = *project->mutable_history();
  const int before = history.size() - 3;
  const std::string state =
      before < 0 ? EnumNameOf(Project::STATE_PREPARING) : history[before].state();
  history.rbegin()->set_state(state);
  project->set_state(
      static_cast<Project::State>(EnumValue(Project::State_descriptor(), state)->number()));
  Judge(tx, project);
  return Projects().Update(tx, project);
}

absl::Status UndoProject(const rpc::Resources& resources, db::Transaction& tx,
                         const v1::UndoProjectRequest& request, Project* project) {
  COFI_RETURN_IF_ERROR(rpc::Load(tx, Projects(), request).status());
  COFI_RETURN_IF_ERROR(rpc::Undo(resources, tx, request.name()));
  COFI_ASSIGN_OR_RETURN(*project, Projects().Get(tx, request.name()));
  // The start condition is that of today.
  Judge(tx, project);
  return Projects().Update(tx, project);
}

absl::Status Abandon(db::Transaction& tx, const v1::AbandonProjectRequest& request,
                     Project* project) {
  return MoveBy(tx, "ABANDON", request, request.note(), project);
}

namespace {

// More entries than a journal will ever have. A later picture than this could be replaced,
// but by nobody who only counts on.
constexpr int64_t kSequenceMax = 1'000'000'000'000;

absl::Status CheckSequence(int64_t sequence) {
  if (sequence >= 0 && sequence <= kSequenceMax) return absl::OkStatus();
  return Refuse(
      type::v1::REASON_VALUE_OUT_OF_RANGE,
      {{"value", absl::StrCat(sequence)}, {"accepted", absl::StrCat("0…", kSequenceMax)}});
}

// What is nothing may have no currency either.
absl::Status CheckCurrencyOf(const Project& project, const Money& amount) {
  const std::string& currency = amount.currency_code();
  if (currency == project.currency() || (currency.empty() && Minor(amount) == 0)) {
    return absl::OkStatus();
  }
  return Refuse(type::v1::REASON_CURRENCY_MISMATCH,
                {{"value", currency.empty() ? "—" : currency}, {"accepted", project.currency()}});
}

absl::Status CheckAmount(const Project& project, const Money& amount) {
  COFI_RETURN_IF_ERROR(CheckCurrencyOf(project, amount));
  if (Minor(amount) >= 0) return absl::OkStatus();
  return Refuse(type::v1::REASON_AMOUNT_NEGATIVE, {{"value", DecimalFromMoney(amount)}});
}

// What no grant or budget can make.
absl::Status CheckPicture(const Project& project,
                          const internal::v1::ReportFundingRequest& request) {
  const v1::Funding& picture = request.funding();
  Violations violations;
  violations.Add(InField("journal_sequence", CheckSequence(request.journal_sequence())));
  violations.Add(InField("replaced_sequence", CheckSequence(request.replaced_sequence())));
  violations.Add(
      InField("funding.planned_expenses", CheckAmount(project, picture.planned_expenses())));
  for (int i = 0; i < picture.awards_size(); ++i) {
    const v1::Award& award = picture.awards(i);
    const std::string field = absl::StrCat("funding.awards[", i, "]");
    if (!award.application().empty()) {
      static const auto* const pattern =
          &NamePattern::Of(applications::v1::Application::descriptor());
      violations.Add(
          InField(absl::StrCat(field, ".application"), pattern->Check(award.application())));
    }
    violations.Add(
        InField(absl::StrCat(field, ".amount"), CheckCurrencyOf(project, award.amount())));
  }
  return violations.ToStatus();
}

// Notes that the project has this picture of its funding, unless it has a later one;
// and returns the place of the one that it has then. Not kept with the project, which
// changes only if the picture does.
absl::StatusOr<int64_t> TakeIfNewer(db::Transaction& tx,
                                    const internal::v1::ReportFundingRequest& request) {
  const std::string& project = request.name();
  COFI_ASSIGN_OR_RETURN(const int64_t last,
                        tx.Number("SELECT journal_sequence FROM told WHERE root = $1"
                                  " AND service = 'budgets'",
                                  {project}));
  const bool replaces = last != 0 && request.replaced_sequence() == last;
  if (request.journal_sequence() < last && !replaces) return last;
  COFI_RETURN_IF_ERROR(
      tx.Run("INSERT INTO told (root, service, journal_sequence) VALUES ($1, 'budgets', $2)"
             " ON CONFLICT (root, service) DO UPDATE SET"
             " journal_sequence = excluded.journal_sequence",
             {project, request.journal_sequence()}));
  return request.journal_sequence();
}

}  // namespace

absl::Status ReportFunding(db::Transaction& tx, const internal::v1::ReportFundingRequest& request,
                           internal::v1::ReportFundingResponse* response) {
  COFI_ASSIGN_OR_RETURN(Project project, Projects().Get(tx, request.name()));
  COFI_RETURN_IF_ERROR(CheckPicture(project, request));
  COFI_ASSIGN_OR_RETURN(const int64_t place, TakeIfNewer(tx, request));
  if (place == request.journal_sequence()) {
    *project.mutable_funding() = request.funding();
    Judge(tx, &project);
    COFI_RETURN_IF_ERROR(Projects().Update(tx, &project));
  }
  response->set_journal_sequence(place);
  return absl::OkStatus();
}

}  // namespace cofi::projects
