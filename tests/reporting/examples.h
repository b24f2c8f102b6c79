// Facts made by hand, in few words.
#ifndef COFI_TESTS_REPORTING_EXAMPLES_H_
#define COFI_TESTS_REPORTING_EXAMPLES_H_

#include <string>
#include <vector>

#include "base/dates.h"
#include "base/money.h"
#include "services/reporting/facts_rules.h"

namespace cofi::reporting {

// `612.40` in EUR, and `2018-03-23`; both CHECK that they are.
Money Eur(const std::string& decimal);
Date On(const std::string& iso);

// A project of the name `projects/p` and nothing else.
ProjectFacts EmptyProject(const std::string& as_of);

// Adopts `projects/p/budgets/v1`, if none is adopted yet, and adds a line of
// that account to it. An account below 7 is an expense, `indirect` too.
Line* AddLine(ProjectFacts* facts, const std::string& account, const std::string& planned);

// All below: identifiers become full names.
Grant* AddGrant(ProjectFacts* facts, const std::string& id, const std::string& awarded,
                const std::string& award_date);
// What it pays of expenses, which is then no more left to pay.
void Pay(Grant* grant, const std::string& spent);
// As budgets tells of it, of which it can pay no more than that.
void SetCeiling(Grant* grant, const std::string& ceiling);
// As budgets tells of it once its application is withdrawn: worth nothing.
Grant* AddLostGrant(ProjectFacts* facts, const std::string& id, const std::string& award_date,
                    const std::string& lost_date);
Application* AddApplication(ProjectFacts* facts, const std::string& id, Application::State state,
                            const std::string& requested);
Stage* AddStage(ProjectFacts* facts, const std::string& application, const std::string& id,
                Stage::State state);
Obligation* AddObligation(ProjectFacts* facts, const std::string& application,
                          const std::string& id, Obligation::Kind kind, const std::string& due);
ProjectUpdate* AddEvent(ProjectFacts* facts, const std::string& id, const std::string& date);
// Attached to an expense.
void AddExpenseFile(ProjectFacts* facts, const std::string& expense, const std::string& file_name);

// A catalogue of funders whose names for people are given, by identifier.
std::shared_ptr<Catalogue> Funders(
    const std::vector<std::pair<std::string, std::string>>& display_names);
Call* AddCall(Catalogue* catalogue, const std::string& name, const std::string& close_date);

// The projects as one request is about them.
GatheredFacts PortfolioOf(std::vector<ProjectFacts> projects, bool whole = false);

// `612.40 EUR`, so that a failure reads well.
std::string Shown(const Money& money);

}  // namespace cofi::reporting

#endif  // COFI_TESTS_REPORTING_EXAMPLES_H_
