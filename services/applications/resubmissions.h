// Applications that follow each other, as appeals or once more (`resubmits`): of all that do, one
// at most stands, so that no euro is asked or awarded twice, today and as of any day.
#ifndef COFI_SERVICES_APPLICATIONS_RESUBMISSIONS_H_
#define COFI_SERVICES_APPLICATIONS_RESUBMISSIONS_H_

#include <string>

#include "absl/status/status.h"
#include "base/dates.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/stages.pb.h"
#include "cofi/applications/v1/undo.pb.h"
#include "db/transaction.h"
#include "services/rpc/standard.h"

namespace cofi::applications {

// Of a new one, in `application.resubmits`: VERB_NOT_ALLOWED unless what it follows was rejected or
// withdrawn, RESUBMITTED if another that follows that stands already.
absl::Status CheckResubmits(db::Transaction& tx, const v1::Application& application);

// Of one that a verb made stand on `date`, before it is stored: RESUBMITTED if another stands;
// DATE_OUT_OF_ORDER, in `effective_date`, if another stood then.
absl::Status CheckStandsAlone(db::Transaction& tx, const v1::Application& application,
                              const Date& date);

// NOT_UNDOABLE, of what is being undone, if `application` then stands beside another.
absl::Status CheckUndoneAlone(db::Transaction& tx, const std::string& undone,
                              const v1::Application& application);

// What rpc::UndoOwn says, and CheckUndoneAlone of the application that failed with the stage.
absl::Status UndoStage(const rpc::Resources& resources, db::Transaction& tx,
                       const v1::UndoStageRequest& request, v1::Stage* stage);

}  // namespace cofi::applications

#endif  // COFI_SERVICES_APPLICATIONS_RESUBMISSIONS_H_
