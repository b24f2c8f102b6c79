// What a report asks of other services, never waiting on a thread.
#ifndef COFI_SERVICES_REPORTING_INQUIRY_H_
#define COFI_SERVICES_REPORTING_INQUIRY_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/dates.h"
#include "base/refusal.h"
#include "clients/peer.h"
#include "clients/services.h"
#include "cofi/budgets/internal/v1/facts.pb.h"
#include "cofi/type/v1/moment.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "services/rpc/peers.h"

namespace cofi::reporting {

// The services that reporting asks.
inline constexpr char kProjects[] = "projects";
inline constexpr char kApplications[] = "applications";
inline constexpr char kBudgets[] = "budgets";
inline constexpr char kAttachments[] = "attachments";

inline constexpr char kEveryProject[] = "projects/-";
// What the projects service gives a project that names no time zone; here for what is of none.
inline constexpr char kDefaultTimeZone[] = "Europe/Paris";

// Whom to ask, in whose name, and about when. The timeout of `options` is not used: each call
// gets what is left until `deadline`.
struct Inquiry {
  const rpc::Peers* peers;
  clients::CallOptions options;
  absl::Time deadline;
  // Not set: today, in the time zone of each project, or the day of `known_at`.
  Date as_of = {};
  // Not set: now.
  std::optional<google::protobuf::Timestamp> known_at = std::nullopt;
  // Which sums of movements a report needs of `budgets`, if any.
  std::optional<budgets::internal::v1::MovementsAsked> movements = std::nullopt;
  // Whether a report needs to know when the fiscal years of the lead begin; sums by year do anyway.
  bool fiscal_years = false;
  // Whether a report needs papers of `attachments`.
  bool papers = false;
  // Whether a report of one project shows expenses, and so needs the attachments of these.
  bool expense_files = false;
};

using Done = std::function<void(absl::Status)>;

// Sends `request` and fills `*response`, which must stay until `done` gets a peer's refusal as
// our own.
template <typename Request>
void Ask(const Inquiry& inquiry, const char* service, Request request,
         google::protobuf::Message* response, Done done) {
  if constexpr (requires { request.mutable_known_at(); }) {
    if (inquiry.known_at.has_value()) {
      *request.mutable_known_at()->mutable_time() = *inquiry.known_at;
    }
  }
  clients::CallOptions options = inquiry.options;
  options.timeout = inquiry.deadline - absl::Now();
  if (options.timeout <= absl::ZeroDuration()) {
    return done(Refuse(type::v1::REASON_DEADLINE_EXCEEDED));
  }
  const auto peer = inquiry.peers->Get(service, std::move(options));
  if (!peer.ok()) return done(peer.status());
  const auto asked = std::make_shared<const Request>(std::move(request));
  peer->Call(*asked, response,
             [service, asked, done = std::move(done)](const grpc::Status& status) {
               done(clients::FromPeer(service, status));
             });
}

// The day of what is of no project.
inline absl::CivilDay SharedDay(const Inquiry& inquiry) {
  if (IsSet(inquiry.as_of)) return Day(inquiry.as_of);
  return TodayIn(kDefaultTimeZone, inquiry.known_at.has_value()
                                       ? absl::FromUnixSeconds(inquiry.known_at->seconds())
                                       : absl::Now());
}

// How far a journal was read: that of a root, or all of it where there is none.
inline type::v1::JournalPosition PositionIn(const char* service, const std::string& root,
                                            int64_t sequence) {
  type::v1::JournalPosition position;
  position.set_journal(clients::JournalOf(service));
  position.set_root(root);
  position.set_sequence(sequence);
  return position;
}

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_INQUIRY_H_
