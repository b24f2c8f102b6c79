// Of random facts, every column of every report sums to its total, and a figure that
// stands in two places is the same in both.
#include "tests/reporting/agreement.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/money.h"
#include "base/names.h"
#include "services/reporting/budget_status_rules.h"
#include "services/reporting/deadline_rules.h"
#include "services/reporting/funding_plan_rules.h"
#include "services/reporting/pipeline_rules.h"
#include "tests/properties.h"
#include "tests/reporting/asked.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using Request = v1::GetBudgetStatusRequest;

constexpr int kFunders = 4;
constexpr const char* kAccounts[] = {"60", "61", "62", "641", "645", "indirect"};

constexpr char kDay[] = "2018-03-23";

class RandomFacts {
 public:
  RandomFacts() {
    facts_ = EmptyProject(kDay);
    facts_.project.mutable_start_condition()->set_secured_basis_points(Pick(10001));
    if (Pick(8) != 0) MakeBudget();
    for (int i = Pick(5); i > 0; --i) MakeApplication(i);
    for (int i = Pick(5); i > 0; --i) MakeGrant(i);
    for (int i = Pick(20); i > 0; --i) Move();
  }

  // With what a request takes of them.
  template <typename Request>
  const ProjectFacts& For(const Request& request) {
    SumMovements(ledger_, MovementsFor(request), &facts_);
    return facts_;
  }
  const ProjectFacts& facts() const { return facts_; }

  // Of all, or from a day on.
  template <typename Request>
  Request InPeriod(const Request& request) const {
    return Between(from_, to_, request);
  }

 private:
  // From 0 to `below` - 1.
  static int Pick(int below) { return *rc::gen::inRange(0, below); }

  // Now and then nothing, and now and then a cent.
  static std::string Amount() {
    const int kind = Pick(6);
    return kind == 0 ? "0" : kind == 1 ? "0.01" : DecimalFromMinor(Pick(1'000'000));
  }

  static std::string Funder() { return absl::StrCat("funders/f", Pick(kFunders)); }

  static std::string DayInThePast() {
    return absl::StrCat(2016 + Pick(2), "-", 10 + Pick(3), "-", 10 + Pick(18));
  }

  static std::string SomeDate() { return absl::StrCat("2018-0", 1 + Pick(6), "-", 10 + Pick(18)); }

  void MakeBudget() {
    int64_t total = 0;
    for (int i = Pick(6); i > 0; --i) {
      Line* line = AddLine(&facts_, kAccounts[Pick(6)], Amount());
      total += Minor(line->planned_amount());
      *line->mutable_committed_amount() = Eur(Amount());
      if (Pick(2) == 0) line->set_fiscal_year(2018 + Pick(2));
    }
    // Income that balances: what each planned, and own funds for the rest.
    for (int i = Pick(5); i > 0; --i) {
      const int64_t part = Pick(static_cast<int>(total) + 1);
      AddLine(&facts_, "74", DecimalFromMinor(part))->set_funder(Funder());
      total -= part;
    }
    AddLine(&facts_, "75", DecimalFromMinor(total));
  }

  void MakeApplication(int i) {
    const int state = Application::STATE_DRAFT + Pick(Application::STATE_WITHDRAWN);
    const std::string id = absl::StrCat("a", i);
    Application* application =
        AddApplication(&facts_, id, static_cast<Application::State>(state), Amount());
    application->set_funder(Funder());
    application->set_likelihood_basis_points(Pick(10001));
    if (Pick(3) == 0) application->clear_submit_date();
    if (Pick(3) == 0) *application->mutable_expected_amount() = Eur(Amount());
    if (Pick(2) == 0) *application->mutable_expected_decision_date() = On(SomeDate());
    if (Pick(2) == 0) {
      *AddStage(&facts_, id, "s", static_cast<Stage::State>(1 + Pick(6)))->mutable_due_date() =
          On(SomeDate());
    }
    for (int k = Pick(3); k > 0; --k) {
      AddObligation(&facts_, id, absl::StrCat("o", k), static_cast<Obligation::Kind>(1 + Pick(8)),
                    SomeDate());
    }
  }

  void MakeGrant(int i) {
    Grant* grant = AddGrant(&facts_, absl::StrCat("g", i), Amount(), SomeDate());
    grant->set_funder(Funder());
    if (!facts_.applications.empty() && Pick(3) != 0) {
      const Application& won = facts_.applications[Pick(facts_.applications.size())];
      grant->set_application(won.name());
      if (Pick(5) != 0) grant->set_funder(won.funder());
    }
    if (Pick(4) == 0) {
      *grant->mutable_lost_date() = On("2018-03-01");
      *grant->mutable_awarded_amount() = *grant->mutable_remaining_amount() = Eur("0");
    } else if (Pick(3) == 0) {
      const int64_t awarded = Minor(grant->awarded_amount());
      SetCeiling(grant, DecimalFromMinor(Pick(static_cast<int>(awarded) + 1)));
    }
  }

