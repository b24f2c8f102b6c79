#include "services/journal/verify.h"

#include <functional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "base/refusal.h"
#include "base/status.h"
#include "clients/services.h"
#include "cofi/journal/v1/journal.pb.h"
#include "db/findings.h"
#include "services/journal/journals.h"
#include "services/journal/verify_known.h"
#include "services/journal/verify_names.h"
#include "services/rpc/wire.h"

namespace cofi::journal {
namespace {

using journal::v1::VerifyJournalRequest;
using journal::v1::VerifyJournalResponse;

// More would tell a person nothing, and cost as much as the pages.
constexpr absl::Duration kProgressEvery = absl::Milliseconds(50);
constexpr int kHeadsPerRead = 256;

std::vector<db::Verification::Head> HeadsOf(const VerifyJournalRequest& request) {
  std::vector<db::Verification::Head> heads;
  for (const journal::v1::ChainHead& head : request.heads()) {
    heads.push_back({head.root(), head.sequence(), head.hash()});
  }
  return heads;
}

void Tell(const absl::Status& status, Language language, journal::v1::Finding* finding) {
  const google::rpc::ErrorInfo info = ViolationsOf(status)[0];
  const auto value = [&](const char* key) {
    const auto found = info.metadata().find(key);
    return found == info.metadata().end() ? "" : found->second;
  };
  finding->set_reason(ReasonOf(status));
  finding->set_root(value("root"));
  int64_t sequence = 0;
  if (absl::SimpleAtoi(value("sequence"), &sequence)) finding->set_sequence(sequence);
  finding->set_name(value("name"));
  finding->set_what(value("what"));
  finding->set_expected(value("expected"));
  finding->set_found(value("found"));
  finding->set_message(Describe(info, language));
}

// Page after page; between two, other reads have their turn.
class VerifyStream final : public rpc::ServerStream {
 public:
  VerifyStream(db::Store* store, const db::Invariants* invariants, rpc::Admission* admission,
               const rpc::Peers* peers, const VerifyJournalRequest& request)
      : store_(store),
        peers_(peers),
        heads_(request.heads_size()),
        heads_only_(request.heads_only()),
        across_(invariants->across),
        verification_(invariants, HeadsOf(request), request.heads_only()),
        names_(std::make_shared<NamesVerification>(store, invariants, admission)) {
    verification_.OnSound([this](const Message& resource) { names_->Look(resource); });
  }

 private:
  void Next() override {
    store_->Read(
        {}, [self = Self<VerifyStream>()](db::Transaction& tx) { return self->Pages(tx); },
        [self = Self<VerifyStream>()](const absl::Status& status) { self->Answer(status); });
  }

  // A page that is run again, because its connection was lost, would go on behind
  // what it has not proved.
  absl::Status Pages(db::Transaction& tx) {
    if (std::exchange(begun_, true)) {
      return Refuse(type::v1::REASON_STORE_FAILED,
                    {{"detail", "the connection was lost; verify again"}});
    }
    return verification_.Page(tx);
  }

  void Answer(const absl::Status& status) {
    begun_ = false;
    if (!status.ok() || !names_->open()) return Go(status);
    // While others are asked, the server must not go.
    if (!Hold()) return;
    names_->Settle([self = Self<VerifyStream>()](const absl::Status& settled) {
      self->Go(settled);
      self->LetGo();
    });
  }

  // At the end what holds between services is asked, if all of them answered so far.
  void Go(const absl::Status& status) {
    const bool last = status.ok() && verification_.done() && names_->unanswered().ok();
    if (!last || heads_only_) return Say(status);
    if (!Hold()) return;
    VerifyKnown(store_, peers_, [self = Self<VerifyStream>()](const absl::Status& known) {
      self->GoAcross(known);
      self->LetGo();
    });
  }

  void GoAcross(const absl::Status& status) {
    if (!status.ok() || across_ == nullptr) return Say(status);
    if (!Hold()) return;
    across_([self = Self<VerifyStream>()](const absl::Status& found) {
      self->Say(found);
      self->LetGo();
    });
  }

