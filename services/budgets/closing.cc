#include "services/budgets/closing.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/fields.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/rules/grants.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "services/budgets/ledger.h"
#include "services/budgets/tables.h"
#include "services/rpc/known.h"

namespace cofi::budgets {
namespace {

using projects::v1::Project;
using type::v1::StillOpen;

absl::Status Closed(absl::string_view name, std::string state) {
  return Refuse(type::v1::REASON_CLOSED,
                {{"name", std::string(name)}, {"state", std::move(state)}});
}

void Add(const char* collection, int64_t count, StillOpen* open) {
  if (count == 0) return;
  type::v1::OpenItems* const items = open->add_items();
  items->set_collection(collection);
  items->set_count(static_cast<int32_t>(count));
}

}  // namespace

absl::Status CheckProjectOpen(db::Transaction& tx, absl::string_view name) {
  const absl::string_view root = RootOf(name);
  COFI_ASSIGN_OR_RETURN(const std::optional<Project> project, rpc::KnownOf<Project>(tx, root));
  const bool closed = project.has_value() && (project->state() == Project::STATE_CLOSED ||
                                              project->state() == Project::STATE_ABANDONED);
  return closed ? Closed(root, EnumNameOf(project->state())) : absl::OkStatus();
}

absl::Status CheckGrantOpen(const v1::Grant& grant) {
  if (!grant.has_close_date()) return absl::OkStatus();
  return Closed(grant.application(), EnumNameOf(applications::v1::Application::STATE_CLOSED));
}

absl::Status ReadOpenItems(db::Transaction& tx, const internal::v1::ReadOpenItemsRequest& request,
                           StillOpen* response) {
  const std::string& root = request.name();
  const std::string& application = request.application();
  if (application.empty()) {
    COFI_ASSIGN_OR_RETURN(
        const int64_t orders,
        tx.Number("SELECT COUNT(*) FROM commitment WHERE root = $1 AND state = 'OPEN'", {root}));
    COFI_ASSIGN_OR_RETURN(
        const int64_t unpaid,
        tx.Number("SELECT COUNT(*) FROM expense WHERE root = $1 AND payment_date = ''"
                  " AND reverses = '' AND reversed_by = ''",
                  {root}));
    COFI_ASSIGN_OR_RETURN(const int64_t claims,
                          tx.Number("SELECT COUNT(*) FROM payment_claim WHERE root = $1"
                                    " AND state IN ('SUBMITTED', 'CHANGES_REQUESTED')",
                                    {root}));
    Add("claims", claims, response);
    Add("commitments", orders, response);
    Add("expenses", unpaid, response);
  }
  COFI_ASSIGN_OR_RETURN(const std::vector<v1::Grant> grants, Grants().Children(tx, root));
  int64_t count = 0, receivable = 0, received = 0;
  std::string currency;
  for (const v1::Grant& grant : grants) {
    if (!application.empty() && grant.application() != application) continue;
    COFI_ASSIGN_OR_RETURN(const Amounts sum, SumOfGrant(tx, root, IdOf(grant.name()), nullptr));
    currency = grant.awarded_amount().currency_code();
    if (!application.empty()) {
      received += sum[Measure::kReceived];
      *response->mutable_received() = MoneyFromMinor(received, currency);
      COFI_ASSIGN_OR_RETURN(
          const int64_t entries,
          tx.Number("SELECT COUNT(*) FROM ledger_entry WHERE root = $1 AND grant_id = $2",
                    {root, IdOf(grant.name())}));
      response->set_moved(response->moved() || entries > 0);
    }
    const int64_t left = rules::PayableMinor(grant) - sum[Measure::kReceived];
    if (grant.has_close_date() || left <= 0) continue;
    ++count;
    receivable += left;
  }
  Add("grants", count, response);
  if (count > 0) {
    *response->mutable_items()->rbegin()->mutable_amount() = MoneyFromMinor(receivable, currency);
  }
  return absl::OkStatus();
}

}  // namespace cofi::budgets
