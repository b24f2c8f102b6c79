// What every call passes before it is carried out, step by step: who is refused at one learns
// nothing of those behind it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "base/identifiers.h"
#include "base/refusal.h"
#include "clients/method_facts.h"
#include "clients/methods.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/journal/v1/backups.pb.h"
#include "cofi/journal/v1/history.pb.h"
#include "cofi/journal/v1/journal.pb.h"
#include "cofi/journal/v1/rehearsals.pb.h"
#include "cofi/projects/internal/v1/funding.pb.h"
#include "cofi/projects/v1/organizations.pb.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/client_callback.h"
#include "tests/installations/installation.h"
#include "tests/installations/process.h"
#include "tests/installations/project.h"

namespace cofi::end_to_end {
namespace {

using google::protobuf::MethodDescriptor;

// Bytes of a caller who means no good.
struct Sent {
  std::string bytes;
  std::string principal = "test", on_behalf;
  bool deadline = true;
};

// The end of a call that sends one message; of a stream, its first answer is enough.
class Asked final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  Asked(const std::shared_ptr<grpc::Channel>& channel, const MethodDescriptor* method,
        const Sent& sent)
      : stub_(channel) {
    clients::SetUp({.principal = sent.principal, .on_behalf = sent.on_behalf}, &context_);
    context_.set_deadline(sent.deadline ? absl::ToChronoTime(absl::Now() + kGuard)
                                        : std::chrono::system_clock::time_point::max());
    const grpc::Slice slice(sent.bytes);
    request_ = grpc::ByteBuffer(&slice, 1);
    stub_.PrepareBidiStreamingCall(&context_, clients::PathOf(method), {}, this);
    StartWriteLast(&request_, {});
    StartRead(&response_);
    StartCall();
  }

  grpc::Status End() {
    done_.WaitForNotification();
    return answered_ ? grpc::Status::OK : status_;
  }

 private:
  void OnReadDone(bool ok) override {
    answered_ = answered_ || ok;
    // What has no end of its own.
    if (ok) context_.TryCancel();
  }
  void OnDone(const grpc::Status& status) override {
    status_ = status;
    done_.Notify();
  }

  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::ByteBuffer request_, response_;
  bool answered_ = false;
  grpc::Status status_;
  absl::Notification done_;
};

class Front : public EndToEnd {
 protected:
  grpc::Status Ask(const MethodDescriptor* method, const Sent& sent) {
    const std::string owner = clients::OwnerOf(method->file());
    return Asked(cofi().channel(owner == "journal" ? "budgets" : owner), method, sent).End();
  }

