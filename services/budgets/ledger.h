// The ledger: every movement of money by line and grant, and its sums, kept in
// the same transaction. A status then costs the same with ten entries or ten
// million.
#ifndef COFI_SERVICES_BUDGETS_LEDGER_H_
#define COFI_SERVICES_BUDGETS_LEDGER_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <iterator>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "base/dates.h"
#include "db/tables/table.h"
#include "db/transaction.h"

namespace cofi::budgets {

// What is summed of each line and grant, and the columns that ledger_entry and ledger_total have
// it in. A further one is a word more in each of the two, and a migration.
enum class Measure { kCommitted, kSpent, kPaid, kReceived, kClaimed, kAccepted, kInKind, kCount };
inline constexpr absl::string_view kMeasures[] = {"committed", "spent",    "paid",   "received",
                                                  "claimed",   "accepted", "in_kind"};
static_assert(std::size(kMeasures) == static_cast<size_t>(Measure::kCount));

inline absl::string_view NameOf(Measure measure) { return kMeasures[static_cast<size_t>(measure)]; }

// The columns as a list of SQL, each as `form` says: `SUM(e.$0)`.
std::string MeasureList(absl::string_view form = "$0");

// Of each measure an amount in minor units of the project's currency.
class Amounts {
 public:
  Amounts() = default;
  // So much of these measures.
  Amounts(absl::Span<const Measure> measures, int64_t minor) {
    for (const Measure measure : measures) (*this)[measure] = minor;
  }
  // What stands in a row from column `first` on, where MeasureList asked for it.
  Amounts(const db::Row& row, int first) {
    for (int64_t& minor : minors_) minor = row.Int(first++);
  }

  int64_t& operator[](Measure measure) { return minors_[static_cast<size_t>(measure)]; }
  int64_t operator[](Measure measure) const { return minors_[static_cast<size_t>(measure)]; }
  auto begin() const { return minors_.begin(); }
  auto end() const { return minors_.end(); }

  bool operator==(const Amounts&) const = default;
  Amounts& operator+=(const Amounts& other) { return Combine(other, std::plus<>()); }
  Amounts& operator-=(const Amounts& other) { return Combine(other, std::minus<>()); }
  bool IsZero() const { return *this == Amounts(); }
  // For people: `spent=6000 paid=6000`, without what is zero; `0` if all is.
  std::string Text() const;

 private:
  template <typename Operation>
  Amounts& Combine(const Amounts& other, Operation operation) {
    std::transform(begin(), end(), other.begin(), minors_.begin(), operation);
    return *this;
  }

  std::array<int64_t, std::size(kMeasures)> minors_ = {};
};

// A movement on a line (by its identifier, which budget versions share; empty
// for money received from a grant, or claimed) and a grant (by its identifier; empty for own
// funds).
struct Movement {
  absl::string_view line;
  absl::string_view grant;
  Date date;
  Amounts amounts;
};

// The resource whose last change moves money, and the number of that change in
// the journal, which the resource carries as its etag once it is written.
struct Source {
  template <typename M>
  explicit Source(const M& resource)
      : name(resource.name()), sequence(db::SequenceOf(resource.etag())) {}

  absl::string_view name;
  int64_t sequence;
};

// Writes all movements that a change causes, and adds them to the sums.
// Movements of zero are left out.
//
// YEAR_CLOSED; whoever has asked before (CheckDateOpen) says from which day on the accounts are
// `open`, and only what is before it is asked about again. AMOUNT_OVERFLOW if a sum leaves the
// range of base/money.h.
absl::Status Post(db::Transaction& tx, const Source& source, absl::Span<const Movement> movements,
                  std::optional<absl::CivilDay> open = std::nullopt);

// The sums `e` of periods of a project ($1), of a line or grant ($2, in `column`), between two of
// them ($3, $4), neither included: months (MonthOf) or days (DayOf).
std::string PeriodRows(absl::string_view column);

// The periods of an ISO date as they are kept: `m2018-03`, `d2018-03-23`.
std::string MonthOf(absl::string_view iso_date);
std::string DayOf(absl::string_view iso_date);

// The sums of a project's line or grant; of the movements up to a civil date if
// one is given.
absl::StatusOr<Amounts> SumOfLine(db::Transaction& tx, absl::string_view project,
                                  absl::string_view line, const absl::CivilDay* as_of);
// Of all that was moved in the months from that of one ISO date to that of another.
absl::StatusOr<Amounts> SumOfMonths(db::Transaction& tx, absl::string_view project,
                                    absl::string_view first, absl::string_view last);
absl::StatusOr<Amounts> SumOfGrant(db::Transaction& tx, absl::string_view project,
                                   absl::string_view grant, const absl::CivilDay* as_of);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_LEDGER_H_
