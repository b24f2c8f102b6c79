#include "clients/cli/commands/apply.h"

#include <algorithm>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "base/refusal.h"
#include "base/status.h"
#include "base/text.h"
#include "clients/cli/commands/apply_file.h"
#include "clients/cli/commands/apply_plan.h"
#include "clients/cli/commands/dry_run.h"
#include "clients/cli/commands/words_apply.h"
#include "clients/cli/printed/output.h"
#include "clients/cli/printed/records.h"
#include "clients/cli/sent/failures.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/cli/typed/input.h"
#include "clients/cli/typed/words.h"
#include "embedded/apply_examples.h"

namespace cofi::cli {
namespace {

// An award reaches the budgets a moment later by itself. So what such a moment
// may explain is asked again, for so long in all: then it is no moment.
constexpr absl::Duration kPatience = absl::Seconds(10);
constexpr absl::Duration kFirstDelay = absl::Milliseconds(20);
constexpr absl::Duration kDelayMax = absl::Milliseconds(500);
constexpr Reason kMayPass[] = {
    type::v1::REASON_RESOURCE_NOT_FOUND,
    type::v1::REASON_REFERENCE_NOT_FOUND,
    type::v1::REASON_START_CONDITION_NOT_MET,
    type::v1::REASON_NO_ADOPTED_BUDGET,
};

class Applier {
 public:
  explicit Applier(Session& session) : session_(session) {}

  // What came of the item, or nothing after a failure, which it has explained.
  std::unique_ptr<ApplyPlan> Apply(const ApplyItem& item) {
    std::unique_ptr<Message> current;
    if (!Look(item, &current)) return nullptr;
    absl::StatusOr<ApplyPlan> planned = PlanFor(item, current.get(), session_.language());
    if (!planned.ok()) {
      session_.err() << "! " << item.place << ": " << planned.status().message() << "\n";
      code_ = kRefused;
      Stop(item);
      return nullptr;
    }
    auto plan = std::make_unique<ApplyPlan>(*std::move(planned));
    if (item.verb != nullptr && current != nullptr && HappenedBefore(item, *current)) {
      bool by_this_request = false;
      const grpc::Status status = WasCarriedOut(item, session_, &by_this_request);
      if (!status.ok()) return Fail(item, status);
      plan->outcome = ApplyOutcome::kUnchanged;
      if (!by_this_request)
        plan->notices.emplace_back(words::kHappenedSince.In(session_.language()));
      return plan;
    }
    if (plan->request == nullptr) return plan;
    bool replayed = false;
    if (!CallPatiently(item, *plan->request, &replayed)) return nullptr;
    if (replayed && item.verb != nullptr) plan->outcome = ApplyOutcome::kUnchanged;
    return plan;
  }

  int code() const { return code_; }

 private:
  // What is there of the item's resource; nothing if it is not there.
  bool Look(const ApplyItem& item, std::unique_ptr<Message>* current) {
    const std::unique_ptr<Message> request = GetRequestFor(item);
    if (request == nullptr) return true;
    *current = NewMessage(item.noun->resource);
    const grpc::Status found = session_.Call(*request, current->get());
    if (found.ok()) return true;
    current->reset();
    return found.error_code() == grpc::StatusCode::NOT_FOUND || Fail(item, found) != nullptr;
  }

  bool CallPatiently(const ApplyItem& item, const Message& request, bool* replayed) {
    const std::unique_ptr<Message> response =
        NewMessage(clients::MethodOf(request.GetDescriptor())->output_type());
    for (absl::Duration delay = kFirstDelay;; delay = std::min(delay * 2, kDelayMax)) {
      const grpc::Status status = session_.Call(request, response.get(), replayed);
      if (status.ok()) {
        if (item.verb == nullptr) {
          session_.err() << WarningsOf(*response, session_.language());
        }
        return true;
      }
      const Reason reason = ReasonOf(clients::FromPeer("", status));
      if (patience_ < delay ||
          std::find(std::begin(kMayPass), std::end(kMayPass), reason) == std::end(kMayPass)) {
        return Fail(item, status) != nullptr;
      }
      absl::SleepFor(delay);
      patience_ -= delay;
      response->Clear();
    }
  }

  std::unique_ptr<ApplyPlan> Fail(const ApplyItem& item, const grpc::Status& status) {
    code_ = Explain(status, session_.settings(), session_.err(), [&](const std::string& path) {
      return AsDeclared(item, path, session_.language());
    });
    Stop(item);
    return nullptr;
  }

  void Stop(const ApplyItem& item) {
    session_.err() << "  "
                   << Say(words::kStoppedAt, session_.language(), item.place,
                          InWords(item, session_.language()))
                   << words::kApplyAgain.In(session_.language()) << "\n";
  }

  Session& session_;
  absl::Duration patience_ = kPatience;
  int code_ = kDone;
};

absl::StatusOr<std::vector<ApplyItem>> ReadItems(const Arguments& arguments, Language language) {
  const std::string file = arguments.Value("file");
  COFI_ASSIGN_OR_RETURN(const std::string text, ReadInput(file, language));
  return ReadApplyFile(text, file == "-" ? "stdin" : Quoted(file), language);
}

}  // namespace

std::vector<Flag> ApplyFlags() {
  return {{"file", "FILE.yaml", words::kApplyFileHelp, {"f"}},
          {"dry-run", "", words::kDryRunHelp, {}},
          {"example", "", words::kApplyExampleHelp, {}}};
}

int RunApply(Session& session, const Arguments& arguments) {
  if (arguments.On("example")) {
    session.out() << embedded::ApplyExamples()[session.language() == Language::kFrench].text;
    return kDone;
  }
  if (!arguments.Has("file")) {
    return Explain(Mistake(words::kNoApplyFile, session.language()), session.language(),
                   session.err());
  }
  const auto items = ReadItems(arguments, session.language());
  if (!items.ok()) return Explain(items.status(), session.language(), session.err());
  PrintChangeHeader(session);
  if (arguments.On("dry-run")) return RunDry(session, *items);
  // A file that is half applied because nobody reads on would be a poor joke.
  const UnreadIsNoSignal unread;
  Applier applier(session);
  std::vector<ApplyOutcome> changes;
  for (const ApplyItem& item : *items) {
    const std::unique_ptr<ApplyPlan> plan = applier.Apply(item);
    if (plan == nullptr) break;
    PrintChange(*plan, /*dry_run=*/false, session);
    changes.push_back(plan->outcome);
  }
  session.err() << SummaryOf(changes, items->size(), session.language()) << "\n";
  return applier.code();
}

}  // namespace cofi::cli
