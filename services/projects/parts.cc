#include "services/projects/parts.h"

#include "base/dates.h"
#include "services/projects/tables.h"
#include "services/rpc/standard.h"

namespace cofi::projects {

absl::Status OnCreatePhase(db::Transaction& tx, v1::Phase& phase) {
  if (phase.position() != 0) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(const int32_t next, rpc::NextPosition(tx, "phase", phase.name()));
  phase.set_position(next);
  return absl::OkStatus();
}

absl::StatusOr<bool> ViewUpdate(db::Transaction&, v1::ProjectUpdate& update,
                                const absl::CivilDay* as_of) {
  return as_of == nullptr || Day(update.entry_date()) <= *as_of;
}

}  // namespace cofi::projects
