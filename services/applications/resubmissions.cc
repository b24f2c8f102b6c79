#include "services/applications/resubmissions.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/states.h"
#include "services/applications/application_rules.h"
#include "services/applications/resubmission_rules.h"
#include "services/applications/tables.h"
#include "services/rpc/undo.h"

namespace cofi::applications {
namespace {

using v1::Application;

// All others that it follows or that follow it, however far.
absl::StatusOr<std::vector<Application>> Relatives(db::Transaction& tx, const Application& of) {
  std::vector<Application> family = {of};
  absl::flat_hash_set<std::string> seen = {of.name()};
  const auto add = [&](Application application) {
    if (seen.insert(application.name()).second) family.push_back(std::move(application));
  };
  for (size_t i = 0; i < family.size(); ++i) {
    const std::string name = family[i].name(), earlier = family[i].resubmits();
    if (!earlier.empty() && !seen.contains(earlier)) {
      COFI_ASSIGN_OR_RETURN(Application before, Applications().Get(tx, earlier));
      add(std::move(before));
    }
    COFI_ASSIGN_OR_RETURN(std::vector<Application> later,
                          Applications().All(tx, "root = $1 AND resubmits = $2 ORDER BY name",
                                             {RootOf(name), absl::string_view(name)}));
    for (Application& each : later) add(std::move(each));
  }
  family.erase(family.begin());
  return family;
}

// The first of these that stands; null if none does.
const Application* Standing(const std::vector<Application>& applications) {
  for (const Application& each : applications) {
    if (Stands(each)) return &each;
  }
  return nullptr;
}

const Application* CountedBeside(const std::vector<Application>& applications,
                                 const Application& application) {
  for (const Application& each : applications) {
    if (CountedTogether(application, each)) return &each;
  }
  return nullptr;
}

absl::Status Resubmitted(const std::string& name, const Application& other) {
  return Refuse(type::v1::REASON_RESUBMITTED, {{"name", name}, {"other", other.name()}});
}

}  // namespace

absl::Status CheckResubmits(db::Transaction& tx, const Application& application) {
  constexpr char kField[] = "application.resubmits";
  if (application.resubmits().empty()) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(const Application earlier, Applications().Get(tx, application.resubmits()));
  if (Stands(earlier)) {
    return InField(kField, NotAllowed<Application>(earlier, ApplicationTransitions(), "RESUBMIT"));
  }
  COFI_ASSIGN_OR_RETURN(const std::vector<Application> relatives, Relatives(tx, application));
  const Application* const standing = Standing(relatives);
  return standing == nullptr ? absl::OkStatus()
                             : InField(kField, Resubmitted(earlier.name(), *standing));
}

absl::Status CheckStandsAlone(db::Transaction& tx, const Application& application,
                              const Date& date) {
  COFI_ASSIGN_OR_RETURN(const std::vector<Application> relatives, Relatives(tx, application));
  if (const Application* const other = Standing(relatives)) {
    return Resubmitted(application.name(), *other);
  }
  const Application* const other = CountedBeside(relatives, application);
  if (other == nullptr) return absl::OkStatus();
  return InField("effective_date", Refuse(type::v1::REASON_DATE_OUT_OF_ORDER,
                                          {{"name", other->name()},
                                           {"previous", IsoDate(other->state_date())},
                                           {"value", IsoDate(date)}}));
}

absl::Status CheckUndoneAlone(db::Transaction& tx, const std::string& undone,
                              const Application& application) {
  if (!Stands(application)) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(const std::vector<Application> relatives, Relatives(tx, application));
  const Application* other = Standing(relatives);
  if (other == nullptr) other = CountedBeside(relatives, application);
  return other == nullptr
             ? absl::OkStatus()
             : rpc::NotUndoable(undone, "{other:the} has taken its place since", other->name());
}

absl::Status UndoStage(const rpc::Resources& resources, db::Transaction& tx,
                       const v1::UndoStageRequest& request, v1::Stage* stage) {
  COFI_RETURN_IF_ERROR(rpc::Load(tx, Stages(), request).status());
  COFI_RETURN_IF_ERROR(rpc::UndoOwn(resources, Stages(), tx, request.name()));
  COFI_ASSIGN_OR_RETURN(const Application application,
                        Applications().Get(tx, ParentOf(request.name())));
  COFI_RETURN_IF_ERROR(CheckUndoneAlone(tx, request.name(), application));
  COFI_ASSIGN_OR_RETURN(*stage, Stages().Get(tx, request.name()));
  TellRound(stage);
  return absl::OkStatus();
}

}  // namespace cofi::applications
