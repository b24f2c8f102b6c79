// What a funder was sent, kept as it was: a revision for each time that an application, an answer
// of it or one of its stages was handed in. Undoing the verb takes its revision back, as all that
// the verb did (services/rpc/undo.h).
#ifndef COFI_SERVICES_APPLICATIONS_REVISIONS_H_
#define COFI_SERVICES_APPLICATIONS_REVISIONS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "base/dates.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/revisions.pb.h"
#include "db/transaction.h"

namespace cofi::applications {

// How something was handed in.
struct Sending {
  std::string verb;  // A method's name.
  Date date;
  std::string stage = "";
  std::string note = "";
};

// Keeps `application`, as it is once the verb has moved it.
absl::Status KeepRevision(db::Transaction& tx, const v1::Application& application,
                          const Sending& sending);

absl::StatusOr<bool> ViewRevision(db::Transaction& tx, v1::Revision& revision,
                                  const absl::CivilDay* as_of);

}  // namespace cofi::applications

#endif  // COFI_SERVICES_APPLICATIONS_REVISIONS_H_
