#include "clients/cli/commands/dry_run.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/names.h"
#include "base/refusal.h"
#include "clients/cli/commands/apply_plan.h"
#include "clients/cli/commands/words_apply.h"
#include "clients/cli/printed/records.h"
#include "clients/cli/sent/failures.h"
#include "clients/cli/sent/journal_services.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/cli/typed/requests.h"
#include "clients/cli/typed/words.h"
#include "clients/methods.h"
#include "clients/services.h"
#include "cofi/journal/v1/history.pb.h"
#include "cofi/journal/v1/rehearsals.pb.h"

namespace cofi::cli {
namespace {

using journal::v1::RehearsalOutcome;
using journal::v1::RehearsalStep;
using journal::v1::RehearseRequest;
using journal::v1::RehearseResponse;

// As rehearsals.proto says.
constexpr int kStepsMax = 5'000;

enum class TrialVerdict {
  kGranted,
  kRefused,
  // For the lack of something that the file would bring about in a way that is not rehearsed,
  // or beyond what one rehearsal takes.
  kUnproved,
};

// What is known of an item so far.
struct Trial {
  ApplyPlan plan;
  // What there is of its resource when its turn comes, as far as that is known.
  std::unique_ptr<Message> current;
  bool looked = false;    // for it
  bool happened = false;  // a verb, before
  TrialVerdict verdict = TrialVerdict::kGranted;
  grpc::Status refusal;             // of the server
  std::string mistake;              // or in our words
  std::unique_ptr<Message> answer;  // of a request that was granted
  // In the rehearsal of its service: a question for the resource, and the request.
  int look_step = -1, step = -1;
};

std::string NameIn(const ApplyItem& item) { return StringField(*item.message, "name"); }

std::string OwnerOf(const ApplyItem& item) { return clients::OwnerOf(item.noun->resource); }

grpc::Status StatusIn(const RehearsalOutcome& outcome) {
  return {static_cast<grpc::StatusCode>(outcome.refusal().code()), outcome.refusal().message(),
          outcome.refusal().SerializeAsString()};
}

class DryRun {
 public:
  DryRun(Session& session, const std::vector<ApplyItem>& items)
      : session_(session), items_(items), trials_(items.size()) {}

  int Run() {
    // Each refers to those before it; what refers to a later one does so by name only.
    for (const std::string& service : clients::Recorded()) {
      if (const int failed = Rehearse(service)) return failed;
    }
    Judge();
    return Report();
  }

 private:
  // Rehearses until every item was planned on what those before it leave: each round finds
  // out more of that.
  int Rehearse(const std::string& service) {
    constexpr int kRoundsMax = 10;
    for (int round = 0; round < kRoundsMax; ++round) {
      RehearseRequest request;
      request.set_journal(clients::JournalOf(service));
      asked_.clear();
      for (size_t i = 0; i < items_.size(); ++i) {
        if (OwnerOf(items_[i]) != service) {
          RehearsalStep step;
          if (Suppose(i, &step)) Add(step, &request);
        } else if (const int failed = AddItem(i, &request)) {
          return failed;
        }
      }
      if (std::none_of(request.steps().begin(), request.steps().end(),
                       [](const RehearsalStep& step) { return step.has_request(); })) {
        return 0;
      }
      RehearseResponse response;
      if (const int failed = session_.CallOrExplain(request, &response)) return failed;
      bool settled = true;
      for (size_t i = 0; i < items_.size(); ++i) {
        if (OwnerOf(items_[i]) != service || Learn(i, response)) continue;
        settled = false;
        if (round == kRoundsMax - 1) trials_[i].verdict = TrialVerdict::kUnproved;
      }
      if (settled) return 0;
    }
    return 0;
  }

  // The step's number; negative if there is no room for it.
  int Add(const RehearsalStep& step, RehearseRequest* request) {
    constexpr size_t kAround = 8;  // bytes of a step that are not its own, at most
    if (request->steps_size() == 0) bytes_ = request->ByteSizeLong();
    const size_t bytes = step.ByteSizeLong() + kAround;
    if (bytes_ + bytes > kRequestBytesMax || request->steps_size() >= kStepsMax) return -1;
    bytes_ += bytes;
    *request->add_steps() = step;
    return request->steps_size() - 1;
  }

