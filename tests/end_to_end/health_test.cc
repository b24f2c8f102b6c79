// grpc.health.v1, as load balancers and service managers ask it: by no name, by
// the name of a service, by that of a gRPC service.
#include "tests/installations/health.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "clients/methods.h"
#include "clients/services.h"
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
  for (const clients::Service& each : clients::Services()) {
    EXPECT_EQ(Check(each.name, ""), "SERVING");
    EXPECT_EQ(Check(each.name, each.name), "SERVING");
    EXPECT_EQ(Check(each.name, "cofi.journal.v1.JournalService"), "SERVING");
  }
  int names = 0;
  for (const google::protobuf::ServiceDescriptor* each : clients::AllServices()) {
    const std::string owner = clients::OwnerOf(each->file());
    if (owner == "journal") continue;
    EXPECT_EQ(Check(owner, each->full_name()), "SERVING") << each->full_name();
    ++names;
  }
  EXPECT_GE(names, 13);
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
