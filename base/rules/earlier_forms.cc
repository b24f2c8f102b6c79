#include "base/rules/earlier_forms.h"

#include <utility>

namespace cofi::rules {
namespace {

constexpr std::pair<absl::string_view, absl::string_view> kVerbs[] = {
    {"RequestInformationApplication", "RequestApplicationInformation"},
    {"ProvideInformationApplication", "ProvideApplicationInformation"},
    {"SignAgreementApplication", "SignApplicationAgreement"},
    {"SeekFundingProject", "SeekProjectFunding"}};

}  // namespace

absl::string_view VerbToday(absl::string_view verb) {
  for (const auto& [earlier, today] : kVerbs) {
    if (verb == earlier) return today;
  }
  return verb;
}

std::optional<int32_t> TakePercent(Message* message, int field) {
  const std::optional<int64_t> percent = TakeReserved(message, field);
  if (!percent.has_value()) return std::nullopt;
  return static_cast<int32_t>(*percent * 100);
}

void Modernize(applications::v1::Application& application) {
  constexpr int kLikelihoodPercent = 16;
  const std::optional<int32_t> likelihood = TakePercent(&application, kLikelihoodPercent);
  // Nothing was not a likelihood then.
  if (likelihood.value_or(0) != 0) application.set_likelihood_basis_points(*likelihood);
}

void Modernize(projects::v1::Project& project) {
  constexpr int kSecuredPercent = 1;
  if (!project.has_start_condition()) return;
  projects::v1::StartCondition& condition = *project.mutable_start_condition();
  if (const auto secured = TakePercent(&condition, kSecuredPercent)) {
    condition.set_secured_basis_points(*secured);
  }
}

void ModernizeAny(Message& resource) {
  if (auto* application = dynamic_cast<applications::v1::Application*>(&resource)) {
    Modernize(*application);
  }
  if (auto* project = dynamic_cast<projects::v1::Project*>(&resource)) Modernize(*project);
}

}  // namespace cofi::rules
