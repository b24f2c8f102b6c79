#include "services/journal/verify_names.h"

#include <algorithm>
#include <utility>

#include "base/names.h"
#include "base/status.h"
#include "clients/methods.h"
#include "services/rpc/verify_resource.h"

namespace cofi::journal {
namespace {

constexpr int kInFlightMax = 16;
constexpr size_t kKnownMax = 50'000;

}  // namespace

void NamesVerification::Look(const Message& resource) {
  const std::string name = StringField(resource, "name");
  std::vector<rpc::ForeignName> names = admission_->NamesIn(resource, std::string(RootOf(name)));
  absl::MutexLock lock(&mutex_);
  for (rpc::ForeignName& each : names) {
    if (known_.contains(each.name) || silent_.contains(clients::OwnerOf(each.type))) continue;
    Asked& asked = to_ask_[each.name];
    if (asked.mentions.empty()) asked.order = ++met_;
    asked.mentions.push_back({resource.GetDescriptor(), name, StringField(resource, "etag"),
                              each.field.empty() ? "parent" : each.field});
    asked.name = std::move(each);
  }
}

bool NamesVerification::open() const {
  absl::MutexLock lock(&mutex_);
  return !to_ask_.empty();
}

absl::Status NamesVerification::unanswered() const {
  absl::MutexLock lock(&mutex_);
  return unanswered_;
}

void NamesVerification::Settle(std::function<void(const absl::Status&)> done) {
  done_ = std::move(done);
  Ask();
}

void NamesVerification::Ask() {
  {
    absl::MutexLock lock(&mutex_);
    asking_ = true;
  }
  AskNext();
}

// It may hold whoever holds this.
void NamesVerification::Done(const absl::Status& status) { std::exchange(done_, nullptr)(status); }

void NamesVerification::AskNext() {
  while (true) {
    Asked asked;
    {
      absl::MutexLock lock(&mutex_);
      if (in_flight_ == kInFlightMax) return;
      if (to_ask_.empty()) {
        // Of two last answers one goes on.
        if (in_flight_ > 0 || !asking_) return;
        asking_ = false;
        break;
      }
      asked = std::move(to_ask_.begin()->second);
      to_ask_.erase(to_ask_.begin());
      if (silent_.contains(clients::OwnerOf(asked.name.type))) continue;
      ++in_flight_;
    }
    admission_->Ask(asked.name, nullptr,
                    [self = shared_from_this(), asked](const absl::Status& status, const auto&) {
                      self->Answered(asked, status);
                    });
  }
  Recheck();
}

void NamesVerification::Answered(const Asked& asked, const absl::Status& status) {
  {
    absl::MutexLock lock(&mutex_);
    if (status.ok()) {
      if (known_.size() >= kKnownMax) known_.clear();
      known_.insert(asked.name.name);
    } else if (absl::IsNotFound(status)) {
      missing_.push_back(asked);
    } else {
      silent_.insert(clients::OwnerOf(asked.name.type));
      if (unanswered_.ok()) unanswered_ = status;
    }
    --in_flight_;
  }
  AskNext();
}

void NamesVerification::Recheck() {
  std::vector<Asked> missing;
  {
    absl::MutexLock lock(&mutex_);
    missing.swap(missing_);
  }
  if (missing.empty()) return Done(absl::OkStatus());
  // Answers come in any order; the first that is wrong is the first that was met.
  std::sort(missing.begin(), missing.end(),
            [](const Asked& a, const Asked& b) { return a.order < b.order; });
  store_->Read(
      {},
      [self = shared_from_this(), missing = std::move(missing)](db::Transaction& tx) {
        return self->CheckAgain(tx, missing);
      },
      [self = shared_from_this()](const absl::Status& status) {
        if (status.ok() && self->open()) return self->Ask();
        self->Done(status);
      });
}

absl::Status NamesVerification::CheckAgain(db::Transaction& tx, const std::vector<Asked>& missing) {
  for (const Asked& asked : missing) {
    for (const Mention& mention : asked.mentions) {
      for (const db::Invariants::OfTable& of : invariants_.tables) {
        if (of.table->type() != mention.type) continue;
        const std::unique_ptr<Message> now = of.table->New();
        const absl::Status found = of.table->Get(tx, mention.resource, now.get());
        if (absl::IsNotFound(found)) continue;
        COFI_RETURN_IF_ERROR(found);
        if (StringField(*now, "etag") == mention.etag) {
          return rpc::Broken(*now, mention.field, asked.name.name, "");
        }
        Look(*now);
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace cofi::journal
