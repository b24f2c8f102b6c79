#include "tests/bench/accounts.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/identifiers.h"
#include "clients/peer.h"
#include "cofi/budgets/v1/claim_service.pb.h"
#include "cofi/budgets/v1/claims.pb.h"
#include "cofi/budgets/v1/fiscal_years.pb.h"
#include "google/protobuf/empty.pb.h"
#include "tests/bench/bench_project.h"
#include "tests/bench/load.h"

namespace cofi::bench {
namespace {

// How long a call takes that is answered with `response`.
absl::Duration Time(const clients::Peer& peer, const google::protobuf::Message& request,
                    google::protobuf::Message* response) {
  const absl::Time start = absl::Now();
  const grpc::Status status = peer.CallAndWait(request, response);
  const absl::Duration taken = absl::Now() - start;
  COFI_CHECK(status.ok(), absl::StrCat(request.GetTypeName(), ": ", status.error_message()));
  return taken;
}

clients::Peer PeerOf(const AccountsOptions& options) {
  return {clients::Connect(options.server), {.timeout = absl::Minutes(1)}};
}

double MedianMicroseconds(const std::vector<absl::Duration>& durations) {
  std::vector<double> taken;
  taken.reserve(durations.size());
  for (const absl::Duration each : durations) {
    taken.push_back(absl::ToDoubleMicroseconds(each));
  }
  return Median(std::move(taken));
}

// A verb of `name` that is asked for once.
template <typename Request>
Request Verb(const std::string& name) {
  Request request;
  request.set_name(name);
  request.set_note("bench");
  request.set_request_id(NewRequestId());
  return request;
}

}  // namespace

nlohmann::ordered_json MeasureClaim(const AccountsOptions& options) {
  const clients::Peer peer = PeerOf(options);
  std::vector<absl::Duration> created, submitted;
  budgets::v1::Claim claim;
  for (int round = 0; round < options.rounds; ++round) {
    budgets::v1::CreateClaimRequest create;
    create.set_parent(absl::StrCat(kProject, "/grants/departement"));
    // The name of one that was deleted is not used again.
    create.set_claim_id(absl::StrCat("c-", NewUuid()));
    create.mutable_claim()->set_display_name("Bench");
    create.mutable_claim()->set_kind(budgets::v1::Receipt::KIND_INTERIM);
    created.push_back(Time(peer, create, &claim));
    submitted.push_back(Time(peer, Verb<budgets::v1::SubmitClaimRequest>(claim.name()), &claim));
    Time(peer, Verb<budgets::v1::WithdrawClaimRequest>(claim.name()), &claim);
    budgets::v1::DeleteClaimRequest remove;
    remove.set_name(claim.name());
    google::protobuf::Empty nothing;
    Time(peer, remove, &nothing);
  }
  return {{"shares", claim.entry_count()},
          {"create_microseconds", MedianMicroseconds(created)},
          {"submit_microseconds", MedianMicroseconds(submitted)}};
}

nlohmann::ordered_json MeasureClosing(const AccountsOptions& options) {
  const clients::Peer peer = PeerOf(options);
  const std::string name = absl::StrCat(kProject, "/fiscalYears/", kYear);
  std::vector<absl::Duration> closed;
  budgets::v1::FiscalYear year;
  for (int round = 0; round < options.rounds; ++round) {
    closed.push_back(Time(peer, Verb<budgets::v1::CloseFiscalYearRequest>(name), &year));
    Time(peer, Verb<budgets::v1::ReopenFiscalYearRequest>(name), &year);
  }
  return {{"p50_microseconds", MedianMicroseconds(closed)}};
}

}  // namespace cofi::bench
