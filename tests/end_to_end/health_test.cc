// grpc.health.v1, as load balancers and service managers ask it: by no name, by
// the name of a service, by that of a gRPC service.
#include <gtest/gtest.h>

#include <future>

#include "absl/strings/str_cat.h"
#include "grpcpp/generic/generic_stub.h"
#include "tests/end_to_end/installation.h"

namespace cofi::end_to_end {
namespace {

class Health : public EndToEnd {
 protected:
  // `SERVING`, `NOT_SERVING` or `NOT_FOUND`, from the server that runs `server`.
  std::string Check(const std::string& server, const std::string& name) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kGuard));
    // HealthCheckRequest has one field, the name; the response one, the status.
    const std::string bytes =
        name.empty() ? "" : absl::StrCat("\x0a", std::string(1, char(name.size())), name);
    const grpc::Slice slice(bytes);
    grpc::ByteBuffer request(&slice, 1), response;
    std::promise<grpc::Status> answer;
    grpc::GenericStub(cofi().channel(server))
        .UnaryCall(&context, "/grpc.health.v1.Health/Check", {}, &request, &response,
                   [&](const grpc::Status& status) { answer.set_value(status); });
    const grpc::Status status = answer.get_future().get();
    if (status.error_code() == grpc::StatusCode::NOT_FOUND) return "NOT_FOUND";
    if (!status.ok()) return status.error_message();
    std::vector<grpc::Slice> slices;
    std::string said;
    EXPECT_TRUE(response.Dump(&slices).ok());
    for (const grpc::Slice& each : slices) said.append(each.begin(), each.end());
    return said == "\x08\x01" ? "SERVING" : "NOT_SERVING";
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

TEST_P(Health, OfWhatIsNotThereIsNotFound) {
  EXPECT_EQ(Check("budgets", "invoices"), "NOT_FOUND");
  EXPECT_EQ(Check("projects", "budgets"),
            GetParam() == Shape::kOneProcess ? "SERVING" : "NOT_FOUND");
}

}  // namespace
}  // namespace cofi::end_to_end
