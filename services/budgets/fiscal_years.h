// Years whose accounts are closed: nothing is posted with a date in one or before it.
#ifndef COFI_SERVICES_BUDGETS_FISCAL_YEARS_H_
#define COFI_SERVICES_BUDGETS_FISCAL_YEARS_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/dates.h"
#include "cofi/budgets/v1/fiscal_years.pb.h"
#include "cofi/projects/v1/organizations.pb.h"
#include "db/transaction.h"
#include "services/rpc/access/caller.h"
#include "services/rpc/allowed_verbs.h"
#include "services/rpc/peers.h"
#include "services/rpc/standard.h"

namespace cofi::budgets {

// Refuses what is dated in the closed years of the project that `name` belongs to: YEAR_CLOSED, in
// `field`. A date that is not set is none. Whoever posts asks in the same transaction, which has
// the project's root, so that no closing comes between.
absl::Status CheckDateOpen(db::Transaction& tx, absl::string_view name, const Date& date,
                           absl::string_view field);

// A date, and the field that it stands in.
struct DatedField {
  const Date& date;
  absl::string_view field;
};
// The same of several dates, in their order, by one question to the store.
absl::Status CheckDatesOpen(db::Transaction& tx, absl::string_view name,
                            absl::Span<const DatedField> dated);

// Asks `projects` whose years those of the project are: with a lead that nobody named, calendar
// years. PEER_UNAVAILABLE.
void AskLead(const rpc::Peers& peers, const rpc::Caller& caller, const std::string& project,
             std::function<void(absl::StatusOr<std::shared_ptr<const Message>>)> done);

// VALUE_OUT_OF_RANGE for an identifier that is no year, and before its last day; AMOUNT_OVERFLOW;
// VERB_NOT_ALLOWED, ETAG_MISMATCH and DATE_OUT_OF_ORDER as verbs do.
absl::Status CloseFiscalYear(const rpc::Resources& resources, db::Transaction& tx,
                             const v1::CloseFiscalYearRequest& request,
                             const projects::v1::Organization& lead, v1::FiscalYear* year);
// LATER_YEAR_CLOSED, and as verbs do.
absl::Status ReopenFiscalYear(db::Transaction& tx, const v1::ReopenFiscalYearRequest& request,
                              v1::FiscalYear* year);

// There from its first closing on. The sums are those of the last.
absl::StatusOr<bool> ViewFiscalYear(db::Transaction& tx, v1::FiscalYear& year,
                                    const absl::CivilDay* as_of);
rpc::StateVerbs<v1::FiscalYear> FiscalYearVerbs();
// That what was moved in a closed year is what it was when it was closed.
absl::Status VerifyFiscalYear(db::Transaction& tx, const v1::FiscalYear& year);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_FISCAL_YEARS_H_
