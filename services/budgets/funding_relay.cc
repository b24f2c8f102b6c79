#include "services/budgets/funding_relay.h"

#include <string>
#include <vector>

#include "base/identifiers.h"
#include "base/money.h"
#include "base/names.h"
#include "base/rules/grants.h"
#include "base/status.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/projects/internal/v1/funding.pb.h"
#include "db/journal.h"
#include "services/budgets/budgets.h"
#include "services/budgets/tables.h"
#include "services/rpc/log.h"

namespace cofi::budgets {

absl::Status ReadFunding(db::Transaction& tx, const std::string& project,
                         projects::v1::Funding* funding) {
  COFI_ASSIGN_OR_RETURN(const std::string adopted, AdoptedBudget(tx, project, nullptr));
  if (!adopted.empty()) {
    COFI_ASSIGN_OR_RETURN(v1::Budget budget, Budgets().Get(tx, adopted));
    COFI_RETURN_IF_ERROR(ViewBudget(tx, budget, nullptr).status());
    *funding->mutable_planned_expenses() = budget.planned_expenses();
    *funding->mutable_adoption_date() = budget.adoption_date();
  }
  COFI_ASSIGN_OR_RETURN(const std::vector<v1::Grant> grants, Grants().Children(tx, project));
  for (const v1::Grant& grant : grants) {
    for (const rules::StartFacts::Award& step : rules::AwardSteps(grant)) {
      projects::v1::Award& award = *funding->add_awards();
      award.set_application(step.application);
      *award.mutable_amount() =
          MoneyFromMinor(step.amount_minor, grant.awarded_amount().currency_code());
      *award.mutable_award_date() = DateFromDay(step.awarded);
      award.set_conditional(step.conditional);
    }
  }
  return absl::OkStatus();
}

namespace {

// Tells the picture of now. `replaced` is the place of one that the project has and
// that this is to take the place of, unless the journal has come so far: then another
// process has told it. Returns the place of the picture that the project has, if that
// is later than this one; else 0.
absl::StatusOr<int64_t> Tell(db::Store* store, const rpc::Peers& peers,
                             const journal::v1::JournalEntry& entry, int64_t replaced) {
  projects::internal::v1::ReportFundingRequest request;
  request.set_name(entry.root());
  projects::v1::Funding& funding = *request.mutable_funding();
  COFI_RETURN_IF_ERROR(store->ReadAndWait({}, [&](db::Transaction& tx) {
    funding.Clear();
    COFI_ASSIGN_OR_RETURN(const int64_t sequence, db::JournalSequence(tx, entry.root()));
    request.set_journal_sequence(sequence);
    return ReadFunding(tx, entry.root(), &funding);
  }));
  if (replaced != 0 && request.journal_sequence() >= replaced) return 0;
  request.set_replaced_sequence(replaced);
  // The picture may have moved on since a try that failed: then the id must too. The
  // entry is known by its hash, because a restored journal gives its number again.
  request.set_request_id(UuidFrom(absl::StrCat(entry.hash(), request.SerializeAsString())));
  COFI_ASSIGN_OR_RETURN(const clients::Peer projects, peers.Get("projects", {}));
  projects::internal::v1::ReportFundingResponse answer;
  const grpc::Status told = projects.CallAndWait(request, &answer);
  if (told.ok()) {
    return answer.journal_sequence() > request.journal_sequence() ? answer.journal_sequence() : 0;
  }
  const absl::Status refused = clients::FromPeer("projects", told);
  if (!IsFinal(told)) return refused;
  // A project that is gone has nothing to be told. Another must not keep those behind
  // it waiting: its next change tells the whole picture.
  if (!absl::IsNotFound(refused)) {
    rpc::Log(rpc::LogLevel::kError, "funding not told",
             {{"project", entry.root()}, {"detail", told.error_message()}});
  }
  return 0;
}

}  // namespace

bool IsFinal(const grpc::Status& told) {
  switch (clients::FromPeer("projects", told).code()) {
    case absl::StatusCode::kAlreadyExists:
    // What the project is was changed past Cofi, which `cofi verify` says.
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kOutOfRange:
      return true;
    default:
      // gRPC's own, without details: the picture is larger than a request may be.
      return told.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED &&
             told.error_details().empty();
  }
}

absl::Status TellLostGrants(db::Store* store, const rpc::Peers& peers) {
  std::vector<std::string> projects;
  COFI_RETURN_IF_ERROR(store->ReadAndWait({}, [&](db::Transaction& tx) {
    projects.clear();
    return tx.Run("SELECT DISTINCT root FROM funding_grant WHERE lost_date <> ''", {},
                  [&](const db::Row& row) {
                    projects.emplace_back(row.Text(0));
                    return absl::OkStatus();
                  });
  }));
  for (const std::string& project : projects) {
    journal::v1::JournalEntry entry;
    entry.set_root(project);
    COFI_RETURN_IF_ERROR(Tell(store, peers, entry, 0).status());
  }
  return absl::OkStatus();
}

absl::Status FollowFunding(db::Store* store, const rpc::Peers& peers, const rpc::Step& step) {
  const journal::v1::JournalEntry& entry = step.first().entry();
  COFI_ASSIGN_OR_RETURN(const int64_t later, Tell(store, peers, entry, 0));
  if (later != 0) COFI_RETURN_IF_ERROR(Tell(store, peers, entry, later).status());
  return store->WriteAndWait(
      {}, [&](db::Transaction& tx) { return rpc::TakeStep(tx, kFundingRelay, step); });
}

}  // namespace cofi::budgets
