#include "services/reporting/sightings.h"
#include "clients/services.h"

#include <algorithm>

namespace cofi::reporting {

void Sightings::Saw(const std::string& service, const std::string& root, int64_t sequence) {
  absl::MutexLock lock(&mutex_);
  const auto [found, first] = seen_.try_emplace({service, root}, SequenceRange{sequence, sequence});
  if (first) return;
  found->second.lowest = std::min(found->second.lowest, sequence);
  found->second.highest = std::max(found->second.highest, sequence);
}

bool Sightings::Agree() const {
  absl::MutexLock lock(&mutex_);
  return std::all_of(seen_.begin(), seen_.end(),
                     [](const auto& each) { return each.second.lowest == each.second.highest; });
}

std::vector<type::v1::JournalPosition> Sightings::Positions() const {
  absl::MutexLock lock(&mutex_);
  std::vector<type::v1::JournalPosition> positions;
  for (const auto& [key, range] : seen_) {
    type::v1::JournalPosition& position = positions.emplace_back();
    position.set_journal(clients::JournalOf(key.first));
    position.set_root(key.second);
    position.set_sequence(range.lowest);
  }
  return positions;
}

}  // namespace cofi::reporting
