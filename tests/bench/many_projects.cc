#include "tests/bench/many_projects.h"

#include <array>
#include <atomic>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/dates.h"
#include "base/identifiers.h"
#include "base/money.h"
#include "clients/peer.h"
#include "clients/services.h"
#include "cofi/applications/v1/application_verbs.pb.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/funders.pb.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "cofi/applications/v1/stages.pb.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/budgets/v1/lines.pb.h"
#include "cofi/journal/v1/followers.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "cofi/reporting/v1/portfolio.pb.h"
#include "cofi/reporting/v1/reports.pb.h"

namespace cofi::bench {
namespace {

using applications::v1::Application;
using applications::v1::Obligation;
using applications::v1::Stage;

// Enough for the server to commit many at once; each waits for its own answers.
constexpr int kThreads = 32;
constexpr int kApplications = 5;
constexpr int kStages = 3;
constexpr int kObligations = 2;
constexpr int kExpenses = 20;
constexpr int kDaysOfThreeYears = 3 * 365;
constexpr absl::Duration kFollowsMax = absl::Minutes(10);

constexpr const char* kFunderKinds[] = {"Ville",     "Département", "Région", "Fondation",
                                        "Mutualité", "Agence",      "État",   "Fonds"};
constexpr const char* kPlaces[] = {"Saint-Étienne", "Nîmes", "Besançon", "Évreux", "Quimper"};
constexpr int kFunders = std::size(kFunderKinds) * std::size(kPlaces);
// One of eight is found as `precar`: enough for a whole page of each kind at a thousand projects
// as at ten thousand, so that the answers compare.
constexpr const char* kThemes[] = {"Précarisation",     "Lecture publique", "Jardins partagés",
                                   "Théâtre",           "Mobilité",         "Santé des jeunes",
                                   "Langue des signes", "Réparation"};
constexpr const char* kSuppliers[] = {"Précaris Conseil", "Imprimerie", "Location de salles",
                                      "Traiteur",         "Graphiste",  "Transports",
                                      "Librairie",        "Assurance"};

// Numbers that depend on the seed, the project and what they are for alone: not on the order in
// which threads come to them.
class Draw {
 public:
  enum class Of : uint32_t { kFigures, kRest };
  Draw(uint64_t seed, int64_t project, Of purpose) {
    std::seed_seq all = {static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32),
                         static_cast<uint32_t>(project), static_cast<uint32_t>(purpose)};
    numbers_.seed(all);
  }
  // 0 up to `end`, which is not drawn. The standard's distributions differ between libraries.
  int64_t Below(int64_t end) { return static_cast<int64_t>(numbers_() % end); }
  template <size_t n>
  const char* From(const char* const (&texts)[n]) {
    return texts[Below(n)];
  }

 private:
  std::mt19937_64 numbers_;
};

// The amounts of a project, which the sums over all projects follow from.
struct Figures {
  int64_t planned, own_funds, awarded;
  std::array<int64_t, kApplications> requested;
};

Figures FiguresOf(uint64_t seed, int64_t project) {
  Draw draw(seed, project, Draw::Of::kFigures);
  Figures figures;
  // Its half and its hundredths are exact.
  figures.planned = 200 * (10'000 + draw.Below(200'000));
  figures.own_funds = figures.planned / 100 * (5 + draw.Below(15));
  figures.awarded = figures.planned / 100 * (30 + draw.Below(40));
  for (int64_t& each : figures.requested) each = figures.planned / 100 * (10 + draw.Below(40));
  figures.requested[0] = figures.awarded;
  return figures;
}

// What becomes of the applications of a project, in their order. Only what is open or a draft has
// stages to hand in, and only what is awarded owes anything: the dates of the others may be past.
enum class Fate { kAwarded, kSubmitted, kWithdrawn, kDraft };
constexpr Fate kFates[kApplications] = {Fate::kAwarded, Fate::kSubmitted, Fate::kWithdrawn,
                                        Fate::kDraft, Fate::kDraft};
constexpr int kAwarded = 0, kSubmitted = 1;

class Maker {
 public:
  Maker(const std::shared_ptr<grpc::Channel>& channel, const ProjectsOptions& options,
        std::atomic<int64_t>* resources)
      : peer_(channel, {.timeout = absl::Minutes(1)}),
        seed_(options.seed),
        today_(Day(ParseDate(options.date).value())),
        resources_(resources) {}

  void MakeFunders();
  void MakeProject(int64_t number);

