// Awards become grants: follows the journal of the applications service.
#ifndef COFI_SERVICES_BUDGETS_AWARD_RELAY_H_
#define COFI_SERVICES_BUDGETS_AWARD_RELAY_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "cofi/applications/v1/agreements.pb.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "db/store/store.h"
#include "services/rpc/follower.h"

namespace cofi::budgets {

// The name of the relay's cursor.
inline constexpr char kAwardRelay[] = "awards";
// What the journal says was done with a grant that it makes or changes.
inline constexpr char kFollowAward[] = "FollowAward";
// And when the award that it stems from was undone.
inline constexpr char kUndoAward[] = "UndoAward";

// Makes, changes or loses the grant of the application that changed, and stores
// the cursor with it: exactly once for each change. The grant is the one that names the
// application, and never another that has its identifier. What comes so is a fact and not
// refused: where it is less than was spent or received already, the grant says by how much.
absl::Status FollowAward(db::Store* store, const rpc::Step& step);

// The same, without a cursor: makes, changes or loses the grant of an application of which
// `verb` made this.
absl::Status RelayAward(db::Transaction& tx, const applications::v1::Application& application,
                        absl::string_view verb);
// And gives it the terms of its agreement, past and coming ones too. One that is gone has only a
// name, and no terms.
absl::Status RelayAgreement(db::Transaction& tx, const applications::v1::Agreement& agreement,
                            absl::string_view verb);

// What is to become of a grant that followed.
enum class Followed { kNothing, kStore, kUndo };

// What an award, a signed agreement, a closing, or the loss of these makes of a grant (empty
// if there is none yet: it is then named after the application). `verb` is what was done with the
// application: only what speaks of the award changes it, so that what an earlier version let people
// amend in the grant stays until then. Pure.
Followed ApplyAward(const applications::v1::Application& application, absl::string_view verb,
                    absl::CivilDay today, v1::Grant* grant);
// The same of its terms and of the payments that it promises. Pure.
void ApplyAgreement(const applications::v1::Agreement& agreement, absl::CivilDay today,
                    v1::Grant* grant);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_AWARD_RELAY_H_
