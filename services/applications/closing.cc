// Closing an application, and taking its verbs back.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/dated_facts.h"
#include "base/names.h"
#include "services/applications/agreements.h"
#include "services/applications/application_rules.h"
#include "services/applications/applications.h"
#include "services/applications/moves.h"
#include "services/applications/obligations.h"
#include "services/applications/resubmissions.h"
#include "services/applications/tables.h"
#include "services/rpc/open_items.h"
#include "services/rpc/undo.h"
#include "services/rpc/verb.h"

namespace cofi::applications {

using v1::Application;

namespace {

// What stands in the way of closing: what is owed to the funder, and what it owes.
absl::StatusOr<type::v1::StillOpen> OpenOf(db::Transaction& tx, const Application& application,
                                           const type::v1::StillOpen& told) {
  type::v1::StillOpen open = told;
  // Where `budgets` was asked and has not heard of the award yet, all of it is to be received.
  const bool asked = &told != &type::v1::StillOpen::default_instance();
  if (asked && !told.has_received() && Minor(application.awarded_amount()) > 0) {
    type::v1::OpenItems* const items = open.add_items();
    items->set_collection("grants");
    items->set_count(1);
    *items->mutable_amount() = application.awarded_amount();
  }
  COFI_ASSIGN_OR_RETURN(const std::vector<v1::Obligation> obligations,
                        Obligations().Children(tx, application.name()));
  int owed = 0;
  for (const v1::Obligation& each : obligations) {
    owed += each.state() == v1::Obligation::STATE_PENDING ? 1 : 0;
  }
  if (owed > 0) {
    type::v1::OpenItems* const items = open.add_items();
    items->set_collection("obligations");
    items->set_count(owed);
  }
  return open;
}

// What is owed is not owed any more, and the award is what was received: of which years that is,
// nobody has said.
absl::Status Settle(db::Transaction& tx, const v1::CloseApplicationRequest& request,
                    const Date& date, const Money& received, Application* application) {
  COFI_ASSIGN_OR_RETURN(std::vector<v1::Obligation> obligations,
                        Obligations().Children(tx, application->name()));
  for (v1::Obligation& each : obligations) {
    if (each.state() != v1::Obligation::STATE_PENDING) continue;
    COFI_RETURN_IF_ERROR(CheckOrder(each, date));
    Enter(&each, v1::Obligation::STATE_WAIVED, "WAIVE", date, request.note());
    COFI_RETURN_IF_ERROR(Obligations().Update(tx, &each));
  }
  Money rest = received;
  if (rest.currency_code().empty()) {
    rest = MoneyFromMinor(0, application->awarded_amount().currency_code());
  }
  const Application before = *application;
  // Nothing is ahead of what is closed.
  FactsOn(Day(date), application);
  const bool is_all = Minor(rest) == Minor(application->awarded_amount());
  const YearAmounts none;
  COFI_RETURN_IF_ERROR(ChangeAward(tx, {.amount = &rest, .years = is_all ? nullptr : &none},
                                   {.effective_date = date, .note = request.note()}, application));
  return FollowYears(tx, before, *application);
}

}  // namespace

absl::Status Close(const rpc::Resources&, db::Transaction& tx,
                   const v1::CloseApplicationRequest& request, const type::v1::StillOpen& told,
                   Application* application) {
  return MoveBy(
      tx, "CLOSE", request, request.note(), application, [&](const Date& date) -> absl::Status {
        COFI_ASSIGN_OR_RETURN(const type::v1::StillOpen open, OpenOf(tx, *application, told));
        if (open.items().empty()) return absl::OkStatus();
        if (request.settle()) {
          return Settle(tx, request, date, told.received(), application);
        }
        return rpc::RefuseOpen(application->name(), open,
                               "; settle it, and only what was received counts");
      });
}

absl::Status Reopen(db::Transaction& tx, const v1::ReopenApplicationRequest& request,
                    Application* application) {
  const auto fill = [&](const Date& date) -> absl::Status {
    COFI_RETURN_IF_ERROR(CheckStandsAlone(tx, *application, date));
    // The award is again what it was before it was settled; if it was not, it is that still, with
    // what lies ahead of it.
    Application closed;
    COFI_ASSIGN_OR_RETURN(const bool was_closed,
                          rpc::BeforeLast(Applications(), tx, application->name(),
                                          rpc::VerbOf<v1::CloseApplicationRequest>(), &closed));
    if (!was_closed || application->history().rbegin()[1].verb() != "CLOSE" ||
        SameFact(closed, *application, "awarded_amount")) {
      return absl::OkStatus();
    }
    const Application before = *application;
    COFI_RETURN_IF_ERROR(
        ChangeAward(tx, {.amount = &closed.awarded_amount(), .years = &closed.year_amounts()},
                    {.effective_date = date, .note = request.note()}, application));
    return FollowYears(tx, before, *application);
  };
  return MoveBy(tx, "REOPEN", request, request.note(), application, fill);
}

absl::Status CheckReceived(const std::string& undone, const Application& before,
                           const Application& after, const type::v1::StillOpen& told) {
  if (!CheckYears(after, kYearAmounts).ok()) {
    return rpc::NotUndoable(undone, "what is said by fiscal year would no longer sum to the award");
  }
  const int64_t awarded = Minor(after.awarded_amount());
  const bool lowered = awarded < Minor(before.awarded_amount());
  return lowered && Minor(told.received()) > awarded
             ? rpc::NotUndoable(undone, "money has moved on its grant")
             : absl::OkStatus();
}

namespace {

// That nothing is gone that a file supports.
absl::Status CheckSupported(const rpc::Resources& resources, db::Transaction& tx,
                            const std::string& undone, const type::v1::StillOpen& told) {
  for (const std::string& name : told.supported()) {
    const rpc::Resource* const resource = rpc::ResourceNamed(resources, name);
    if (resource == nullptr) continue;
    COFI_ASSIGN_OR_RETURN(const bool there, resource->table->Exists(tx, name));
    if (!there) return rpc::NotUndoable(undone, "a file is attached to {other:the}", name);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status UndoApplication(const rpc::Resources& resources, db::Transaction& tx,
                             const v1::UndoApplicationRequest& request,
                             const type::v1::StillOpen& told, Application* application) {
  COFI_ASSIGN_OR_RETURN(const Application before, rpc::Load(tx, Applications(), request));
  const auto may = [&](absl::string_view verb) {
    const bool makes_grant = verb == rpc::VerbOf<v1::AwardApplicationRequest>();
    return makes_grant && told.moved()
               ? rpc::NotUndoable(request.name(), "money has moved on its grant")
               : absl::OkStatus();
  };
  COFI_RETURN_IF_ERROR(rpc::Undo(resources, tx, request.name(), may));
  COFI_RETURN_IF_ERROR(CheckSupported(resources, tx, request.name(), told));
  COFI_ASSIGN_OR_RETURN(*application, Applications().Get(tx, request.name()));
  COFI_RETURN_IF_ERROR(CheckUndoneAlone(tx, request.name(), *application));
  return CheckReceived(request.name(), before, *application, told);
}

}  // namespace cofi::applications
