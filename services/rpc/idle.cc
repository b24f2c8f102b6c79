#include "services/rpc/idle.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"

namespace cofi::rpc {

Idle::Idle(absl::Duration idle_max) : idle_max_(idle_max), thread_([this] { Run(); }) {}

Idle::~Idle() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

std::unique_ptr<Idle::Wait> Idle::Begin(std::function<void()> cut) {
  std::unique_ptr<Wait> wait(new Wait(this, std::move(cut)));
  absl::MutexLock lock(&mutex_);
  waits_.push_back(wait.get());
  return wait;
}

void Idle::Wait::Leave() {
  // What it holds goes after the lock: it may be the last that holds the call itself.
  std::function<void()> cut;
  absl::MutexLock lock(&all_->mutex_);
  cut = std::exchange(cut_, nullptr);
  std::erase(all_->waits_, this);
}

absl::Time Idle::CutIdle() {
  const absl::Time now = absl::Now();
  absl::Time next = now + idle_max_;
  std::vector<std::function<void()>> cuts;
  {
    absl::MutexLock lock(&mutex_);
    for (Wait* wait : waits_) {
      int64_t since = wait->since_;
      if (since == Wait::kNobody) continue;
      const absl::Time end = absl::FromUnixNanos(since) + idle_max_;
      if (now < end) {
        next = std::min(next, end);
      } else if (wait->since_.compare_exchange_strong(since, Wait::kNobody)) {
        cuts.push_back(wait->cut_);
      }
    }
  }
  for (const auto& cut : cuts) cut();
  return next;
}

void Idle::Run() {
  absl::Time next = absl::Now() + idle_max_;
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithDeadline(absl::Condition(&stopping_), next)) return;
    }
    next = CutIdle();
  }
}

}  // namespace cofi::rpc
