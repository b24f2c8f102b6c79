#include "services/budgets/versions.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/names.h"
#include "base/refusal.h"
#include "cofi/projects/v1/partners.pb.h"
#include "db/retired.h"
#include "services/budgets/budgets.h"
#include "services/budgets/tables.h"
#include "services/rpc/known.h"
#include "services/rpc/naming.h"

namespace cofi::budgets {
namespace {

using projects::v1::Phase;
using v1::Budget;
using v1::Line;

absl::Status NotThere(const std::string& name) {
  return Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", name}});
}

// Of the names that come with a line nobody asked before: none may be one that is being deleted.
absl::Status CheckNotRetired(db::Transaction& tx, const std::string& name) {
  if (name.empty()) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(const std::string deletion, db::DeletionOf(tx, name));
  return deletion.empty() ? absl::OkStatus() : NotThere(name);
}

// The phase of another project stands for the one that is called so here.
absl::Status TakePhase(db::Transaction& tx, absl::string_view project, Line* line) {
  if (line->phase().empty() || RootOf(line->phase()) == project) return absl::OkStatus();
  static const NamePattern& pattern = NamePattern::AllOf(Phase::descriptor()).front();
  line->set_phase(pattern.Join(project, IdOf(line->phase())));
  COFI_ASSIGN_OR_RETURN(const std::optional<Phase> phase, rpc::KnownOf<Phase>(tx, line->phase()));
  return phase.has_value() ? absl::OkStatus() : NotThere(line->phase());
}

absl::Status CopyLines(db::Transaction& tx, const std::string& from, const std::string& to) {
  COFI_ASSIGN_OR_RETURN(const bool exists, Budgets().Exists(tx, from));
  if (!exists) return NotThere(from);
  COFI_ASSIGN_OR_RETURN(std::vector<Line> lines, Lines().Children(tx, from));
  const std::string& currency = tx.cause().currency;
  for (Line& line : lines) {
    if (line.planned_amount().currency_code() != currency) {
      return Refuse(type::v1::REASON_CURRENCY_MISMATCH,
                    {{"value", line.planned_amount().currency_code()}, {"accepted", currency}});
    }
    // What it was before is the other version's.
    line.clear_dated_values();
    line.set_name(Lines().pattern().Join(to, IdOf(line.name())));
    COFI_RETURN_IF_ERROR(TakePhase(tx, RootOf(to), &line));
    COFI_RETURN_IF_ERROR(CheckNotRetired(tx, line.phase()));
    COFI_RETURN_IF_ERROR(CheckNotRetired(tx, line.funder()));
    COFI_RETURN_IF_ERROR(Lines().Insert(tx, &line));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CreateBudget(db::Transaction& tx, const v1::CreateBudgetRequest& request,
                          Budget* budget) {
  *budget = request.budget();
  COFI_ASSIGN_OR_RETURN(*budget->mutable_name(), rpc::NewName(tx, request, *budget));
  COFI_RETURN_IF_ERROR(OnCreateBudget(tx, *budget));
  COFI_RETURN_IF_ERROR(Budgets().Insert(tx, budget));
  if (!request.copy_from().empty()) {
    COFI_ASSIGN_OR_RETURN(const std::string source,
                          ResolveBudget(tx, request.copy_from(), nullptr));
    COFI_RETURN_IF_ERROR(InField("copy_from", CopyLines(tx, source, budget->name())));
  }
  return ViewBudget(tx, *budget, nullptr).status();
}

}  // namespace cofi::budgets