 private:
  template <typename Response, typename Request>
  Response Call(const Request& request) {
    Response response;
    const grpc::Status status = peer_.CallAndWait(request, &response);
    COFI_CHECK(status.ok(), absl::StrCat(request.GetTypeName(), ": ", status.error_message()));
    return response;
  }
  template <typename Response, typename Request>
  Response Create(const Request& request, int64_t count = 1) {
    Response response = Call<Response>(request);
    *resources_ += count;
    return response;
  }
  template <typename Request>
  void MoveApplication(const std::string& name, Request request) {
    request.set_name(name);
    Call<Application>(request);
  }

  // Of what is asked about: rarely overdue, rarely soon, else within three years.
  Date DateAhead(Draw* draw) const {
    const int64_t lot = draw->Below(5'000);
    if (lot == 0) return DateFromDay(today_ - 1 - draw->Below(60));
    if (lot <= 5) return DateFromDay(today_ + draw->Below(30));
    return DateFromDay(today_ + 32 + draw->Below(kDaysOfThreeYears - 32));
  }
  Date DatePast(Draw* draw) const {
    return DateFromDay(today_ - 1 - draw->Below(kDaysOfThreeYears));
  }

  void MakeApplication(int place, Draw* draw);
  void MakeStages(const std::string& application, bool ahead, Draw* draw);
  void MakeObligations(const std::string& application, bool owed, Draw* draw);
  void Decide(const std::string& application, Fate fate);
  void MakeBudget(const std::string& funder);
  void AwaitGrant();
  void MakeExpenses(Draw* draw);

  const clients::Peer peer_;
  const uint64_t seed_;
  const absl::CivilDay today_;
  std::atomic<int64_t>* const resources_;
  // The project that is being made.
  std::string project_, theme_, awarding_;
  int64_t number_ = 0;
  Figures figures_;
};

void Maker::MakeFunders() {
  for (int i = 0; i < kFunders; ++i) {
    applications::v1::CreateFunderRequest request;
    request.set_funder_id(absl::StrCat("f", i));
    request.mutable_funder()->set_display_name(absl::StrCat(
        kFunderKinds[i % std::size(kFunderKinds)], " de ", kPlaces[i / std::size(kFunderKinds)]));
    Create<applications::v1::Funder>(request);
  }
}

void Maker::MakeProject(int64_t number) {
  Draw draw(seed_, number, Draw::Of::kRest);
  number_ = number;
  figures_ = FiguresOf(seed_, number);
  theme_ = draw.From(kThemes);
  projects::v1::CreateProjectRequest request;
  request.set_project_id(absl::StrCat("p", absl::Dec(number, absl::kZeroPad7)));
  request.mutable_project()->set_display_name(
      absl::StrCat(theme_, " à ", draw.From(kPlaces), " ", number));
  project_ = Create<projects::v1::Project>(request).name();
  // The award is first and the expenses last, so that its grant is there when they need it.
  for (int place = 0; place < kApplications; ++place) MakeApplication(place, &draw);
  MakeBudget(awarding_);
  AwaitGrant();
  MakeExpenses(&draw);
}

void Maker::MakeApplication(int place, Draw* draw) {
  const Fate fate = kFates[place];
  const std::string funder = absl::StrCat("funders/f", draw->Below(kFunders));
  applications::v1::CreateApplicationRequest request;
  request.set_parent(project_);
  request.set_application_id(absl::StrCat("a", place));
  request.mutable_application()->set_funder(funder);
  request.mutable_application()->set_display_name(absl::StrCat(theme_, ", demande ", place + 1));
  *request.mutable_application()->mutable_requested_amount() =
      MoneyFromMinor(figures_.requested[place], "EUR");
  const std::string name = Create<Application>(request).name();
  if (place == kAwarded) awarding_ = funder;
  MakeStages(name, fate == Fate::kSubmitted || fate == Fate::kDraft, draw);
  MakeObligations(name, fate == Fate::kAwarded, draw);
  Decide(name, fate);
}

void Maker::MakeStages(const std::string& application, bool ahead, Draw* draw) {
  constexpr std::pair<const char*, applications::v1::StageKind> kKinds[kStages] = {
      {"Note d'intention", applications::v1::STAGE_KIND_CONCEPT_NOTE},
      {"Dossier complet", applications::v1::STAGE_KIND_FULL_APPLICATION},
      {"Comité", applications::v1::STAGE_KIND_COMMITTEE}};
  for (int i = 0; i < kStages; ++i) {
    applications::v1::CreateStageRequest request;
    request.set_parent(application);
    request.set_stage_id(absl::StrCat("s", i));
    request.mutable_stage()->set_display_name(kKinds[i].first);
    request.mutable_stage()->set_kind(kKinds[i].second);
    *request.mutable_stage()->mutable_due_date() = ahead ? DateAhead(draw) : DatePast(draw);
    Create<Stage>(request);
  }
}

void Maker::MakeObligations(const std::string& application, bool owed, Draw* draw) {
  constexpr std::pair<const char*, Obligation::Kind> kKinds[kObligations] = {
      {"Bilan final", Obligation::KIND_FINAL_REPORT},
      {"Compte rendu financier", Obligation::KIND_FINANCIAL_REPORT}};
  for (int i = 0; i < kObligations; ++i) {
    applications::v1::CreateObligationRequest request;
    request.set_parent(application);
    request.set_obligation_id(absl::StrCat("o", i));
    request.mutable_obligation()->set_display_name(kKinds[i].first);
    request.mutable_obligation()->set_kind(kKinds[i].second);
    *request.mutable_obligation()->mutable_due_date() = owed ? DateAhead(draw) : DatePast(draw);
    Create<Obligation>(request);
  }
}

void Maker::Decide(const std::string& application, Fate fate) {
  if (fate == Fate::kWithdrawn) {
    MoveApplication(application, applications::v1::WithdrawApplicationRequest());
  }
  if (fate == Fate::kAwarded || fate == Fate::kSubmitted) {
    MoveApplication(application, applications::v1::SubmitApplicationRequest());
  }
  if (fate != Fate::kAwarded) return;
  applications::v1::AwardApplicationRequest award;
  *award.mutable_awarded_amount() = MoneyFromMinor(figures_.awarded, "EUR");
  award.set_decision_reference(absl::StrCat("D-", number_));
  MoveApplication(application, award);
}

void Maker::MakeBudget(const std::string& funder) {
  budgets::v1::CreateBudgetRequest budget;
  budget.set_parent(project_);
  budget.set_budget_id("v1");
  budget.mutable_budget()->set_display_name("v1");
  const std::string name = Create<budgets::v1::Budget>(budget).name();

  using budgets::v1::Line;
  const int64_t half = figures_.planned / 2;
  budgets::v1::BatchCreateLinesRequest lines;
  lines.set_parent(name);
  const auto add = [&](const char* account, Line::Side side, int64_t minor) {
    budgets::v1::CreateLineRequest& request = *lines.add_requests();
    request.set_parent(name);
    request.set_line_id(account);
    Line& line = *request.mutable_line();
    line.set_side(side);
    line.set_account(account);
    line.set_display_name(account);
    *line.mutable_planned_amount() = MoneyFromMinor(minor, "EUR");
    return &line;
  };
  add("62", Line::SIDE_EXPENSE, half);
  add("64", Line::SIDE_EXPENSE, half);
  add("70", Line::SIDE_INCOME, figures_.own_funds);
  add("74", Line::SIDE_INCOME, figures_.planned - figures_.own_funds)->set_funder(funder);
  Create<budgets::v1::BatchCreateLinesResponse>(lines, lines.requests_size());

  budgets::v1::AdoptBudgetRequest adopt;
  adopt.set_name(name);
  *adopt.mutable_effective_date() = DateFromDay(today_ - kDaysOfThreeYears - 1);
  Call<budgets::v1::Budget>(adopt);
}

// The budgets service makes it once it hears of the award.
void Maker::AwaitGrant() {
  budgets::v1::GetGrantRequest request;
  request.set_name(absl::StrCat(project_, "/grants/a", kAwarded));
  const absl::Time end = absl::Now() + kFollowsMax;
  budgets::v1::Grant grant;
  for (;;) {
    const grpc::Status status = peer_.CallAndWait(request, &grant);
    if (status.ok()) break;
    COFI_CHECK(status.error_code() == grpc::StatusCode::NOT_FOUND && absl::Now() < end,
               absl::StrCat(request.name(), ": ", status.error_message()));
    absl::SleepFor(absl::Milliseconds(50));
  }
  ++*resources_;
}

void Maker::MakeExpenses(Draw* draw) {
  budgets::v1::BatchCreateExpensesRequest batch;
  batch.set_parent(project_);
  batch.set_request_id(NewRequestId());
  for (int i = 0; i < kExpenses; ++i) {
    budgets::v1::CreateExpenseRequest& request = *batch.add_requests();
    request.set_parent(project_);
    budgets::v1::Expense& expense = *request.mutable_expense();
    expense.set_line(absl::StrCat(project_, "/lines/", i % 2 == 0 ? "62" : "64"));
    // One of forty is found as `precar`.
    const char* supplier = kSuppliers[0];
    if (draw->Below(40) != 0) supplier = kSuppliers[1 + draw->Below(std::size(kSuppliers) - 1)];
    expense.set_supplier(supplier);
    expense.set_invoice_reference(absl::StrCat("F-", number_, "-", i));
    *expense.mutable_invoice_date() = DatePast(draw);
    *expense.mutable_payment_date() = expense.invoice_date();
    // All of them together are half of what is planned at most, and what the grant pays of them is
    // less than any award.
    const int64_t part = figures_.planned / 2 / kExpenses;
    const int64_t minor = part / 2 + draw->Below(part / 2);
    *expense.mutable_amount() = MoneyFromMinor(minor, "EUR");
    budgets::v1::Share& share = *expense.add_shares();
    share.set_grant(absl::StrCat(project_, "/grants/a", kAwarded));
    *share.mutable_amount() = MoneyFromMinor(minor / 2, "EUR");
  }
  Create<budgets::v1::BatchCreateExpensesResponse>(batch, batch.requests_size());
}

// How far each follower is, as text.
std::string FollowersOf(const clients::Peer& peer) {
  std::string all;
  for (const char* service : {"projects", "applications", "budgets"}) {
    journal::v1::ReadFollowersRequest request;
    request.set_journal(clients::JournalOf(service));
    journal::v1::ReadFollowersResponse response;
    const grpc::Status status = peer.CallAndWait(request, &response);
    COFI_CHECK(status.ok(), absl::StrCat(request.journal(), ": ", status.error_message()));
    for (const journal::v1::Follower& follower : response.followers()) {
      absl::StrAppend(&all, follower.name(), " ", follower.cursor(), "\n");
    }
  }
  return all;
}

// Whether the figures that are kept have all projects, their awards and what they ask.
bool AreAllKept(const clients::Peer& peer, const ProjectsOptions& options) {
  int64_t secured = 0, pending = 0;
  for (int64_t number = 0; number < options.to; ++number) {
    const Figures figures = FiguresOf(options.seed, number);
    secured += figures.awarded;
    pending += figures.requested[kSubmitted];
  }
  reporting::v1::GetPortfolioRequest request;
  request.set_page_size(1);
  reporting::v1::Portfolio portfolio;
  const grpc::Status status = peer.CallAndWait(request, &portfolio);
  COFI_CHECK(status.ok(), status.error_message());
  if (portfolio.totals_size() != 1) return false;
  const reporting::v1::PortfolioTotal& total = portfolio.totals(0);
  return total.count() == options.to && Minor(total.sums().secured()) == secured &&
         Minor(total.sums().pending()) == pending;
}

// Until nobody follows anything any more: what is asked then is not disturbed by it.
void AwaitFollowers(const clients::Peer& peer, const ProjectsOptions& options) {
  const absl::Time end = absl::Now() + kFollowsMax;
  std::string before;
  for (;;) {
    const std::string now = FollowersOf(peer);
    if (now == before && AreAllKept(peer, options)) return;
    COFI_CHECK(absl::Now() < end, "the services do not come to the end of what they follow");
    before = now;
    absl::SleepFor(absl::Seconds(1));
  }
}

}  // namespace

nlohmann::ordered_json MakeProjects(const ProjectsOptions& options) {
  COFI_CHECK(ParseDate(options.date).ok(), options.date);
  const auto channel = clients::Connect(options.server);
  std::atomic<int64_t> resources = 0;
  std::atomic<int64_t> next = options.from;
  const absl::Time start = absl::Now();
  if (options.from == 0) Maker(channel, options, &resources).MakeFunders();
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      Maker maker(channel, options, &resources);
      for (int64_t number; (number = next++) < options.to;) maker.MakeProject(number);
    });
  }
  for (std::thread& thread : threads) thread.join();
  const absl::Time made = absl::Now();
  AwaitFollowers(clients::Peer(channel, {.timeout = absl::Minutes(1)}), options);
  const double seconds = absl::ToDoubleSeconds(made - start);
  return {{"resources", resources.load()},
          {"seconds", seconds},
          {"per_second", static_cast<double>(resources) / seconds},
          {"followed_seconds", absl::ToDoubleSeconds(absl::Now() - made)}};
}

}  // namespace cofi::bench
