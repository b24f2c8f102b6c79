// What an update may change, whatever its mask names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "cofi/applications/v1/stages.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using applications::v1::Application;
using applications::v1::Call;

class Updates : public ::testing::TestWithParam<Shape> {
 protected:
  Updates() : cofi_(Shared(GetParam())), project_(cofi_, NewResourceId(absl::Now())) {}

  Application Get(const std::string& name) {
    applications::v1::GetApplicationRequest request;
    request.set_name(name);
    return cofi_.Ask<Application>(request);
  }
  // A call with a floor in euros, and what would change its floor.
  Call MakeCall(const std::string& id) {
    applications::v1::CreateFunderRequest funder;
    funder.set_request_id(NewRequestId());
    funder.set_funder_id(id);
    funder.mutable_funder()->set_display_name("F");
    cofi_.Ask<applications::v1::Funder>(funder);
    return cofi_.Ask<Call>(CreateCall(id, "c"));
  }
  static applications::v1::CreateCallRequest CreateCall(const std::string& funder,
                                                        const std::string& id) {
    applications::v1::CreateCallRequest request;
    request.set_request_id(NewRequestId());
    request.set_parent("funders/" + funder);
    request.set_call_id(id);
    request.mutable_call()->set_display_name("C");
    *request.mutable_call()->mutable_award_floor() = Eur("1000");
    return request;
  }

  const Installation& cofi_;
  const Project project_;
};
COFI_IN_ALL_SHAPES(Updates);

TEST_P(Updates, LeaveWhatOnlyTheServerSetsAsItIs) {
  project_.Apply("aide", "20000");
  cofi_.Ask<Application>(project_.Award("aide", "16000", "2018-02-01"));
  const std::string name = project_.Name("applications", "aide");
  const Application before = Get(name);
  for (const char* path : {"awarded_amount", "awarded_amount.units", "state_date.year", "history",
                           "agreement_terms.eligible_end_date", "uid", "etag"}) {
    applications::v1::UpdateApplicationRequest request;
    request.mutable_application()->set_name(name);
    request.mutable_update_mask()->add_paths(path);
    EXPECT_EQ(cofi_.Ask<Application>(request).SerializeAsString(), before.SerializeAsString())
        << path;
    EXPECT_EQ(Get(name).SerializeAsString(), before.SerializeAsString()) << path;
  }
}

TEST_P(Updates, AreInOneCurrency) {
  const std::string id = NewResourceId(absl::Now());
  Call call = MakeCall(id);
  auto other = CreateCall(id, "d");
  *other.mutable_call()->mutable_award_ceiling() = Eur("5000");
  other.mutable_call()->mutable_award_ceiling()->set_currency_code("CHF");
  ExpectRefused(cofi_, other,
                {.code = "INVALID_ARGUMENT",
                 .reason = "CURRENCY_MISMATCH",
                 .field = "call.award_ceiling",
                 .english = "call.award_ceiling is in CHF; it must be in EUR",
                 .french = "call.award_ceiling est en CHF ; il doit être en EUR"});
  // A change of the currency alone is a change.
  applications::v1::UpdateCallRequest change;
  change.mutable_call()->set_name(call.name());
  *change.mutable_call()->mutable_award_floor() = Eur("1000");
  change.mutable_call()->mutable_award_floor()->set_currency_code("CHF");
  cofi_.Ask<Call>(change);
  applications::v1::GetCallRequest get;
  get.set_name(call.name());
  const Call after = cofi_.Ask<Call>(get);
  EXPECT_EQ(after.award_floor().currency_code(), "CHF");
  EXPECT_NE(after.etag(), call.etag());
}

// `-` stands for any identifier only where it is one.
TEST_P(Updates, AnIdentifierThatEndsWithAHyphenIsNoWildcard) {
  const Project hyphen(cofi_, NewResourceId(absl::Now()) + "-");
  applications::v1::ListStagesRequest request;
  request.set_parent(hyphen.Name("applications", "nope"));
  ExpectRefused(cofi_, request,
                {.code = "NOT_FOUND",
                 .reason = "RESOURCE_NOT_FOUND",
                 .field = "",
                 .english = "application nope does not exist",
                 .french = "la candidature nope n'existe pas"});
}

// gRPC would drop the details of one that is longer.
TEST_P(Updates, ARefusalOfManyLongTextsFitsTheTrailers) {
  const std::string id = NewResourceId(absl::Now());
  auto request = CreateCall(id, "c");
  for (int i = 0; i < 20; ++i) {
    request.mutable_call()->add_required_documents(absl::StrCat(std::string(480, 'x'), "\v"));
  }
  Call call;
  const grpc::Status status = cofi_.Call(request, &call);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << status.error_message();
  EXPECT_LT(status.error_details().size() + status.error_message().size(), 6'000u);
  EXPECT_GE(clients::DetailsOf(status).details_size(), 3);
}

}  // namespace
}  // namespace cofi::end_to_end
