// Says when an order or an invoice is typed which funders it endangers (start_shield_rules.h).
#ifndef COFI_SERVICES_BUDGETS_START_SHIELD_H_
#define COFI_SERVICES_BUDGETS_START_SHIELD_H_

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "cofi/budgets/v1/start_shield.pb.h"
#include "db/transaction.h"

namespace cofi::budgets {

// Adds those of the project of `name` that something of that day endangers, as far as this service
// knows of their applications and calls. Of the moment: for an answer, and stored nowhere.
absl::Status AddEndangered(db::Transaction& tx, absl::string_view name, absl::CivilDay day,
                           google::protobuf::RepeatedPtrField<v1::Endangered>* endangers);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_START_SHIELD_H_
