// What was moved in the period that a budget status or a funding plan is about: the sums that the
// budgets service made of its ledger, as reports count them.
#ifndef COFI_SERVICES_REPORTING_MOVEMENT_RULES_H_
#define COFI_SERVICES_REPORTING_MOVEMENT_RULES_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "services/reporting/facts_rules.h"

namespace cofi::reporting {

using budgets::internal::v1::MovementsAsked;

// Whether a request is about a period, rather than about all until its day.
template <typename Request>
bool HasPeriod(const Request& request) {
  return request.has_from_date() || request.has_to_date();
}

// Copies the period, to the report about it or to the question that it takes.
template <typename From, typename To>
void CopyPeriod(const From& from, To* to) {
  if (from.has_from_date()) *to->mutable_from_date() = from.from_date();
  if (from.has_to_date()) *to->mutable_to_date() = from.to_date();
}

// The sums of `movements` of the facts, or of those before, that a report counts. What a grant pays
// that was not awarded by then, own funds pay: the lines say what was spent in all. Before there is
// a budget no line does, and own funds have spent nothing.
std::vector<MovementSum> Counted(const ProjectFacts& facts,
                                 const std::vector<MovementSum>& movements);

// In the period, and before it.
struct Moved {
  Wide spent = 0, paid = 0, received = 0, spent_before = 0;

  Moved& operator+=(const Moved& other);
};

// By the identifier of a line or a grant; empty for own funds.
class MovedById {
 public:
  // Nothing.
  MovedById() = default;
  static MovedById OfLines(const ProjectFacts& facts);
  static MovedById OfGrants(const ProjectFacts& facts);

  Moved Of(absl::string_view id) const;
  // Whether there was anything, though it may sum to nothing.
  bool Has(absl::string_view id) const { return moved_.contains(id); }

 private:
  using Id = const std::string& (MovementSum::*)() const;
  MovedById(const ProjectFacts& facts, Id id);

  absl::flat_hash_map<std::string, Moved> moved_;
};

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_MOVEMENT_RULES_H_
