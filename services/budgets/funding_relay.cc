#include "services/budgets/funding_relay.h"

#include "base/identifiers.h"
#include "base/names.h"
#include "base/status.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "db/journal.h"
#include "services/budgets/budgets.h"
#include "services/budgets/grants.h"
#include "services/budgets/tables.h"

namespace cofi::budgets {
namespace {

absl::Status ReadFunding(db::Transaction& tx, const std::string& project,
                         projects::v1::Funding* funding) {
  COFI_ASSIGN_OR_RETURN(const int64_t sequence, db::JournalSequence(tx, project));
  funding->set_journal_sequence(sequence);
  COFI_ASSIGN_OR_RETURN(const std::string adopted, AdoptedBudget(tx, project, nullptr));
  if (!adopted.empty()) {
    COFI_ASSIGN_OR_RETURN(v1::Budget budget, Budgets().Get(tx, adopted));
    COFI_RETURN_IF_ERROR(ViewBudget(tx, budget, nullptr).status());
    *funding->mutable_planned_expenses() = budget.planned_expenses();
    *funding->mutable_adoption_date() = budget.adoption_date();
  }
  COFI_ASSIGN_OR_RETURN(const std::vector<v1::Grant> grants, Grants().Children(tx, project));
  for (const v1::Grant& grant : grants) {
    if (grant.has_lost_date()) continue;
    projects::v1::Award& award = *funding->add_awards();
    award.set_application(grant.application());
    *award.mutable_amount() = grant.awarded_amount();
    *award.mutable_award_date() = grant.award_date();
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status FollowFunding(db::Store* store, const rpc::Peers& peers, const rpc::Step& step) {
  const journal::v1::Change& change = step.change;
  const std::string& project = change.entry().root();
  projects::v1::ReportFundingRequest request;
  request.set_name(project);
  COFI_RETURN_IF_ERROR(store->ReadAndWait({}, [&](db::Transaction& tx) {
    request.mutable_funding()->Clear();
    return ReadFunding(tx, project, request.mutable_funding());
  }));
  // The picture may have moved on since a try that failed: then the id must too.
  request.set_request_id(
      UuidFrom(absl::StrCat(change.entry().sequence(), request.SerializeAsString())));
  COFI_ASSIGN_OR_RETURN(const clients::Peer projects,
                        peers.Get("projects", {.principal = "cofid"}));
  projects::v1::Project answer;
  const absl::Status told = clients::FromPeer("projects", projects.CallAndWait(request, &answer));
  // A project that is gone has nothing to be told.
  if (!told.ok() && !absl::IsNotFound(told)) return told;
  return store->WriteAndWait(
      {}, [&](db::Transaction& tx) { return rpc::TakeStep(tx, kFundingRelay, step); });
}

}  // namespace cofi::budgets
