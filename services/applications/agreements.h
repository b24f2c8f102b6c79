// What happens to a grant agreement: it is made when it is signed, and amended from a day on.
#ifndef COFI_SERVICES_APPLICATIONS_AGREEMENTS_H_
#define COFI_SERVICES_APPLICATIONS_AGREEMENTS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "base/dates.h"
#include "cofi/applications/v1/agreements.pb.h"
#include "cofi/applications/v1/application_verbs.pb.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/undo.pb.h"
#include "cofi/type/v1/open_items.pb.h"
#include "db/store/store.h"
#include "db/transaction.h"
#include "services/rpc/standard.h"

namespace cofi::applications {

// What `application` says of its agreement. Pure.
void SetTerms(const v1::Agreement& agreement, v1::Application* application);

// Makes the agreement that is signed on `date`, and gives the application its terms; by fiscal year
// it says what the application does, unless the request says otherwise.
// RESOURCE_EXISTS if it has one; what ChangeAward says.
absl::Status MakeAgreement(db::Transaction& tx, const v1::SignApplicationAgreementRequest& request,
                           const Date& date, v1::Application* application);
// Makes the agreement of an application that was signed with a version before agreements were
// resources, unless it has one.
absl::Status KeepAgreement(db::Transaction& tx, const v1::Application& application);

// Makes the agreement say by fiscal year what its application does, if that changed.
absl::Status FollowYears(db::Transaction& tx, const v1::Application& before,
                         const v1::Application& after);

// KeepAgreement of all of them.
absl::Status MakeAgreements(db::Store* store);

// REFERENCE_NOT_FOUND for a payment that another application's obligation unlocks;
// VALUE_OUT_OF_RANGE for payments of more than the whole.
absl::Status OnUpdateAgreement(db::Transaction& tx, const v1::Agreement& before,
                               v1::Agreement& after);
// What hangs on the terms follows: the application, which says the same by fiscal year, and what is
// owed. What CheckYears says.
absl::Status OnAgreementChanged(db::Transaction& tx, const v1::Agreement& before,
                                const v1::Agreement& after);
absl::StatusOr<bool> ViewAgreement(db::Transaction& tx, v1::Agreement& agreement,
                                   const absl::CivilDay* as_of);

// FIELD_REQUIRED if it changes nothing, DATE_OUT_OF_ORDER before the signature, VALUE_OUT_OF_RANGE
// for a period that ends before it begins, CLOSED, and what CheckAward and ChangeAward say.
absl::Status AmendAgreement(db::Transaction& tx, const v1::AmendAgreementRequest& request,
                            v1::Agreement* agreement);
// NOT_UNDOABLE unless an amendment was the last verb; and what rpc::Undo and CheckReceived say.
absl::Status UndoAgreement(const rpc::Resources& resources, db::Transaction& tx,
                           const v1::UndoAgreementRequest& request, const type::v1::StillOpen& told,
                           v1::Agreement* agreement);

}  // namespace cofi::applications

#endif  // COFI_SERVICES_APPLICATIONS_AGREEMENTS_H_
