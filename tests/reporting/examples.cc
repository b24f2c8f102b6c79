#include "tests/reporting/examples.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace cofi::reporting {

Money Eur(const std::string& decimal) {
  const auto money = ParseMoney(decimal, "EUR");
  COFI_CHECK(money.ok(), decimal);
  return *money;
}

Date On(const std::string& iso) {
  const auto date = ParseDate(iso);
  COFI_CHECK(date.ok(), iso);
  return *date;
}

ProjectFacts EmptyProject(const std::string& as_of) {
  ProjectFacts facts;
  facts.as_of = Day(On(as_of));
  facts.project.set_name("projects/p");
  facts.project.set_display_name("Project");
  facts.project.set_currency("EUR");
  facts.project.set_state(Project::STATE_FINANCING);
  return facts;
}

Line* AddLine(ProjectFacts* facts, const std::string& account, const std::string& planned) {
  if (!facts->budget) {
    facts->budget.emplace();
    facts->budget->set_name(absl::StrCat(facts->project.name(), "/budgets/v1"));
    facts->budget->set_version(1);
    facts->budget->set_state(Budget::STATE_ADOPTED);
    *facts->budget->mutable_adoption_date() = On("2016-05-31");
  }
  Line& line = facts->lines.emplace_back();
  line.set_position(static_cast<int>(facts->lines.size()));
  line.set_name(absl::StrCat(facts->budget->name(), "/lines/", account, "-", line.position()));
  line.set_account(account);
  line.set_display_name(absl::StrCat("line ", line.position()));
  line.set_side(account[0] == '8'   ? Line::SIDE_IN_KIND_USE
                : account[0] == '7' ? Line::SIDE_INCOME
                                    : Line::SIDE_EXPENSE);
  *line.mutable_planned_amount() = Eur(planned);
  return &line;
}

Grant* AddGrant(ProjectFacts* facts, const std::string& id, const std::string& awarded,
                const std::string& award_date) {
  Grant& grant = facts->grants.emplace_back();
  grant.set_name(absl::StrCat(facts->project.name(), "/grants/", id));
  grant.set_display_name(id);
  grant.set_funder(absl::StrCat("funders/", id));
  *grant.mutable_awarded_amount() = Eur(awarded);
  *grant.mutable_award_date() = On(award_date);
  *grant.mutable_remaining_amount() = grant.awarded_amount();
  return &grant;
}

void Pay(Grant* grant, const std::string& spent) {
  const int64_t minor = Minor(Eur(spent));
  *grant->mutable_spent_amount() = MoneyFromMinor(Minor(grant->spent_amount()) + minor, "EUR");
  *grant->mutable_remaining_amount() =
      MoneyFromMinor(Minor(grant->remaining_amount()) - minor, "EUR");
}

void SetCeiling(Grant* grant, const std::string& ceiling) {
  *grant->mutable_ceiling() = Eur(ceiling);
  *grant->mutable_remaining_amount() =
      MoneyFromMinor(Minor(Eur(ceiling)) - Minor(grant->spent_amount()), "EUR");
}

Grant* AddLostGrant(ProjectFacts* facts, const std::string& id, const std::string& award_date,
                    const std::string& lost_date) {
  Grant* grant = AddGrant(facts, id, "0", award_date);
  *grant->mutable_lost_date() = On(lost_date);
  return grant;
}

Application* AddApplication(ProjectFacts* facts, const std::string& id, Application::State state,
                            const std::string& requested) {
  Application& application = facts->applications.emplace_back();
  application.set_name(absl::StrCat(facts->project.name(), "/applications/", id));
  application.set_display_name(id);
  application.set_funder(absl::StrCat("funders/", id));
  application.set_state(state);
  *application.mutable_requested_amount() = Eur(requested);
  if (state != Application::STATE_DRAFT) *application.mutable_submit_date() = On("2016-06-01");
  return &application;
}

Stage* AddStage(ProjectFacts* facts, const std::string& application, const std::string& id,
                Stage::State state) {
  Stage& stage = facts->stages.emplace_back();
  stage.set_name(
      absl::StrCat(facts->project.name(), "/applications/", application, "/stages/", id));
  stage.set_display_name(id);
  stage.set_position(static_cast<int>(facts->stages.size()));
  stage.set_state(state);
  return &stage;
}

Obligation* AddObligation(ProjectFacts* facts, const std::string& application,
                          const std::string& id, Obligation::Kind kind, const std::string& due) {
  Obligation& obligation = facts->obligations.emplace_back();
  obligation.set_name(
      absl::StrCat(facts->project.name(), "/applications/", application, "/obligations/", id));
  obligation.set_display_name(id);
  obligation.set_kind(kind);
  obligation.set_state(Obligation::STATE_PENDING);
  *obligation.mutable_due_date() = On(due);
  return &obligation;
}

ProjectUpdate* AddEvent(ProjectFacts* facts, const std::string& id, const std::string& date) {
  ProjectUpdate& update = facts->updates.emplace_back();
  update.set_name(absl::StrCat(facts->project.name(), "/updates/", id));
  update.set_display_name(id);
  *update.mutable_event_date() = On(date);
  return &update;
}

void AddExpenseFile(ProjectFacts* facts, const std::string& expense, const std::string& file_name) {
  attachments::v1::Attachment& file = facts->expense_files.emplace_back();
  file.set_expense(absl::StrCat(facts->project.name(), "/expenses/", expense));
  file.set_display_name(file_name);
}

std::shared_ptr<Catalogue> Funders(
    const std::vector<std::pair<std::string, std::string>>& display_names) {
  auto catalogue = std::make_shared<Catalogue>();
  for (const auto& [id, display_name] : display_names) {
    Funder& funder = catalogue->funders[absl::StrCat("funders/", id)];
    funder.set_name(absl::StrCat("funders/", id));
    funder.set_display_name(display_name);
  }
  return catalogue;
}

Call* AddCall(Catalogue* catalogue, const std::string& name, const std::string& close_date) {
  Call& call = catalogue->calls[name];
  call.set_name(name);
  call.set_display_name(name);
  *call.mutable_close_date() = On(close_date);
  return &call;
}

GatheredFacts PortfolioOf(std::vector<ProjectFacts> projects, bool whole) {
  GatheredFacts gathered;
  gathered.whole = whole;
  if (!projects.empty()) {
    gathered.as_of = gathered.shared_day = projects[0].as_of;
    gathered.catalogue = projects[0].catalogue;
  }
  gathered.projects = std::move(projects);
  return gathered;
}

std::string Shown(const Money& money) { return DecimalFromMoney(money); }

}  // namespace cofi::reporting
