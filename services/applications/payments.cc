#include "services/applications/payments.h"

#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "base/dated_facts.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/money.h"
#include "base/names.h"
#include "base/rules/obligations.h"
#include "base/states.h"
#include "base/status.h"
#include "db/tables/list.h"
#include "services/applications/application_rules.h"
#include "services/applications/payment_rules.h"
#include "services/applications/tables.h"

namespace cofi::applications {
namespace {

using v1::Agreement;
using v1::Application;
using v1::Obligation;

std::vector<std::string> ListOf(const std::set<std::string>& names) {
  return {names.begin(), names.end()};
}

bool HoldsBack(const v1::ScheduledPayment& payment) { return !payment.obligation().empty(); }

// Agreements of some applications whose payments wait for something, by application.
using Schedules = std::map<std::string, std::vector<Agreement>>;
absl::StatusOr<Schedules> SchedulesOf(db::Transaction& tx, const std::set<std::string>& names,
                                      const absl::CivilDay* as_of) {
  Schedules schedules;
  COFI_RETURN_IF_ERROR(
      db::VisitAny(tx, Agreements(), "parent", ListOf(names), [&](const Message& row) {
        const auto& agreement = static_cast<const Agreement&>(row);
        const bool there = as_of == nullptr || Day(agreement.signature_date()) <= *as_of;
        if (there && absl::c_any_of(agreement.payments(), HoldsBack)) {
          schedules[std::string(ParentOf(agreement.name()))].push_back(agreement);
        }
        return absl::OkStatus();
      }));
  return schedules;
}

// What is awarded to those applications.
absl::StatusOr<std::map<std::string, Money>> AwardsOf(db::Transaction& tx,
                                                      const Schedules& schedules,
                                                      const absl::CivilDay* as_of) {
  std::set<std::string> names;
  for (const auto& [application, agreements] : schedules) names.insert(application);
  std::map<std::string, Money> awards;
  COFI_RETURN_IF_ERROR(
      db::VisitAny(tx, Applications(), "name", ListOf(names), [&](const Message& row) {
        Application application = static_cast<const Application&>(row);
        if (as_of == nullptr) {
          TakeEffect(tx.today(), &application);
        } else {
          FactsOn(*as_of, &application);
          ApplicationOn(*as_of, &application);
        }
        awards[application.name()] = application.awarded_amount();
        return absl::OkStatus();
      }));
  return awards;
}

}  // namespace

absl::Status TellUnlocks(db::Transaction& tx, const std::vector<Obligation*>& obligations,
                         const absl::CivilDay* as_of) {
  std::set<std::string> applications;
  for (const Obligation* each : obligations) applications.emplace(ParentOf(each->name()));
  COFI_ASSIGN_OR_RETURN(const Schedules schedules, SchedulesOf(tx, applications, as_of));
  COFI_ASSIGN_OR_RETURN(const auto awards, AwardsOf(tx, schedules, as_of));
  for (Obligation* each : obligations) {
    each->clear_unlocks();
    const auto found = schedules.find(std::string(ParentOf(each->name())));
    if (found == schedules.end()) continue;
    const auto awarded = awards.find(found->first);
    for (const Agreement& agreement : found->second) {
      AddUnlocked(agreement, awarded == awards.end() ? Money() : awarded->second, each);
    }
  }
  return absl::OkStatus();
}

absl::Status TellUnlocked(db::Transaction& tx, const std::vector<Agreement*>& agreements,
                          const absl::CivilDay* as_of) {
  std::map<std::string, std::vector<v1::ScheduledPayment*>> waiting;  // By obligation.
  std::set<std::string> names;
  for (Agreement* agreement : agreements) {
    for (v1::ScheduledPayment& payment : *agreement->mutable_payments()) {
      if (!HoldsBack(payment)) continue;
      waiting[payment.obligation()].push_back(&payment);
      names.insert(payment.obligation());
    }
  }
  return db::VisitAny(tx, Obligations(), "name", ListOf(names), [&](const Message& row) {
    Obligation obligation = static_cast<const Obligation&>(row);
    if (as_of != nullptr) StateOn(*as_of, Obligation::STATE_PENDING, &obligation);
    for (v1::ScheduledPayment* payment : waiting[obligation.name()]) {
      SetUnlocked(obligation, payment);
    }
    return absl::OkStatus();
  });
}

absl::Status TellHanging(db::Transaction& tx, rpc::DeadlineRows* deadlines) {
  using reporting::v1::Deadline;
  std::set<std::string> names;
  for (const Deadline& each : *deadlines) {
    if (each.kind() == Deadline::KIND_OBLIGATION) names.insert(each.resource());
  }
  std::map<std::string, Obligation> owed;
  COFI_RETURN_IF_ERROR(
      db::VisitAny(tx, Obligations(), "name", ListOf(names), [&](const Message& row) {
        owed[StringField(row, "name")] = static_cast<const Obligation&>(row);
        return absl::OkStatus();
      }));
  std::vector<Obligation*> all;
  all.reserve(owed.size());
  for (auto& [name, obligation] : owed) all.push_back(&obligation);
  COFI_RETURN_IF_ERROR(TellUnlocks(tx, all, nullptr));
  for (Deadline& each : *deadlines) {
    const auto found = owed.find(each.resource());
    if (found == owed.end()) continue;
    Money hanging = rules::HangingOn(found->second);
    if (!hanging.currency_code().empty()) *each.mutable_unlocked_amount() = std::move(hanging);
  }
  return absl::OkStatus();
}

}  // namespace cofi::applications