  void Say(const absl::Status& status) {
    // What nobody could say is no finding, but not sound either.
    const bool silent = ReasonOf(status) == type::v1::REASON_PEER_UNAVAILABLE;
    if (!status.ok() && !silent && !db::IsFinding(status)) return End(status);
    VerifyJournalResponse response;
    if (status.ok() && !verification_.done()) {
      if (absl::Now() < told_ + kProgressEvery) return Send({}, /*more=*/true);
      told_ = absl::Now();
      *response.mutable_progress() = verification_.progress();
      return Send({rpc::BytesOf(response)}, /*more=*/true);
    }
    const absl::Status found = status.ok() ? names_->unanswered() : status;
    journal::v1::Verdict& verdict = *response.mutable_verdict();
    verdict.set_journal(clients::JournalOf(store_->service()));
    verdict.set_sound(found.ok());
    verdict.set_chains(verification_.chains());
    verdict.set_entries(verification_.entries());
    verdict.set_resources(verification_.resources());
    verdict.set_heads(heads_);
    verdict.set_future_entries(verification_.future_entries());
    verdict.mutable_additions()->Assign(verification_.additions().begin(),
                                        verification_.additions().end());
    if (!found.ok()) Tell(found, caller().language, verdict.mutable_finding());
    Send({rpc::BytesOf(response)}, /*more=*/false);
    End(absl::OkStatus());
  }

  db::Store* const store_;
  const rpc::Peers* const peers_;
  const int heads_;
  const bool heads_only_;
  const std::function<void(std::function<void(const absl::Status&)> done)> across_;
  // These only between Next and its answer, so no two threads have them at once.
  db::Verification verification_;
  const std::shared_ptr<NamesVerification> names_;
  bool begun_ = false;
  absl::Time told_ = absl::InfinitePast();
};

class HeadStream final : public rpc::ServerStream {
 public:
  explicit HeadStream(db::Store* store) : store_(store) {}

 private:
  void Next() override {
    auto heads = std::make_shared<std::vector<db::Verification::Head>>();
    store_->Read(
        {},
        [self = Self<HeadStream>(), heads](db::Transaction& tx) -> absl::Status {
          COFI_ASSIGN_OR_RETURN(*heads, db::ReadHeads(tx, self->after_, kHeadsPerRead));
          return absl::OkStatus();
        },
        [self = Self<HeadStream>(), heads](const absl::Status& status) {
          if (!status.ok() || heads->empty()) return self->End(status);
          self->after_ = heads->back().root;
          std::vector<grpc::ByteBuffer> messages;
          for (const db::Verification::Head& head : *heads) {
            journal::v1::ChainHead message;
            message.set_root(head.root);
            message.set_sequence(head.sequence);
            message.set_hash(head.hash);
            messages.push_back(rpc::BytesOf(message));
          }
          self->Send(std::move(messages), /*more=*/true);
        });
  }

  db::Store* const store_;
  std::string after_;
};

}  // namespace

void ServeVerify(const rpc::Stores& stores, const AllInvariants& invariants,
                 const std::map<std::string, rpc::Admission*>& admissions,
                 const std::map<std::string, const rpc::Peers*>& peers,
                 rpc::StreamService* service) {
  service->Serve<VerifyJournalRequest>(
      [stores, invariants, admissions, peers](const VerifyJournalRequest& request)
          -> absl::StatusOr<std::shared_ptr<rpc::ServerStream>> {
        COFI_ASSIGN_OR_RETURN(db::Store* const store, FindOf(stores, request.journal()));
        const std::string& name = store->service();
        return std::make_shared<VerifyStream>(store, invariants.at(name), admissions.at(name),
                                              peers.at(name), request);
      });
  service->Serve<journal::v1::ReadHeadsRequest>(
      [stores](const journal::v1::ReadHeadsRequest& request)
          -> absl::StatusOr<std::shared_ptr<rpc::ServerStream>> {
        COFI_ASSIGN_OR_RETURN(db::Store* const store, FindOf(stores, request.journal()));
        return std::make_shared<HeadStream>(store);
      });
}

}  // namespace cofi::journal
