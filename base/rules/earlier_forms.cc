#include "base/rules/earlier_forms.h"

#include <utility>

#include "base/fields.h"

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

void Modernize(applications::v1::Application& application) {
  constexpr int kLikelihoodPercent = 16;
  const auto percent = TakeReserved(&application, kLikelihoodPercent);
  // Nothing was not a likelihood then.
  if (percent.value_or(0) == 0) return;
  application.set_likelihood_basis_points(static_cast<int32_t>(*percent * 100));
}

}  // namespace cofi::rules
