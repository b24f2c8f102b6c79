// How a verb moves an application, and its stages after it.
#ifndef COFI_SERVICES_APPLICATIONS_MOVES_H_
#define COFI_SERVICES_APPLICATIONS_MOVES_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/dates.h"
#include "base/status.h"
#include "services/applications/application_rules.h"
#include "services/applications/applications.h"
#include "services/applications/tables.h"
#include "services/rpc/standard.h"
#include "services/rpc/verb.h"

namespace cofi::applications {

// Moves the application that `request` names, and its stages after it. In between,
// `fill` adds what the verb brings; it may refuse too.
template <typename Request, typename Fill>
absl::Status MoveBy(db::Transaction& tx, const char* verb, const Request& request,
                    absl::string_view note, v1::Application* application, Fill fill) {
  COFI_ASSIGN_OR_RETURN(*application, rpc::Load(tx, Applications(), request));
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  COFI_RETURN_IF_ERROR(MoveApplication(application, verb, date, note));
  COFI_RETURN_IF_ERROR(fill(date));
  COFI_ASSIGN_OR_RETURN(std::vector<v1::Stage> stages, StagesOf(tx, application->name()));
  COFI_ASSIGN_OR_RETURN(const std::vector<v1::Stage*> followed,
                        FollowApplication(verb, date, &stages));
  for (v1::Stage* stage : followed) COFI_RETURN_IF_ERROR(Stages().Update(tx, stage));
  return StoreMoved(tx, stages, application);
}

template <typename Request>
absl::Status MoveBy(db::Transaction& tx, const char* verb, const Request& request,
                    absl::string_view note, v1::Application* application) {
  return MoveBy(tx, verb, request, note, application, [](const Date&) { return absl::OkStatus(); });
}

}  // namespace cofi::applications

#endif  // COFI_SERVICES_APPLICATIONS_MOVES_H_