  // An invoice, its payment, or both; or money received.
  void Move() {
    DatedMovement movement;
    movement.date = Pick(4) == 0 ? "2018-01-15" : DayInThePast();
    MovementSum& moved = movement.moved;
    // Now and then it is taken back.
    const int64_t minor = (Pick(4) == 0 ? -1 : 1) * Minor(Eur(Amount()));
    const int which = Pick(static_cast<int>(facts_.grants.size()) + 2);
    Grant* const grant =
        which < static_cast<int>(facts_.grants.size()) ? &facts_.grants[which] : nullptr;
    // Own funds, or a grant that is awarded later.
    moved.set_grant(grant != nullptr ? std::string(IdOf(grant->name()))
                    : Pick(2) == 0   ? ""
                                     : "later");
    if (grant != nullptr && Pick(4) == 0) {
      moved.set_received_minor(minor);
      Add(minor, grant->mutable_received_amount());
      ledger_.push_back(movement);
      return;
    }
    std::vector<Line*> lines;
    for (Line& line : facts_.lines) {
      if (line.side() == Line::SIDE_EXPENSE) lines.push_back(&line);
    }
    // Before there is a budget, a line is of none that is told.
    Line* const line = lines.empty() ? nullptr : lines[Pick(static_cast<int>(lines.size()))];
    if (line == nullptr && facts_.budget.has_value()) return;
    moved.set_line(line == nullptr ? "old" : std::string(IdOf(line->name())));
    const int kind = Pick(3);
    if (kind != 0) {
      moved.set_spent_minor(minor);
      if (line != nullptr) Add(minor, line->mutable_spent_amount());
      if (grant != nullptr) Pay(grant, DecimalFromMinor(minor));
    }
    if (kind != 1) {
      moved.set_paid_minor(minor);
      if (line != nullptr) Add(minor, line->mutable_paid_amount());
    }
    ledger_.push_back(movement);
  }

  static void Add(int64_t minor, Money* sum) { *sum = MoneyFromMinor(Minor(*sum) + minor, "EUR"); }

  ProjectFacts facts_;
  std::vector<DatedMovement> ledger_;
  const std::string from_ = Pick(2) == 0 ? "" : DayInThePast();
  const std::string to_ = Pick(2) == 0 ? "" : kDay;
};

RC_GTEST_PROP(Reports, Agree, ()) {
  RandomFacts random;
  Reports reports;
  const auto add = [&](const std::vector<GroupBy>& groups, Request::Measure measure) {
    Request request = random.InPeriod(By(groups));
    request.set_measure(measure);
    reports.statuses.push_back(MakeBudgetStatus(random.For(request), request, Language::kEnglish));
  };
  constexpr GroupBy kAll[] = {Request::GROUP_BY_LINE, Request::GROUP_BY_ACCOUNT,
                              Request::GROUP_BY_PHASE, Request::GROUP_BY_YEAR,
                              Request::GROUP_BY_FUNDER};
  for (const GroupBy each : kAll) add({each}, Request::MEASURE_UNSPECIFIED);
  for (const GroupBy rows : kAll) {
    for (const GroupBy columns : kAll) {
      if (rows == columns) continue;
      add({rows, columns}, Request::MEASURE_SPENT);
      add({rows, columns}, Request::MEASURE_PAID);
    }
  }
  const auto plan = random.InPeriod(v1::GetFundingPlanRequest());
  reports.plan = MakeFundingPlan(random.For(plan), plan);
  const ProjectFacts& facts = random.facts();
  reports.pipeline = MakePipeline(PortfolioOf({facts}), Language::kEnglish);
  reports.deadlines = MakeDeadlineList(PortfolioOf({facts}), {});
  reports.grants = facts.grants;
  RC_ASSERT(Disagreements(reports) == "");
}

// A percentage says all of none and of all only when it is so.
RC_GTEST_PROP(PartOf, KeepsToItsSideOfNoneAndAll, ()) {
  const int64_t whole = 1 + *rc::gen::inRange<int64_t>(0, kMinorMax);
  const int64_t part =
      *rc::gen::element<int64_t>(0, 1, -1, whole - 1, whole, whole + 1, 2 * whole,
                                 *rc::gen::inRange<int64_t>(-kMinorMax, kMinorMax));
  for (const int full : {100, 10'000}) {
    const int percent = cofi::reporting::PartOf(part, whole, full);
    RC_ASSERT((percent > 0) == (part > 0));
    RC_ASSERT((percent < 0) == (part < 0));
    RC_ASSERT((percent < full) == (part < whole));
    RC_ASSERT((percent > full) == (part > whole));
  }
}

}  // namespace
}  // namespace cofi::reporting
