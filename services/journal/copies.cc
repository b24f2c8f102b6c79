#include "services/journal/copies.h"

#include "base/refusal.h"

namespace cofi::journal {

absl::StatusOr<std::unique_ptr<Copies::Copy>> Copies::Begin(const std::string& service, Way way) {
  absl::MutexLock lock(&mutex_);
  if (under_way_.emplace(service, way).second) {
    return std::unique_ptr<Copy>(new Copy(this, service, way));
  }
  return Refuse(
      type::v1::REASON_OVERLOADED,
      {{"limit", way == Way::kOut ? "one backup of {service}" : "one restore of {service}"},
       {"service", service}});
}

Copies::Copy::~Copy() {
  absl::MutexLock lock(&all_->mutex_);
  all_->under_way_.erase(key_);
}

}  // namespace cofi::journal
