#include "services/rpc/rehearsal.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"

namespace cofi::rpc {
namespace {

using Done = std::function<void(const absl::Status&)>;

// Other writes wait for a rehearsal, and all its answers are in memory at once.
constexpr absl::Duration kTimeMax = absl::Seconds(5);
constexpr size_t kAnswerBytesMax = size_t{8} << 20;

// A rehearsal under way.
struct Attempt {
  const std::shared_ptr<Rehearsal> rehearsal;
  const Done done;
  absl::Mutex mutex;
  int open = 1;  // Steps that are not admitted yet, and one for Admit itself.
};
using AttemptPtr = std::shared_ptr<Attempt>;

absl::Status Act(db::Transaction& tx, RehearsedStep& step) {
  if (step.method != nullptr) {
    return step.method->handler->function(tx, *step.message, step.answer.get());
  }
  return step.followed == nullptr ? absl::OkStatus()
                                  : (*step.followed)(tx, *step.message, step.cause.verb);
}

// What fails here is the database's; what is refused is the step's.
absl::Status RunStep(const ServiceParts& parts, db::Transaction& tx, RehearsedStep& step) {
  step.status = step.admitted;
  if (!step.status.ok()) return absl::OkStatus();
  if (step.method != nullptr) step.answer = NewMessage(step.method->descriptor->output_type());
  step.cause.time = tx.now();
  db::Transaction own(tx, step.cause);
  COFI_RETURN_IF_ERROR(SetToday(parts, step.cause.root, own));
  COFI_RETURN_IF_ERROR(tx.Savepoint());
  step.status = db::RunGuarded([&](db::Transaction& part) { return Act(part, step); }, own);
  if (!step.status.ok()) tx.heads()->Undo();
  return tx.Release(/*keep=*/step.status.ok());
}

// The root of all steps that do something, or the one that stands for all there are.
std::string RootOfAll(const Rehearsal& rehearsal) {
  std::string root;
  for (const RehearsedStep& step : rehearsal.steps) {
    const bool is_idle = step.method == nullptr && step.followed == nullptr;
    if (is_idle || !step.admitted.ok()) continue;
    if (root.empty()) root = step.cause.root;
    if (step.cause.root != root) return kSharedRoot;
  }
  return root.empty() || root == db::kEveryRoot ? kSharedRoot : root;
}

// That `last` is the step whose answer is too much.
absl::Status TooMuch(const Rehearsal& rehearsal, const RehearsedStep& last) {
  return InField(rehearsal.field,
                 Refuse(type::v1::REASON_TOO_MANY_ITEMS,
                        {{"value", absl::StrCat(rehearsal.steps.size())},
                         {"limit", absl::StrCat(&last - rehearsal.steps.data())}}));
}

void Run(const AttemptPtr& attempt) {
  Rehearsal& rehearsal = *attempt->rehearsal;
  db::Cause cause = CauseOf(rehearsal.caller);
  cause.root = RootOfAll(rehearsal);
  cause.verb = rehearsal.verb;
  cause.tentative = true;
  rehearsal.parts->store->Write(
      std::move(cause),
      [attempt, &rehearsal](db::Transaction& tx) -> absl::Status {
        const absl::Time end = absl::Now() + kTimeMax;
        size_t bytes = 0;
        for (RehearsedStep& step : rehearsal.steps) {
          if (absl::Now() > end || tx.cause().over()) {
            return Refuse(type::v1::REASON_DEADLINE_EXCEEDED);
          }
          COFI_RETURN_IF_ERROR(RunStep(*rehearsal.parts, tx, step));
          if (step.status.ok() && step.answer != nullptr) bytes += step.answer->ByteSizeLong();
          if (bytes > kAnswerBytesMax) return TooMuch(rehearsal, step);
        }
        // Any error takes back what was written.
        return absl::CancelledError("rehearsed");
      },
      [attempt](const absl::Status& status) {
        attempt->done(absl::IsCancelled(status) ? absl::OkStatus() : status);
      });
}

void Admitted(const AttemptPtr& attempt) {
  {
    absl::MutexLock lock(&attempt->mutex);
    if (--attempt->open > 0) return;
  }
  Run(attempt);
}

// Asks for what each step names, but what is supposed before it.
void Admit(const AttemptPtr& attempt) {
  Rehearsal& rehearsal = *attempt->rehearsal;
  Admission* const admission = rehearsal.parts->admission;
  absl::flat_hash_map<std::string, ProjectTerms> supposed;
  absl::flat_hash_set<std::string> fresh;
  for (RehearsedStep& step : rehearsal.steps) {
    if (!step.admitted.ok()) continue;
    if (step.method == nullptr) {
      supposed[StringField(*step.message, "name")] = Admission::TermsIn(*step.message);
      continue;
    }
    {
      absl::MutexLock lock(&attempt->mutex);
      ++attempt->open;
    }
    const std::string root = step.cause.root == db::kEveryRoot ? "" : step.cause.root;
    std::vector<ForeignName> names = admission->NamesIn(*step.message, root);
    std::optional<ProjectTerms> known;
    if (const auto found = supposed.find(root); found != supposed.end()) known = found->second;
    std::erase_if(names, [&](const ForeignName& each) { return supposed.contains(each.name); });
    // What is known and remembered may be gone, and no write finds that out here.
    for (const ForeignName& each : names) {
      if (fresh.insert(each.name).second) admission->Forget(each.name);
    }
    admission->Admit(
        names, nullptr, {.deadline = rehearsal.caller.deadline, .owner = true},
        [attempt, &rehearsal, admission, &step, known](const absl::Status& status,
                                                       const ProjectTerms& found) {
          step.admitted =
              status.ok() ? TakeTerms(*step.message, known.value_or(found), &step.cause) : status;
          if (!step.admitted.ok() || step.method->referrers.empty()) return Admitted(attempt);
          admission->Retire(StringField(*step.message, "name"), step.method->referrers, NewUuid(),
                            /*validate_only=*/true, OptionsFor(rehearsal.caller),
                            [attempt, &step](const absl::Status& said) {
                              step.admitted = said;
                              Admitted(attempt);
                            });
        });
  }
  Admitted(attempt);
}

}  // namespace

void Rehearse(const std::shared_ptr<Rehearsal>& rehearsal, Done done) {
  Admit(AttemptPtr(new Attempt{.rehearsal = rehearsal, .done = std::move(done)}));
}

}  // namespace cofi::rpc
