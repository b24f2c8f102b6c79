// Clients that work until the server is gone, and remember what they were told.
#ifndef COFI_TESTS_FAULTS_LOAD_H_
#define COFI_TESTS_FAULTS_LOAD_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"

namespace cofi::faults {

// A request, and what came of it.
struct Asked {
  std::unique_ptr<google::protobuf::Message> request;
  std::unique_ptr<google::protobuf::Message> answer;
  // When it was answered; never, if a store that failed refused it, or it was cut off.
  absl::Time answered = absl::InfiniteFuture();
};

class Load {
 public:
  // Works on a project of its own, which it makes.
  explicit Load(end_to_end::Installation& cofi);

  // So many clients post expenses of a cent, and one awards applications, until the
  // server does not answer any more or `enough` holds.
  void Run(int clients, const std::function<bool()>& enough);

  // What was answered from this moment on nobody heard.
  void ForgetAnswersSince(absl::Time moment);

  // How many calls were answered so far, of this Run and all before.
  int answered() const { return answered_; }

  // For a server that runs again. Expects that everything that was answered is
  // there once, that nothing is there that was never asked, that the books are
  // right, and that every award is one grant. Then asks again what was last asked,
  // and expects the first answers, and that nothing moved by it.
  void ExpectRight();

  // As above for a server that may have lost answers: how many are gone.
  int Lost() const;

 private:
  bool Ask(std::unique_ptr<google::protobuf::Message> request,
           std::unique_ptr<google::protobuf::Message> answer);
  void Post(const std::function<bool()>& enough);
  void Try();
  void AwardAll(const std::function<bool()>& enough);
  void AskAgain();
  // The expenses that are there; `all` also those that were never answered.
  void ExpectExpenses(bool all);
  // Those that were asked for so far, `all` or only those that were answered.
  std::vector<std::string> Expenses(bool all) const;
  void ExpectGrants();

  end_to_end::Installation& cofi_;
  const end_to_end::Project project_;
  std::atomic<int> next_ = 0;
  std::atomic<int> answered_ = 0;
  mutable absl::Mutex mutex_;
  // Since the last ExpectRight.
  std::vector<Asked> asked_ ABSL_GUARDED_BY(mutex_);
  // The expenses that were asked for before: all must be there.
  std::vector<std::string> posted_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cofi::faults

#endif  // COFI_TESTS_FAULTS_LOAD_H_
