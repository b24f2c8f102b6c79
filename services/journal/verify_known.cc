#include "services/journal/verify_known.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/identifiers.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "clients/methods.h"
#include "clients/peer.h"
#include "clients/services.h"
#include "cofi/journal/internal/v1/known.pb.h"
#include "db/findings.h"
#include "db/journal.h"
#include "services/journal/journals.h"
#include "services/rpc/known.h"
#include "services/rpc/referrers.h"

namespace cofi::journal {
namespace {

using journal::internal::v1::CompareKnownRequest;
using journal::internal::v1::CompareKnownResponse;
using journal::internal::v1::LastChange;
using Done = std::function<void(const absl::Status&)>;

// As many as a request takes.
constexpr int64_t kRowsPerPage = 256;

absl::Status Wrong(absl::string_view name, absl::string_view expected, absl::string_view found) {
  return db::Finding(type::v1::REASON_RULE_BROKEN, {.root = RootOf(name), .name = name}, "known",
                     expected, found);
}

class KnownVerification : public std::enable_shared_from_this<KnownVerification> {
 public:
  KnownVerification(db::Store* store, const rpc::Peers* peers, Done done)
      : store_(store),
        peers_(peers),
        types_(rpc::KnownTypes(store->service())),
        done_(std::move(done)) {}

  void ReadPage() {
    store_->Read(
        {}, [self = shared_from_this()](db::Transaction& tx) { return self->Read(tx); },
        [self = shared_from_this()](const absl::Status& status) {
          status.ok() ? self->AskNext() : self->End(status);
        });
  }

 private:
  // What is known of one owner's resources, by the names that the request has, and how far he
  // was followed.
  struct Portion {
    CompareKnownRequest request;
    std::vector<std::string> digests;
  };

  absl::Status Read(db::Transaction& tx) {
    // It may be the second time.
    portions_.clear();
    rows_ = 0;
    std::string last;
    COFI_RETURN_IF_ERROR(
        tx.Run("SELECT root, name, owner, state FROM known WHERE (root, name) > ($1, $2)"
               " ORDER BY root, name LIMIT $3",
               {after_.empty() ? "" : RootOf(after_), absl::string_view(after_), kRowsPerPage},
               [&](const db::Row& row) {
                 last = std::string(row.Text(1));
                 ++rows_;
                 if (row.Text(0) != RootOf(last)) return Wrong(last, RootOf(last), row.Text(0));
                 return Take(last, std::string(row.Text(2)), row.Text(3));
               }));
    for (auto& [owner, portion] : portions_) {
      portion.request.set_journal(clients::JournalOf(owner));
      // Before the first change.
      portion.request.set_cursor("0");
      COFI_RETURN_IF_ERROR(tx.Run("SELECT cursor FROM follower WHERE root = $1 AND service = $2",
                                  {absl::string_view(kSharedRoot), rpc::KnownFollower(owner)},
                                  [&, &portion = portion](const db::Row& row) {
                                    if (!row.Text(0).empty()) {
                                      portion.request.set_cursor(std::string(row.Text(0)));
                                    }
                                    return absl::OkStatus();
                                  }));
    }
    next_ = last;
    return absl::OkStatus();
  }

  absl::Status Take(const std::string& name, const std::string& owner, absl::string_view state) {
    const Descriptor* type = rpc::TypeOfName(name);
    const bool kept = std::count(types_.begin(), types_.end(), type) > 0;
    if (!kept) return Wrong(name, "", name);
    if (owner != clients::OwnerOf(type)) return Wrong(name, clients::OwnerOf(type), owner);
    Portion& portion = portions_[owner];
    portion.request.add_names(name);
    portion.digests.push_back(Sha256(state));
    return absl::OkStatus();
  }

  void AskNext() {
    if (portions_.empty()) {
      if (rows_ < kRowsPerPage) return End(absl::OkStatus());
      after_ = next_;
      return ReadPage();
    }
    const std::string owner = portions_.begin()->first;
    portion_ = std::move(portions_.begin()->second);
    portions_.erase(portions_.begin());
    const auto peer = peers_->Get(owner, {});
    if (!peer.ok()) return End(peer.status());
    peer->Call(portion_.request, &response_,
               [self = shared_from_this(), owner](const grpc::Status& answer) {
                 self->Answered(clients::FromPeer(owner, answer));
               });
  }

  void Answered(absl::Status status) {
    if (status.ok()) {
      status = Compare();
    } else if (ReasonOf(status) == type::v1::REASON_CURSOR_LOST) {
      status = absl::OkStatus();
    }
    status.ok() ? AskNext() : End(status);
  }

  absl::Status Compare() const {
    if (response_.changes_size() != portion_.request.names_size()) {
      return Refuse(type::v1::REASON_INTERNAL, {{"detail", "an answer without its changes"}});
    }
    for (int i = 0; i < response_.changes_size(); ++i) {
      const LastChange& change = response_.changes(i);
      if (change.ahead() || change.digest() == portion_.digests[i]) continue;
      return Wrong(portion_.request.names(i),
                   change.digest().empty() ? "" : db::ShownBytes(change.digest()),
                   db::ShownBytes(portion_.digests[i]));
    }
    return absl::OkStatus();
  }

  void End(const absl::Status& status) { std::exchange(done_, nullptr)(status); }

  db::Store* const store_;
  const rpc::Peers* const peers_;
  const std::vector<const Descriptor*> types_;
  Done done_;
  // One question at a time, so no two threads have these at once.
  std::string after_, next_;                 // Names: those of the page come behind the first.
  int64_t rows_ = 0;                         // Of the page.
  std::map<std::string, Portion> portions_;  // By owner.
  Portion portion_;
  CompareKnownResponse response_;
};

absl::Status Compare(db::Transaction& tx, const CompareKnownRequest& request,
                     CompareKnownResponse* response) {
  response->Clear();
  COFI_ASSIGN_OR_RETURN(const db::Cursor cursor, db::ParseCursor(request.cursor()));
  // That it is of this history.
  COFI_RETURN_IF_ERROR(db::ReadChanges(tx, request.cursor(), {}, /*limit=*/1).status());
  for (const std::string& name : request.names()) {
    LastChange& change = *response->add_changes();
    COFI_RETURN_IF_ERROR(
        tx.Run("SELECT rowid, state FROM journal WHERE root = $1 AND name = $2"
               " ORDER BY sequence DESC LIMIT 1",
               {RootOf(name), absl::string_view(name)}, [&](const db::Row& row) {
                 change.set_ahead(row.Int(0) > cursor.position);
                 if (!row.IsNull(1)) change.set_digest(Sha256(row.Text(1)));
                 return absl::OkStatus();
               }));
  }
  return absl::OkStatus();
}

}  // namespace

void VerifyKnown(db::Store* store, const rpc::Peers* peers, Done done) {
  std::make_shared<KnownVerification>(store, peers, std::move(done))->ReadPage();
}

void ServeKnown(const rpc::Stores& stores, rpc::Host* host) {
  host->Async<CompareKnownRequest, CompareKnownResponse>(
      [stores](const rpc::Caller& caller, const CompareKnownRequest& request,
               CompareKnownResponse* response, const Done& done) {
        const absl::StatusOr<db::Store*> store = FindOf(stores, request.journal());
        if (!store.ok()) return done(store.status());
        (*store)->Read(
            rpc::CauseOf(caller),
            [&request, response](db::Transaction& tx) { return Compare(tx, request, response); },
            done);
      });
}

}  // namespace cofi::journal
