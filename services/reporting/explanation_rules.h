// What makes a figure: the lines, orders, invoices, receipts, grants and applications that are
// summed in it. What has a rule is taken from that rule (source_rules.h, statement_rules.h), so
// that no explanation works a figure out otherwise than the report that shows it.
#ifndef COFI_SERVICES_REPORTING_EXPLANATION_RULES_H_
#define COFI_SERVICES_REPORTING_EXPLANATION_RULES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/language.h"
#include "cofi/budgets/v1/commitments.pb.h"
#include "cofi/budgets/v1/contributions.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/receipts.pb.h"
#include "cofi/reporting/v1/explanation.pb.h"
#include "services/reporting/facts_rules.h"
#include "services/reporting/figure_names_rules.h"

namespace cofi::reporting {

// The entries of a project as of the day of its facts, as the budgets service lists them.
struct Books {
  std::vector<budgets::v1::Expense> expenses;
  std::vector<budgets::v1::Commitment> commitments;
  std::vector<budgets::v1::Receipt> receipts;
  std::vector<budgets::v1::Contribution> contributions;
};

// Which of them a figure is made of: a filter for the list (empty: all), or nothing where it needs
// none. More of them do no harm.
struct FigureNeeds {
  std::optional<std::string> expenses, commitments, receipts, contributions;
};
FigureNeeds NeedsOf(const FigureName& figure);

// Entries by date, those without one first, and their sum. What is nothing is left out.
//
// REFERENCE_NOT_FOUND of the field `figure` for a line, phase, funder, grant or application that
// the project did not have then; TOO_MANY_ITEMS beyond 10,000 entries.
absl::StatusOr<v1::FigureExplanation> ExplainFigure(const ProjectFacts& facts, const Books& books,
                                                    const FigureName& figure, Language language);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_EXPLANATION_RULES_H_
