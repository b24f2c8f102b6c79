#include "services/budgets/award_relay.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/failpoint.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/rules/earlier_forms.h"
#include "base/status.h"
#include "clients/peer.h"
#include "cofi/applications/v1/application_verbs.pb.h"
#include "services/budgets/tables.h"
#include "services/rpc/verb.h"

namespace cofi::budgets {

using applications::v1::Application;
using v1::Grant;

namespace {

// The grant of an application, whatever its name; empty if there is none. Only an award
// makes one; with an older version people could name the application too, and another
// funder. Of several the one with the application's identifier, then the first.
absl::StatusOr<Grant> GrantOf(db::Transaction& tx, const Application& application) {
  COFI_ASSIGN_OR_RETURN(
      std::vector<Grant> grants,
      Grants().All(tx,
                   "root = $1 AND application = $2 AND funder = $4"
                   " ORDER BY CASE WHEN name = $3 THEN 0 ELSE 1 END, create_time, name LIMIT 1",
                   {RootOf(application.name()), absl::string_view(application.name()),
                    Grants().pattern().Join(RootOf(application.name()), IdOf(application.name())),
                    absl::string_view(application.funder())}));
  return grants.empty() ? Grant() : std::move(grants[0]);
}

// `name`, or the first of `name`-2, `name`-3, … that no grant has or had: what others keep
// of that one would be taken for the new one's.
absl::StatusOr<std::string> FreeName(db::Transaction& tx, const std::string& name) {
  constexpr size_t kKept = 55;  // Of an identifier of 63, so that a number fits behind it.
  std::string free = name;
  for (int64_t number = 2;; ++number) {
    COFI_ASSIGN_OR_RETURN(const int64_t entries,
                          tx.Number("SELECT COUNT(*) FROM (SELECT 1 FROM journal WHERE root = $1"
                                    " AND name = $2 LIMIT 1) AS any_entry",
                                    {RootOf(name), absl::string_view(free)}));
    if (entries == 0) return free;
    const size_t kept = std::min(IdOf(name).size(), kKept);
    free = absl::StrCat(name.substr(0, name.size() - IdOf(name).size() + kept), "-", number);
  }
}

}  // namespace

bool ApplyAward(const Application& application, absl::string_view verb, Grant* grant) {
  const bool awards = verb == rpc::VerbOf<applications::v1::AwardApplicationRequest>();
  const bool agrees = verb == rpc::VerbOf<applications::v1::SignApplicationAgreementRequest>();
  switch (application.state()) {
    case Application::STATE_AWARDED:
    case Application::STATE_AWARDED_CONDITIONALLY:
    case Application::STATE_AGREED:
      if (!awards && !agrees) return false;
      if (awards || grant->name().empty()) {
        *grant->mutable_awarded_amount() = application.awarded_amount();
        *grant->mutable_award_date() = application.decision_date();
      }
      if (grant->name().empty()) {
        grant->set_name(
            Grants().pattern().Join(RootOf(application.name()), IdOf(application.name())));
        grant->set_display_name(application.display_name());
        grant->set_application(application.name());
        grant->set_funder(application.funder());
      }
      if (agrees) {
        *grant->mutable_eligible_start_date() = application.agreement_terms().eligible_start_date();
        *grant->mutable_eligible_end_date() = application.agreement_terms().eligible_end_date();
      }
      return true;
    case Application::STATE_REJECTED:
    case Application::STATE_WITHDRAWN:
      if (grant->name().empty()) return false;
      *grant->mutable_lost_date() = application.state_date();
      return true;
    default:
      return false;
  }
}

absl::Status RelayAward(db::Transaction& tx, const Application& application,
                        absl::string_view verb) {
  COFI_ASSIGN_OR_RETURN(Grant grant, GrantOf(tx, application));
  const bool exists = !grant.name().empty();
  if (!ApplyAward(application, verb, &grant)) return absl::OkStatus();
  if (exists) return Grants().Update(tx, &grant);
  COFI_ASSIGN_OR_RETURN(*grant.mutable_name(), FreeName(tx, grant.name()));
  return Grants().Insert(tx, &grant);
}

absl::Status FollowAward(db::Store* store, const rpc::Step& step) {
  const journal::v1::Change& change = step.first();
  Application application;
  // A deleted draft has no state, and never had a grant.
  const bool deleted = !change.entry().has_resource();
  if (!deleted && !change.entry().resource().UnpackTo(&application)) {
    return absl::DataLossError("the application of the next change cannot be read");
  }
  // It may have been recorded by an earlier version, and not followed until now.
  rules::Modernize(application);
  const db::Cause cause = {
      .root = change.entry().root(),
      .principal = clients::kPeerPrincipal,
      .request_id = UuidFrom(absl::StrCat(change.entry().root(), "#", change.entry().sequence())),
      .verb = kFollowAward,
      .currency = application.requested_amount().currency_code()};
  PassFailpoint("budgets", "award read");
  const absl::Status status = store->WriteAndWait(cause, [&](db::Transaction& tx) -> absl::Status {
    COFI_RETURN_IF_ERROR(rpc::TakeStep(tx, kAwardRelay, step));
    // However late it is carried out, and whatever the project's time zone.
    tx.set_today(Day(change.entry().effective_date()));
    return deleted ? absl::OkStatus()
                   : RelayAward(tx, application, rules::VerbToday(change.entry().verb()));
  });
  PassFailpoint("budgets", "grant committed");
  return status;
}

}  // namespace cofi::budgets
