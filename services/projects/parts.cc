#include "services/projects/parts.h"

#include "base/dates.h"
#include "services/projects/tables.h"
#include "services/rpc/standard.h"

namespace cofi::projects {

absl::Status OnCreatePhase(db::Transaction& tx, v1::Phase& phase) {
  return rpc::PutLast(tx, "phase", phase);
}

absl::Status OnUpdatePhase(db::Transaction& tx, const v1::Phase& before, v1::Phase& after) {
  return before.has_position() ? rpc::PutLast(tx, "phase", after) : absl::OkStatus();
}

absl::StatusOr<bool> ViewUpdate(db::Transaction&, v1::ProjectUpdate& update,
                                const absl::CivilDay* as_of) {
  return as_of == nullptr || Day(update.entry_date()) <= *as_of;
}

}  // namespace cofi::projects
