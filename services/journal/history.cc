#include "services/journal/history.h"

#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/dates.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/rules/earlier_forms.h"
#include "base/status.h"
#include "clients/methods.h"
#include "clients/services.h"
#include "cofi/journal/v1/history.pb.h"
#include "db/history.h"
#include "db/journal.h"
#include "db/requests.h"
#include "services/journal/journals.h"
#include "services/journal/rehearsal.h"

namespace cofi::journal {
namespace {

using journal::v1::GetRequestOutcomeRequest;
using journal::v1::ListEntriesRequest;
using journal::v1::ListEntriesResponse;
using journal::v1::RequestOutcome;
using Services = std::map<std::string, Recorded>;
using Done = std::function<void(const absl::Status&)>;

void Modernize(const rpc::Resources& resources, google::protobuf::Any* state) {
  const absl::string_view type = state->type_url();
  rpc::Modernize(resources, type.substr(type.rfind('/') + 1), state->mutable_value());
}

absl::Status ListEntries(db::Transaction& tx, const rpc::Resources& resources,
                         const ListEntriesRequest& request, ListEntriesResponse* response) {
  response->Clear();
  COFI_ASSIGN_OR_RETURN(db::History history,
                        db::ReadHistory(tx, {.name = request.name(),
                                             .below = request.below(),
                                             .page_size = request.page_size(),
                                             .page_token = request.page_token(),
                                             .asked = rpc::AskedBy(request)}));
  for (journal::v1::HistoryEntry& entry : history.entries) {
    if (entry.entry().has_resource()) {
      Modernize(resources, entry.mutable_entry()->mutable_resource());
    }
    if (entry.has_before()) Modernize(resources, entry.mutable_before());
    entry.mutable_entry()->set_verb(std::string(rules::VerbToday(entry.entry().verb())));
    *response->add_entries() = std::move(entry);
  }
  response->set_next_page_token(std::move(history.next_page_token));
  COFI_ASSIGN_OR_RETURN(const int64_t sequence, db::JournalSequence(tx, RootOf(request.name())));
  response->set_journal_sequence(sequence);
  return absl::OkStatus();
}

// The type of what `verb` answers, in the package of `service`; empty for a verb
// that there is not (any more).
std::string AnswerOf(const std::string& service, const std::string& verb) {
  for (const auto* each : clients::AllServices()) {
    if (clients::OwnerOf(each->file()) != service) continue;
    const auto* method = each->FindMethodByName(verb);
    if (method != nullptr) return method->output_type()->full_name();
  }
  return "";
}

absl::Status GetOutcome(db::Transaction& tx, const rpc::Resources& resources,
                        const GetRequestOutcomeRequest& request, bool was_running,
                        RequestOutcome* outcome) {
  outcome->Clear();
  outcome->set_request_id(request.request_id());
  COFI_ASSIGN_OR_RETURN(std::optional<db::KeptRequest> kept,
                        db::FindRequest(tx, request.request_id()));
  if (!kept.has_value()) {
    outcome->set_state(was_running ? RequestOutcome::STATE_IN_PROGRESS
                                   : RequestOutcome::STATE_NEVER_APPLIED);
    return absl::OkStatus();
  }
  outcome->set_state(RequestOutcome::STATE_COMMITTED);
  *outcome->mutable_commit_time() = TimestampFromTime(kept->commit_time);
  outcome->set_root(std::move(kept->root));
  outcome->set_verb(std::string(rules::VerbToday(kept->verb)));
  // A request kept by a version that did not note its verb has an answer of a type
  // that is not known.
  if (const std::string type = AnswerOf(clients::ServiceOf(request.journal()), outcome->verb());
      !type.empty()) {
    outcome->mutable_answer()->set_type_url(absl::StrCat("type.googleapis.com/", type));
    outcome->mutable_answer()->set_value(std::move(kept->answer));
    Modernize(resources, outcome->mutable_answer());
  }
  return absl::OkStatus();
}

}  // namespace

std::unique_ptr<rpc::Host> MakeHistoryHost(const Services& services, const rpc::Peers* peers) {
  auto host = std::make_unique<rpc::Host>("journal", nullptr, peers);
  host->Async<ListEntriesRequest, ListEntriesResponse>(
      [services](const rpc::Caller& caller, const ListEntriesRequest& request,
                 ListEntriesResponse* response, const Done& done) {
        const absl::StatusOr<Recorded> service = FindOf(services, request.journal());
        if (!service.ok()) return done(service.status());
        service->store->Read(
            rpc::CauseOf(caller),
            [host = service->host, &request, response](db::Transaction& tx) {
              return ListEntries(tx, host->resources(), request, response);
            },
            done);
      });
  host->Async<GetRequestOutcomeRequest, RequestOutcome>(
      [services](const rpc::Caller& caller, const GetRequestOutcomeRequest& request,
                 RequestOutcome* outcome, const Done& done) {
        const absl::StatusOr<Recorded> service = FindOf(services, request.journal());
        if (!service.ok()) return done(service.status());
        // Before the store is read: what leaves in between is committed, or is not
        // and never will be.
        const bool running = service->running->Has(caller.author(), request.request_id());
        db::Cause cause = rpc::CauseOf(caller);
        cause.root = kSharedRoot;
        const auto read = [store = service->store, host = service->host, cause, &request, running,
                           outcome, done](const absl::Status& settled) {
          if (!settled.ok()) return done(settled);
          store->Read(
              cause,
              [host, &request, running, outcome](db::Transaction& tx) {
                return GetOutcome(tx, host->resources(), request, running, outcome);
              },
              done);
        };
        // Another process may be about to commit it.
        if (running || !service->store->shared()) return read(absl::OkStatus());
        service->store->Settle(cause, read);
      });
  ServeRehearsals(services, host.get());
  return host;
}

}  // namespace cofi::journal
