#include "services/rpc/pending.h"

#include <vector>

#include "base/refusal.h"

namespace cofi::rpc {
namespace {

// What is smaller is counted and no more: so many of them that they fill the budget would
// cost more as calls than as answers.
constexpr size_t kLargeBytes = size_t{4} << 10;

}  // namespace

Pending& Pending::OfProcess() {
  static auto* const pending = new Pending(kPendingBytesMax);
  return *pending;
}

absl::Status Pending::CheckRoom() {
  if (bytes() <= bytes_max_) return absl::OkStatus();
  // Whoever used it up may not have come to make room yet.
  MakeRoom();
  if (bytes() <= bytes_max_) return absl::OkStatus();
  return Refuse(type::v1::REASON_OVERLOADED, {{"limit", "64 MiB of answers that are not read"}});
}

bool Pending::Add(Answer& answer, size_t bytes) {
  const size_t all = bytes_.fetch_add(bytes, std::memory_order_relaxed) + bytes;
  if (!answer.is_large_ && answer.bytes_ + bytes < kLargeBytes) {
    answer.bytes_ += bytes;
  } else {
    absl::MutexLock lock(&mutex_);
    if (answer.is_called_off_) {
      bytes_ -= bytes;
      return false;
    }
    answer.bytes_ += bytes;
    if (!answer.is_large_) answer.place_ = large_.insert(large_.end(), &answer);
    answer.is_large_ = true;
  }
  return all > bytes_max_;
}

void Pending::Read(Answer& answer, size_t bytes) {
  if (!answer.is_large_) {
    answer.bytes_ -= bytes;
    bytes_.fetch_sub(bytes, std::memory_order_relaxed);
    return;
  }
  absl::MutexLock lock(&mutex_);
  if (answer.is_called_off_) return;
  answer.bytes_ -= bytes;
  bytes_ -= bytes;
  if (answer.bytes_ == 0) {
    large_.erase(answer.place_);
    answer.is_large_ = false;
  } else {
    large_.splice(large_.end(), large_, answer.place_);
  }
}

void Pending::Forget(Answer& answer) {
  if (answer.bytes_ > 0 || answer.is_large_) Read(answer, answer.bytes_);
}

void Pending::MakeRoom() {
  std::vector<grpc_call*> calls;
  {
    absl::MutexLock lock(&mutex_);
    while (bytes() > bytes_max_ && !large_.empty()) {
      Answer& longest = *large_.front();
      large_.pop_front();
      bytes_ -= longest.bytes_;
      longest.is_called_off_ = true;
      // It may end before it is called off.
      grpc_call_ref(longest.call_);
      calls.push_back(longest.call_);
    }
  }
  for (grpc_call* call : calls) {
    grpc_call_cancel_with_status(call, GRPC_STATUS_RESOURCE_EXHAUSTED,
                                 "the answer was not read, and others need its room", nullptr);
    grpc_call_unref(call);
  }
}

}  // namespace cofi::rpc