  // `OK`, or the reason; a status without one as gRPC says it.
  std::string Reason(const MethodDescriptor* method, const Sent& sent) {
    const grpc::Status status = Ask(method, sent);
    if (status.ok()) return "OK";
    google::rpc::ErrorInfo info;
    const auto details = clients::DetailsOf(status);
    if (details.details_size() == 0 || !details.details(0).UnpackTo(&info)) {
      return absl::StrCat(status.error_code(), " ", status.error_message());
    }
    return info.reason();
  }
};
COFI_IN_BOTH_SHAPES(Front);

template <typename Request>
const MethodDescriptor* Taking() {
  return clients::MethodOf(Request::descriptor());
}

// A request with something wrong at each step: mended from the front, it comes one step further
// each time.
TEST_P(Front, StepsComeInTheirOrder) {
  const Project project(cofi(), "front");
  budgets::v1::CreateGrantRequest request = project.Grant("g", {.amount = "100"});
  cofi().Ask<budgets::v1::Grant>(request);
  request.set_request_id(NewRequestId());
  request.set_parent("projects/none");
  request.mutable_grant()->set_display_name(std::string(300, 'x'));
  request.mutable_grant()->set_funder("funders/none");
  Sent sent = {.bytes = "\xff\xff", .principal = "a\x01", .on_behalf = "jeanne", .deadline = false};
  const auto said = [&] { return Reason(Taking<budgets::v1::CreateGrantRequest>(), sent); };
  EXPECT_EQ(said(), "VALUE_MALFORMED") << "who asks";
  sent.principal = "test";
  EXPECT_EQ(said(), "PERMISSION_DENIED") << "permission";
  sent.on_behalf.clear();
  EXPECT_EQ(said(), "DEADLINE_REQUIRED");
  sent.deadline = true;
  EXPECT_EQ(said(), "INVALID_MESSAGE");
  sent.bytes = request.SerializeAsString();
  EXPECT_EQ(said(), "RESOURCE_NOT_FOUND") << "existence";
  request.set_parent(project.name());
  sent.bytes = request.SerializeAsString();
  EXPECT_EQ(said(), "VALUE_TOO_LONG") << "validation";
  request.mutable_grant()->set_display_name("G");
  sent.bytes = request.SerializeAsString();
  EXPECT_EQ(said(), "REFERENCE_NOT_FOUND") << "admission";
  request.mutable_grant()->set_funder("funders/ville");
  sent.bytes = request.SerializeAsString();
  EXPECT_EQ(said(), "RESOURCE_EXISTS") << "the store";
}

// A name that cannot be anybody's is no question of who is there.
TEST_P(Front, WhatNoProjectCanBeCalledIsMalformed) {
  const std::pair<std::string, const char*> names[] = {
      {"projects/P", "NAME_MALFORMED"},
      {std::string("projects/a\0b", 12), "VALUE_MALFORMED"},
      {"projects/" + std::string(100'000, 'a'), "VALUE_TOO_LONG"}};
  for (const auto& [name, reason] : names) {
    budgets::v1::CreateGrantRequest request;
    request.set_parent(name);
    EXPECT_EQ(Reason(Taking<budgets::v1::CreateGrantRequest>(), {request.SerializeAsString()}),
              reason);
  }
}

// The matrix: each method that there is, by who asks.
TEST_P(Front, OnlyPeersMayCallWhatIsForPeers) {
  int for_peers = 0, streams = 0;
  for (const auto* service : clients::AllServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const auto& facts = clients::MethodFacts::Of(service->method(i));
      SCOPED_TRACE(service->method(i)->full_name());
      // No bytes of any request: permission comes before.
      const Sent broken = {.bytes = "\xff\xff"};
      const bool denied = facts.permission == type::v1::PERMISSION_PEER;
      EXPECT_EQ(Reason(facts.method, broken), denied ? "PERMISSION_DENIED" : "INVALID_MESSAGE");
      Sent peers = broken;
      peers.principal = clients::kPeerPrincipal;
      EXPECT_EQ(Reason(facts.method, peers), "INVALID_MESSAGE");
      peers.on_behalf = "jeanne";
      EXPECT_EQ(Reason(facts.method, peers), "INVALID_MESSAGE");
      Sent speaks = broken;
      speaks.on_behalf = "jeanne";
      EXPECT_EQ(Reason(facts.method, speaks), "PERMISSION_DENIED");
      for_peers += denied;
      streams += facts.streams;
    }
  }
  EXPECT_GE(for_peers, 7);
  EXPECT_GE(streams, 5);
}

// As methods without streams are.
TEST_P(Front, StreamsAreChecked) {
  struct Row {
    std::unique_ptr<Message> request;
    const char* reason;
  };
  std::vector<Row> rows;
  const auto row = [&](auto request, const char* reason) {
    rows.push_back({std::make_unique<decltype(request)>(request), reason});
  };
  journal::v1::WatchChangesRequest watch;
  row(watch, "FIELD_REQUIRED");
  watch.set_journal("journals/-");
  row(watch, "VALUE_MALFORMED");
  watch.set_journal("journals/budgets");
  watch.set_cursor(std::string(100'000, '1'));
  row(watch, "VALUE_TOO_LONG");
  watch.set_cursor("a\x01");
  row(watch, "VALUE_MALFORMED");
  watch.clear_cursor();
  for (int i = 0; i < 10'000; ++i) watch.add_types("cofi.budgets.v1.Grant");
  row(watch, "TOO_MANY_ITEMS");
  row(journal::v1::VerifyJournalRequest(), "FIELD_REQUIRED");
  row(journal::v1::ReadHeadsRequest(), "FIELD_REQUIRED");
  row(journal::v1::BackUpRequest(), "FIELD_REQUIRED");
  row(journal::v1::RestoreRequest(), "FIELD_REQUIRED");
  for (const Row& each : rows) {
    SCOPED_TRACE(each.request->GetTypeName());
    EXPECT_EQ(Reason(clients::MethodOf(each.request->GetDescriptor()),
                     {.bytes = each.request->SerializeAsString(), .deadline = false}),
              each.reason);
  }
}

// A request within another is one all the same.
TEST_P(Front, WhatOneMayNotDoOneDoesNotRehearse) {
  projects::internal::v1::ReportFundingRequest report;
  report.set_name("projects/none");
  journal::v1::RehearseRequest request;
  request.set_journal("journals/projects");
  request.add_steps()->mutable_request()->PackFrom(report);
  const auto response = cofi().Ask<journal::v1::RehearseResponse>(request);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(response.outcomes(0).refusal().details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "PERMISSION_DENIED");
}

TEST_P(Front, TheJournalNamesWhomAPeerSpeaksFor) {
  const std::string id = absl::StrCat("spoken-for-", static_cast<int>(GetParam()));
  projects::v1::CreateOrganizationRequest create;
  create.set_organization_id(id);
  create.mutable_organization()->set_display_name("O");
  create.mutable_organization()->set_kind(projects::v1::Organization::KIND_ASSOCIATION);
  EXPECT_EQ(Reason(Taking<projects::v1::CreateOrganizationRequest>(),
                   {.bytes = create.SerializeAsString(),
                    .principal = clients::kPeerPrincipal,
                    .on_behalf = "jeanne"}),
            "OK");
  journal::v1::ListEntriesRequest list;
  list.set_journal("journals/projects");
  list.set_name("organizations/" + id);
  const auto entries = cofi().Ask<journal::v1::ListEntriesResponse>(list);
  ASSERT_EQ(entries.entries_size(), 1);
  EXPECT_EQ(entries.entries(0).entry().principal(), "jeanne");
}

}  // namespace
}  // namespace cofi::end_to_end
