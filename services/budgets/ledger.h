// The ledger: every movement of money by line and grant, and its sums, kept in
// the same transaction. A status then costs the same with ten entries or ten
// million.
#ifndef COFI_SERVICES_BUDGETS_LEDGER_H_
#define COFI_SERVICES_BUDGETS_LEDGER_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "base/dates.h"
#include "db/tables/table.h"
#include "db/transaction.h"

namespace cofi::budgets {

// Amounts in minor units of the project's currency.
struct Amounts {
  int64_t committed = 0;
  int64_t spent = 0;
  int64_t paid = 0;
  int64_t received = 0;

  bool operator==(const Amounts&) const = default;
  Amounts& operator+=(const Amounts& other);
  Amounts& operator-=(const Amounts& other);
  bool IsZero() const { return committed == 0 && spent == 0 && paid == 0 && received == 0; }
};

// A movement on a line (by its identifier, which budget versions share; empty
// for money received) and a grant (by its identifier; empty for own funds).
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
// AMOUNT_OVERFLOW if a sum leaves the range of base/money.h.
absl::Status Post(db::Transaction& tx, const Source& source, absl::Span<const Movement> movements);

// The movements `e` of a project ($1), of a line or grant ($2, in `column`), after a day ($3).
std::string LaterRows(absl::string_view column);

// The sums of a project's line or grant; of the movements up to a civil date if
// one is given.
absl::StatusOr<Amounts> SumOfLine(db::Transaction& tx, absl::string_view project,
                                  absl::string_view line, const absl::CivilDay* as_of);
absl::StatusOr<Amounts> SumOfGrant(db::Transaction& tx, absl::string_view project,
                                   absl::string_view grant, const absl::CivilDay* as_of);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_LEDGER_H_
