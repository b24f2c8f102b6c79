#include "services/budgets/award_relay.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/dated_facts.h"
#include "base/dates.h"
#include "base/failpoint.h"
#include "base/identifiers.h"
#include "base/money.h"
#include "base/names.h"
#include "base/rules/application_states.h"
#include "base/rules/earlier_forms.h"
#include "base/status.h"
#include "clients/peer.h"
#include "cofi/applications/v1/application_verbs.pb.h"
#include "cofi/applications/v1/undo.pb.h"
#include "cofi/budgets/v1/receipts.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "services/budgets/tables.h"
#include "services/rpc/day_turn.h"
#include "services/rpc/known.h"
#include "services/rpc/verb.h"

namespace cofi::budgets {

using applications::v1::Application;
using v1::Grant;

namespace {

using applications::v1::Agreement;

// The grant of an application, whatever its name; empty if there is none. Only an award
// makes one; with an older version people could name the application too, and another
// funder: `funder` is that of the application, and empty where it is not known. Of several the
// one with the application's identifier, then the first.
absl::StatusOr<Grant> GrantOf(db::Transaction& tx, absl::string_view application,
                              absl::string_view funder) {
  COFI_ASSIGN_OR_RETURN(
      std::vector<Grant> grants,
      Grants().All(tx,
                   "root = $1 AND application = $2 AND (funder = $4 OR $4 = '')"
                   " ORDER BY CASE WHEN name = $3 THEN 0 ELSE 1 END, create_time, name LIMIT 1",
                   {RootOf(application), application,
                    Grants().pattern().Join(RootOf(application), IdOf(application)), funder}));
  return grants.empty() ? Grant() : std::move(grants[0]);
}

// Today where the project is.
absl::StatusOr<absl::CivilDay> TodayOf(db::Transaction& tx, absl::string_view root) {
  COFI_ASSIGN_OR_RETURN(const auto project, rpc::KnownOf<projects::v1::Project>(tx, root));
  const bool known = project.has_value() && !project->time_zone().empty();
  return TodayIn(known ? project->time_zone() : tx.cause().time_zone, tx.now());
}

// `name`, or the first of `name`-2, `name`-3, … that no grant has or had: what others keep
// of that one would be taken for the new one's. Of one whose award was undone nobody keeps
// anything.
absl::StatusOr<std::string> FreeName(db::Transaction& tx, const std::string& name) {
  constexpr size_t kKept = 55;  // Of an identifier of 63, so that a number fits behind it.
  std::string free = name;
  for (int64_t number = 2;; ++number) {
    COFI_ASSIGN_OR_RETURN(
        const int64_t entries,
        tx.Number("SELECT COUNT(*) FROM (SELECT verb FROM journal WHERE root = $1"
                  " AND name = $2 ORDER BY sequence DESC LIMIT 1) AS last_entry"
                  " WHERE verb <> $3",
                  {RootOf(name), absl::string_view(free), absl::string_view(kUndoAward)}));
    if (entries == 0) return free;
    const size_t kept = std::min(IdOf(name).size(), kKept);
    free = absl::StrCat(name.substr(0, name.size() - IdOf(name).size() + kept), "-", number);
  }
}

// What a verb of an application says of the award.
template <typename... Requests>
bool IsVerb(absl::string_view verb) {
  return ((verb == rpc::VerbOf<Requests>()) || ...);
}

bool SetsAward(absl::string_view verb) {
  using namespace applications::v1;  // NOLINT(google-build-using-namespace)
  return IsVerb<AwardApplicationRequest, AmendAgreementRequest, UndoApplicationRequest,
                UndoAgreementRequest, UndoStageRequest, ReconsiderApplicationRequest,
                ReopenApplicationRequest, CloseApplicationRequest>(verb) ||
         verb == rpc::kTakeEffect;
}

// What was awarded, and that it was nothing while the application was rejected or withdrawn, and
// then taken up again.
void TakeAward(const Application& application, absl::CivilDay today, Grant* grant) {
  Grant told;
  CopyFacts(application, {"awarded_amount"}, absl::CivilDay::max(), &told);
  absl::Status status;
  std::optional<Date> lost;
  for (const auto& change : application.history()) {
    const bool ended = change.state() == EnumNameOf(Application::STATE_REJECTED) ||
                       change.state() == EnumNameOf(Application::STATE_WITHDRAWN);
    if (ended && !lost.has_value()) lost = change.date();
    if (ended || !lost.has_value()) continue;
    // What it was before the gap, and is again behind it.
    Grant again = told;
    FactsOn(Day(change.date()), &again);
    for (const auto& [date, amount] :
         {std::pair(*lost, Money()), std::pair(change.date(), again.awarded_amount())}) {
      const Grant before = told;
      *told.mutable_awarded_amount() = amount;
      if (amount.currency_code().empty()) told.clear_awarded_amount();
      status.Update(ChangeFacts(before, {"awarded_amount"}, {.effective_date = date},
                                absl::CivilDay::max(), &told));
    }
    lost.reset();
  }
  COFI_CHECK(status.ok(), application.name());
  CopyFacts(told, {"awarded_amount"}, today, grant);
}

// Since when it hangs on conditions, and since when it does not any more.
void TakeConditions(const Application& application, absl::CivilDay today, Grant* grant) {
  Grant told;
  absl::Status status;
  bool conditional = false;
  for (const auto& change : application.history()) {
    const bool now = change.state() == EnumNameOf(Application::STATE_AWARDED_CONDITIONALLY);
    if (now == conditional) continue;
    conditional = now;
    const Grant before = told;
    told.set_conditional(now);
    status.Update(ChangeFacts(before, {"conditional"}, {.effective_date = change.date()},
                              absl::CivilDay::max(), &told));
  }
  COFI_CHECK(status.ok(), application.name());
  CopyFacts(told, {"conditional"}, today, grant);
}

// What a payment of a schedule is, once it is received.
v1::Receipt::Kind KindOf(applications::v1::ScheduledPayment::Kind kind) {
  using applications::v1::ScheduledPayment;
  switch (kind) {
    case ScheduledPayment::KIND_ADVANCE:
      return v1::Receipt::KIND_ADVANCE;
    case ScheduledPayment::KIND_INTERIM:
      return v1::Receipt::KIND_INTERIM;
    case ScheduledPayment::KIND_BALANCE:
      return v1::Receipt::KIND_BALANCE;
    default:
      return v1::Receipt::KIND_UNSPECIFIED;
  }
}

}  // namespace

Followed ApplyAward(const Application& application, absl::string_view verb, absl::CivilDay today,
                    Grant* grant) {
  const bool is_new = grant->name().empty();
  const bool agrees = IsVerb<applications::v1::SignApplicationAgreementRequest>(verb);
  if (rules::IsAwarded(application.state())) {
    if (!SetsAward(verb) && !agrees && !grant->has_lost_date()) return Followed::kNothing;
    if (is_new && application.state() == Application::STATE_CLOSED) return Followed::kNothing;
    // Closing changes an award only where it settles it.
    const bool as_it_was = IsVerb<applications::v1::CloseApplicationRequest>(verb) &&
                           application.dated_values().empty();
    if (is_new || grant->has_lost_date() || (SetsAward(verb) && !as_it_was)) {
      TakeAward(application, today, grant);
      *grant->mutable_award_date() = application.decision_date();
      grant->clear_lost_date();
    }
    if (is_new) {
      grant->set_name(
          Grants().pattern().Join(RootOf(application.name()), IdOf(application.name())));
      grant->set_display_name(application.display_name());
      grant->set_application(application.name());
      grant->set_funder(application.funder());
    }
    TakeConditions(application, today, grant);
    if (agrees) {
      *grant->mutable_eligible_start_date() = application.agreement_terms().eligible_start_date();
      *grant->mutable_eligible_end_date() = application.agreement_terms().eligible_end_date();
    }
    if (application.state() == Application::STATE_CLOSED) {
      *grant->mutable_close_date() = application.state_date();
    } else {
      grant->clear_close_date();
    }
    return Followed::kStore;
  }
  if (is_new) return Followed::kNothing;
  const bool ended = application.state() == Application::STATE_REJECTED ||
                     application.state() == Application::STATE_WITHDRAWN;
  if (ended) {
    *grant->mutable_lost_date() = application.state_date();
    return Followed::kStore;
  }
  return IsVerb<applications::v1::UndoApplicationRequest>(verb) ? Followed::kUndo
                                                                : Followed::kNothing;
}

void ApplyAgreement(const Agreement& agreement, absl::CivilDay today, Grant* grant) {
  CopyFacts(agreement,
            {"eligible_start_date", "eligible_end_date", "eligible_accounts", "rate", "ceiling"},
            today, grant);
  grant->clear_payments();
  for (const applications::v1::ScheduledPayment& each : agreement.payments()) {
    v1::ExpectedPayment* const payment = grant->add_payments();
    payment->set_kind(KindOf(each.kind()));
    if (each.has_amount()) *payment->mutable_amount() = each.amount();
    payment->set_share_basis_points(each.share_basis_points());
    if (each.has_expected_date()) *payment->mutable_expected_date() = each.expected_date();
    *payment->mutable_agreed_date() = agreement.signature_date();
  }
}

namespace {

// The award of a grant was undone: it is gone, or lost from its beginning if money has come
// between, or a claim was prepared.
absl::Status UndoAward(db::Transaction& tx, Grant grant) {
  COFI_ASSIGN_OR_RETURN(
      const int64_t entries,
      tx.Number("SELECT COUNT(*) FROM ledger_entry WHERE root = $1 AND grant_id = $2",
                {RootOf(grant.name()), IdOf(grant.name())}));
  COFI_ASSIGN_OR_RETURN(
      const int64_t claims,
      tx.Number("SELECT COUNT(*) FROM payment_claim WHERE root = $1 AND parent = $2",
                {RootOf(grant.name()), absl::string_view(grant.name())}));
  if (entries > 0 || claims > 0) {
    *grant.mutable_lost_date() = grant.award_date();
    return Grants().Update(tx, &grant);
  }
  db::Cause cause = tx.cause();
  cause.verb = kUndoAward;
  db::Transaction own(tx, cause);
  return Grants().Delete(own, grant);
}

}  // namespace

absl::Status RelayAward(db::Transaction& tx, const Application& application,
                        absl::string_view verb) {
  COFI_ASSIGN_OR_RETURN(Grant grant, GrantOf(tx, application.name(), application.funder()));
  COFI_ASSIGN_OR_RETURN(const absl::CivilDay today, TodayOf(tx, RootOf(application.name())));
  const bool exists = !grant.name().empty();
  switch (ApplyAward(application, verb, today, &grant)) {
    case Followed::kNothing:
      return absl::OkStatus();
    case Followed::kUndo:
      return UndoAward(tx, std::move(grant));
    case Followed::kStore:
      break;
  }
  if (exists) return Grants().Update(tx, &grant);
  COFI_ASSIGN_OR_RETURN(*grant.mutable_name(), FreeName(tx, grant.name()));
  return Grants().Insert(tx, &grant);
}

absl::Status RelayAgreement(db::Transaction& tx, const Agreement& agreement,
                            absl::string_view verb) {
  using namespace applications::v1;  // NOLINT(google-build-using-namespace)
  // Others only make of an agreement what was there before agreements were resources.
  const bool counts =
      IsVerb<SignApplicationAgreementRequest, AmendAgreementRequest, UpdateAgreementRequest,
             UndoAgreementRequest, UndoApplicationRequest>(verb) ||
      verb == rpc::kTakeEffect;
  if (!counts) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(Grant grant, GrantOf(tx, ParentOf(agreement.name()), ""));
  if (grant.name().empty()) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(const absl::CivilDay today, TodayOf(tx, RootOf(agreement.name())));
  ApplyAgreement(agreement, today, &grant);
  return Grants().Update(tx, &grant);
}

namespace {

// Reads what changed; of what is gone, its name.
template <typename M>
absl::Status ReadChanged(const journal::v1::JournalEntry& entry, M* resource) {
  if (!entry.has_resource()) {
    resource->set_name(entry.name());
    return absl::OkStatus();
  }
  return entry.resource().UnpackTo(resource)
             ? absl::OkStatus()
             : absl::DataLossError("the resource of the next change cannot be read");
}

// In which an application counts; of what says none, the usual one.
std::string CurrencyOf(const journal::v1::JournalEntry& entry) {
  Application application;
  const bool read = entry.has_resource() && entry.resource().UnpackTo(&application);
  return read && application.has_requested_amount() ? application.requested_amount().currency_code()
                                                    : db::Cause().currency;
}

absl::Status Relay(db::Transaction& tx, const journal::v1::JournalEntry& entry) {
  const std::string verb(rules::VerbToday(entry.verb()));
  if (NamePattern::Of(Agreement::descriptor()).Check(entry.name()).ok()) {
    Agreement agreement;
    COFI_RETURN_IF_ERROR(ReadChanged(entry, &agreement));
    return RelayAgreement(tx, agreement, verb);
  }
  Application application;
  COFI_RETURN_IF_ERROR(ReadChanged(entry, &application));
  // A deleted draft has no state, and never had a grant.
  if (!entry.has_resource()) return absl::OkStatus();
  // It may have been recorded by an earlier version, and not followed until now.
  rules::Modernize(application);
  return RelayAward(tx, application, verb);
}

}  // namespace

absl::Status FollowAward(db::Store* store, const rpc::Step& step) {
  const journal::v1::JournalEntry& entry = step.first().entry();
  const db::Cause cause = {
      .root = entry.root(),
      .principal = clients::kPeerPrincipal,
      .request_id = UuidFrom(absl::StrCat(entry.root(), "#", entry.sequence())),
      .verb = kFollowAward,
      .currency = CurrencyOf(entry)};
  PassFailpoint("budgets", "award read");
  const absl::Status status = store->WriteAndWait(cause, [&](db::Transaction& tx) -> absl::Status {
    COFI_RETURN_IF_ERROR(rpc::TakeStep(tx, kAwardRelay, step));
    // However late it is carried out, and whatever the project's time zone.
    tx.set_today(Day(entry.effective_date()));
    return Relay(tx, entry);
  });
  PassFailpoint("budgets", "grant committed");
  return status;
}

}  // namespace cofi::budgets
