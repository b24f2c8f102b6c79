// What happens to the stages of an application. A verb is refused with
// VERB_NOT_ALLOWED, DATE_OUT_OF_ORDER if it is dated before the last change of
// the stage, of its application or of a stage that follows, ETAG_MISMATCH, and
// VALUE_OUT_OF_RANGE for a date ahead; RESOURCE_NOT_FOUND.
#ifndef COFI_SERVICES_APPLICATIONS_STAGES_H_
#define COFI_SERVICES_APPLICATIONS_STAGES_H_

#include "absl/status/statusor.h"
#include "cofi/applications/v1/stage_rounds.pb.h"
#include "cofi/applications/v1/stages.pb.h"
#include "db/transaction.h"
#include "services/rpc/allowed_verbs.h"

namespace cofi::applications {

// A new stage is UPCOMING, and last unless it has a position.
absl::Status OnCreateStage(db::Transaction& tx, v1::Stage& stage);
// Opens the stage when the application has been submitted and waits for one.
absl::Status OnStageCreated(db::Transaction& tx, const v1::Stage& stage);
// A due date that is changed is kept as an extension; a changed position may
// change the stage that the application is at.
absl::Status OnUpdateStage(db::Transaction& tx, const v1::Stage& before, v1::Stage& after);
absl::StatusOr<bool> ViewStage(db::Transaction& tx, v1::Stage& stage, const absl::CivilDay* as_of);

// Those that its application's state allows too.
rpc::StateVerbs<v1::Stage> StageVerbs();

// What was handed in is kept (revisions.h).
absl::Status SubmitStage(db::Transaction& tx, const v1::SubmitStageRequest& request,
                         v1::Stage* stage);
// The stage is OPEN for another round, and its application stays as it is. A due date moves the one
// that there is, as ExtendStage does. What CheckRoom (base/states.h) says.
absl::Status ReturnStage(db::Transaction& tx, const v1::ReturnStageRequest& request,
                         v1::Stage* stage);
// The application is IN_SELECTION, and the next stage opens.
absl::Status PassStage(db::Transaction& tx, const v1::PassStageRequest& request, v1::Stage* stage);
// The application is REJECTED, and no stage is left.
absl::Status FailStage(db::Transaction& tx, const v1::FailStageRequest& request, v1::Stage* stage);
absl::Status SkipStage(db::Transaction& tx, const v1::SkipStageRequest& request, v1::Stage* stage);
// In any state. DATE_OUT_OF_ORDER before the last extension only.
absl::Status ExtendStage(db::Transaction& tx, const v1::ExtendStageRequest& request,
                         v1::Stage* stage);

}  // namespace cofi::applications

#endif  // COFI_SERVICES_APPLICATIONS_STAGES_H_
