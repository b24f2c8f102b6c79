#include "services/budgets/contributions.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "services/budgets/budgets.h"
#include "services/budgets/closing.h"
#include "services/budgets/contribution_rules.h"
#include "services/budgets/fiscal_years.h"
#include "services/budgets/ledger.h"
#include "services/budgets/reversal.h"
#include "services/budgets/tables.h"
#include "services/rpc/standard.h"

namespace cofi::budgets {
namespace {

using v1::Contribution;
using v1::Line;

constexpr char kLine[] = "contribution.line";
constexpr char kSourceLine[] = "contribution.source_line";

// The only line of account 87 that the adopted budget has, by the name by which money names it.
absl::StatusOr<std::string> OnlySource(db::Transaction& tx, absl::string_view project) {
  COFI_ASSIGN_OR_RETURN(const std::string adopted, AdoptedBudget(tx, project, nullptr));
  COFI_ASSIGN_OR_RETURN(const std::vector<Line> lines, Lines().Children(tx, adopted));
  std::vector<std::string> sources;
  for (const Line& line : lines) {
    if (line.side() == Line::SIDE_IN_KIND_SOURCE) sources.push_back(NameForMoney(line.name()));
  }
  if (sources.size() == 1) return sources.front();
  std::string accepted = absl::StrJoin(
      sources, ", ",
      [](std::string* out, const std::string& name) { absl::StrAppend(out, IdOf(name)); });
  if (sources.empty()) accepted = "none, until a budget that has one is adopted";
  return InField(kSourceLine,
                 Refuse(type::v1::REASON_SOURCE_LINE_UNCLEAR, {{"accepted", std::move(accepted)}}));
}

}  // namespace

absl::Status OnCreateContribution(db::Transaction& tx, Contribution& contribution) {
  COFI_RETURN_IF_ERROR(rpc::CheckHappened(contribution.contribution_date(), tx.today(),
                                          "contribution.contribution_date"));
  COFI_RETURN_IF_ERROR(CheckProjectOpen(tx, contribution.name()));
  COFI_RETURN_IF_ERROR(CheckDateOpen(tx, contribution.name(), contribution.contribution_date(),
                                     "contribution.contribution_date"));
  COFI_RETURN_IF_ERROR(CheckLineInKind(tx, contribution.line(), Line::SIDE_IN_KIND_USE, kLine));
  if (contribution.source_line().empty()) {
    COFI_ASSIGN_OR_RETURN(*contribution.mutable_source_line(),
                          OnlySource(tx, RootOf(contribution.name())));
  }
  COFI_RETURN_IF_ERROR(
      CheckLineInKind(tx, contribution.source_line(), Line::SIDE_IN_KIND_SOURCE, kSourceLine));
  COFI_ASSIGN_OR_RETURN(const int64_t worth, WorthOf(contribution));
  if (!contribution.has_amount()) {
    *contribution.mutable_amount() = MoneyFromMinor(worth, contribution.rate().currency_code());
  }
  return absl::OkStatus();
}

absl::Status OnContributionCreated(db::Transaction& tx, const Contribution& contribution) {
  std::vector<Movement> movements;
  for (const std::string* line : {&contribution.line(), &contribution.source_line()}) {
    movements.push_back({.line = IdOf(*line),
                         .grant = "",
                         .date = contribution.contribution_date(),
                         .amounts = {{Measure::kInKind}, Minor(contribution.amount())}});
  }
  return Post(tx, Source(contribution), movements);
}

absl::StatusOr<bool> ViewContribution(db::Transaction&, Contribution& contribution,
                                      const absl::CivilDay* as_of) {
  return as_of == nullptr || FirstDay(contribution) <= *as_of;
}

absl::Status ViewContributions(db::Transaction& tx, const std::vector<Contribution*>& contributions,
                               absl::CivilDay as_of) {
  return HideLaterReversals(tx, Contributions(), contributions, as_of);
}

rpc::StateVerbs<Contribution> ContributionVerbs() {
  return {{"REVERSE"},
          [](db::Transaction&, const Contribution& contribution) -> absl::StatusOr<VerbList> {
            return Stands(contribution) ? VerbList{"REVERSE"} : VerbList();
          }};
}

absl::Status ReverseContribution(db::Transaction& tx, const v1::ReverseContributionRequest& request,
                                 Contribution* reversal) {
  COFI_ASSIGN_OR_RETURN(Contribution contribution, rpc::Load(tx, Contributions(), request));
  COFI_RETURN_IF_ERROR(MakeReversal(tx, contribution, request.effective_date(), reversal));
  reversal->set_note(request.note());
  COFI_RETURN_IF_ERROR(
      CheckDateOpen(tx, contribution.name(), reversal->contribution_date(), "effective_date"));
  COFI_RETURN_IF_ERROR(Contributions().Insert(tx, reversal));
  contribution.set_reversed_by(reversal->name());
  COFI_RETURN_IF_ERROR(Contributions().Update(tx, &contribution));
  return OnContributionCreated(tx, *reversal);
}

}  // namespace cofi::budgets
