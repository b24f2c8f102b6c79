#include "services/rpc/open_items.h"

#include <algorithm>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "base/money.h"
#include "base/refusal.h"
#include "clients/peer.h"

namespace cofi::rpc {
namespace {

using type::v1::OpenItems;
using type::v1::StillOpen;

// Questions under way, and what was told.
struct Questions {
  absl::Mutex mutex;
  size_t open ABSL_GUARDED_BY(mutex) = 0;
  absl::Status refused ABSL_GUARDED_BY(mutex);
  std::shared_ptr<StillOpen> told = std::make_shared<StillOpen>();
  std::function<void(absl::StatusOr<std::shared_ptr<const Message>>)> done;
};

void Told(const std::shared_ptr<Questions>& asking, const absl::Status& status,
          const StillOpen& answer) {
  absl::Status refused;
  {
    absl::MutexLock lock(&asking->mutex);
    if (status.ok()) {
      asking->told->MergeFrom(answer);
    } else {
      asking->refused = status;
    }
    if (--asking->open > 0) return;
    refused = asking->refused;
  }
  if (!refused.ok()) return asking->done(refused);
  asking->done(std::shared_ptr<const Message>(asking->told));
}

}  // namespace

void AskOpen(const Peers& peers, const Caller& caller, const std::vector<OpenQuestion>& questions,
             std::function<void(absl::StatusOr<std::shared_ptr<const Message>>)> done) {
  const auto asking = std::make_shared<Questions>();
  asking->done = std::move(done);
  {
    absl::MutexLock lock(&asking->mutex);
    asking->open = questions.size();
  }
  for (const OpenQuestion& question : questions) {
    const absl::StatusOr<clients::Peer> peer = peers.Get(question.peer, OptionsFor(caller));
    if (!peer.ok()) {
      Told(asking, peer.status(), {});
      continue;
    }
    const auto answer = std::make_shared<StillOpen>();
    peer->Call(
        *question.request, answer.get(), [asking, answer, question](const grpc::Status& status) {
          Told(asking, status.ok() ? absl::OkStatus() : clients::FromPeer(question.peer, status),
               *answer);
        });
  }
}

absl::Status RefuseOpen(const std::string& name, const StillOpen& open, absl::string_view hint) {
  std::vector<std::string> kinds;
  std::string receivable;
  for (const OpenItems& items : open.items()) {
    kinds.push_back(absl::StrCat(items.collection(), " (", items.count(), ")"));
    if (items.collection() == "grants" && items.has_amount()) {
      receivable = DecimalFromMoney(items.amount());
    }
  }
  // However the answers came in.
  std::sort(kinds.begin(), kinds.end());
  // A phrase takes its amount from the same refusal.
  return Refuse(type::v1::REASON_STILL_OPEN,
                {{"name", name},
                 {"open", absl::StrJoin(kinds, ", ")},
                 {"receivable", receivable},
                 {"amount", receivable.empty() ? "" : ", {receivable:money} to receive"},
                 {"hint", std::string(hint)}});
}

}  // namespace cofi::rpc
