// Entries are never changed: a wrong one is undone by another, once, that is the same
// with negative amounts, so that a list sums to what counts.
#ifndef COFI_SERVICES_BUDGETS_REVERSAL_H_
#define COFI_SERVICES_BUDGETS_REVERSAL_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/refusal.h"
#include "cofi/budgets/v1/contributions.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/receipts.pb.h"
#include "db/tables/list.h"
#include "db/tables/table.h"
#include "services/rpc/naming.h"
#include "services/rpc/standard.h"

namespace cofi::budgets {

// Gives all amounts of an entry the other sign.
void Negate(v1::Expense* expense);
void Negate(v1::Receipt* receipt);
void Negate(v1::Contribution* contribution);

// The first and the last of the dates that an entry has.
absl::CivilDay FirstDay(const v1::Expense& expense);
absl::CivilDay FirstDay(const v1::Receipt& receipt);
absl::CivilDay FirstDay(const v1::Contribution& contribution);
absl::CivilDay LastDay(const v1::Expense& expense);
absl::CivilDay LastDay(const v1::Receipt& receipt);
absl::CivilDay LastDay(const v1::Contribution& contribution);
// Moves all dates that it has.
void SetDates(const Date& date, v1::Expense* expense);
void SetDates(const Date& date, v1::Receipt* receipt);
void SetDates(const Date& date, v1::Contribution* contribution);

// Whether an entry neither was undone nor undoes another.
template <typename Entry>
bool Stands(const Entry& entry) {
  return entry.reverses().empty() && entry.reversed_by().empty();
}
// ALREADY_REVERSED if it does not.
template <typename Entry>
absl::Status CheckStands(const Entry& entry) {
  if (Stands(entry)) return absl::OkStatus();
  return Refuse(type::v1::REASON_ALREADY_REVERSED,
                {{"name", entry.name()},
                 {"other", entry.reversed_by().empty() ? entry.reverses() : entry.reversed_by()}});
}

// Makes the entry that undoes `entry`: the same with the other sign, named after it, with
// `reverses` set. It counts from the dates of the entry, or from `effective_date` if that
// is set.
//
// ALREADY_REVERSED as above; VALUE_OUT_OF_RANGE if the date lies ahead of today,
// DATE_OUT_OF_ORDER if the entry has a later one.
template <typename Entry>
absl::Status MakeReversal(db::Transaction& tx, const Entry& entry, const Date& effective_date,
                          Entry* reversal) {
  COFI_RETURN_IF_ERROR(rpc::CheckHappened(effective_date, tx.today(), "effective_date"));
  COFI_RETURN_IF_ERROR(CheckStands(entry));
  *reversal = entry;
  Negate(reversal);
  COFI_ASSIGN_OR_RETURN(*reversal->mutable_name(), rpc::ReversalName(tx, entry.name()));
  reversal->set_reverses(entry.name());
  if (!IsSet(effective_date)) return absl::OkStatus();
  // Nothing is undone before it happened.
  if (Day(effective_date) < LastDay(entry)) {
    return Refuse(type::v1::REASON_DATE_OUT_OF_ORDER,
                  {{"name", entry.name()},
                   {"previous", absl::FormatCivilTime(LastDay(entry))},
                   {"value", IsoDate(effective_date)}});
  }
  SetDates(effective_date, reversal);
  return absl::OkStatus();
}

// As of a date before it was undone, an entry was not.
template <typename Entry>
absl::Status HideLaterReversals(db::Transaction& tx, const db::Table<Entry>& table,
                                const std::vector<Entry*>& entries, absl::CivilDay as_of) {
  std::map<std::string, Entry*> undone;  // By what undid it.
  std::vector<std::string> reversals;
  for (Entry* each : entries) {
    if (each->reversed_by().empty()) continue;
    undone[each->reversed_by()] = each;
    reversals.push_back(each->reversed_by());
  }
  return db::VisitAny(tx, table, "name", std::move(reversals), [&](const auto& row) {
    const auto& reversal = static_cast<const Entry&>(row);
    if (FirstDay(reversal) > as_of) undone.at(reversal.name())->clear_reversed_by();
    return absl::OkStatus();
  });
}

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_REVERSAL_H_
