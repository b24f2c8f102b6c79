// Which journal entries the answers to one report saw. A report that is put
// together from several answers speaks of one moment only if all answers of a
// service saw the same entries of a root.
#ifndef COFI_SERVICES_REPORTING_SIGHTINGS_H_
#define COFI_SERVICES_REPORTING_SIGHTINGS_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "cofi/type/v1/moment.pb.h"

namespace cofi::reporting {

// Answers come on any thread.
class Sightings {
 public:
  void Saw(const std::string& service, const std::string& root, int64_t sequence);

  // Whether no two answers of a service saw different entries of a root.
  bool Agree() const;

  // The lowest seen of each: what all answers are sure to know. By service and
  // root.
  std::vector<type::v1::JournalPosition> Positions() const;

 private:
  struct SequenceRange {
    int64_t lowest, highest;
  };
  mutable absl::Mutex mutex_;
  std::map<std::pair<std::string, std::string>, SequenceRange> seen_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_SIGHTINGS_H_
