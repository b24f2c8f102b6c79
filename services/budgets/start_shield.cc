#include "services/budgets/start_shield.h"

#include <optional>
#include <vector>

#include "base/names.h"
#include "base/status.h"
#include "services/budgets/start_shield_rules.h"
#include "services/rpc/known.h"

namespace cofi::budgets {

using applications::v1::Application;
using applications::v1::Call;

absl::Status AddEndangered(db::Transaction& tx, absl::string_view name, absl::CivilDay day,
                           google::protobuf::RepeatedPtrField<v1::Endangered>* endangers) {
  std::vector<Application> applications;
  COFI_RETURN_IF_ERROR(
      rpc::VisitKnown<Application>(tx, RootOf(name), [&](const Application& application) {
        // Of all others no call is read.
        if (!application.call().empty() && MayEndanger(day, application)) {
          applications.push_back(application);
        }
      }));
  for (const Application& application : applications) {
    COFI_ASSIGN_OR_RETURN(const std::optional<Call> call,
                          rpc::KnownOf<Call>(tx, application.call()));
    if (!call.has_value()) continue;
    if (auto endangered = EndangeredBy(day, application, *call)) {
      *endangers->Add() = *std::move(endangered);
    }
  }
  return absl::OkStatus();
}

}  // namespace cofi::budgets
