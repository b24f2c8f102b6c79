// What happens to a project.
#ifndef COFI_SERVICES_PROJECTS_PROJECTS_H_
#define COFI_SERVICES_PROJECTS_PROJECTS_H_

#include "absl/status/statusor.h"
#include "cofi/projects/internal/v1/funding.pb.h"
#include "cofi/projects/v1/project_verbs.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "cofi/type/v1/open_items.pb.h"
#include "db/transaction.h"
#include "services/rpc/allowed_verbs.h"
#include "services/rpc/standard.h"

namespace cofi::projects {

// Verbs refuse with VERB_NOT_ALLOWED, DATE_OUT_OF_ORDER, ETAG_MISMATCH, and
// VALUE_OUT_OF_RANGE for a date that lies ahead; and with what is said of each.

// Fills in currency and time zone; a new project is PREPARING.
absl::Status OnCreate(db::Transaction& tx, v1::Project& project);
// A changed start condition is judged at once.
absl::Status OnUpdate(db::Transaction& tx, const v1::Project& before, v1::Project& after);
// VERB_NOT_ALLOWED once funders were asked: abandon it instead.
absl::Status OnRemove(db::Transaction& tx, const v1::Project& project);
absl::StatusOr<bool> View(db::Transaction& tx, v1::Project& project, const absl::CivilDay* as_of);
rpc::StateVerbs<v1::Project> Verbs();
// READY exactly while the start condition holds: a finding (db/findings.h) if not.
absl::Status Verify(db::Transaction& tx, const v1::Project& project);

absl::Status SeekFunding(db::Transaction& tx, const v1::SeekProjectFundingRequest& request,
                         v1::Project* project);
// START_CONDITION_NOT_MET; NO_ADOPTED_BUDGET if a share of its expenses is asked.
absl::Status Start(db::Transaction& tx, const v1::StartProjectRequest& request,
                   v1::Project* project);
// STILL_OPEN while other services have something open of it, unless by force.
absl::Status Close(const rpc::Resources& resources, db::Transaction& tx,
                   const v1::CloseProjectRequest& request, const type::v1::StillOpen& told,
                   v1::Project* project);
absl::Status Reopen(db::Transaction& tx, const v1::ReopenProjectRequest& request,
                    v1::Project* project);
// What rpc::Undo says.
absl::Status UndoProject(const rpc::Resources& resources, db::Transaction& tx,
                         const v1::UndoProjectRequest& request, v1::Project* project);
absl::Status Abandon(db::Transaction& tx, const v1::AbandonProjectRequest& request,
                     v1::Project* project);
// Takes the picture of the funding and judges the start condition anew. A picture older
// than the one that it has changes nothing, and is no refusal: the answer says
// which one it has. AMOUNT_NEGATIVE, AMOUNT_OVERFLOW,
// CURRENCY_MISMATCH, NAME_MALFORMED and VALUE_OUT_OF_RANGE for what `budgets` cannot have.
absl::Status ReportFunding(db::Transaction& tx, const internal::v1::ReportFundingRequest& request,
                           internal::v1::ReportFundingResponse* response);

}  // namespace cofi::projects

#endif  // COFI_SERVICES_PROJECTS_PROJECTS_H_
