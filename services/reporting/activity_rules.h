// What happened in projects between two dates: the entries of their journals in people's words.
#ifndef COFI_SERVICES_REPORTING_ACTIVITY_RULES_H_
#define COFI_SERVICES_REPORTING_ACTIVITY_RULES_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "base/language.h"
#include "cofi/journal/v1/history.pb.h"
#include "cofi/reporting/v1/activity.pb.h"

namespace cofi::reporting {

// The entries of a project, of all journals and in any order. Of what is in no project, the root of
// that, and no title.
struct ProjectActivity {
  std::string project;
  std::string project_display_name;
  // Of whose days the period is.
  std::string time_zone;
  std::vector<journal::v1::HistoryEntry> entries;
};

// What was recorded on these days, both included, by the principal that is asked for, if one is.
//
// What only follows from something that is told beside it, and changed nothing that people care
// about, is left out: that a commitment was consumed, an expense noted as reversed, the state of
// the funding told to another service.
v1::Activity MakeActivity(const std::vector<ProjectActivity>& projects, absl::CivilDay from,
                          absl::CivilDay to, const v1::GetActivityRequest& request,
                          Language language);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_ACTIVITY_RULES_H_
