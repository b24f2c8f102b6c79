// What happens to an application. A verb is refused with VERB_NOT_ALLOWED,
// DATE_OUT_OF_ORDER if it is dated before the last change of the application or
// of a stage that follows it, ETAG_MISMATCH, VALUE_OUT_OF_RANGE for a date ahead
// or a due date that follows and is none that we keep; RESOURCE_NOT_FOUND. What
// is particular stands with each.
#ifndef COFI_SERVICES_APPLICATIONS_APPLICATIONS_H_
#define COFI_SERVICES_APPLICATIONS_APPLICATIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/dated_facts.h"
#include "cofi/applications/v1/application_verbs.pb.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/stages.pb.h"
#include "cofi/applications/v1/undo.pb.h"
#include "cofi/type/v1/open_items.pb.h"
#include "db/transaction.h"
#include "services/applications/year_rules.h"
#include "services/rpc/allowed_verbs.h"
#include "services/rpc/standard.h"

namespace cofi::applications {

// A new application is a DRAFT. REFERENCE_NOT_FOUND if the call is not one of
// the funder's; of one that follows another, what CheckResubmits says (resubmissions.h).
// VALUE_MALFORMED, with the way, if it would wait for itself. YEARS_DIFFER for years of an award.
absl::Status OnCreateApplication(db::Transaction& tx, v1::Application& application);
// Makes the stages that the call's template has. NAME_MALFORMED or VALUE_MALFORMED, with the
// call and the field, for identifiers that a version before took.
absl::Status OnApplicationCreated(db::Transaction& tx, const v1::Application& application);
// OUTSIDE_CALL_BOUNDS for another amount once it was submitted. VALUE_MALFORMED, with the way, if
// it would wait for itself. CLOSED for other years of the award.
absl::Status OnUpdateApplication(db::Transaction& tx, const v1::Application& before,
                                 v1::Application& after);
// What CheckYears says; its agreement says the same by year.
absl::Status OnApplicationChanged(db::Transaction& tx, const v1::Application& before,
                                  const v1::Application& after);
// VERB_NOT_ALLOWED once it was submitted: withdraw it instead.
absl::Status OnRemoveApplication(db::Transaction& tx, const v1::Application& application);
absl::Status ViewApplications(db::Transaction& tx,
                              const std::vector<v1::Application*>& applications,
                              absl::CivilDay as_of);
absl::StatusOr<bool> ViewApplication(db::Transaction& tx, v1::Application& application,
                                     const absl::CivilDay* as_of);

rpc::StateVerbs<v1::Application> ApplicationVerbs();

// FIELD_REQUIRED without an amount; OUTSIDE_CALL_BOUNDS for one that the call does not give;
// VALUE_OUT_OF_RANGE while the call, or its session, is closed; these two unless there is a reason
// to pass over them, which stays on record; what CheckStandsAlone says (resubmissions.h). What was
// handed in is kept (revisions.h).
absl::Status Submit(db::Transaction& tx, const v1::SubmitApplicationRequest& request,
                    v1::Application* application);
absl::Status RequestInformation(db::Transaction& tx,
                                const v1::RequestApplicationInformationRequest& request,
                                v1::Application* application);
// What was handed in is kept.
absl::Status ProvideInformation(db::Transaction& tx,
                                const v1::ProvideApplicationInformationRequest& request,
                                v1::Application* application);
// What is awarded, and what of it for which fiscal years. What is null stays as it is.
struct AwardChange {
  const Money* amount = nullptr;
  const YearAmounts* years = nullptr;
};
// Makes that the award from a day on. What CheckYears says, in `year_amounts`.
absl::Status ChangeAward(const db::Transaction& tx, const AwardChange& award,
                         const FactChange& change, v1::Application* application);
// What a request says by year; null if nothing.
inline const YearAmounts* SaidByYear(const YearAmounts& years) {
  return years.empty() ? nullptr : &years;
}

// AWARD_ABOVE_REQUEST, in `awarded_amount`, for more than was requested, unless that is meant;
// OUTSIDE_CALL_BOUNDS above the call's ceiling, or for another part of the cost than it pays,
// unless somebody says why that does not count: then `change` has it.
absl::Status CheckAward(db::Transaction& tx, const v1::Application& application,
                        const Money& awarded, bool above_request,
                        const std::string& override_reason = "",
                        type::v1::StateChange* change = nullptr);
// Conditional if the request has conditions; what the call obliges to is then owed. Refused as
// CheckAward and ChangeAward say.
absl::Status Award(db::Transaction& tx, const v1::AwardApplicationRequest& request,
                   v1::Application* application);
absl::Status Reject(db::Transaction& tx, const v1::RejectApplicationRequest& request,
                    v1::Application* application);
absl::Status Withdraw(db::Transaction& tx, const v1::WithdrawApplicationRequest& request,
                      v1::Application* application);
absl::Status Hold(db::Transaction& tx, const v1::HoldApplicationRequest& request,
                  v1::Application* application);
absl::Status Resume(db::Transaction& tx, const v1::ResumeApplicationRequest& request,
                    v1::Application* application);
// VALUE_OUT_OF_RANGE if the eligible period ends before it starts.
absl::Status SignAgreement(db::Transaction& tx, const v1::SignApplicationAgreementRequest& request,
                           v1::Application* application);
// STILL_OPEN while its grant has something to receive, or an obligation is owed; unless it is
// settled.
absl::Status Close(const rpc::Resources& resources, db::Transaction& tx,
                   const v1::CloseApplicationRequest& request, const type::v1::StillOpen& told,
                   v1::Application* application);
// This and the next: what CheckStandsAlone says.
absl::Status Reconsider(db::Transaction& tx, const v1::ReconsiderApplicationRequest& request,
                        v1::Application* application);
absl::Status Reopen(db::Transaction& tx, const v1::ReopenApplicationRequest& request,
                    v1::Application* application);
// NOT_UNDOABLE, of what is being undone, if that lowers the award below what was received, or
// leaves years that do not sum to it.
absl::Status CheckReceived(const std::string& undone, const v1::Application& before,
                           const v1::Application& after, const type::v1::StillOpen& told);
// What rpc::Undo, CheckReceived and CheckUndoneAlone say; NOT_UNDOABLE for an award on whose grant
// money has moved.
absl::Status UndoApplication(const rpc::Resources& resources, db::Transaction& tx,
                             const v1::UndoApplicationRequest& request,
                             const type::v1::StillOpen& told, v1::Application* application);

// Gives applications the terms that their agreements have on a day; one that was not signed by then
// has none, or those that it was signed with.
enum class Unsigned { kNoTerms, kFirstTerms };
absl::Status TakeTerms(db::Transaction& tx, const std::vector<v1::Application*>& applications,
                       absl::CivilDay day, Unsigned before = Unsigned::kNoTerms);

// The stages of an application in their order.
absl::StatusOr<std::vector<v1::Stage>> StagesOf(db::Transaction& tx,
                                                const std::string& application);

// Stores an application after it or one of its stages moved: the stage in hand
// and the obligations that hang on its dates follow. VALUE_OUT_OF_RANGE if one
// of them would be due on no day that we keep.
absl::Status StoreMoved(db::Transaction& tx, const std::vector<v1::Stage>& stages,
                        v1::Application* application);

}  // namespace cofi::applications

#endif  // COFI_SERVICES_APPLICATIONS_APPLICATIONS_H_
