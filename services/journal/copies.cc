#include "services/journal/copies.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "base/refusal.h"

namespace cofi::journal {

Copies::Copies(absl::Duration idle_max) : idle_max_(idle_max), thread_([this] { Run(); }) {}

Copies::~Copies() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

absl::StatusOr<std::shared_ptr<Copies::Copy>> Copies::Begin(const std::string& service, Way way,
                                                            std::function<void()> cut) {
  absl::MutexLock lock(&mutex_);
  if (!under_way_.emplace(service, way).second) {
    return Refuse(
        type::v1::REASON_OVERLOADED,
        {{"limit", way == Way::kOut ? "one backup of {service}" : "one restore of {service}"},
         {"service", service}});
  }
  std::shared_ptr<Copy> copy(new Copy(this, service, way, std::move(cut)));
  copies_.push_back(copy.get());
  return copy;
}

void Copies::Copy::AwaitCaller() {
  absl::MutexLock lock(&all_->mutex_);
  since_ = absl::Now();
}

void Copies::Copy::Work() {
  absl::MutexLock lock(&all_->mutex_);
  since_ = absl::InfiniteFuture();
}

void Copies::Copy::Leave() {
  // What it holds goes after the lock: it may be the last that holds the copy itself.
  std::function<void()> cut;
  absl::MutexLock lock(&all_->mutex_);
  if (std::exchange(left_, true)) return;
  cut = std::exchange(cut_, nullptr);
  all_->under_way_.erase(key_);
  std::erase(all_->copies_, this);
}

absl::Time Copies::CutIdle() {
  const absl::Time now = absl::Now();
  absl::Time next = now + idle_max_;
  std::vector<std::function<void()>> cuts;
  {
    absl::MutexLock lock(&mutex_);
    for (Copy* copy : copies_) {
      if (copy->since_ == absl::InfiniteFuture()) continue;
      if (now - copy->since_ >= idle_max_) {
        copy->since_ = absl::InfiniteFuture();
        cuts.push_back(copy->cut_);
      } else {
        next = std::min(next, copy->since_ + idle_max_);
      }
    }
  }
  for (const auto& cut : cuts) cut();
  return next;
}

void Copies::Run() {
  absl::Time next = absl::Now() + idle_max_;
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithDeadline(absl::Condition(&stopping_), next)) return;
    }
    next = CutIdle();
  }
}

}  // namespace cofi::journal