  // Plans the item and adds what it asks; the exit code of a failure that ends the whole.
  int AddItem(size_t i, RehearseRequest* request) {
    Trial& trial = trials_[i];
    trial.plan.item = &items_[i];
    trial.step = trial.look_step = -1;
    trial.answer.reset();
    trial.verdict = TrialVerdict::kGranted;
    if (const int failed = Look(i)) return failed;
    if (items_[i].verb == nullptr && MayBeMadeBefore(i)) {
      RehearsalStep step;
      step.mutable_request()->PackFrom(*GetRequestFor(items_[i]));
      trial.look_step = Add(step, request);
    }
    absl::StatusOr<ApplyPlan> plan = PlanFor(items_[i], trial.current.get(), session_.language());
    if (!plan.ok()) {
      trial.verdict = TrialVerdict::kRefused;
      trial.mistake = std::string(plan.status().message());
      trial.plan.request.reset();
      return 0;
    }
    trial.mistake.clear();
    if (!trial.happened) trial.plan = *std::move(plan);
    if (trial.plan.request == nullptr) return 0;
    asked_.insert(NameIn(items_[i]));
    RehearsalStep step;
    step.mutable_request()->PackFrom(*trial.plan.request);
    trial.step = Add(step, request);
    if (trial.step < 0) trial.verdict = TrialVerdict::kUnproved;
    return 0;
  }

  // What is there now, and whether a verb happened before; asked once.
  int Look(size_t i) {
    const ApplyItem& item = items_[i];
    Trial& trial = trials_[i];
    if (std::exchange(trial.looked, true)) return 0;
    if (const std::unique_ptr<Message> get = GetRequestFor(item)) {
      trial.current = NewMessage(item.noun->resource);
      const grpc::Status found = session_.Call(*get, trial.current.get());
      if (!found.ok()) trial.current.reset();
      // What else is wrong with the name is told of the request itself.
      if (!found.ok() && ExitCodeOf(found) == kUnreachable) {
        return Explain(found, session_.settings(), session_.err());
      }
    }
    if (item.verb == nullptr) return 0;
    bool by_this_request = false;
    const grpc::Status status = WasCarriedOut(item, session_, &by_this_request);
    if (!status.ok()) return Explain(status, session_.settings(), session_.err());
    trial.happened =
        by_this_request || (trial.current != nullptr && HappenedBefore(item, *trial.current));
    if (trial.happened && !by_this_request) {
      trial.plan.notices.emplace_back(words::kHappenedSince.In(session_.language()));
    }
    return 0;
  }

  // Whether an item before this one asks for something of the same name or above it, which
  // may make it or change it.
  bool MayBeMadeBefore(size_t i) const {
    const std::string name = NameIn(items_[i]);
    for (absl::string_view above = name; !above.empty(); above = ParentOf(above)) {
      if (asked_.contains(above)) return true;
    }
    return false;
  }

  // What came of the item's steps. False if it has to be planned anew.
  bool Learn(size_t i, const RehearseResponse& response) {
    Trial& trial = trials_[i];
    if (trial.step >= 0) {
      const RehearsalOutcome& outcome = response.outcomes(trial.step);
      if (outcome.has_refusal()) {
        trial.verdict = TrialVerdict::kRefused;
        trial.refusal = StatusIn(outcome);
      } else {
        trial.answer =
            NewMessage(clients::MethodOf(trial.plan.request->GetDescriptor())->output_type());
        outcome.answer().UnpackTo(trial.answer.get());
      }
    }
    if (trial.look_step < 0) return true;
    const RehearsalOutcome& outcome = response.outcomes(trial.look_step);
    trial.current.reset();
    if (!outcome.has_refusal()) {
      trial.current = NewMessage(items_[i].noun->resource);
      outcome.answer().UnpackTo(trial.current.get());
    }
    const absl::StatusOr<ApplyPlan> plan =
        PlanFor(items_[i], trial.current.get(), session_.language());
    return plan.ok() ? trial.mistake.empty() && plan->outcome == trial.plan.outcome &&
                           plan->fields == trial.plan.fields
                     : plan.status().message() == trial.mistake;
  }

  // What another service would have after the item; false if that is nothing new.
  bool Suppose(size_t i, RehearsalStep* step) {
    const ApplyItem& item = items_[i];
    const Trial& trial = trials_[i];
    if (trial.answer != nullptr) {
      step->mutable_supposed()->PackFrom(*trial.answer);
      step->set_verb(clients::MethodOf(trial.plan.request->GetDescriptor())->name());
      return true;
    }
    // One that was refused is supposed all the same: what is wrong with it is told there.
    const bool changes_nothing =
        trial.looked && trial.plan.request == nullptr && trial.verdict == TrialVerdict::kGranted;
    if (item.verb != nullptr || changes_nothing) return false;
    const std::unique_ptr<Message> there = NewMessage(item.noun->resource);
    for (const char* field : {"name", "currency", "time_zone"}) {
      const std::string value = StringField(*item.message, field);
      if (!value.empty()) SetStringField(there.get(), field, value);
    }
    step->mutable_supposed()->PackFrom(*there);
    return true;
  }

