// Reports on versions of a budget other than the one in force, which are read beside the facts.
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/lines.pb.h"
#include "services/reporting/answering.h"
#include "services/reporting/budget_changes_rules.h"
#include "services/reporting/budget_form_rules.h"
#include "services/reporting/entries.h"
#include "services/reporting/gather.h"
#include "services/reporting/join.h"
#include "services/reporting/list_pages.h"

namespace cofi::reporting {
namespace {

namespace money = budgets::v1;

using Facts = std::shared_ptr<const GatheredFacts>;

// Lines of a version; more of them are refused.
constexpr size_t kLinesMax = 20'000;

// Reads a budget by its name, and its lines, as of the day of the facts; a refusal is in `field`.
void ReadVersion(const Inquiry& inquiry, const Facts& facts, const std::string& name,
                 const char* field, VersionFacts* version, const Done& done) {
  money::GetBudgetRequest get;
  get.set_name(name);
  *get.mutable_as_of_date() = DateFromDay(facts->as_of);
  Ask(inquiry, kBudgets, get, &version->budget, [=](const absl::Status& got) {
    if (!got.ok()) return done(InField(field, got));
    const auto listing =
        std::make_shared<Listing<money::ListLinesRequest, money::ListLinesResponse, Line>>();
    listing->request.set_parent(version->budget.name());
    *listing->request.mutable_as_of_date() = DateFromDay(facts->as_of);
    listing->rows_max = kLinesMax;
    listing->take = [](money::ListLinesResponse& page, std::vector<Line>* lines) {
      TakeAll(page.mutable_lines(), lines);
      return true;
    };
    ReadList<money::ListLinesRequest, money::ListLinesResponse, Line>(
        inquiry, kBudgets, listing, [=](const absl::Status& status) {
          if (status.ok()) version->lines = std::move(listing->rows);
          done(status);
        });
  });
}

void GatherOne(const Inquiry& inquiry, const std::string& project,
               std::function<void(absl::StatusOr<Facts>)> done) {
  Gather(inquiry, project, [done = std::move(done)](absl::StatusOr<GatheredFacts> gathered) {
    if (!gathered.ok()) return done(gathered.status());
    done(std::make_shared<const GatheredFacts>(*std::move(gathered)));
  });
}

}  // namespace

void FindBudgetForm(const Inquiry& inquiry, const v1::GetBudgetFormRequest& request,
                    Language language, v1::BudgetForm* answer, const Answered& done) {
  if (const absl::Status asked = CheckAsked(request, Every::kRefused); !asked.ok()) {
    return done(asked);
  }
  GatherOne(inquiry, request.parent(), [=, &request](const absl::StatusOr<Facts>& found) {
    if (!found.ok()) return done(found.status());
    const Facts& facts = *found;
    const ProjectFacts& project = facts->projects.front();
    if (request.budget().empty()) {
      *answer = MakeBudgetForm(project, project.budget.value_or(Budget()), project.lines, language);
      return done(Finish(*facts, request, language, answer));
    }
    const auto version = std::make_shared<VersionFacts>();
    ReadVersion(inquiry, facts, absl::StrCat(request.parent(), "/budgets/", request.budget()),
                "budget", version.get(), [=, &request](const absl::Status& status) {
                  if (!status.ok()) return done(status);
                  *answer = MakeBudgetForm(facts->projects.front(), version->budget, version->lines,
                                           language);
                  done(Finish(*facts, request, language, answer));
                });
  });
}

void FindBudgetChanges(const Inquiry& inquiry, const v1::GetBudgetChangesRequest& request,
                       Language language, v1::BudgetChanges* answer, const Answered& done) {
  if (const absl::Status asked = CheckAsked(request, Every::kRefused); !asked.ok()) {
    return done(asked);
  }
  GatherOne(inquiry, request.parent(), [=, &request](const absl::StatusOr<Facts>& found) {
    if (!found.ok()) return done(found.status());
    const Facts& facts = *found;
    const auto before = std::make_shared<VersionFacts>();
    const auto after = std::make_shared<VersionFacts>();
    const auto join = std::make_shared<Join>([=, &request](const absl::Status& status) {
      if (!status.ok()) return done(status);
      *answer = MakeBudgetChanges(facts->projects.front(), *before, *after);
      done(Finish(*facts, request, language, answer));
    });
    const VersionNames names = VersionsOf(facts->projects.front(), request);
    if (!names.before.empty()) {
      ReadVersion(inquiry, facts, names.before, "before", before.get(), join->Begin());
    }
    if (!names.after.empty()) {
      ReadVersion(inquiry, facts, names.after, "after", after.get(), join->Begin());
    }
    join->Begun();
  });
}

}  // namespace cofi::reporting
