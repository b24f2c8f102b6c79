// What belongs to a project: its phases, its partners, its log.
#ifndef COFI_SERVICES_PROJECTS_PARTS_H_
#define COFI_SERVICES_PROJECTS_PARTS_H_

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "cofi/projects/v1/partners.pb.h"
#include "cofi/projects/v1/updates.pb.h"
#include "db/transaction.h"

namespace cofi::projects {

// One without a place gets the last, also when it loses its own. VALUE_OUT_OF_RANGE if there is
// none left.
absl::Status OnCreatePhase(db::Transaction& tx, v1::Phase& phase);
absl::Status OnUpdatePhase(db::Transaction& tx, const v1::Phase& before, v1::Phase& after);

// An entry of the log is there from its date on.
absl::StatusOr<bool> ViewUpdate(db::Transaction& tx, v1::ProjectUpdate& update,
                                const absl::CivilDay* as_of);

}  // namespace cofi::projects

#endif  // COFI_SERVICES_PROJECTS_PARTS_H_
