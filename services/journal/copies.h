// The copies of stores that are on their way, out or in. Each takes the room of a store on the
// server's disk, and work that others wait for: so there is one each way of a store at a time.
#ifndef COFI_SERVICES_JOURNAL_COPIES_H_
#define COFI_SERVICES_JOURNAL_COPIES_H_

#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"

namespace cofi::journal {

enum class Way { kOut, kIn };

class Copies {
 public:
  // One on its way, until it goes.
  class Copy {
   public:
    ~Copy();
    Copy(const Copy&) = delete;
    Copy& operator=(const Copy&) = delete;

   private:
    friend class Copies;
    Copy(Copies* all, const std::string& service, Way way) : all_(all), key_(service, way) {}

    Copies* const all_;
    const std::pair<std::string, Way> key_;
  };

  // OVERLOADED while there is one of this service and way.
  absl::StatusOr<std::unique_ptr<Copy>> Begin(const std::string& service, Way way);

 private:
  absl::Mutex mutex_;
  std::set<std::pair<std::string, Way>> under_way_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cofi::journal

#endif  // COFI_SERVICES_JOURNAL_COPIES_H_
