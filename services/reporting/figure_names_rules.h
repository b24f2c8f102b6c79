// How a figure of a project is called, so that whoever reads a report can ask what makes it:
//
//   precarisation/spent,line=62,funder=fdf,from=2018-01-01,to=2018-12-31
//
// The project, what is summed, and of what. Layouts write these names into their cells
// (layout.h), and `ExplainFigure` takes them.
#ifndef COFI_SERVICES_REPORTING_FIGURE_NAMES_RULES_H_
#define COFI_SERVICES_REPORTING_FIGURE_NAMES_RULES_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/dates.h"
#include "base/language.h"

namespace cofi::reporting {

// What is summed.
enum class FigureKind {
  kPlanned,
  kCommitted,
  kSpent,
  kPaid,
  kReceived,
  kAvailable,
  kRemaining,
  kRequested,
  kSecured,
  kConditional,
  kPending,
  kExpected,
  kOwnFunds,
  kToRequest,
  kGap,
  kInKind,
};

// A figure that was asked for. Of what is not set, all counts. All but the account and the year are
// identifiers.
struct FigureName {
  // The name of the project, `projects/precarisation`.
  std::string project;
  FigureKind kind = FigureKind::kPlanned;
  std::optional<std::string> line;
  // The beginning of accounts, `64`, or `indirect`. Of 7, what is planned is income.
  std::optional<std::string> account;
  // Empty: without one.
  std::optional<std::string> phase;
  // The fiscal year that a line says; empty: none.
  std::optional<std::string> year;
  // Empty: own funds.
  std::optional<std::string> funder;
  std::optional<std::string> grant;
  std::optional<std::string> application;
  // By the date of the invoice, of the payment, of the receipt or of the contribution in kind.
  Date from, to;
};

// VALUE_MALFORMED of the field `figure`, with what would be accepted: for a text that is no name,
// a figure that there is not, and a key or value that the figure does not take.
absl::StatusOr<FigureName> ParseFigure(absl::string_view text);

// The name, its keys in the order above.
std::string FigureText(const FigureName& name);

// What people call what is summed: `spent`.
const Text& FigureWord(FigureKind kind);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_FIGURE_NAMES_RULES_H_
