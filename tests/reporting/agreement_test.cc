// Of random facts, every column of every report sums to its total, and a figure that
// stands in two places is the same in both.
#include "tests/reporting/agreement.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/reporting/budget_status_rules.h"
#include "services/reporting/deadline_rules.h"
#include "services/reporting/funding_plan_rules.h"
#include "services/reporting/pipeline_rules.h"
#include "tests/properties.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using Request = v1::GetBudgetStatusRequest;

constexpr int kFunders = 4;
constexpr const char* kAccounts[] = {"60", "61", "62", "641", "645", "indirect"};

class RandomFacts {
 public:
  ProjectFacts Make() {
    facts_ = EmptyProject("2018-03-23");
    facts_.project.mutable_start_condition()->set_secured_basis_points(Pick(10001));
    if (Pick(8) != 0) MakeBudget();
    for (int i = Pick(5); i > 0; --i) MakeApplication(i);
    for (int i = Pick(5); i > 0; --i) MakeGrant(i);
    return std::move(facts_);
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

  static std::string SomeDate() { return absl::StrCat("2018-0", 1 + Pick(6), "-", 10 + Pick(18)); }

  void MakeBudget() {
    int64_t total = 0;
    for (int i = Pick(6); i > 0; --i) {
      Line* line = AddLine(&facts_, kAccounts[Pick(6)], Amount());
      total += Minor(line->planned_amount());
      *line->mutable_committed_amount() = Eur(Amount());
      *line->mutable_spent_amount() = Eur(Amount());
      *line->mutable_paid_amount() = line->spent_amount();
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
    Pay(grant, Amount());
    *grant->mutable_received_amount() = Eur(Amount());
  }

  ProjectFacts facts_;
};

RC_GTEST_PROP(Reports, Agree, ()) {
  const ProjectFacts facts = RandomFacts().Make();
  Reports reports;
  for (const GroupBy each :
       {Request::GROUP_BY_LINE, Request::GROUP_BY_ACCOUNT, Request::GROUP_BY_PHASE,
        Request::GROUP_BY_YEAR, Request::GROUP_BY_FUNDER}) {
    reports.statuses.push_back(MakeBudgetStatus(facts, each, Language::kEnglish));
  }
  reports.plan = MakeFundingPlan(facts);
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
