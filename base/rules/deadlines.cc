#include "base/rules/deadlines.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/names.h"
#include "base/rules/application_states.h"
#include "base/rules/obligations.h"
#include "base/rules/payments.h"

namespace cofi::rules {
namespace {

using applications::v1::Application;
using applications::v1::Call;
using applications::v1::CallSession;
using applications::v1::Obligation;
using applications::v1::Stage;
using reporting::v1::Deadline;

// What was added, to say more about it; null without a date, when nothing is.
Deadline* Add(Deadline::Kind kind, const Date& date, const std::string& display_name,
              const std::string& resource, const std::string& funder, Deadlines* deadlines) {
  if (!IsSet(date)) return nullptr;
  Deadline& deadline = deadlines->emplace_back();
  *deadline.mutable_date() = date;
  deadline.set_kind(kind);
  deadline.set_display_name(display_name);
  if (!IsOfCall(kind)) deadline.set_project(std::string(RootOf(resource)));
  deadline.set_resource(resource);
  deadline.set_funder(funder);
  return &deadline;
}

void AddStage(const Application& application, const Stage& stage, Deadlines* deadlines) {
  const bool to_hand_in =
      stage.state() == Stage::STATE_UPCOMING || stage.state() == Stage::STATE_OPEN;
  if (to_hand_in) {
    Add(Deadline::KIND_STAGE_DUE, stage.due_date(), stage.display_name(), stage.name(),
        application.funder(), deadlines);
  }
  if (to_hand_in || stage.state() == Stage::STATE_SUBMITTED) {
    Add(Deadline::KIND_DECISION_EXPECTED, stage.expected_decision_date(), stage.display_name(),
        stage.name(), application.funder(), deadlines);
  }
}

// What a call, or one of its sessions, sets dates for.
template <typename Window>
void AddWindow(const Call& call, const Window& window, const std::string& session,
               Deadlines* deadlines) {
  const std::string display_name =
      session.empty() ? call.display_name() : absl::StrCat(call.display_name(), " (", session, ")");
  const std::string funder(ParentOf(call.name()));
  for (const auto& [kind, date] :
       {std::pair(Deadline::KIND_PRE_DEPOSIT, &window.pre_deposit_date()),
        std::pair(Deadline::KIND_CALL_CLOSING, &window.close_date())}) {
    Deadline* const added = Add(kind, *date, display_name, call.name(), funder, deadlines);
    if (added != nullptr) added->set_session(session);
  }
}

// Whether a stage still ahead already says that the answer comes on that day.
bool CarriesDecision(const std::vector<const Stage*>& stages, const Date& date) {
  return std::any_of(stages.begin(), stages.end(), [&](const Stage* stage) {
    return !IsOver(stage->state()) && IsSet(stage->expected_decision_date()) &&
           Day(stage->expected_decision_date()) == Day(date);
  });
}

}  // namespace

Deadlines DeadlinesOf(const Application& application, const std::vector<const Stage*>& stages,
                      const std::vector<const Obligation*>& obligations) {
  Deadlines deadlines;
  if (application.state() == Application::STATE_DRAFT) {
    Add(Deadline::KIND_DRAFT_EXPIRY, application.draft_expire_date(), application.display_name(),
        application.name(), application.funder(), &deadlines);
  }
  if (IsUndecided(application.state())) {
    for (const Stage* stage : stages) AddStage(application, *stage, &deadlines);
    const Date& decision = application.expected_decision_date();
    if (IsSet(decision) && !CarriesDecision(stages, decision)) {
      Add(Deadline::KIND_DECISION_EXPECTED, decision, application.display_name(),
          application.name(), application.funder(), &deadlines);
    }
  }
  for (const Obligation* obligation : obligations) {
    if (!IsOwed(*obligation, application)) continue;
    Deadline* const deadline =
        Add(Deadline::KIND_OBLIGATION, obligation->due_date(), obligation->display_name(),
            obligation->name(), application.funder(), &deadlines);
    if (deadline == nullptr) continue;
    deadline->set_obligation_kind(obligation->kind());
    Money hanging = HangingOn(*obligation);
    if (!hanging.currency_code().empty()) {
      *deadline->mutable_unlocked_amount() = std::move(hanging);
    }
  }
  return deadlines;
}

// Which paper takes the place of one that has expired, nobody says: what is still missing then, the
// requirements of an application say.
Deadlines DeadlinesOf(const attachments::v1::Paper& paper) {
  Deadlines deadlines;
  Deadline* const deadline = Add(Deadline::KIND_PAPER_EXPIRY, paper.expire_date(),
                                 paper.display_name(), paper.name(), "", &deadlines);
  if (deadline != nullptr) deadline->clear_project();
  return deadlines;
}

Deadlines DeadlinesOf(const budgets::v1::Grant& grant) {
  Deadlines deadlines;
  // A lost one pays nothing more, whatever its agreement says.
  if (grant.has_lost_date()) return deadlines;
  Add(Deadline::KIND_ELIGIBILITY_END, grant.eligible_end_date(), grant.display_name(), grant.name(),
      grant.funder(), &deadlines);
  // Nobody waits for more of one that is closed.
  if (grant.has_close_date()) return deadlines;
  int number = 0;
  for (const budgets::v1::ExpectedPayment& payment : grant.payments()) {
    ++number;
    if (MissingMinor(payment) <= 0) continue;
    Deadline* const deadline = Add(Deadline::KIND_PAYMENT_EXPECTED, payment.expected_date(),
                                   grant.display_name(), grant.name(), grant.funder(), &deadlines);
    if (deadline == nullptr) continue;
    deadline->set_session(absl::StrCat(number));
    *deadline->mutable_expected_amount() = payment.expected_amount();
    *deadline->mutable_received_amount() = payment.received_amount();
    deadline->set_payment_kind(payment.kind());
  }
  return deadlines;
}

Deadlines DeadlinesOf(const projects::v1::ProjectUpdate& update) {
  Deadlines deadlines;
  Add(Deadline::KIND_EVENT, update.event_date(),
      update.event_display_name().empty() ? update.display_name() : update.event_display_name(),
      update.name(), "", &deadlines);
  return deadlines;
}

Deadlines DeadlinesOf(const Call& call) {
  Deadlines deadlines;
  AddWindow(call, call, "", &deadlines);
  for (const CallSession& session : call.sessions()) {
    AddWindow(call, session, session.session_id(), &deadlines);
  }
  return deadlines;
}

Date ClosingFor(const Application& application, const Call& call) {
  if (application.session().empty()) return call.close_date();
  for (const CallSession& session : call.sessions()) {
    if (session.session_id() == application.session()) return session.close_date();
  }
  return Date();
}

bool EndsWithItsDay(Deadline::Kind kind) {
  return kind == Deadline::KIND_ELIGIBILITY_END || kind == Deadline::KIND_EVENT ||
         kind == Deadline::KIND_PAPER_EXPIRY;
}

bool IsOfCall(Deadline::Kind kind) {
  return kind == Deadline::KIND_CALL_CLOSING || kind == Deadline::KIND_PRE_DEPOSIT;
}

bool ConcernsDrafts(const Deadline& deadline, const std::set<std::string>& sessions,
                    absl::CivilDay day) {
  return sessions.contains(deadline.session()) ||
         (sessions.contains("") && Day(deadline.date()) >= day);
}

bool ConcernsAnybody(const Deadline& deadline, const Call& call, absl::CivilDay day) {
  return (!IsSet(call.open_date()) || Day(call.open_date()) <= day) && Day(deadline.date()) >= day;
}

bool IsDoneByItsDay(Deadline::Kind kind) {
  return kind != Deadline::KIND_EVENT && kind != Deadline::KIND_DECISION_EXPECTED &&
         kind != Deadline::KIND_PAYMENT_EXPECTED;
}

}  // namespace cofi::rules