  // Tells what would be refused from what only lacks something of the file.
  void Judge() {
    std::set<std::string> roots;  // of what is refused or not proved
    std::set<std::string> moved;  // of what would be told to the first service
    const std::string& first = clients::Recorded().front();
    std::set<std::pair<std::string, std::string>> names;
    for (size_t i = 0; i < items_.size(); ++i) {
      Trial& trial = trials_[i];
      const std::string root(RootOf(NameIn(items_[i])));
      if (trial.verdict == TrialVerdict::kRefused && trial.mistake.empty()) {
        const absl::Status refusal = clients::FromPeer("", trial.refusal);
        const auto violations = ViolationsOf(refusal);
        const auto lacks = [&](const google::rpc::ErrorInfo& violation) {
          const auto found = violation.metadata().find("name");
          const std::string name = found == violation.metadata().end() ? "" : found->second;
          // A grant has the identifier of the application that won it.
          return names.count({std::string(RootOf(name)), std::string(IdOf(name))}) > 0 ||
                 (HasWildcard(name) && roots.count(std::string(RootOf(name))) > 0);
        };
        bool unproved = false;
        switch (ReasonOf(refusal)) {
          case type::v1::REASON_RESOURCE_NOT_FOUND:
          case type::v1::REASON_REFERENCE_NOT_FOUND:
            unproved = std::all_of(violations.begin(), violations.end(), lacks);
            break;
          case type::v1::REASON_NO_ADOPTED_BUDGET:
          case type::v1::REASON_START_CONDITION_NOT_MET:
            unproved =
                roots.count(root) > 0 || (OwnerOf(items_[i]) == first && moved.count(root) > 0);
            break;
          case type::v1::REASON_VERB_NOT_ALLOWED:
            // A state that an earlier item of the file would have moved.
            unproved = names.count({root, std::string(IdOf(NameIn(items_[i])))}) > 0;
            break;
          default:
            break;
        }
        if (unproved) trial.verdict = TrialVerdict::kUnproved;
      }
      if (trial.verdict == TrialVerdict::kGranted) {
        if (trial.plan.request != nullptr && OwnerOf(items_[i]) != first) moved.insert(root);
        continue;
      }
      if (root != "directory") roots.insert(root);
      names.insert({root, std::string(IdOf(NameIn(items_[i])))});
    }
  }

  int Report() {
    std::vector<ApplyOutcome> changes;
    std::vector<std::string> unproved;
    int code = kDone;
    for (size_t i = 0; i < items_.size(); ++i) {
      const Trial& trial = trials_[i];
      if (trial.verdict == TrialVerdict::kRefused) {
        code = kRefused;
        Refuse(trial);
        continue;
      }
      if (trial.answer != nullptr && items_[i].verb == nullptr) {
        session_.err() << WarningsOf(*trial.answer, session_.language());
      }
      PrintChange(trial.plan, /*dry_run=*/true, session_);
      changes.push_back(trial.plan.outcome);
      if (trial.verdict == TrialVerdict::kUnproved) {
        unproved.push_back(
            absl::StrCat(items_[i].place, " ", InWords(items_[i], session_.language())));
      }
    }
    if (!unproved.empty()) {
      session_.err() << Say(unproved.size() == 1 ? words::kOneUnproved : words::kUnproved,
                            session_.language(),
                            FormatCount(static_cast<int64_t>(unproved.size()), session_.language()))
                     << "\n  " << absl::StrJoin(unproved, "\n  ") << "\n";
    }
    session_.err() << SummaryOf(changes, items_.size(), session_.language()) << "\n";
    return code;
  }

  void Refuse(const Trial& trial) {
    const ApplyItem& item = *trial.plan.item;
    if (trial.mistake.empty()) {
      Explain(trial.refusal, session_.settings(), session_.err(),
              [&](const std::string& path) { return AsDeclared(item, path, session_.language()); });
    } else {
      session_.err() << "! " << item.place << ": " << trial.mistake << "\n";
    }
    session_.err() << "  "
                   << Say(words::kRefusedAt, session_.language(), item.place,
                          InWords(item, session_.language()))
                   << "\n";
  }

  Session& session_;
  const std::vector<ApplyItem>& items_;
  std::vector<Trial> trials_;
  // Of the request that is being made: its size, and what its steps are about.
  size_t bytes_ = 0;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace

grpc::Status WasCarriedOut(const ApplyItem& item, Session& session, bool* was) {
  journal::v1::GetRequestOutcomeRequest request;
  request.set_journal(clients::JournalOf(OwnerOf(item)));
  request.set_request_id(StringField(*item.message, "request_id"));
  journal::v1::RequestOutcome outcome;
  const grpc::Status status = session.Call(request, &outcome);
  *was = outcome.state() == journal::v1::RequestOutcome::STATE_COMMITTED;
  return status;
}

int RunDry(Session& session, const std::vector<ApplyItem>& items) {
  return DryRun(session, items).Run();
}

}  // namespace cofi::cli
