#include "services/applications/revisions.h"

#include "base/status.h"
#include "services/applications/tables.h"
#include "services/rpc/naming.h"

namespace cofi::applications {

using v1::Application;
using v1::Revision;

absl::Status KeepRevision(db::Transaction& tx, const Application& application,
                          const Sending& sending) {
  Revision revision;
  revision.set_verb(sending.verb);
  *revision.mutable_effective_date() = sending.date;
  revision.set_stage(sending.stage);
  revision.set_note(sending.note);
  if (application.has_requested_amount()) {
    *revision.mutable_requested_amount() = application.requested_amount();
  }
  if (application.has_declared_cofunding_amount()) {
    *revision.mutable_declared_cofunding_amount() = application.declared_cofunding_amount();
  }
  Application& snapshot = *revision.mutable_application_snapshot();
  snapshot = application;
  // What it had been before was not sent, and may be more than a resource holds
  // (db::kResourceBytesMax does not count it where it stands): the journal has it.
  snapshot.clear_history();
  snapshot.clear_dated_values();
  snapshot.clear_allowed_verbs();
  // Nor was how it is stored.
  snapshot.clear_uid();
  snapshot.clear_create_time();
  snapshot.clear_update_time();
  snapshot.clear_etag();
  COFI_ASSIGN_OR_RETURN(const std::string id, rpc::FreeId(tx, revision, application.name()));
  revision.set_name(Revisions().pattern().Join(application.name(), id));
  return Revisions().Insert(tx, &revision);
}

absl::StatusOr<bool> ViewRevision(db::Transaction&, Revision& revision,
                                  const absl::CivilDay* as_of) {
  return as_of == nullptr || Day(revision.effective_date()) <= *as_of;
}

}  // namespace cofi::applications
