// grpc.health.v1, as load balancers and service managers ask it: by no name, by
// the name of a service, by that of a gRPC service.
#include "tests/installations/health.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/installations/installation.h"

namespace cofi::end_to_end {
namespace {

class Health : public EndToEnd {
 protected:
  // From the server that runs `server`.
  std::string Check(const std::string& server, const std::string& name) {
    return HealthOf(cofi().channel(server), name);
  }
};
COFI_IN_BOTH_SHAPES(Health);

TEST_P(Health, OfEveryServiceUnderEachOfItsNames) {
  const std::pair<const char*, const char*> names[] = {
      {"projects", "cofi.projects.v1.ProjectService"},
      {"projects", "cofi.projects.v1.OrganizationService"},
      {"projects", "cofi.projects.v1.PartnerService"},
      {"projects", "cofi.projects.v1.UpdateService"},
      {"applications", "cofi.applications.v1.ApplicationService"},
      {"applications", "cofi.applications.v1.FunderService"},
      {"applications", "cofi.applications.v1.StageService"},
      {"applications", "cofi.applications.v1.ObligationService"},
      {"budgets", "cofi.budgets.v1.BudgetService"},
      {"budgets", "cofi.budgets.v1.CommitmentService"},
      {"budgets", "cofi.budgets.v1.ExpenseService"},
      {"budgets", "cofi.budgets.v1.GrantService"},
      {"reporting", "cofi.reporting.v1.ReportingService"},
  };
  for (const auto& [service, name] : names) {
    EXPECT_EQ(Check(service, ""), "SERVING");
    EXPECT_EQ(Check(service, service), "SERVING");
    EXPECT_EQ(Check(service, name), "SERVING");
    EXPECT_EQ(Check(service, "cofi.journal.v1.JournalService"), "SERVING");
  }
}

TEST_P(Health, OfWhoFollowsAJournal) {
  EXPECT_EQ(Check("budgets", "followers/awards"), "SERVING");
  EXPECT_EQ(Check("budgets", "followers/funding"), "SERVING");
  EXPECT_EQ(Check("budgets", "followers/known-applications"), "SERVING");
  EXPECT_EQ(Check("applications", "followers/known-projects"), "SERVING");
}

TEST_P(Health, OfWhatIsNotThereIsNotFound) {
  EXPECT_EQ(Check("budgets", "invoices"), "NOT_FOUND");
  EXPECT_EQ(Check("projects", "budgets"),
            GetParam() == Shape::kOneProcess ? "SERVING" : "NOT_FOUND");
}

}  // namespace
}  // namespace cofi::end_to_end
