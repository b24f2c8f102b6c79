// What an item of an apply file asks of the server, and what came of it.
#ifndef COFI_CLIENTS_CLI_COMMANDS_APPLY_PLAN_H_
#define COFI_CLIENTS_CLI_COMMANDS_APPLY_PLAN_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/commands/apply_file.h"
#include "clients/cli/sent/session.h"

namespace cofi::cli {

enum class ApplyOutcome { kCreated, kUpdated, kDone, kUnchanged };

struct ApplyPlan {
  const ApplyItem* item = nullptr;
  ApplyOutcome outcome = ApplyOutcome::kUnchanged;
  std::vector<std::string> fields;   // that change
  std::vector<std::string> notices;  // why something of the item is left, as sentences
  std::unique_ptr<Message> request;  // null where there is nothing to do
};

// What makes the item so where `current` is there; null if nothing is. A field that
// something else moved since is left, and so is a verb that already happened on its date,
// of which only the server can tell whether it was this very request.
//
// INVALID_ARGUMENT, a sentence in the user's language, if no request can do it.
absl::StatusOr<ApplyPlan> PlanFor(const ApplyItem& item, const Message* current, Language language);

// The request for what an item is about; null if there is none.
std::unique_ptr<Message> GetRequestFor(const ApplyItem& item);

// Whether the plan's verb is in the history already, so often as the file says it.
bool HappenedBefore(const ApplyItem& item, const Message& current);

// A line for a change, as it happens; in JSON, an object a line. Notices go to `err`.
void PrintChange(const ApplyPlan& plan, bool dry_run, Session& session);
void PrintChangeHeader(Session& session);

// `3 created, 1 updated, …` of so many.
std::string SummaryOf(const std::vector<ApplyOutcome>& changes, size_t items, Language language);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMANDS_APPLY_PLAN_H_
