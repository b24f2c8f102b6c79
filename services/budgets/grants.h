// Grants, and the money received from them and otherwise.
#ifndef COFI_SERVICES_BUDGETS_GRANTS_H_
#define COFI_SERVICES_BUDGETS_GRANTS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/budgets/v1/receipts.pb.h"
#include "db/transaction.h"
#include "services/rpc/allowed_verbs.h"

namespace cofi::budgets {

// Verbs refuse with ETAG_MISMATCH, and everything that has a date with
// VALUE_OUT_OF_RANGE if it lies ahead; and with what is said of each.

// VALUE_OUT_OF_RANGE for a period that ends before it begins, VALUE_MALFORMED for an
// eligible account that is none.
absl::Status OnCreateGrant(db::Transaction& tx, v1::Grant& grant);
// As OnCreateGrant; FOLLOWS_ANOTHER for terms of an award; and if the award or the ceiling is
// lowered below what was received GRANT_RECEIVED, below what is spent INSUFFICIENT_GRANT.
absl::Status OnUpdateGrant(db::Transaction& tx, const v1::Grant& before, v1::Grant& after);
// GRANT_IN_USE once money moved, GRANT_AWARDED while it is that of an award that stands.
absl::Status OnRemoveGrant(db::Transaction& tx, const v1::Grant& grant);
// A grant is there from its award on; once lost, its amount is zero. What is over, spent or
// received, is said apart, and no balance is negative.
absl::StatusOr<bool> ViewGrant(db::Transaction& tx, v1::Grant& grant, const absl::CivilDay* as_of);

// INSUFFICIENT_GRANT if more were received than was awarded; CLOSED; of other income, those of
// LineForIncome; VALUE_MALFORMED and VALUE_OUT_OF_RANGE if it is of both or of another kind.
absl::Status OnCreateReceipt(db::Transaction& tx, v1::Receipt& receipt);
absl::Status OnReceiptCreated(db::Transaction& tx, const v1::Receipt& receipt);
absl::StatusOr<bool> ViewReceipt(db::Transaction& tx, v1::Receipt& receipt,
                                 const absl::CivilDay* as_of);
absl::Status ViewReceipts(db::Transaction& tx, const std::vector<v1::Receipt*>& receipts,
                          absl::CivilDay as_of);
// Of one that stands: to undo it.
rpc::StateVerbs<v1::Receipt> ReceiptVerbs();
// Those of MakeReversal: ALREADY_REVERSED, DATE_OUT_OF_ORDER.
absl::Status ReverseReceipt(db::Transaction& tx, const v1::ReverseReceiptRequest& request,
                            v1::Receipt* reversal);

// What a grant can still pay, in minor units: rules::PayableMinor, less what it has paid, but not
// less than nothing.
absl::StatusOr<int64_t> LeftOf(db::Transaction& tx, const v1::Grant& grant);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_GRANTS_H_
