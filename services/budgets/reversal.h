// Entries are never changed: a wrong one is undone by another, once.
#ifndef COFI_SERVICES_BUDGETS_REVERSAL_H_
#define COFI_SERVICES_BUDGETS_REVERSAL_H_

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "base/dates.h"
#include "base/refusal.h"
#include "db/table.h"

namespace cofi::budgets {

// Makes the entry that undoes `entry` on `date`: the same, named after it, with
// `reverses` set.
//
// ALREADY_REVERSED if it was undone, or is itself such an entry;
// DATE_OUT_OF_ORDER if `date` is before the entry's own.
template <typename Entry>
absl::Status MakeReversal(const Entry& entry, const Date& date, const Date& entry_date,
                          Entry* reversal) {
  const std::string& other = entry.reversed_by().empty() ? entry.reverses() : entry.reversed_by();
  if (!other.empty()) {
    return Refuse(type::v1::REASON_ALREADY_REVERSED, {{"name", entry.name()}, {"other", other}});
  }
  if (Day(date) < Day(entry_date)) {
    return Refuse(
        type::v1::REASON_DATE_OUT_OF_ORDER,
        {{"name", entry.name()}, {"previous", IsoDate(entry_date)}, {"value", IsoDate(date)}});
  }
  *reversal = entry;
  // The entry's uid makes it one that no person has given.
  reversal->set_name(
      absl::StrCat(entry.name().substr(0, entry.name().rfind('/') + 1), "r-", entry.uid()));
  reversal->set_reverses(entry.name());
  return absl::OkStatus();
}

// As of a date before it was undone, an entry was not.
template <typename Entry>
absl::Status HideLaterReversal(db::Transaction& tx, const db::Table<Entry>& table,
                               absl::CivilDay as_of, const Date& (Entry::*date)() const,
                               Entry* entry) {
  if (entry->reversed_by().empty()) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(const Entry reversal, table.Get(tx, entry->reversed_by()));
  if (Day((reversal.*date)()) > as_of) entry->clear_reversed_by();
  return absl::OkStatus();
}

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_REVERSAL_H_
